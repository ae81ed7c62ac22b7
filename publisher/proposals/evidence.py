"""Values as evidence: how many of a column's values a property can take, and what that tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from publisher import swedish
from publisher.contract import Property
from publisher.datatypes import BUILTINS
from publisher.mapping.named import SEPARATORS
from publisher.mapping.references import NAMING, ReferenceIndex
from publisher.names import normalise
from publisher.namespaces import LABELS, XSD
from publisher.proposals.model import Reason
from publisher.sources.csvw_schema import Datatype
from publisher.sources.date_format import DateFormat
from publisher.sources.patterns import regular_expression
from publisher.values import ValueFault, parser

LONGEST: Final = 250
"""Characters of a value that are looked at."""

VALUES: Final = 40
"""Different values of a column that are looked at."""

EMAIL: Final = re.compile(r"(?:mailto:)?[^@\s:/]+@[^@\s]+\.[^@\s.]+")
URL: Final = re.compile(r"(?:https?://|www\.)\S+", re.I)
IRI: Final = re.compile(r"https?://\S+", re.I)
PHONE: Final = re.compile(r"(?:tel:)?\+?[\d][\d\s()/-]{5,}")

SWEDISH: Final = frozenset({
    "och", "att", "för", "som", "med", "en", "ett", "är", "av", "på", "till", "den", "det", "inom",
})  # fmt: skip
ENGLISH: Final = frozenset({
    "and", "the", "of", "for", "with", "in", "to", "from", "on", "by", "an", "is", "that", "within",
})  # fmt: skip

CUTS: Final = (",", "/", "&")
"""What else than a semicolon parts values in sheets, in the order in which it is tried."""

FORMATS: Final = (
    "yyyy-MM-dd HH:mm:ss", "MM/dd/yyyy HH:mm:ss", "dd/MM/yyyy HH:mm:ss", "yyyy-MM-dd HH:mm",
    "M/d/yyyy", "yyyyMMdd", "dd.MM.yyyy HH:mm",
)  # fmt: skip
"""How dates are written by other systems, as the standard says it."""

CLOCK: Final = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2})?$")

STRENGTHS: Final = {
    "known": 0.72, "listed": 0.7, "email": 0.75, "phone": 0.55, "pattern": 0.6, "url": 0.4,
    "date": 0.4, "boolean": 0.35, "number": 0.22, "long": 0.5, "text": 0.06, "any": 0.0,
}  # fmt: skip
"""How much it tells when all values fit: what few columns hold tells much."""

WORDS: Final = {
    "email": ("e-mail addresses", "e-postadresser"),
    "phone": ("telephone numbers", "telefonnummer"),
    "url": ("web addresses", "webbadresser"),
    "date": ("dates", "datum"),
    "boolean": ("yes or no", "ja eller nej"),
    "number": ("numbers", "tal"),
    "pattern": ("of its form", "på dess form"),
}


@dataclass(frozen=True)
class Evidence:
    """What the values tell of a property: the part of them that fit, and how much that tells."""

    fits: float
    strength: float
    reason: Reason | None = None
    separator: str = ""
    format: str = ""


NONE: Final = Evidence(1.0, 0.0)
"""There are no values to tell anything."""


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """The first different values of a column, long ones cut."""
    return tuple(dict.fromkeys(text[:LONGEST] for text in values))[:VALUES]


def evidence(item: Property, values: Sequence[str], index: ReferenceIndex) -> Evidence:
    """What ``values`` (different, not empty) tell of whether a column is of the property."""
    if not values:
        return NONE
    if item.kind == "reference":
        return _references(item, values, index)
    if item.choices:
        names = {normalise(choice) for choice in item.choices}
        names |= {normalise(re.split(r"[#/]", choice.rstrip("/"))[-1]) for choice in item.choices}
        return _counted("listed", item, values, lambda text: normalise(text) in names)
    if item.kind == "iri":
        return _addresses(item, values)
    if item.kind == "literal":
        return _literals(item, values)
    return _texts(item, values)


def _counted(
    kind: str, item: Property, values: Sequence[str], holds: Callable[[str], bool]
) -> Evidence:
    pieces = pieces_of(item, values)
    count = sum(map(holds, pieces))
    return _told(kind, count, len(pieces))


def _told(kind: str, count: int, total: int, *names: str, format: str = "") -> Evidence:
    numbers = str(count), str(total)
    if kind in WORDS and count * 2 >= total:
        english, swedish_words = WORDS[kind]
        reason = Reason("values", (*numbers, english), (*numbers, swedish_words))
    elif kind in ("known", "listed") and count * 2 >= total:
        reason = Reason(kind, (*numbers, *names[:1]), (*numbers, *names[-1:]))
    else:
        reason = Reason("unfit", numbers)
    return Evidence(count / max(total, 1), STRENGTHS[kind], reason, format=format)


def pieces_of(item: Property, values: Sequence[str], cut: str = "") -> list[str]:
    """The values, and where a cell may hold several each of them."""
    if not item.splits:
        return list(values)
    parts = [part for text in values for part in SEPARATORS.split(text)]
    parts = [piece for part in parts for piece in (part.split(cut) if cut else [part])]
    return list(dict.fromkeys(piece.strip() for piece in parts if piece.strip()))


def _references(item: Property, values: Sequence[str], index: ReferenceIndex) -> Evidence:
    if not index.knows(item.target):
        return NONE

    def found(cut: str) -> Evidence:
        pieces = pieces_of(item, values, cut)
        count = sum(bool(index.find(piece, item.target)) for piece in pieces)
        names = (item.names.get("en", ""), item.names.get("sv", ""))
        return _told("known", count, len(pieces), *names)

    best, separator = found(""), ""
    for cut in CUTS if item.splits and best.fits < 0.95 else ():
        if any(cut in text for text in values) and (other := found(cut)).fits > best.fits + 0.1:
            best, separator = other, cut
    return Evidence(best.fits, best.strength, best.reason, separator)


def _addresses(item: Property, values: Sequence[str]) -> Evidence:
    if "mailto" in item.pattern:
        return _counted("email", item, values, lambda text: bool(EMAIL.fullmatch(text)))
    if "tel:" in item.pattern:
        return _counted("phone", item, values, lambda text: bool(PHONE.fullmatch(text)))
    return _counted("url", item, values, lambda text: bool(IRI.fullmatch(text)))


def _literals(item: Property, values: Sequence[str]) -> Evidence:
    names = [name.rpartition("#")[2] for name in item.datatypes if name.startswith(XSD)]
    if item.pattern and (held := _pattern(item.pattern)):
        return _counted("pattern", item, values, lambda text: bool(held.search(text)))
    orders = {BUILTINS[name].order for name in names if name in BUILTINS}
    if not names or names == ["string"]:
        return _texts(item, values)
    kind = "date" if "moment" in orders else "number" if "number" in orders else (
        "boolean" if "boolean" in names else "any"
    )  # fmt: skip
    readers = [parser(Datatype(XSD + name), swedish=True) for name in names]
    best = _counted(kind, item, values, lambda text: any(_reads(read, text) for read in readers))
    if kind != "date" or best.fits > 0.9:
        return best
    return _formatted(names, values) or best


def _pattern(text: str) -> re.Pattern[str] | None:
    try:
        return regular_expression(text)
    except ValueError:
        return None


def _reads(read: Callable[[str], str], text: str) -> bool:
    try:
        read(text)
    except ValueFault:
        return False
    return True


def _formatted(names: Sequence[str], values: Sequence[str]) -> Evidence | None:
    """Dates in the way of another system: the first format that reads nine of ten."""
    if not {"date", "dateTime"} & set(names):
        return None
    # Where a day is wanted, the time of the day is passed over once it is read.
    tries = [(name, form) for form in FORMATS for name in ("date", "dateTime")]
    for name, form in tries:
        try:
            read = DateFormat.compile(form, name)
        except ValueError:
            continue
        valid = BUILTINS[name].is_valid
        count = sum(bool((found := read.parse(text)) and valid(found)) for text in values)
        if count >= 0.9 * len(values):
            return _told("date", count, len(values), format=f"{name} {form}")
    return None


@lru_cache(maxsize=256)
def _plain(values: tuple[str, ...]) -> int:
    """How many values are of a plainer kind than text."""
    return sum(
        bool(EMAIL.fullmatch(text) or URL.fullmatch(text) or swedish.date(text)
             or swedish.decimal(text) or CLOCK.search(text))
        for text in values
    )  # fmt: skip


def _texts(item: Property, values: Sequence[str]) -> Evidence:
    """Texts: anything may be one; what is of a plainer kind mostly is not meant to be."""
    plain = _plain(tuple(values))
    fits = 1 - plain / len(values)
    naming = item.path in LABELS or item.path in NAMING
    if item.kind == "literal" and naming:
        fits = 1.0  # a number may be a notation
    length = sum(map(len, values)) / len(values)
    if fits < 0.5:
        return Evidence(fits, STRENGTHS["text"], Reason("unfit", (str(len(values) - plain),
                                                                  str(len(values)))))  # fmt: skip
    if item.path in LABELS:
        return Evidence(fits if length < 150 else 0.6, STRENGTHS["text"],
                        Reason("brief") if length < 150 else None)  # fmt: skip
    if "description" in item.path.lower() and length > 60:
        return Evidence(fits, STRENGTHS["long"], Reason("long"))
    return Evidence(fits, STRENGTHS["any"])


@lru_cache(maxsize=256)
def written_in(values: tuple[str, ...]) -> str:
    """The language of texts by their small words; empty where it cannot be told."""
    words = [word for text in values for word in re.findall(r"[^\W\d_]+", text.casefold())]
    swedish_words = sum(word in SWEDISH or any(sign in word for sign in "åäö") for word in words)
    english_words = sum(word in ENGLISH for word in words)
    if swedish_words > 2 * english_words + 1:
        return "sv"
    return "en" if english_words > 2 * swedish_words + 1 else ""
