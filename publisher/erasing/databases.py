"""Databases beside the sources that keep what was said: of requests answered, and of feeds read."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from publisher.config import Settings
from publisher.erasing.log import tidy
from publisher.erasing.scope import Terms, parted
from publisher.erasing.texts import names
from publisher.errors import PublisherError
from publisher.harvesting.replica.database import FILE_NAME as REPLICA
from publisher.publishers.audit import FILE as AUDIT
from publisher.release.parts import digest_of


def forget_answers(settings: Settings, texts: Sequence[str]) -> int:
    """Forget the answers to publishers that name one of ``texts``; returns how many.

    The lines of the log stay: they name nobody. Raises PublisherError where it cannot be written.
    """
    path = settings.root / settings.intake.folder / AUDIT
    if not path.exists() or not texts:
        return 0
    with closing(_connect(path)) as database:
        try:
            rows = database.execute("SELECT rowid, answer FROM audit WHERE answer <> ''").fetchall()
            gone = [(rowid,) for rowid, answer in rows if names(answer, texts)]
            if gone:
                database.executemany("UPDATE audit SET answer = '' WHERE rowid = ?", gone)
                tidy(database, path)
        except sqlite3.Error as error:
            raise _unusable(path, error) from error
    return len(gone)


def forget_records(root: Path, nodes: Terms) -> int:
    """Take ``nodes`` out of the replicas of feeds below ``root``; returns how many records changed.

    Raises PublisherError where one cannot be written.
    """
    return sum(_replica(path, nodes) for path in _replicas(root))


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


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=30.0, isolation_level=None)
    database.execute("PRAGMA secure_delete = ON")
    return database


def _unusable(path: Path, why: object) -> PublisherError:
    return PublisherError(
        f"it cannot be read or written ({why}).", where=str(path),
        todo="See to the disk, then run the same command again.",
    )  # fmt: skip
