"""Ends queries that nobody waits for, and those that take too long, while others read and write.

One thread in each process looks after all of its queries: a thread that waits for an engine, or
for a client to take what it is sent, cannot look at the clock. Ending the engine is what wakes it.
"""

from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from typing import Final

from flask import request

from publisher.store.leases import GONE, SLOW, TIME, Lease
from publisher.web.asking import settings

LOOK_SECONDS: Final = 0.25


@dataclass(eq=False)
class Watched:
    """A query: its engine, its client, and when to end it (``time.monotonic``).

    ``until`` bounds all of it, ``waiting_until`` only the waiting for the engine; ``client`` is
    the socket of the client, where there is one; ``cut`` breaks off what is read from an engine
    that nobody here can kill.
    """

    lease: Lease
    client: socket.socket | None
    until: float = inf
    waiting_until: float = inf
    cut: Callable[[], object] = lambda: None

    def trouble(self, now: float) -> str:
        """Why the query must end; empty where it may go on."""
        if self.lease.told:
            return self.lease.reason
        if now > self.waiting_until:
            return TIME
        if now > self.until:
            return SLOW
        return GONE if self.client is not None and has_left(self.client) else ""

    def end(self, reason: str) -> None:
        """End the query, and the connection where its client is what keeps it."""
        self.lease.end(reason)
        self.cut()
        if reason == SLOW and self.client is not None:
            with suppress(OSError):
                self.client.shutdown(socket.SHUT_RDWR)


class Watch:
    """The queries of a process that run."""

    def __init__(self) -> None:
        self._watched: set[Watched] = set()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def add(self, watched: Watched) -> None:
        """Look after a query."""
        with self._changed:
            self._watched.add(watched)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()
            self._changed.notify()

    def remove(self, watched: Watched) -> None:
        """Look after it no longer."""
        with self._changed:
            self._watched.discard(watched)

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._watched:
                    self._changed.wait()
                present = list(self._watched)
            for watched in present:
                reason = watched.trouble(time.monotonic())
                if reason:
                    self.remove(watched)
                    watched.end(reason)
            time.sleep(LOOK_SECONDS)


def has_left(client: socket.socket) -> bool:
    """Whether a client has closed its end of the connection (one that still sends has not)."""
    look = select.poll()
    try:
        look.register(client, select.POLLIN)
        return bool(look.poll(0)) and client.recv(1, socket.MSG_PEEK) == b""
    except (OSError, ValueError):
        return True


def bound_writing() -> None:
    """Give up on a client that takes no more of an answer; call it before a request."""
    client = request.environ.get("gunicorn.socket")
    if client is not None:
        client.settimeout(settings().answer_seconds)
