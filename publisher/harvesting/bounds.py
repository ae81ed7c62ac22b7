"""How far a feed is followed, and what of a replica may go at once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What bounds the reading of one feed."""

    pages: int = 200_000
    """Pages that are read at most."""
    fruitless: int = 1_000
    """Pages on end without anything in them."""
    statements: int = 100_000
    """Statements of one record."""
    json_bytes: int = 32_000_000
    """How large a document in JSON-LD may be; it takes many times that in memory."""
    shrink: float = 0.2
    """Share of the records that may be missing at once from a feed without deletions of its own."""
    shrink_free: int = 5
    """So many records may always be missing, as long as some are left."""
