"""The page of a named query: filled in from the address, answered where nothing is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import pyoxigraph as ox
from flask import Response, request

from publisher.describe.collation import collation
from publisher.describe.views import local_name, pick
from publisher.formats import FORMATS, carrying
from publisher.namespaces import RDF
from publisher.queries.binding import bind
from publisher.queries.declared import NamedQuery, Parameter, Term
from publisher.queries.given import Names, WrongValue, short, values
from publisher.queries.paging import LAST_PAGE, NoPages, slice_of, whole_number
from publisher.render.messages import LANGUAGES
from publisher.render.pages import Alternate, Page
from publisher.render.queries import API, Answer, Choice, Given, query_form
from publisher.render.setting import Setting
from publisher.web.asking import Asked, desk
from publisher.web.desk import Desk
from publisher.web.protocol import ProtocolError
from publisher.web.query_answers import address, cells, given, read
from publisher.web.responses import Document, answer

ROWS: Final = 50
"""Rows of an answer on one page."""

MOST_CHOICES: Final = 500
"""Things of a class that are offered in a list; of more, the key is asked for."""

LANGUAGE: Final = "language"
"""A parameter of this name is the language of the page, where it is one of its choices."""


def form(query: NamedQuery, tag: str) -> Response:
    """The page of ``query`` in the language ``tag``."""
    names = desk().query_names
    own = given()
    if query.parameter(LANGUAGE) and not any(name == LANGUAGE for name, _ in own):
        choices = query.parameter(LANGUAGE).choices  # type: ignore[union-attr]
        own += [(LANGUAGE, tag)] if ox.Literal(tag) in choices else []
    wrong: dict[str, str] = {}
    terms: dict[str, Term] | None = None
    try:
        terms = values(query, own, names)
    except WrongValue as error:
        if own or error.parameter in dict(own):
            wrong[error.parameter] = error.sentence(tag)
    found = _answer(query, terms, tag) if terms is not None else None
    filled = _filled(query, own, terms, names)
    text = bind(query.text, terms or {})

    def page(setting: Setting) -> Page:
        drawn = query_form(query, Given(filled, wrong), _choices(query, names, setting.language),
                           found, _downloads(query, own), text, setting)  # fmt: skip
        languages = [replace(item, href=address(f"{query.name}.{item.language}.html", _release()))
                     for item in drawn.languages]  # fmt: skip
        return replace(drawn, languages=tuple(languages))

    document = Document(
        path=f"{API}/{query.name}",
        iri=f"{desk().reader.site.base_iri}{API}/{query.name}",
        formats=FORMATS[:1],
        page=page,
        rdf=lambda chosen: b"",
        status=400 if wrong else 200,
    )
    response = answer(document, Asked(document.path, FORMATS[0], tag))
    about = f"{desk().reader.iris.base_iri}query/{query.name}"
    response.headers["Link"] = f'<{about}>; rel="describes"'
    return response


def _release() -> dict[str, str]:
    return {"release": request.args.get("release", "")}


def _answer(query: NamedQuery, terms: Mapping[str, Term], tag: str) -> Answer:
    """The answer with these values, or the part of it that the address asks for."""
    text = bind(query.text, terms)
    if query.form == "ASK":
        found = read(text)
        return Answer(holds=bool(found and found[0].get("boolean")))
    if query.form != "SELECT":
        return Answer()
    try:
        number = whole_number(request.args.get("page", "1"), "page", LAST_PAGE)
    except NoPages as error:
        raise ProtocolError(error.sentence(tag)) from None
    begin = (number - 1) * ROWS
    try:
        found = read(slice_of(text, begin, ROWS + 1))
        divided = True
    except NoPages:
        found = read(text)
        divided = False
    if found is None:
        return Answer()
    columns, rows = cells(found[0])
    more = divided and len(rows) > ROWS
    stem = f"{query.name}.{tag}.html"

    def step(target: int) -> str:
        return address(stem, {"page": str(target), "release": desk().reader.identifier})

    return Answer(
        columns=columns,
        rows=rows[:ROWS] if divided else rows,
        first=begin + 1 if divided else 1,
        previous=step(number - 1) if divided and number > 1 else "",
        next=step(number + 1) if more else "",
        incomplete=found[1],
    )


def _filled(
    query: NamedQuery,
    own: Sequence[tuple[str, str]],
    terms: Mapping[str, Term] | None,
    names: Names,
) -> dict[str, str]:
    """What each field holds: what was given, else the default."""
    texts = dict(own)
    for item in query.parameters:
        term = (terms or query.defaults).get(item.name)
        if term is not None and (terms is not None or item.name not in texts):
            texts[item.name] = short(term, item, names)
    return texts


def _downloads(query: NamedQuery, own: Sequence[tuple[str, str]]) -> list[Alternate]:
    graph = query.form in ("CONSTRUCT", "DESCRIBE")
    shown = dict(own)
    more = {name: value for name, value in shown.items() if name not in dict(given())}
    return [
        Alternate(href=address(f"{query.name}.{item.suffix}", {**more, **_release()}),
                  label=item.name, media_type=item.media_type)
        for item in carrying("graph" if graph else "results")
        if item.suffix not in ("csv", "tsv") or query.form != "ASK"
    ]  # fmt: skip


def _choices(query: NamedQuery, names: Names, language: str) -> dict[str, Sequence[Choice]]:
    """What may be chosen, for the parameters that have few enough values."""
    found: dict[str, Sequence[Choice]] = {}
    for item in query.parameters:
        if item.choices:
            found[item.name] = [(short(term, item, names), _labels(item, term))
                                for term in item.choices]  # fmt: skip
        elif item.target and (things := _things(desk(), item, names, language)) is not None:
            found[item.name] = things
        elif item.datatype.endswith("#boolean"):
            yes, no = {"sv": "Ja", "en": "Yes"}, {"sv": "Nej", "en": "No"}
            found[item.name] = [("true", yes), ("false", no)]
    return found


def _labels(item: Parameter, term: Term) -> Mapping[str, str]:
    if isinstance(term, ox.NamedNode):
        return desk().names.labels(term.value)
    return {"": LANGUAGES.get(term.value, term.value) if item.name == LANGUAGE else term.value}


def _things(here: Desk, item: Parameter, names: Names, language: str) -> list[Choice] | None:
    """The things of a class in the order of what they are called; None where they are too many."""
    kind, target = ox.NamedNode(RDF + "type"), ox.NamedNode(item.target)
    found: set[str] = set()
    for quad in here.reader.store.quads_for_pattern(None, kind, target, None):
        if isinstance(quad.subject, ox.NamedNode):
            found.add(quad.subject.value)
        if len(found) > MOST_CHOICES:
            return None
    order = collation(language)
    titles = {iri: pick(here.names.labels(iri), language)[0] or local_name(iri) for iri in found}
    ordered = sorted(found, key=lambda iri: (order(titles[iri]), iri))
    return [(names.key(iri, item.target), {"": titles[iri]}) for iri in ordered]
