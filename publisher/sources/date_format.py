"""Formats of dates and times: the subset of UAX 35 that CSV on the Web asks for.

Metadata Vocabulary, section 6.4.4. A pattern is compiled once and then turns text into the lexical
form of XML Schema, or into ``None`` where the text does not follow the pattern.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

FIELDS: Final[dict[str, str]] = {
    "yyyy": r"(?P<year>-?[0-9]{4,})",
    "MM": r"(?P<month>[0-9]{2})",
    "M": r"(?P<month>[0-9]{1,2})",
    "dd": r"(?P<day>[0-9]{2})",
    "d": r"(?P<day>[0-9]{1,2})",
    "HH": r"(?P<hour>[0-9]{2})",
    "H": r"(?P<hour>[0-9]{1,2})",
    "mm": r"(?P<minute>[0-9]{2})",
    "m": r"(?P<minute>[0-9]{1,2})",
    "ss": r"(?P<second>[0-9]{2})",
    "s": r"(?P<second>[0-9]{1,2})",
    "X": r"(?P<zone>Z|[+-][0-9]{2}(?:[0-9]{2})?)",
    "XX": r"(?P<zone>Z|[+-][0-9]{4})",
    "XXX": r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})",
    "x": r"(?P<zone>[+-][0-9]{2}(?:[0-9]{2})?)",
    "xx": r"(?P<zone>[+-][0-9]{4})",
    "xxx": r"(?P<zone>[+-][0-9]{2}:[0-9]{2})",
}
"""The date field symbols of UAX 35 that have a meaning here."""

TOKENS: Final = re.compile(r"(?P<fraction>\.S+)|(?P<field>([A-Za-z])\3*)|(?P<literal>[^A-Za-z])")

LEXICAL: Final[dict[str, str]] = {
    "date": "{year}-{month:0>2}-{day:0>2}{zone}",
    "dateTime": "{year}-{month:0>2}-{day:0>2}T{hour:0>2}:{minute:0>2}:{second:0>2}{fraction}{zone}",
    "time": "{hour:0>2}:{minute:0>2}:{second:0>2}{fraction}{zone}",
    "gYear": "{year}{zone}",
    "gYearMonth": "{year}-{month:0>2}{zone}",
    "gMonthDay": "--{month:0>2}-{day:0>2}{zone}",
    "gMonth": "--{month:0>2}{zone}",
    "gDay": "---{day:0>2}{zone}",
}
LEXICAL["dateTimeStamp"] = LEXICAL["dateTime"]

OPTIONAL: Final = frozenset({"minute", "second", "fraction", "zone"})


@dataclass(frozen=True)
class DateFormat:
    """A date or time format, and the lexical form that it is turned into."""

    matcher: re.Pattern[str]
    lexical: str

    @classmethod
    def compile(cls, pattern: str, kind: str) -> DateFormat:
        """Read a pattern for the XSD datatype ``kind`` (its local name).

        Raises ValueError when the pattern uses a symbol that is not understood, names a part
        twice, or lacks a part that the datatype needs.
        """
        expression = ""
        for token in _tokens(pattern):
            if token["fraction"]:
                expression += rf"(?:\.(?P<fraction>[0-9]{{1,{len(token['fraction']) - 1}}}))?"
            elif token["field"] == "T" or token["literal"]:
                expression += re.escape(token[0])
            elif token["field"] in FIELDS:
                expression += FIELDS[token["field"]]
            else:
                raise ValueError(pattern)
        try:
            matcher = re.compile(expression)
        except re.error as error:
            raise ValueError(pattern) from error
        needed = set(re.findall(r"\{(\w+)", LEXICAL[kind])) - OPTIONAL
        if needed - set(matcher.groupindex) or set(matcher.groupindex) - set(
            re.findall(r"\{(\w+)", LEXICAL[kind])
        ):
            raise ValueError(pattern)
        return cls(matcher, LEXICAL[kind])

    def parse(self, text: str) -> str | None:
        """``text`` as XML Schema writes the date; whether the day exists is not looked at."""
        match = self.matcher.fullmatch(text)
        if match is None:
            return None
        parts: dict[str, Any] = {"minute": "00", "second": "00", "fraction": "", "zone": ""}
        parts |= {name: value for name, value in match.groupdict().items() if value}
        if parts["fraction"]:
            parts["fraction"] = "." + parts["fraction"]
        zone = parts["zone"].replace(":", "")
        if zone and zone != "Z":
            parts["zone"] = f"{zone[:3]}:{zone[3:] or '00'}"
        return self.lexical.format(**parts)


def _tokens(pattern: str) -> list[re.Match[str]]:
    tokens = list(TOKENS.finditer(pattern))
    if sum(len(token[0]) for token in tokens) != len(pattern) or not pattern:
        raise ValueError(pattern)
    return tokens
