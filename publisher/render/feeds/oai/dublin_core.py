"""A record as unqualified Dublin Core (``oai_dc``), which every repository has; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from publisher.describe.views import local_name
from publisher.namespaces import DCAT, DCT, FOAF, RDF, RDFS, SCHEMA, SKOS
from publisher.render.feeds.markup import around, element, lines
from publisher.render.feeds.naming import names_in

PREFIX: Final = "oai_dc"
SCHEMA_ADDRESS: Final = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
NAMESPACE: Final = "http://www.openarchives.org/OAI/2.0/oai_dc/"

ROOT: Final = (
    ("xmlns:oai_dc", NAMESPACE),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ("xsi:schemaLocation", f"{NAMESPACE} {SCHEMA_ADDRESS}"),
)

SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    "creator": (DCT + "creator",),
    "subject": (DCAT + "keyword", DCAT + "theme", DCT + "subject"),
    "description": (DCT + "description", SKOS + "definition", SCHEMA + "description",
                    RDFS + "comment"),
    "publisher": (DCT + "publisher",),
    "contributor": (DCT + "contributor",),
    "date": (DCT + "modified", DCT + "issued", SCHEMA + "startDate"),
    "type": (RDF + "type",),
    "format": (DCT + "format", DCAT + "mediaType"),
    "identifier": (DCT + "identifier", SKOS + "notation"),
    "source": (DCT + "source",),
    "language": (DCT + "language",),
    "relation": (FOAF + "page", DCAT + "landingPage", RDFS + "seeAlso", DCT + "isPartOf",
                 DCAT + "inSeries"),
    "coverage": (DCT + "spatial", DCT + "temporal"),
    "rights": (DCT + "license", DCT + "rights", DCT + "accessRights"),
}  # fmt: skip
"""Elements of Dublin Core and the properties that they are filled from. The title is the name of
the thing, and its IRI is the first identifier."""

OF_PARTS: Final = ("format", "rights")
"""Elements that are filled from the distributions too."""

LOCAL: Final = ("type",)
"""Elements that have the end of an IRI instead of all of it."""

EVERYTHING: Final = frozenset({DCAT + "Resource"})
"""What every record is, and what therefore says nothing."""

ENDS: Final = (DCAT + "startDate", DCAT + "endDate")
"""What a period of time has."""

WITH_IRI: Final = (DCT + "license",)
"""Properties whose values are told by IRI too: what a licence is called is not always known."""

Row = tuple[str, str, str]
"""An element, its text, and the language of that."""


def write(iri: str, triples: Sequence[ox.Triple]) -> str:
    """The record of the thing ``iri`` from its statements."""
    rows = dict.fromkeys(_rows(iri, triples))
    content = (element(f"dc:{name}", text, (("xml:lang", tag),) if tag else ())
               for name, text, tag in rows if text)  # fmt: skip
    return around(f"{PREFIX}:dc", lines(content), ROOT) + "\n"


def _rows(iri: str, triples: Sequence[ox.Triple]) -> Iterator[Row]:
    thing = ox.NamedNode(iri)
    names = {**names_in(triples), **_periods(triples)}
    for tag, text in names.get(thing, {}).items():
        yield "title", text, tag
    yield "identifier", iri, ""
    about = [item for item in triples if item.subject == thing]
    parts = {item.object for item in about if item.predicate.value == DCAT + "distribution"}
    of_parts = [item for item in triples if item.subject in parts]
    for name, properties in SOURCES.items():
        found = [*about, *of_parts] if name in OF_PARTS else about
        for item in found:
            if item.predicate.value in properties:
                yield from _value(name, item.object, names)
                if item.predicate.value in WITH_IRI:
                    yield from _value(name, item.object, {})


def _value(name: str, value: object, names: Mapping[object, Mapping[str, str]]) -> Iterator[Row]:
    """A value as text: the names of what is named in the record, else its IRI."""
    if isinstance(value, ox.Literal):
        yield name, value.value, value.language or ""
    elif isinstance(value, ox.NamedNode) and value.value not in EVERYTHING:
        if named := names.get(value):
            yield from ((name, text, tag) for tag, text in named.items())
        else:
            yield name, local_name(value.value) if name in LOCAL else value.value, ""


def _periods(triples: Sequence[ox.Triple]) -> Mapping[object, Mapping[str, str]]:
    """Periods of time as text: from when until when (ISO 8601)."""
    found: dict[object, dict[str, str]] = {}
    for item in triples:
        if item.predicate.value in ENDS and isinstance(item.object, ox.Literal):
            found.setdefault(item.subject, {})[item.predicate.value] = item.object.value
    return {period: {"": "/".join(ends.get(name, "..") for name in ENDS)}
            for period, ends in found.items()}  # fmt: skip
