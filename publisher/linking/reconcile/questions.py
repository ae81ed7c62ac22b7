"""What is asked and what is answered, the same for every version of the protocol."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Strictness = Literal["should", "any", "all"]
Quantifier = Literal["any", "all", "none"]


@dataclass(frozen=True)
class Given:
    """A value in a question: its text, and the id of the thing that it is, where it is one."""

    text: str
    id: str = ""


@dataclass(frozen=True)
class Condition:
    """What a property of the thing should say; of a ``required`` one, must."""

    property: str
    values: tuple[Given, ...]
    required: bool = False
    quantifier: Quantifier = "any"


@dataclass(frozen=True)
class Question:
    """Which things are meant: by one of ``names`` or ``ids``, of ``types``, with properties.

    ``strict`` says whether a thing should be of one of the types, or must be of any or all.
    """

    names: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    strict: Strictness = "should"
    conditions: tuple[Condition, ...] = ()
    limit: int | None = None


@dataclass(frozen=True)
class Feature:
    """One thing that a score is made of: a number from 0 to 100, or whether it is so."""

    id: str
    value: float | bool


@dataclass(frozen=True)
class Candidate:
    """A thing that may be meant. ``score`` is from 0 to 100; ``match`` says that it is meant."""

    iri: str
    score: float
    match: bool
    types: tuple[str, ...]
    features: tuple[Feature, ...]
    matched: str = ""
    """The name by which it was found."""
