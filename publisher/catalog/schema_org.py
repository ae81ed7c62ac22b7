"""The catalogue in the words of schema.org, for search engines; pure.

What follows is the guidance of dataset search engines: ``schema:Dataset`` in a
``schema:DataCatalog``, with downloads, licence, creator, times and places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from publisher.namespaces import DCAT, DCT, FOAF, RDF, SCHEMA, SKOS, VCARD

TYPE: Final = ox.NamedNode(RDF + "type")

CLASSES: Final[Mapping[str, str]] = {
    DCAT + "Catalog": "DataCatalog",
    DCAT + "Dataset": "Dataset",
    DCAT + "DatasetSeries": "Dataset",
    DCAT + "Distribution": "DataDownload",
    DCAT + "DataService": "WebAPI",
    FOAF + "Agent": "Organization",
    VCARD + "Organization": "ContactPoint",
    DCT + "Location": "Place",
}
"""DCAT class -> what it is called in schema.org; what is of no such class is left out."""

PROPERTIES: Final[Mapping[str, str]] = {
    DCT + "title": "name",
    FOAF + "name": "name",
    SKOS + "prefLabel": "name",
    VCARD + "fn": "name",
    DCT + "description": "description",
    DCAT + "keyword": "keywords",
    DCT + "identifier": "identifier",
    DCT + "issued": "datePublished",
    DCT + "modified": "dateModified",
    DCT + "license": "license",
    DCT + "publisher": "publisher",
    DCT + "spatial": "spatialCoverage",
    DCAT + "landingPage": "url",
    FOAF + "homepage": "url",
    DCAT + "dataset": "dataset",
    DCAT + "inSeries": "isPartOf",
    DCAT + "version": "version",
    DCAT + "distribution": "distribution",
    DCAT + "downloadURL": "contentUrl",
    DCAT + "byteSize": "contentSize",
    DCAT + "endpointURL": "url",
    DCAT + "endpointDescription": "documentation",
    DCAT + "contactPoint": "contactPoint",
    VCARD + "hasURL": "url",
}
"""DCAT property -> the one of schema.org, with the same value."""

MEDIA_TYPE: Final = ox.NamedNode(DCAT + "mediaType")
PUBLIC: Final = "access-right/PUBLIC"


def translate(triples: Sequence[ox.Triple]) -> Iterator[ox.Triple]:
    """The same in schema.org, thing by thing in the order of the statements."""
    kinds = dict(_kinds(triples))
    periods = _periods(triples)
    for item in triples:
        kind = kinds.get(item.subject)
        if kind is None or isinstance(item.subject, ox.Triple):
            continue
        if item.predicate == TYPE:
            yield _say(item.subject, RDF + "type", ox.NamedNode(SCHEMA + kind))
        elif item.predicate == MEDIA_TYPE and isinstance(item.object, ox.NamedNode):
            text = "/".join(item.object.value.rsplit("/", 2)[1:])
            yield _say(item.subject, SCHEMA + "encodingFormat", ox.Literal(text))
        elif item.predicate.value == DCT + "accessRights":
            free = ox.Literal(str(item.object).endswith(f"{PUBLIC}>"))
            yield _say(item.subject, SCHEMA + "isAccessibleForFree", free)
        elif item.predicate.value == DCT + "temporal" and item.object in periods:
            yield _say(item.subject, SCHEMA + "temporalCoverage",
                       ox.Literal(periods[item.object]))  # fmt: skip
        elif item.predicate.value == VCARD + "hasEmail" and isinstance(item.object, ox.NamedNode):
            mail = ox.Literal(item.object.value.removeprefix("mailto:"))
            yield _say(item.subject, SCHEMA + "email", mail)
        elif item.predicate.value in PROPERTIES:
            yield _say(item.subject, SCHEMA + PROPERTIES[item.predicate.value], item.object)


def _say(subject: ox.NamedNode | ox.BlankNode, predicate: str,
         value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.Triple:  # fmt: skip
    return ox.Triple(subject, ox.NamedNode(predicate), value)


def _kinds(triples: Iterable[ox.Triple]) -> Iterator[tuple[object, str]]:
    """What each thing is in schema.org."""
    for item in triples:
        if item.predicate == TYPE and isinstance(item.object, ox.NamedNode):
            name = CLASSES.get(item.object.value)
            if name:
                yield item.subject, name


def _periods(triples: Iterable[ox.Triple]) -> dict[object, str]:
    """Periods as ISO 8601 intervals, by node."""
    ends: dict[object, dict[str, str]] = {}
    for item in triples:
        name = item.predicate.value.removeprefix(DCAT)
        if name in ("startDate", "endDate") and isinstance(item.object, ox.Literal):
            ends.setdefault(item.subject, {})[name] = item.object.value
    return {node: f"{own.get('startDate', '..')}/{own.get('endDate', '..')}"
            for node, own in ends.items()}  # fmt: skip
