"""The start page, and the site described for machines (VoID)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import pyoxigraph as ox
from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from publisher.contract import Class
from publisher.formats import Format, carrying
from publisher.iris import DESCRIPTION, DUMP, LISTS
from publisher.namespaces import DCT, FOAF, RDF, RDFS, VOID, XSD
from publisher.render.html import icon, style_sheet
from publisher.render.lists import Entry, Overview, home_page
from publisher.render.pages import Page
from publisher.render.rdf import DUMP_SUFFIXES, render_graph
from publisher.render.setting import ICON, QUERY, Setting
from publisher.web.asking import Asked, asked, desk
from publisher.web.desk import Desk
from publisher.web.feeding import logged
from publisher.web.responses import Document, answer, plain

blueprint = Blueprint("home", __name__)

FORMATS: Final = carrying("page", "graph")
INDEX: Final = "index"
LEAD: Final = 12
"""Subjects shown on the start page."""

FEATURED: Final = 6
"""Further things shown on the start page."""

A_DAY: Final = "public, max-age=86400"


@blueprint.route("/")
@blueprint.route("/index.<suffix>")
def home(suffix: str = "") -> Response:
    """The start page."""
    wanted = asked(f"{INDEX}.{suffix}", FORMATS) if suffix else Asked(INDEX)
    if wanted.stem != INDEX:
        raise NotFound
    here = desk()
    document = Document(
        path=INDEX,
        iri=here.reader.site.base_iri,
        formats=FORMATS,
        page=lambda setting: _page(here, setting),
        rdf=lambda chosen: _rdf(here, chosen),
    )
    return answer(document, wanted)


@blueprint.route("/static/site.css")
def style() -> Response:
    """The style sheet of all pages."""
    return plain(style_sheet(), "text/css; charset=utf-8", cache=A_DAY)


@blueprint.route(f"/{ICON}")
def favicon() -> Response:
    """The icon of all pages."""
    return plain(icon(), "image/vnd.microsoft.icon", cache=A_DAY)


def _page(here: Desk, setting: Setting) -> Page:
    reader = here.reader
    base = reader.site.base_iri
    lead, featured = here.lead, here.featured

    def first(item: Class | None, number: int) -> list[Entry]:
        things = here.members(item, setting.language)[:number] if item else ()
        return [here.entry(thing) for thing in things]

    documents = [here.names.link(graph.iri) for graph in reader.graphs
                 if graph.kind == "vocabulary"]  # fmt: skip
    overview = Overview(
        counts=here.counts,
        lead_class=lead,
        lead=first(lead, LEAD),
        featured_class=featured,
        featured=first(featured, FEATURED),
        documents=documents,
        described=here.numbers is not None,
        logged=logged(),
        downloads=[(f"{base}{DUMP}.{suffix}.gz", "application/gzip") for suffix in DUMP_SUFFIXES],
    )
    return home_page(overview, setting, FORMATS)


def _rdf(here: Desk, chosen: Format) -> bytes:
    return render_graph(_triples(here), chosen, here.reader.prefixes, here.context)


def _triples(here: Desk) -> Iterator[ox.Triple]:
    """The site as a dataset: what it is called, where it can be queried, downloaded, entered."""
    reader = here.reader
    site = reader.site
    base = site.base_iri
    dataset = base + DUMP

    def link(subject: str, predicate: str, target: str) -> ox.Triple:
        return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(target))

    yield link(base, RDF + "type", FOAF + "Document")
    yield link(base, FOAF + "primaryTopic", dataset)
    yield link(dataset, RDF + "type", VOID + "Dataset")
    for subject in (base, dataset):
        yield from _texts(subject, DCT + "title", site.title)
    yield from _texts(dataset, DCT + "description", site.description)
    yield link(dataset, DCT + "license", site.licence)
    if site.publisher:
        yield link(dataset, DCT + "publisher", site.publisher)
    yield link(dataset, FOAF + "homepage", base)
    yield link(dataset, VOID + "sparqlEndpoint", base + QUERY)
    yield link(dataset, RDFS + "seeAlso", base + DESCRIPTION)
    space = ox.Literal(base)
    yield ox.Triple(ox.NamedNode(dataset), ox.NamedNode(VOID + "uriSpace"), space)
    triples = here.numbers.whole.triples if here.numbers else reader.manifest.quads
    total = ox.Literal(str(triples), datatype=ox.NamedNode(XSD + "integer"))
    yield ox.Triple(ox.NamedNode(dataset), ox.NamedNode(VOID + "triples"), total)
    for suffix in DUMP_SUFFIXES:
        yield link(dataset, VOID + "dataDump", f"{base}{DUMP}.{suffix}.gz")
    for item, _ in here.counts:
        yield link(dataset, VOID + "rootResource", f"{base}{LISTS}{item.slug}")
    for graph in reader.graphs:
        predicate = VOID + ("subset" if graph.kind == "source" else "vocabulary")
        yield link(dataset, predicate, graph.iri)


def _texts(subject: str, predicate: str, texts: Mapping[str, str]) -> Iterator[ox.Triple]:
    for tag, text in texts.items():
        literal = ox.Literal(text, language=tag)
        yield ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), literal)
