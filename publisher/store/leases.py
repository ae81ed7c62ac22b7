"""What a query needs of an engine: to hold it, to give it back, to end it.

A lease is one engine for one query. Where engines come from (processes of our own, a server
elsewhere) is behind :class:`Engines`; who asks only sees leases.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Ask:
    """What is told of a query when an engine is asked for.

    ``release`` is the id of the release to ask, ``client`` the pseudonym of who asks.
    """

    release: str
    query: str
    client: str = ""
    digest: str = ""


@dataclass(frozen=True)
class Running:
    """A query that runs: its id, since when (seconds since the epoch), of which release, for whom.

    ``quick`` says that it holds the engine that is kept for short queries.
    """

    id: str
    since: float
    release: str
    client: str
    digest: str
    query: str
    quick: bool = False


class Lease(Protocol):
    """An engine held for one query."""

    @property
    def url(self) -> str:
        """The address of the query endpoint to ask."""
        ...

    @property
    def quick(self) -> bool:
        """Whether this engine is kept for short queries: one that lasts must move elsewhere."""
        ...

    @property
    def reason(self) -> str:
        """Why the engine ended under the query (OPERATOR, MEMORY, …); empty where nobody knows."""
        ...

    @property
    def told(self) -> bool:
        """Whether somebody has ended the query, and its holder has to let go of it."""
        ...

    def finish(self) -> None:
        """Give the engine back: the answer has been read to its end."""
        ...

    def end(self, reason: str = "") -> None:
        """Stop the query, by force where the engine has no other way, and let go of it."""
        ...


class Engines(Protocol):
    """Where the engines for queries come from."""

    def lease(self, ask: Ask, *, patience: float, quick: bool = True) -> Lease:
        """An engine over ``ask.release``, waited for at most ``patience`` seconds.

        ``quick`` says whether the engine kept for short queries will do. Raises Busy where all
        are taken, TooManyQueries where this client has its share, EndpointError where none can be
        had.
        """
        ...

    def running(self) -> list[Running]:
        """The queries that run, the oldest first."""
        ...

    def end(self, identifier: str) -> bool:
        """End a running query by its id; False where there is none."""
        ...


OPERATOR, MEMORY, TIME, GONE, SLOW = "operator", "memory", "time", "gone", "slow"
DEPTH = "depth"
"""Reasons why a query was ended: by the operator; it needed too much memory, or too much time; its
client went away, or took the answer too slowly; it is nested deeper than the engine can follow."""


@dataclass
class Address:
    """A lease of an engine that any number of queries may ask at a time, and nobody can end."""

    url: str
    quick: bool = False
    reason: str = ""
    told: bool = False

    def finish(self) -> None:
        """Nothing is held."""

    def end(self, reason: str = "") -> None:
        """Remember why nobody waits for the answer any longer."""
        self.reason = self.reason or reason


@dataclass
class Fixed:
    """Engines at one address, whatever the release: a server that takes queries side by side."""

    url: str

    def lease(self, ask: Ask, *, patience: float, quick: bool = True) -> Address:
        """The address."""
        return Address(self.url)

    def running(self) -> list[Running]:
        """Nobody knows what such a server is doing."""
        return []

    def end(self, identifier: str) -> bool:
        """Nothing can be ended there."""
        return False
