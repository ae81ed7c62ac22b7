"""Calls of other endpoints (SPARQL 1.1 Federated Query): only to those that the site names.

The engine itself calls nobody but the forwarder below, on the loopback interface, at an address
that is made for one query and ends with it. The forwarder knows which endpoint the address stands
for; it looks its name up once, calls that very address, follows no redirect, and hands on nothing
but results that it has read as such.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from flask import Response, current_app

from publisher.config import ServeSection
from publisher.errors import EndpointError, PublisherError, QueryError
from publisher.fetching.places import Place
from publisher.formats import Format
from publisher.store.calls import endpoints
from publisher.web.answers import respond
from publisher.web.outbound import RESULTS, endpoint_place, results
from publisher.web.protocol import Operation

LONGEST: Final = 1_000_000
"""Bytes of what the engine may ask another endpoint."""


@dataclass
class Calls:
    """The calls of one query: addresses of the forwarder -> endpoints, until a point in time."""

    endpoints: Mapping[str, Place]
    until: float
    left: int
    """Calls that may still be made."""
    failures: list[str] = field(default_factory=list)


class Forwarder:
    """Calls endpoints for engines; one instance for each application, started when it is needed."""

    def __init__(self, serve: ServeSection) -> None:
        self._serve = serve
        self._places = {
            iri: endpoint_place(iri, internal=iri in serve.internal_services)
            for iri in (*serve.services, *serve.internal_services)
        }
        self._calls: dict[str, Calls] = {}
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None

    @contextmanager
    def opened(self, iris: Sequence[str]) -> Iterator[tuple[dict[str, str], Calls]]:
        """Addresses for calling ``iris``, as long as this lasts.

        Raises QueryError for an endpoint that the site does not name.
        """
        for iri in iris:
            if iri not in self._places:
                known = ", ".join(self._places) or "no other endpoint"
                raise QueryError(
                    f"SERVICE <{iri}> is not allowed here: this endpoint calls {known}.",
                    todo="Query the other endpoint from your own client.",
                )
        token = secrets.token_urlsafe(24)
        names = {iri: f"{token}/{number}" for number, iri in enumerate(dict.fromkeys(iris))}
        seconds = self._serve.query_seconds + self._serve.queue_seconds
        calls = Calls(
            {name: self._places[iri] for iri, name in names.items()},
            time.monotonic() + seconds, self._serve.service_calls,
        )  # fmt: skip
        with self._lock:
            self._start()
            self._calls[token] = calls
        try:
            yield {iri: self._address(name) for iri, name in names.items()}, calls
        finally:
            calls.until = 0.0
            with self._lock:
                del self._calls[token]

    def forward(self, path: str, query: str) -> bytes:
        """The results of an endpoint, as SPARQL JSON. Raises PublisherError for anything else."""
        name = path.removeprefix("/")
        with self._lock:
            calls = self._calls.get(name.partition("/")[0])
            if calls is None or name not in calls.endpoints:
                raise QueryError("there is nothing here.")
            calls.left -= 1
            left = calls.left
        place = calls.endpoints[name]
        try:
            if left < 0:
                most = self._serve.service_calls
                raise EndpointError(f"the query calls other endpoints more than {most} times.")
            for other, meant in calls.endpoints.items():  # a call within a call is theirs to make
                query = query.replace(self._address(other), meant.iri)
            return results(place, query, until=lambda: calls.until, most=self._serve.service_bytes)
        except PublisherError as error:
            calls.failures.append(f"SERVICE <{place.iri}>: {error.what}")
            raise

    def _start(self) -> None:
        if self._server is None:
            self._server = _Server(self)
            threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _address(self, name: str) -> str:
        """The address that a name has on the loopback interface."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_port}/{name}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, forwarder: Forwarder) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.forwarder = forwarder


class _Handler(BaseHTTPRequestHandler):
    """What the engine sends: a query by POST. It is told of errors in words of ours alone."""

    server: _Server
    timeout = 30

    def do_POST(self) -> None:
        try:
            length = int(self.headers.get("Content-Length") or 0)
            if not 0 < length <= LONGEST:
                raise QueryError("what is asked is too long.")
            body = self.server.forwarder.forward(self.path, self.rfile.read(length).decode())
        except (PublisherError, ValueError):
            self._send(502, "text/plain", b"the endpoint was not called or gave no results")
        else:
            self._send(200, RESULTS, body)

    def _send(self, status: int, media_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Queries are logged elsewhere."""


def respond_calling(operation: Operation, chosen: Format) -> Response:
    """The answer to a query that calls other endpoints.

    An endpoint that a query calls with SILENT, and that fails, makes the answer incomplete. Raises
    QueryError for one that may not be called, EndpointError for one that fails.
    """
    forwarder: Forwarder = current_app.extensions["publisher.forwarder"]
    targets = endpoints(operation.query)
    opened = forwarder.opened(list(targets.values()))
    addresses, calls = opened.__enter__()
    asked = replace(
        operation, services={name: addresses[iri] for name, iri in targets.items()}
    )  # fmt: skip
    try:
        response = respond(asked, chosen)
    except BaseException as error:
        opened.__exit__(None, None, None)
        if isinstance(error, EndpointError) and calls.failures:
            raise EndpointError(f"{calls.failures[0]}", todo="Try again.") from error
        raise
    response.call_on_close(lambda: opened.__exit__(None, None, None))
    response.headers["Cache-Control"] = "no-store"
    if calls.failures:
        response.headers["Publisher-Incomplete"] = "service"
    return response
