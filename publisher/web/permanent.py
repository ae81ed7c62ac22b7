"""Queries that were asked, under their digests: ``/q/<digest>`` and ``/q/<digest>.<suffix>``."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import Gone, NotFound

from publisher.formats import by_suffix, carrying
from publisher.negotiate import choose
from publisher.render.setting import QUERY
from publisher.store.asked import Asked
from publisher.store.query import inspect
from publisher.web.addresses import STORED, asked_store
from publisher.web.answers import respond
from publisher.web.asking import root
from publisher.web.protocol import Operation
from publisher.web.sparql import choose_format

blueprint = Blueprint("permanent", __name__)

PEOPLE: Final = carrying("page")


@blueprint.route(f"/{STORED}/<name>")
def stored(name: str) -> Response:
    """The answer that the release of a stored query gives; for people, how it is cited.

    ``Publisher-Cited-Digest`` is the digest of the answer that was cited, where one was.
    """
    digest, dot, suffix = name.partition(".")
    citation = asked_store().get(digest)
    if citation is None and asked_store().erased(digest):
        raise Gone("The query named what has been erased from this site, and went with it.")
    if citation is None or (dot and by_suffix(suffix) is None):
        raise NotFound
    operation = operation_of(citation.asked, suffix)
    offered = carrying("graph" if operation.facts.gives_graph else "results")
    if dot and suffix not in [item.suffix for item in offered]:
        raise NotFound
    if not dot and choose(request.headers.get("Accept"), (*offered, *PEOPLE)) in PEOPLE:
        return _see_citation(digest)
    chosen = choose_format(operation)
    response = respond(operation, chosen)
    cited = citation.answers.get(chosen.suffix)
    if cited:
        response.headers["Publisher-Cited-Digest"] = f"sha-256={cited}"
    if dot:
        response.headers.remove("Vary")
    return response


def operation_of(asked: Asked, suffix: str = "") -> Operation:
    """A stored query as an operation, with the format that ``suffix`` names."""
    formats = (suffix,) if suffix else ()
    return Operation(
        asked.query, asked.dataset, inspect(asked.query), asked.release, asked.base, formats
    )


def _see_citation(digest: str) -> Response:
    location = f"{root()}/{QUERY}/cite?q={digest}"
    response = Response(f"{location}\n", 303, content_type="text/plain; charset=utf-8")
    response.headers["Location"] = location
    response.headers["Vary"] = "Accept"
    response.headers["Cache-Control"] = "no-cache"
    return response
