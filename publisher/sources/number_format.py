"""Formats of numbers: the subset of UAX 35 that CSV on the Web asks for.

Metadata Vocabulary, section 6.4.2. A pattern is compiled once and then turns text into the lexical
form of XML Schema, or into ``None`` where the text does not follow the pattern.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

PATTERN: Final = re.compile(
    r"(?P<prefix>[+\-%‰]*)(?P<whole>[#0G]*)(?:D(?P<fraction>[0#G]*))?"
    r"(?:E(?P<sign>\+?)(?P<exponent>#*0*))?(?P<suffix>[%‰]?)"
)
"""A number pattern, its decimal and group characters written ``D`` and ``G``."""

DIVISORS: Final = {"%": 2, "‰": 3}


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
            return number + (f"e{exponent}" if exponent else "")
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
