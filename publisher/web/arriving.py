"""Whether a request has come whole, judged by its bytes (RFC 9112, sections 2.1, 6 and 7.1); pure.

A thread is given a request only when nothing more has to be waited for, so that a client that
sends slowly keeps nobody else waiting. What is no HTTP counts as whole: the server says so.
Chunks are joined as they come: a body in a million pieces costs a thread no more than any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

HEAD_END: Final = b"\r\n\r\n"
LONGEST_HEAD: Final = 65_536
"""Bytes of a head that are waited for; longer ones are refused."""

LONGEST_BODY: Final = 4_000_000
"""Bytes of a body that are waited for; a longer one is refused, or read as it comes."""

LENGTH: Final = re.compile(rb"\r\ncontent-length[ \t]*:[ \t]*0*(\d+)[ \t]*\r\n", re.IGNORECASE)
LONGEST_LENGTH: Final = 12
"""Digits that are read of a length: what has as many is too long."""

CHUNKED: Final = re.compile(rb"\r\ntransfer-encoding[ \t]*:", re.IGNORECASE)
TOKEN: Final = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
QUOTED: Final = rb'"(?:[\t !#-\[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*"'
SIZE: Final = re.compile(
    rb"([0-9A-Fa-f]{1,8})(?:[ \t]*;[ \t]*%b(?:[ \t]*=[ \t]*(?:%b|%b))?)*\r\n"
    % (TOKEN, TOKEN, QUOTED)
)
TRAILER: Final = re.compile(TOKEN + rb":[^\r\n\0]*\r\n")
LINE_END: Final = b"\r\n"
LONGEST_LINE: Final = 8_192
EXPECT: Final = re.compile(rb"\r\nexpect[ \t]*:[ \t]*100-continue", re.IGNORECASE)
DOORS: Final = re.compile(rb"(?:PUT|POST|PATCH|DELETE) /(?:graph|upload|publish)")
"""How requests begin whose body is taken from who has a key."""

HEAD, BODY, CHUNKS = "head", "body", "chunks"
"""What may be wrong: the head is too long, or the body is, or its chunks are none."""


@dataclass
class Arriving:
    """A request that is coming in, whose body is waited for up to ``longest`` bytes."""

    longest: int = LONGEST_BODY
    came: int = 0
    """Bytes that have come."""
    head: int = 0
    """Bytes of the head, once it has come."""
    fault: str = ""
    """Why nothing more is waited for: HEAD, BODY or CHUNKS; empty for what is to be answered."""
    streams: bool = False
    """Whether the rest of the body is read as it comes, by the door that takes it."""
    received: bytearray = field(default_factory=bytearray)
    """What has come and is no part of :attr:`_joined`; the head first."""
    _needed: int = 0
    """Bytes of the whole request, once its head says it; 0 before."""
    _chunked: bool = False
    _joined: bytearray = field(default_factory=bytearray)
    """What was in the chunks that have come whole."""
    _begun: int = 0
    """Bytes of the chunk that is coming; 0 between two."""
    _trailing: bool = False
    _over: bool = False
    """Whether the last chunk has come, and what trails it."""
    _gated: bool = False
    _invites: bool = False
    _body: int = 0
    """Bytes that the head says the body has at least."""
    _asks: bool = False

    def add(self, piece: bytes) -> bool:
        """Take what has come, and say whether no more is waited for."""
        seen = max(len(self.received) - len(HEAD_END), 0)
        self.received += piece
        self.came += len(piece)
        if not self._needed:
            end = self.received.find(HEAD_END, seen)
            if end < 0 or end > LONGEST_HEAD:
                self.fault = HEAD if len(self.received) > LONGEST_HEAD else ""
                return bool(self.fault)
            self._read(bytes(self.received[: end + len(HEAD_END)]))
        if not self._chunked:
            return len(self.received) >= self._needed
        if not self.fault and not self._over:
            self._join()
        if not self.fault and not self._over and self.came > self._needed:
            self.streams = self._gated and not self._trailing
            self.fault = "" if self.streams else BODY
        return self._over or self.streams or bool(self.fault)

    def text(self) -> bytes:
        """The request, with what came in chunks in one; what came after it follows."""
        if not self._chunked:
            return bytes(self.received)
        pieces: list[bytes | bytearray] = [self.received[: self.head]]
        if self._joined:
            pieces += [b"%x\r\n" % len(self._joined), self._joined, LINE_END]
        if self._begun:
            pieces += [b"%x\r\n" % self._begun]
        if self._over:
            pieces += [b"0\r\n\r\n"]
        return b"".join([*pieces, self.received[self.head :]])

    def asks(self) -> bool:
        """Whether the head is to be looked at before any more of the body is taken; True once.

        That is where the client waits for it, and where it takes a key to send a body.
        """
        asks = self._asks and not self.fault and self.came < self.head + self._body
        asks = asks and not self._over
        self._asks = self._asks and not asks
        return asks

    def invitation(self) -> bool:
        """Whether the client waits to be told to go on (RFC 9110, section 10.1.1); True once."""
        invites, self._invites = self._invites, False
        return invites

    def _join(self) -> None:
        """Take the chunks that have come whole (RFC 9112, section 7.1)."""
        at = self.head
        while not self._over and not self.fault:
            after = self._chunk(at) if self._begun else self._line(at)
            if after == at:
                break
            at = after
        del self.received[self.head : at]

    def _chunk(self, at: int) -> int:
        """Take the chunk at a place; where the next line begins, the same place without one."""
        end = at + self._begun
        if len(self.received) < end + len(LINE_END):
            return at
        if self.received[end : end + len(LINE_END)] != LINE_END:
            self.fault = CHUNKS
            return at
        self._joined += self.received[at:end]
        self._begun = 0
        return end + len(LINE_END)

    def _line(self, at: int) -> int:
        """Take the line at a place: the size of a chunk, or what trails the last one."""
        end = self.received.find(LINE_END, at, at + LONGEST_LINE)
        if end < 0:
            self.fault = CHUNKS if len(self.received) - at >= LONGEST_LINE else ""
            return at
        line = self.received[at : end + len(LINE_END)]
        if self._trailing:
            self._over = line == LINE_END
            self.fault = "" if self._over or TRAILER.fullmatch(line) else CHUNKS
        elif size := SIZE.fullmatch(line):
            self._begun = int(size[1], 16)
            self._trailing = self._begun == 0
        else:
            self.fault = CHUNKS
        return end + len(LINE_END)

    def _read(self, head: bytes) -> None:
        """What a head says of the length of the request."""
        length = LENGTH.search(head)
        body = int(length[1][:LONGEST_LENGTH]) if length else 0
        self._chunked = CHUNKED.search(head) is not None
        body = self.longest if self._chunked else body
        expects = EXPECT.search(head) is not None
        self._gated = DOORS.match(head) is not None
        self.streams = self._gated and body > self.longest
        self.head, self._body = len(head), body
        self._asks = expects or self._gated
        self._invites = expects and 0 < body <= self.longest
        self._needed = len(head) + (body if body <= self.longest else 0)
