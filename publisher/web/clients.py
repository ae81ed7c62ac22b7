"""Who asks, without saying who: a pseudonym for a client, and its share of the threads.

A pseudonym is a keyed hash of the network that the client is in; the key is new each time the site
is served, and kept nowhere. Addresses are never written down.
"""

from __future__ import annotations

import threading
import weakref
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, Final

from publisher.errors import Busy, TooManyQueries

LENGTH: Final = 6
"""Bytes of a pseudonym."""

IPV6_BITS: Final = 64
"""A client of IPv6 has a whole network to itself: it counts as one."""


def pseudonym(address: str, salt: bytes) -> str:
    """What a client is called as long as the salt is the same."""
    return blake2b(network(address).encode(), key=salt, digest_size=LENGTH).hexdigest()


def address_of(environ: Mapping[str, Any], trusted: Sequence[str]) -> str:
    """The address of the client: the last that a trusted proxy says it was asked by."""
    address = str(environ.get("REMOTE_ADDR") or "")
    said = str(environ.get("HTTP_X_FORWARDED_FOR") or "").split(",")
    while address in trusted and said:
        address = said.pop().strip() or address
    return address


def network(address: str) -> str:
    """The network that an address counts for: itself, or the /64 of one of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ip_network((found, IPV6_BITS), strict=False))
    return str(found)


class Places:
    """The threads of a process that queries and long downloads may occupy; pages have the others.

    One client has half of them at most, running or waiting. :attr:`downloads` are those of them,
    half at most, that may be given to downloads.
    """

    def __init__(self, threads: int) -> None:
        self._total = max(1, threads - max(1, threads // 4))
        self._share = max(1, self._total // 2)
        self._inside: Counter[str] = Counter()
        self._lock = threading.Lock()
        self.downloads = Downloads(self, self._share)

    def enter(self, client: str, owner: object) -> Callable[[], object]:
        """Take a place, until what is returned is called or ``owner`` is no more.

        Raises Busy where no place is free, TooManyQueries where the client has its share.
        """
        with self._lock:
            if client and self._inside[client] >= self._share:
                raise TooManyQueries(
                    "this client has too many queries waiting.",
                    todo="Wait for some of them to end.",
                )
            if self._inside.total() >= self._total:
                raise Busy("too many queries are waiting.", todo="Try again in a while.")
            self._inside[client] += 1
        return weakref.finalize(owner, self._leave, client)

    def _leave(self, client: str) -> None:
        with self._lock:
            self._inside[client] -= 1
            if not self._inside[client]:
                del self._inside[client]


class Downloads:
    """So many of the places as long downloads may have; one client may have half of these."""

    def __init__(self, places: Places, total: int) -> None:
        self._places, self._total, self._share = places, total, -(-total // 2)
        self._inside: Counter[str] = Counter()
        self._lock = threading.Lock()

    def enter(self, client: str, owner: object) -> Callable[[], object]:
        """Take a place, as :meth:`Places.enter` does; it is one of theirs, too."""
        with self._lock:
            if client and self._inside[client] >= self._share:
                raise TooManyQueries(
                    "this client has too many downloads at a time.",
                    todo="Wait for one of them to end.",
                )
            if self._inside.total() >= self._total:
                raise Busy("too many downloads are under way.", todo="Try again in a while.")
            leave = self._places.enter(client, owner)
            self._inside[client] += 1
        return weakref.finalize(owner, self._leave, client, leave)

    def _leave(self, client: str, leave: Callable[[], object]) -> None:
        leave()
        with self._lock:
            self._inside[client] -= 1
            if not self._inside[client]:
                del self._inside[client]
