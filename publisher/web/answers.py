"""The answer to one query as a response: the engine's, with the release that it was read from."""

from __future__ import annotations

from typing import Protocol

from flask import Response, current_app

from publisher.formats import Format
from publisher.store.query import QueryFacts
from publisher.web.upstream import ask


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
    fields = [("query", operation.query), *operation.dataset]
    if not operation.dataset and not operation.facts.names_dataset:
        fields.append(("union-default-graph", ""))
    upstream = ask(served, fields, chosen)
    response = Response(upstream.body, content_type=chosen.content_type)
    response.headers["Vary"] = "Accept"
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Publisher-Release"] = served.reader.identifier
    if chosen.suffix == "csv":
        response.headers["Content-Disposition"] = 'inline; filename="results.csv"'
    return response
