"""What a thread may read of a connection: what it was given, and more only where it may wait."""

from __future__ import annotations

import time
from typing import Any

from gunicorn.http.unreader import SocketUnreader


class Given(SocketUnreader):  # type: ignore[misc]
    """gunicorn's reader of a connection that ends with what was received of a request.

    However a request is read, no thread waits on its client then. A body that is read as it comes
    is waited for, in seconds for all of it.
    """

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        self.short = False
        """Whether more was to be read than there is; what comes next is no request then."""
        self._until = 0.0

    def give(self, text: bytes, seconds: float = 0.0) -> None:
        """Have ``text`` read, and then for so many seconds what the connection brings."""
        self.unread(text)
        self._until = time.monotonic() + seconds if seconds else 0.0

    def chunk(self, size_hint: int | None = None) -> bytes:
        """The next piece; empty where there is no more.

        Raises TimeoutError where the client has taken too long.
        """
        if not self._until:
            self.short = True
            return b""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the body has not come in time")
        before = self.sock.gettimeout()
        self.sock.settimeout(left if before is None else min(left, before))
        try:
            piece: bytes = super().chunk(size_hint)
        finally:
            self.sock.settimeout(before)
        return piece
