"""Counts -> VoID: the dataset and each of its named graphs, described as RDF; pure.

Describing Linked Datasets with the VoID Vocabulary (W3C Interest Group Note of 3 March 2011):
general metadata (section 2), access (3), structure (4: example resources, patterns of IRIs,
vocabularies, partitions, statistics), links (5). Times and the release's own id are no part of
this: the same content gives the same statements.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from publisher.catalog.counts import Counts, Scope, Use
from publisher.catalog.spaces import namespace_of, quoted, space_pattern
from publisher.config import SiteSection
from publisher.iris import DUMP, ENDPOINT, Iris
from publisher.namespaces import DCT, FOAF, PREFIXES, PROV, RDF, VOID, XSD, shorten_iri
from publisher.release.manifest import GraphKind

FORMATS: Final = "http://www.w3.org/ns/formats/"

FEATURES: Final[Mapping[str, str]] = {
    "ttl": FORMATS + "Turtle",
    "jsonld": FORMATS + "JSON-LD",
    "rdf": FORMATS + "RDF_XML",
    "nt": FORMATS + "N-Triples",
}
"""The formats that every document is served in (VoID, section 3.4), by suffix."""

GRAPH_DUMPS: Final = ("ttl", "nt")
"""The suffixes of the files of a single graph that are named as dumps."""

LINKSETS: Final = 200
"""Linksets described in one scope, those with most links first."""

EXAMPLES: Final = 5
"""Example resources of a dataset: one of each of its largest classes."""

ABOUT: Final[Mapping[str, str]] = {
    "sv": "Beskrivning av datamängden (VoID)",
    "en": "Description of the dataset (VoID)",
}
NOTE: Final[Mapping[str, str]] = {
    "sv": "Talen gäller alla namngivna grafer tillsammans, utom den här beskrivningen själv. Ett "
    "påstående som finns i flera grafer räknas en gång.",
    "en": "The numbers are of all named graphs taken together, apart from this description "
    "itself. A statement that is in several graphs counts once.",
}


@dataclass(frozen=True)
class Graph:
    """A named graph of the dataset."""

    iri: str
    file: str
    kind: GraphKind
    address: str = ""
    """Where its source is fetched from; empty for a file of the site's own."""
    publisher: str = ""
    """IRI of the organisation whose source it is; empty where that is the site's own."""


def void(
    counts: Counts, graphs: Sequence[Graph], site: SiteSection, iris: Iris, dumps: Sequence[str]
) -> Iterator[str]:
    """The description, as N-Triples statements without the final dot, in no order.

    ``dumps`` are the suffixes that the dump comes in.
    """
    writer = _Writer(iris.description(), site, iris)
    yield from writer.document()
    yield from writer.whole(counts.whole, graphs, dumps)
    for graph in graphs:
        yield from writer.graph(graph, counts.graphs[graph.iri])


class _Writer:
    """Writes one description; every node of its own is ``<document>#scope/kind/term``."""

    def __init__(self, document: str, site: SiteSection, iris: Iris) -> None:
        self._document, self._site, self._iris = document, site, iris
        self._base = site.base_iri
        self._dataset = self._base + DUMP
        self._words: dict[str, str] = {}

    def document(self) -> Iterator[str]:
        """The document itself (VoID, section 2: void:DatasetDescription)."""
        yield _link(self._document, RDF + "type", VOID + "DatasetDescription")
        yield _link(self._document, FOAF + "primaryTopic", self._dataset)
        yield from _texts(self._document, DCT + "title", ABOUT)
        yield from _texts(self._document, DCT + "description", NOTE)

    def whole(self, scope: Scope, graphs: Sequence[Graph], dumps: Sequence[str]) -> Iterator[str]:
        """The dataset that all graphs make."""
        dataset, site = self._dataset, self._site
        yield from self._dataset_of(dataset, scope)
        yield from self._terms_of_use(dataset)
        yield from self._partitions(dataset, scope, "")
        for feature in FEATURES.values():
            yield _link(dataset, VOID + "feature", feature)
        yield from _texts(dataset, DCT + "title", site.title)
        yield from _texts(dataset, DCT + "description", site.description)
        yield _link(dataset, FOAF + "homepage", self._base)
        for suffix in dumps:
            yield _link(dataset, VOID + "dataDump", f"{self._base}{DUMP}.{suffix}.gz")
        for graph in graphs:
            yield _link(dataset, VOID + "subset", graph.iri)
            if graph.kind == "vocabulary":
                yield _link(dataset, VOID + "vocabulary", graph.iri)

    def graph(self, graph: Graph, scope: Scope) -> Iterator[str]:
        """One named graph; those of the vocabulary say themselves what they are called.

        These are parted only as parts of the whole.
        """
        yield from self._dataset_of(graph.iri, scope)
        if graph.kind == "source":
            yield _literal(graph.iri, DCT + "title", graph.file)
            if graph.address:
                yield _link(graph.iri, PROV + "wasDerivedFrom", graph.address)
            yield from self._terms_of_use(graph.iri, graph.publisher)
            yield from self._partitions(
                graph.iri, scope, graph.iri.removeprefix(self._iris.graph(""))
            )
        for suffix in GRAPH_DUMPS:
            yield _link(graph.iri, VOID + "dataDump", f"{graph.iri}.{suffix}")

    def _dataset_of(self, dataset: str, scope: Scope) -> Iterator[str]:
        """What every dataset has: where to query it, its IRIs, and its statistics."""
        yield _link(dataset, RDF + "type", VOID + "Dataset")
        yield _link(dataset, VOID + "sparqlEndpoint", self._base + ENDPOINT)
        yield _literal(dataset, VOID + "uriSpace", scope.space)
        yield _literal(dataset, VOID + "uriRegexPattern", f"^{quoted(scope.space)}")
        yield _number(dataset, "triples", scope.triples)
        yield _number(dataset, "entities", scope.entities)
        yield _number(dataset, "distinctSubjects", scope.subjects)
        yield _number(dataset, "distinctObjects", scope.objects)
        yield _number(dataset, "properties", len(scope.properties))
        yield _number(dataset, "classes", len(scope.classes))
        for namespace in sorted({namespace_of(term)
                                 for term in (*scope.properties, *scope.classes)}):  # fmt: skip
            if namespace:
                yield _link(dataset, VOID + "vocabulary", namespace)

    def _terms_of_use(self, dataset: str, publisher: str = "") -> Iterator[str]:
        yield _link(dataset, DCT + "license", self._site.licence)
        own = publisher or self._site.publisher
        if own:
            yield _link(dataset, DCT + "publisher", own if ":" in own else self._base + own)

    def _partitions(self, dataset: str, scope: Scope, name: str) -> Iterator[str]:
        """What is in it by class and by property, where it leads, and examples of it."""
        for example in examples(scope):
            yield _link(dataset, VOID + "exampleResource", example)
        yield from self._classes(dataset, scope, name)
        yield from self._properties(dataset, scope, name)
        yield from self._links(dataset, scope, name)

    def _classes(self, dataset: str, scope: Scope, name: str) -> Iterator[str]:
        for kind, item in scope.classes.items():
            part = self._node(name, "class", kind)
            yield _link(dataset, VOID + "classPartition", part)
            yield _link(part, VOID + "class", kind)
            yield _number(part, "entities", item.entities)
            if item.example:
                yield _link(part, VOID + "exampleResource", item.example)
            for predicate, use in item.properties.items():
                inner = self._node(name, "class", kind, predicate)
                yield _link(part, VOID + "propertyPartition", inner)
                yield from _use(inner, predicate, use)

    def _properties(self, dataset: str, scope: Scope, name: str) -> Iterator[str]:
        for predicate, item in scope.properties.items():
            part = self._node(name, "property", predicate)
            yield _link(dataset, VOID + "propertyPartition", part)
            yield from _use(part, predicate, item)
            yield _number(part, "distinctObjects", item.objects)

    def _links(self, dataset: str, scope: Scope, name: str) -> Iterator[str]:
        """The linksets, and the datasets that they lead to (VoID, section 5)."""
        for (predicate, space), number in linksets(scope)[:LINKSETS]:
            node = self._node(name, "links", predicate, space)
            target = f"{self._document}#to/{_quoted(space)}"
            yield _link(dataset, VOID + "subset", node)
            yield _link(node, RDF + "type", VOID + "Linkset")
            yield _link(node, VOID + "linkPredicate", predicate)
            yield _link(node, VOID + "subjectsTarget", dataset)
            yield _link(node, VOID + "objectsTarget", target)
            yield _number(node, "triples", number)
            yield _link(target, RDF + "type", VOID + "Dataset")
            yield _literal(target, VOID + "uriSpace", space)
            yield _literal(target, VOID + "uriRegexPattern", space_pattern(space))

    def _node(self, name: str, *steps: str) -> str:
        words = [self._words.get(step) or self._word(step) for step in steps]
        return f"{self._document}#{'/'.join([_quoted(name) or '*', *words])}"

    def _word(self, step: str) -> str:
        """A term as a step of a fragment: its prefixed name, where it has one."""
        word = self._words[step] = _quoted(shorten_iri(step, PREFIXES))
        return word


def examples(scope: Scope) -> list[str]:
    """An example of each of the largest classes of a scope."""
    ordered = sorted(scope.classes.items(), key=lambda pair: (-pair[1].entities, pair[0]))
    return list(dict.fromkeys(item.example for _, item in ordered if item.example))[:EXAMPLES]


def linksets(scope: Scope) -> list[tuple[tuple[str, str], int]]:
    """The links of a scope by property and space, most links first."""
    return sorted(scope.links.items(), key=lambda pair: (-pair[1], pair[0]))


def _quoted(text: str) -> str:
    return quote(text, safe="/:@!$'()*+,;=~")


def _use(part: str, predicate: str, use: Use) -> Iterator[str]:
    yield _link(part, VOID + "property", predicate)
    yield _number(part, "triples", use.triples)
    yield _number(part, "distinctSubjects", use.subjects)


def _link(subject: str, predicate: str, target: str) -> str:
    return f"<{subject}> <{predicate}> <{target}>"


def _literal(subject: str, predicate: str, text: str) -> str:
    return f"<{subject}> <{predicate}> {ox.Literal(text)}"


def _texts(subject: str, predicate: str, texts: Mapping[str, str]) -> Iterator[str]:
    for tag, text in texts.items():
        yield f"<{subject}> <{predicate}> {ox.Literal(text, language=tag)}"


def _number(subject: str, name: str, number: int) -> str:
    return f'<{subject}> <{VOID}{name}> "{number}"^^<{XSD}integer>'
