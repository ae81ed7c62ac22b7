"""The log of changes without the thing: that it was deleted is all that stays.

The numbers of the changes stay, so that every feed goes on where its readers are. Each change of
the thing becomes a deletion without content, and what other things said of it is left out of
their states. The file is written anew, so that no free page of it keeps what was there.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from publisher.changes.database import FILE_NAME, STEP, connect, unreadable
from publisher.changes.records import pack, unpack
from publisher.erasing.scope import Scope, Terms, Values, parted
from publisher.errors import ReleaseError
from publisher.release.parts import digest_of

WAIT_SECONDS: Final = 30.0
"""How long the log waits for its readers before its old pages can be overwritten."""


def look(releases: Path, scope: Scope, stone: Collection[str], values: Values) -> tuple[Terms, int]:
    """The nodes that go with the thing by all that the log holds, and how many states say less.

    The values of the thing are added. See :func:`erase` for ``stone``.
    """
    path = releases / FILE_NAME
    if not path.exists():
        return frozenset(), 0
    count = 0
    with closing(connect(path)) as database:
        nodes = scope.nodes(line for _, _, lines in _states(database, path) for line in lines)
        for _, _, lines in _states(database, path):
            kept, gone = parted(lines, nodes)
            if gone and not frozenset(stone).issuperset(lines):
                count += 1
                values.add(kept, gone, nodes)
            else:
                values.add(kept, (), nodes)
    return nodes, count


def erase(releases: Path, nodes: Terms, stone: Collection[str]) -> int:
    """Take ``nodes`` out of the log; returns how many changes say less.

    A state that says no more than ``stone``, what is said of the thing from now on, stays. Call it
    under the lock of the shelf. Raises ReleaseError where the log cannot be written, or a reader
    keeps its old pages in use.
    """
    path = releases / FILE_NAME
    if not path.exists():
        return 0
    with closing(connect(path)) as database:
        try:
            database.execute("PRAGMA secure_delete = ON")
            database.execute("BEGIN IMMEDIATE")
            count = _rewrite(database, path, nodes, frozenset(stone))
            database.execute("COMMIT")
            tidy(database, path)
        except sqlite3.Error as error:
            raise unreadable(path, error) from error
    return count


def rename(releases: Path, names: Mapping[str, str]) -> None:
    """Call deleted things otherwise, by their IRIs; the numbers of the changes stay.

    Call it after :func:`erase`, under the lock of the shelf. Raises ReleaseError where the log
    cannot be written, or a reader keeps its old pages in use.
    """
    path = releases / FILE_NAME
    if not path.exists():
        return
    with closing(connect(path)) as database:
        try:
            database.execute("PRAGMA secure_delete = ON")
            database.executemany("UPDATE changes SET iri = ? WHERE iri = ? AND kind = 'Delete'",
                                 [(new, old) for old, new in sorted(names.items())])  # fmt: skip
            tidy(database, path)
        except sqlite3.Error as error:
            raise unreadable(path, error) from error


def deleted(releases: Path) -> list[str]:
    """The IRIs of things that were deleted and are not there again, sorted."""
    path = releases / FILE_NAME
    if not path.exists():
        return []
    with closing(connect(path)) as database:
        try:
            rows = database.execute(
                "SELECT DISTINCT iri FROM changes WHERE kind = 'Delete' AND until IS NULL"
            )
            return sorted(iri for (iri,) in rows)
        except sqlite3.Error as error:
            raise unreadable(path, error) from error


def _rewrite(database: sqlite3.Connection, path: Path, nodes: Terms, stone: frozenset[str]) -> int:
    streams: set[str] = set()
    count = 0
    for rowid, iri, lines in _states(database, path):
        own = f"<{iri}>" in nodes
        kept, gone = ((), lines) if own else parted(lines, nodes)
        if not gone or stone.issuperset(lines):
            continue
        count += 1
        digest, body = (digest_of(kept), pack(kept)) if kept else ("", b"")
        database.execute(
            "UPDATE changes SET digest = ?, body = ?, kind = iif(?, 'Delete', kind) "
            "WHERE rowid = ?", (digest, body, own, rowid),
        )  # fmt: skip
        streams.update(row[0] for row in database.execute(
            "SELECT stream FROM changes WHERE rowid = ?", (rowid,)
        ))  # fmt: skip
    for stream in sorted(streams):
        _count_again(database, stream)
    return count


def _states(database: sqlite3.Connection, path: Path) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """The states that the log holds: the number of the row, the thing, its statements."""
    try:
        rows = database.execute("SELECT rowid, iri FROM changes WHERE body <> x'' ORDER BY rowid")
        for rowid, iri in rows.fetchall():
            body = database.execute("SELECT body FROM changes WHERE rowid = ?", (rowid,))
            yield rowid, iri, unpack(body.fetchone()[0])
    except sqlite3.Error as error:
        raise unreadable(path, error) from error


def _count_again(database: sqlite3.Connection, stream: str) -> None:
    """Work out how a stream ended at each commit, and where its records stood."""
    ends = database.execute("SELECT id, length FROM ends WHERE stream = ?", (stream,)).fetchall()
    for commit, length in ends:
        kept = database.execute(
            "SELECT count(*) FROM steps WHERE stream = ? AND id = ?", (stream, commit)
        ).fetchone()[0]
        count, state, steps = 0, hashlib.sha256(), list[tuple[str, int, int, str]]()
        for digest, iri in database.execute(
            "SELECT digest, iri FROM changes WHERE stream = :stream AND number <= :length AND "
            "(until IS NULL OR until > :length) AND kind <> 'Delete' ORDER BY iri",
            {"stream": stream, "length": length},
        ):
            if count % STEP == 0:
                steps.append((stream, commit, count // STEP, iri))
            count += 1
            state.update(f"{digest} {iri}\n".encode())
        database.execute(
            "UPDATE ends SET count = ?, state = ? WHERE stream = ? AND id = ?",
            (count, state.hexdigest(), stream, commit),
        )
        database.execute("DELETE FROM steps WHERE stream = ? AND id = ?", (stream, commit))
        if kept:
            database.executemany("INSERT INTO steps VALUES (?, ?, ?, ?)", steps)


def tidy(database: sqlite3.Connection, path: Path) -> None:
    """Write a database anew, so that no free page keeps what was there, and empty its journal.

    Raises ReleaseError where a reader keeps old pages in use for long.
    """
    database.execute("VACUUM")
    end = time.monotonic() + WAIT_SECONDS
    while database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        if time.monotonic() > end:
            raise ReleaseError(
                "a reader of this database does not let go of what it read before.",
                where=str(path), todo="Run the command again; nothing is lost by that.",
            )  # fmt: skip
        time.sleep(0.1)
