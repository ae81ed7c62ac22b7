"""A graph of a catalogue -> its datasets and services, each with all that it leads to.

A record is what stands about a dataset and about whatever that refers to: distributions, agents,
contacts, nodes without a name. It ends at other datasets, at catalogues, and at the properties by
which concepts lead to other concepts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from publisher.harvesting.bounds import Bounds
from publisher.harvesting.feeds.graph import Graph, is_blank, is_thing
from publisher.harvesting.feeds.records import record_of
from publisher.harvesting.feeds.steps import Item
from publisher.namespaces import DCAT, DCT, FOAF, RDF, SKOS

TYPE: Final = RDF + "type"
CATALOG: Final = DCAT + "Catalog"
DATASETS: Final = (DCAT + "Dataset", DCAT + "DatasetSeries")
SERVICE: Final = DCAT + "DataService"

NOT_FOLLOWED: Final = frozenset(f"<{name}>" for name in (
    TYPE, DCT + "isPartOf", DCT + "hasPart", DCAT + "inSeries", DCAT + "inCatalog",
    FOAF + "primaryTopic",
    *(SKOS + name for name in ("hasTopConcept", "broader", "narrower", "related", "member")),
))  # fmt: skip
"""Properties that lead out of what is said of one dataset."""


@dataclass(frozen=True)
class Roots:
    """The records of a graph: what is a dataset, and what a service; terms as in N-Triples."""

    datasets: frozenset[str]
    services: frozenset[str]
    catalogs: frozenset[str]

    @property
    def ends(self) -> frozenset[str]:
        """Where a record ends."""
        return self.datasets | self.services | self.catalogs


def roots_of(graph: Graph) -> Roots:
    """What is described in a graph: by its type, or by being what a catalogue lists."""
    catalogs = frozenset(graph.subjects(TYPE, CATALOG))
    services = {*graph.subjects(TYPE, SERVICE), *_listed(graph, DCAT + "service")} - catalogs
    datasets = {root for kind in DATASETS for root in graph.subjects(TYPE, kind)}
    datasets |= _listed(graph, DCAT + "dataset")
    return Roots(frozenset(datasets - catalogs - services), frozenset(services), catalogs)


def items_of(graph: Graph, roots: Roots, url: str, bounds: Bounds) -> Iterator[Item]:
    """The records of a graph, by IRI; those without one come last.

    Raises BadContent and SourceFault as :func:`record_of` does.
    """
    ends = roots.ends
    for root in sorted(roots.datasets | roots.services, key=lambda term: (is_blank(term), term)):
        iri, lines = record_of(_closure(graph, root, ends), root, url, bounds)
        yield Item("Put", iri, lines, dataset=root in roots.datasets)


def _listed(graph: Graph, predicate: str) -> set[str]:
    return {term for term in graph.values(predicate) if is_thing(term) and graph.has(term)}


def _closure(graph: Graph, root: str, ends: frozenset[str]) -> Iterator[str]:
    """What is said of a thing, and of whatever it leads to."""
    seen, todo = {root}, [root]
    while todo:
        subject = todo.pop()
        for predicate, value in graph.about(subject):
            yield f"{subject} {predicate} {value}"
            leads = is_thing(value) and predicate not in NOT_FOLLOWED
            if leads and value not in seen and value not in ends:
                seen.add(value)
                todo.append(value)
