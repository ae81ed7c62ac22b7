"""The SPARQL endpoint (SPARQL 1.1 Protocol, section 2): checks a query, then passes it on.

Python never evaluates a public query. The answer is streamed from the engine; an answer that the
engine breaks off is an error here, or, once part of it is sent, a connection that is cut: never
an answer that looks whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, request

from publisher.config import ServeSection
from publisher.errors import QueryError
from publisher.formats import carrying
from publisher.negotiate import choose
from publisher.store.query import QueryFacts, inspect
from publisher.web.answers import respond
from publisher.web.asking import settings
from publisher.web.errors import NoFormat
from publisher.web.service import describe_service

blueprint = Blueprint("sparql", __name__)

FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
DATASET: Final = ("default-graph-uri", "named-graph-uri")


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
    operation = _operation(settings())
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
    return respond(operation, chosen)


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
