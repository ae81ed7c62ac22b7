"""The SPARQL endpoint (SPARQL 1.1 Protocol, section 2): checks a query, then passes it on.

Python never evaluates a public query. The answer is streamed from the engine; an answer that the
engine breaks off is an error here, or, once part of it is sent, a connection that is cut: never
an answer that looks whole.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

import urllib3
from flask import Blueprint, Response, current_app, request

from publisher.config import ServeSection
from publisher.errors import EndpointError, QueryError, QueryTimeout
from publisher.formats import Format, carrying
from publisher.negotiate import choose
from publisher.store.query import QueryFacts, inspect
from publisher.web.errors import NoFormat
from publisher.web.service import describe_service

blueprint = Blueprint("sparql", __name__)

CHUNK: Final = 65_536
HELD_BACK: Final = 1_048_576
"""Bytes of an answer read before its status is decided."""

TAIL: Final = 256
"""Bytes of the end of an answer that show whether it is whole."""

GRACE_SECONDS: Final = 1.0
"""How much longer than its limit the engine may take to stop a query by itself."""

FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
DATASET: Final = ("default-graph-uri", "named-graph-uri")

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


@dataclass(frozen=True)
class Operation:
    """A query as the protocol brings it, with the dataset that it names."""

    query: str
    dataset: tuple[tuple[str, str], ...]
    facts: QueryFacts


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query by GET, by POST of a form, or by POST of the query itself.

    ``format`` (a suffix or a media type) goes before the Accept header where it fits the query.
    """
    if request.method != "POST" and not request.args:
        return describe_service()
    operation = _operation(_settings())
    if operation.facts.federated:
        raise QueryError(
            "SERVICE is not allowed here: this endpoint calls no other.",
            todo="Query the other endpoint from your own client.",
        )
    offered = carrying("graph" if operation.facts.gives_graph else "results")
    named = request.values.get("format", "")
    chosen = next((item for item in offered if named in (item.suffix, item.media_type)), None)
    chosen = chosen or choose(request.headers.get("Accept"), offered)
    if chosen is None:
        raise NoFormat(None, offered)
    return _answer(operation, chosen)


def _settings() -> ServeSection:
    settings: ServeSection = current_app.extensions["publisher.serve"]
    return settings


def _operation(settings: ServeSection) -> Operation:
    """The operation in the request. Raises QueryError for one that the protocol does not know."""
    arguments = list(request.args.items(multi=True))
    if request.method == "POST":
        body = request.get_data(cache=True)
        if request.mimetype == FORM:
            arguments = list(request.form.items(multi=True))
        elif request.mimetype == DIRECT:
            arguments.append(("query", _decode(body)))
        else:
            raise QueryError(
                f"a POST of {request.mimetype or 'no media type'} is not a query.",
                todo=f"Send a form ({FORM}) or the query itself ({DIRECT}).",
            )
    queries = [value for name, value in arguments if name == "query"]
    if len(queries) != 1:
        raise QueryError(
            f"there are {len(queries)} “query” parameters.", todo="Send exactly one query."
        )
    if any(name == "update" for name, _ in arguments):
        raise QueryError("updates are not taken here.", todo="Send a query.")
    if len(queries[0].encode()) > settings.query_bytes:
        raise QueryError(f"the query is longer than {settings.query_bytes} bytes.")
    dataset = tuple((name, value) for name, value in arguments if name in DATASET)
    return Operation(queries[0], dataset, inspect(queries[0]))


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise QueryError("the query is not UTF-8.") from None


def _answer(operation: Operation, chosen: Format) -> Response:
    served = current_app.extensions["publisher.current"]()
    if not served.engine:
        raise EndpointError("no SPARQL engine runs here.", todo="Serve with `publisher serve`.")
    fields = [("query", operation.query), *operation.dataset]
    if not operation.dataset and not operation.facts.names_dataset:
        fields.append(("union-default-graph", ""))
    upstream = _Upstream(served.engine, fields, chosen, _settings().query_seconds)
    if upstream.status >= 400:
        text = upstream.read().decode("utf-8", "replace").strip()
        upstream.close()
        if upstream.status < 500:
            raise QueryError(f"the query is not valid SPARQL: {text}.")
        raise EndpointError(f"the SPARQL engine failed: {text}.")
    first = b""
    while len(first) < HELD_BACK and (chunk := upstream.read()):
        first += chunk
    whole = len(first) < HELD_BACK
    if whole:
        upstream.close()
        _require_whole(first, chosen)
    response = Response(
        first if whole else _stream(first, upstream, chosen), content_type=chosen.content_type
    )
    response.headers["Vary"] = "Accept"
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Publisher-Release"] = served.reader.identifier
    if chosen.suffix == "csv":
        response.headers["Content-Disposition"] = 'inline; filename="results.csv"'
    return response


class _Upstream:
    """The engine's answer to one query, read within the time that a query may take.

    What counts is the time spent waiting for the engine: a client that reads slowly does not use
    it up. The engine keeps the limit by itself, but looks at the clock only where it reads from
    the store; one that overruns it is reported, so that the supervisor replaces it.
    """

    def __init__(
        self, engine: str, fields: list[tuple[str, str]], chosen: Format, seconds: int
    ) -> None:
        self._engine, self._seconds = engine, seconds
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


def too_long(seconds: int) -> QueryTimeout:
    """The error of a query that has taken longer than it may."""
    return QueryTimeout(
        f"the query took longer than {seconds} seconds.",
        todo="Ask for less, add a LIMIT, or use the dump.",
    )


def _stream(first: bytes, upstream: _Upstream, chosen: Format) -> Iterator[bytes]:
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


def _require_whole(body: bytes, chosen: Format) -> None:
    """Raise EndpointError when an answer of the engine was broken off."""
    if body and not body.endswith(ENDINGS[chosen.suffix]):
        if body.endswith(b"cancelled"):
            raise too_long(_settings().query_seconds)
        raise EndpointError("the SPARQL engine broke the answer off.", todo="Try again.")
