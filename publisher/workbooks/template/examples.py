"""An example for each column: what the shapes give, else the data, else one made to fit."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from publisher.check.rules import in_language
from publisher.contract import Class, Property
from publisher.datatypes import BUILTINS
from publisher.iris import Iris
from publisher.sources.csvw_schema import Datatype
from publisher.values import ValueFault, parse_value
from publisher.workbooks.template.columns import Column, Sheet
from publisher.workbooks.template.facets import Facets
from publisher.workbooks.template.lists import Things
from publisher.workbooks.template.patterns import example_of, scheme_of
from publisher.workbooks.template.words import speakable, word

ADDRESSES: Final = {
    "mailto": {"sv": "namn@example.org", "en": "name@example.org"},
    "tel": {"sv": "+46-18-000000", "en": "+46-18-000000"},
    "": {"sv": "https://example.org/exempel", "en": "https://example.org/example"},
}
"""Addresses that lead to nobody, by scheme."""

FIRST_DAY: Final = datetime.date(2026, 1, 31)
BETWEEN: Final = datetime.timedelta(days=31)
"""Each column of dates has a later one than the column before."""


def examples_of(sheet: Sheet, things: Things, iris: Iris, language: str) -> tuple[str, ...]:
    """The example row of a sheet, as the reader reads it; the first is a key without its mark."""
    maker = _Maker(sheet.kind, things, speakable(language))
    key = word("example", speakable(language))
    assert iris.fits(sheet.kind.slug, key)
    return (key, *(maker.value(column) for column in sheet.columns[1:]))


class _Maker:
    def __init__(self, kind: Class, things: Things, language: str) -> None:
        self._kind, self._things, self._language = kind, things, language
        self._days = (FIRST_DAY + count * BETWEEN for count in range(10_000))

    def value(self, column: Column) -> str:
        """The first candidate that the shapes allow; empty where none is known."""
        item, facets = column.item, column.facets
        assert item is not None
        assert facets is not None
        for given in _given(column):
            return given
        if column.options:
            used = self._things.reference(self._kind, item)
            return used or next(iter(column.options.values), "") or self._other_example(item)
        makers: dict[str, Callable[[Column, Property, Facets], Iterator[str]]] = {
            "text": self._texts,
            "iri": self._addresses,
            "literal": self._literals,
        }
        made = (text for text in makers[item.kind](column, item, facets)
                if text and _fits(text, item, facets))  # fmt: skip
        return next(made, "")

    def _other_example(self, item: Property) -> str:
        """The example in the sheet of the class that a column must refer to, if it has one."""
        told = item.required and item.target and self._things.has_sheet(item.target)
        return word("example", self._language) if told else ""

    def _texts(self, column: Column, item: Property, facets: Facets) -> Iterator[str]:
        language = column.language or self._language
        name = in_language(item.names, language)
        own = word("example-text", speakable(language), name[:1].lower() + name[1:])
        yield own[: facets.longest]
        yield self._things.value(self._kind, item, column.language)
        yield from _made(item, facets)

    def _addresses(self, column: Column, item: Property, facets: Facets) -> Iterator[str]:
        yield ADDRESSES[scheme_of(item.pattern)][self._language]
        yield self._things.value(self._kind, item)
        yield example_of(item.pattern)

    def _literals(self, column: Column, item: Property, facets: Facets) -> Iterator[str]:
        if item.pattern:
            yield from self._texts(column, item, facets) if _is_free(item) else ()
            yield self._things.value(self._kind, item)
            yield example_of(item.pattern)
            return
        for name in item.datatypes:
            local = name.rpartition("#")[2]
            if local in ("date", "dateTime"):
                day = next(self._days).isoformat()
                yield day if local == "date" else f"{day}T12:00:00"
            elif local in BUILTINS and local != "string":
                yield BUILTINS[local].example
            yield from _bounds(facets)
        yield from self._texts(column, item, facets)


def _is_free(item: Property) -> bool:
    """Whether a pattern asks for little: that there be some text."""
    return re.search(item.pattern, "Abc def") is not None


def _given(column: Column) -> Iterator[str]:
    """The examples of the shapes; of a text those in its language."""
    facets = column.facets
    for language, text in facets.examples if facets else ():
        if not column.language or language in ("", column.language):
            yield text


def _made(item: Property, facets: Facets) -> Iterator[str]:
    if item.pattern:
        yield example_of(item.pattern)
    yield "x" * (facets.shortest or 0)


def _bounds(facets: Facets) -> Iterator[str]:
    """Values at the bounds, and just within them."""
    for bound, step in ((facets.low, 1), (facets.high, -1)):
        if bound is None:
            continue
        if not bound.open:
            yield bound.text
        elif re.fullmatch(r"[+-]?\d+(\.\d+)?", bound.text):
            yield str(Decimal(bound.text) + step)


def _fits(text: str, item: Property, facets: Facets) -> bool:
    """Whether the shapes allow ``text``, as far as a cell alone can tell."""
    if facets.longest is not None and len(text) > facets.longest:
        return False
    if facets.shortest is not None and len(text) < facets.shortest:
        return False
    scheme = scheme_of(item.pattern)
    whole = f"{scheme}:{text}" if scheme and not text.startswith(scheme) else text
    if item.pattern and not re.search(item.pattern, whole, _flags(facets)):
        return False
    return item.kind != "literal" or any(_is_valid(text, name, facets) for name in item.datatypes)


def _flags(facets: Facets) -> re.RegexFlag:
    return re.IGNORECASE if "i" in facets.flags else re.NOFLAG


def _is_valid(text: str, name: str, facets: Facets) -> bool:
    try:
        found = parse_value(text, Datatype(name), swedish=True)
    except (ValueFault, ValueError):
        return False
    builtin = BUILTINS.get(name.rpartition("#")[2])
    if builtin is None or not builtin.order:
        return True
    low, high = facets.low, facets.high
    value = builtin.value(found)
    if low and builtin.is_valid(low.text):
        least = builtin.value(low.text)
        if value < least or (low.open and value == least):
            return False
    if high and builtin.is_valid(high.text):
        most = builtin.value(high.text)
        if value > most or (high.open and value == most):
            return False
    return True
