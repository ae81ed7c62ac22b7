"""How much is fetched, how long it may take, and how patient the client is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What bounds one fetch. Times are in seconds, sizes in bytes."""

    connect_seconds: float = 10.0
    """How long connecting may take, with the exchange of keys."""
    read_seconds: float = 60.0
    """How long the other side may be silent."""
    total_seconds: float = 600.0
    """How long one attempt may take in all, redirects and the whole body included."""
    body_bytes: int = 200_000_000
    """How large a body may be, as sent and once unpacked."""
    memory_bytes: int = 4_000_000
    """How much of a body is held in memory; the rest is in a file without a name."""
    redirects: int = 5
    """How many redirects are followed."""
    attempts: int = 4
    """How many times an address is asked that fails in passing, or asks to be asked later."""
    wait_seconds: float = 120.0
    """How long to wait at most before the next attempt; who asks for more is left for later."""
