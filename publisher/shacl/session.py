"""Validation that follows a graph as it changes: only what a change can touch is checked again.

A focus node is checked again when its shape reads, along its path, through a class, another
property or a nested shape, a statement that came or went; the graph is asked both before and
after the change, so that it is found whichever way the statement was reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter

import numpy as np

from publisher.shacl.graph import (
    EMPTY,
    NOTHING,
    Column,
    Columns,
    Graph,
    Ids,
    Mask,
    contains,
    keyed,
    merged,
    without,
)
from publisher.shacl.problems import Problem
from publisher.shacl.shapes import Found, Shape
from publisher.shacl.validate import SUBCLASS, TYPE, Run


@dataclass
class Standing:
    """What is known of one shape: its focus nodes and the results of its own constraints."""

    focus: Ids
    found: list[Found]


@dataclass
class Touched:
    """What a change may do to one shape, seen from one side of it.

    ``reading`` are focus nodes to be checked again, None all; ``coming`` nodes that may have
    become focus nodes or ceased to be.
    """

    reading: Ids | None
    coming: Ids


class Session:
    """The results of all shapes on a graph, kept up to date."""

    def __init__(self, graph: Graph, shapes: Iterable[Shape]) -> None:
        self.graph = graph
        self.failures: set[Problem] = set()
        self._aimed = [shape for shape in shapes if not shape.deactivated]
        self._parents = _parents(self._aimed)
        self._standing: dict[Shape, Standing] = {}
        self._run = Run(graph)
        self._start()

    @property
    def run(self) -> Run:
        """The validation as the graph is now."""
        return self._run

    @property
    def found(self) -> list[Found]:
        """All results."""
        return [item for own in self._standing.values() for item in own.found if len(item)]

    def update(self, removed: Iterable[str], added: Iterable[str]) -> None:
        """Take statements (N-Triples without the dot) out of the data, put others in, and check."""
        out, into = self.graph.read(removed), self.graph.read(added)
        some = _together(out, into)
        if SUBCLASS in some or self.failures or self._run.uncovered:
            self.graph.change(out, into)
            self._start()
            return
        before = self._touched(self._run, some, {})
        self.graph.change(out, into)
        self._run = Run(self.graph, self._run.facts)
        after = self._touched(self._run, some, before)
        for shape in self._parents:
            self._check_again(shape, before[shape], after[shape])
        self.failures = self._run.failures

    def _start(self) -> None:
        self._run = run = Run(self.graph, self._run.facts)
        self._standing = {}
        for shape in self._parents:
            focus = self._all_focus(shape)
            found = list(run.own(shape, run.values(shape, focus))) if len(focus) else []
            self._standing[shape] = Standing(focus, found)
        self.failures = run.failures
        self.graph.turn()

    def _all_focus(self, shape: Shape) -> Ids:
        found = [self._run.targets(shape)] if shape in self._aimed else []
        for parent in self._parents[shape]:
            found.append(self._run.values(parent, self._standing[parent].focus).distinct)
        return found[0] if len(found) == 1 else np.unique(np.concatenate([NOTHING, *found]))

    def _touched(
        self, run: Run, some: Columns, before: Mapping[Shape, Touched]
    ) -> dict[Shape, Touched]:
        touched: dict[Shape, Touched] = {}
        for shape, parents in self._parents.items():
            coming = [NOTHING]
            if shape in self._aimed:
                coming.append(_aimed_at(shape, some))
            for parent in parents:
                moved = touched[parent].coming
                if parent in before:
                    moved = np.union1d(moved, before[parent].coming)
                if parent.path is not None:
                    moved = np.union1d(moved, parent.path.readers(self.graph, some))
                    moved = run.values(parent, moved).distinct
                coming.append(moved)
            touched[shape] = Touched(
                run.readers(shape, some, nested=False), np.unique(np.concatenate(coming))
            )
        return touched

    def _check_again(self, shape: Shape, before: Touched, after: Touched) -> None:
        own, run = self._standing[shape], self._run
        moved = np.union1d(before.coming, after.coming)
        is_focus, was_focus = self._is_focus(shape, moved), contains(own.focus, moved)
        own.focus = without(own.focus, moved[was_focus & ~is_focus])
        own.focus = merged(own.focus, moved[is_focus & ~was_focus])
        if before.reading is None or after.reading is None:
            own.found, again = [], own.focus
        else:
            reading = np.unique(np.concatenate((before.reading, after.reading, moved)))
            if not len(reading):
                return
            kept = (item.only(np.flatnonzero(~contains(reading, item.focus))) for item in own.found)
            own.found = [item for item in kept if len(item)]
            again = reading[contains(own.focus, reading)]
        if len(again):
            own.found += run.own(shape, run.values(shape, again))

    def _is_focus(self, shape: Shape, nodes: Ids) -> Mask:
        """Which of the nodes are focus nodes of a shape as the graph is now."""
        good = np.zeros(len(nodes), dtype=np.bool_)
        if shape in self._aimed:
            good |= self._is_target(shape, nodes)
        for parent in self._parents[shape]:
            focus = self._standing[parent].focus
            if parent.path is None:
                good |= contains(focus, nodes)
            else:
                places, ids = parent.path.inverted().follow(self.graph, nodes)
                good[places[contains(focus, ids)]] = True
        return good

    def _is_target(self, shape: Shape, nodes: Ids) -> Mask:
        aim = shape.targets
        named = np.array(sorted(self.graph.intern(term) for term in aim.nodes), dtype=np.int32)
        good = contains(named, nodes)
        for name in aim.classes:
            good |= self._run.is_instance(nodes, name, own=True)
        for predicate in aim.subjects_of:
            good |= np.isin(nodes, self.graph.column(predicate).mine.subjects)
        for predicate in aim.objects_of:
            good |= np.isin(nodes, self.graph.column(predicate).mine.objects)
        return good


def _parents(aimed: Iterable[Shape]) -> dict[Shape, list[Shape]]:
    """Every shape that reports, with those that it is a property shape of; parents first."""
    parents: dict[Shape, list[Shape]] = {shape: [] for shape in aimed}
    todo = list(parents)
    for shape in todo:
        for item in shape.properties:
            if item.deactivated:
                continue
            if item not in parents:
                parents[item] = []
                todo.append(item)
            if shape not in parents[item]:
                parents[item].append(shape)
    return {shape: parents[shape] for shape in TopologicalSorter(parents).static_order()}


def _aimed_at(shape: Shape, some: Columns) -> Ids:
    """The nodes of some statements that a shape may target for their sake."""
    aim = shape.targets
    found = [some[name].subjects for name in aim.subjects_of if name in some]
    found += [some[name].objects for name in aim.objects_of if name in some]
    if aim.classes and TYPE in some:
        found.append(some[TYPE].subjects)
    return np.unique(np.concatenate([NOTHING, *found]))


def _together(out: Columns, into: Columns) -> Columns:
    """Statements that came and those that went."""
    found: Columns = {}
    for name in sorted({*out, *into}):
        one, other = out.get(name, EMPTY), into.get(name, EMPTY)
        pairs = np.setxor1d(keyed(one.subjects, one.objects), keyed(other.subjects, other.objects))
        if len(pairs):
            found[name] = Column.of(pairs)
    return found
