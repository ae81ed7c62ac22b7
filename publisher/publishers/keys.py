"""Keys: made, kept as hashes, compared, revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Scope = Literal["check", "write", "accept", "read-audit"]


@dataclass(frozen=True)
class Key:
    """What is known of a key; never the key itself."""

    id: str
    publisher: str
    """Id of the publisher whose it is."""
    scopes: frozenset[Scope]
    created: datetime
    expires: datetime | None
    revoked: datetime | None
    used: date | None
    """The last day that it was used."""
    label: str = ""
    """What it is for; no name of a person."""
