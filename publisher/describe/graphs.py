"""Named graphs and vocabulary documents, described as wholes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pyoxigraph as ox

from publisher.describe.names import Names
from publisher.describe.views import (
    GraphDescription,
    Link,
    PropertyView,
    SourceDescription,
    TermView,
    Text,
    Value,
)
from publisher.namespaces import RDF, RDFS, SH, SKOS
from publisher.vocabulary import Triples

FIRST_PROPERTIES = (
    RDFS + "label",
    SKOS + "definition",
    RDFS + "comment",
    SH + "name",
    SH + "description",
    SH + "path",
    SH + "message",
)


def describe_graph(names: Names, graph: str, file: str) -> GraphDescription:
    """A vocabulary document with its terms, each at the anchor that its IRI ends in.

    Lists are shown by their members. Nodes that were blank in the file have an anchor too, so that
    a constraint that holds them can lead there.
    """
    quads = names.store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
    triples = tuple(sorted({quad.triple for quad in quads}, key=str))
    index = Triples(triples)
    subjects = dict.fromkeys(triple.subject.value for triple in triples
                             if isinstance(triple.subject, ox.NamedNode))  # fmt: skip
    reader = _Reader(names, index, graph)
    terms = [reader.term(subject) for subject in subjects
             if subject != graph and not index.terms(subject, RDF + "first")]  # fmt: skip
    inner = names.iris.genid()
    return GraphDescription(
        iri=graph,
        file=file,
        labels=names.labels(graph),
        properties=tuple(reader.properties(graph)),
        terms=tuple(sorted(terms, key=lambda term: (term.iri.startswith(inner), term.iri))),
        triples=triples,
    )


def describe_source(
    names: Names, graph: str, file: str, quads: int, *, limit: int
) -> SourceDescription:
    """The named graph of a source with the first ``limit`` things that it speaks of."""
    found: dict[str, None] = {}
    pattern = names.store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
    complete = True
    for quad in islice(pattern, 20 * limit + 1):
        if isinstance(quad.subject, ox.NamedNode):
            found.setdefault(quad.subject.value)
    if len(found) > limit or quads > 20 * limit:
        complete = False
    links = [names.link(iri) for iri in sorted(found)[:limit]]
    return SourceDescription(graph, file, quads, tuple(links), complete)


class _Reader:
    """Reads terms out of one vocabulary document."""

    def __init__(self, names: Names, index: Triples, graph: str) -> None:
        self._names, self._index, self._graph = names, index, graph

    def term(self, iri: str) -> TermView:
        """One term with all that the document says of it."""
        types = self._index.iris(iri, RDF + "type")
        return TermView(
            anchor=anchor(iri),
            iri=iri,
            labels=self._index.by_language(iri, RDFS + "label")
            or self._index.by_language(iri, SH + "name"),
            types=tuple(self._link(name) for name in types),
            properties=tuple(self.properties(iri)),
        )

    def properties(self, iri: str) -> Iterator[PropertyView]:
        """The properties of a term, those that explain it first."""
        order = {name: number for number, name in enumerate(FIRST_PROPERTIES)}
        predicates = [name for name in self._index.predicates(iri) if name != RDF + "type"]
        for predicate in sorted(predicates, key=lambda name: (order.get(name, len(order)), name)):
            values = tuple(self._values(iri, predicate))
            yield PropertyView(predicate, self._names.term(predicate), values)

    def _values(self, iri: str, predicate: str) -> Iterator[Value]:
        for term in self._index.terms(iri, predicate):
            if isinstance(term, ox.NamedNode) and self._index.terms(term.value, RDF + "first"):
                for member in self._index.members(term.value):
                    yield from self._value(member)
            else:
                yield from self._value(term)

    def _value(self, term: object) -> Iterator[Value]:
        if isinstance(term, ox.Literal):
            yield Text(term.value, term.language or "", term.datatype.value)
        elif isinstance(term, ox.NamedNode):
            yield self._link(term.value)

    def _link(self, iri: str) -> Link:
        """A link; one to another term of this document keeps its anchor as the path."""
        link = self._names.link(iri)
        labels = link.labels or self._index.by_language(iri, SH + "name")
        if iri != self._graph and self._index.predicates(iri):
            return Link(iri, labels, f"#{anchor(iri)}")
        return Link(iri, labels or self._names.term(iri), link.path)


def anchor(iri: str) -> str:
    """The fragment at which a term stands on its document's page."""
    document, _, fragment = iri.partition("#")
    return fragment or document.rstrip("/").rpartition("/")[2]
