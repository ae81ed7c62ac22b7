"""Headings as words: what they say of a class, of a language and of a property, and how alike two
of them are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from publisher.names import NEITHER, normalise

SYNONYMS: Final[dict[str, str]] = {
    word: words.split()[0]
    for words in (
        "name namn titel title rubrik benamning heter",
        "description beskrivning sammanfattning summary abstract syfte kortbeskrivning innehall "
        "about om handlar ingress presentation",
        "start startar borjar begin begins fran from paborjas paborjad inleds since",
        "end slut slutar ends ending till tom avslutas avslutad avslut until",
        "date datum dag day",
        "id dnr nr nummer number no kod code nyckel key identifier beteckning lopnummer ident",
        "amount belopp summa sum sek kr kronor budget kostnad cost total",
        "email epost mail mejl emailadress epostadress mailadress brevlada funktionsbrevlada",
        "telephone telefon tel phone tfn mobil telefonnummer",
        "web webb webbplats webbsida hemsida website homepage url lank link webbadress webpage",
        "organisation organisationer organization organisations org aktor aktorer partner partners "
        "part parter deltagare medverkande participant participants participating",
        "place plats ort location lan region omrade territorium territory county geografi",
        "abbreviation forkortning akronym acronym kortform kortnamn alias",
        "rights rattigheter copyright upphovsratt",
        "cooperation samverkan samarbete",
        "challenge utmaningsomrade utmaningsomraden utmaning fokusomrade fokusomraden styrkeomrade "
        "styrkeomraden specialiseringsomrade",
        "funder finansiar finansiarer funding_organisation bidragsgivare finansierar",
        "funding finansiering finansieras bidrag grant grants",
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

ENGLISH: Final = frozenset({
    "name", "title", "description", "summary", "abstract", "about", "begin", "begins", "end",
    "ends", "date", "number", "code", "key", "amount", "cost", "phone", "telephone", "website",
    "homepage", "link", "organization", "place", "location", "county", "challenge", "funder",
    "funding", "grant", "grants", "kind", "type", "category", "state", "language", "contact",
    "role", "issued", "published", "currency", "other", "alternative", "member", "members",
    "programme", "short", "the", "of", "and", "for", "what", "known", "text", "purpose",
})  # fmt: skip
"""Words of headings that are English and not Swedish, too."""

WEIGHTS: Final = {"date": 0.3, "id": 0.3, "name": 0.6}
"""Words that stand in many headings, with how much they tell beside others."""

ENDS: Final = ("nummer", "nr", "kod", "id")
"""What keys end with, whatever they are the keys of."""

LANGUAGES: Final = {
    **dict.fromkeys(("sv", "swe", "svensk", "svenskt", "svenska", "swedish"), "sv"),
    **dict.fromkeys(("en", "eng", "engelsk", "engelskt", "engelska", "english"), "en"),
}

SMALL: Final = frozenset({
    "av", "for", "i", "pa", "och", "the", "of", "and", "in", "a", "an", "den", "det", "de", "med",
    "som", "vid", "per", "to", "is", "ar",
})  # fmt: skip
"""Words that add nothing to a heading of several words."""

ENDINGS: Final = frozenset({
    "s", "et", "ets", "en", "ens", "er", "ers", "erna", "ernas", "n", "ns", "na", "nas", "t", "ts",
    "ar", "ars", "arna", "arnas", "met", "mets", "es",
})  # fmt: skip
"""Endings that a class's own word may have in a heading."""

CAMEL: Final = re.compile(r"(?<=[a-zåäö0-9])(?=[A-ZÅÄÖ])")
E_POST: Final = re.compile(r"\be[\s-](?=post|mail)", re.I)

TYPING: Final = ((5, 1), (9, 2))
"""Letters of a word, and how many of them may be wrong: added, lost, or in each other's place."""


@dataclass(frozen=True)
class Words:
    """A heading, or a name, as words. ``language`` is one that it names; ``of_class`` whether it
    names the class of the table."""

    text: str
    whole: str
    words: tuple[str, ...]
    language: str = ""
    of_class: bool = False
    tongue: str = ""
    """The language that the words themselves are in, where that can be told."""


def words_of(text: str, own: frozenset[str] = frozenset()) -> Words:
    """The words of a heading; ``own`` are what the class of the table is called, normalised."""
    parts = [normalise(part) for part in NEITHER.split(CAMEL.sub(" ", E_POST.sub("e", text)))]
    parts = [part for part in parts if part]
    language = ""
    for at in reversed(range(len(parts))):
        # “en” is Swedish for “a”, so a code counts only at the end.
        last = at == len(parts) - 1
        if len(parts) > 1 and parts[at] in LANGUAGES and (last or len(parts[at]) > 2):
            language = LANGUAGES[parts.pop(at)]
            break
    whole = "".join(parts)
    if len(parts) > 1 and whole in SYNONYMS:
        parts = [whole]
    kept: list[str] = []
    of_class = False
    for part in parts:
        rest = _without(part, own)
        of_class = of_class or rest != part
        kept += [rest] if rest else []
    plain = [part for part in kept if part not in SMALL] or kept
    found: dict[str, str] = {}
    for piece in (piece for part in plain for piece in _pieces(part)):
        found.setdefault(SYNONYMS.get(piece, piece), piece)
    return Words(text, whole, tuple(found.values()), language, of_class, _tongue(parts, kept))


def _tongue(parts: list[str], kept: list[str]) -> str:
    words = {*parts, *kept}
    english = len(words & ENGLISH)
    other = sum(word in SYNONYMS and word not in ENGLISH for word in words)
    if english > other:
        return "en"
    return "sv" if other and not english else ""


def _without(word: str, own: frozenset[str]) -> str:
    """A word without the name of the class that it begins with."""
    rests = [word[len(name) :] for name in sorted(own, key=lambda item: (-len(item), item))
             if len(name) >= 4 and word.startswith(name)]  # fmt: skip
    for rest in rests:
        if rest in ENDINGS or not rest:
            return ""
        for found in (rest, rest.removeprefix("s")):
            if _is_known(found):
                return found
    if rests:
        return rests[0]
    for name in sorted(own):
        for length in range(len(name) - 1, 2, -1):
            rest = word[length:]
            if word.startswith(name[:length]) and (rest in SYNONYMS or (not rest and length > 3)):
                return rest
    return word


def _is_known(word: str) -> bool:
    return word in SYNONYMS or len(_pieces(word)) > 1


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
    for end in ENDS:
        if word.endswith(end) and len(word) > len(end) + 3:
            return word.removesuffix(end), end
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
    """How much a word tells: that it is about a date, or a code, says little of which."""
    return WEIGHTS.get(SYNONYMS.get(word, ""), 1.0)


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
    if _is_mistyped(one, other):
        return 0.9, "alike"
    if len(one) >= 4 and _within(one, other) and len(one) * 4 >= len(other):
        return 0.6, "short"
    return 0.0, ""


def _typed(heading: Words, name: Words) -> Likeness:
    """The whole with typing errors, or shortened: ``utm omr`` for ``utmaningsområde``."""
    if _is_mistyped(heading.whole, name.whole):
        return Likeness(0.88, "alike", name.text)
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


def _is_mistyped(one: str, other: str) -> bool:
    """Whether two words are the same but for typing errors (optimal string alignment)."""
    letters = min(len(one), len(other))
    wrong = max((most for least, most in TYPING if letters >= least), default=0)
    return wrong > 0 and OSA.distance(one, other, score_cutoff=wrong) <= wrong


def _within(short: str, long: str) -> bool:
    """Whether the letters of one word stand in another in that order, the first one first."""
    letters: Iterator[str] = iter(long)
    return short[0] == long[0] and all(letter in letters for letter in short)
