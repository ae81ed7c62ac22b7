"""One round: each source is asked, what is new is tried, and what holds is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from publisher.config import Settings
from publisher.contract import Contract
from publisher.errors import FetchError, PublisherError, SourceFault
from publisher.fetched import (
    OVERVIEW,
    State,
    folder_of,
    prefixes,
    read_overview,
    read_state,
)
from publisher.names import nearest
from publisher.obtaining.guards import Claims, entries_of, file_of, require_kept, require_size
from publisher.obtaining.keeping import (
    Stage,
    checksum_of,
    files_of,
    keep,
    kept_files,
    locked,
    write_json,
    write_state,
)
from publisher.obtaining.kinds import read
from publisher.obtaining.manner import Asked, Manner, Received
from publisher.obtaining.remarks import Refusal, refusal_of
from publisher.obtaining.report import Fetched, Told, public_of, report_of
from publisher.obtaining.trial import Trial
from publisher.publishers.reading import read as publishers_of
from publisher.release.build import Check
from publisher.sources.discover import SourceLimits

REPORT: Final = "report.json"


def fetch(
    settings: Settings,
    contract: Contract,
    check: Check,
    names: Sequence[str] = (),
    manner: Manner | None = None,
) -> Fetched:
    """Ask the sources called ``names``, or all that want to be asked, and keep what holds.

    Raises PublisherError for a name that there is not, and where another round is at work;
    ContractError where a shape is malformed. What a source does wrong is told, never raised.
    """
    how = manner or Manner()
    known = prefixes(settings)
    for name in names:
        if name not in known:
            like = nearest(name, list(known))
            every = ", ".join(known) or "none; site.toml names them, as [sources.NAME]"
            raise PublisherError(
                f"there is no source “{name}”.",
                todo=f"Did you mean “{like}”?" if like else f"Known are {every}.",
            )
    folder = folder_of(settings)
    space: AbstractContextManager[Path | str] = TemporaryDirectory() if how.plan else locked(folder)
    with space as work:
        return _Round(settings, contract, check, how, folder, Path(work)).run(names)


@dataclass
class _Round:
    settings: Settings
    contract: Contract
    check: Check
    manner: Manner
    folder: Path
    work: Path
    asked: dict[str, Asked] = field(default_factory=dict)
    refused: dict[str, Refusal] = field(default_factory=dict)
    received: dict[str, Received] = field(default_factory=dict)
    states: dict[str, tuple[State, Mapping[str, Path]]] = field(default_factory=dict)

    def run(self, names: Sequence[str]) -> Fetched:
        for name, prefix in sorted(prefixes(self.settings).items()):
            self.asked[name] = self._asked(name, prefix)
        wanted = [name for name in self.asked if name in names or not names]
        waiting = [name for name in wanted if not names and self._waits(self.asked[name])]
        for name in wanted:
            if name not in waiting:
                self._read(self.asked[name])
        self._try()
        told = [self._waiting(name) if name in waiting else self._told(name) for name in wanted]
        found = Fetched(self.manner.plan, tuple(told))
        if not self.manner.plan:
            self._tell(found)
        return found

    def _asked(self, name: str, prefix: str) -> Asked:
        own, work = self.folder / name, self.work / "new" / name
        work.mkdir(parents=True)
        state = read_state(own)
        kept = kept_files(self.folder, prefix, state)
        publishers = publishers_of(self.settings)
        owner = publishers.of_source(prefix)
        return Asked(
            name, self.settings.sources[name], self.settings, self.manner, own, work, prefix,
            publishers.genid(owner) if owner else self.settings.minter().genid(), state,
            kept.get(state.file) if state else None,
        )  # fmt: skip

    def _waits(self, asked: Asked) -> bool:
        """Whether a source does not want to be asked yet."""
        state, manner = asked.state, self.manner
        if manner.early or manner.anew or state is None or state.address != asked.section.address:
            return False
        return manner.time() < state.due

    def _read(self, asked: Asked) -> None:
        """Ask a source, and see whether what it sends may be tried."""
        self.manner.say(f"{asked.name}: {asked.section.address} …")
        try:
            received = read(asked)
            self.received[asked.name] = received
            files = files_of(received, asked.work)
            kept = kept_files(self.folder, asked.prefix, asked.state)
            if kept and asked.state and checksum_of(files) == asked.state.checksum:
                return
            state = self._guarded(asked, received, files, kept)
            self.states[asked.name] = (state, files)
        except (FetchError, SourceFault) as error:
            self.refused[asked.name] = refusal_of(error)
        except Refusal as refusal:
            self.refused[asked.name] = refusal

    def _guarded(
        self, asked: Asked, received: Received, files: Mapping[str, Path], kept: Mapping[str, Path]
    ) -> State:
        """What is to be known of a new state. Raises Refusal and SourceFault."""
        limits = SourceLimits.of(self.settings.limits)
        require_size(received.path, limits.file_bytes)
        entries = entries_of(file_of(received.path, asked.prefix + received.file), limits)
        if asked.kept is not None and asked.state is not None and not self.manner.accept_shrink:
            before = entries_of(file_of(asked.kept, asked.prefix + asked.state.file), limits)
            if asked.kept.suffix == received.path.suffix:
                require_kept(before, entries, asked.section.shrink_percent)
        if not entries and not kept:
            raise Refusal.of("empty")
        now = self.manner.time()
        return State(
            asked.section.address, received.kind, received.file, checksum_of(files), since=now,
            confirmed=now, read=now, due=self._due(asked, received.polling), outcome="new",
            etag=received.etag, modified=received.modified, release=received.release,
            things=len(entries), statements=_lines(received.path),
        )  # fmt: skip

    def _due(self, asked: Asked, polling: float = 0.0) -> str:
        wait = asked.section.every or polling
        return self.manner.time(wait) if wait else ""

    def _try(self) -> None:
        """Try the new states; those that hold are kept."""
        if not self.states:
            return
        stage = Stage(self.work / "stage", self.folder, self.asked, self.states)
        stage.begin()
        for name in self.states:
            stage.put(name)
        claims = Claims(
            self.asked.values(), publishers_of(self.settings), self.contract.vocabulary,
        )  # fmt: skip
        trial = Trial(self.settings, self.contract, self.check, stage, claims, self.manner.say)
        self.refused |= trial.refused(self.states)
        for name, (state, files) in self.states.items():
            if name not in self.refused and not self.manner.plan:
                keep(self.folder, self.asked[name], state, files)

    def _told(self, name: str) -> Told:
        asked = self.asked[name]
        said = self.received[name].said if name in self.received else ()
        refusal = self.refused.get(name)
        if refusal is not None:
            state = self._kept(asked, refusal)
            became = state.outcome
        elif name in self.states:
            state, became = self.states[name][0], "new"
        else:
            state, became = self._unchanged(asked), "unchanged"
        faults = refusal.faults if refusal else ()
        return Told(name, asked.section.publisher, became, state, faults, said)

    def _unchanged(self, asked: Asked) -> State:
        received, now = self.received[asked.name], self.manner.time()
        assert asked.state is not None
        return replace(
            asked.state, address=asked.section.address, kind=received.kind, confirmed=now, read=now,
            due=self._due(asked, received.polling), outcome="unchanged", code="", said={}, faults=0,
            etag=received.etag, modified=received.modified, release=received.release,
        )  # fmt: skip

    def _kept(self, asked: Asked, refusal: Refusal) -> State:
        """What is known of a source whose new state is not taken: all that was, and why."""
        has = asked.state is not None and asked.kept is not None
        before = asked.state if asked.state is not None and has else State(
            asked.section.address, asked.section.kind)  # fmt: skip
        due = self.manner.time(refusal.seconds) if refusal.seconds else ""
        return replace(
            before, read=self.manner.time(), due=due, outcome="kept" if has else "missing",
            code=refusal.code, said=dict(refusal.said), faults=len(refusal.faults),
        )  # fmt: skip

    def _waiting(self, name: str) -> Told:
        asked = self.asked[name]
        assert asked.state is not None
        return Told(name, asked.section.publisher, "waiting", asked.state)

    def _tell(self, found: Fetched) -> None:
        """Write what is known of each source, its report, and what the public is told."""
        for told in found.sources:
            if told.became != "waiting":
                write_state(self.folder / told.name, told.state)
                write_json(self.folder / told.name / REPORT, report_of(told))
        overview = read_overview(self.folder)
        for told in found.sources:
            if told.became != "waiting":
                overview[told.name] = public_of(told)
        known = [overview[name] for name in self.asked if name in overview]
        write_json(self.folder / OVERVIEW, {"sources": known})


def _lines(path: Path) -> int:
    """How many statements a file of N-Triples has; 0 for a table."""
    if path.suffix != ".nt":
        return 0
    with path.open("rb") as stream:
        return sum(1 for _ in stream)
