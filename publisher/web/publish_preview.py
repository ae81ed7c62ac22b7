"""What a draft would make of things: what of them changes, and their pages as they would be."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import pyoxigraph as ox

from publisher.describe import Description, describe
from publisher.namespaces import LABELS, RDF
from publisher.web.desk import Desk

POINTING: Final = 500
"""Statements that point at a thing which are looked at, of each side."""

PATIENCE: Final = 500_000
"""Statements of a draft that are looked through for what points at a thing."""

TOLD: Final = (*(ox.NamedNode(iri) for iri in LABELS), ox.NamedNode(RDF + "type"))
"""What of a thing that another refers to is needed to show it as a link."""


@dataclass
class Preview:
    """The release that ``here`` reads, with ``lines`` in ``graph`` in place of what was there.

    ``lines`` are N-Triples statements without the final dot, sorted. ``dropped`` are further
    graphs, which would go.
    """

    here: Desk
    graph: str
    lines: list[str] = field(repr=False)
    dropped: frozenset[str] = frozenset()

    def difference(self, iri: str) -> tuple[list[ox.Triple], list[ox.Triple]]:
        """What the graph says of a thing now and would not, and the other way; sorted."""
        now, then = set(self._released(iri)), set(self._said(iri))
        return sorted(now - then, key=str), sorted(then - now, key=str)

    def labels(self, iri: str) -> dict[str, str]:
        """What a thing is called, by language: by the draft, else by the release."""
        said = list(self._said(iri))
        for name in LABELS:
            found = {triple.object.language or "": triple.object.value for triple in said
                     if triple.predicate.value == name
                     and isinstance(triple.object, ox.Literal)}  # fmt: skip
            if found:
                return found
        return dict(self.here.names.labels(iri))

    def describe(self, iri: str, limit: int) -> Description | None:
        """What would be said of a thing; at most ``limit`` things of a kind that point at it."""
        reader = self.here.reader
        return describe(
            self._around(iri), reader.contract, reader.iris, iri, languages=self.here.languages,
            inverse_limit=limit,
        )  # fmt: skip

    def _around(self, iri: str) -> ox.Store:
        """A thing, what points at it, and what all of these are called."""
        store = ox.Store()
        try:
            thing = ox.NamedNode(iri)
        except ValueError:
            return store
        kept = self.here.reader.store
        own = [quad for quad in kept.quads_for_pattern(thing, None, None, None)
               if self._stays(quad)]  # fmt: skip
        own += self._quads(self._said(iri))
        pointing = [quad for quad in
                    islice(kept.quads_for_pattern(None, None, thing, None), POINTING)
                    if self._stays(quad)]  # fmt: skip
        pointing += self._quads(self._pointing(iri))
        store.extend([*own, *pointing])
        around = {term.value for quad in own for term in (quad.predicate, quad.object)
                  if isinstance(term, ox.NamedNode)}  # fmt: skip
        around |= {quad.subject.value for quad in pointing
                   if isinstance(quad.subject, ox.NamedNode)}  # fmt: skip
        around |= {quad.predicate.value for quad in pointing}
        for other in sorted(around - {iri}):
            store.extend(self._named(other))
        return store

    def _named(self, iri: str) -> Iterator[ox.Quad]:
        """What a thing is called, and what it is."""
        node = ox.NamedNode(iri)
        for predicate in TOLD:
            for quad in self.here.reader.store.quads_for_pattern(node, predicate, None, None):
                if self._stays(quad):
                    yield quad
        yield from self._quads(item for item in self._said(iri) if item.predicate in TOLD)

    def _said(self, iri: str) -> Iterator[ox.Triple]:
        """What the draft says of a thing."""
        begin = f"<{iri}> "
        at = bisect_left(self.lines, begin)
        while at < len(self.lines) and self.lines[at].startswith(begin):
            yield from _parsed(self.lines[at])
            at += 1

    def _pointing(self, iri: str) -> Iterator[ox.Triple]:
        """What in the draft points at a thing."""
        end = f" <{iri}>"
        found = (line for line in islice(self.lines, PATIENCE) if line.endswith(end))
        for line in islice(found, POINTING):
            yield from _parsed(line)

    def _released(self, iri: str) -> Iterator[ox.Triple]:
        """What is said of a thing in the release, and would not be any longer without the draft."""
        quads = self.here.reader.store.quads_for_pattern(ox.NamedNode(iri), None, None, None)
        return (quad.triple for quad in quads if not self._stays(quad))

    def _stays(self, quad: ox.Quad) -> bool:
        """Whether a statement of the release is in a graph that stays as it is."""
        name = quad.graph_name
        return not (
            isinstance(name, ox.NamedNode)
            and (name.value == self.graph or name.value in self.dropped)
        )

    def _quads(self, triples: Iterable[ox.Triple]) -> list[ox.Quad]:
        graph = ox.NamedNode(self.graph)
        return [ox.Quad(item.subject, item.predicate, item.object, graph) for item in triples]


def _parsed(line: str) -> Iterator[ox.Triple]:
    for quad in ox.parse(f"{line} .", format=ox.RdfFormat.N_TRIPLES):
        yield quad.triple
