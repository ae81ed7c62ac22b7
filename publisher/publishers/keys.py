"""Keys: made, kept as hashes, compared, revoked."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, Literal, get_args

from publisher.config import Settings
from publisher.errors import ConfigError, PublisherError
from publisher.names import nearest
from publisher.publishers.database import Connection, Row, connected
from publisher.publishers.registry import Publishers
from publisher.publishers.sentences import error

Scope = Literal["check", "write", "accept", "read-audit"]
"""What a key may be used for: to try what would come of data; to write it; to decide on links; to
read the log of what its publisher sent."""

SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
WRITES: Final[tuple[Scope, ...]] = ("write", "accept")
"""Rights to change what is published; what is to be written says which of them it takes."""

FILE: Final = "keys.sqlite"
BYTES: Final = 32
"""Chance in a key. What is guessed at by trying takes 2**255 attempts on average, so a hash that is
slow on purpose, as for passwords, would add nothing but a way to keep the server busy."""

FORM: Final = re.compile(r"pub_([a-z0-9-]{1,64})_([A-Za-z0-9_-]{43})", re.ASCII)
TABLE: Final = """CREATE TABLE IF NOT EXISTS keys (
    id TEXT PRIMARY KEY, publisher TEXT NOT NULL, hash TEXT NOT NULL UNIQUE, scopes TEXT NOT NULL,
    created TEXT NOT NULL, expires TEXT, revoked TEXT, used TEXT, label TEXT NOT NULL)"""


@dataclass(frozen=True)
class Key:
    """What is known of a key; never the key itself."""

    id: str
    publisher: str
    """Id of the publisher whose it is."""
    scopes: frozenset[Scope]
    created: datetime
    expires: datetime | None = None
    revoked: datetime | None = None
    used: date | None = None
    """The last day that it was used."""
    label: str = ""
    """What it is for; no name of a person."""

    def require(self, *scopes: Scope) -> None:
        """Raise NotYours where the key has none of ``scopes``."""
        if not self.scopes.intersection(scopes):
            raise error("scope", self.id, scopes[0])


class Keys:
    """The keys of a site. ``now`` tells the time (UTC)."""

    def __init__(
        self, settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._path: Path = settings.root / settings.intake.folder / FILE
        self._now = now

    def new(
        self,
        publisher: str,
        scopes: Collection[Scope] = ("check", "write"),
        *,
        expires: datetime | None = None,
        label: str = "",
    ) -> tuple[str, Key]:
        """Make a key; returns its text, which is kept nowhere, and what is known of it.

        Raises ConfigError for a scope that does not exist, PublisherError where it has expired
        already.
        """
        for scope in scopes:
            if scope not in SCOPES:
                raise ConfigError(
                    f"no key has the right “{scope}”.",
                    todo=f"Did you mean “{nearest(scope, SCOPES) or SCOPES[0]}”? "
                    f"Known are {', '.join(SCOPES)}.",
                )
        now = self._now().replace(microsecond=0)
        if expires is not None and expires <= now:
            raise PublisherError("the key would have expired already.", todo="Give a later day.")
        text = f"pub_{publisher}_{secrets.token_urlsafe(BYTES)}"
        key = Key(secrets.token_hex(4), publisher, frozenset(scopes), now, expires, label=label)
        with connected(self._path, TABLE) as database:
            database.execute(
                "INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, NULL, NULL, ?)",
                (key.id, publisher, _hash(text), " ".join(sorted(scopes)), now.isoformat(),
                 expires.isoformat() if expires else None, label),
            )  # fmt: skip
        return text, key

    def authenticate(self, text: str, publishers: Publishers) -> Key:
        """The key that ``text`` is. Raises Unauthorised where there is none, or it has ended.

        That a key has expired or was revoked is told only to who has it.
        """
        form = FORM.fullmatch(text)
        if not text:
            raise error("no-key")
        row = self._find(text) if form else None
        if row is None:
            raise error("unknown-key")
        key, now = _key(row), self._now()
        self._require_to_count(key, publishers)
        if key.used != now.date():
            with connected(self._path, TABLE) as database:
                database.execute(
                    "UPDATE keys SET used = ? WHERE id = ?", (now.date().isoformat(), key.id)
                )
        return key

    def current(self, identifier: str, publishers: Publishers) -> Key:
        """The key with an id. Raises Unauthorised where there is none, or it has ended."""
        if not self._path.exists():
            raise error("unknown-key")
        with connected(self._path, TABLE) as database:
            return self._counting(database, identifier, publishers)

    @contextmanager
    def held(self, identifier: str, publishers: Publishers) -> Iterator[Key]:
        """The key with an id, which nobody can revoke before the context ends.

        So what is done within is done by a key that counts, and when a revocation has been
        acknowledged nothing more comes of the key. Raises Unauthorised as above.
        """
        if not self._path.exists():
            raise error("unknown-key")
        with connected(self._path, TABLE) as database:
            database.execute("BEGIN IMMEDIATE")
            yield self._counting(database, identifier, publishers)

    def all(self, publisher: str = "") -> list[Key]:
        """All keys, or those of a publisher, the oldest first."""
        if not self._path.exists():
            return []
        with connected(self._path, TABLE) as database:
            rows = database.execute("SELECT * FROM keys ORDER BY created, id").fetchall()
        return [key for key in map(_key, rows) if publisher in ("", key.publisher)]

    def revoke(self, identifier: str) -> Key:
        """Let a key count no longer. Raises PublisherError where there is none."""
        known = {key.id: key for key in self.all()}
        if identifier not in known:
            like = nearest(identifier, list(known))
            raise PublisherError(
                "no key has this id.",
                where=identifier,
                todo=f"Did you mean “{like}”?"
                if like
                else "`publisher publishers keys` and a publisher tells the ids.",
            )
        with connected(self._path, TABLE) as database:
            database.execute(
                "UPDATE keys SET revoked = ? WHERE id = ? AND revoked IS NULL",
                (self._now().replace(microsecond=0).isoformat(), identifier),
            )
        return next(key for key in self.all() if key.id == identifier)

    def _counting(self, database: Connection, identifier: str, publishers: Publishers) -> Key:
        row = database.execute("SELECT * FROM keys WHERE id = ?", (identifier,)).fetchone()
        if row is None:
            raise error("unknown-key")
        key = _key(row)
        self._require_to_count(key, publishers)
        return key

    def _require_to_count(self, key: Key, publishers: Publishers) -> None:
        """Raise Unauthorised where a key has ended, or its publisher is no more."""
        if key.revoked is not None:
            raise error("revoked-key", key.revoked.date(), where=key.id)
        if key.expires is not None and key.expires <= self._now():
            raise error("expired-key", key.expires.date(), where=key.id)
        if key.publisher not in publishers.known:
            raise error("no-publisher", key.publisher, where=key.id)

    def _find(self, text: str) -> Row | None:
        """The row of a key.

        It is found by its hash, and hashes are compared in constant time: what the time of a look
        into the index could tell is about the hash of a guess, which says nothing of any key.
        """
        if not self._path.exists():
            return None
        wanted = _hash(text)
        with connected(self._path, TABLE) as database:
            row: Row | None = database.execute(
                "SELECT * FROM keys WHERE hash = ?", (wanted,)
            ).fetchone()
        return row if row is not None and hmac.compare_digest(str(row["hash"]), wanted) else None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _key(row: Row) -> Key:
    def moment(name: str) -> datetime | None:
        return datetime.fromisoformat(row[name]) if row[name] else None

    scopes = frozenset(scope for scope in SCOPES if scope in row["scopes"].split())
    return Key(
        row["id"], row["publisher"], scopes, datetime.fromisoformat(row["created"]),
        moment("expires"), moment("revoked"),
        date.fromisoformat(row["used"]) if row["used"] else None, row["label"],
    )  # fmt: skip
