"""The built-in datatypes of XML Schema: what a valid lexical form looks like, and its value.

XML Schema Definition Language 1.1 Part 2: Datatypes. Nothing here knows about formats or about
Swedish; values compare as the standard orders them.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

ZONE: Final = r"(?P<zone>Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
YEAR: Final = r"(?P<year>-?(?:[1-9]\d{3,}|0\d{3}))"
MONTH: Final = r"(?P<month>0[1-9]|1[0-2])"
DAY: Final = r"(?P<day>0[1-9]|[12]\d|3[01])"
CLOCK: Final = (
    r"(?P<hour>[01]\d|2[0-3]|24(?=:00:00(?:\.0+)?(?:$|[Z+-]))):"
    r"(?P<minute>[0-5]\d):(?P<second>[0-5]\d(?:\.\d+)?)"
)
DURATION_DATE: Final = r"(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?"
DURATION_DAY: Final = (
    r"(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
NAME_START: Final = r"[:A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\uFFFD]"
NAME_REST: Final = r"[-.:A-Z_a-z0-9\u00B7\u00C0-\u00D6\u00D8-\u00F6\u00F8-\uFFFD]"
BASE64: Final = "[A-Za-z0-9+/] ?"
NUMERIC: Final = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"


@dataclass(frozen=True)
class Builtin:
    """One built-in datatype. ``white_space`` is preserve, replace or collapse."""

    pattern: re.Pattern[str]
    example: str
    words: tuple[str, str]
    """What a value of it is called, in English and Swedish."""
    order: str = ""
    """How values compare: number, moment or duration; empty where they do not."""
    lowest: int | None = None
    highest: int | None = None
    white_space: str = "collapse"

    def is_valid(self, text: str) -> bool:
        """Whether ``text`` is a lexical form of the datatype."""
        match = self.pattern.fullmatch(text)
        if match is None:
            return False
        if self.lowest is not None or self.highest is not None:
            number = Decimal(text)
            return (self.lowest is None or number >= self.lowest) and (
                self.highest is None or number <= self.highest
            )
        groups = self.pattern.groupindex
        if "day" not in groups or "month" not in groups or match["day"] < "29":
            return True
        return _day_exists(match)

    def value(self, text: str) -> Any:
        """The value of a valid lexical form, to be compared with others of the datatype."""
        if self.order == "number":
            return Decimal({"INF": "Infinity", "+INF": "Infinity", "-INF": "-Infinity"}.get(
                text, text
            ))  # fmt: skip
        match = self.pattern.fullmatch(text)
        assert match is not None
        return ORDERS[self.order](match.groupdict())


def _day_exists(match: re.Match[str]) -> bool:
    """Whether the month has the day; without a year, whether it ever has."""
    year = int((match.groupdict().get("year") or "2000")[-4:])  # leap years recur after 400
    month = int(match["month"])
    return int(match["day"]) <= _length(year, month) // 86400


DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _moment(parts: dict[str, str | None]) -> tuple[int, int, Decimal]:
    """Year, month, and seconds since the month began in UTC (an offset never compared alone)."""
    numbers = {name: Decimal(value) for name, value in parts.items() if value and name != "zone"}
    seconds = numbers.get("day", Decimal(1)) * 86400 + numbers.get("hour", Decimal(0)) * 3600
    seconds += numbers.get("minute", Decimal(0)) * 60 + numbers.get("second", Decimal(0))
    zone = parts.get("zone")
    if zone and zone != "Z":
        offset = int(zone[1:3]) * 3600 + int(zone[4:6]) * 60
        seconds -= offset if zone[0] == "+" else -offset
    year, month = int(numbers.get("year", Decimal(0))), int(numbers.get("month", Decimal(1)))
    if seconds < 86400:
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        seconds += _length(year, month)
    elif seconds >= 86400 + _length(year, month):
        seconds -= _length(year, month)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return year, month, seconds


def _length(year: int, month: int) -> int:
    return (29 if month == 2 and calendar.isleap(year) else DAYS[month - 1]) * 86400


def _duration(parts: dict[str, str | None]) -> Decimal:
    """Seconds, a month counted as its mean length: enough to order what can be ordered."""
    scale = {"years": 31556952, "months": 2629746, "days": 86400, "hours": 3600, "minutes": 60}
    total = sum(
        (Decimal(value) * scale.get(name, 1) for name, value in parts.items()
         if value and name != "sign"),
        Decimal(0),
    )  # fmt: skip
    return -total if parts.get("sign") else total


ORDERS: Final[dict[str, Callable[[dict[str, str | None]], Any]]] = {
    "moment": _moment,
    "duration": _duration,
}


def _builtin(
    pattern: str, example: str, en: str, sv: str, order: str = "", space: str = "collapse"
) -> Builtin:
    return Builtin(
        re.compile(pattern, re.ASCII | re.DOTALL), example, (en, sv), order, white_space=space
    )


def _integer(example: str, lowest: int | None, highest: int | None) -> Builtin:
    words = ["a whole number", "ett heltal"]
    if lowest is not None:
        words = [f"{words[0]} from {lowest}", f"{words[1]} från {lowest}"]
    if highest is not None:
        words = [f"{words[0]} to {highest}", f"{words[1]} till {highest}"]
    return Builtin(
        re.compile(r"[+-]?\d+", re.ASCII), example, (words[0], words[1]), "number", lowest, highest
    )


BUILTINS: Final[dict[str, Builtin]] = {
    "string": _builtin(".*", "text", "text", "text", space="preserve"),
    "normalizedString": _builtin(
        r"[^\r\n\t]*", "text", "text on one line", "text på en rad", space="replace"
    ),
    "token": _builtin(".*", "text", "text", "text"),
    "anyAtomicType": _builtin(".*", "text", "a value", "ett värde", space="preserve"),
    "anyURI": _builtin(
        r"[^\x00-\x20<>\"{}|\\^`]*", "https://example.org/", "a web address", "en webbadress"
    ),
    "language": _builtin(
        "[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*", "sv", "a language tag", "en språkkod"
    ),
    "Name": _builtin(f"{NAME_START}{NAME_REST}*", "name", "an XML name", "ett XML-namn"),
    "NMTOKEN": _builtin(f"{NAME_REST}+", "name", "an XML name token", "en XML-namnsymbol"),
    "QName": _builtin(
        r"(?:[^\W\d][\w.-]*:)?[^\W\d][\w.-]*", "dct:title", "a qualified name",
        "ett kvalificerat namn",
    ),
    "boolean": _builtin("true|false|1|0", "true", "true or false", "ja eller nej"),
    "decimal": _builtin(NUMERIC, "1234.5", "a number", "ett tal", "number"),
    "double": _builtin(
        rf"{NUMERIC}(?:[eE][+-]?\d+)?|[+-]?INF|NaN", "1234.5", "a number", "ett tal", "number"
    ),
    "date": _builtin(f"{YEAR}-{MONTH}-{DAY}{ZONE}", "2024-01-31", "a date", "ett datum", "moment"),
    "time": _builtin(f"{CLOCK}{ZONE}", "12:30:00", "a time", "ett klockslag", "moment"),
    "dateTime": _builtin(
        f"{YEAR}-{MONTH}-{DAY}T{CLOCK}{ZONE}", "2024-01-31T12:30:00", "a date and a time",
        "datum och klockslag", "moment",
    ),
    "dateTimeStamp": _builtin(
        f"{YEAR}-{MONTH}-{DAY}T{CLOCK}{ZONE.rstrip('?')}", "2024-01-31T12:30:00+01:00",
        "a date and a time with a time zone", "datum och klockslag med tidszon", "moment",
    ),
    "gYear": _builtin(f"{YEAR}{ZONE}", "2024", "a year", "ett årtal", "moment"),
    "gYearMonth": _builtin(
        f"{YEAR}-{MONTH}{ZONE}", "2024-01", "a month of a year", "år och månad", "moment"
    ),
    "gMonthDay": _builtin(
        f"--{MONTH}-{DAY}{ZONE}", "--01-31", "a day of a month", "månad och dag", "moment"
    ),
    "gMonth": _builtin(f"--{MONTH}{ZONE}", "--01", "a month", "en månad", "moment"),
    "gDay": _builtin(f"---{DAY}{ZONE}", "---31", "a day", "en dag", "moment"),
    "duration": _builtin(
        f"(?P<sign>-)?P(?=\\d|T){DURATION_DATE}{DURATION_DAY}", "P1Y6M", "a duration",
        "en varaktighet", "duration",
    ),
    "dayTimeDuration": _builtin(
        f"(?P<sign>-)?P(?=\\d|T){DURATION_DAY}", "P2DT12H", "a duration in days and hours",
        "en varaktighet i dagar och timmar", "duration",
    ),
    "yearMonthDuration": _builtin(
        f"(?P<sign>-)?P(?=\\d){DURATION_DATE}", "P1Y6M", "a duration in years and months",
        "en varaktighet i år och månader", "duration",
    ),
    "hexBinary": _builtin(
        "(?:[0-9a-fA-F]{2})*", "0FB7", "hexadecimal digits in pairs",
        "hexadecimala siffror i par",
    ),
    "base64Binary": _builtin(
        f"(?:(?:{BASE64}){{4}})*(?:(?:{BASE64}){{2}}= ?=|(?:{BASE64}){{3}}=)?",
        "dGV4dA==", "base64", "base64",
    ),
    "integer": _integer("1234", None, None),
    "long": _integer("1234", -(2**63), 2**63 - 1),
    "int": _integer("1234", -(2**31), 2**31 - 1),
    "short": _integer("1234", -(2**15), 2**15 - 1),
    "byte": _integer("12", -128, 127),
    "nonNegativeInteger": _integer("1234", 0, None),
    "positiveInteger": _integer("1234", 1, None),
    "nonPositiveInteger": _integer("-1234", None, 0),
    "negativeInteger": _integer("-1234", None, -1),
    "unsignedLong": _integer("1234", 0, 2**64 - 1),
    "unsignedInt": _integer("1234", 0, 2**32 - 1),
    "unsignedShort": _integer("1234", 0, 2**16 - 1),
    "unsignedByte": _integer("12", 0, 255),
}  # fmt: skip
"""Each datatype by its local name."""

BUILTINS["float"] = BUILTINS["double"]
for _name in ("XMLLiteral", "HTML", "JSON", "langString", "anyType"):
    BUILTINS[_name] = BUILTINS["string"]
