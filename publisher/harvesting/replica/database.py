"""The replica as a database: one file (SQLite), changed by whole steps.

Each step of a feed is one transaction: its records, and where to go on. Whoever is killed in the
middle of it has not begun it.
"""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from publisher.errors import PublisherError

FILE_NAME: Final = ".replica.sqlite"
LOCK_NAME: Final = ".replica.lock"
"""Names with a dot: a site passes them over where the folder is among its data."""

LAYOUT: Final = 1

TABLES: Final = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE records (
    iri TEXT PRIMARY KEY, digest TEXT NOT NULL, time TEXT NOT NULL, name TEXT NOT NULL,
    page TEXT NOT NULL, round INTEGER NOT NULL, dataset INTEGER NOT NULL, body BLOB
);
CREATE INDEX record_of ON records (name) WHERE name <> '';
CREATE INDEX records_on ON records (page, round);
CREATE INDEX records_in ON records (round, dataset) WHERE body IS NOT NULL;
CREATE TABLE pages (
    url TEXT PRIMARY KEY, etag TEXT NOT NULL, modified TEXT NOT NULL, links TEXT NOT NULL,
    fixed INTEGER NOT NULL, done INTEGER NOT NULL, total INTEGER, round INTEGER NOT NULL
) WITHOUT ROWID;
"""
"""A record without a body is deleted; it is kept, as an older change of it may come later."""


def connect(folder: Path | None) -> sqlite3.Connection:
    """The database in a folder, made where it is not there; None is one in memory.

    Raises PublisherError.
    """
    path = folder / FILE_NAME if folder else Path(":memory:")
    try:
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None)
        layout = connection.execute("PRAGMA user_version").fetchone()[0]
        if layout not in (0, LAYOUT):
            raise sqlite3.DatabaseError(f"layout {layout}, and {LAYOUT} is known")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")  # what a source deletes is gone here, too
        if not layout:
            connection.execute("BEGIN IMMEDIATE")
            for statement in TABLES.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {LAYOUT:d}")
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise unusable(path, error) from error
    return connection


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """The folder for this process alone. Raises PublisherError where another one has it."""
    if not folder.exists():
        folder.mkdir(parents=True)
    with (folder / LOCK_NAME).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PublisherError(
                "this replica is being brought up to date already.", where=str(folder),
                todo="Wait until that has ended.",
            ) from None  # fmt: skip
        yield


def unusable(path: Path, why: object) -> PublisherError:
    """The error of a database that cannot be used."""
    return PublisherError(
        f"the replica cannot be read or written ({why}).", where=str(path),
        todo="See to the disk; a folder that is damaged can be removed, and is filled anew.",
    )  # fmt: skip
