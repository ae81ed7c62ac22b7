"""Validation (SHACL, section 3): every shape on all its focus nodes at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from publisher.namespaces import RDF, RDFS
from publisher.shacl.facts import Facts
from publisher.shacl.graph import (
    EMPTY,
    NOTHING,
    Columns,
    Graph,
    Ids,
    Mask,
    Places,
    contains,
    keyed,
    merged,
)
from publisher.shacl.problems import Failure, Problem
from publisher.shacl.shapes import Broken, Found, Readers, Shape, Values
from publisher.shacl.sparql_exact import Uncovered

TYPE: Final = f"<{RDF}type>"
SUBCLASS: Final = f"<{RDFS}subClassOf>"

NONE: Final[Mask] = np.empty(0, dtype=np.bool_)

FEW: Final = 1_000
"""So many nodes are asked for their types one by one, rather than a class for its instances."""


class Run:
    """The validation of one graph: what has been found out about it, and what has been reported.

    It holds as long as the graph does not change.
    """

    def __init__(self, graph: Graph, facts: Facts | None = None) -> None:
        self.graph = graph
        self.facts = facts or Facts(graph)
        self._instances: dict[tuple[str, bool], Ids] = {}
        self._classes: dict[str, Ids] = {}
        self._reported: dict[Shape, Ids] = {}
        self._conforming: dict[Shape, tuple[Ids, Mask]] = {}
        self.failures: set[Problem] = set()
        """Shapes that could not be applied to the data: what they say is not known to hold."""
        self.uncovered: dict[Shape, str] = {}
        """Shapes of which this engine cannot tell exactly what they say, and why."""

    def validate(self, shapes: Iterable[Shape], *, every_way: bool = False) -> Iterator[Found]:
        """The results of all shapes on their targets (section 3.4)."""
        for shape in shapes:
            if shape.targets and not shape.deactivated:
                nodes = self.targets(shape)
                if every_way:
                    yield from self.by_every_way(shape, nodes, np.ones(len(nodes), np.intp))
                else:
                    yield from self.report(shape, nodes)

    def report(self, shape: Shape, nodes: Ids) -> Iterator[Found]:
        """The results of a shape and its property shapes on focus nodes.

        A property shape reports on a focus node once, however many shapes share it and however
        many ways lead to the node: the standard asks for the union of the results (section 3.4).
        """
        return self._report(shape, nodes, self._reported)

    def _report(self, shape: Shape, nodes: Ids, reported: dict[Shape, Ids]) -> Iterator[Found]:
        if shape.deactivated:
            return
        before = reported.get(shape, NOTHING)
        nodes = nodes[~contains(before, nodes)]
        if not len(nodes):
            return
        reported[shape] = merged(before, nodes)
        values = self.values(shape, nodes)
        yield from self.own(shape, values)
        for item in shape.properties:
            yield from self._report(item, values.distinct, reported)

    def by_every_way(self, shape: Shape, nodes: Ids, ways: Places) -> Iterator[Found]:
        """The same, but a result stands there once for each way that leads to its focus node.

        ``ways`` is how many lead to each of the nodes. So the test suite of the W3C counts them.
        """
        if shape.deactivated or not len(nodes):
            return
        values = self.values(shape, nodes)
        for found, broken in self._own(shape, values):
            yield found.only(np.repeat(np.arange(len(found)), ways[broken.places]))
        onward = np.bincount(values.back, ways[values.places]).astype(np.intp)
        for item in shape.properties:
            yield from self.by_every_way(item, values.distinct, onward)

    def own(self, shape: Shape, values: Values) -> Iterator[Found]:
        """The results of a shape's constraints, its property shapes aside.

        A shape that this engine does not cover stands among ``uncovered``: what it has here counts
        for nothing.
        """
        for found, _ in self._own(shape, values):
            yield found

    def _own(self, shape: Shape, values: Values) -> Iterator[tuple[Found, Broken]]:
        try:
            yield from self._constraints(shape, values)
        except Uncovered as error:
            self.uncovered[shape] = str(error)

    def conform(self, shape: Shape, nodes: Ids) -> Mask:
        """Which of the nodes, sorted and distinct, conform to a shape (section 3.5).

        Each node is looked at once for each shape, by however many shapes it is asked.
        """
        known, good = self._conforming.get(shape, (NOTHING, NONE))
        new = nodes[~contains(known, nodes)]
        if len(new):
            at = np.searchsorted(known, new)
            good = np.insert(good, at, ~self._breaks(shape, new))
            known = np.insert(known, at, new)
            self._conforming[shape] = known, good
        found: Mask = good[np.searchsorted(known, nodes)]
        return found

    def _breaks(self, shape: Shape, nodes: Ids) -> Mask:
        """Which of the nodes do not conform to a shape."""
        bad = np.zeros(len(nodes), dtype=np.bool_)
        if shape.deactivated:
            return bad
        values = self.values(shape, nodes)
        for _, broken in self._constraints(shape, values):
            bad[broken.places] = True
        for item in shape.properties:
            wrong = ~self.conform(item, values.distinct)
            bad[values.places[wrong[values.back]]] = True
        return bad

    def details(self, shape: Shape, nodes: Ids) -> list[Found]:
        """What a shape that others refer to says of nodes."""
        return list(self._report(shape, nodes, {}))

    def values(self, shape: Shape, nodes: Ids) -> Values:
        """The value nodes of focus nodes; none, and a failure, where the path leads too far."""
        if shape.path is None:
            return Values(nodes, np.arange(len(nodes)), nodes)
        try:
            return Values(nodes, *shape.path.follow(self.graph, nodes))
        except Failure as failure:
            self.failures.add(failure.at(shape.node))
            return Values(nodes[:0], np.arange(0), nodes[:0])

    def _constraints(self, shape: Shape, values: Values) -> Iterator[tuple[Found, Broken]]:
        for constraint in shape.constraints:
            try:
                for broken in constraint.broken(self, shape, values):
                    if len(broken.places):
                        yield Found(
                            shape, constraint.component, values.nodes[broken.places], broken.ids,
                            broken.paths, broken.messages, broken.inner,
                        ), broken  # fmt: skip
            except Failure as failure:
                self.failures.add(failure.at(shape.node))

    def targets(self, shape: Shape) -> Ids:
        """The focus nodes that a shape targets (section 2.1.3): nothing of the background."""
        aim = shape.targets
        found = [np.array([self.graph.intern(term) for term in aim.nodes], dtype=np.int32)]
        found += [self.instances(name, own=True) for name in aim.classes]
        for predicate in aim.subjects_of:
            found.append(self.graph.column(predicate).mine.subjects)
        for predicate in aim.objects_of:
            found.append(self.graph.column(predicate).mine.objects)
        found = [item for item in found if len(item)]
        return np.unique(np.concatenate([NOTHING, *found]))

    def instances(self, name: str, *, own: bool = False) -> Ids:
        """The instances of a class (N-Triples) or a class below it; with ``own`` the data's."""
        key = name, own
        if key not in self._instances:
            self._instances[key] = self._find_instances(name, own)
        return self._instances[key]

    def is_instance(self, nodes: Ids, name: str, *, own: bool = False) -> Mask:
        """Which of the nodes are instances of a class or a class below it."""
        if (name, own) in self._instances or len(nodes) > FEW:
            return contains(self.instances(name, own=own), nodes)
        types = self.graph.column(TYPE)
        places, ids = types.objects_of(nodes)
        good = contains(self._below(name), ids)
        if own and types.own is not None:
            pairs = keyed(types.subjects, types.objects)
            good &= types.own[np.searchsorted(pairs, keyed(nodes[places], ids))]
        found = np.zeros(len(nodes), dtype=np.bool_)
        found[places[good]] = True
        return found

    def _below(self, name: str) -> Ids:
        """A class and all classes below it."""
        if name not in self._classes:
            below = [self.graph.id(name)]
            column = self.graph.column(SUBCLASS)
            for item in below:
                _, ids = column.subjects_of(np.array([item], dtype=np.int32))
                below += [one for one in ids.tolist() if one not in below]
            self._classes[name] = np.array(sorted(below), dtype=np.int32)
        return self._classes[name]

    def _find_instances(self, name: str, own: bool) -> Ids:
        classes = self._below(name)
        types = self.graph.column(TYPE)
        if own and types.own is not None:
            mine = types.subjects[types.own & contains(classes, types.objects)]
            return np.unique(mine)
        _, ids = types.subjects_of(classes)
        return ids if len(classes) == 1 else np.unique(ids)

    def readers(self, shape: Shape, some: Columns, *, nested: bool = True) -> Ids | None:
        """The focus nodes for which a shape reads one of some statements; None for any node.

        Without ``nested`` its property shapes do not count: they report for themselves.
        """
        focus = [NOTHING]
        values = [NOTHING]
        if shape.path is not None:
            focus.append(shape.path.readers(self.graph, some))
        for constraint in shape.constraints:
            found = constraint.readers(self, some)
            if found.focus is None or found.values is None:
                return None
            focus.append(found.focus)
            values.append(found.values)
        if nested:
            inner = self.through(shape.properties, some).values
            if inner is None:
                return None
            values.append(inner)
        reached = np.unique(np.concatenate(values))
        if shape.path is not None and len(reached):
            reached = shape.path.back(self.graph, reached)
        return np.unique(np.concatenate([*focus, reached]))

    def through(self, shapes: Iterable[Shape], some: Columns) -> Readers:
        """Whom a constraint reads statements for, as value nodes, by way of its shapes."""
        found = [NOTHING]
        for shape in shapes:
            nodes = self.readers(shape, some)
            if nodes is None:
                return Readers(values=None)
            found.append(nodes)
        return Readers(values=np.unique(np.concatenate(found)))

    def typed(self, some: Columns) -> Ids | None:
        """The things whose classes some statements are about; None for any."""
        return None if SUBCLASS in some else np.unique(some.get(TYPE, EMPTY).subjects)
