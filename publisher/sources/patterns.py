"""Formats of numbers, dates and texts: the subset of UAX 35 that CSV on the Web asks for.

Metadata Vocabulary, sections 6.4.2 to 6.4.5. A pattern is compiled once and then turns text into
the lexical form of XML Schema, or into ``None`` where the text does not follow the pattern.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

PATTERN: Final = re.compile(
    r"(?P<prefix>[+\-%‰]*)(?P<whole>[#0G]*)(?:D(?P<fraction>[0#G]*))?"
    r"(?:E(?P<sign>\+?)(?P<exponent>#*0*))?(?P<suffix>[%‰]?)"
)
"""A number pattern, its decimal and group characters written ``D`` and ``G``."""

DIVISORS: Final = {"%": 2, "‰": 3}

REGEX_LIMIT: Final = 1_000
"""Longest regular expression, in characters."""

NESTED: Final = re.compile(r"[*+}]\)?[*+{]|\([^()]*[*+}][^()]*\)(?:[*+]|\{\d*,\d*\})")
"""A repetition repeated, whose matching time grows without bound."""


def regular_expression(text: str) -> re.Pattern[str]:
    """A format of texts, to be matched whole.

    Raises ValueError when it is malformed, too long, or repeats a repetition.
    """
    if len(text) > REGEX_LIMIT or NESTED.search(re.sub(r"\\.|\[[^\]]*\]", "x", text)):
        raise ValueError(text)
    try:
        return re.compile(text)
    except re.error as error:
        raise ValueError(text) from error


def boolean_format(text: str) -> tuple[str, str]:
    """The words for true and false of a format such as ``Y|N``. Raises ValueError."""
    words = text.split("|")
    if len(words) != 2 or not all(words) or words[0] == words[1]:
        raise ValueError(text)
    return words[0], words[1]


@dataclass(frozen=True)
class NumberFormat:
    """A number format: its characters, and the counts that its pattern asks for."""

    decimal: str
    group: str
    matcher: re.Pattern[str]
    whole: tuple[int, tuple[int, ...]] | None = None
    """Least number of digits; sizes of the groups, the last one first."""
    fraction: tuple[int, int, int] | None = None
    """Least and greatest number of digits; size of a group, 0 where there are none."""

    @classmethod
    def compile(cls, pattern: str | None, decimal: str = ".", group: str = ",") -> NumberFormat:
        """Read a pattern such as ``#,##0.00``. Raises ValueError when it is malformed."""
        sign, percent, exponent = "[+-]?", "[%‰]?", r"(?:[eE](?P<exponent>[+-]?[0-9]+))?"
        digits = rf"[0-9{re.escape(group)}]"
        whole = fraction = None
        before, after = "", percent
        if pattern is not None:
            match = _split_pattern(pattern, decimal, group)
            whole, fraction = _whole(match["whole"]), _fraction(match["fraction"])
            signs = match["prefix"].strip("%‰")
            sign = re.escape(signs) if signs else sign
            before = match["prefix"].strip("+-")
            after = match["suffix"]
            exponent = _exponent(match)
        return cls(
            decimal,
            group,
            re.compile(
                rf"(?P<before>{before})(?P<sign>{sign})(?P<whole>{digits}*)"
                rf"(?:{re.escape(decimal)}(?P<fraction>{digits}*))?{exponent}(?P<after>{after})"
            ),
            whole,
            fraction,
        )

    def parse(self, text: str) -> str | None:
        """``text`` as XML Schema writes the number, per cent and per mille worked out."""
        match = self.matcher.fullmatch(text)
        if match is None or self.group * 2 in text:
            return None
        whole, fraction = match["whole"], match["fraction"]
        if not (self._fits_whole(whole) and self._fits_fraction(fraction)):
            return None
        digits, decimals = whole.replace(self.group, ""), (fraction or "").replace(self.group, "")
        if not digits and not decimals:
            return None
        number = match["sign"] + (digits or "0") + (f".{decimals}" if decimals else "")
        exponent = match.groupdict().get("exponent")
        shift = DIVISORS.get((match["before"] or match["after"]).strip())
        if shift is None:
            return number + (f"E{exponent}" if exponent else "")
        scaled = Decimal(f"{number}E{exponent or 0}").scaleb(-shift)
        return format(scaled, "f")

    def _fits_whole(self, digits: str) -> bool:
        groups = digits.split(self.group)
        if self.whole is None:
            return len(groups) == 1 or (
                0 < len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
            )
        least, sizes = self.whole
        if sum(map(len, groups)) < least:
            return False
        if not sizes:
            return len(groups) == 1
        for place, group in enumerate(reversed(groups)):
            size = sizes[min(place, len(sizes) - 1)]
            first = place == len(groups) - 1
            if len(group) > size or (len(group) < size and not first) or (first and not group):
                return len(groups) == 1 and not group and least == 0
        return True

    def _fits_fraction(self, digits: str | None) -> bool:
        groups = (digits or "").split(self.group)
        if self.fraction is None:
            return len(groups) == 1 and digits != ""
        least, greatest, size = self.fraction
        count = sum(map(len, groups))
        if not least <= count <= greatest or digits == "":
            return False
        if not size:
            return len(groups) == 1
        return all(len(group) == size for group in groups[:-1]) and len(groups[-1]) <= size


def _split_pattern(pattern: str, decimal: str, group: str) -> re.Match[str]:
    marked = "".join({decimal: "D", group: "G"}.get(character, character) for character in pattern)
    match = PATTERN.fullmatch(marked)
    if match is None or not (match["whole"] or match["fraction"]):
        raise ValueError(pattern)
    return match


def _whole(text: str) -> tuple[int, tuple[int, ...]]:
    digits = text.replace("G", "")
    if "0#" in digits or text.startswith("G") or text.endswith("G") or "GG" in text:
        raise ValueError(text)
    sizes = tuple(len(part) for part in reversed(text.split("G")[1:]))
    return digits.count("0"), sizes


def _fraction(text: str | None) -> tuple[int, int, int]:
    if text is None:
        return 0, 0, 0
    digits = text.replace("G", "")
    if "#0" in digits or text.startswith("G") or text.endswith("G") or "GG" in text:
        raise ValueError(text)
    return digits.count("0"), len(digits), text.index("G") if "G" in text else 0


def _exponent(match: re.Match[str]) -> str:
    if match["exponent"] is None:
        return ""
    if not match["exponent"]:
        raise ValueError(match[0])
    sign = "[+-]" if match["sign"] else "[+-]?"
    return rf"E(?P<exponent>{sign}[0-9]{{{max(match['exponent'].count('0'), 1)},}})"


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
