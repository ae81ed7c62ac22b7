"""Whose connections wait for their client, and which of them makes room for others."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator
from typing import Any

from publisher.web.clients import network

HEADS, BODIES, READERS = "heads", "bodies", "readers"
"""What is waited for: the rest of a head, or of a body; that the client takes its answer."""


class Waiting:
    """Connections that wait, in the order in which they began to, of each client.

    A client is a network, as :mod:`publisher.web.clients` has it. Each connection of a trusted
    proxy counts as a client of its own, for it may be of any.
    """

    def __init__(self) -> None:
        self._until: dict[str, OrderedDict[Any, float]] = {
            HEADS: OrderedDict(), BODIES: OrderedDict(), READERS: OrderedDict(),
        }  # fmt: skip
        self._client: dict[Any, str] = {}
        self._of: dict[str, OrderedDict[Any, None]] = {}

    def __contains__(self, conn: Any) -> bool:
        return conn in self._client

    def begin(self, conn: Any, client: str, what: str, until: float) -> None:
        """Wait for ``what`` on a connection until then (``time.monotonic``).

        Nothing changes where that is waited for already, so nobody gets time by sending a byte.
        All that wait for the same thing are given the same time.
        """
        if conn in self._until[what]:
            return
        for queue in self._until.values():
            queue.pop(conn, None)
        self._until[what][conn] = until
        self._of.setdefault(self._client.setdefault(conn, client), OrderedDict())[conn] = None

    def end(self, conn: Any) -> None:
        """Wait for a connection no longer, if it was waited for."""
        for queue in self._until.values():
            queue.pop(conn, None)
        client = self._client.pop(conn, None)
        if client is not None:
            self._of[client].pop(conn)
            if not self._of[client]:
                del self._of[client]

    def waiting_for(self, what: str) -> Iterator[Any]:
        """The connections on which that is waited for, the oldest first."""
        return iter(self._until[what])

    def late(self, now: float) -> Any:
        """A connection whose time is over; None where there is none."""
        for queue in self._until.values():
            conn = next(iter(queue), None)
            if conn is not None and queue[conn] <= now:
                return conn
        return None

    def beyond(self, conn: Any, share: int) -> Any:
        """The oldest connection of the client of ``conn``, where it has more than ``share``."""
        theirs = self._of[self._client[conn]]
        return next(iter(theirs)) if len(theirs) > share else None

    def first_to_go(self, weight: Callable[[Any], int] = lambda _: 1) -> Any:
        """The oldest connection of the client whose connections weigh most; None without any."""
        if not self._of:
            return None
        most = max(self._of.values(), key=lambda theirs: sum(map(weight, theirs)))
        return next(iter(most))


def client_of(conn: Any, trusted: Collection[str]) -> str:
    """The client that a connection counts for: its network.

    A socket in the file system leads to a web server on the same machine, which is trusted.
    """
    peer = conn.client
    if not isinstance(peer, tuple):
        return f"local {conn.sock.fileno()}"
    address = str(peer[0])
    return f"{address} {peer[1]}" if address in trusted else network(address)
