"""The answer to a query as a page, for people who ask with a browser.

The rows come from the same answer that a program gets, read as far as a page shows it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import datetime
from typing import Any, Final, cast
from urllib.parse import urlencode

import pyoxigraph as ox
from flask import Response

from publisher.describe.views import Link, Text
from publisher.formats import FORMATS, Format, by_suffix, carrying
from publisher.render.citation import Kind
from publisher.render.html import render
from publisher.render.pages import Alternate, CitationBody
from publisher.render.queries import Answer
from publisher.render.results import results_page, short_citation
from publisher.render.setting import QUERY
from publisher.web.addresses import addresses, asked
from publisher.web.asking import desk, language, root, setting
from publisher.web.protocol import Operation
from publisher.web.reference import cited
from publisher.web.releases import at
from publisher.web.responses import PAGE_POLICY

PAGE: Final = FORMATS[0]
ROWS: Final = 500
"""Rows that a page shows."""

LARGEST: Final = 2_000_000
"""Bytes of an answer that are read for a page."""

KEPT: Final = ("Publisher-Release", "Publisher-Engine", "Publisher-Incomplete", "Memento-Datetime")
"""Headers of the answer that its page has too."""

KINDS: Final[dict[str, Kind]] = {"SELECT": "table", "ASK": "truth"}
LASTS: Final = 'rel="permalink'
"""What is in the Link header of an answer that stays the same."""

LONGEST: Final = 4_000
"""Characters of an address that a page links to."""

Respond = Callable[[Operation, Format], Response]


def page_of(operation: Operation, respond: Respond) -> Response:
    """The page of the answer that ``respond`` gives."""
    form = "graph" if operation.facts.gives_graph else operation.facts.form
    chosen = by_suffix({"graph": "nt", "ASK": "srj"}.get(form, "tsv"))
    assert chosen is not None
    found = respond(operation, chosen)
    if found.status_code != 200:
        return found
    with closing(found):
        text, more = _first(found.iter_encoded())
    incomplete = found.headers.get("Publisher-Incomplete", "")
    answer = _answer(form, text, more, incomplete)
    tag = language()
    release = found.headers["Publisher-Release"]
    page = results_page(
        answer, operation.query, _downloads(operation, release), _again(operation), setting(tag),
        _citation(operation, found, chosen),
    )  # fmt: skip
    response = Response(render(page), content_type=PAGE.content_type)
    for name in KEPT:
        if name in found.headers:
            response.headers[name] = found.headers[name]
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept, Accept-Language"
    response.headers["Content-Language"] = tag
    response.headers["Content-Security-Policy"] = PAGE_POLICY
    return response


def _first(pieces: Iterable[bytes]) -> tuple[bytes, bool]:
    """Whole lines of an answer, as many as a page may show, and whether there are more."""
    text = b""
    for piece in pieces:
        text += piece
        if len(text) > LARGEST or text.count(b"\n") > ROWS + 1:
            break
    else:
        return text, False
    lines = text[:LARGEST].split(b"\n")[:-1][: ROWS + 1]
    return b"\n".join(lines) + b"\n", True


def _answer(form: str, text: bytes, more: bool, incomplete: str) -> Answer:
    following = "more" if more else ""
    if form == "ASK":
        return Answer(holds=bool(json.loads(text)["boolean"]), incomplete=incomplete)
    if form == "graph":
        quads = list(ox.parse(text, format=ox.RdfFormat.N_TRIPLES))[:ROWS]
        rows = [[_cell(item) for item in quad.triple] for quad in quads]
        columns = ["subject", "predicate", "object"]
        return Answer(columns, rows, next=following, incomplete=incomplete)
    found = cast(ox.QuerySolutions,
                 ox.parse_query_results(text, format=ox.QueryResultsFormat.TSV))  # fmt: skip
    columns = [variable.value for variable in found.variables]
    rows = [[_cell(row[name]) for name in columns] for row in found][:ROWS]
    return Answer(columns, rows, next=following, incomplete=incomplete)


def _cell(term: Any) -> Link | Text | None:
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return desk().names.link(term.value)
    if isinstance(term, ox.Literal):
        return Text(term.value, term.language or "", term.datatype.value)
    return Text(str(term), "", "")


def _downloads(operation: Operation, release: str) -> list[Alternate]:
    """The whole answer in each format, of the release that the page is of; how it is cited."""
    if len(operation.query) > LONGEST:
        return []
    formats = carrying("graph" if operation.facts.gives_graph else "results")
    asked = [("query", operation.query), *operation.dataset, ("release", release)]
    links = [(f"{QUERY}?{urlencode([*asked, ('format', item.suffix)])}", item.name, item.media_type)
             for item in formats]  # fmt: skip
    links.append((f"{QUERY}/cite?{urlencode(asked)}", "", PAGE.media_type))
    cite = setting(language()).t("cite")
    return [
        Alternate(href=f"{root()}/{href}", label=label or cite, media_type=kind)
        for href, label, kind in links if len(href) <= LONGEST
    ]  # fmt: skip


def _citation(operation: Operation, found: Response, chosen: Format) -> CitationBody | None:
    """How the answer is cited; None for one that is another the next time, or has to be kept."""
    digest = found.headers.get("Publisher-Digest", "").removeprefix("sha-256=")
    if not digest or LASTS not in found.headers.get("Link", ""):
        return None
    put = asked(operation, found.headers["Publisher-Release"])
    place = addresses().permanent(put, chosen)
    if place is None or place.stored:
        return None
    within, form = setting(language()), operation.facts.form
    reference = cited(
        put, KINDS.get(form, "graph"), digest, found.headers["Publisher-Engine"], within,
        built=datetime.fromisoformat(at(put.release).reader.manifest.built).date(),
        place=place.path.removeprefix(f"{root()}/"),
    )  # fmt: skip
    fields = [("query", put.query), *put.dataset, ("release", put.release)]
    more = f"{root()}/{QUERY}/cite?{urlencode(fields)}"
    return short_citation(reference, chosen.suffix, more, within)


def _again(operation: Operation) -> str:
    """The form with the query in it, where that fits into an address."""
    if len(operation.query) > LONGEST:
        return ""
    href = f"{root()}/{QUERY}#{urlencode({'query': operation.query})}"
    return href if len(href) <= LONGEST else ""
