"""A graph of a catalogue -> its datasets and services, each with all that it leads to.

A record is what stands about a dataset and about whatever that refers to: distributions, agents,
contacts, nodes without a name. It ends at other datasets, at catalogues, and at the properties by
which concepts are tied to each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyoxigraph as ox

from publisher.harvesting.bounds import Bounds
from publisher.harvesting.feeds.records import lines_of
from publisher.harvesting.feeds.steps import Item
from publisher.namespaces import DCAT, DCT, FOAF, RDF, SKOS

Root = ox.NamedNode | ox.BlankNode

TYPE: Final = ox.NamedNode(RDF + "type")
CATALOG: Final = ox.NamedNode(DCAT + "Catalog")
DATASETS: Final = tuple(ox.NamedNode(DCAT + name) for name in ("Dataset", "DatasetSeries"))
SERVICE: Final = ox.NamedNode(DCAT + "DataService")
LISTS: Final = tuple(ox.NamedNode(DCAT + name) for name in ("dataset", "service"))
"""What a catalogue says that it has."""

NOT_FOLLOWED: Final = frozenset(
    [RDF + "type", DCT + "isPartOf", DCT + "hasPart", DCAT + "inSeries", DCAT + "inCatalog",
     FOAF + "primaryTopic"]
    + [SKOS + name for name in (
        "inScheme", "topConceptOf", "hasTopConcept", "broader", "narrower", "related", "member",
    )]
)  # fmt: skip
"""Properties that lead out of what is said of one dataset."""


@dataclass(frozen=True)
class Roots:
    """The records of a graph: what is a dataset, and what a service; by IRI."""

    datasets: frozenset[Root]
    services: frozenset[Root]
    catalogs: frozenset[Root]

    @property
    def ends(self) -> frozenset[Root]:
        """Where a record ends."""
        return self.datasets | self.services | self.catalogs


@contextmanager
def stored(quads: Iterable[ox.Quad], size: int, bounds: Bounds) -> Iterator[ox.Store]:
    """The statements where they can be looked up: in memory, or on the disk where they are many."""
    if size <= bounds.parsed_bytes:
        yield _filled(ox.Store(), quads)
        return
    with TemporaryDirectory() as folder:
        store = _filled(ox.Store(Path(folder) / "store"), quads)
        yield store
        del store


def roots_of(store: ox.Store) -> Roots:
    """What is described in a graph: by its type, or by being what a catalogue lists."""
    catalogs = set(_of_type(store, CATALOG))
    services = set(_of_type(store, SERVICE))
    datasets = {root for kind in DATASETS for root in _of_type(store, kind)}
    for number, predicate in enumerate(LISTS):
        for quad in store.quads_for_pattern(None, predicate, None, None):
            node = quad.object
            if isinstance(node, ox.NamedNode | ox.BlankNode) and _is_described(store, node):
                (services if number else datasets).add(node)
    services -= catalogs
    return Roots(frozenset(datasets - catalogs - services), frozenset(services),
                 frozenset(catalogs))  # fmt: skip


def items_of(store: ox.Store, roots: Roots, url: str, bounds: Bounds) -> Iterator[Item]:
    """The records of a graph, by IRI; those without one come last."""
    order = sorted(roots.datasets | roots.services, key=lambda node: (
        isinstance(node, ox.BlankNode), node.value))  # fmt: skip
    for root in order:
        iri, lines = lines_of(_closure(store, root, roots.ends), root, url, bounds)
        yield Item("Put", iri, lines, dataset=root in roots.datasets)


def _filled(store: ox.Store, quads: Iterable[ox.Quad]) -> ox.Store:
    store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    return store


def _of_type(store: ox.Store, kind: ox.NamedNode) -> Iterator[Root]:
    for quad in store.quads_for_pattern(None, TYPE, kind, None):
        if isinstance(quad.subject, ox.NamedNode | ox.BlankNode):
            yield quad.subject


def _is_described(store: ox.Store, node: Root) -> bool:
    return next(store.quads_for_pattern(node, None, None, None), None) is not None


def _closure(store: ox.Store, root: Root, ends: frozenset[Root]) -> Iterator[ox.Quad]:
    """What is said of a thing, and of whatever it leads to."""
    seen: set[Root] = {root}
    todo: list[Root] = [root]
    while todo:
        for quad in store.quads_for_pattern(todo.pop(), None, None, None):
            yield quad
            node = quad.object
            if not isinstance(node, ox.NamedNode | ox.BlankNode) or node in seen or node in ends:
                continue
            if quad.predicate.value not in NOT_FOLLOWED:
                seen.add(node)
                todo.append(node)
