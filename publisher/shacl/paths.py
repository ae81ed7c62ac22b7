"""Property paths (SHACL, section 2.3.1): read from the shapes, followed from many nodes at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from publisher.namespaces import RDF, SH
from publisher.shacl.graph import (
    NOTHING,
    Columns,
    Graph,
    Ids,
    Keys,
    Places,
    contains,
    distinct,
    keyed,
    look_up,
    merged,
    unkeyed,
)
from publisher.shacl.problems import Failure
from publisher.vocabulary import Triples, node_name

PAIRS_AT_MOST: Final = 50_000_000
"""Pairs of nodes that one path may lead between before it is given up."""

WALKED_AT_MOST: Final = 5_000_000
"""The same for a path that is followed from one node after the other."""

ROUNDS: Final = 64
"""Steps of a repeated path taken from all nodes at once, before each is followed by itself."""

Pairs = tuple[Places, Ids]


class MalformedPath(Exception):
    """What is said to be a path is none; the text names the node."""


class Path:
    """A property path. ``text`` is its SPARQL syntax; ``follow`` leads to distinct pairs."""

    text: str

    def follow(self, graph: Graph, nodes: Ids) -> Pairs:
        """The nodes that the path leads to, beside the positions of those it starts from."""
        raise NotImplementedError

    def inverted(self) -> Path:
        """The path back."""
        raise NotImplementedError

    def steps(self) -> Iterator[str]:
        """The predicates (N-Triples text) that the path reads."""
        raise NotImplementedError

    def readers(self, graph: Graph, some: Columns) -> Ids:
        """The nodes from which the path, followed through ``graph``, reads one of ``some``."""
        raise NotImplementedError

    def back(self, graph: Graph, nodes: Ids) -> Ids:
        """The nodes from which the path leads to one of ``nodes``."""
        return np.unique(self.inverted().follow(graph, nodes)[1])

    @property
    def inner(self) -> str:
        """The text as what a mark or ``^`` applies to."""
        return f"({self.text})"

    @property
    def part(self) -> str:
        """The text as one of several."""
        return self.text


@dataclass(frozen=True)
class Step(Path):
    """One predicate, in N-Triples."""

    text: str

    @property
    def inner(self) -> str:
        return self.text

    def follow(self, graph: Graph, nodes: Ids) -> Pairs:
        return graph.column(self.text).objects_of(nodes)

    def inverted(self) -> Path:
        return Inverse(self)

    def readers(self, graph: Graph, some: Columns) -> Ids:
        return np.unique(some[self.text].subjects) if self.text in some else NOTHING

    def steps(self) -> Iterator[str]:
        yield self.text


@dataclass(frozen=True)
class Inverse(Path):
    """A path followed backwards."""

    path: Path

    @property
    def text(self) -> str:  # type: ignore[override]
        return f"^{self.path.inner}"

    def follow(self, graph: Graph, nodes: Ids) -> Pairs:
        if isinstance(self.path, Step):
            return graph.column(self.path.text).subjects_of(nodes)
        return self.path.inverted().follow(graph, nodes)

    def inverted(self) -> Path:
        return self.path

    def readers(self, graph: Graph, some: Columns) -> Ids:
        if isinstance(self.path, Step):
            return np.unique(some[self.path.text].objects) if self.path.text in some else NOTHING
        return self.path.inverted().readers(graph, some)

    def steps(self) -> Iterator[str]:
        return self.path.steps()


@dataclass(frozen=True)
class Sequence(Path):
    """One path after the other."""

    paths: tuple[Path, ...]

    @property
    def text(self) -> str:  # type: ignore[override]
        return "/".join(path.part for path in self.paths)

    @property
    def part(self) -> str:
        return self.inner

    def follow(self, graph: Graph, nodes: Ids) -> Pairs:
        places, ids = self.paths[0].follow(graph, nodes)
        for path in self.paths[1:]:
            places, ids = _onward(path, graph, places, ids)
        return places, ids

    def inverted(self) -> Path:
        return Sequence(tuple(path.inverted() for path in reversed(self.paths)))

    def readers(self, graph: Graph, some: Columns) -> Ids:
        found = NOTHING
        for path in reversed(self.paths):
            found = path.back(graph, found) if len(found) else found
            found = np.union1d(found, path.readers(graph, some))
        return found

    def steps(self) -> Iterator[str]:
        for path in self.paths:
            yield from path.steps()


@dataclass(frozen=True)
class Alternative(Path):
    """Any of several paths."""

    paths: tuple[Path, ...]

    @property
    def text(self) -> str:  # type: ignore[override]
        return "|".join(path.part for path in self.paths)

    @property
    def part(self) -> str:
        return self.inner

    def follow(self, graph: Graph, nodes: Ids) -> Pairs:
        found = [path.follow(graph, nodes) for path in self.paths]
        places = np.concatenate([item[0] for item in found])
        return distinct(places, np.concatenate([item[1] for item in found]))

    def inverted(self) -> Path:
        return Alternative(tuple(path.inverted() for path in self.paths))

    def readers(self, graph: Graph, some: Columns) -> Ids:
        found = [path.readers(graph, some) for path in self.paths]
        return np.unique(np.concatenate(found))

    def steps(self) -> Iterator[str]:
        for path in self.paths:
            yield from path.steps()


@dataclass(frozen=True)
class Repeated(Path):
    """A path taken ``*`` any number of times, ``+`` at least once, ``?`` once or not at all."""

    path: Path
    mark: str

    @property
    def text(self) -> str:  # type: ignore[override]
        return self.path.inner + self.mark

    def follow(self, graph: Graph, nodes: Ids) -> Pairs:
        here = (np.arange(len(nodes)), nodes)
        if self.mark == "?":
            places, ids = self.path.follow(graph, nodes)
            return distinct(np.concatenate((here[0], places)), np.concatenate((here[1], ids)))
        start = here if self.mark == "*" else self.path.follow(graph, nodes)
        return self._closure(graph, *start)

    def _closure(self, graph: Graph, places: Places, ids: Ids) -> Pairs:
        """All pairs reached from the given ones, these included."""
        found = new = keyed(places, ids)
        for _ in range(ROUNDS):
            reached = keyed(*_onward(self.path, graph, *_pairs(new)))
            new = reached[~contains(found, reached)]
            if not len(new):
                return _pairs(found)
            found = merged(found, new)
            if len(found) > PAIRS_AT_MOST:
                raise Failure("too-far", "path", self.text)
        return self._one_by_one(graph, *_pairs(found))

    def _one_by_one(self, graph: Graph, places: Places, ids: Ids) -> Pairs:
        """The same for long chains: one walk for each node that the path starts from."""
        first, onward = self._edges(graph)
        starts = np.flatnonzero(np.diff(places, prepend=-1)).tolist()
        number = 0
        found: list[tuple[int, list[int]]] = []
        for begin, end in zip(starts, [*starts[1:], len(places)], strict=True):
            seen = set(ids[begin:end].tolist())
            todo = list(seen)
            while todo:
                node = todo.pop()
                more = [one for one in onward[first[node] : first[node + 1]] if one not in seen]
                seen.update(more)
                todo += more
            number += len(seen)
            if number > WALKED_AT_MOST:
                raise Failure("too-far", "path", self.text)
            found.append((int(places[begin]), sorted(seen)))
        return (
            np.repeat([place for place, _ in found], [len(reached) for _, reached in found]),
            np.concatenate([np.array(reached, dtype=np.int32) for _, reached in found]),
        )

    def _edges(self, graph: Graph) -> tuple[list[int], list[int]]:
        """Where one step leads: for each term where its part begins, and the parts end to end."""
        number = len(graph.terms)
        places, ids = self.path.follow(graph, np.arange(number, dtype=np.int32))
        return np.searchsorted(places, np.arange(number + 1)).tolist(), ids.tolist()

    def inverted(self) -> Path:
        return Repeated(self.path.inverted(), self.mark)

    def readers(self, graph: Graph, some: Columns) -> Ids:
        last = self.path.readers(graph, some)
        return Repeated(self.path, "*").back(graph, last) if len(last) else last

    def steps(self) -> Iterator[str]:
        return self.path.steps()


REPEATED: Final = {
    SH + "zeroOrMorePath": "*",
    SH + "oneOrMorePath": "+",
    SH + "zeroOrOnePath": "?",
}


def read(node: str, triples: Triples, depth: int = 0) -> Path:
    """The path at ``node`` of the shapes. Raises MalformedPath where there is none."""
    if depth > ROUNDS:
        raise MalformedPath(node)
    if triples.terms(node, RDF + "first"):
        return Sequence(_members(node, triples, depth))
    for predicate, mark in REPEATED.items():
        for inner in triples.names(node, predicate):
            return Repeated(read(inner, triples, depth + 1), mark)
    for inner in triples.names(node, SH + "inversePath"):
        return Inverse(read(inner, triples, depth + 1))
    for head in triples.names(node, SH + "alternativePath"):
        return Alternative(_members(head, triples, depth))
    if node.startswith("_:"):
        raise MalformedPath(node)
    return Step(f"<{node}>")


def _members(head: str, triples: Triples, depth: int) -> tuple[Path, ...]:
    members = list(triples.members(head))
    if len(members) < 2 or not triples.is_list(head):
        raise MalformedPath(head)
    return tuple(read(node_name(term), triples, depth + 1) for term in members)


def _onward(path: Path, graph: Graph, places: Places, ids: Ids) -> Pairs:
    """Where a path leads from the second of each pair."""
    nodes, back = np.unique(ids, return_inverse=True)
    middle, reached = path.follow(graph, nodes)
    at, ends = look_up(middle, reached, back)
    if len(at) > PAIRS_AT_MOST:
        raise Failure("too-far", "path", path.text)
    return distinct(places[at], ends)


def _pairs(keys: Keys) -> Pairs:
    places, ids = unkeyed(keys)
    return places.astype(np.intp), ids
