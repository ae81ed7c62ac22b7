"""Answers on their way into a connection: the head goes out together with what comes first.

Each write to a connection wakes whoever waits at its other end. A client that is woken for a head
alone has to wait once more; here it is woken when there is something to read.
"""

from __future__ import annotations

from typing import Any

from gunicorn.http.wsgi import Response

LAST: bytes = b"0\r\n\r\n"
"""The last chunk (RFC 9112, section 7.1)."""


class Joined(Response):  # type: ignore[misc]
    """gunicorn's response with one write for the head and the first piece of the body."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.headers_sent = False
        self._head = b""

    def send_headers(self) -> None:
        """Have the head ready; it is sent with what follows."""
        if self.headers_sent:
            return
        lines = [*self.default_headers(), *(f"{name}: {value}\r\n" for name, value in self.headers)]
        self._head = f"{''.join(lines)}\r\n".encode("latin-1")
        self.headers_sent = True

    def close(self) -> None:
        """Send what is left: the head of an answer without a body, the end of one in chunks."""
        self.send_headers()
        self._send(LAST if self.chunked else b"")

    def sendfile(self, respiter: Any) -> bool:
        """False: files are sent like everything else, after their head."""
        return False

    def _emit_body(self, data: bytes) -> None:
        self._send(b"%X\r\n%b\r\n" % (len(data), data) if self.chunked else data)

    def _send(self, piece: bytes) -> None:
        head, self._head = self._head, b""
        if head or piece:
            self.sock.sendall(head + piece if head else piece)
