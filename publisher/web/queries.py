"""Named queries over HTTP: a list of them, a form and an address for each, and their description.

A query is answered like any other: by the engines, from the cache, with a permanent address.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from publisher.formats import FORMATS, TABLES, Format, carrying
from publisher.namespaces import PREFIXES
from publisher.negotiate import choose
from publisher.queries.binding import bind
from publisher.queries.declared import NamedQuery, Term
from publisher.queries.given import WrongValue, values
from publisher.queries.paging import LAST_PAGE, MOST_ROWS, NoPages, slice_of, whole_number
from publisher.queries.statements import said_of_queries
from publisher.render.intake_openapi import components, doors
from publisher.render.openapi import openapi
from publisher.render.pages import Page
from publisher.render.queries import API, queries_page
from publisher.render.query_list import as_json
from publisher.render.rdf import render_graph
from publisher.render.setting import Setting
from publisher.web.answers import respond
from publisher.web.asking import asked, desk, language, root, served
from publisher.web.desk import Desk
from publisher.web.keys import may_write
from publisher.web.protocol import ProtocolError
from publisher.web.query_answers import address, given, has_more, operation
from publisher.web.query_forms import form
from publisher.web.releases import pin
from publisher.web.responses import Document, answer, plain
from publisher.web.sparql import choose_format
from publisher.web.upload_bodies import RDF_TYPES

blueprint = Blueprint("queries", __name__)

JSON: Final = Format("JSON", "application/json", "json", frozenset({"graph"}))
HTML: Final = FORMATS[0]
LIST_FORMATS: Final = (HTML, JSON, *carrying("graph"))

SUFFIXES: Final[dict[str, tuple[str, str]]] = {"json": ("srj", "jsonld"), "xml": ("srx", "rdf")}
"""Suffixes that people expect -> those of the format of a table, and of a graph."""

ROWS: Final = 100
"""Rows on a page where the request names a page and no limit."""


@blueprint.route("/api/queries")
@blueprint.route("/api/queries.<suffix>", defaults={"tag": ""})
@blueprint.route("/api/queries.<tag>.<suffix>")
def queries(tag: str = "", suffix: str = "") -> Response:
    """All named queries: a page, JSON for programs, RDF."""
    _pin()
    here = desk()
    wanted = asked(".".join(part for part in (API, tag, suffix) if part), LIST_FORMATS)
    if wanted.stem != API:
        raise NotFound
    document = Document(
        path=API,
        iri=here.reader.site.base_iri + API,
        formats=LIST_FORMATS,
        page=lambda setting: _list(here, setting),
        rdf=lambda chosen: _described(here, chosen),
    )
    return answer(document, wanted)


@blueprint.route("/api/queries/<name>")
def query(name: str) -> Response:
    """The answer to a named query with the parameters of the request, or its page.

    ``limit`` and ``page`` ask for a part of the rows, ``release`` for an earlier release.
    """
    _pin()
    name, _, suffix = name.partition(".")
    tag, dot, ending = suffix.rpartition(".")
    found = next((item for item in desk().queries if item.name == name), None)
    if found is None or (dot and ending != HTML.suffix):
        raise NotFound
    if ending == HTML.suffix and (not dot or tag in desk().languages):
        return form(found, tag or language())
    offered = _formats(found, suffix)
    if not offered:
        raise NotFound
    chosen = offered[0] if suffix else choose(request.headers.get("Accept"), (*offered, HTML))
    if chosen is HTML and not request.args.get("format"):
        response = form(found, language())
        response.vary.update(("Accept", "Accept-Language"))
        return response
    return _answered(found, suffix, chosen if suffix else None)


@blueprint.route("/api/openapi.json")
def interface() -> Response:
    """The named queries as an interface (OpenAPI Specification 3.1)."""
    _pin()
    here = desk()
    description = openapi(
        here.queries, here.query_names, here.reader.site,
        release=here.reader.identifier, root=root(), language=language(), most=MOST_ROWS,
    )  # fmt: skip
    if may_write():
        description["paths"] |= doors(language(), tuple(RDF_TYPES), tuple(TABLES))
        description["components"] |= components(language())
    text = json.dumps(description, ensure_ascii=False, indent=2) + "\n"
    response = plain(text.encode(), "application/json")
    response.vary.add("Accept-Language")
    return response


def _pin() -> None:
    """Answer from the release that the request names, if it does."""
    if request.args.get("release"):
        pin(request.args["release"])


def _formats(found: NamedQuery, suffix: str) -> list[Format]:
    """The formats that an answer may have; the one of a suffix, or none where nobody knows it."""
    graph = found.form in ("CONSTRUCT", "DESCRIBE")
    offered = carrying("graph" if graph else "results")
    if not suffix:
        return list(offered)
    meant = SUFFIXES[suffix][graph] if suffix in SUFFIXES else suffix
    return [item for item in offered if item.suffix == meant]


def _answered(found: NamedQuery, suffix: str, chosen: Format | None) -> Response:
    """The answer as data. Raises ProtocolError in the language of the client."""
    names = desk().query_names
    try:
        terms = values(found, given(), names)
        text = bind(found.text, terms)
        part = _part()
        asked_for = text if part is None else slice_of(text, (part[0] - 1) * part[1], part[1])
    except (WrongValue, NoPages) as error:
        raise ProtocolError(error.sentence(language())) from None
    question = replace(operation(asked_for), formats=tuple(request.args.getlist("format")))
    response = respond(question, chosen or choose_format(question))
    links = [response.headers.get("Link", ""), f'<{root()}/{API}/{found.name}.html>; rel="help"']
    if part is not None:
        links += _steps(found, suffix, text, part)
    response.headers["Link"] = ", ".join(link for link in links if link)
    return response


def _part() -> tuple[int, int] | None:
    """The page that is asked for, and how many rows it has; None for all of them."""
    number, rows = request.args.get("page"), request.args.get("limit")
    if number is None and rows is None:
        return None
    return (whole_number(number or "1", "page", LAST_PAGE),
            whole_number(rows or str(ROWS), "limit", MOST_ROWS))  # fmt: skip


def _steps(found: NamedQuery, suffix: str, text: str, part: tuple[int, int]) -> Iterator[str]:
    """The way to the first, the previous and the next page, in this same release (RFC 8288)."""
    number, rows = part
    steps = {"first": 1, "prev": number - 1}
    if has_more(text, number * rows):
        steps["next"] = number + 1
    stem = f"{found.name}.{suffix}" if suffix else found.name
    for relation, target in steps.items():
        if target >= 1:
            more = {"page": f"{target}", "limit": f"{rows}", "release": served().reader.identifier}
            yield f'<{address(stem, more)}>; rel="{relation}"'


def _list(here: Desk, setting: Setting) -> Page:
    return queries_page(here.queries, setting, LIST_FORMATS)


def _described(here: Desk, chosen: Format) -> bytes:
    reader = here.reader
    if chosen is JSON:
        names = here.query_names
        examples = {item.name: _example(item) for item in here.queries}
        content = as_json(here.queries, examples, names, release=reader.identifier, root=root())
        return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
    prefixes = {**PREFIXES, **reader.prefixes}
    return render_graph(said_of_queries(reader.store), chosen, prefixes, here.context)


def _example(found: NamedQuery) -> str:
    """The query with its defaults, as it may be pasted anywhere."""
    terms: dict[str, Term] = found.defaults
    return bind(found.text, terms)
