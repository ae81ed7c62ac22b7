"""Text of a cell -> the lexical form of its datatype, or what was expected instead; pure.

Parsing Cells (Tabular Data Model, section 6.4) with the formats of the Metadata Vocabulary
(section 6.4), and on request the way that values are written in Sweden.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, TypeAlias

from publisher import swedish as lenient
from publisher.datatypes import BUILTINS, Builtin
from publisher.namespaces import RDF, XSD
from publisher.sources.csvw_schema import CSVW, Datatype
from publisher.sources.date_format import LEXICAL, DateFormat
from publisher.sources.number_format import NumberFormat
from publisher.sources.patterns import boolean_format, regular_expression

Parser: TypeAlias = Callable[[str], str]
Reading: TypeAlias = Callable[[str], "str | None"]

FORMATTED_LIMIT: Final = 10_000
"""Longest text that is held to a regular expression, in characters."""

KNOWN: Final = (XSD, RDF, CSVW)

OPAQUE: Final = BUILTINS["string"]
"""A datatype of another vocabulary: what its texts may be is for the shapes to say."""


class ValueFault(ValueError):
    """A text that is no value of its datatype; the fields are those of a Fault."""

    def __init__(self, code: str, expected: str, expected_sv: str = "", nearest: str = "") -> None:
        super().__init__(expected)
        self.code, self.expected, self.expected_sv = code, expected, expected_sv or expected
        self.nearest = nearest


def parse_value(text: str, datatype: Datatype, *, swedish: bool = False) -> str:
    """``text`` as a lexical form that is valid for ``datatype``.

    With ``swedish``, dates, numbers and booleans may be written as in Sweden. A form that is valid
    already is returned as it is; numbers are never rounded. Raises :class:`ValueFault`; raises
    ValueError when the datatype itself is malformed (an unknown base, a malformed format).
    """
    return parser(datatype, swedish=swedish)(text)


@lru_cache(maxsize=1024)
def parser(datatype: Datatype, *, swedish: bool = False) -> Parser:
    """The function that :func:`parse_value` applies, for many texts of one datatype."""
    name = datatype.base.rpartition("#")[2]
    known = datatype.base.startswith(KNOWN)
    builtin = BUILTINS.get(name) if known else OPAQUE
    if builtin is None:
        raise ValueError(datatype.base)
    read = _reading(datatype, name, builtin, swedish)
    check = _constraints(datatype, builtin)
    mode = builtin.white_space
    # Most values are valid as they stand; white space need not be looked at where none may be.
    formatted = datatype.format or datatype.decimal_char or datatype.group_char
    at_once = None if formatted or builtin.is_valid(" ") else builtin.is_valid

    def parse(text: str) -> str:
        valid = at_once is not None and at_once(text)
        found = text if valid else read(_white_space(text, mode))
        if found is None:
            raise ValueFault("value", *_expected(datatype, builtin))
        if check is not None:
            check(found)
        return found

    return parse


def _reading(datatype: Datatype, name: str, builtin: Builtin, swedish: bool) -> Reading:
    is_valid = builtin.is_valid
    formatted = _formatted(datatype, name, builtin)
    looser = lenient.READERS.get(name) if swedish and formatted is None else None

    def strict(text: str) -> str | None:
        return text if is_valid(text) else None

    def either(text: str) -> str | None:
        if is_valid(text):
            return text
        assert looser is not None
        found = looser(text)
        return found if found is not None and is_valid(found) else None

    def by_format(text: str) -> str | None:
        assert formatted is not None
        found = formatted(text)
        return found if found is not None and is_valid(found) else None

    if formatted is not None:
        return by_format
    return either if looser is not None else strict


def _formatted(datatype: Datatype, name: str, builtin: Builtin) -> Reading | None:
    """The reading that the format asks for; ``None`` where there is none."""
    pattern = datatype.format
    if builtin.order == "number":
        if pattern is None and datatype.decimal_char is None and datatype.group_char is None:
            return None
        numbers = NumberFormat.compile(
            pattern, datatype.decimal_char or ".", datatype.group_char or ","
        )
        return numbers.parse
    if pattern is None:
        return None
    if name == "boolean":
        true, false = boolean_format(pattern)
        return {true: "true", false: "false"}.get
    if name in LEXICAL:
        return DateFormat.compile(pattern, name).parse
    expression = regular_expression(pattern)

    def by_expression(text: str) -> str | None:
        return text if len(text) <= FORMATTED_LIMIT and expression.fullmatch(text) else None

    return by_expression


def _constraints(datatype: Datatype, builtin: Builtin) -> Callable[[str], None] | None:
    """The check of lengths and bounds; ``None`` where there are none."""
    tests = [
        *_lengths(datatype),
        *(_bounds(datatype, builtin) if builtin.order else ()),
    ]
    if not tests:
        return None

    def check(text: str) -> None:
        for holds, en, sv in tests:
            if not holds(text):
                raise ValueFault("value", en, sv)

    return check


Test: TypeAlias = tuple[Callable[[str], bool], str, str]


def _lengths(datatype: Datatype) -> list[Test]:
    size: Callable[[str], int] = SIZES.get(datatype.base.rpartition("#")[2], len)
    tests: list[Test] = []
    for bound, holds, en, sv in (
        (datatype.length, int.__eq__, "exactly {} characters", "exakt {} tecken"),
        (datatype.min_length, int.__ge__, "at least {} characters", "minst {} tecken"),
        (datatype.max_length, int.__le__, "at most {} characters", "högst {} tecken"),
    ):
        if bound is not None:
            tests.append((
                lambda text, bound=bound, holds=holds: holds(size(text), bound),  # type: ignore[misc]
                en.format(bound), sv.format(bound),
            ))  # fmt: skip
    return tests


SIZES: Final[dict[str, Callable[[str], int]]] = {
    "hexBinary": lambda text: len(text) // 2,
    "base64Binary": lambda text: len(re.sub("[ =]", "", text)) * 3 // 4,
}
"""Length of binary values in bytes; of all others in characters."""


def _bounds(datatype: Datatype, builtin: Builtin) -> list[Test]:
    tests: list[Test] = []
    for bound, holds, en, sv in (
        (datatype.minimum, lambda a, b: a >= b, "{} or more", "{} eller mer"),
        (datatype.maximum, lambda a, b: a <= b, "{} or less", "{} eller mindre"),
        (datatype.min_exclusive, lambda a, b: a > b, "more than {}", "mer än {}"),
        (datatype.max_exclusive, lambda a, b: a < b, "less than {}", "mindre än {}"),
    ):
        if bound is None:
            continue
        if not builtin.is_valid(bound):
            raise ValueError(bound)
        limit: Any = builtin.value(bound)
        tests.append((
            lambda text, limit=limit, holds=holds: bool(holds(builtin.value(text), limit)),  # type: ignore[misc]
            en.format(bound), sv.format(bound),
        ))  # fmt: skip
    return tests


SPACE: Final = re.compile(r"[ \t\r\n]+")


def _white_space(text: str, mode: str) -> str:
    """Section 4.3.6 of XML Schema Part 2; the hard space is left to the lenient readings."""
    if mode == "preserve":
        return text
    if mode == "replace":
        return re.sub(r"[\t\r\n]", " ", text)
    return text if text.isalnum() else SPACE.sub(" ", text).strip(" \u00a0\ufeff")


def _expected(datatype: Datatype, builtin: Builtin) -> tuple[str, str]:
    en, sv = builtin.words
    if datatype.format:
        return f"{en} written as {datatype.format}", f"{sv} skrivet som {datatype.format}"
    return f"{en} such as {builtin.example}", f"{sv}, till exempel {builtin.example}"
