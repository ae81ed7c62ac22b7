"""What is compared of two things, and what it weighs; a table.

A weight is in bits: how many times likelier (2 to that power) such a likeness is in two
descriptions of one thing than in those of two. They are fixed, by judgement, and the same for all
lists. Between the points of a curve the weight is drawn straight.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from publisher.linking.matching import comparing

Curve = tuple[tuple[float, float], ...]
Measure = Callable[[str, str], float]
Joining = Callable[[Measure, Sequence[str], Sequence[str]], float]

PRIOR: Final = -8.0
"""Bits for two things of which only this is known: that they are candidates."""

NAME: Final[Curve] = ((0.5, -5.0), (0.7, -1.0), (0.85, 5.0), (0.95, 9.0), (0.98, 11.0), (1.0, 13.0))
"""What the likeness of names weighs."""


@dataclass(frozen=True)
class Feature:
    """One comparison, its weights, and its sentence in both languages (``{}``: percent)."""

    measure: Measure
    curve: Curve
    sv: str
    en: str
    joined: Joining = comparing.best


FEATURES: Final[Mapping[str, Feature]] = {
    "address": Feature(
        comparing.addresses, ((0.0, -6.0), (0.6, -3.0), (0.8, 4.0), (0.95, 8.0)),
        "adresserna är lika till {} %", "the addresses are {} % alike",
    ),
    "contact": Feature(
        comparing.digits, ((0.0, -1.5), (1.0, 6.0)),
        "kontaktuppgiften är lika till {} %", "the contact details are {} % alike",
    ),
    "date": Feature(
        comparing.years, ((0.0, -14.0), (0.5, -2.0), (1.0, 2.0)),
        "tiden är lika till {} %", "the dates are {} % alike",
    ),
    "agent": Feature(
        comparing.texts, ((0.3, -8.0), (0.6, -3.0), (0.75, 3.0), (1.0, 6.0)),
        "medverkande är lika till {} %", "those involved are {} % alike", comparing.together,
    ),
    "place": Feature(
        comparing.exact, ((0.0, -3.0), (1.0, 1.5)),
        "platsen är lika till {} %", "the places are {} % alike",
    ),
    "amount": Feature(
        comparing.amounts, ((0.5, -4.0), (0.95, 0.0), (0.999, 4.0)),
        "beloppen är lika till {} %", "the amounts are {} % alike",
    ),
    "part": Feature(
        comparing.exact, ((0.0, -1.0), (1.0, 1.0)),
        "det de ingår i är lika till {} %", "what they are part of is {} % alike",
    ),
    "number": Feature(
        comparing.exact, ((0.0, 0.0), (1.0, 7.0)),
        "numret är lika till {} %", "the numbers are {} % alike",
    ),
}  # fmt: skip
"""Every feature of facts, by the name under which an entity holds their values."""


def weight(curve: Curve, likeness: float) -> float:
    """Bits for a likeness of 0 to 1."""
    if likeness <= curve[0][0]:
        return curve[0][1]
    for (low, below), (high, above) in pairwise(curve):
        if likeness <= high:
            return below + (above - below) * (likeness - low) / (high - low)
    return curve[-1][1]
