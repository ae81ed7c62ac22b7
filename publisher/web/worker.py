"""The worker of gunicorn: a thread goes on with a connection whose next request comes at once."""

from __future__ import annotations

import select
from typing import Any, Final

from gunicorn.workers.gthread import ThreadWorker

LINGER_MILLISECONDS: Final = 5
"""How long a thread waits for the next request of a connection that is kept open."""


class Worker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's worker of threads, without a change of thread between requests."""

    def handle(self, conn: Any) -> Any:
        """Answer the requests of a connection as long as they come without a pause."""
        again = super().handle(conn)
        while again is True and self.alive and not conn.parser.unreader.buf.getvalue():
            look = select.poll()
            look.register(conn.sock, select.POLLIN)
            if not look.poll(LINGER_MILLISECONDS):
                break
            again = super().handle(conn)
        return again
