"""Headings as words: what they say of a class, of a language and of a property, and how alike two
of them are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from publisher.names import normalise

SYNONYMS: Final[dict[str, str]] = {
    word: words.split()[0]
    for words in (
        "name namn titel title rubrik benamning heter",
        "description beskrivning sammanfattning summary abstract syfte kortbeskrivning innehall",
        "start startar borjar begin begins fran from paborjas paborjad inleds",
        "end slut slutar ends ending till avslutas avslutad avslut",
        "date datum dag day",
        "id nr nummer number no kod code nyckel key identifier beteckning lopnummer ident",
        "amount belopp summa sum sek kr kronor budget kostnad cost total",
        "email epost mail mejl emailadress epostadress mailadress",
        "telephone telefon tel phone tfn mobil telefonnummer",
        "web webb webbplats webbsida hemsida website homepage url lank link webbadress webpage",
        "organisation organisationer organization organisations org aktor aktorer partner partners "
        "part parter deltagare medverkande participant participants participating",
        "place plats ort location lan region omrade territorium territory county geografi",
        "challenge utmaningsomrade utmaningsomraden utmaning fokusomrade fokusomraden styrkeomrade "
        "styrkeomraden specialiseringsomrade",
        "funder finansiar finansiarer funding_organisation bidragsgivare finansierar",
        "funding finansiering bidrag grant grants",
        "kind slag typ type kategori category",
        "state status lage fas phase",
        "language sprak",
        "contact kontakt kontaktperson ansvarig",
        "role roll",
        "issued utgivet utgiven publicerat publicerad utgivningsdatum published",
        "currency valuta",
        "other andra alternativa alternative annat",
        "member medlem medlemmar members",
        "programme program programmes fond",
    )
    for word in words.split()
}
"""Words that say the same in headings, each with the one that stands for all; without accents."""

LANGUAGES: Final = {
    **dict.fromkeys(("sv", "swe", "svenska", "swedish"), "sv"),
    **dict.fromkeys(("en", "eng", "engelska", "english"), "en"),
}

SMALL: Final = frozenset({
    "av", "for", "i", "pa", "och", "the", "of", "and", "in", "a", "an", "den", "det", "de", "med",
    "som", "vid", "per", "to", "is", "ar",
})  # fmt: skip
"""Words that add nothing to a heading of several words."""

ENDINGS: Final = ("s", "et", "ets", "en", "ens", "er", "erna", "ernas")
"""Endings that a class's own word may have in a heading."""

CAMEL: Final = re.compile(r"(?<=[a-zåäö0-9])(?=[A-ZÅÄÖ])")
E_POST: Final = re.compile(r"\be[\s-](?=post|mail)", re.I)
NEITHER: Final = re.compile(r"[\W_]+")

TYPING: Final = 84.0
"""How alike two words are, of 100, when one is the other with a typing error."""


@dataclass(frozen=True)
class Words:
    """A heading, or a name, as words. ``language`` is one that it names; ``of_class`` whether it
    names the class of the table."""

    text: str
    whole: str
    words: tuple[str, ...]
    language: str = ""
    of_class: bool = False


def words_of(text: str, own: frozenset[str] = frozenset()) -> Words:
    """The words of a heading; ``own`` are what the class of the table is called, normalised."""
    parts = [normalise(part) for part in NEITHER.split(CAMEL.sub(" ", E_POST.sub("e", text)))]
    parts = [part for part in parts if part]
    language = ""
    if len(parts) > 1 and parts[-1] in LANGUAGES:
        language = LANGUAGES[parts.pop()]
    whole = "".join(parts)
    kept: list[str] = []
    of_class = False
    for part in parts:
        rest = _without(part, own)
        of_class = of_class or rest != part
        kept += [rest] if rest else []
    plain = [part for part in kept if part not in SMALL] or kept
    found = [piece for part in plain for piece in _pieces(part)]
    return Words(text, whole, tuple(dict.fromkeys(found)), language, of_class)


def _without(word: str, own: frozenset[str]) -> str:
    """A word without the name of the class that it begins with."""
    for name in sorted(own, key=lambda item: (-len(item), item)):
        if len(name) >= 4 and word.startswith(name):
            rest = word[len(name) :]
            return "" if rest in ENDINGS else rest.removeprefix("s") if len(rest) > 3 else rest
    for name in sorted(own):
        for length in range(len(name) - 1, 2, -1):
            if word.startswith(name[:length]) and word[length:] in SYNONYMS:
                return word[length:]
    return word


@lru_cache(maxsize=4096)
def _pieces(word: str) -> tuple[str, ...]:
    """A compound as the words that it is made of, where all of them are known."""
    if word in SYNONYMS or len(word) < 6:
        return (word,)
    for at in range(2, len(word) - 1):
        left, right = word[:at], word[at:]
        for first in (left, left.removesuffix("s")):
            if first in SYNONYMS and right in SYNONYMS:
                return first, right
    return (word,)


@dataclass(frozen=True)
class Likeness:
    """How alike a heading and a name are, from 0 to 1, and by what: the code of a reason."""

    score: float
    code: str
    name: str


NOTHING: Final = Likeness(0.0, "unknown", "")


def likeness(heading: Words, names: Iterable[Words]) -> Likeness:
    """The likeness of a heading with that of ``names`` which is most like it."""
    return max(
        (_compare(heading, name) for name in names), key=lambda found: found.score, default=NOTHING
    )


def _compare(heading: Words, name: Words) -> Likeness:
    if not name.whole or not heading.whole:
        return NOTHING
    if heading.whole == name.whole:
        return Likeness(1.0, "same", name.text)
    mine, theirs = heading.words, name.words
    if not mine or not theirs:
        # A column called as the class is: what its things are called.
        meant = {SYNONYMS.get(word) for word in theirs}
        named = not mine and heading.of_class and meant == {"name"}
        return Likeness(0.8, "synonym", name.text) if named else NOTHING
    if mine == theirs:
        return Likeness(0.96, "same", name.text)
    both = _shared(mine, theirs, name.text), _typed(heading, name)
    found = max(both, key=lambda item: item.score)
    return found if found.score >= 0.2 else NOTHING


def _shared(mine: tuple[str, ...], theirs: tuple[str, ...], text: str) -> Likeness:
    """How many words the two share, each as far as it is the same."""
    left = list(theirs)
    total, had, codes, matched = 0.0, 0.0, set(), 0
    for word in mine:
        best, code, other = max(((*_word(word, other), other) for other in left),
                                key=lambda item: item[0], default=(0.0, "", ""))  # fmt: skip
        if best > 0:
            left.remove(other)
            weight = _weight(other)
            total, had, matched = total + best * weight, had + weight, matched + 1
            codes.add(code)
    if not matched:
        return NOTHING
    union = sum(map(_weight, mine)) + sum(map(_weight, theirs)) - had
    score = total / union
    if matched == len(mine) and left:
        score = total / had * (0.5 + 0.5 * had / union) * 0.9
    whole = matched == len(mine) == len(theirs)
    order = ("short", "alike", "synonym", "same")
    code = next((item for item in order if item in codes), "inside") if whole else "inside"
    return Likeness(round(score * (0.95 if whole else 0.85), 4), code, text)


def _weight(word: str) -> float:
    """How much a word tells: that it is about a date says little of which."""
    return 0.3 if SYNONYMS.get(word) == "date" else 1.0


def _word(one: str, other: str) -> tuple[float, str]:
    """How much one word says the other, and by what."""
    if one == other:
        return 1.0, "same"
    if one in SYNONYMS and SYNONYMS[one] == SYNONYMS.get(other):
        return 0.93, "synonym"
    if len(one) >= 3 and other.startswith(one):
        return 0.86, "short"
    if len(one) >= 5 and one.startswith(other) and len(other) >= 5:
        return 0.9, "alike"
    if min(len(one), len(other)) >= 4 and (ratio := fuzz.ratio(one, other)) >= TYPING:
        return ratio / 100 * 0.95, "alike"
    if len(one) >= 4 and _within(one, other) and len(one) * 4 >= len(other):
        return 0.6, "short"
    return 0.0, ""


def _typed(heading: Words, name: Words) -> Likeness:
    """The whole with typing errors, or shortened: ``utm omr`` for ``utmaningsområde``."""
    ratio = fuzz.ratio(heading.whole, name.whole)
    if min(len(heading.whole), len(name.whole)) >= 5 and ratio >= TYPING:
        return Likeness(ratio / 100 * 0.95, "alike", name.text)
    short, long = heading.whole, name.whole
    if (
        len(short) >= 4
        and len(short) * 4 >= len(long)
        and short[0] == long[0]
        and len(short) < len(long)
        and _within(short, long)
    ):
        return Likeness(0.62, "short", name.text)
    return NOTHING


def _within(short: str, long: str) -> bool:
    """Whether the letters of one word stand in another in that order, the first one first."""
    letters: Iterator[str] = iter(long)
    return short[0] == long[0] and all(letter in letters for letter in short)
