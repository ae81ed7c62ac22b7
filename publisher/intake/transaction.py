"""The one transaction: checked, landed and released under one lock, or nothing of it.

It runs in a process of its own, so that whoever serves meanwhile keeps memory and processor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from publisher import config, contract, vocabulary
from publisher.check.engine import shapes_from
from publisher.check.report import Report
from publisher.check.sound import sound
from publisher.config import Settings
from publisher.gather import DATA
from publisher.intake.changes import changed, tried
from publisher.intake.mirror import mirror
from publisher.intake.received import Changed, Piece, Received
from publisher.intake.standing import Standing
from publisher.intake.telling import told
from publisher.intake.wire import as_text
from publisher.intake.withdrawals import Withdrawals
from publisher.publishers.audit import REFUSED, RELEASED, TRIED, UNCHANGED, Audit, Entry
from publisher.publishers.keys import Keys
from publisher.publishers.landing import Journal, Landing
from publisher.publishers.reading import read
from publisher.publishing import Publishing
from publisher.release.build import Builder, Checked
from publisher.release.manifest import Manifest
from publisher.release.shelf import Shelf


@dataclass(frozen=True)
class Job:
    """What is to be done, in words that another process understands."""

    root: str
    place: str
    """Folder to work in."""
    entry: Entry
    pieces: tuple[tuple[str, str], ...]
    """Name below the data folder, and the file with its bytes; nothing where it is removed."""
    expected: Mapping[str, str | None] = field(default_factory=dict)
    dry_run: bool = False
    patience: float = 0.0
    """Seconds to wait for another build."""


class HeldShelf(Shelf):
    """A shelf whose lock this process has already."""

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Nothing: the lock is had."""
        yield


class Transaction:
    """Does one job."""

    def __init__(self, job: Job) -> None:
        self._job, self._entry = job, job.entry
        self._settings: Settings = config.load(Path(job.root))
        self._contract = contract.read(vocabulary.read(Path(job.root)))
        self._shapes = shapes_from(self._contract.vocabulary.documents)
        self._live = self._settings.root / DATA
        self._pieces = [Piece(name, Path(file) if file else None) for name, file in job.pieces]
        self._names = sorted(piece.name for piece in self._pieces)
        folder = self._settings.root / self._settings.releases.folder
        self._free, self._shelf = Shelf(folder, job.patience), HeldShelf(folder)
        self._publishing = Publishing(self._settings, self._contract, self._shelf)
        owner = read(self._settings).known[self._entry.publisher]
        self._withdrawals = Withdrawals(self._settings, self._contract, self._shelf, owner)

    def run(self) -> Received:
        """Do it. Raises Locked, Precondition, Unauthorised, and what a build raises."""
        if self._job.dry_run:
            return self._try()
        with self._free.lock():
            self._shelf.clear()
            self._take_up()
            Standing(self._shelf, self._live).require(self._pieces, self._job.expected)
            return self._release()

    def _take_up(self) -> None:
        """Bring to its end what a program that was killed has left half done."""
        if list(Journal(self._settings, self._live).pending()):
            self._publishing.publish(self._builder(None), "refuse", "withdraw", True)

    def _try(self) -> Received:
        before = self._manifest()
        Standing(self._shelf, self._live).require(self._pieces, self._job.expected)
        data = mirror(self._live, Path(self._job.place), self._pieces)
        checked = self._checked(data)
        found = Changed()
        if checked.findings.conforms:
            names = self._touched(checked, before)
            difference = tried(checked.content, names, self._shelf, before)
            found = changed(difference, checked.content, self._shelf, before, self._genid)
        entry = self._counted(TRIED, "", found, checked)
        Audit(self._settings).add(entry)
        return Received("", False, told(checked, self._names, self._limit), found, {})

    def _release(self) -> Received:
        before = self._manifest()
        data = mirror(self._live, Path(self._job.place), self._pieces)
        checked = self._checked(data)
        if not checked.findings.conforms:
            return self._refused(checked)
        landing: list[Landing] = []
        journal, key = Journal(self._settings, self._live), ExitStack()

        def announce(release: str, vanished: tuple[str, ...]) -> None:
            if self._withdrawals.possible:
                late = checked.content.left_out
                self._publishing.require_kept(tuple(iri for iri in vanished if iri not in late))
            key.enter_context(self._key())
            self._publishing.announce(release, self._entry.action == "delete")
            entry = replace(self._entry, outcome=RELEASED, release=release)
            landing.append(Landing(entry, self._staged(data)))
            journal.begin(landing[0])
            journal.land(landing[0])

        builder = self._builder(data)
        with key:  # it counts until the release is switched to
            outcome = self._publishing.build(builder, announce, "refuse", checked)
        if outcome.manifest is None:
            return self._refused(checked)
        found = changed(outcome.difference, checked.content, self._shelf, before, self._genid)
        received = Received(
            outcome.manifest.id, outcome.new, told(checked, self._names, self._limit), found,
            {name: Standing(self._shelf, self._live).etag(name) or "" for name in self._names},
        )  # fmt: skip
        self._write(received, RELEASED if outcome.new else UNCHANGED)
        journal.close(landing[0])
        return received

    def _key(self) -> AbstractContextManager[object]:
        """The key that this is done by, which may have been revoked since it was shown."""
        return Keys(self._settings).held(self._entry.key, read(self._settings))

    def _refused(self, checked: Checked) -> Received:
        received = Received("", False, told(checked, self._names, self._limit), Changed(), {})
        self._write(received, REFUSED)
        return received

    def _write(self, received: Received, outcome: str) -> None:
        """The line of the log, with the answer where it may be asked for again."""
        entry = self._counted(outcome, received.release, received.changed, received.checked)
        Audit(self._settings).add(replace(entry, answer=as_text(received) if entry.repeat else ""))

    def _counted(self, outcome: str, release: str, found: Changed, checked: Checked) -> Entry:
        return replace(
            self._entry, outcome=outcome, release=release, created=len(found.created),
            updated=len(found.updated), deleted=len(found.deleted),
            faults=checked.findings.count("violation"),
        )  # fmt: skip

    def _checked(self, data: Path) -> Checked:
        """What the check says; what goes is withdrawn first, and what comes back is so no more.

        What goes with whole sources is known before they are read again, the rest after.
        """
        before = self._manifest()
        if before and all(piece.content is None for piece in self._pieces):
            self._withdrawals.foresee(data, self._names, before)
        checked = self._builder(data).check()
        if checked.findings.conforms:
            names = self._touched(checked, before)
            if self._withdrawals.amend(data, checked.content, names, before):
                checked = self._builder(data).check()
        return checked

    def _touched(self, checked: Checked, before: Manifest | None) -> set[str]:
        """The publisher's sources that are others than in the release before, gone ones too."""
        old = {item.file: item.checksum for item in before.sources} if before else {}
        new = {own.file: own.checksum for own in checked.content.sources}
        folder = f"{self._entry.publisher}/"
        return {name for name in {*old, *new}
                if name.startswith(folder) and old.get(name) != new.get(name)}  # fmt: skip

    def _staged(self, data: Path) -> tuple[tuple[str, str], ...]:
        """What is to land: the pieces, and the tables that were amended."""
        found = {piece.name: str(data / piece.name) if piece.content else ""
                 for piece in self._pieces}  # fmt: skip
        for table in self._withdrawals.tables:
            now, then = _bytes(data / table), _bytes(self._live / table)
            if now != then:
                found[table] = str(data / table) if now is not None else ""
        return tuple(sorted(found.items()))

    @property
    def _genid(self) -> str:
        return self._settings.minter().genid()

    @property
    def _limit(self) -> int:
        return self._settings.limits.faults_explained

    def _manifest(self) -> Manifest | None:
        current = self._shelf.current()
        return self._shelf.manifest(current) if current else None

    def _builder(self, data: Path | None) -> Builder:
        return Builder(self._settings, self._contract, self._check, lambda _: None, data)

    def _check(self, lines: list[str]) -> Report:
        return sound(lines, self._shapes, self._contract)


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None
