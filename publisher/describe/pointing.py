"""What points at a thing: the statements that have it as their object."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

import pyoxigraph as ox

from publisher.contract import Class, Texts
from publisher.describe.collation import collation
from publisher.describe.names import Names
from publisher.describe.views import Incoming, Link

COUNTED: Final = 5_000
"""Statements that point at a thing which are read at most; beyond it the count is a lower bound."""


class Pointing:
    """What points at a thing, by property and by class of what points."""

    def __init__(self, names: Names, iri: str, language: str, limit: int) -> None:
        self._names, self._language, self._limit = names, language, limit
        self._found: dict[tuple[str, str], set[str]] = {}
        quads = names.store.quads_for_pattern(None, None, ox.NamedNode(iri), None)
        genid = names.iris.genid()
        description = ox.NamedNode(names.iris.description())
        counted = list(islice(quads, COUNTED if limit else 0))
        self._complete = len(counted) < COUNTED
        for quad in counted:
            source = quad.subject
            if quad.graph_name == description:
                continue
            if isinstance(source, ox.NamedNode) and not source.value.startswith(genid):
                minted = names.minted_from(source.value)
                key = (quad.predicate.value, minted.slug if minted else "")
                self._found.setdefault(key, set()).add(source.value)

    def take(self, predicate: str) -> tuple[Link, ...]:
        """All that points here by ``predicate``; it is not among the rest then."""
        keys = [key for key in self._found if key[0] == predicate]
        sources = {source for key in keys for source in self._found.pop(key)}
        return self._links(sources)

    def rest(self) -> Iterator[Incoming]:
        """What has not been taken, in the order of the classes."""
        order = {item.slug: number for number, item in enumerate(self._names.contract.classes)}
        for predicate, slug in sorted(
            self._found, key=lambda key: (order.get(key[1], len(order)), key)
        ):
            sources = self._found[predicate, slug]
            kind = self._names.contract.by_slug.get(slug)
            yield Incoming(
                predicate=predicate,
                labels=_label_in(kind, predicate) or self._names.term(predicate),
                slug=slug,
                kinds=kind.plurals if kind else {},
                total=len(sources),
                complete=self._complete,
                links=self._links(sources),
            )

    def _links(self, sources: set[str]) -> tuple[Link, ...]:
        """The first of ``sources`` by label; by IRI alone where there are too many to look up."""
        if len(sources) > 4 * self._limit:
            sources = set(sorted(sources)[: self._limit])
        links = [self._names.link(source) for source in sources]
        key = collation(self._language)
        links.sort(key=lambda link: (key(link.title(self._language)), link.iri))
        return tuple(links[: self._limit])


def _label_in(kind: Class | None, predicate: str) -> Texts:
    """What the class of the pointing things calls the property."""
    shapes = kind.properties if kind else ()
    return next((item.names for item in shapes
                 if item.path == predicate and item.names and not item.inverse), {})  # fmt: skip
