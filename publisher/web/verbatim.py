"""Requests that come as the very bytes of one before, answered with the very bytes of its answer.

An answer that :mod:`publisher.web.front` gives again is the same down to its date; so is what
leads to it, the reading of the request included. Nothing is known here of what the bytes mean.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Final

from gunicorn.http.wsgi import Response
from gunicorn.util import http_date

from publisher.web.arriving import LINE_END
from publisher.web.front import Front, Handed
from publisher.web.heads import Plain
from publisher.web.outgoing import outgoing

DATE: Final = b"\r\nDate: "

LONGEST: Final = 65_536
"""Bytes of the longest answer that is kept so; the time that a longer one takes is its own."""


@dataclass(frozen=True)
class _Written:
    """An answer as it was written, around its date."""

    handed: Handed
    before: bytes
    after: bytes


class _Sink:
    """What an answer is written to."""

    def __init__(self) -> None:
        self.written = b""

    def sendall(self, piece: bytes) -> None:
        self.written += piece


@dataclass
class Verbatim:
    """Answers of ``front`` by the bytes that ask for them, in at most ``front.room`` bytes."""

    front: Front
    _answers: OrderedDict[tuple[str, bytes], _Written] = field(default_factory=OrderedDict)
    _taken: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, conn: Any, asked: bytes) -> bool:
        """Answer a request that has come on a connection; False where nothing is known of it.

        Raises OSError where the client does not take the answer.
        """
        begun = time.monotonic()
        with self._lock:
            found = self._answers.get((conn.client[0], asked))
        if found is None or not self.front.holds(found.handed):
            return False
        conn.sock.settimeout(self.front.seconds)
        outgoing(conn).sendall(b"".join((found.before, http_date().encode(), found.after)))
        self.front.handed_on(found.handed, begun)
        return True

    def learn(self, conn: Any, asked: bytes, handed: Handed, read: Plain) -> None:
        """Remember the answer that a request got, which came whole as ``asked``."""
        if len(handed.given.body) > LONGEST:
            return
        sink = _Sink()
        response = Response(read, sink, conn.cfg)
        response.start_response(handed.given.status, list(handed.given.headers))
        if handed.given.body:
            response.write(handed.given.body)
        response.close()
        head, mark, rest = sink.written.partition(DATE)
        _, end, after = rest.partition(LINE_END)
        with self._lock:
            self._drop((conn.client[0], asked))
            self._answers[conn.client[0], asked] = _Written(handed, head + mark, end + after)
            self._taken += len(asked) + len(sink.written)
            while self._taken > self.front.room:
                self._drop(next(iter(self._answers)))

    def _drop(self, name: tuple[str, bytes]) -> None:
        written = self._answers.pop(name, None)
        if written is not None:
            self._taken -= len(name[1]) + len(written.before) + len(written.after)
