"""Databases beside the sources that keep what was said: of requests answered, and of feeds read.

Of a feed that was read there is also the file that its statements are written into.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from publisher.config import Settings
from publisher.erasing.log import tidy
from publisher.erasing.scope import Terms, concerns, parted
from publisher.erasing.spellings import Finder
from publisher.errors import PublisherError
from publisher.findings.delivery import whole
from publisher.harvesting.replica.database import FILE_NAME as REPLICA
from publisher.harvesting.replica.writing import FILE_NAME as WRITTEN
from publisher.publishers.audit import FILE as AUDIT
from publisher.publishers.keys import FILE as KEYS
from publisher.release.parts import digest_of

END: Final = " .\n"
COLUMNS: Final = ((AUDIT, "audit", "answer"), (KEYS, "keys", "label"))
"""Where texts stand in the private databases: the file, the table and the column."""


def forget_answers(settings: Settings, finder: Finder) -> int:
    """Empty answers to publishers and labels of keys that name one of the texts; how many.

    The lines of the log, and the keys, stay. Raises PublisherError where it cannot be written.
    """
    folder = settings.root / settings.intake.folder
    return sum(_forget(folder / file, table, column, finder) for file, table, column in COLUMNS)


def _forget(path: Path, table: str, column: str, finder: Finder) -> int:
    if not path.exists() or not finder:
        return 0
    with closing(_connect(path)) as database:
        try:
            rows = database.execute(f"SELECT rowid, {column} FROM {table}").fetchall()  # noqa: S608
            gone = [(rowid,) for rowid, text in rows if finder.named(text)]
            if gone:
                statement = f"UPDATE {table} SET {column} = '' WHERE rowid = ?"  # noqa: S608
                database.executemany(statement, gone)
                tidy(database, path)
        except sqlite3.Error as error:
            raise _unusable(path, error) from error
    return len(gone)


def forget_records(folders: Iterable[Path], nodes: Terms, *, whole: bool = False) -> int:
    """Take ``nodes`` out of the replicas of feeds below ``folders``; how many records changed.

    With ``whole`` also that they were deleted. Raises PublisherError where one cannot be written.
    """
    count = 0
    for folder in folders:
        for path in _replicas(folder):
            count += _replica(path, nodes)
            if whole:
                _without_deleted(path, nodes)
            _written(path.with_name(WRITTEN), nodes)
    return count


def _replicas(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink() and path.name != ".git":
            yield from _replicas(path)
        elif path.name == REPLICA:
            yield path


def _replica(path: Path, nodes: Terms) -> int:
    changes: list[tuple[str, bytes | None, str]] = []
    with closing(_connect(path)) as database:
        try:
            rows = database.execute("SELECT iri, body FROM records WHERE body IS NOT NULL")
            for iri, body in rows:
                lines = zlib.decompress(body).decode().split("\n")
                kept, gone = parted(lines, nodes)
                if f"<{iri}>" in nodes:
                    changes.append(("", None, iri))
                elif gone:
                    packed = zlib.compress("\n".join(kept).encode())
                    changes.append((digest_of(kept), packed, iri))
            if changes:
                database.executemany(
                    "UPDATE records SET digest = ?, body = ? WHERE iri = ?", changes
                )
                tidy(database, path)
        except sqlite3.Error as error:
            raise _unusable(path, error) from error
    return len(changes)


def _without_deleted(path: Path, nodes: Terms) -> None:
    with closing(_connect(path)) as database:
        try:
            statement = "DELETE FROM records WHERE iri = ? AND body IS NULL"
            names = [(node[1:-1],) for node in sorted(nodes)]
            if database.executemany(statement, names).rowcount:
                tidy(database, path)
        except sqlite3.Error as error:
            raise _unusable(path, error) from error


def _written(path: Path, nodes: Terms) -> None:
    """Take ``nodes`` out of what a replica says, as it is written out (N-Triples)."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as lines:
        if not any(concerns(line.removesuffix(END), nodes) for line in lines):
            return
    with (
        path.open(encoding="utf-8") as lines,
        whole(path) as beside,
        beside.open("w", encoding="utf-8") as out,
    ):
        out.writelines(line for line in lines if not concerns(line.removesuffix(END), nodes))


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=30.0, isolation_level=None)
    database.execute("PRAGMA secure_delete = ON")
    return database


def _unusable(path: Path, why: object) -> PublisherError:
    return PublisherError(
        f"it cannot be read or written ({why}).", where=str(path),
        todo="See to the disk, then run the same command again.",
    )  # fmt: skip
