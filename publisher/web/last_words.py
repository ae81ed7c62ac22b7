"""What a client is told before there is an answer, most of it before its connection ends."""

from __future__ import annotations

from typing import Final

from publisher.web.arriving import BODY, CHUNKS, HEAD


def _last_word(status: str, *lines: str) -> bytes:
    """An answer without a body, after which the connection ends."""
    said = (f"HTTP/1.1 {status}", *lines, "Content-Length: 0", "Connection: close", "", "")
    return "\r\n".join(said).encode("ascii")


FULL: Final = _last_word("503 Service Unavailable", "Retry-After: 5")
LATE: Final = _last_word("408 Request Timeout")
FAULTS: Final = {
    HEAD: _last_word("431 Request Header Fields Too Large"),
    BODY: _last_word("413 Content Too Large"),
    CHUNKS: _last_word("400 Bad Request"),
}
GO_ON: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
