"""The answer to one query as a response: the engine's, with the release that it was read from."""

from __future__ import annotations

from typing import Protocol

from flask import Response, current_app

from publisher.errors import EndpointError, QueryError
from publisher.formats import Format
from publisher.store.query import QueryFacts
from publisher.web.asking import settings
from publisher.web.upstream import HELD_BACK, Upstream, require_whole, stream


class Question(Protocol):
    """A query, the dataset that the protocol names for it, and what its tokens say."""

    @property
    def query(self) -> str: ...

    @property
    def dataset(self) -> tuple[tuple[str, str], ...]: ...

    @property
    def facts(self) -> QueryFacts: ...


def respond(operation: Question, chosen: Format) -> Response:
    """The engine's answer in the format ``chosen``.

    Raises QueryError for a query that is no SPARQL, EndpointError where the engine fails.
    """
    served = current_app.extensions["publisher.current"]()
    if not served.engine:
        raise EndpointError("no SPARQL engine runs here.", todo="Serve with `publisher serve`.")
    fields = [("query", operation.query), *operation.dataset]
    if not operation.dataset and not operation.facts.names_dataset:
        fields.append(("union-default-graph", ""))
    upstream = Upstream(served.engine, fields, chosen, settings().query_seconds)
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
        require_whole(first, chosen)
    response = Response(
        first if whole else stream(first, upstream, chosen), content_type=chosen.content_type
    )
    response.headers["Vary"] = "Accept"
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Publisher-Release"] = served.reader.identifier
    if chosen.suffix == "csv":
        response.headers["Content-Disposition"] = 'inline; filename="results.csv"'
    return response
