"""The data graph as columns: every term a number, every predicate two sorted arrays.

Terms are N-Triples text. A set of nodes is a sorted array of term ids without repetition; what a
path or predicate leads to is a pair of arrays, positions in the set asked for and ids reached.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import copy
from itertools import chain, count
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]
Places = NDArray[np.intp]
Mask = NDArray[np.bool_]
Sorted = NDArray[np.int32] | NDArray[np.int64]

Keys = NDArray[np.int64]
"""Pairs of ids, each as one number: sorted by the first, then the second."""

Numbers = TypeVar("Numbers", NDArray[np.int32], NDArray[np.int64])

NOTHING: Final[Ids] = np.empty(0, dtype=np.int32)
NO_KEYS: Final[Keys] = np.empty(0, dtype=np.int64)

IRI: Final = ord("<")
BLANK: Final = ord("_")
LITERAL: Final = ord('"')


class Column:
    """The triples of one predicate: subjects and objects, sorted by subject, then object.

    ``own`` tells the data's triples from those of the background; None when all are the data's.
    """

    __slots__ = ("_inverse", "objects", "own", "subjects")

    def __init__(self, subjects: Ids, objects: Ids, own: Mask | None = None) -> None:
        self.subjects = subjects
        self.objects = objects
        self.own = own
        self._inverse: tuple[Ids, Ids] | None = None

    @classmethod
    def of(cls, pairs: Keys) -> Column:
        """The column of some pairs, sorted and distinct."""
        return cls(*unkeyed(pairs))

    def __len__(self) -> int:
        return len(self.subjects)

    @property
    def mine(self) -> Column:
        """The data's triples alone."""
        if self.own is None:
            return self
        return Column(self.subjects[self.own], self.objects[self.own])

    @property
    def inverse(self) -> tuple[Ids, Ids]:
        """Objects and subjects, sorted by object, then subject."""
        if self._inverse is None:
            order = np.lexsort((self.subjects, self.objects))
            self._inverse = self.objects[order], self.subjects[order]
        return self._inverse

    def objects_of(self, nodes: Ids) -> tuple[Places, Ids]:
        """For each node, the objects of its triples."""
        return look_up(self.subjects, self.objects, nodes)

    def subjects_of(self, nodes: Ids) -> tuple[Places, Ids]:
        """For each node, the subjects of the triples that it is the object of."""
        return look_up(*self.inverse, nodes)

    def changed(self, gone: Keys, new: Keys, known: Keys) -> Column:
        """This column without the pairs ``gone`` and with ``new``.

        ``known`` are the background's pairs: one that is gone from the data stays.
        """
        pairs = keyed(self.subjects, self.objects)
        gone = gone[contains(pairs, gone) & ~contains(new, gone)]
        own = None if self.own is None else self.own.copy()
        if own is not None:
            own[np.searchsorted(pairs, gone)] = False
            own[np.searchsorted(pairs, new[contains(pairs, new)])] = True
        gone = gone[~contains(known, gone)]
        new = new[~contains(pairs, new)]
        if own is not None:
            own = np.delete(own, np.searchsorted(pairs, gone))
        pairs = without(pairs, gone)
        if own is not None:
            own = np.insert(own, np.searchsorted(pairs, new), True)
        column = Column(*unkeyed(merged(pairs, new)), own)
        if self._inverse is not None:
            back = without(keyed(*self._inverse), _turned(gone))
            column._inverse = unkeyed(merged(back, _turned(new)))
        return column


EMPTY: Final = Column(NOTHING, NOTHING)

Columns = dict[str, Column]
"""Statements by predicate (N-Triples)."""


class Graph:
    """Statements, with what is background marked: it is known, but nothing in it is a target."""

    def __init__(self, lines: Iterable[str], background: Iterable[str] = ()) -> None:
        """Take N-Triples statements without the final dot, a space between the terms.

        Statements may repeat; one that is in both is the data's.
        """
        ids: defaultdict[str, int] = defaultdict(count().__next__)
        number = ids.__getitem__
        own = np.fromiter(map(number, _parts(lines)), dtype=np.int32)
        known = np.fromiter(map(number, _parts(background)), dtype=np.int32)
        ids.default_factory = None
        self._ids: dict[str, int] = ids
        self.terms: list[str] = list(ids)
        self._columns = _columns(own, known)
        self._known = {item: keyed(column.subjects, column.objects)
                       for item, column in _columns(known, NOTHING).items()}  # fmt: skip
        self._kinds = _kinds(self.terms)

    def __len__(self) -> int:
        return sum(map(len, self._columns.values()))

    def id(self, term: str) -> int:
        """The id of a term; −1 when it does not occur."""
        return self._ids.get(term, -1)

    def intern(self, term: str) -> int:
        """The id of a term, which becomes known where it was not."""
        found = self._ids.setdefault(term, len(self.terms))
        if found == len(self.terms):
            self.terms.append(term)
        return found

    @property
    def kinds(self) -> NDArray[np.uint8]:
        """For each term IRI, BLANK or LITERAL: its first character."""
        if len(self._kinds) < len(self.terms):
            more = _kinds(self.terms[len(self._kinds) :])
            self._kinds = np.concatenate((self._kinds, more))
        return self._kinds

    def column(self, predicate: str) -> Column:
        """The triples of a predicate (N-Triples text)."""
        return self._columns.get(self.id(predicate), EMPTY)

    def predicates(self) -> list[str]:
        """The predicates that occur, sorted."""
        return sorted(self.terms[item] for item, column in self._columns.items() if len(column))

    def lines(self, predicates: Iterable[str] | None = None) -> Iterator[str]:
        """The statements, or those with certain predicates, in N-Triples without the dot."""
        terms = self.terms
        for predicate in self.predicates() if predicates is None else predicates:
            column = self.column(predicate)
            middle = f" {predicate} "
            for subject, value in zip(
                column.subjects.tolist(), column.objects.tolist(), strict=True
            ):
                yield f"{terms[subject]}{middle}{terms[value]}"

    def about(self, nodes: Ids, predicates: Iterable[str]) -> Graph:
        """What is said of some nodes by some predicates, as a graph of the same terms."""
        part = copy(self)
        part._columns = {}
        for predicate in predicates:
            places, ids = self.column(predicate).objects_of(nodes)
            part._columns[self.id(predicate)] = Column(nodes[places], ids)
        return part

    def turn(self) -> None:
        """Have every column sorted by object too, so that a later change does not wait for it."""
        for column in self._columns.values():
            _ = column.inverse

    def change(self, removed: Columns, added: Columns) -> None:
        """Take statements out of the data and put others in.

        What is not there is not taken out, what is there not put in, and the background stays.
        """
        for predicate in sorted({*removed, *added}):
            out, into = (side.get(predicate, EMPTY) for side in (removed, added))
            number = self.intern(predicate)
            self._columns[number] = self._columns.get(number, EMPTY).changed(
                keyed(out.subjects, out.objects),
                keyed(into.subjects, into.objects),
                self._known.get(number, NO_KEYS),
            )

    def read(self, lines: Iterable[str]) -> Columns:
        """Statements as columns by predicate; their terms become known, the graph stays as is."""
        flat = np.fromiter(map(self.intern, _parts(lines)), dtype=np.int32)
        found = _columns(flat, NOTHING)
        return {self.terms[item]: column for item, column in found.items()}


def distinct(places: Places, ids: Ids) -> tuple[Places, Ids]:
    """Pairs without repetition, sorted."""
    first, second = unkeyed(np.unique(keyed(places, ids)))
    return first.astype(np.intp), second


def keyed(first: Places | Ids, second: Ids) -> Keys:
    """Pairs as one number each, which sort as the pairs do."""
    return (first.astype(np.int64) << 32) | second


def contains(ordered: Sorted, wanted: Sorted) -> Mask:
    """Which of ``wanted`` are among the sorted numbers."""
    if not len(ordered):
        return np.zeros(len(wanted), dtype=np.bool_)
    at = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    found: Mask = ordered[at] == wanted
    return found


def without(ordered: Numbers, gone: Numbers) -> Numbers:
    """The sorted numbers without some that are all among them."""
    return np.delete(ordered, np.searchsorted(ordered, gone)) if len(gone) else ordered


def merged(ordered: Numbers, new: Numbers) -> Numbers:
    """The sorted numbers with others, sorted too, of which none is among them."""
    return np.insert(ordered, np.searchsorted(ordered, new), new) if len(new) else ordered


def _turned(keys: Keys) -> Keys:
    first, second = unkeyed(keys)
    return np.sort(keyed(second, first))


def unkeyed(keys: Keys) -> tuple[Ids, Ids]:
    """The pairs that such numbers stand for."""
    return (keys >> 32).astype(np.int32), (keys & 0xFFFFFFFF).astype(np.int32)


def look_up(keys: Sorted, values: Ids, nodes: Sorted) -> tuple[Places, Ids]:
    """The values beside each node among the sorted keys, with the node's position."""
    first = np.searchsorted(keys, nodes, "left")
    number = np.searchsorted(keys, nodes, "right") - first
    places = np.repeat(np.arange(len(nodes)), number)
    before = np.cumsum(number) - number
    return places, values[np.arange(len(places)) + np.repeat(first - before, number)]


def _parts(lines: Iterable[str]) -> Iterator[str]:
    """Subjects, predicates and objects, one after the other."""
    return chain.from_iterable(line.split(" ", 2) for line in lines)


def _columns(own: Ids, known: Ids) -> dict[int, Column]:
    """Triples, laid end to end, as one column for each predicate."""
    flat = np.concatenate((own, known)) if len(known) else own
    if not len(flat):
        return {}
    subjects, predicates, objects = flat[0::3], flat[1::3], flat[2::3]
    foreign = np.arange(len(subjects)) >= len(own) // 3
    pairs = keyed(subjects, objects)
    order = np.lexsort((foreign, pairs, predicates) if len(known) else (pairs, predicates))
    pairs, predicates, foreign = pairs[order], predicates[order], foreign[order]
    keep = np.ones(len(pairs), dtype=np.bool_)
    keep[1:] = (pairs[1:] != pairs[:-1]) | (predicates[1:] != predicates[:-1])
    pairs, predicates, foreign = pairs[keep], predicates[keep], foreign[keep]
    starts = np.flatnonzero(np.diff(predicates, prepend=-1))
    columns: dict[int, Column] = {}
    for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(pairs)], strict=True):
        part = slice(start, end)
        mine = None if not len(known) else ~foreign[part]
        columns[int(predicates[start])] = Column(*unkeyed(pairs[part]), mine)
    return columns


def _kinds(terms: list[str]) -> NDArray[np.uint8]:
    return np.frombuffer("".join([term[0] for term in terms]).encode("ascii"), dtype=np.uint8)
