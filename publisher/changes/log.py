"""The log as it was when some release was current: what all feeds of that release are made of."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from publisher.changes.database import FILE_NAME, STEP, connect, unreadable
from publisher.changes.records import Change, Record, unpack
from publisher.errors import PublisherError

CHANGE: Final = (
    "SELECT c.number, m.time, c.kind, c.iri, c.digest, m.release, c.body "
    "FROM changes c JOIN commits m ON m.id = c.id WHERE c.stream = :stream "
)
RECORD: Final = (
    "SELECT c.iri, c.digest, (SELECT f.time FROM changes e JOIN commits f ON f.id = e.id "
    "WHERE e.stream = c.stream AND e.iri = c.iri ORDER BY e.number LIMIT 1), "
    "m.time, c.number, c.body FROM changes c JOIN commits m ON m.id = c.id "
    "WHERE c.stream = :stream "
)
COUNT: Final = "SELECT count(*) FROM changes c WHERE c.stream = :stream "

LAST: Final = "AND c.number <= :length AND (c.until IS NULL OR c.until > :length) "
"""Of the changes of a thing, the last one in this log."""

PRESENT: Final = LAST + "AND c.kind <> 'Delete' "

BATCH: Final = 500
"""Records read at a time where all are wanted."""


@dataclass(frozen=True)
class End:
    """A stream: its changes, its records, and the hash of its state."""

    length: int = 0
    count: int = 0
    state: str = ""


class Log:
    """What was published up to and with one release: it never changes.

    ``time`` is that of the last switch to ``release``. Reading raises ReleaseError where the log
    is damaged.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, commit: int) -> None:
        self._path, self._connection, self._commit = path, connection, commit
        [(self.release, self.time)] = self._rows(
            "SELECT release, time FROM commits WHERE id = :commit", commit=commit
        )
        found = self._rows(
            "SELECT stream, length, count, state FROM ends e WHERE id = "
            "(SELECT max(id) FROM ends WHERE stream = e.stream AND id <= :commit) ORDER BY stream",
            commit=commit,
        )
        self._ends = {stream: End(length, count, state) for stream, length, count, state in found}

    def streams(self) -> tuple[str, ...]:
        """The streams, by name."""
        return tuple(self._ends)

    def length(self, stream: str) -> int:
        """How many changes a stream has."""
        return self._end(stream).length

    def count(self, stream: str) -> int:
        """How many records are present in a stream."""
        return self._end(stream).count

    def state(self, stream: str) -> str:
        """The state hash: SHA-256, hexadecimal, of ``<digest> <IRI>\\n`` for each record by IRI."""
        return self._end(stream).state

    def changes(self, stream: str, first: int, last: int) -> list[Change]:
        """The changes with the numbers from ``first`` to ``last``, both included."""
        return [_change(stream, row) for row in self._rows(
            CHANGE + "AND c.number BETWEEN :first AND min(:last, :length) ORDER BY c.number",
            stream=stream, first=first, last=last, length=self.length(stream),
        )]  # fmt: skip

    def since(self, stream: str, time: str) -> int:
        """The number of the first change at or after ``time``; one more than all without one."""
        [(found,)] = self._rows(
            "SELECT min(c.number) FROM commits m JOIN changes c ON c.id = m.id "
            "WHERE m.id = (SELECT min(n.id) FROM commits n WHERE n.time >= :time AND EXISTS "
            "(SELECT 1 FROM ends e WHERE e.stream = :stream AND e.id = n.id)) "
            "AND c.stream = :stream AND c.number <= :length",
            stream=stream, time=time, length=self.length(stream),
        )  # fmt: skip
        return found if found is not None else self.length(stream) + 1

    def latest(
        self, stream: str, first: int, limit: int, *, last: int | None = None
    ) -> list[Change]:
        """The last change of each thing, deletions too, from the number ``first`` on, by number.

        ``last`` bounds the numbers: with an earlier :meth:`length` the log is read as it was then.
        """
        length = self.length(stream) if last is None else min(last, self.length(stream))
        return [_change(stream, row) for row in self._rows(
            CHANGE + LAST + "AND c.number >= :first ORDER BY c.number LIMIT :limit",
            stream=stream, first=first, limit=limit, length=length,
        )]  # fmt: skip

    def latest_count(self, stream: str, first: int, last: int) -> int:
        """How many things had their last change at the numbers from ``first`` to ``last``."""
        [(found,)] = self._rows(
            COUNT + LAST + "AND c.number BETWEEN :first AND :last",
            stream=stream, first=first, last=last, length=self.length(stream),
        )  # fmt: skip
        return int(found)

    def records(self, stream: str, page: int, size: int = 100) -> list[Record]:
        """The records of page 1, 2, … by IRI; each page costs the same.

        Raises PublisherError where ``size`` is no multiple of STEP.
        """
        if size % STEP or size <= 0:
            raise PublisherError(f"{size} is no multiple of {STEP}.", where="page size")
        start = self._rows(
            "SELECT iri FROM steps WHERE stream = :stream AND step = :step AND id = "
            "(SELECT max(id) FROM ends WHERE stream = :stream AND id <= :commit)",
            stream=stream, step=(page - 1) * size // STEP, commit=self._commit,
        )  # fmt: skip
        return self._from(stream, start[0][0], size) if start else []

    def each(self, stream: str) -> Iterator[Record]:
        """All records, by IRI; a few are held at a time."""
        found = self._from(stream, "", BATCH)
        while found:
            yield from found
            found = self._from(stream, found[-1].iri + "\0", BATCH) if len(found) == BATCH else []

    def modified(self, stream: str, first: int, limit: int) -> list[Record]:
        """The records whose last change has the number ``first`` or a later one, by number."""
        return [_record(stream, row) for row in self._rows(
            RECORD + PRESENT + "AND c.number >= :first ORDER BY c.number LIMIT :limit",
            stream=stream, first=first, limit=limit, length=self.length(stream),
        )]  # fmt: skip

    def modified_count(self, stream: str, first: int) -> int:
        """How many records :meth:`modified` gives in all."""
        [(found,)] = self._rows(
            COUNT + PRESENT + "AND c.number >= :first",
            stream=stream, first=first, length=self.length(stream),
        )  # fmt: skip
        return int(found)

    def record(self, stream: str, iri: str) -> Record | None:
        """What is said of a thing; None where it is not there."""
        for row in self._rows(RECORD + PRESENT + "AND c.iri = :iri", stream=stream, iri=iri,
                              length=self.length(stream)):  # fmt: skip
            return _record(stream, row)
        return None

    def last(self, stream: str, iri: str) -> Change | None:
        """The last change of a thing, its deletion too; None where it was never there."""
        for row in self._rows(CHANGE + LAST + "AND c.iri = :iri", stream=stream, iri=iri,
                              length=self.length(stream)):  # fmt: skip
            return _change(stream, row)
        return None

    def earliest(self) -> str:
        """The time of the first release in the log."""
        [(found,)] = self._rows("SELECT time FROM commits WHERE id = (SELECT min(id) FROM commits)")
        return str(found)

    def _end(self, stream: str) -> End:
        return self._ends.get(stream, End())

    def _from(self, stream: str, iri: str, limit: int) -> list[Record]:
        return [_record(stream, row) for row in self._rows(
            RECORD + PRESENT + "AND c.iri >= :iri ORDER BY c.iri LIMIT :limit",
            stream=stream, iri=iri, limit=limit, length=self.length(stream),
        )]  # fmt: skip

    def _rows(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        try:
            with closing(self._connection.execute(statement, values)) as cursor:
                return cursor.fetchall()
        except sqlite3.Error as error:
            raise unreadable(self._path, error) from error


def _change(stream: str, row: tuple[Any, ...]) -> Change:
    number, time, kind, iri, digest, release, body = row
    return Change(stream, number, time, kind, iri, digest, release, unpack(body))


def _record(stream: str, row: tuple[Any, ...]) -> Record:
    iri, digest, issued, modified, number, body = row
    return Record(stream, iri, digest, issued, modified, number, unpack(body))


def open_log(releases: Path, release: str) -> Log | None:
    """The log in the folder of the releases, as of ``release``; None where that is not in it.

    Raises ReleaseError where it cannot be read.
    """
    path = releases / FILE_NAME
    if not path.exists():
        return None
    connection = connect(path)
    try:
        found = connection.execute("SELECT max(id) FROM commits WHERE release = ?", (release,))
        commit = found.fetchone()[0]
    except sqlite3.Error as error:
        raise unreadable(path, error) from error
    return Log(path, connection, commit) if commit is not None else None
