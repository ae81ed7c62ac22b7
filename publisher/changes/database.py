"""The log as a database: one file beside the releases (SQLite), to which is only added.

Readers see what was committed, and are not held up by who writes (write-ahead log). What a reader
asks for is bounded by the length that a stream had, so that later changes do not show.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from publisher.errors import ReleaseError

FILE_NAME: Final = "changes.sqlite"
LAYOUT: Final = 1
WAIT_SECONDS: Final = 30.0
"""How long a reader or writer waits for another."""

STEP: Final = 10
"""Every so many records of a stream in order, the database knows where one stands."""

TABLES: Final = """
CREATE TABLE commits (id INTEGER PRIMARY KEY, release TEXT NOT NULL, time TEXT NOT NULL);
CREATE INDEX commit_of ON commits (release, id);
CREATE TABLE ends (
    stream TEXT, id INTEGER, length INTEGER NOT NULL, count INTEGER NOT NULL, state TEXT NOT NULL,
    PRIMARY KEY (stream, id)
) WITHOUT ROWID;
CREATE TABLE changes (
    stream TEXT, number INTEGER, id INTEGER NOT NULL, kind TEXT NOT NULL, iri TEXT NOT NULL,
    digest TEXT NOT NULL, body BLOB NOT NULL, until INTEGER,
    PRIMARY KEY (stream, number)
);
CREATE INDEX change_of ON changes (stream, iri, number, until, kind);
CREATE TABLE steps (
    stream TEXT, id INTEGER, step INTEGER, iri TEXT NOT NULL, PRIMARY KEY (stream, id, step)
) WITHOUT ROWID;
CREATE TABLE made (iri TEXT PRIMARY KEY) WITHOUT ROWID;
"""
"""A commit is a switch to a release. ``ends`` has a row where a stream changed: how long it is
then, how many records it has, and its state hash. ``until`` is the number of the next change of
the same thing. ``steps`` has the IRI of every STEP-th record. ``made`` has the datasets that are
not in the data."""


def connect(path: Path) -> sqlite3.Connection:
    """The database, for threads one after the other. Raises ReleaseError where it is no log."""
    try:
        connection = sqlite3.connect(
            path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False
        )
        layout = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.Error as error:
        raise unreadable(path, error) from error
    if layout not in (0, LAYOUT):
        raise unreadable(path, f"it has the layout {layout}, and this program reads {LAYOUT}")
    return connection


def unreadable(path: Path, why: object) -> ReleaseError:
    """The error of a log that cannot be read."""
    return ReleaseError(
        f"the log of changes cannot be read ({why}).", where=str(path),
        todo="Restore it from a copy: harvesters know what it says.",
    )  # fmt: skip


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """One transaction: all of it or nothing is written. Raises ReleaseError where it fails."""
    connection = connect(path)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA temp_store = FILE")
        connection.execute("BEGIN IMMEDIATE")
        if not connection.execute("PRAGMA user_version").fetchone()[0]:
            for statement in TABLES.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {LAYOUT:d}")
        yield connection
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise ReleaseError(
            f"the log of changes cannot be written ({error}).", where=str(path),
            todo="See to it that there is room, and build again.",
        ) from error  # fmt: skip
    finally:
        connection.close()
