"""Named graphs and vocabulary documents, described as wholes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pyoxigraph as ox

from publisher.contract import LAST, Texts
from publisher.describe.names import Names
from publisher.describe.standard import STANDARD
from publisher.describe.views import (
    GraphDescription,
    Link,
    PropertyView,
    SourceDescription,
    TermView,
    Text,
    Value,
)
from publisher.namespaces import OWL, PREFIXES, RDF, RDFS, SH, shorten_iri
from publisher.vocabulary import Triples, node_name

HEADS = frozenset({OWL + "Class", RDFS + "Class", SH + "NodeShape"})
"""The types of the terms that stand first."""


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
    return GraphDescription(
        iri=graph,
        file=file,
        labels=names.labels(graph),
        properties=tuple(reader.properties(graph)),
        terms=tuple(sorted(terms, key=lambda term: (term.inner, reader.place(term.iri)))),
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
            inner=self._is_inner(iri),
            labels=self._labels(iri),
            types=tuple(self._link(name) for name in types),
            properties=tuple(self.properties(iri)),
        )

    def properties(self, iri: str) -> Iterator[PropertyView]:
        """The properties of a term in the order of the table, then by IRI."""
        order = {name: number for number, name in enumerate(STANDARD)}
        predicates = [name for name in self._index.predicates(iri) if name != RDF + "type"]
        for predicate in sorted(predicates, key=lambda name: (order.get(name, len(order)), name)):
            labels = STANDARD.get(predicate) or self._names.term(predicate)
            yield PropertyView(predicate, labels, tuple(self._values(iri, predicate)))

    def place(self, iri: str) -> tuple[int, float, str]:
        """Where a term stands in its document: classes first, then by ``sh:order``."""
        order = next((float(text) for text in self._index.texts(iri, SH + "order")
                      if text.replace(".", "", 1).isdigit()), LAST)  # fmt: skip
        kinds = self._index.iris(iri, RDF + "type")
        return (0 if HEADS.intersection(kinds) else 1, order, iri)

    def _labels(self, iri: str) -> Texts:
        index = self._index
        return index.by_language(iri, RDFS + "label") or index.by_language(iri, SH + "name")

    def _values(self, iri: str, predicate: str) -> Iterator[Value]:
        index = self._index
        terms = index.terms(iri, predicate)
        if predicate == SH + "property":
            terms = sorted(terms, key=lambda term: self.place(node_name(term)))
        for term in terms:
            if isinstance(term, ox.NamedNode) and index.terms(term.value, RDF + "first"):
                for member in index.members(term.value):
                    yield from self._value(member)
            else:
                yield from self._value(term)

    def _value(self, term: object) -> Iterator[Value]:
        if isinstance(term, ox.Literal):
            yield Text(term.value, term.language or "", term.datatype.value)
        elif isinstance(term, ox.NamedNode):
            yield self._link(term.value)

    def _link(self, iri: str) -> Link:
        """A link: to an anchor within this document, to another page, or to a standard's term."""
        if iri != self._graph and self._index.predicates(iri):
            labels = {"": self._in_short(iri)} if self._is_inner(iri) else self._labels(iri)
            return Link(iri, labels or {"": anchor(iri)}, f"#{anchor(iri)}")
        link = self._names.link(iri)
        if link.path is None or not link.labels:
            return Link(iri, {"": shorten_iri(iri, PREFIXES)}, link.path)
        return link

    def _is_inner(self, iri: str) -> bool:
        """Whether the node was blank in the file."""
        return iri.startswith(self._names.iris.genid())

    def _in_short(self, iri: str) -> str:
        """A node that was blank in the file, by what it says."""
        words = []
        for predicate in self._index.predicates(iri):
            values = [self._short(term) for term in self._index.terms(iri, predicate)]
            words.append(f"{shorten_iri(predicate, PREFIXES)} {', '.join(values)}")
        return "; ".join(words)

    def _short(self, term: object) -> str:
        if isinstance(term, ox.NamedNode):
            return "…" if self._is_inner(term.value) else shorten_iri(term.value, PREFIXES)
        return term.value if isinstance(term, ox.Literal) else str(term)


def anchor(iri: str) -> str:
    """The fragment at which a term stands on its document's page."""
    document, _, fragment = iri.partition("#")
    return fragment or document.rstrip("/").rpartition("/")[2]
