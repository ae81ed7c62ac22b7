"""The difference between two releases: the statements that only one of them has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import pyoxigraph as ox

from publisher.mapping.statements import subject_of
from publisher.release.manifest import GraphEntry, Manifest
from publisher.release.parts import PartFolder


@dataclass(frozen=True)
class GraphDifference:
    """What differs in one named graph, as N-Triples statements without the final dot, sorted."""

    graph: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """What differs between two releases, graph by graph; graphs that are equal are absent."""

    graphs: tuple[GraphDifference, ...]

    @property
    def removed(self) -> int:
        """The number of statements that only the first release has."""
        return sum(len(item.removed) for item in self.graphs)

    @property
    def added(self) -> int:
        """The number of statements that only the second release has."""
        return sum(len(item.added) for item in self.graphs)

    def removed_quads(self) -> Iterator[ox.Quad]:
        """The quads that only the first release has."""
        return _quads((item.graph, item.removed) for item in self.graphs)

    def added_quads(self) -> Iterator[ox.Quad]:
        """The quads that only the second release has."""
        return _quads((item.graph, item.added) for item in self.graphs)

    def entities(self) -> list[str]:
        """The IRIs of the things whose description differs, sorted."""
        found = {subject_of(line) for item in self.graphs for line in (*item.removed, *item.added)}
        return sorted(name.strip("<>") for name in found)


def difference(old: Manifest, new: Manifest, releases: PartFolder) -> Difference:
    """Compare what two releases say, reading only the parts that differ.

    ``releases`` says where the parts lie; each release's own rendering is used. What describes the
    releases is left out.
    """
    before = PartFolder(releases.folder, old.rendering)
    return compare(old.graphs, before, new.graphs, PartFolder(releases.folder, new.rendering))


def compare(
    old: Iterable[GraphEntry],
    old_parts: PartFolder,
    new: Iterable[GraphEntry],
    new_parts: PartFolder,
) -> Difference:
    """Compare named graphs, reading only the parts that differ. Raises ReleaseError."""
    graphs = {graph.iri: graph for graph in old}
    others = {graph.iri: graph for graph in new}
    found = []
    for iri in sorted({*graphs, *others}):
        before, after = graphs.get(iri), others.get(iri)
        if before and after and before.digest == after.digest:
            continue
        removed: set[str] = set()
        added: set[str] = set()
        for first, second in _aligned(before, after):
            gone = _lines(first, iri, old_parts)
            come = _lines(second, iri, new_parts)
            removed |= gone - come
            added |= come - gone
        if removed or added:
            found.append(GraphDifference(iri, tuple(sorted(removed)), tuple(sorted(added))))
    return Difference(tuple(found))


def _aligned(
    before: GraphEntry | None, after: GraphEntry | None
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Pairs of lists of part digests that cover the same entities and differ.

    Slices follow the leading bits of one hash, so that the coarser slice covers a run of the
    finer ones.
    """
    one = [part.digest for part in before.parts] if before else []
    two = [part.digest for part in after.parts] if after else []
    steps = min(len(one), len(two)) or 1
    for index in range(steps):
        first = one[index * len(one) // steps : (index + 1) * len(one) // steps]
        second = two[index * len(two) // steps : (index + 1) * len(two) // steps]
        if first != second:
            yield first, second


def _lines(digests: Sequence[str], graph: str, parts: PartFolder) -> set[str]:
    return {line for digest in digests for line in parts.lines(digest, graph)}


def _quads(groups: Iterator[tuple[str, tuple[str, ...]]]) -> Iterator[ox.Quad]:
    for graph, run in groupby(groups, key=lambda pair: pair[0]):
        text = "".join(f"{line} <{graph}> .\n" for _, lines in run for line in lines)
        yield from ox.parse(text, format=ox.RdfFormat.N_QUADS)
