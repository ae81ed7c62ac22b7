"""The worker process that answers requests: gunicorn's with threads, quicker on one connection.

There a connection goes back to the loop that watches all of them as soon as a request is answered,
and from there to whichever thread is free: two hand-overs for each request. Here the thread that
has answered waits for the next request itself for a moment, as long as enough others are free.
"""

from __future__ import annotations

import select
import threading
import time
from typing import Any, Final

from publisher.web.arriving import Arriving
from publisher.web.receiving import GO_ON, Receiver
from publisher.web.verbatim import Verbatim

LINGER_SECONDS: Final = 0.01
"""How long a thread waits for the next request of a client that has its answer."""

SHARE: Final = 2
"""One part in so many of the threads may be busy where one of them waits."""

LONGEST: Final = 65_536
"""Bytes of a request that a thread receives itself, about."""


class Worker(Receiver):
    """Answers requests with a fixed number of threads."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._busy = 0
        self._counting = threading.Lock()
        self._verbatim: Verbatim | None = None

    def handle(self, conn: Any) -> Any:
        """Answer a request, and those that follow at once on the same connection.

        What it returns says what becomes of the connection, as with the worker that this one is
        made from.
        """
        self._count(1)
        try:
            outcome = super().handle(conn)
            while outcome is True and self._may_wait() and (asked := _next(conn)):
                outcome = self._handle_next(conn, asked)
            return outcome
        finally:
            self._count(-1)

    def _handle_next(self, conn: Any, asked: bytes) -> Any:
        """Answer a request that has come as ``asked``."""
        if self._verbatim is None:
            self._verbatim = Verbatim(self.wsgi.extensions["publisher.front"])
        try:
            if self._verbatim.answer(conn, asked):
                return True
        except OSError:
            return False
        self._verbatim.front.taken()
        conn.parser.unreader.unread(asked)
        outcome = super().handle(conn)
        handed = self._verbatim.front.taken()
        if outcome is True and handed is not None:
            self._verbatim.learn(conn, asked, handed)
        return outcome

    def _count(self, more: int) -> None:
        with self._counting:
            self._busy += more

    def _may_wait(self) -> bool:
        return bool(self.alive) and self._busy * SHARE <= self.cfg.threads


def _next(conn: Any) -> bytes:
    """The next request on a connection, where it comes whole in a moment; empty where it does not.

    What has come of one that does not is left for the loop, which waits for the rest.
    """
    buffered = conn.parser.unreader
    if conn.is_http2 or buffered.buf.getvalue():
        return b""
    arriving, until = Arriving(), time.monotonic() + LINGER_SECONDS
    look = select.poll()
    look.register(conn.sock, select.POLLIN)
    while len(arriving.received) < LONGEST and look.poll(
        max(0.0, until - time.monotonic()) * 1_000
    ):
        piece = conn.sock.recv(LONGEST)
        if arriving.add(piece):
            return bytes(arriving.received)
        if not piece:
            break
        if arriving.invitation():
            conn.sock.sendall(GO_ON)
    buffered.unread(bytes(arriving.received))
    return b""
