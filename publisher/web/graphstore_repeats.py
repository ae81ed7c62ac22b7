"""A request that is sent again with its Idempotency-Key gets the answer that it got.

What is handed to the intake may differ the second time: an edit is worked out from what is there by
then. So a request is known here by its own bytes, before anything is worked out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from flask import request

from publisher.intake import Received
from publisher.intake.wire import from_text
from publisher.publishers.audit import Audit
from publisher.publishers.database import connected
from publisher.publishers.keys import Key
from publisher.publishers.sentences import error
from publisher.web.graphstore_requests import dry_run, idempotency
from publisher.web.keys import writing

FILE: Final = "repeats.sqlite"
TABLE: Final = """CREATE TABLE IF NOT EXISTS repeats (
    key TEXT NOT NULL, repeat TEXT NOT NULL, request TEXT NOT NULL, created INTEGER NOT NULL,
    time TEXT NOT NULL, PRIMARY KEY (key, repeat))"""


@dataclass(frozen=True)
class Repeat:
    """A request as it may come again; ``name`` is empty where it says that it will not.

    ``created`` says whether what it is about was not there when it came first.
    """

    key: str
    name: str
    created: bool

    def answered(self) -> Received | None:
        """What the intake answered to it before; None where it has not."""
        if not self.name:
            return None
        before = Audit(writing().settings).before(self.key, _hash(self.name))
        return from_text(Received, before.answer) if before else None


def repeat_of(key: Key, target: str, sent: Iterable[tuple[Path, str]], *, created: bool) -> Repeat:
    """This request, which is about ``target`` and brings files with their media types.

    Raises Repeated where its Idempotency-Key was used for another one.
    """
    again = idempotency()
    if not again or dry_run():
        return Repeat(key.id, "", created)
    digest = hashlib.sha256(f"{request.method} {target}".encode())
    for path, kind in sent:
        with path.open("rb") as stream:
            digest.update(f"\n{kind} {hashlib.file_digest(stream, 'sha256').hexdigest()}".encode())
    said = digest.hexdigest()
    limits = writing().settings
    now = datetime.now(UTC)
    old = now - timedelta(hours=limits.intake.repeat_hours)
    with connected(limits.root / limits.intake.folder / FILE, TABLE) as database:
        database.execute("DELETE FROM repeats WHERE time < ?", (old.isoformat(),))
        database.execute(
            "INSERT OR IGNORE INTO repeats VALUES (?, ?, ?, ?, ?)",
            (key.id, _hash(again), said, int(created), now.isoformat()),
        )
        row = database.execute(
            "SELECT request, created FROM repeats WHERE key = ? AND repeat = ?",
            (key.id, _hash(again)),
        ).fetchone()
    if row["request"] != said:
        raise error("repeated")
    return Repeat(key.id, f"{again} {said}", bool(row["created"]))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
