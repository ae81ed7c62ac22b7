"""What a release says of a thing by a property, and how like that is to a value in a question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

import pyoxigraph as ox
from rapidfuzz import fuzz

from publisher.describe import Names
from publisher.linking.names import read
from publisher.linking.reconcile.questions import Condition, Given
from publisher.linking.reconcile.schema import Term
from publisher.namespaces import RDF, XSD

MOST_VALUES: Final = 1_000
"""Values of one property of one thing that are read."""

MOST_THINGS: Final = 2_000
"""Things that are found by one value of a property."""

LEAST_LIKE: Final = 0.6
"""Texts that are less alike than this are not alike at all."""

NUMBER: Final = re.compile(r"[+-]?\d{1,30}(?:\.\d{1,30})?")
DATE: Final = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
SPACES: Final = re.compile(r"\s")
DAY: Final = 10
"""Characters of a date."""

NUMBERS: Final = frozenset(
    XSD + name for name in ("integer", "decimal", "double", "float", "int", "long",
                            "nonNegativeInteger", "positiveInteger")
)  # fmt: skip
DATES: Final = frozenset(XSD + name for name in ("date", "dateTime", "gYear", "gYearMonth"))
FULL: Final = 1.0
Node = ox.NamedNode | ox.Literal


def values_of(names: Names, iri: str, term: Term) -> list[Node]:
    """The values of a property of a thing, in an order that is always the same."""
    node, predicate = ox.NamedNode(iri), ox.NamedNode(term.iri)
    quads = (
        names.store.quads_for_pattern(None, predicate, node, None) if term.inverse
        else names.store.quads_for_pattern(node, predicate, None, None)
    )  # fmt: skip
    found = {quad.subject if term.inverse else quad.object for quad in islice(quads, MOST_VALUES)}
    return sorted((item for item in found if isinstance(item, ox.NamedNode | ox.Literal)), key=str)


def agreement(names: Names, iri: str, term: Term, condition: Condition) -> float | None:
    """How well a thing meets a condition, from 0 to 1; None where it says nothing of it."""
    actual = values_of(names, iri, term)
    if not actual or not condition.values:
        return None
    each = [max(_like(names, value, given) for value in actual) for given in condition.values]
    if condition.quantifier == "all":
        return min(each)
    return FULL - max(each) if condition.quantifier == "none" else max(each)


def things_with(names: Names, term: Term, values: Sequence[Node]) -> Iterator[str]:
    """The IRIs of things that have one of ``values`` by a property, within bounds."""
    predicate = ox.NamedNode(term.iri)
    for value in values:
        if term.inverse:
            if isinstance(value, ox.Literal):
                continue
            quads = names.store.quads_for_pattern(value, predicate, None, None)
        else:
            quads = names.store.quads_for_pattern(None, predicate, value, None)
        for quad in islice(quads, MOST_THINGS):
            thing = quad.object if term.inverse else quad.subject
            if isinstance(thing, ox.NamedNode):
                yield thing.value


def _like(names: Names, value: Node, given: Given) -> float:
    if isinstance(value, ox.NamedNode):
        return _like_thing(names, value.value, given)
    text = given.text.strip()
    if value.datatype.value not in NUMBERS | DATES or value.value == text:
        return _like_text(value.value, text)
    return _like_measure(value, text)


def _like_thing(names: Names, iri: str, given: Given) -> float:
    """How like a thing is to a value: the same, of the same name, or of one that is alike."""
    if iri in (given.id, given.text.strip()):
        return FULL
    if given.id:
        return 0.0
    texts = [*names.labels(iri).values(), names.iris.path_of(iri) or iri]
    return max(_like_text(text, given.text) for text in texts)


def _like_measure(value: ox.Literal, text: str) -> float:
    """How like numbers and dates are: a year is like each day in it."""
    kind = value.datatype.value
    if kind in NUMBERS:
        numbers = [SPACES.sub("", item).replace(",", ".") for item in (value.value, text)]
        if all(NUMBER.fullmatch(item) for item in numbers):
            one, other = map(float, numbers)
            most = max(abs(one), abs(other))
            return FULL - min(FULL, abs(one - other) / most) if most else FULL
    elif kind in DATES and DATE.fullmatch(text[:DAY]):
        short, long = sorted((text[:DAY], value.value[:DAY]), key=len)
        return FULL if long.startswith(short) else 0.0
    return 0.0


def _like_text(one: str, other: str) -> float:
    if one.strip().casefold() == other.strip().casefold():
        return FULL
    alike = fuzz.token_sort_ratio(read(one).plain, read(other).plain) / 100
    return alike if alike >= LEAST_LIKE else 0.0


def literals(text: str, term: Term, languages: Sequence[str]) -> Iterator[ox.Literal]:
    """The literals that a text may stand for as a value of a property."""
    yield ox.Literal(text)
    for language in languages:
        yield ox.Literal(text, language=language)
    for datatype in term.datatypes:
        if datatype not in (RDF + "langString", XSD + "string"):
            yield ox.Literal(text, datatype=ox.NamedNode(datatype))
