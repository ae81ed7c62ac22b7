"""A small database of its own file, in a folder that nobody else may read."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from publisher.errors import PublisherError

Connection = sqlite3.Connection
Row = sqlite3.Row

FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600
WAIT_SECONDS: Final = 30.0
"""How long one waits for another who writes; a change takes milliseconds."""


def private_folder(folder: Path) -> Path:
    """``folder``, made where it is not there, for this user alone.

    It keeps itself out of version control.
    """
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    return folder


@contextmanager
def connected(path: Path, table: str) -> Iterator[sqlite3.Connection]:
    """The database at ``path``, for one change, which is on disk when the context ends.

    ``table`` makes what it holds. Raises PublisherError where the file is no database.
    """
    private_folder(path.parent)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, FILE_MODE))
    try:
        with closing(sqlite3.connect(path, timeout=WAIT_SECONDS)) as database:
            database.row_factory = sqlite3.Row
            database.execute("PRAGMA synchronous = FULL")
            with database:
                database.execute(table)
                yield database
    except sqlite3.DatabaseError as error:
        raise PublisherError(
            f"it cannot be read or written: {error}.",
            where=str(path),
            todo="See whether the disk is full, or put back a copy.",
        ) from None
