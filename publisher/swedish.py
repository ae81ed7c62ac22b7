"""Values as they are written in Sweden, turned into the lexical forms of XML Schema; pure.

Every function returns ``None`` where the text is no such value, so that the strict reading says
what was expected. A date whose parts could change places is read as day, month, year.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february feb febr",
            "mars march mar",
            "april apr",
            "maj may",
            "juni june jun",
            "juli july jul",
            "augusti august aug",
            "september sep sept",
            "oktober october okt oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}

BOOLEANS: Final = {
    **dict.fromkeys(("ja", "j", "sant", "yes", "y", "true", "1"), "true"),
    **dict.fromkeys(("nej", "n", "falskt", "no", "false", "0"), "false"),
}

YEAR_FIRST: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
DAY_FIRST: Final = re.compile(r"(\d{1,2})\s?[/.-]\s?(\d{1,2})(?:\s?[-/.]\s?|\s+|,\s+)(\d{4})")
WORDS: Final = re.compile(r"(?:den\s+)?(\d{1,2})(?:\.|:e|:a)?\s+([^\W\d_]+)\.?,?\s+(\d{4})", re.I)
MONTH_WORDS: Final = re.compile(r"([^\W\d_]+)\.?,?\s+(\d{4})", re.I)
MONTH_DIGITS: Final = re.compile(r"(\d{4})[-/](\d{1,2})")
MONTH_FIRST: Final = re.compile(r"(\d{1,2})[-/](\d{4})")
CLOCK: Final = re.compile(r"(?:kl\.?\s*)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?", re.I)
MIDNIGHT: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]00:00(?::00(?:\.0+)?)?")
MOMENT: Final = re.compile(r"(.+?)(?:T|,?\s+(?:kl\.?\s*)?)(\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)")

SPACES: Final = " \u00a0\u202f\u2009"
MINUS: Final = "\u2212\u2013"
NUMBER: Final = re.compile(
    rf"([+{MINUS}-]?)[{SPACES}]?"
    rf"(\d{{1,3}}(?:[{SPACES}]\d{{3}})+|\d{{1,3}}(?:\.\d{{3}})+(?=,)|\d{{1,3}}(?:\.\d{{3}}){{2,}}|\d*)"
    r"(?:[,.](\d+))?"
)
"""Thousands parted by spaces, or by points where a decimal comma or a second point says so."""


def date(text: str) -> str | None:
    """``31/1 2024``, ``31.1.2024``, ``31 januari 2024`` as ``2024-01-31``."""
    midnight = MIDNIGHT.fullmatch(text)
    if midnight:
        return midnight[1]
    match = YEAR_FIRST.fullmatch(text) or COMPACT.fullmatch(text)
    if match:
        return _iso(match[1], match[2], match[3])
    match = DAY_FIRST.fullmatch(text)
    if match:
        return _iso(match[3], match[2], match[1])
    match = WORDS.fullmatch(text)
    month = MONTHS.get(match[2].casefold()) if match else None
    return _iso(match[3], month, match[1]) if match and month else None


def year_month(text: str) -> str | None:
    """``januari 2024`` or ``1/2024`` as ``2024-01``."""
    match = MONTH_DIGITS.fullmatch(text)
    if match:
        return f"{match[1]}-{match[2]:0>2}"
    match = MONTH_FIRST.fullmatch(text)
    if match:
        return f"{match[2]}-{match[1]:0>2}"
    match = MONTH_WORDS.fullmatch(text)
    month = MONTHS.get(match[1].casefold()) if match else None
    return f"{match[2]}-{month:0>2}" if match and month else None


def time(text: str) -> str | None:
    """``kl. 12.30`` as ``12:30:00``."""
    match = CLOCK.fullmatch(text)
    return f"{match[1]:0>2}:{match[2]}:{match[3] or '00'}" if match else None


def date_time(text: str) -> str | None:
    """``31/1 2024 kl. 12.30`` as ``2024-01-31T12:30:00``; a day alone is its midnight."""
    match = MOMENT.fullmatch(text)
    day, clock = (date(match[1]), time(match[2])) if match else (date(text), "00:00:00")
    return f"{day}T{clock}" if day and clock else None


def decimal(text: str) -> str | None:
    """``1 234,50`` as ``1234.50``; no digit is lost or rounded."""
    match = NUMBER.fullmatch(text)
    if match is None or not (match[2] or match[3]):
        return None
    sign = "-" if match[1] and match[1] in MINUS else match[1]
    whole = re.sub(rf"[{SPACES}.]", "", match[2]) or "0"
    return sign + whole + (f".{match[3]}" if match[3] else "")


def integer(text: str) -> str | None:
    """``1 234`` as ``1234``."""
    number = decimal(text)
    return number if number is not None and "." not in number else None


def boolean(text: str) -> str | None:
    """``ja`` as ``true``."""
    return BOOLEANS.get(text.casefold())


def _iso(year: str, month: str | int, day: str) -> str:
    return f"{year}-{month:0>2}-{day:0>2}"


READERS: Final[dict[str, Callable[[str], str | None]]] = {
    "boolean": boolean,
    "date": date,
    "dateTime": date_time,
    "decimal": decimal,
    "double": decimal,
    "float": decimal,
    "gYearMonth": year_month,
    "time": time,
}
"""The lenient reading of each datatype, by its local name; integers are added to it below."""

READERS.update(
    dict.fromkeys(
        (
            *("integer", "long", "int", "short", "byte"),
            *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
            *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
        ),
        integer,
    )
)
