"""Whether a request has come whole, judged by its bytes (RFC 9112, sections 2.1 and 6); pure.

A thread is given a request only when nothing more has to be waited for, so that a client that
sends slowly keeps nobody else waiting. What is no HTTP counts as whole: the server says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

HEAD_END: Final = b"\r\n\r\n"
LONGEST_HEAD: Final = 65_536
"""Bytes of a head that are waited for; the server refuses longer ones."""

LONGEST_BODY: Final = 4_000_000
"""Bytes of a body that are waited for; a longer one is refused, or read as it comes."""

LENGTH: Final = re.compile(rb"\r\ncontent-length[ \t]*:[ \t]*(\d{1,12})[ \t]*\r\n", re.IGNORECASE)
CHUNKED: Final = re.compile(rb"\r\ntransfer-encoding[ \t]*:", re.IGNORECASE)
SIZE: Final = re.compile(rb"([0-9A-Fa-f]{1,8})(?:[ \t]*;[^\r\n]*)?\r\n")
LINE_END: Final = b"\r\n"
LONGEST_LINE: Final = 8_192
EXPECT: Final = re.compile(rb"\r\nexpect[ \t]*:[ \t]*100-continue", re.IGNORECASE)
DOORS: Final = re.compile(rb"(?:PUT|POST|PATCH|DELETE) /(?:graph|upload|publish)")
"""How requests begin whose body is taken from who has a key."""


@dataclass
class Arriving:
    """A request of which ``received`` has come."""

    received: bytearray = field(default_factory=bytearray)
    _needed: int = 0
    """Bytes of the whole request, once its head says it; 0 before."""
    _chunk: int = 0
    """Where the next chunk begins, in a body that comes in chunks; 0 for any other."""
    head: int = 0
    """Bytes of the head, once it has come."""
    _trailing: bool = False
    _invites: bool = False
    _body: int = 0
    """Bytes that the head says the body has at least."""
    _asks: bool = False

    def add(self, piece: bytes) -> bool:
        """Take what has come, and say whether the request is whole."""
        seen = max(len(self.received) - len(HEAD_END), 0)
        self.received += piece
        if not self._needed:
            end = self.received.find(HEAD_END, seen)
            if end < 0:
                return len(self.received) > LONGEST_HEAD
            self._read(bytes(self.received[: end + len(HEAD_END)]))
        if self._chunk:
            return self._last_chunk_is_here() or len(self.received) > self._needed
        return len(self.received) >= self._needed

    def asks(self) -> bool:
        """Whether the head is to be looked at before any more of the body is taken; True once.

        That is where the client waits for it, and where it takes a key to send a body.
        """
        asks = self._asks and len(self.received) < self.head + self._body
        self._asks = self._asks and not asks
        return asks

    def invitation(self) -> bool:
        """Whether the client waits to be told to go on (RFC 9110, section 10.1.1); True once."""
        invites, self._invites = self._invites, False
        return invites

    def _last_chunk_is_here(self) -> bool:
        """Whether all chunks and what trails them have come (RFC 9112, section 7.1)."""
        while (end := self.received.find(LINE_END, self._chunk)) >= 0:
            line = self.received[self._chunk : end + len(LINE_END)]
            self._chunk = end + len(LINE_END)
            if self._trailing:
                if line == LINE_END:
                    return True
                continue
            size = SIZE.fullmatch(line)
            if size is None:
                return True  # no chunk: the server says so
            length = int(size[1], 16)
            self._trailing = length == 0
            self._chunk += length + len(LINE_END) if length else 0
        return len(self.received) - self._chunk > LONGEST_LINE

    def _read(self, head: bytes) -> None:
        """What a head says of the length of the request."""
        length = LENGTH.search(head)
        body = int(length[1]) if length else 0
        if CHUNKED.search(head):
            self._chunk, body = len(head), LONGEST_BODY
        expects = EXPECT.search(head) is not None
        self.head, self._body = len(head), body
        self._asks = expects or DOORS.match(head) is not None
        self._invites = expects and 0 < body <= LONGEST_BODY
        self._needed = len(head) + (body if body <= LONGEST_BODY else 0)
