"""Which pairs are worth comparing: equal identifiers and names, then the nearest texts; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from publisher.linking.matching.comparing import digits_of, plain
from publisher.linking.matching.entities import Entity
from publisher.linking.matching.grams import Grams

Pair = tuple[int, int]

NEAREST: Final = 10
"""Texts that are looked at for each name or address."""
LEAST: Final = 0.3
"""The least cosine of two texts whose things are compared."""
CROWDED: Final = 50
"""Things that share a value; where more do, it says too little to compare them all."""


def pairs(left: Sequence[Entity], right: Sequence[Entity]) -> Iterator[Pair]:
    """Positions of candidates, in order, each once, and none whose types have nothing in common.

    A thing whose match is plain (one thing on either side has that identifier, or that name) is
    not searched for by its letters. ``right`` is ``left`` where doubles within one list are sought.
    """
    within, width = left is right, max(len(right), 1)
    settled: set[int] = set()
    codes: list[NDArray[np.int64]] = []
    for keys in (_identifiers, _names, _contacts, _addresses):
        blocks = _blocks(left, right, keys)
        codes.append(np.fromiter((a * width + b for a, b in _crossed(blocks)), np.int64))
        if keys in (_identifiers, _names):
            settled.update(
                firsts[0] for firsts, others in blocks if len(firsts) == len(others) == 1
            )
    searched = [at for at in range(len(left)) if within or at not in settled]
    for texts in (_cores, _addresses):
        near = _near(left, right, searched, texts)
        codes.append(np.fromiter((a * width + b for a, b in near), np.int64))
    for code in np.unique(np.concatenate(codes)).tolist():
        one, other = divmod(code, width)
        if not (within and one >= other) and _comparable(left[one], right[other]):
            yield one, other


def _comparable(one: Entity, other: Entity) -> bool:
    return not one.types or not other.types or bool(one.types & other.types)


def _blocks(
    left: Sequence[Entity], right: Sequence[Entity], keys: Callable[[Entity], Iterable[str]]
) -> list[tuple[list[int], list[int]]]:
    """Who has each key, on either side."""
    sides: list[dict[str, list[int]]] = []
    for side in (left, right):
        holders: dict[str, list[int]] = defaultdict(list)
        for at, thing in enumerate(side):
            for key in sorted(set(keys(thing))):
                holders[key].append(at)
        sides.append(holders)
    return [(sides[0][key], sides[1][key]) for key in sorted(sides[0].keys() & sides[1].keys())]


def _crossed(blocks: Iterable[tuple[list[int], list[int]]]) -> Iterator[Pair]:
    for firsts, others in blocks:
        if len(firsts) <= CROWDED and len(others) <= CROWDED:
            for first in firsts:
                for other in others:
                    yield first, other


def _near(
    left: Sequence[Entity],
    right: Sequence[Entity],
    searched: Sequence[int],
    texts: Callable[[Entity], Iterable[str]],
) -> Iterator[Pair]:
    wanted = [(at, text) for at in searched for text in texts(left[at])]
    offered = [(at, text) for at, thing in enumerate(right) for text in texts(thing)]
    if not wanted or not offered:
        return
    index = Grams([text for _, text in offered])
    answers = index.nearest([text for _, text in wanted], NEAREST + (left is right), LEAST)
    for (at, _), (places, _weights) in zip(wanted, answers, strict=True):
        for place in places.tolist():
            other = offered[place][0]
            yield (min(at, other), max(at, other)) if left is right else (at, other)


def _identifiers(thing: Entity) -> Iterator[str]:
    return map(str, thing.identifiers)


def _names(thing: Entity) -> Iterator[str]:
    return (name.plain if thing.titled else name.key for name in thing.names)


def _cores(thing: Entity) -> Iterable[str]:
    return dict.fromkeys(name.plain if thing.titled else name.core for name in thing.names)


def _addresses(thing: Entity) -> Iterator[str]:
    return (plain(value) for value in thing.facts.get("address", ()))


def _contacts(thing: Entity) -> Iterator[str]:
    return (digits_of(value) for value in thing.facts.get("contact", ()))
