"""What the endpoint answers without a query: a form for people, its description for machines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox
from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from publisher.formats import Format, carrying
from publisher.namespaces import PREFIXES, RDF, SD, VOID, XSD
from publisher.render.documents import query_page
from publisher.render.editor import POLICY
from publisher.render.pages import Page
from publisher.render.rdf import render_graph
from publisher.render.setting import QUERY, Setting
from publisher.web.asking import Asked, asked, desk
from publisher.web.desk import Desk
from publisher.web.responses import Document, answer

blueprint = Blueprint("service", __name__)

FORMATS: Final = carrying("page", "graph")
ENDPOINT: Final = Asked(QUERY)
NAMES: Final = "http://www.w3.org/ns/formats/"

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

EXAMPLE: Final = """\
SELECT ?thing ?title WHERE {{
  ?thing a <{kind}> ;
         <{naming}> ?title .
  FILTER (lang(?title) = "{language}")
}}
ORDER BY ?title
LIMIT 20
"""

NAMING: Final[tuple[str, ...]] = (
    "http://purl.org/dc/terms/title",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
)


@blueprint.route("/sparql.<suffix>")
def form(suffix: str) -> Response:
    """The form or the service description in the format that the suffix names."""
    wanted = asked(f"{QUERY}.{suffix}", FORMATS)
    if wanted.stem != QUERY:
        raise NotFound
    return describe_service(wanted)


def describe_service(wanted: Asked = ENDPOINT) -> Response:
    """The form, or the service description (SPARQL 1.1 Service Description, section 2)."""
    here = desk()
    document = Document(
        path=QUERY,
        iri=here.reader.site.base_iri + QUERY,
        formats=FORMATS,
        page=lambda setting: _page(here, setting),
        rdf=lambda chosen: _rdf(here, chosen),
        policy=POLICY,
    )
    return answer(document, wanted)


def _page(here: Desk, setting: Setting) -> Page:
    query, prefixes = _example(here, setting.language), {**PREFIXES, **here.reader.prefixes}
    return query_page(query, carrying("results"), setting, FORMATS, prefixes)


def _example(here: Desk, language: str) -> str:
    """A query that has an answer on this site."""
    kind = here.featured or here.lead
    if kind is None:
        return "SELECT * WHERE { ?subject ?property ?value } LIMIT 20\n"
    paths = [member.path for member in kind.properties]
    naming = next((iri for iri in NAMING if iri in paths), NAMING[0])
    return EXAMPLE.format(kind=kind.target, naming=naming, language=language)


def _rdf(here: Desk, chosen: Format) -> bytes:
    return render_graph(_triples(here), chosen, {**PREFIXES, **here.reader.prefixes}, here.context)


def _triples(here: Desk) -> Iterator[ox.Triple]:
    base = here.reader.site.base_iri
    service = base + QUERY
    dataset, graph = service + "#dataset", service + "#default-graph"

    def link(subject: str, predicate: str, target: str) -> ox.Triple:
        return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(target))

    def number(subject: str, total: int) -> ox.Triple:
        value = ox.Literal(str(total), datatype=ox.NamedNode(XSD + "integer"))
        return ox.Triple(ox.NamedNode(subject), ox.NamedNode(VOID + "triples"), value)

    yield link(service, RDF + "type", SD + "Service")
    yield link(service, SD + "endpoint", service)
    yield link(service, SD + "supportedLanguage", SD + "SPARQL11Query")
    yield link(service, SD + "feature", SD + "UnionDefaultGraph")
    for item in carrying("results", "graph"):
        if item.suffix in FORMAT_NAMES:
            yield link(service, SD + "resultFormat", NAMES + FORMAT_NAMES[item.suffix])
    yield link(service, SD + "defaultDataset", dataset)
    yield link(dataset, RDF + "type", SD + "Dataset")
    yield link(dataset, SD + "defaultGraph", graph)
    yield link(graph, RDF + "type", SD + "Graph")
    yield number(graph, here.reader.manifest.quads)
    for place, entry in enumerate(here.reader.graphs, 1):
        named, content = f"{service}#graph-{place}", f"{service}#content-{place}"
        yield link(dataset, SD + "namedGraph", named)
        yield link(named, RDF + "type", SD + "NamedGraph")
        yield link(named, SD + "name", entry.iri)
        yield link(named, SD + "graph", content)
        yield link(content, RDF + "type", SD + "Graph")
        yield number(content, entry.quads)
