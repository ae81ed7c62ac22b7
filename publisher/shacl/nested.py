"""Constraints whose parameters are shapes (SHACL, sections 4.6, 4.7), but for ``sh:property``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from publisher.namespaces import SH
from publisher.shacl.each import Each
from publisher.shacl.graph import Columns, Ids, Mask
from publisher.shacl.shapes import Broken, Readers, Running, Shape, Values


@dataclass(frozen=True, eq=False)
class Not(Each):
    """``sh:not``."""

    inner: Shape
    component: str = SH + "NotConstraintComponent"

    def holds(self, run: Running, ids: Ids) -> Mask:
        return ~run.conform(self.inner, ids)

    def readers(self, run: Running, some: Columns) -> Readers:
        """Whom the inner shape reads them for."""
        return run.through([self.inner], some)


@dataclass(frozen=True, eq=False)
class Among(Each):
    """``sh:and``, ``sh:or`` and ``sh:xone``: how many of the shapes a value node conforms to."""

    inner: tuple[Shape, ...]
    least: int
    most: int
    component: str

    def holds(self, run: Running, ids: Ids) -> Mask:
        number = np.zeros(len(ids), dtype=np.int32)
        for shape in self.inner:
            number += run.conform(shape, ids)
        good: Mask = (number >= self.least) & (number <= self.most)
        return good

    def readers(self, run: Running, some: Columns) -> Readers:
        """Whom the inner shape reads them for."""
        return run.through(self.inner, some)


@dataclass(frozen=True, eq=False)
class Node:
    """``sh:node``."""

    inner: Shape
    component: str = SH + "NodeConstraintComponent"

    def broken(self, run: Running, shape: Shape, values: Values) -> Iterator[Broken]:
        """Each value node that does not conform."""
        bad = ~run.conform(self.inner, values.distinct)
        if bad.any():
            marked = bad[values.back]
            yield Broken(values.places[marked], values.ids[marked], inner=self.inner)

    def readers(self, run: Running, some: Columns) -> Readers:
        """Whom the inner shape reads them for."""
        return run.through([self.inner], some)


@dataclass(eq=False)
class Qualified:
    """``sh:qualifiedValueShape`` with its counts.

    A value node that conforms to one of the ``siblings`` is not counted.
    """

    inner: Shape
    least: int
    most: int | None
    siblings: tuple[Shape, ...] = ()
    component: str = SH + "QualifiedMinCountConstraintComponent"

    def broken(self, run: Running, shape: Shape, values: Values) -> Iterator[Broken]:
        """Each focus node with too few, or too many, conforming value nodes."""
        good = run.conform(self.inner, values.distinct)
        for sibling in self.siblings:
            good &= ~run.conform(sibling, values.distinct)
        counted = values.places[good[values.back]]
        number = np.bincount(counted, minlength=len(values.nodes))
        wrong = number < self.least
        if self.most is not None:
            wrong |= number > self.most
        yield Broken(np.flatnonzero(wrong))

    def readers(self, run: Running, some: Columns) -> Readers:
        """Whom the inner shape reads them for."""
        return run.through([self.inner, *self.siblings], some)
