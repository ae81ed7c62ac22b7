"""The SPARQL test suites of the W3C: their manifests, and results compared with expected ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Final
from urllib.parse import urljoin

import pyoxigraph as ox

from publisher.namespaces import RDF, XSD
from publisher.vocabulary import Triples
from tests.sites import shared

SUITES: Final = ("conformance", "w3c", "sparql")
BASE: Final = "https://example.org/suite/"
MF: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RS: Final = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
DAWGT: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#"

RDF_FILES: Final = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
}
RESULT_FILES: Final = {
    "srx": ox.QueryResultsFormat.XML,
    "srj": ox.QueryResultsFormat.JSON,
    "tsv": ox.QueryResultsFormat.TSV,
}
NUMBERS: Final = {XSD + name for name in ("integer", "decimal", "double", "float", "int", "long")}
FROM: Final = re.compile(r"\bFROM\s+(?:NAMED\s+)?<([^>]*)>", re.IGNORECASE)

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Solution = dict[str, Term]


@dataclass(frozen=True)
class Case:
    """One test: its IRI, its kind, and the files that it names, each as an IRI under BASE."""

    iri: str
    kind: str
    query: str
    data: tuple[str, ...] = ()
    graphs: tuple[str, ...] = ()
    services: tuple[tuple[str, str], ...] = ()
    """The IRI of an endpoint, and the file with what it has."""
    result: str = ""
    lax: bool = False
    """Whether a solution may come more or less often (REDUCED)."""

    @property
    def name(self) -> str:
        """The folder and the name of the test."""
        return f"{self.query.removeprefix(BASE).rpartition('/')[0]}#{self.iri.rpartition('#')[2]}"


@dataclass(frozen=True)
class Answer:
    """What a query answers: a truth value, a graph, or solutions, in order where it counts."""

    boolean: bool | None = None
    graph: frozenset[str] | None = None
    variables: frozenset[str] = frozenset()
    solutions: tuple[Solution, ...] = ()
    ordered: bool = False


def read(iri: str) -> bytes:
    """The file at an IRI under BASE."""
    return shared(*SUITES, *iri.removeprefix(BASE).split("/")).read_bytes()


@cache
def index(iri: str) -> Triples:
    """The triples of a file."""
    parsed = ox.parse(read(iri), format=RDF_FILES[iri.rpartition(".")[2]], base_iri=iri)
    return Triples(quad.triple for quad in parsed)


def cases(manifest: str) -> Iterator[Case]:
    """The tests of a manifest and of those that it includes."""
    iri = urljoin(BASE, manifest)
    graph = index(iri)
    for head in graph.names(iri, MF + "include"):
        for included in graph.members(head):
            assert isinstance(included, ox.NamedNode)
            yield from cases(included.value)
    for head in graph.names(iri, MF + "entries"):
        for entry in graph.members(head):
            assert isinstance(entry, ox.NamedNode)
            yield _case(graph, entry.value)


def _case(graph: Triples, entry: str) -> Case:
    kind = next(name.removeprefix(MF) for name in graph.iris(entry, RDF + "type"))
    (action,) = graph.names(entry, MF + "action")
    result = next(iter(graph.iris(entry, MF + "result")), "")
    query = next(iter(graph.iris(action, QT + "query")), action)
    services = tuple((graph.iris(item, QT + "endpoint")[0], graph.iris(item, QT + "data")[0])
                     for item in graph.names(action, QT + "serviceData"))  # fmt: skip
    data, graphs = graph.iris(action, QT + "data"), graph.iris(action, QT + "graphData")
    if kind == "QueryEvaluationTest" and not data and not graphs:
        graphs = [urljoin(query, name) for name in FROM.findall(read(query).decode())]
    return Case(entry, kind, query, tuple(data), tuple(graphs), services, result,
                bool(graph.iris(entry, MF + "resultCardinality")))  # fmt: skip


def expected(case: Case) -> Answer:
    """The answer that a test asks for."""
    suffix = case.result.rpartition(".")[2]
    if suffix in RESULT_FILES:
        return answered(read(case.result), RESULT_FILES[suffix])
    graph = index(case.result)
    for node in graph.subjects(RS + "ResultSet"):
        values = graph.texts(node, RS + "boolean")
        return Answer(boolean=values[0] == "true") if values else _listed(graph, node)
    parsed = ox.parse(read(case.result), format=RDF_FILES[suffix], base_iri=case.result)
    return Answer(graph=canonical(quad.triple for quad in parsed))


def answered(body: bytes, syntax: ox.QueryResultsFormat) -> Answer:
    """What is in a file of SPARQL results."""
    parsed = ox.parse_query_results(body, format=syntax)
    if isinstance(parsed, ox.QueryBoolean):
        return Answer(boolean=bool(parsed))
    names = [variable.value for variable in parsed.variables]
    rows = tuple({name: row[name] for name in names if row[name] is not None} for row in parsed)
    return Answer(variables=frozenset(names), solutions=rows)


def canonical(triples: Iterable[ox.Triple]) -> frozenset[str]:
    """A graph without the labels of its blank nodes (RDFC-1.0)."""
    dataset = ox.Dataset(ox.Quad(*triple) for triple in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(map(str, dataset))


def differ(found: Answer, wanted: Answer, *, lax: bool = False) -> str:
    """How an answer differs from the one wanted; empty where it does not."""
    if (found.boolean, found.graph) != (wanted.boolean, wanted.graph):
        return f"{found.boolean, found.graph} instead of {wanted.boolean, wanted.graph}"
    if wanted.variables and found.variables != wanted.variables:
        return f"variables {sorted(found.variables)} instead of {sorted(wanted.variables)}"
    if wanted.ordered:
        same = [bag([row]) for row in found.solutions] == [bag([row]) for row in wanted.solutions]
    elif lax:
        same = set(bag(found.solutions)[0]) == set(bag(wanted.solutions)[0])
    else:
        same = bag(found.solutions) == bag(wanted.solutions)
    return "" if same else f"{found.solutions} instead of {wanted.solutions}"


def bag(solutions: Iterable[Solution]) -> tuple[Counter[frozenset[str]], frozenset[str]]:
    """Solutions without their order: those without blank nodes counted, the others as a graph."""
    plain: Counter[frozenset[str]] = Counter()
    blank: list[ox.Triple] = []
    for number, row in enumerate(solutions):
        if any(isinstance(term, ox.BlankNode) for term in row.values()):
            node = ox.BlankNode(f"row{number}")
            blank += [ox.Triple(node, ox.NamedNode("x:" + name), _plain(term))
                      for name, term in row.items()]  # fmt: skip
        else:
            plain[frozenset(f"{name} {_plain(term)}" for name, term in row.items())] += 1
    return plain, canonical(blank)


def _plain(term: Term) -> Term:
    """A term; a number or a truth value by its value, however it is written."""
    if isinstance(term, ox.Literal) and term.datatype.value == XSD + "boolean":
        return ox.Literal(term.value in ("true", "1"))
    if not isinstance(term, ox.Literal) or term.datatype.value not in NUMBERS:
        return term
    try:
        value = Decimal(term.value.replace("INF", "Infinity")).normalize()
    except InvalidOperation:
        return term
    return ox.Literal(f"{value:.12g}", datatype=term.datatype)


def _listed(graph: Triples, node: str) -> Answer:
    """Solutions in the vocabulary of result sets."""
    rows: list[tuple[int, Solution]] = []
    ordered = False
    for solution in graph.names(node, RS + "solution"):
        row: Solution = {}
        for binding in graph.names(solution, RS + "binding"):
            (name,) = graph.texts(binding, RS + "variable")
            (row[name],) = graph.terms(binding, RS + "value")
        place = graph.texts(solution, RS + "index")
        ordered = ordered or bool(place)
        rows.append((int(place[0]) if place else 0, row))
    return Answer(
        variables=frozenset(graph.texts(node, RS + "resultVariable")),
        solutions=tuple(row for _, row in sorted(rows, key=lambda pair: pair[0])),
        ordered=ordered,
    )
