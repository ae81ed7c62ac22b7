"""Validation (SHACL, section 3): every shape on all its focus nodes at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from publisher.namespaces import RDF, RDFS
from publisher.shacl.facts import Facts
from publisher.shacl.graph import NOTHING, Graph, Ids, Mask
from publisher.shacl.problems import Failure, Problem
from publisher.shacl.shapes import Broken, Found, Shape, Values

TYPE = f"<{RDF}type>"
SUBCLASS = f"<{RDFS}subClassOf>"


class Run:
    """The validation of one graph: what has been found out about it, and what has been reported.

    It holds as long as the graph does not change.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.facts = Facts(graph)
        self._instances: dict[tuple[str, bool], Ids] = {}
        self._reported: dict[Shape, Ids] = {}
        self.failures: set[Problem] = set()
        """Shapes that could not be applied to the data: what they say is not known to hold."""

    def validate(self, shapes: Iterable[Shape]) -> Iterator[Found]:
        """The results of all shapes on their targets (section 3.4)."""
        for shape in shapes:
            if shape.targets and not shape.deactivated:
                yield from self.report(shape, self.targets(shape))

    def report(self, shape: Shape, nodes: Ids) -> Iterator[Found]:
        """The results of a shape and its property shapes on focus nodes.

        A property shape that several shapes share reports on a focus node once.
        """
        if shape.deactivated:
            return
        before = self._reported.get(shape)
        if before is not None:
            nodes = np.setdiff1d(nodes, before)
            self._reported[shape] = np.union1d(before, nodes)
        else:
            self._reported[shape] = nodes
        if not len(nodes):
            return
        values = self.values(shape, nodes)
        for found, _ in self._constraints(shape, values):
            yield found
        for item in shape.properties:
            yield from self.report(item, values.distinct)

    def evaluate(self, shape: Shape, nodes: Ids) -> tuple[list[Found], Mask]:
        """The results of a shape on focus nodes, and which of these do not conform to it."""
        bad = np.zeros(len(nodes), dtype=np.bool_)
        results: list[Found] = []
        if shape.deactivated or not len(nodes):
            return results, bad
        values = self.values(shape, nodes)
        for found, broken in self._constraints(shape, values):
            bad[broken.places] = True
            results.append(found)
        for item in shape.properties:
            more, wrong = self.evaluate(item, values.distinct)
            bad[values.places[wrong[values.back]]] = True
            results += more
        return results, bad

    def conform(self, shape: Shape, nodes: Ids) -> Mask:
        """Which of the nodes, sorted and distinct, conform to a shape (section 3.5)."""
        return ~self.evaluate(shape, nodes)[1]

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
                            broken.paths, broken.messages, broken.details,
                        ), broken  # fmt: skip
            except Failure as failure:
                self.failures.add(failure.at(shape.node))

    def targets(self, shape: Shape) -> Ids:
        """The focus nodes that a shape targets (section 2.1.3): nothing of the background."""
        aim = shape.targets
        found = [np.array([self.graph.intern(term) for term in aim.nodes], dtype=np.int32)]
        found += [self.instances(name, own=True) for name in aim.classes]
        for predicate in aim.subjects_of:
            column = self.graph.column(predicate)
            found.append(column.subjects if column.own is None else column.subjects[column.own])
        for predicate in aim.objects_of:
            column = self.graph.column(predicate)
            found.append(column.objects if column.own is None else column.objects[column.own])
        found = [item for item in found if len(item)]
        if len(found) == 1 and len(aim.classes) == 1:
            return found[0]
        return np.unique(np.concatenate([NOTHING, *found]))

    def instances(self, name: str, *, own: bool = False) -> Ids:
        """The instances of a class (N-Triples) or a class below it; with ``own`` the data's."""
        key = name, own
        if key not in self._instances:
            self._instances[key] = self._find_instances(name, own)
        return self._instances[key]

    def _find_instances(self, name: str, own: bool) -> Ids:
        below = [self.graph.id(name)]
        column = self.graph.column(SUBCLASS)
        for item in below:
            _, ids = column.subjects_of(np.array([item], dtype=np.int32))
            below += [one for one in ids.tolist() if one not in below]
        types = self.graph.column(TYPE)
        if own and types.own is not None:
            mine = types.subjects[types.own & np.isin(types.objects, below)]
            return np.unique(mine)
        classes = np.array(sorted(below), dtype=np.int32)
        _, ids = types.subjects_of(classes)
        return ids if len(classes) == 1 else np.unique(ids)
