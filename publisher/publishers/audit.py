"""The log of what came in: who, when, what, which release; no address and no name of a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from publisher.config import Settings
from publisher.publishers.database import connected

FILE: Final = "audit.sqlite"
TABLE: Final = """CREATE TABLE IF NOT EXISTS audit (
    id TEXT PRIMARY KEY, time TEXT NOT NULL, publisher TEXT NOT NULL, key TEXT NOT NULL,
    action TEXT NOT NULL, sources TEXT NOT NULL, outcome TEXT NOT NULL, release TEXT NOT NULL,
    created INTEGER NOT NULL, updated INTEGER NOT NULL, deleted INTEGER NOT NULL,
    faults INTEGER NOT NULL, repeat TEXT NOT NULL, request TEXT NOT NULL, answer TEXT NOT NULL)"""

RELEASED, UNCHANGED, REFUSED, TRIED, DENIED, TAKEN_UP = OUTCOMES = (
    "released", "unchanged", "refused", "tried", "denied", "taken-up"
)  # fmt: skip
"""What became of a request: a new release; nothing new in it; faults; a dry run; a key or a
condition that did not hold; landed after the program ended in between."""


@dataclass(frozen=True)
class Entry:
    """A line of the log."""

    id: str
    """Of the request: chance, and the same in the journal."""
    publisher: str
    key: str
    """Id of the key; never the key."""
    action: str
    sources: tuple[str, ...]
    outcome: str = ""
    release: str = ""
    created: int = 0
    updated: int = 0
    deleted: int = 0
    """Things."""
    faults: int = 0
    time: str = ""
    """UTC, ISO 8601 to the second."""
    repeat: str = field(default="", repr=False)
    """The Idempotency-Key, as its hash."""
    request: str = field(default="", repr=False)
    """SHA-256 of what was asked for."""
    answer: str = field(default="", repr=False)
    """What was answered, to be answered again."""


SHOWN: Final = tuple(item.name for item in fields(Entry) if item.repr)
"""What a person who reads the log is told."""


class Audit:
    """The log of a site. ``now`` tells the time (UTC)."""

    def __init__(
        self, settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._path: Path = settings.root / settings.intake.folder / FILE
        self._now, self._section = now, settings.intake

    def add(self, entry: Entry) -> Entry:
        """Write a line, on disk when this returns; one that is there already stays as it is.

        Lines older than ``intake.audit_days`` go, and answers older than ``intake.repeat_hours``.
        """
        dated = entry if entry.time else replace(entry, time=_text(self._now()))
        values = {**asdict(dated), "sources": "\n".join(dated.sources)}
        marks = ", ".join(f":{name}" for name in COLUMNS)
        with connected(self._path, TABLE) as database:
            database.execute(
                f"INSERT OR IGNORE INTO audit ({', '.join(COLUMNS)}) VALUES ({marks})",  # noqa: S608
                values,
            )
            old = self._now() - timedelta(days=self._section.audit_days)
            database.execute("DELETE FROM audit WHERE time < ?", (_text(old),))
            database.execute(
                "UPDATE audit SET answer = '' WHERE answer <> '' AND time < ?", (self._since(),)
            )
        return dated

    def entries(self, publisher: str = "", since: str = "") -> list[Entry]:
        """The lines of all or one publisher, from a day or time (ISO 8601) on, the oldest first."""
        if not self._path.exists():
            return []
        with connected(self._path, TABLE) as database:
            rows = database.execute(
                "SELECT * FROM audit WHERE time >= ? AND ? IN ('', publisher) ORDER BY time, rowid",
                (since, publisher),
            ).fetchall()
        return [
            Entry(**{name: row[name] for name in COLUMNS} | {"sources": _lines(row["sources"])})
            for row in rows
        ]

    def before(self, key: str, repeat: str) -> Entry | None:
        """The request that a key made with an Idempotency-Key, in the last hours; None if none."""
        if not self._path.exists():
            return None
        with connected(self._path, TABLE) as database:
            row = database.execute(
                "SELECT * FROM audit WHERE key = ? AND repeat = ? AND time >= ? AND answer <> '' "
                "ORDER BY time DESC, rowid DESC LIMIT 1",
                (key, repeat, self._since()),
            ).fetchone()
        if row is None:
            return None
        return Entry(**{name: row[name] for name in COLUMNS} | {"sources": _lines(row["sources"])})

    def _since(self) -> str:
        return _text(self._now() - timedelta(hours=self._section.repeat_hours))


COLUMNS: Final = tuple(item.name for item in fields(Entry))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
