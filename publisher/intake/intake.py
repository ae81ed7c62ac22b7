"""Intake: the one transaction by which data comes in, for whichever door."""

from __future__ import annotations

import hashlib
import secrets
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import IO, Final

from publisher import config, processes
from publisher.config import Settings
from publisher.errors import IntakeError, Occupied, PublisherError
from publisher.gather import DATA
from publisher.intake.answers import received_of
from publisher.intake.mirror import workplace
from publisher.intake.naming import require_name, right_to
from publisher.intake.received import Piece, Received
from publisher.intake.standing import Standing
from publisher.intake.transaction import Job
from publisher.intake.wire import as_text, from_text
from publisher.publishers.audit import DENIED, Audit, Entry
from publisher.publishers.database import private_folder
from publisher.publishers.keys import Key
from publisher.publishers.landing import FOLDER
from publisher.publishers.reading import read
from publisher.publishers.sentences import error
from publisher.release.shelf import Shelf, locked
from publisher.sources.discover import megabytes

NOTHING: Final[Mapping[str, str | None]] = MappingProxyType({})
LOCK: Final = ".intake.lock"
TRYING: Final = ".trying.lock"
"""Dry runs wait for each other alone: each needs the memory of a build."""

WORKER: Final = "publisher.intake.worker"


class Intake:
    """Takes in what publishers send to the site in ``root``. Threads and processes may share it."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._settings: Settings = config.load(root)
        self._folder = self._settings.root / self._settings.intake.folder
        self._standing = Standing(
            Shelf(self._settings.root / self._settings.releases.folder), self._root / DATA
        )

    def etag(self, name: str) -> str | None:
        """Validator of what is released of the source ``name``; None where there is no such."""
        return self._standing.etag(name)

    def submit(
        self,
        key: Key,
        pieces: Sequence[Piece],
        *,
        dry_run: bool = False,
        expected: Mapping[str, str | None] = NOTHING,
        idempotency: str = "",
        action: str = "put",
    ) -> Received:
        """Check ``pieces`` with all the rest, and release them; all of them, or none.

        ``expected`` says what must be there of a source for anything to happen: an etag, ``*`` for
        whatever there is, or None for nothing. The same ``idempotency`` again, from the same
        key, gives the same answer and changes nothing. With ``dry_run`` nothing is released. An
        ``action`` of ``delete`` may take away more of the catalogue than
        ``guards.shrink_percent``.

        Raises NotYours, Precondition, Repeated, TooLarge, Occupied, and LossError where more would
        go than may; nothing has changed then.
        """
        entry = Entry(
            secrets.token_hex(8), key.publisher, key.id, "try" if dry_run else action,
            tuple(sorted({piece.name for piece in pieces})),
        )  # fmt: skip
        try:
            self._require_allowed(key, pieces, dry_run)
            with self._turn(TRYING if dry_run else LOCK) as turn:
                if idempotency and not dry_run:
                    entry = replace(
                        entry, repeat=_hash(idempotency), request=_request(action, pieces, expected)
                    )
                    if again := self._again(entry):
                        return again
                self._standing.require(pieces, expected)
                return self._work(entry, pieces, expected, dry_run, turn)
        except Occupied:
            raise
        except IntakeError:
            Audit(self._settings).add(replace(entry, outcome=DENIED, repeat="", request=""))
            raise

    def _require_allowed(self, key: Key, pieces: Sequence[Piece], dry_run: bool) -> None:
        """Raise NotYours or TooLarge for what the key, or anybody, may not send."""
        for right in sorted({right_to(piece.name) for piece in pieces} or {"write"}):
            key.require(*(("check", right) if dry_run else (right,)))
        most = self._settings.intake.pieces
        if len(pieces) > most:
            raise error("too-many", len(pieces), most)
        publishers = read(self._settings)
        if key.publisher not in publishers.known:
            raise error("no-publisher", key.publisher, where=key.id)
        seen: set[str] = set()
        for piece in pieces:
            require_name(piece.name, key.publisher, publishers)
            if piece.name in seen:
                raise error("twice", where=piece.name)
            seen.add(piece.name)
            size = piece.content.stat().st_size if piece.content else 0
            largest = self._settings.limits.source_bytes
            if size > largest:
                raise error("too-large", megabytes(size), megabytes(largest), where=piece.name)

    @contextmanager
    def _turn(self, name: str) -> Iterator[IO[str]]:
        """One after the other, over all threads and processes. Raises Occupied."""
        path = private_folder(self._folder) / name
        with path.open("w") as handle:
            if not locked(handle, self._settings.intake.wait_seconds):
                raise error("occupied")
            yield handle

    def _again(self, entry: Entry) -> Received | None:
        """What was answered to the same request before. Raises Repeated where it was another."""
        before = Audit(self._settings).before(entry.key, entry.repeat)
        if before is None:
            return None
        if before.request != entry.request:
            raise error("repeated")
        return from_text(Received, before.answer)

    def _work(
        self, entry: Entry, pieces: Sequence[Piece], expected: Mapping[str, str | None],
        dry_run: bool, turn: IO[str],
    ) -> Received:  # fmt: skip
        """Have it done by a process of its own, which keeps the turn should this one be killed."""
        limits = self._settings.intake
        with workplace(self._folder / FOLDER, entry.id) as (place, busy):
            job = Job(
                str(self._root), str(place), entry,
                tuple((piece.name, str(piece.content.resolve()) if piece.content else "")
                      for piece in pieces),
                dict(expected), dry_run, float(limits.wait_seconds),
            )  # fmt: skip
            process = subprocess.Popen(
                processes.command(WORKER), stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True,
                pass_fds=(turn.fileno(), busy.fileno()),
                env=processes.environment(),
            )  # fmt: skip
            with process:
                try:
                    answer, _ = process.communicate(as_text(job), timeout=limits.work_seconds)
                except subprocess.TimeoutExpired:
                    process.kill()
                    raise error("took-long", limits.work_seconds) from None
                except BaseException:
                    process.kill()
                    raise
        if process.returncode or not answer:
            raise PublisherError(
                f"checking what came in ended with {process.returncode}, which it must not.",
                where=", ".join(entry.sources),
                todo="See whether memory is short; whether it is released shows on the next read.",
            )
        return received_of(answer)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _request(action: str, pieces: Sequence[Piece], expected: Mapping[str, str | None]) -> str:
    """What is asked for, as one hash."""
    said = [action, *(f"{name} {tag}" for name, tag in sorted(expected.items()))]
    for piece in sorted(pieces, key=lambda item: item.name):
        digest = ""
        if piece.content is not None:
            with piece.content.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        said.append(f"{piece.name} {digest}")
    return _hash("\n".join(said))
