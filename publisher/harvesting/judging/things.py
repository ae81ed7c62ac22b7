"""What a feed says of its datasets and distributions, looked up; terms are N-Triples."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Final

import pyoxigraph as ox

from publisher.check.data import Data, shown
from publisher.harvesting.judging.feed import Feed
from publisher.namespaces import DCAT, DCT

SUBJECTS: Final = 4_096
"""Things whose statements are kept at hand."""

RESOURCES: Final = ("Catalog", "CatalogRecord", "DataService", "Dataset", "DatasetSeries")
"""The classes of DCAT whose things stand for themselves."""


class Things:
    """The statements of a feed, by what they are about."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.data = Data([feed.lines])
        self._said = lru_cache(maxsize=SUBJECTS)(self._read)

    def of_class(self, name: str) -> tuple[str, ...]:
        """The things that are said to be of a class of DCAT, sorted."""
        return self.data.instances(DCAT + name)

    @cached_property
    def datasets(self) -> tuple[str, ...]:
        """The datasets, sorted; series of datasets are none."""
        series = set(self.of_class("DatasetSeries")) - set(self.of_class("Distribution"))
        return tuple(item for item in self.of_class("Dataset") if item not in series)

    @cached_property
    def _apart(self) -> frozenset[str]:
        return frozenset(item for name in RESOURCES for item in self.of_class(name))

    def values(self, subject: str, iri: str) -> list[str]:
        """The values of a property, sorted."""
        return self._said(subject).get(iri, [])

    def _read(self, subject: str) -> dict[str, list[str]]:
        """What is said of a thing, by the IRI of each property; sorted, as the statements are."""
        found: dict[str, list[str]] = {}
        for predicate, value in self.data.about(subject):
            found.setdefault(predicate[1:-1], []).append(value)
        return found

    def distributions(self, dataset: str) -> list[str]:
        """The distributions of a dataset that are nodes, sorted."""
        return [item for item in self.values(dataset, DCAT + "distribution") if item[0] != '"']

    def title(self, dataset: str) -> dict[str, str]:
        """What a dataset is called, by language."""
        found: dict[str, str] = {}
        for value in self.values(dataset, DCT + "title"):
            if value[0] == '"':
                tag = value.rpartition('"')[2].removeprefix("@")
                found.setdefault("" if tag.startswith("^") else tag, shown(value))
        return found

    def nodes(self, dataset: str) -> set[str]:
        """A dataset and all that its description needs: it ends where another resource begins."""
        seen = {dataset}
        todo = [dataset]
        while todo:
            for values in self._said(todo.pop()).values():
                for value in values:
                    if value[0] != '"' and value not in seen and value not in self._apart:
                        seen.add(value)
                        todo.append(value)
        return seen

    def lines(self, dataset: str) -> Iterator[str]:
        """The statements of a dataset and of all that its description needs, sorted."""
        for node in sorted(self.nodes(dataset)):
            for predicate, value in self.data.about(node):
                yield f"{node} {predicate} {value}"


def digest(lines: list[str]) -> str:
    """The SHA-256 of some statements in canonical form (RDFC-1.0): names of blank nodes are none
    of it."""
    if any("_:" in line for line in lines):
        text = "".join(f"{line} .\n" for line in lines)
        graph = ox.Dataset(ox.parse(text, ox.RdfFormat.N_TRIPLES))
        graph.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        lines = sorted(str(quad.triple) for quad in graph)
    text = "".join(f"{line} .\n" for line in sorted(set(lines)))
    return hashlib.sha256(text.encode()).hexdigest()
