"""The answer of one engine, read and handed on: whole, or an error, or a connection that is cut.

What comes first is held back until the status is certain; an answer that is whole by then has let
go of the engine before its client reads any of it. Where answers are bounded, all of the answer is
held back, on disk when it is long.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPException
from math import inf
from tempfile import SpooledTemporaryFile
from typing import Final, TypeVar

import urllib3

from publisher.errors import EndpointError, QueryError, QueryTimeout
from publisher.formats import Format
from publisher.store.finishing import made_by_chance
from publisher.store.leases import GONE, TIME, Lease
from publisher.store.remote import Call, Remote
from publisher.store.wire import Reply, Unreachable
from publisher.web.caller import Caller
from publisher.web.limits import BYTES, ROWS, ended, why_broken_off
from publisher.web.rows import Rows
from publisher.web.watch import Watched

CHUNK: Final = 65_536
HELD_BACK: Final = 1_048_576
"""Bytes of an answer read before its status is decided."""

EARLY: Final = 8_192
"""The same where the answer is to begin soon."""

TAIL: Final = 256
"""Bytes of the end of an answer that show whether it is whole."""

NET_SECONDS: Final = 2.0
"""How much longer a read may wait where nobody can end what it waits for."""

DENIED: Final = (401, 403)
AWAY: Final = (404, 502, 503, 504)
"""Statuses of a store elsewhere that say nothing of the query: a store is asked as it must be."""

Waited = TypeVar("Waited")
Fields = list[tuple[str, str]]


class Interrupted(Exception):
    """The engine broke off an answer of which a part is sent already."""


class Elsewhere(Exception):
    """This engine did not answer, and nothing is said of the query: another must be asked."""


class Upstream:
    """The answer to one query.

    ``body`` is all of it, or an iterator over it with a method ``close``; ``whole`` says that
    ``first`` is all of it; ``incomplete`` is empty, or why the engine gave only a part; ``sent``
    counts the bytes that were handed on. What counts against the limit of a query is the time
    spent waiting for the engine: a client that reads slowly does not use it up.
    """

    def __init__(
        self, caller: Caller, fields: Fields, chosen: Format, stores: Remote | None = None, *,
        early: bool = False, meanwhile: Callable[[], object] = lambda: None,
    ) -> None:  # fmt: skip
        self._stores, self._early, self._meanwhile = stores, early, meanwhile
        self._fields, self._suffix, self._accept = fields, chosen.suffix, chosen.media_type
        here = caller.endpoint
        self._limits, self._watch, self._wires = here.serve, here.watch, here.wires
        self._client = caller.socket
        self._until = time.monotonic() + self._limits.answer_seconds
        self._response: Reply | urllib3.BaseHTTPResponse | None = None
        self._watched: Watched | None = None
        self.leave: Callable[[], object] = lambda: None
        self.first, self.whole, self.incomplete, self.sent = b"", False, "", 0
        self.body: bytes | Iterator[bytes] = b""

    def open(self, lease: Lease) -> None:
        """Ask an engine, and read its answer as far as is held back."""
        self._left = float(self._limits.query_seconds)
        if lease.quick:
            self._left = min(self._left, float(self._limits.quick_seconds))
        self._watched = Watched(lease, self._client, self._until)
        self._watch.add(self._watched)
        try:
            self._open(lease)
        except QueryTimeout:
            if lease.quick:
                self.close()
                raise Elsewhere from None
            raise

    def _open(self, lease: Lease) -> None:
        self._response = self._timed(lambda: self._sent_to(lease))
        if self._response.status >= 400:
            self._refused(self._response.status, b"".join(iter(self.read, b"")))
        if self._stores and self._stores.is_partial(self._response.headers):
            self.incomplete = TIME
        if self._limits.result_bytes or self._limits.result_rows:
            self._spool()
            return
        if self._hold_back(EARLY if self._early and not lease.quick else HELD_BACK):
            self._all(self.first)
        elif lease.quick:
            self.close()
            raise Elsewhere
        else:
            self.body = Body(self, self._stream())

    def _hold_back(self, most: int) -> bool:
        """Read the beginning of the answer, and say whether that is all of it.

        Blank nodes are named anew where they can be: what has some is not begun early.
        """
        came = bytearray()
        while len(came) < most and (chunk := self.read(min(most, CHUNK))):
            came += chunk
            if len(came) >= most and made_by_chance(bytes(came), self._suffix):
                most = HELD_BACK
        self.first = bytes(came)
        return len(came) < most

    def _sent_to(self, lease: Lease) -> Reply | urllib3.BaseHTTPResponse:
        """The beginning of the response of an engine of our own, or of a store elsewhere."""
        seconds = self._left + NET_SECONDS
        if self._stores is None:
            return self._wires.post(lease.url, self._fields, self._accept, seconds, self._meanwhile)
        assert self._watched is not None
        call = Call(lease.url)
        self._watched.cut = call.cut
        return call.post(self._fields, {"Accept": self._accept, **self._stores.headers}, seconds)

    def _all(self, answer: bytes) -> None:
        """The answer has come to its end, and is this."""
        self._require_whole(answer[-TAIL:])
        self.body = self.first = answer
        self.whole, self.sent = True, len(answer)
        self.close()

    def read(self, most: int = CHUNK) -> bytes:
        """The next piece of the body; empty at its end. Raises what ended the query."""
        response = self._response
        assert response is not None
        chunk = self._timed(lambda: response.read(most))
        if not chunk and self._watched is not None:
            if self._stores and self._watched.lease.reason:  # cut, and maybe without a length
                raise ended(self._watched.lease.reason, self._limits)
            self._watch.remove(self._watched)
            self._watched.lease.finish()
        return chunk

    def leave_all(self) -> None:
        """Let go of the engine, and of the place among the threads."""
        self.close()
        self.leave()

    def close(self) -> None:
        """Let go of the engine; a query that still runs is ended."""
        if self._watched is not None:
            self._watch.remove(self._watched)
            self._watched.lease.end(GONE)
            self._watched = None
        if self._response is not None:
            self._response.close()
            self._response = None
        self.first = b"" if not self.whole else self.first

    def _timed(self, wait: Callable[[], Waited]) -> Waited:
        """What ``wait`` gives, within the time that is left; the watch ends it otherwise."""
        assert self._watched is not None
        begun = time.monotonic()
        self._watched.waiting_until = begun + self._left
        lease = self._watched.lease
        try:
            found = wait()
        except (Unreachable, urllib3.exceptions.ConnectTimeoutError) as error:  # refused, too
            self.close()
            raise Elsewhere from error
        except (urllib3.exceptions.HTTPError, HTTPException, OSError) as error:
            late = isinstance(error, urllib3.exceptions.TimeoutError | TimeoutError)
            lease.end(TIME if late else "")
            if self._stores and not lease.reason and not self.sent and self._response is None:
                self.close()
                raise Elsewhere from error
            raise ended(lease.reason, self._limits) from error
        self._watched.waiting_until = inf
        self._left -= time.monotonic() - begun
        if self._left < 0:
            lease.end(TIME)
            raise ended(TIME, self._limits)
        return found

    def _refused(self, status: int, said: bytes) -> None:
        text = said.decode("utf-8", "replace").strip()
        if self._stores and self._stores.is_slow(status, text):
            raise ended(TIME, self._limits)
        if self._stores and status in DENIED:
            raise EndpointError("the SPARQL store does not let this site ask it.")
        if self._stores and status in AWAY:
            self.close()
            raise Elsewhere
        if status < 500:
            raise QueryError(f"the query is not valid SPARQL: {text}.")
        raise EndpointError(f"the SPARQL engine failed: {text}.")

    def _require_whole(self, tail: bytes) -> None:
        why = self._why_broken_off(tail)
        if why is not None:
            raise ended(why, self._limits)

    def _why_broken_off(self, tail: bytes) -> str | None:
        foreign = self._stores is not None and not self._stores.dialect.own
        return why_broken_off(tail, self._suffix, foreign=foreign)

    def _stream(self) -> Iterator[bytes]:
        """The answer as it comes; cut off, not ended, when it is not whole."""
        tail = self.first[-TAIL:]
        self.sent += len(self.first)
        yield self.first
        self.first = b""
        while chunk := self._more():
            tail = (tail + chunk)[-TAIL:]
            self.sent += len(chunk)
            yield chunk
        if self._why_broken_off(tail) is not None:
            raise Interrupted(tail.decode("utf-8", "replace"))

    def _more(self) -> bytes:
        """A piece of the rest of the answer: not a small one, since each costs the same to send."""
        pieces, size = [], 0
        while size < CHUNK and (piece := self.read(CHUNK - size)):
            pieces.append(piece)
            size += len(piece)
        return b"".join(pieces)

    def _spool(self) -> None:
        """Hold all of the answer back. Raises QueryTooLarge where it is longer than it may be."""
        rows, size, tail = Rows(self._suffix), 0, b""
        most_bytes = self._limits.result_bytes or inf
        most_rows = self._limits.result_rows or inf
        spool = SpooledTemporaryFile(HELD_BACK)  # noqa: SIM115
        while chunk := self.read():
            size, tail = size + len(chunk), (tail + chunk)[-TAIL:]
            rows.add(chunk)
            if size > most_bytes or rows.count > most_rows:
                raise ended(ROWS if rows.count > most_rows else BYTES, self._limits)
            spool.write(chunk)
        spool.seek(0)
        if size < HELD_BACK:
            self._all(spool.read())
            return
        self._require_whole(tail)
        self.close()
        self.body = Body(self, self._unspool(spool))

    def _unspool(self, spool: SpooledTemporaryFile[bytes]) -> Iterator[bytes]:
        with closing(spool):
            while chunk := spool.read(CHUNK):
                self.sent += len(chunk)
                yield chunk


class Body:
    """The pieces of an answer. Closing it lets go of the engine, whether or not it was begun."""

    def __init__(self, upstream: Upstream, pieces: Iterator[bytes]) -> None:
        self._upstream, self._pieces = upstream, pieces

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        """Let go."""
        self._upstream.close()
