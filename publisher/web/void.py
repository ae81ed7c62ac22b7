"""The dataset described by itself over HTTP: for people, for machines (VoID), for editors.

What ``/void`` says is the named graph of the release that describes it, with what cannot be part
of that graph: the release's own id, and when it and its graphs were last changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pyoxigraph as ox
from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from publisher.catalog.counts import Counts
from publisher.formats import Format, carrying
from publisher.iris import DESCRIPTION, DUMP
from publisher.namespaces import DCT, OWL, PREFIXES, XSD, shorten_iri
from publisher.render.dataset import dataset_page
from publisher.render.pages import Page
from publisher.render.rdf import render_graph
from publisher.render.setting import Setting
from publisher.web.asking import Asked, asked, desk
from publisher.web.desk import Desk
from publisher.web.responses import Document, answer, plain

blueprint = Blueprint("void", __name__)

FORMATS: Final = carrying("page", "graph")
FOR_MACHINES: Final = (*carrying("graph"), *carrying("page"))
"""Where machines look for the description, it is Turtle unless something else is asked for."""


@blueprint.route("/void")
@blueprint.route("/void.<suffix>")
def void(suffix: str = "") -> Response:
    """The description in the format that the suffix names, else the one that is asked for."""
    wanted = asked(f"{DESCRIPTION}.{suffix}", FORMATS) if suffix else Asked(DESCRIPTION)
    if wanted.stem != DESCRIPTION:
        raise NotFound
    return answer(_document(desk(), FORMATS), wanted)


@blueprint.route("/.well-known/void")
def well_known() -> Response:
    """The same where VoID, section 7.2, says that it is to be found (RFC 8615)."""
    return answer(_document(desk(), FOR_MACHINES), Asked(DESCRIPTION))


@blueprint.route("/api/terms")
def terms() -> Response:
    """The classes and properties of the data, with labels and how often each is used, as JSON.

    Those that only the vocabulary documents use are left out.
    """
    here = desk()
    counts = numbers(here)
    sources = frozenset(graph.iri for graph in here.reader.graphs if graph.kind == "source")
    classes = [
        _term(here, iri, count=item.entities, example=item.example)
        for iri, item in counts.whole.classes.items() if counts.in_data(iri, "classes", sources)
    ]  # fmt: skip
    properties = [
        _term(here, iri, count=item.triples, things=item.subjects, values=item.objects)
        for iri, item in counts.whole.properties.items()
        if counts.in_data(iri, "properties", sources)
    ]
    content = {
        "release": here.reader.identifier,
        "classes": sorted(classes, key=_place),
        "properties": sorted(properties, key=_place),
    }
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    return plain(text.encode(), "application/json")


def page(here: Desk, setting: Setting, path: str) -> Page:
    """The page about the dataset, for the document at ``path``."""
    reader = here.reader
    return dataset_page(
        numbers(here), reader.graphs, reader.contract, here.names.link, setting, path, FORMATS
    )


def numbers(here: Desk) -> Counts:
    """The counts of the release; NotFound in one that was built without being counted."""
    if here.numbers is None:
        raise NotFound
    return here.numbers


def _document(here: Desk, formats: tuple[Format, ...]) -> Document:
    numbers(here)
    return Document(
        path=DESCRIPTION,
        iri=here.reader.iris.description(),
        formats=formats,
        page=lambda setting: page(here, setting, DESCRIPTION),
        rdf=lambda chosen: _rdf(here, chosen),
    )


def _rdf(here: Desk, chosen: Format) -> bytes:
    graph = ox.NamedNode(here.reader.iris.description())
    quads = here.reader.store.quads_for_pattern(None, None, None, graph)
    triples = [*(quad.triple for quad in quads), *_of_release(here)]
    return render_graph(triples, chosen, {**PREFIXES, **here.reader.prefixes}, here.context)


def _of_release(here: Desk) -> Iterator[ox.Triple]:
    """What of the description differs between two releases that say the same."""
    manifest = here.reader.manifest
    dataset = ox.NamedNode(manifest.base_iri + DUMP)
    release = ox.NamedNode(here.reader.iris.release(manifest.id))
    yield ox.Triple(dataset, ox.NamedNode(DCT + "hasVersion"), release)
    yield ox.Triple(dataset, ox.NamedNode(OWL + "versionInfo"), ox.Literal(manifest.id))
    yield _modified(dataset, manifest.built)
    for entry in manifest.graphs:
        times = [part.since for part in entry.parts]
        yield _modified(ox.NamedNode(entry.iri), max(times, default=manifest.built))


def _modified(node: ox.NamedNode, time: str) -> ox.Triple:
    value = ox.Literal(time, datatype=ox.NamedNode(XSD + "dateTime"))
    return ox.Triple(node, ox.NamedNode(DCT + "modified"), value)


def _term(here: Desk, iri: str, **numbers: int | str) -> dict[str, Any]:
    labels = here.names.labels(iri)
    return {
        "iri": iri,
        "name": shorten_iri(iri, PREFIXES),
        "label": {tag: text for tag, text in sorted(labels.items()) if tag},
        **numbers,
    }


def _place(term: Mapping[str, Any]) -> tuple[int, str]:
    return (-term["count"], term["iri"])
