"""How alike two values are, from 0 (nothing in common) to 1 (the same); pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from rapidfuzz import fuzz

from publisher.linking.names import Name, apart, without_marks, words

SAME_BUT_MARKS: Final = 0.97
"""The same letters and other diacritics: Habo and Håbo are two municipalities."""
ONE_WITHOUT_KIND: Final = 0.92
"""The same core where one of the names does not say what kind of thing it is (Örebro), or says more
of it (Örebro University School of Business)."""
INITIALS: Final = 0.9
"""One name is the initials of the other."""
PART: Final = 0.9
"""What the measure that ignores additional words may count at most."""
OTHER_NUMBERS: Final = 0.88
"""What two names with other numbers may count at most: stage 1 and stage 2."""
NUMBER: Final = re.compile(r"\d+|[ivx]{1,4}")
INITIALS_LEAST: Final = 3
LAST_DIGITS: Final = 7

STREETS: Final[Mapping[str, str]] = {
    "street": "st", "sankt": "st", "avenue": "ave", "av": "ave", "boulevard": "blvd", "drive": "dr",
    "road": "rd", "place": "pl", "parkway": "pkwy", "court": "ct", "lane": "ln", "north": "n",
    "south": "s", "east": "e", "west": "w", "gata": "g", "gatan": "g", "gat": "g", "väg": "v",
    "vägen": "v", "torget": "torg", "floor": "fl",
}  # fmt: skip
"""What words in addresses are shortened to."""


def names(one: Name, other: Name) -> float:
    """Names of organisations, places, persons: the core, then the kind. Kinds that contradict each
    other give 0."""
    if apart(one, other):
        return 0.0
    alike = _cores(one, other)
    if one.kinds != other.kinds:
        return max(min(alike, ONE_WITHOUT_KIND), _short(one, other))
    return max(alike, _short(one, other))


def titles(one: Name, other: Name) -> float:
    """Titles: all words count."""
    if one.plain == other.plain:
        return 1.0
    alike = max(
        fuzz.ratio(one.plain, other.plain),
        PART * fuzz.token_set_ratio(one.plain, other.plain),
        fuzz.token_sort_ratio(one.plain, other.plain),
    ) / 100  # fmt: skip
    return alike if _numbers(one.plain) == _numbers(other.plain) else min(alike, OTHER_NUMBERS)


def _cores(one: Name, other: Name) -> float:
    if one.core == other.core or one.key == other.key:
        same = sorted(one.core_folded.split()) == sorted(other.core_folded.split())
        return 1.0 if same else SAME_BUT_MARKS
    alike = max(
        SAME_BUT_MARKS * fuzz.ratio(one.core, other.core),
        SAME_BUT_MARKS * fuzz.token_sort_ratio(one.core, other.core),
        PART * fuzz.token_set_ratio(one.core, other.core),
    ) / 100  # fmt: skip
    return alike if _numbers(one.core) == _numbers(other.core) else min(alike, OTHER_NUMBERS)


def _numbers(text: str) -> list[str]:
    return sorted(word for word in text.split() if NUMBER.fullmatch(word))


def _short(one: Name, other: Name) -> float:
    for short, long in ((one, other), (other, one)):
        if (
            len(short.plain) >= INITIALS_LEAST
            and short.plain.replace(" ", "") == long.initials
            and " " in long.plain
        ):
            return INITIALS
    return 0.0


def addresses(one: str, other: str) -> float:
    """Street addresses; other house numbers are another address."""
    first, second = _address(one), _address(other)
    numbers = [[word for word in side if word[0].isdigit()] for side in (first, second)]
    if numbers[0] and numbers[1] and numbers[0][0] != numbers[1][0]:
        return 0.0
    return fuzz.token_set_ratio(" ".join(first), " ".join(second)) / 100


def texts(one: str, other: str) -> float:
    """Texts as sets of words."""
    return fuzz.token_set_ratio(plain(one), plain(other)) / 100


def digits(one: str, other: str) -> float:
    """Telephone numbers and the like: the same last digits, or not; other texts literally."""
    return float(digits_of(one) == digits_of(other))


def digits_of(text: str) -> str:
    """The last digits of a telephone number; a text without digits as its words."""
    return re.sub(r"\D", "", text)[-LAST_DIGITS:] or plain(text)


def years(one: str, other: str) -> float:
    """Dates as ``2024-01-31``, ``2024-01`` or ``2024``: as far as both say; 1 the same, 0 another
    year, half within one year."""
    if one[:4] != other[:4]:
        return 0.0
    length = min(len(one), len(other), 10)
    return 1.0 if one[:length] == other[:length] else 0.5


def amounts(one: str, other: str) -> float:
    """Numbers, by how large a part of the larger the difference is."""
    try:
        first, second = float(one), float(other)
    except ValueError:
        return float(one == other)
    most = max(abs(first), abs(second))
    return 1.0 if most == 0 else max(0.0, 1 - abs(first - second) / most)


def exact(one: str, other: str) -> float:
    """The same value, or not."""
    return float(one == other)


def best(measure: Callable[[str, str], float], one: Sequence[str], other: Sequence[str]) -> float:
    """The nearest two of two sets of values."""
    return max(measure(first, second) for first in one for second in other)


def together(_: Callable[[str, str], float], one: Sequence[str], other: Sequence[str]) -> float:
    """Two sets of names as one text each: authors, partners."""
    return fuzz.token_set_ratio(plain(" ".join(one)), plain(" ".join(other))) / 100


def plain(text: str) -> str:
    """The words of a text without diacritics."""
    return without_marks(" ".join(words(text)))


def _address(text: str) -> list[str]:
    return [STREETS.get(word, word) for word in words(text)]
