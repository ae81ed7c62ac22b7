"""Values of properties for things that were reconciled: the data extension of the protocol."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pyoxigraph as ox

from publisher.describe import Names
from publisher.describe.views import local_name, pick
from publisher.linking.index import Index
from publisher.linking.reconcile.schema import Term
from publisher.linking.reconcile.values import NUMBERS, Node, values_of
from publisher.namespaces import XSD

ALL: Final = "all"
"""The setting by which texts in every language are given."""

IRIS: Final = "id"
"""The setting by which things are given by their IRIs, as texts."""

DATE: Final = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:T.*)?")
MOMENT: Final = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:2[0-3]|[01]\d):[0-5]\d:[0-5]\d(?:\.\d+)?"
    r"(?:Z|[+-](?:2[0-3]|[01]\d):[0-5]\d)?"
)
WHOLE: Final = re.compile(r"[+-]?\d{1,18}")
DECIMAL: Final = re.compile(r"[+-]?(?:\d{1,300}(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?")


@dataclass(frozen=True)
class Wanted:
    """A property whose values are wanted, and how: by ``limit`` (0 for no limit), in ``language``
    (empty for that of who asks, ``all`` for every one), things by name or by ``id``."""

    name: str
    term: Term | None
    limit: int = 0
    language: str = ""
    content: str = ""


@dataclass(frozen=True)
class Cell:
    """One value: a thing with its name, a text with its language, a number or a date."""

    kind: Literal["id", "str", "int", "float", "date"]
    value: str | int | float
    name: str = ""
    language: str = ""


def cells(
    names: Names, index: Index, iri: str, wanted: Wanted, language: str, most: int
) -> list[Cell]:
    """The values of a property of a thing, at most ``most``, for a reader of ``language``."""
    if wanted.term is None or index.number(iri) is None:
        return []
    values = values_of(names, iri, wanted.term)
    if wanted.language != ALL:
        values = _in(values, wanted.language or language)
    number = min(wanted.limit or most, most)
    return [_cell(names, index, value, wanted, language) for value in values[:number]]


def _in(values: Sequence[Node], language: str) -> list[Node]:
    """The values without a language and those in ``language``; any where there is none in it."""
    tags = {tag: tag for value in values if (tag := _tag(value))}
    chosen = pick(tags, language)[0]
    return [value for value in values if _tag(value) in ("", chosen)]


def _tag(value: Node) -> str:
    return (value.language or "") if isinstance(value, ox.Literal) else ""


def _cell(names: Names, index: Index, value: Node, wanted: Wanted, language: str) -> Cell:
    if isinstance(value, ox.Literal):
        return _literal(value)
    if wanted.content != IRIS and index.number(value.value) is not None:
        labels = names.labels(value.value)
        name, tag = pick(labels, language)
        return Cell("id", value.value, name or local_name(value.value), tag)
    return Cell("str", value.value)


def _literal(value: ox.Literal) -> Cell:
    """A literal as what JSON and the protocol have for it; what does not fit, as text."""
    kind, text = value.datatype.value, value.value
    if kind in NUMBERS and WHOLE.fullmatch(text):
        return Cell("int", int(text))
    if kind in NUMBERS and DECIMAL.fullmatch(text):
        return Cell("float", float(text))
    if kind == XSD + "dateTime" and MOMENT.fullmatch(text):
        return Cell("date", text)
    if kind == XSD + "date" and (match := DATE.fullmatch(text)):
        return Cell("date", f"{match[1]}T00:00:00Z")
    return Cell("str", text, language=value.language or "")


def settings_of(found: Mapping[str, object]) -> tuple[int, str, str]:
    """Limit, language and content as the settings of a property say; what is none is left out."""
    limit, language, content = (found.get(name) for name in ("limit", "language", "content"))
    number = f"{limit}".partition(".")[0] if isinstance(limit, str | int | float) else "0"
    return (
        int(number) if number.isascii() and number.isdigit() and len(number) < WIDEST else 0,
        language if isinstance(language, str) else "",
        content if isinstance(content, str) else "",
    )


WIDEST: Final = 9
"""Digits of a limit."""
