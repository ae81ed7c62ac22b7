"""The SPARQL endpoint (SPARQL 1.1 Protocol, section 2): checks a query, then passes it on.

Python never evaluates a public query. The answer is streamed from the engine; an answer that the
engine breaks off is an error here, or, once part of it is sent, a connection that is cut: never
an answer that looks whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, g, request

from publisher.errors import EndpointError, QueryError
from publisher.formats import Format, carrying
from publisher.negotiate import choose
from publisher.render.setting import QUERY
from publisher.web.answers import respond
from publisher.web.asking import served
from publisher.web.caller import Caller, endpoint
from publisher.web.errors import NoFormat
from publisher.web.federation import respond_calling
from publisher.web.front import offer
from publisher.web.protocol import ACCEPTED, Message, Operation, ProtocolError, Update, parse
from publisher.web.results import PAGE, page_of
from publisher.web.service import describe_service

__all__ = ["Operation", "blueprint", "choose_format", "read"]

blueprint = Blueprint("sparql", __name__)

NAMES: Final[dict[str, tuple[str, ...]]] = {
    "json": ("srj", "jsonld"),
    "xml": ("srx", "rdf"),
    "turtle": ("ttl",),
    "n3": ("ttl",),
    "ntriples": ("nt",),
    "n-triples": ("nt",),
    "json-ld": ("jsonld",),
    "rdfxml": ("rdf",),
    "rdf+xml": ("rdf",),
}
"""What clients call formats, beside their suffixes and media types -> suffixes."""


FAILED: Final = "publisher.failed"
"""Where it is told, in the environment of a request, that it failed before it came here."""


@dataclass(frozen=True)
class Failed:
    """An error that a query met; without ``operation`` it could not be read."""

    operation: Operation | None
    error: Exception
    caller: Caller

    @property
    def explained(self) -> Exception:
        """The error, at its place in the query where it has one."""
        if self.operation is not None and isinstance(self.error, QueryError | EndpointError):
            return self.operation.explained(self.error)
        return self.error


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query by GET, by POST of a form, or by POST of the query itself.

    Without a query: the form for people, the service description for machines.
    """
    failed: Failed | None = request.environ.get(FAILED)
    if failed is not None:
        g.caller = failed.caller
        raise failed.explained from failed.error
    operation = read()
    if operation is None:
        return describe_service()
    if isinstance(operation, Update):
        raise ProtocolError(
            "this endpoint is read-only: updates are not taken here.", status=403,
            todo="The data is changed at its sources, and published as a new release.",
        )  # fmt: skip
    chosen = choose_format(operation, PAGE)
    answer = respond_calling if operation.facts.federated else respond
    try:
        if chosen is PAGE:
            return page_of(operation, answer)
        response = answer(operation, chosen)
    except (QueryError, EndpointError) as error:
        raise operation.explained(error) from error
    offer(request.environ, g.get("again"))
    return response


def read() -> Operation | Update | None:
    """The operation in this request; None for one by GET that has none. Raises ProtocolError."""
    base = served().reader.site.base_iri + QUERY
    here = endpoint()
    return parse(
        message(), base=base, longest=here.serve.query_bytes, examine=here.examine
    )  # fmt: skip


def choose_format(operation: Operation, *more: Format) -> Format:
    """The format to answer in, for this request: see :func:`format_of`.

    Raises NoFormat when there is none.
    """
    chosen = format_of(operation, request.headers.get("Accept"), *more)
    if chosen is None:
        raise NoFormat(None, _offered(operation, *more))
    return chosen


def format_of(operation: Operation, accept: str | None, *more: Format) -> Format | None:
    """The format to answer in: one that a parameter names, where it fits, else by Accept.

    ``more`` are offered after those that hold the answer; None where there is none that fits.
    """
    offered = _offered(operation, *more)
    for name in operation.formats:
        found = _named(name, offered)
        if found is not None:
            return found
    return choose(accept, offered)


def _offered(operation: Operation, *more: Format) -> tuple[Format, ...]:
    return (*carrying("graph" if operation.facts.gives_graph else "results"), *more)


def _named(name: str, offered: Sequence[Format]) -> Format | None:
    wanted = name.strip().lower()
    suffixes = NAMES.get(wanted, (wanted,))
    for item in offered:
        if item.suffix in suffixes or wanted in (item.media_type, *item.aliases):
            return item
    return None


def message() -> Message:
    """What the protocol reads of this request. Raises RequestEntityTooLarge."""
    return Message(
        method=request.method,
        arguments=request.query_string,
        media_type=request.mimetype,
        charset=request.mimetype_params.get("charset", ""),
        body=request.get_data(cache=False, parse_form_data=False),
    )


@blueprint.after_request
def accept_post(response: Response) -> Response:
    """What may be posted (W3C Linked Data Platform 1.0, section 7.1), where it has to be told."""
    if request.method == "OPTIONS" or response.status_code == 415:
        response.headers["Accept-Post"] = ACCEPTED
    return response
