"""Statements -> counts, all at once, in columns of numbers.

A term stands as a 64-bit hash of its text; the counts are right unless two of the terms have the
same, which at a million terms happens once in tens of millions of builds. Memory follows the
number of statements, not their length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from publisher.catalog.counts import ClassCount, Counts, PropertyCount, Scope, Use
from publisher.catalog.spaces import HIDDEN, TYPE, Spaces

Hashes = NDArray[np.int64]
Numbers = NDArray[np.int32]
Places = NDArray[np.intp]
Mask = NDArray[np.bool_]

NO_LINK: Final = 0
TYPE_TERM: Final = f"<{TYPE}>"


class Columns(NamedTuple):
    """Statements: hashes of subject and object, numbers of predicate and space linked to.

    Those of one subject stand together, and among them those of one predicate.
    """

    subjects: Hashes
    predicates: Numbers
    objects: Hashes
    links: Numbers

    def rows(self, which: Mask | Places) -> Columns:
        """Some of the statements."""
        return Columns(
            self.subjects[which], self.predicates[which], self.objects[which], self.links[which]
        )


@dataclass
class Terms:
    """The few terms whose text is needed: predicates, classes, linked spaces, typed things."""

    spaces: Spaces
    predicates: dict[str, int] = field(default_factory=dict)
    linked: dict[str, int] = field(default_factory=lambda: {"": NO_LINK})
    classes: dict[int, str] = field(default_factory=dict)
    """By hash of the term."""
    things: dict[int, str] = field(default_factory=dict)
    """By hash of the term."""

    def read(self, lines: Iterable[str]) -> Columns:
        """Columns of sorted N-Triples statements without the final dot."""
        parts = [line.split(" ", 2) for line in lines]
        count = len(parts)
        numbers = self.predicates
        links = np.zeros(count, np.int32)
        own = tuple(f"<{text}" for text in self.spaces.own)
        for place, (subject, predicate, target) in enumerate(parts):
            if predicate == TYPE_TERM and target.startswith("<"):
                self.classes[hash(target)] = target[1:-1]
                self.things[hash(subject)] = subject[1:-1]
            elif target.startswith("<http") and not target.startswith(own):
                space = self.spaces.linked(target[1:-1])
                links[place] = self.linked.setdefault(space, len(self.linked))
        return Columns(
            np.fromiter((hash(part[0]) for part in parts), np.int64, count),
            np.fromiter((numbers.setdefault(part[1], len(numbers)) for part in parts),
                        np.int32, count),
            np.fromiter((hash(part[2]) for part in parts), np.int64, count),
            links,
        )  # fmt: skip


def count(
    graphs: Mapping[str, Iterable[Sequence[str]]], names: Mapping[str, str], spaces: Spaces
) -> Counts:
    """Count the named graphs, each given as pieces of sorted, distinct statements, and the whole.

    A subject is in one piece of its graph. ``names`` has the space of each graph's own things; the
    whole has ``base_iri``.
    """
    terms = Terms(spaces)
    read = {graph: _joined([terms.read(piece) for piece in pieces])
            for graph, pieces in graphs.items()}  # fmt: skip
    scopes = {graph: _scope(columns, names[graph], terms) for graph, columns in read.items()}
    whole = _merged(list(read.values()))
    read.clear()
    return Counts(_scope(whole, spaces.base_iri, terms), scopes)


def _joined(pieces: Sequence[Columns]) -> Columns:
    if not pieces:
        hashes, numbers = np.empty(0, np.int64), np.empty(0, np.int32)
        return Columns(hashes, numbers, hashes, numbers)
    return Columns(*(np.concatenate(column) for column in zip(*pieces, strict=True)))


def _merged(graphs: Sequence[Columns]) -> Columns:
    """Each statement once; only subjects that several graphs speak of have to be looked at."""
    columns = _joined(graphs)
    starts = [_starts(graph.subjects) for graph in graphs]
    subjects = [graph.subjects[own] for graph, own in zip(graphs, starts, strict=True)]
    lengths = [np.diff(own, append=len(graph.subjects))
               for graph, own in zip(graphs, starts, strict=True)]  # fmt: skip
    if not subjects:
        return columns
    spoken = np.concatenate(subjects)
    keys, times = np.unique(spoken, return_counts=True)
    several = np.repeat(np.isin(spoken, keys[times > 1]), np.concatenate(lengths))
    if not several.any():
        return columns
    shared = columns.rows(several)
    shared = shared.rows(np.lexsort((shared.objects, shared.predicates, shared.subjects)))
    new = np.ones(len(shared.subjects), np.bool_)
    new[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in shared[:3]])
    return _joined([columns.rows(~several), shared.rows(new)])


def _starts(*columns: NDArray[np.int64] | NDArray[np.int32] | NDArray[np.intp]) -> Places:
    """Where the rows differ from the row before in any of the columns."""
    new = np.ones(len(columns[0]), np.bool_)
    if len(new):
        new[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return np.flatnonzero(new)


def _distinct(values: Hashes) -> int:
    """How many different values there are."""
    ordered = np.sort(values)
    return int(np.count_nonzero(ordered[1:] != ordered[:-1])) + bool(len(ordered))


class _Uses(NamedTuple):
    """Each property that a subject has, and how many values of it; subjects are numbered."""

    subjects: Places
    predicates: Numbers
    times: Places


def _scope(columns: Columns, space: str, terms: Terms) -> Scope:
    """What one scope has; ``columns`` are distinct."""
    if not len(columns.subjects):
        return Scope(space)
    starts = _starts(columns.subjects)
    number = np.zeros(len(columns.subjects), np.intp)
    number[starts] = 1
    subjects = np.cumsum(number) - 1
    scope = Scope(space, len(subjects), len(starts), _distinct(columns.objects))
    first = _starts(subjects, columns.predicates)
    times = np.diff(first, append=len(subjects))
    uses = _Uses(subjects[first], columns.predicates[first], times)
    wide = len(terms.predicates)
    users = np.bincount(uses.predicates, minlength=wide)
    triples = np.bincount(columns.predicates, minlength=wide)
    for (name, place), values in zip(
        terms.predicates.items(), _by_predicate(columns, triples), strict=True
    ):
        if triples[place]:
            scope.properties[name[1:-1]] = PropertyCount(
                int(triples[place]), int(users[place]), _distinct(values)
            )
    _count_links(scope, columns, terms)
    typed = columns.predicates == terms.predicates.get(TYPE_TERM, -1)
    known = np.isin(columns.objects[typed], np.array(sorted(terms.classes), np.int64))
    kinds, classes = np.unique(columns.objects[typed][known], return_inverse=True)
    whose = subjects[typed][known]
    _count_classes(scope, whose, classes, uses, [terms.classes[key] for key in kinds.tolist()],
                   list(terms.predicates))  # fmt: skip
    things = columns.subjects[typed][known].tolist()
    _find_examples(scope, [terms.things[key] for key in things], classes.tolist(),
                   [terms.classes[key] for key in kinds.tolist()], terms.spaces)  # fmt: skip
    return scope


def _by_predicate(columns: Columns, triples: Places) -> Iterator[Hashes]:
    """The values of each predicate, in the order of the predicates."""
    small = np.uint16 if len(triples) < 1 << 16 else np.int32  # NumPy sorts short numbers fastest
    order = np.argsort(columns.predicates.astype(small), kind="stable")
    yield from np.split(columns.objects[order], np.cumsum(triples)[:-1])


def _count_links(scope: Scope, columns: Columns, terms: Terms) -> None:
    linking = columns.links != NO_LINK
    wide = len(terms.linked)
    keys = columns.predicates[linking].astype(np.int64) * wide + columns.links[linking]
    predicates, spaces = list(terms.predicates), list(terms.linked)
    for key, number in zip(*map(np.ndarray.tolist, np.unique(keys, return_counts=True)),
                           strict=True):  # fmt: skip
        predicate, space = divmod(key, wide)
        scope.links[predicates[predicate][1:-1], spaces[space]] = number


def _count_classes(
    scope: Scope,
    subjects: Places,
    classes: Places,
    uses: _Uses,
    names: Sequence[str],
    predicates: Sequence[str],
) -> None:
    """Count the things of each class, and what they have; ``subjects`` ascend."""
    first = np.searchsorted(subjects, uses.subjects, "left")
    several = np.searchsorted(subjects, uses.subjects, "right") - first
    within = np.arange(several.sum()) - np.repeat(np.cumsum(several) - several, several)
    wide = len(predicates)
    keys = classes[np.repeat(first, several) + within] * wide
    keys += np.repeat(uses.predicates, several)
    users = np.bincount(keys, minlength=len(names) * wide)
    triples = np.bincount(keys, np.repeat(uses.times, several), minlength=len(names) * wide)
    entities = np.bincount(classes, minlength=len(names))
    for place, name in enumerate(names):
        own = slice(place * wide, (place + 1) * wide)
        scope.classes[name] = ClassCount(int(entities[place]), "", {
            predicates[number][1:-1]: Use(int(triples[own][number]), int(users[own][number]))
            for number in np.flatnonzero(users[own]).tolist()
        })  # fmt: skip


def _find_examples(
    scope: Scope,
    things: Sequence[str],
    classes: Sequence[int],
    names: Sequence[str],
    spaces: Spaces,
) -> None:
    """The first thing of each class that may be shown; ``classes`` are places in ``names``."""
    own = {thing for thing in set(things) if thing.startswith(scope.space)}
    scope.entities = len(own)
    kept_back = {place for place, name in enumerate(names) if name in HIDDEN}
    pairs = list(zip(things, classes, strict=True))
    hidden = {thing for thing, kind in pairs if kind in kept_back}
    shown = {thing for thing in own - hidden if spaces.is_example(thing, scope.space)}
    found: dict[int, str] = {}
    for thing, kind in pairs:
        if thing in shown and thing < found.get(kind, "\U0010ffff"):
            found[kind] = thing
    for kind, thing in found.items():
        scope.classes[names[kind]].example = thing
