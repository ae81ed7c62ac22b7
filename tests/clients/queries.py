"""The ten queries that every client asks, and answers in one form, whoever read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox
import rdflib

PROLOGUE: Final = """\
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""

Rows = list[str]
"""Sorted: a solution each, or a triple each, or one truth value."""


@dataclass(frozen=True)
class Query:
    """One query; ``body`` is without its prologue."""

    name: str
    form: str
    body: str

    @property
    def text(self) -> str:
        """The whole query."""
        return PROLOGUE + self.body

    def called(self, endpoint: str) -> str:
        """The query as one that has another endpoint do the work (SPARQL 1.1 Federated Query)."""
        if self.form == "SELECT":
            return f"{PROLOGUE}SELECT * {{ SERVICE <{endpoint}> {{ {self.body} }} }}"
        head, where, pattern = self.body.partition("WHERE ")
        return f"{PROLOGUE}{head}{where}{{ SERVICE <{endpoint}> {pattern} }}"


QUERIES: Final = (
    Query("names in two languages", "SELECT",
          "SELECT ?thing ?name WHERE { ?thing skos:prefLabel ?name } "
          "ORDER BY ?thing ?name LIMIT 60"),
    Query("a filter on the language", "SELECT",
          'SELECT ?thing ?name WHERE { ?thing dct:title ?name FILTER(LANG(?name) = "sv") }'),
    Query("what is missing stays unbound", "SELECT",
          "SELECT ?project ?title ?broader WHERE { ?project a foaf:Project; dct:title ?title "
          "OPTIONAL { ?project skos:broader ?broader } }"),
    Query("counting by class", "SELECT",
          "SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) WHERE { ?thing a ?class } GROUP BY ?class"),
    Query("a path", "SELECT",
          "SELECT DISTINCT ?class WHERE { ?thing a/rdfs:subClassOf* ?class FILTER(isIRI(?class))}"),
    Query("named graphs", "SELECT",
          "SELECT ?graph (COUNT(*) AS ?n) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"),
    Query("characters of every kind", "SELECT",
          r"""SELECT ?kind ?value WHERE { VALUES (?kind ?value) {
          ("swedish" "Hållbar utveckling på väg"@sv) ("english" "A \"quoted\" word"@en-GB)
          ("markup" "<b>&amp; ]]></b>") ("lines" "one\ntwo\ttab\\back") ("empty" "")
          ("astral" "\U0001F333 är ett träd") ("spaces" "  two  ") ("date" "2024-02-29"^^xsd:date)
          ("number" 12.5) ("whole" 7) ("truth" true) ("iri" <https://example.org/å?a=b&c>) } }"""),
    Query("no row at all", "SELECT",
          "SELECT ?nothing WHERE { ?nothing a <https://example.org/Nothing> }"),
    Query("a truth value", "ASK", "ASK WHERE { ?thing a foaf:Project }"),
    Query("a graph", "CONSTRUCT",
          "CONSTRUCT { ?thing rdfs:label ?name } WHERE { ?thing a foaf:Project; dct:title ?name }"),
)  # fmt: skip

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def rows_of(answer: Answer) -> Rows:
    """An answer that pyoxigraph gives."""
    if isinstance(answer, ox.QueryBoolean):
        return [str(bool(answer)).lower()]
    if isinstance(answer, ox.QueryTriples):
        return sorted({str(triple) for triple in answer})
    names = [variable.value for variable in answer.variables]
    return solutions({name: row[name] for name in names} for row in answer)


def solutions(found: Iterable[Mapping[str, object]]) -> Rows:
    """Solutions whose terms are pyoxigraph's, or texts of N-Triples."""
    return sorted(
        " ".join(f"?{name}={term}" for name, term in sorted(row.items()) if term is not None)
        for row in found
    )


def results(body: bytes, syntax: ox.QueryResultsFormat) -> Rows:
    """SPARQL results in one of their formats."""
    return rows_of(ox.parse_query_results(body, format=syntax))


def graph(body: bytes, syntax: ox.RdfFormat) -> Rows:
    """RDF in one of its formats."""
    return sorted({str(quad.triple) for quad in ox.parse(body, format=syntax)})


def term(node: object) -> object:
    """A term of rdflib as one of pyoxigraph."""
    if isinstance(node, rdflib.Literal):
        if node.language:
            return ox.Literal(str(node), language=str(node.language))
        kind = ox.NamedNode(str(node.datatype)) if node.datatype else None
        return ox.Literal(str(node), datatype=kind)
    return ox.NamedNode(str(node)) if isinstance(node, rdflib.URIRef) else node
