"""What of an answer its client has not taken yet: it is left to the loop, which never waits."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import Any, Final

MOST_LEFT: Final = 1_048_576
"""Bytes of one answer that may be left to the loop; a thread waits until no more are."""

MOST_UNREAD: Final = 64_000_000
"""Bytes of all answers of a process that are left so."""


class Outgoing:
    """The way out of a connection, for gunicorn's responses: they call :meth:`sendall`."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.left = memoryview(b"")
        """What is still to be sent."""

    def sendall(self, data: bytes) -> None:
        """Send what the connection takes now; wait only where too much would be left.

        Raises OSError where the client is gone, or takes longer than the timeout of its socket.
        """
        rest = memoryview(b"".join((self.left, data)) if self.left else data)
        self.left = memoryview(b"")
        seconds = self._connection.gettimeout()
        self._connection.setblocking(False)
        try:
            rest = rest[self._connection.send(rest) :]
        except (BlockingIOError, InterruptedError):
            pass
        finally:
            self._connection.settimeout(seconds)
        if len(rest) > MOST_LEFT:
            self._connection.sendall(rest[:-MOST_LEFT])
            rest = rest[-MOST_LEFT:]
        self.left = rest

    def go_on(self) -> bool:
        """Send more of what is left, without waiting; whether nothing is left.

        The connection is one that does not block. Raises OSError where the client is gone.
        """
        with suppress(BlockingIOError, InterruptedError):
            self.left = self.left[self._connection.send(self.left) :]
        return not self.left

    def drop(self) -> None:
        """Send no more: the answer has been broken off."""
        self.left = memoryview(b"")


def outgoing(conn: Any) -> Outgoing:
    """The way out of a connection of gunicorn's: the same throughout."""
    found: Outgoing | None = getattr(conn, "outgoing", None)
    if found is None:
        found = conn.outgoing = Outgoing(conn.sock)
    return found
