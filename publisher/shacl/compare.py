"""How values are ordered: SPARQL 1.1's ``<`` and ``=`` (section 17.3) over N-Triples terms.

What that table leaves out but XML Schema 1.1 orders (dates, times, years, durations) is ordered as
it says there. Whatever has no order is not comparable, which is an answer of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ctypes import c_float
from decimal import Decimal
from typing import Any, Final

from publisher.namespaces import XSD
from publisher.shacl.literals import FORMS, number, unescape
from publisher.shacl.timeline import (
    duration_reader,
    durations,
    moment_reader,
    moments,
    read_date,
    read_date_time,
)

Reader = Callable[[str], Any]
"""Gives the value of a lexical form; None where it has none that is ordered."""

HOLDS: Final = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (1, 0)}
"""The orders of which an operator is true."""

PRECISION: Final = ("exact", "float", "double")
"""The kinds of numbers, each holding what the one before it is promoted to."""


def compare(left: str, right: str) -> int | None:
    """−1, 0 or 1 as ``left`` is less than, equal to or greater than ``right``; None for neither.

    Terms are not comparable when one is no literal, has a language, is ill-typed or not a number,
    when the two are of different kinds, or when a missing time zone leaves it open.
    """
    return Bound(right).orders((left,))[0]


class Bound:
    """A term that many are held against."""

    def __init__(self, term: str) -> None:
        self._kind, self._value = _read(term)
        self._order = ORDERS.get(self._kind, _plain)

    def holds(self, terms: Iterable[str], operator: str) -> list[bool]:
        """For each term whether ``term operator bound``; False where they are not comparable.

        ``operator`` is ``<``, ``<=``, ``>`` or ``>=``.
        """
        wanted = HOLDS[operator]
        return [order in wanted for order in self.orders(terms)]

    def orders(self, terms: Iterable[str]) -> list[int | None]:
        """How each term compares with this one: −1, 0, 1 or None, as ``compare`` says it."""
        own, bound, order = self._kind, self._value, self._order
        found: list[int | None] = []
        for term in terms:
            kind, value = _read(term)
            if value is None or bound is None:
                found.append(None)
            elif kind == own:
                found.append(order(value, bound))
            else:
                found.append(_promoted(kind, value, own, bound))
        return found


def _read(term: str) -> tuple[str, Any]:
    """The kind and value of a term; a value of None where it has none that is ordered."""
    head, _, tail = term.rpartition('"')
    known = READERS.get(tail)
    if known is None or not head:
        return "", None
    kind, reader = known
    lexical = head[1:]
    return kind, reader(unescape(lexical) if "\\" in lexical else lexical)


def _plain(one: Any, other: Any) -> int | None:
    return -1 if one < other else 1 if one > other else 0


def _promoted(kind: str, value: Any, other_kind: str, other: Any) -> int | None:
    """Numbers of two types, as the one of the two that holds more (XPath 2.0, section B.1)."""
    if kind not in PRECISION or other_kind not in PRECISION:
        return None
    rounded = float if "double" in (kind, other_kind) else _single
    return _plain(rounded(value), rounded(other))


def _single(value: float | Decimal) -> float:
    """The nearest number of 32 bits."""
    return c_float(float(value)).value


def _text(lexical: str) -> str:
    return lexical


def _boolean(lexical: str) -> bool | None:
    return {"true": True, "1": True, "false": False, "0": False}.get(lexical)


def _formed(name: str, value: Callable[[str], Any]) -> Reader:
    """Reads the well-formed values of a datatype."""
    form = FORMS.get(XSD + name)
    return value if form is None else lambda lexical: value(lexical) if form(lexical) else None


def _floating(value: Callable[[str], float]) -> Reader:
    form = FORMS[XSD + "double"]
    return lambda lexical: value(lexical) if form(lexical) and lexical != "NaN" else None


KINDS: Final[dict[str, tuple[str, Reader]]] = {
    "string": ("text", _text),
    "boolean": ("boolean", _boolean),
    "decimal": ("exact", _formed("decimal", Decimal)),
    "float": ("float", _floating(lambda lexical: _single(float(lexical)))),
    "double": ("double", _floating(float)),
    "date": ("date", read_date),
    "dateTime": ("dateTime", read_date_time),
    "dateTimeStamp": ("dateTime", moment_reader("dateTimeStamp")),
} | {
    name: ("exact", _formed(name, number)) for name in (
        "integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger",
        "nonPositiveInteger", "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort",
        "unsignedByte",
    )
} | {
    name: (name, moment_reader(name)) for name in (
        "time", "gYear", "gYearMonth", "gMonthDay", "gMonth", "gDay",
    )
} | {
    name: ("duration", duration_reader(name)) for name in (
        "duration", "dayTimeDuration", "yearMonthDuration",
    )
} | {
    name: ("text", _formed(name, _text)) for name in (
        "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN", "anyURI",
    )
}  # fmt: skip
"""The kind of a datatype's values and what reads them, by its local name."""

READERS: Final = {"": KINDS["string"]} | {f"^^<{XSD}{name}>": kind for name, kind in KINDS.items()}
"""The same by what follows the closing quote of a literal."""

ORDERS: Final[dict[str, Callable[[Any, Any], int | None]]] = {
    "duration": durations,
    **dict.fromkeys(
        ("date", "time", "dateTime", "gYear", "gYearMonth", "gMonthDay", "gMonth", "gDay"), moments
    ),
}
"""The kinds that have an order of their own."""
