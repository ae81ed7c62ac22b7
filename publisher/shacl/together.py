"""Constraints on the value nodes of a focus node taken together (SHACL, sections 4.2, 4.4, 4.5,
4.8): how many there are, which must be among them, how they stand to those of another property."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from publisher.namespaces import SH
from publisher.shacl.compare import compare
from publisher.shacl.graph import EMPTY, NOTHING, Columns, Keys, Mask, keyed, unkeyed
from publisher.shacl.shapes import Broken, Readers, Running, Shape, Values


@dataclass(frozen=True, eq=False)
class MinCount:
    """``sh:minCount``."""

    least: int
    component: str = SH + "MinCountConstraintComponent"

    def broken(self, run: Running, shape: Shape, values: Values) -> Iterator[Broken]:
        """Each focus node with fewer value nodes."""
        yield Broken(np.flatnonzero(values.counts < self.least))

    def readers(self, run: Running, some: Columns) -> Readers:
        """Nobody: it reads only the value nodes."""
        return Readers()


@dataclass(frozen=True, eq=False)
class MaxCount:
    """``sh:maxCount``."""

    most: int
    component: str = SH + "MaxCountConstraintComponent"

    def broken(self, run: Running, shape: Shape, values: Values) -> Iterator[Broken]:
        """Each focus node with more value nodes."""
        yield Broken(np.flatnonzero(values.counts > self.most))

    def readers(self, run: Running, some: Columns) -> Readers:
        """Nobody: it reads only the value nodes."""
        return Readers()


@dataclass(frozen=True, eq=False)
class HasValue:
    """``sh:hasValue``."""

    term: str
    component: str = SH + "HasValueConstraintComponent"

    def broken(self, run: Running, shape: Shape, values: Values) -> Iterator[Broken]:
        """Each focus node without the value."""
        lacking = np.ones(len(values.nodes), dtype=np.bool_)
        lacking[values.places[values.ids == run.graph.id(self.term)]] = False
        yield Broken(np.flatnonzero(lacking))

    def readers(self, run: Running, some: Columns) -> Readers:
        """Nobody: it reads only the value nodes."""
        return Readers()


@dataclass(frozen=True, eq=False)
class UniqueLang:
    """``sh:uniqueLang``: no language more than once."""

    component: str = SH + "UniqueLangConstraintComponent"

    def broken(self, run: Running, shape: Shape, values: Values) -> Iterator[Broken]:
        """Each focus node once for each language that it has more than once."""
        numbers, names = run.facts.languages(values.ids)
        lower = [name.lower() for name in names]
        same = np.array([lower.index(name) for name in lower], dtype=np.int32)[numbers]
        tagged = np.array([bool(name) for name in names], dtype=np.bool_)[numbers]
        keys, number = np.unique(keyed(values.places[tagged], same[tagged]), return_counts=True)
        yield Broken(unkeyed(keys[number > 1])[0].astype(np.intp))

    def readers(self, run: Running, some: Columns) -> Readers:
        """Nobody: it reads only the value nodes."""
        return Readers()


@dataclass(frozen=True, eq=False)
class Equals:
    """``sh:equals``: the value nodes are just the values of another property."""

    predicate: str
    component: str = SH + "EqualsConstraintComponent"

    def broken(self, run: Running, shape: Shape, values: Values) -> Iterator[Broken]:
        """Each value that only one of the two has."""
        ours, theirs = _keys(values), _other(run, values, self.predicate)
        yield _from_keys(np.setxor1d(ours, theirs))

    def readers(self, run: Running, some: Columns) -> Readers:
        """Each thing whose values of the other property are among the statements."""
        return Readers(focus=np.unique(some.get(self.predicate, EMPTY).subjects))


@dataclass(frozen=True, eq=False)
class Disjoint:
    """``sh:disjoint``: no value node is a value of the other property."""

    predicate: str
    component: str = SH + "DisjointConstraintComponent"

    def broken(self, run: Running, shape: Shape, values: Values) -> Iterator[Broken]:
        """Each value that both have."""
        yield _from_keys(np.intersect1d(_keys(values), _other(run, values, self.predicate)))

    def readers(self, run: Running, some: Columns) -> Readers:
        """Each thing whose values of the other property are among the statements."""
        return Readers(focus=np.unique(some.get(self.predicate, EMPTY).subjects))


@dataclass(frozen=True, eq=False)
class LessThan:
    """``sh:lessThan`` and ``sh:lessThanOrEquals``: each value before each of the other property."""

    predicate: str
    or_equal: bool
    component: str

    def broken(self, run: Running, shape: Shape, values: Values) -> Iterator[Broken]:
        """Each value, once for each value that it is not before or cannot be compared with."""
        other, theirs = run.graph.column(self.predicate).objects_of(values.nodes)
        first = np.searchsorted(other, values.places, "left")
        number = np.searchsorted(other, values.places, "right") - first
        mine = np.repeat(np.arange(len(values.ids)), number)
        offset = np.repeat(first - (np.cumsum(number) - number), number)
        pairs = keyed(values.ids[mine], theirs[np.arange(len(mine)) + offset])
        distinct, back = np.unique(pairs, return_inverse=True)
        bad = ~self._holds(run, distinct)[back]
        broken = mine[bad]
        yield Broken(values.places[broken], values.ids[broken])

    def _holds(self, run: Running, pairs: Keys) -> Mask:
        terms, most = run.graph.terms, 0 if self.or_equal else -1
        left, right = unkeyed(pairs)
        orders = (
            compare(terms[one], terms[two])
            for one, two in zip(left.tolist(), right.tolist(), strict=True)
        )
        return np.fromiter((order is not None and order <= most for order in orders), np.bool_)

    def readers(self, run: Running, some: Columns) -> Readers:
        """Each thing whose values of the other property are among the statements."""
        return Readers(focus=np.unique(some.get(self.predicate, EMPTY).subjects))


@dataclass(frozen=True, eq=False)
class Closed:
    """``sh:closed``: no other properties than those of the shape and the ignored ones."""

    allowed: frozenset[str]
    component: str = SH + "ClosedConstraintComponent"

    def broken(self, run: Running, shape: Shape, values: Values) -> Iterator[Broken]:
        """Each statement of a value node with another property."""
        for predicate in run.graph.predicates():
            if predicate in self.allowed:
                continue
            places, ids = run.graph.column(predicate).objects_of(values.ids)
            yield Broken(values.places[places], ids, paths=[predicate] * len(ids))

    def readers(self, run: Running, some: Columns) -> Readers:
        """Each thing that one of the statements is about."""
        subjects = [column.subjects for column in some.values()]
        return Readers(values=np.unique(np.concatenate([NOTHING, *subjects])))


def _keys(values: Values) -> Keys:
    return np.unique(keyed(values.places, values.ids))


def _other(run: Running, values: Values, predicate: str) -> Keys:
    places, ids = run.graph.column(predicate).objects_of(values.nodes)
    return keyed(places, ids)


def _from_keys(keys: Keys) -> Broken:
    places, ids = unkeyed(keys)
    return Broken(places.astype(np.intp), ids)
