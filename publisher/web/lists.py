"""Lists of the things of a class, page by page (Hydra Core Vocabulary for machines)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox
from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from publisher.contract import Class
from publisher.formats import Format, carrying
from publisher.iris import LISTS
from publisher.namespaces import DCT, HYDRA, RDF, XSD
from publisher.render.lists import ListPart, list_page, part_path
from publisher.render.pages import Page
from publisher.render.queries import items
from publisher.render.rdf import render_graph
from publisher.render.setting import Setting
from publisher.web.asking import asked, desk, served, settings
from publisher.web.desk import Desk
from publisher.web.responses import Document, answer
from publisher.web.structured import structured

blueprint = Blueprint("lists", __name__)

FORMATS: Final = carrying("page", "graph")


@blueprint.route("/list/<name>")
@blueprint.route("/list/<name>/<number>")
def of_class(name: str, number: str = "") -> Response:
    """A page of the list of a class; pages are numbered from 1, the first without its number."""
    wanted = asked(LISTS + name + (f"/{number}" if number else ""), FORMATS)
    slug, _, digits = wanted.stem.removeprefix(LISTS).partition("/")
    item = desk().reader.contract.by_slug.get(slug)
    part = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else 1
    if item is None or (digits and (part < 2 or digits != str(part))):
        raise NotFound
    if part > page_count(desk(), item, settings().list_page):
        raise NotFound
    kind, here, size = item, desk(), settings().list_page

    def page(setting: Setting) -> Page:
        things, total, pages = _slice(here, kind, setting.language, part, size)
        entries = [here.entry(thing) for thing in things]
        asked_of = served().engines is not None and part == 1
        own = [query for query in here.queries if asked_of and kind.target in query.about]
        drawn = list_page(
            kind, ListPart(entries, total, part, pages), setting, FORMATS, items(own, setting)
        )
        return structured(drawn, document.iri) if part == 1 else drawn

    document = Document(
        path=part_path(kind, part),
        iri=here.reader.site.base_iri + part_path(kind, part),
        formats=FORMATS,
        page=page,
        rdf=lambda chosen: _rdf(here, kind, part, size, chosen),
    )
    return answer(document, wanted)


def page_count(here: Desk, item: Class, size: int) -> int:
    """How many pages the list of a class has: at least one."""
    return max(1, -(-here.count(item) // size))


def _slice(
    here: Desk, item: Class, language: str, part: int, size: int
) -> tuple[tuple[str, ...], int, int]:
    members = here.members(item, language)
    begin = (part - 1) * size
    return members[begin : begin + size], len(members), page_count(here, item, size)


def _rdf(here: Desk, item: Class, part: int, size: int, chosen: Format) -> bytes:
    triples = _triples(here, item, part, size)
    return render_graph(triples, chosen, here.reader.prefixes, here.context)


def _triples(here: Desk, item: Class, part: int, size: int) -> Iterator[ox.Triple]:
    """The collection with the members on this page, and the way to its neighbours."""
    things, total, pages = _slice(here, item, here.languages[0], part, size)
    base = here.reader.site.base_iri
    whole = ox.NamedNode(base + part_path(item, 1))
    yield ox.Triple(whole, ox.NamedNode(RDF + "type"), ox.NamedNode(HYDRA + "Collection"))
    number = ox.Literal(str(total), datatype=ox.NamedNode(XSD + "integer"))
    yield ox.Triple(whole, ox.NamedNode(HYDRA + "totalItems"), number)
    for tag, label in item.plurals.items():
        title = ox.Literal(label, language=tag) if tag else ox.Literal(label)
        yield ox.Triple(whole, ox.NamedNode(DCT + "title"), title)
    for thing in things:
        yield ox.Triple(whole, ox.NamedNode(HYDRA + "member"), ox.NamedNode(thing))
    if pages == 1:
        return
    view = ox.NamedNode(base + part_path(item, part)) if part > 1 else whole
    if part > 1:
        yield ox.Triple(whole, ox.NamedNode(HYDRA + "view"), view)
        kind = ox.NamedNode(HYDRA + "PartialCollectionView")
        yield ox.Triple(view, ox.NamedNode(RDF + "type"), kind)
    steps = {"first": 1, "previous": part - 1, "next": part + 1, "last": pages}
    for name, target in steps.items():
        if 1 <= target <= pages:
            other = ox.NamedNode(base + part_path(item, target))
            yield ox.Triple(view, ox.NamedNode(HYDRA + name), other)
