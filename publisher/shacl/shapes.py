"""What shapes compile to (SHACL, sections 2 and 4): targets, a path, constraints, properties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np

from publisher.shacl.facts import Facts
from publisher.shacl.graph import NOTHING, Columns, Graph, Ids, Mask, Places
from publisher.shacl.paths import Path

Texts = tuple[tuple[str, str], ...]
"""Pairs of language tag (may be empty) and text, sorted."""


@dataclass(frozen=True)
class Targets:
    """What a shape targets: nodes as N-Triples terms, classes and predicates likewise."""

    nodes: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    subjects_of: tuple[str, ...] = ()
    objects_of: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.nodes or self.classes or self.subjects_of or self.objects_of)


@dataclass(eq=False)
class Shape:
    """A node shape, or a property shape when it has a path. Two shapes are never equal."""

    node: str
    """IRI without brackets, or the blank node's label after ``_:``."""
    severity: str
    path: Path | None = None
    messages: Texts = ()
    deactivated: bool = False
    targets: Targets = Targets()
    constraints: list[Constraint] = field(default_factory=list)
    properties: list[Shape] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Values:
    """The value nodes of many focus nodes: ``ids[i]`` is one of ``nodes[places[i]]``."""

    nodes: Ids
    places: Places
    ids: Ids

    @cached_property
    def distinct(self) -> Ids:
        """Each value node once, sorted."""
        return self._unique[0]

    @cached_property
    def back(self) -> Places:
        """For each value node its position in ``distinct``."""
        return self._unique[1]

    @cached_property
    def counts(self) -> Places:
        """How many value nodes each focus node has."""
        return np.bincount(self.places, minlength=len(self.nodes))

    @cached_property
    def _unique(self) -> tuple[Ids, Places]:
        if self.ids is self.nodes:
            return self.nodes, self.places
        return np.unique(self.ids, return_inverse=True)


@dataclass(frozen=True, eq=False)
class Broken:
    """Where a constraint does not hold: positions of focus nodes, and the values to blame.

    ``ids`` is None where no value is. ``paths`` and ``messages`` are set only where they differ
    from the shape's own: one for each result. ``inner`` is the shape that the values do not
    conform to: what it says of them are the details.
    """

    places: Places
    ids: Ids | None = None
    paths: list[str] | None = None
    messages: list[Texts] | None = None
    inner: Shape | None = None


@dataclass(frozen=True, eq=False)
class Readers:
    """The nodes that a constraint reads some statements for: as focus nodes, as value nodes.

    None stands for any node.
    """

    focus: Ids | None = field(default_factory=lambda: NOTHING)
    values: Ids | None = field(default_factory=lambda: NOTHING)


class Running(Protocol):
    """The validation of one graph, as constraints see it."""

    @property
    def graph(self) -> Graph:
        """The data and the background."""
        ...

    @property
    def facts(self) -> Facts:
        """What is known of its literals."""
        ...

    def is_instance(self, nodes: Ids, name: str) -> Mask:
        """Which of the nodes are instances of a class or a class below it."""
        ...

    def conform(self, shape: Shape, nodes: Ids) -> Mask:
        """Which of the nodes, sorted and distinct, conform to a shape (section 3.5)."""
        ...

    def typed(self, some: Columns) -> Ids | None:
        """The things whose classes some statements are about; None for any."""
        ...

    def through(self, shapes: Iterable[Shape], some: Columns) -> Readers:
        """Whom a constraint reads statements for, as value nodes, by way of its shapes."""
        ...


class Constraint(Protocol):
    """One constraint of a shape."""

    @property
    def component(self) -> str:
        """The IRI of the constraint component."""
        ...

    def broken(self, run: Running, shape: Shape, values: Values) -> Iterator[Broken]:
        """Where it does not hold."""
        ...

    def readers(self, run: Running, some: Columns) -> Readers:
        """The nodes for which it reads one of ``some`` statements, the path to values aside."""
        ...


@dataclass(frozen=True, eq=False)
class Found:
    """The results of one constraint, as columns."""

    shape: Shape
    component: str
    focus: Ids
    values: Ids | None = None
    paths: list[str] | None = None
    messages: list[Texts] | None = None
    inner: Shape | None = None

    def __len__(self) -> int:
        return len(self.focus)

    def only(self, chosen: Places) -> Found:
        """Some of the results, by position."""
        return Found(
            self.shape,
            self.component,
            self.focus[chosen],
            None if self.values is None else self.values[chosen],
            self.paths and [self.paths[place] for place in chosen],
            self.messages and [self.messages[place] for place in chosen],
            self.inner,
        )


def is_flat(shape: Shape) -> bool:
    """Whether all results of a shape have the node that it is applied to as their focus node."""
    return shape.path is None and all(not item.properties for item in shape.properties)
