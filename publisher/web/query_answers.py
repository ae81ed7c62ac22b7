"""What a named query is asked with, and its answer read back for a page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from flask import request

from publisher.describe.views import Link, Text
from publisher.errors import QueryError
from publisher.formats import by_suffix
from publisher.namespaces import RDF, XSD
from publisher.queries.declared import RESERVED
from publisher.queries.paging import slice_of
from publisher.render.queries import API
from publisher.render.setting import QUERY
from publisher.store.answers import Kept
from publisher.store.query import inspect
from publisher.web.answers import find
from publisher.web.asking import desk, root, served
from publisher.web.caller import caller
from publisher.web.protocol import Operation

LARGEST: Final = 2_000_000
"""Bytes of an answer that is shown on a page."""

Cell = Link | Text | None


def given() -> list[tuple[str, str]]:
    """The parameters of the request that are the query's own."""
    return [pair for pair in request.args.items(multi=True) if pair[0] not in RESERVED]


def address(stem: str, more: Mapping[str, str]) -> str:
    """The address of a query, or a form of it, with the parameters of the request and ``more``."""
    pairs = [*given(), *((name, value) for name, value in more.items() if value)]
    return f"{root()}/{API}/{stem}" + (f"?{urlencode(pairs)}" if pairs else "")


def operation(text: str) -> Operation:
    """The query ``text`` as it is asked of the release that the request names.

    Raises QueryError for one that calls a SERVICE.
    """
    facts = inspect(text)
    if facts.federated:
        raise QueryError(
            "SERVICE is not allowed here: a query with a name calls no other endpoint."
        )
    base = served().reader.site.base_iri + QUERY
    return Operation(text, (), facts, release=request.args.get("release", ""), base=base)


def has_more(text: str, offset: int) -> bool:
    """Whether the query ``text`` has a row after the first ``offset``."""
    table = read(slice_of(text, offset, 1))
    return table is None or bool(table[0].get("results", {}).get("bindings"))


def read(text: str) -> tuple[dict[str, Any], str] | None:
    """The answer to a query as SPARQL 1.1 Query Results JSON has it, and what limit it met.

    None where it is larger than a page can show.
    """
    chosen = by_suffix("srj")
    assert chosen is not None
    found = find(caller(), operation(text), chosen, served())
    content = found.content
    body = content.body if isinstance(content, Kept) else _first(content)
    if len(body) > LARGEST:
        return None
    return json.loads(body), found.incomplete


def cells(answer: Mapping[str, Any]) -> tuple[list[str], list[list[Cell]]]:
    """The columns and rows of an answer, for a page."""
    columns = list(answer["head"].get("vars", ()))
    rows = answer["results"]["bindings"]
    return columns, [[_cell(row.get(name)) for name in columns] for row in rows]


def _cell(term: Mapping[str, str] | None) -> Cell:
    if term is None:
        return None
    if term["type"] == "uri":
        return desk().names.link(term["value"])
    tag = term.get("xml:lang", "")
    datatype = RDF + "langString" if tag else term.get("datatype", XSD + "string")
    return Text(term["value"], tag, datatype)


def _first(pieces: Iterator[bytes]) -> bytes:
    """A streamed answer, as far as a page could show it."""
    body = b""
    try:
        for piece in pieces:
            body += piece
            if len(body) > LARGEST:
                break
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            close()
    return body
