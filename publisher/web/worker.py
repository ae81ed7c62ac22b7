"""The worker process that answers requests: gunicorn's with threads, quicker on one connection.

There a connection goes back to the loop that watches all of them as soon as a request is answered,
and from there to whichever thread is free: two hand-overs for each request. Here the thread that
has answered waits for the next request itself for a moment, as long as enough others are free.
"""

from __future__ import annotations

import select
import socket
import threading
from typing import Any, Final

from gunicorn.workers.gthread import ThreadWorker

LINGER_MS: Final = 10
"""Milliseconds that a thread waits for the next request of a client that has its answer."""

SHARE: Final = 2
"""One part in so many of the threads may be busy where one of them waits."""

PEEK: Final = 65_536
"""Bytes of a request that are looked at before a thread reads it."""


class Worker(ThreadWorker):  # type: ignore[misc]
    """Answers requests with a fixed number of threads."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._busy = 0
        self._counting = threading.Lock()

    def handle(self, conn: Any) -> Any:
        """Answer a request, and those that follow at once on the same connection.

        What it returns says what becomes of the connection, as with the worker that this one is
        made from.
        """
        self._count(1)
        try:
            outcome = super().handle(conn)
            while outcome is True and self._may_wait() and _follows(conn):
                outcome = super().handle(conn)
            return outcome
        finally:
            self._count(-1)

    def _count(self, more: int) -> None:
        with self._counting:
            self._busy += more

    def _may_wait(self) -> bool:
        return bool(self.alive) and self._busy * SHARE <= self.cfg.threads


def _follows(conn: Any) -> bool:
    """Whether another request comes in a moment; not where it has come with the one before."""
    if conn.is_http2 or conn.parser.unreader.buf.getvalue():
        return False
    look = select.poll()
    look.register(conn.sock, select.POLLIN)
    return bool(look.poll(LINGER_MS)) and bool(conn.sock.recv(PEEK, socket.MSG_PEEK))
