"""Datatype descriptions -> :class:`Datatype` (Metadata Vocabulary, sections 5.11 and 6.4)."""

from __future__ import annotations

from typing import Any, Final

from publisher.datatypes import BUILTINS, Builtin
from publisher.sources.csvw_problems import Problems
from publisher.sources.csvw_schema import STRING, Datatype
from publisher.sources.csvw_templates import ABSOLUTE
from publisher.sources.csvw_terms import DATATYPES, expand_prefix
from publisher.sources.date_format import LEXICAL, DateFormat
from publisher.sources.number_format import NumberFormat
from publisher.sources.patterns import boolean_format, regular_expression

TEXTUAL: Final = frozenset(
    {
        *("string", "normalizedString", "token", "language", "Name", "NMTOKEN"),
        *("XMLLiteral", "HTML", "JSON", "anyURI", "hexBinary", "base64Binary"),
    }
)
"""Datatypes that have a length (section 5.11.2 allows strings, their subtypes and binaries)."""

BOUNDS: Final = {
    "minimum": "minimum",
    "minInclusive": "minimum",
    "maximum": "maximum",
    "maxInclusive": "maximum",
    "minExclusive": "min_exclusive",
    "maxExclusive": "max_exclusive",
}

LENGTHS: Final = {"length": "length", "minLength": "min_length", "maxLength": "max_length"}

APART: Final = (("minimum", "min_exclusive"), ("maximum", "max_exclusive"))
"""Bounds of which only one may be given."""

IN_ORDER: Final = (
    ("minimum", "maximum", False),
    ("minimum", "max_exclusive", True),
    ("min_exclusive", "maximum", True),
    ("min_exclusive", "max_exclusive", False),
)
"""Bounds that must not cross; with ``True`` they must not meet either."""


def read_datatype(value: Any, path: str, problems: Problems) -> Datatype:
    """The datatype that a ``datatype`` property describes; text where it is not understood."""
    if isinstance(value, str):
        return Datatype(_base(value, path, problems))
    taken, _ = problems.take(value, "Datatype", path)
    base = _base(taken.get("base", "string"), f"{path}.base", problems)
    name = base.rpartition("#")[2]
    fields: dict[str, Any] = {field: taken[key] for key, field in LENGTHS.items() if key in taken}
    _check_lengths(fields, name, path, problems)
    bounds = {field: _lexical(taken[key]) for key, field in BOUNDS.items() if key in taken}
    fields |= _checked_bounds(bounds, name, path, problems)
    fields |= _format(taken.get("format"), name, f"{path}.format", problems)
    return Datatype(base, iri=_identifier(value.get("@id"), f"{path}.@id", problems), **fields)


def _base(value: str, path: str, problems: Problems) -> str:
    found = DATATYPES.get(value)
    if found is None:
        known = ", ".join(sorted(DATATYPES))
        problems.warn(path, value, f"one of {known}", f"någon av {known}")
    return found or STRING.base


def _identifier(value: Any, path: str, problems: Problems) -> str | None:
    if not isinstance(value, str) or value.startswith("_:"):
        return None
    iri = expand_prefix(value)
    if iri in DATATYPES.values() or not ABSOLUTE.match(iri):
        expected = "an IRI of a datatype of your own", "en IRI för en egen datatyp"
        problems.error(path, value, *expected)
    return iri


def _check_lengths(fields: dict[str, Any], name: str, path: str, problems: Problems) -> None:
    if fields and name not in TEXTUAL:
        problems.error(path, ", ".join(fields), "no length of such a value", "ingen längd")
    length = fields.get("length")
    least, most = fields.get("min_length"), fields.get("max_length")
    if length is not None:
        least = length if least is not None and least > length else None
        most = length if most is not None and most < length else None
        crossed = least is not None or most is not None
    else:
        crossed = least is not None and most is not None and least > most
    if crossed:
        problems.error(path, str(fields), "lengths that can be met", "längder som går att uppfylla")


def _lexical(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


def _checked_bounds(
    bounds: dict[str, str], name: str, path: str, problems: Problems
) -> dict[str, str]:
    builtin = BUILTINS[name]
    if bounds and not builtin.order:
        problems.error(
            path, ", ".join(bounds), "bounds only for numbers, dates and durations",
            "gränser bara för tal, datum och varaktigheter",
        )  # fmt: skip
        return {}
    valid = {}
    for field, text in bounds.items():
        if builtin.is_valid(text):
            valid[field] = text
        else:
            problems.warn(path, text, builtin.words[0], builtin.words[1])
    for one, other in APART:
        if one in valid and other in valid:
            expected = f"{one} or {other}, not both", f"{one} eller {other}, inte båda"
            problems.error(path, str(bounds), *expected)
    for low, high, strictly in IN_ORDER:
        if low in valid and high in valid and _crossed(builtin, valid[low], valid[high], strictly):
            expected = "bounds that can be met", "gränser som går att uppfylla"
            problems.error(path, str(bounds), *expected)
    return valid


def _crossed(builtin: Builtin, low: str, high: str, strictly: bool) -> bool:
    least, most = builtin.value(low), builtin.value(high)
    return bool(least > most or (strictly and least == most))


def _format(value: Any, name: str, path: str, problems: Problems) -> dict[str, str]:
    """The fields of a format that can be used; a malformed one is warned of and passed over."""
    if value is None:
        return {}
    number = BUILTINS[name].order == "number"
    parts = value if isinstance(value, dict) else {"pattern": value}
    pattern = parts.get("pattern")
    characters = {
        field: parts[key]
        for key, field in (("decimalChar", "decimal_char"), ("groupChar", "group_char"))
        if key in parts
    }
    texts = [*characters.values(), *([] if pattern is None else [pattern])]
    # An object is a format of numbers only (section 6.4.2).
    known = {"pattern", "decimalChar", "groupChar"} if number else set()
    try:
        told = not isinstance(value, dict) or set(parts) <= known
        if not (told and parts and all(isinstance(text, str) and text for text in texts)):
            raise ValueError(value)
        if number:
            NumberFormat.compile(
                pattern, characters.get("decimal_char", "."), characters.get("group_char", ",")
            )
        elif isinstance(pattern, str):
            _compile(pattern, name)
    except ValueError:
        problems.warn(path, value, f"a format of {name}", f"ett format för {name}")
        return {}
    return characters | ({} if pattern is None else {"format": pattern})


def _compile(pattern: str, name: str) -> None:
    if name == "boolean":
        boolean_format(pattern)
    elif name in LEXICAL:
        DateFormat.compile(pattern, name)
    else:
        regular_expression(pattern)
