"""The engine's answer to one query, streamed: whole, or an error, or a connection that is cut."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Final, TypeVar

import urllib3
from flask import current_app

from publisher.errors import EndpointError, QueryError, QueryTimeout
from publisher.formats import Format
from publisher.store.leases import Ask
from publisher.store.serving import Served
from publisher.web.asking import settings

CHUNK: Final = 65_536
HELD_BACK: Final = 1_048_576
"""Bytes of an answer read before its status is decided."""

TAIL: Final = 256
"""Bytes of the end of an answer that show whether it is whole."""

GRACE_SECONDS: Final = 1.0
"""How much longer than its limit the engine may take to stop a query by itself."""

ENDINGS: Final[dict[str, tuple[bytes, ...]]] = {
    "srj": (b"}",),
    "srx": (b">",),
    "csv": (b"\n",),
    "tsv": (b"\n",),
    "ttl": (b".\n",),
    "nt": (b".\n",),
    "jsonld": (b"]",),
    "rdf": (b">",),
}
"""How a whole answer ends in each format; what ends otherwise was broken off."""


Waited = TypeVar("Waited")


class Interrupted(Exception):
    """The engine broke off an answer of which a part is sent already."""


class Upstream:
    """The engine's answer to one query, read within the time that a query may take.

    What counts is the time spent waiting for the engine: a client that reads slowly does not use
    it up. The engine keeps the limit by itself, but looks at the clock only where it reads from
    the store; one that overruns it is reported, so that the supervisor replaces it.
    """

    def __init__(
        self, engine: str, fields: list[tuple[str, str]], chosen: Format, seconds: int
    ) -> None:
        self._engine, self._seconds = engine, seconds
        self.first, self.whole, self.incomplete = b"", False, ""
        self.body: bytes | Iterator[bytes] = b""
        self._left = seconds + GRACE_SECONDS
        pool: urllib3.PoolManager = current_app.extensions["publisher.pool"]
        self._overrun: Callable[[str], None] = current_app.extensions["publisher.overrun"]
        self._response = self._timed(lambda: pool.request(
            "POST", engine, fields=fields, encode_multipart=False, preload_content=False,
            headers={"Accept": chosen.media_type}, retries=False, redirect=False,
            timeout=urllib3.Timeout(connect=5.0, read=self._left),
        ))  # fmt: skip

    @property
    def status(self) -> int:
        """The status that the engine answered with."""
        return self._response.status

    def read(self) -> bytes:
        """The next piece of the body; empty at its end. Raises QueryTimeout past the limit."""
        return self._timed(lambda: self._response.read(CHUNK))

    def close(self) -> None:
        """Let go of the engine: keep the connection after a whole answer, else drop it."""
        self._response.release_conn() if self._response.closed else self._response.close()

    def _timed(self, wait: Callable[[], Waited]) -> Waited:
        begun = time.monotonic()
        try:
            found = wait()
        except urllib3.exceptions.ConnectTimeoutError as error:  # a refused connection too
            raise EndpointError("the SPARQL engine does not answer.", todo="Try again.") from error
        except urllib3.exceptions.TimeoutError as error:
            self._overrun(self._engine)
            raise too_long(self._seconds) from error
        except urllib3.exceptions.HTTPError as error:
            raise EndpointError("the SPARQL engine does not answer.", todo="Try again.") from error
        self._left -= time.monotonic() - begun
        if self._left < 0:
            self._overrun(self._engine)
            raise too_long(self._seconds)
        return found


def ask(served: Served, fields: list[tuple[str, str]], chosen: Format) -> Upstream:
    """Ask the engines of a release; what comes back is valid SPARQL's answer, as far as is known.

    ``fields`` are those of the protocol. Raises QueryError for a query that is no SPARQL,
    EndpointError (Busy, QueryTimeout, …) where there is no answer.
    """
    if served.engines is None:
        raise EndpointError("no SPARQL engine runs here.", todo="Serve with `publisher serve`.")
    query = next(value for name, value in fields if name == "query")
    lease = served.engines.lease(Ask(served.reader.identifier, query), patience=10.0)
    upstream = Upstream(lease.url, fields, chosen, settings().query_seconds)
    if upstream.status >= 400:
        text = upstream.read().decode("utf-8", "replace").strip()
        upstream.close()
        if upstream.status < 500:
            raise QueryError(f"the query is not valid SPARQL: {text}.")
        raise EndpointError(f"the SPARQL engine failed: {text}.")
    first = b""
    while len(first) < HELD_BACK and (chunk := upstream.read()):
        first += chunk
    upstream.first, upstream.whole = first, len(first) < HELD_BACK
    if upstream.whole:
        upstream.close()
        require_whole(first, chosen)
    upstream.body = first if upstream.whole else stream(first, upstream, chosen)
    return upstream


def too_long(seconds: int) -> QueryTimeout:
    """The error of a query that has taken longer than it may."""
    return QueryTimeout(
        f"the query took longer than {seconds} seconds.",
        todo="Ask for less, add a LIMIT, or use the dump.",
    )


def stream(first: bytes, upstream: Upstream, chosen: Format) -> Iterator[bytes]:
    """The answer as it comes; cut off, not ended, when it is not whole."""
    tail = first[-TAIL:]
    try:
        yield first
        while chunk := upstream.read():
            tail = (tail + chunk)[-TAIL:]
            yield chunk
        if not tail.endswith(ENDINGS[chosen.suffix]):
            raise Interrupted(tail.decode("utf-8", "replace"))
    finally:
        upstream.close()


def require_whole(body: bytes, chosen: Format) -> None:
    """Raise EndpointError when an answer of the engine was broken off."""
    if body and not body.endswith(ENDINGS[chosen.suffix]):
        if body.endswith(b"cancelled"):
            raise too_long(settings().query_seconds)
        raise EndpointError("the SPARQL engine broke the answer off.", todo="Try again.")
