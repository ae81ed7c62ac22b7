"""The endpoint described (SPARQL 1.1 Service Description, W3C Recommendation of 21 March 2013)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from publisher.iris import DESCRIPTION, DUMP, ENDPOINT, Iris
from publisher.namespaces import RDF, RDFS, SD, VOID, XSD
from publisher.release.manifest import Manifest

FORMATS: Final = "http://www.w3.org/ns/formats/"
SIMPLE: Final = "http://www.w3.org/ns/entailment/Simple"
GEOSPARQL: Final = "http://www.opengis.net/def/function/geosparql/"

FORMAT_NAMES: Final[dict[str, str]] = {
    "srj": "SPARQL_Results_JSON",
    "srx": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "rdf": "RDF_XML",
    "jsonld": "JSON-LD",
}
"""The W3C's names of the formats that answers come in, by suffix."""

FUNCTIONS: Final[tuple[str, ...]] = tuple(GEOSPARQL + name for name in (
    "area", "asGeoJSON", "centroid", "convexHull", "coordinateDimension", "difference",
    "dimension", "distance", "ehContains", "ehCoveredBy", "ehCovers", "ehDisjoint", "ehEquals",
    "ehInside", "ehMeet", "ehOverlap", "envelope", "getSRID", "intersection", "isEmpty",
    "isSimple", "length", "perimeter", "rcc8dc", "rcc8ec", "rcc8eq", "rcc8ntpp", "rcc8ntppi",
    "rcc8po", "rcc8tpp", "rcc8tppi", "relate", "sfContains", "sfCrosses", "sfDisjoint",
    "sfEquals", "sfIntersects", "sfOverlaps", "sfTouches", "sfWithin", "spatialDimension",
    "symDifference", "union",
))  # fmt: skip
"""What the engine has beside the functions of SPARQL: those of GeoSPARQL."""


@dataclass(frozen=True)
class Service:
    """What is to be known of an endpoint: formats by suffix, and whether it calls others."""

    iris: Iris
    manifest: Manifest
    triples: int
    """Distinct statements of the default graph."""
    suffixes: Sequence[str]
    federates: bool
    functions: Sequence[str] = FUNCTIONS


def service_description(service: Service) -> Iterator[ox.Triple]:
    """The service, what it speaks, and the dataset that it answers from."""
    base, manifest = service.iris.base_iri, service.manifest
    endpoint = base + ENDPOINT
    dataset, graph = endpoint + "#dataset", endpoint + "#default-graph"
    yield _link(endpoint, RDF + "type", SD + "Service")
    yield _link(endpoint, SD + "endpoint", endpoint)
    yield _link(endpoint, RDFS + "seeAlso", base + DESCRIPTION)
    for language in ("SPARQL11Query", "SPARQL10Query"):
        yield _link(endpoint, SD + "supportedLanguage", SD + language)
    for feature in ("UnionDefaultGraph", *(["BasicFederatedQuery"] if service.federates else [])):
        yield _link(endpoint, SD + "feature", SD + feature)
    for suffix in service.suffixes:
        if suffix in FORMAT_NAMES:
            yield _link(endpoint, SD + "resultFormat", FORMATS + FORMAT_NAMES[suffix])
    for function in service.functions:
        yield _link(endpoint, SD + "extensionFunction", function)
        yield _link(function, RDF + "type", SD + "Function")
    yield _link(endpoint, SD + "defaultEntailmentRegime", SIMPLE)
    yield _link(endpoint, SD + "defaultDataset", dataset)
    yield _link(dataset, RDF + "type", SD + "Dataset")
    yield _link(dataset, SD + "defaultGraph", graph)
    yield _link(graph, RDF + "type", SD + "Graph")
    yield _number(graph, service.triples)
    yield _link(graph, VOID + "subset", base + DUMP)
    for entry in manifest.entries:
        path = entry.iri.removeprefix(base)
        named = f"{endpoint}#named-graph/{quote(path, safe='/:@!$()*+,;=~')}"
        yield _link(dataset, SD + "namedGraph", named)
        yield _link(named, RDF + "type", SD + "NamedGraph")
        yield _link(named, SD + "name", entry.iri)
        yield _link(named, SD + "entailmentRegime", SIMPLE)
        yield _link(named, SD + "graph", entry.iri)
        yield _link(entry.iri, RDF + "type", SD + "Graph")
        yield _number(entry.iri, entry.quads)


def _link(subject: str, predicate: str, target: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(target))


def _number(subject: str, total: int) -> ox.Triple:
    value = ox.Literal(str(total), datatype=ox.NamedNode(XSD + "integer"))
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(VOID + "triples"), value)
