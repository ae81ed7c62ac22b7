"""Limits that a query meets: what is said of each, and how an answer shows that it is whole."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

from publisher.config import ServeSection
from publisher.errors import EndpointError, QueryEnded, QueryTimeout, QueryTooLarge
from publisher.store.finishing import whole
from publisher.store.leases import DEPTH, GONE, MEMORY, OPERATOR, SLOW, TIME

LESS: Final = "Ask for less, add a LIMIT, or use the dump."
AGAIN: Final = "Try again."
SIMPLER: Final = "Write it with fewer; VALUES takes many."

BYTES, ROWS = "bytes", "rows"

SENTENCES: Final[dict[str, tuple[type[EndpointError], str, str]]] = {
    TIME: (QueryTimeout, "the query took longer than {query_seconds} seconds.", LESS),
    SLOW: (QueryTimeout, "query and answer took longer than {answer_seconds} seconds.", LESS),
    MEMORY: (QueryTooLarge, "the query needed more than {query_mb} MB of memory.", LESS),
    DEPTH: (QueryTooLarge, "the query has too many levels, or too many parts.", SIMPLER),
    BYTES: (QueryTooLarge, "the answer is longer than {result_bytes} bytes.", LESS),
    ROWS: (QueryTooLarge, "the answer has more than {result_rows} rows.", LESS),
    OPERATOR: (QueryEnded, "the query was ended by the operator.", ""),
    GONE: (QueryEnded, "nobody waited for the answer any longer.", ""),
    "": (EndpointError, "the SPARQL engine broke the answer off.", AGAIN),
}
"""The error for each reason why a query is ended, what it says, and what to do."""

CANCELLED: Final = b"cancelled"
"""How an answer ends that the engine broke off since it took too long."""


def ended(reason: str, limits: ServeSection) -> EndpointError:
    """The error of a query that was ended for ``reason`` (see :mod:`publisher.store.leases`)."""
    kind, what, todo = SENTENCES[reason]
    return kind(what.format_map(asdict(limits)), todo=todo)


FRAMED: Final = ("srj", "srx", "rdf")
"""Formats that end in one way, whoever writes them."""


def why_broken_off(tail: bytes, suffix: str, *, foreign: bool = False) -> str | None:
    """Why an answer that ends so is not whole, as far as it tells; None where it is whole.

    One that is ``foreign`` may end in other ways in most formats: there its length tells, as HTTP
    has it.
    """
    if foreign:
        tail = tail.rstrip() if suffix in FRAMED else b""
    if whole(tail, suffix):
        return None
    return TIME if tail.endswith(CANCELLED) else ""
