"""Names as something to be compared: normal forms, and what a name says of its kind; pure.

A name is read once into a :class:`Name`. Its ``core`` is what is left when the words for the kind
of thing, legal forms, small words and the Swedish genitive are taken away, so that "Linköpings
kommun", "Municipality of Linköping" and "LINKÖPING KOMMUN" have the same core and the same kind,
and "Linköpings universitet" has the same core and another kind.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from publisher.linking.kinds import COMPOUNDS, KINDS, SAME_BODY, forms, phrases

ABBREVIATIONS: Final[Mapping[str, str]] = {
    "univ": "universitet",
    "uni": "universitet",
    "högsk": "högskolan",
    "hogsk": "högskolan",
    "tekn": "tekniska",
    "kn": "kommun",
    "komm": "kommun",
    "mun": "municipality",
    "lst": "länsstyrelsen",
    "ls": "länsstyrelsen",
    "reg": "region",
    "sthlm": "stockholm",
    "gbg": "göteborg",
    "sv": "svenska",
    "fören": "förening",
    "dept": "department",
    "inst": "institutionen",
    "institutet": "institut",
    "institute": "institut",
    "intl": "international",
    "ctr": "center",
    "centre": "center",
    "centrum": "center",
    "assn": "association",
    "assoc": "association",
    "st": "sankt",
    "sta": "sankta",
    "saint": "sankt",
}
"""Abbreviations as whole words, without their points and colons."""

PLACES: Final[Mapping[str, str]] = {
    "gothenburg": "göteborg",
    "sörmland": "södermanland",
    "sörmlands": "södermanland",
    "sodermanland": "södermanland",
    "sormland": "södermanland",
    "sormlands": "södermanland",
    "scania": "skåne",
    "dalecarlia": "dalarna",
    "falu": "falun",
}
"""Places with a second name, to the one that is compared."""

SMALL_WORDS: Final = (
    "och and et und og & i in of the at för for av på to de la le du der die das den det "
    "a an en ett with med"
)
SMALL: Final = frozenset(SMALL_WORDS.split())
"""Words that carry nothing."""

APOSTROPHES: Final = re.compile(r"['’`´]")
JOINED: Final = re.compile(r"(?<=[^\W\d]):(?=[^\W\d])|(?<=\b[^\W\d])\.(?=\s?[^\W\d]\b)")
"""What stands within an abbreviation: the colon of ``k:n``, the points of ``S.A.``."""
INITIALS: Final = re.compile(r"\b(\w)/(\w)\b")
NEITHER: Final = re.compile(r"[^\w&]+|_+")
GENITIVE_LEAST: Final = 4
"""Letters a word has at the least for its last ``s`` to be taken for the genitive."""
COMPOUND_LEAST: Final = 4
"""Letters that stand at the least before the last part of a compound."""
LONGEST: Final = 1_000
"""Characters of a text that are read as a name."""

PHRASES: Final = phrases()
FORMS: Final = forms()
LONGEST_PHRASE: Final = max(map(len, PHRASES))
LONGEST_FORM: Final = max(map(len, FORMS))
ENDINGS: Final = tuple(sorted(COMPOUNDS, key=lambda ending: (-len(ending), ending)))


@dataclass(frozen=True)
class Name:
    """A name, read. All forms are lower case with single spaces."""

    text: str
    """As it was written, with single spaces."""
    folded: str
    """Every word, abbreviations spelt out, diacritics kept."""
    core_folded: str
    """The core, diacritics kept: it tells Habo from Håbo."""
    kinds: frozenset[str]
    """The strongest kinds the name states, of :data:`publisher.linking.kinds.KINDS`."""
    forms: frozenset[str]
    """Legal forms of companies, of :data:`publisher.linking.kinds.FORMS`."""

    @cached_property
    def plain(self) -> str:
        """``folded`` without diacritics."""
        return without_marks(self.folded)

    @cached_property
    def core(self) -> str:
        """``core_folded`` without diacritics; never empty where the text has a letter or digit."""
        return without_marks(self.core_folded)

    @cached_property
    def key(self) -> str:
        """What two spellings of one name have in common: the core's words in order of the
        alphabet, and the kinds."""
        return " ".join([*sorted(self.core.split()), *(f"|{kind}" for kind in sorted(self.kinds))])

    @cached_property
    def initials(self) -> str:
        """The first letters of the words, small words left out: ``slu``."""
        return "".join(word[0] for word in self.plain.split() if word not in SMALL)


def without_marks(text: str) -> str:
    """``text`` without diacritics; letters that have none to lose stay.

    >>> without_marks("västerås ø")
    'vasteras o'
    """
    replaced = text.translate(LETTERS)
    return "".join(
        c for c in unicodedata.normalize("NFKD", replaced) if not unicodedata.combining(c)
    )


LETTERS: Final = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ł": "l"})
"""Letters that Unicode does not take apart."""


def words(text: str) -> list[str]:
    """The words of a name, casefolded, abbreviations spelt out, diacritics kept.

    >>> words("Linköpings k:n (publ)")
    ['linköpings', 'kommun', 'publ']
    """
    composed = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    joined = JOINED.sub("", APOSTROPHES.sub("", INITIALS.sub(r"\1\2", composed)))
    return [ABBREVIATIONS.get(word, word) for word in NEITHER.split(joined) if word]


def read(text: str) -> Name:
    """A name with its core, its kinds and its legal forms.

    >>> name = read("Municipality of Linköping")
    >>> name.core, sorted(name.kinds)
    ('linkoping', ['municipality'])
    >>> read("Linköpings kommun").key == name.key
    True
    >>> sorted(read("Region Örebro län").kinds), sorted(read("Örebro län").kinds)
    (['region'], ['county'])
    >>> read("Aktiebolaget Volvo (publ)").key == read("Volvo AB").key
    True
    """
    every = words(text)
    inner, found_forms = _without_forms(every)
    rest, kinds = _without_kinds(inner)
    core = [PLACES.get(word, word) for word in map(_bare, rest) if word not in SMALL]
    core_text = " ".join(core or [word for word in every if word not in SMALL] or every)
    return Name(
        " ".join(text[:LONGEST].split()), " ".join(every), core_text,
        _strongest(kinds, core_text), frozenset(found_forms),
    )  # fmt: skip


def apart(one: Name, other: Name) -> bool:
    """Whether the names say of themselves that they name things of different kinds."""
    return bool(one.kinds and other.kinds) and not one.kinds & other.kinds


def _without_forms(every: Sequence[str]) -> tuple[list[str], set[str]]:
    """The words without legal forms at either end, and the forms; a name is never emptied."""
    left, found = list(every), set()
    changed = True
    while changed:
        changed = False
        for length in range(min(LONGEST_FORM, len(left) - 1), 0, -1):
            for cut, kept in ((left[-length:], left[:-length]), (left[:length], left[length:])):
                form = FORMS.get(tuple(cut))
                if form and not changed:
                    left, changed = kept, True
                    found.add(form)
    return left, found


def _without_kinds(left: Sequence[str]) -> tuple[list[str], set[str]]:
    """The words that say no kind, and the kinds that the others say."""
    rest: list[str] = []
    kinds: set[str] = set()
    at = 0
    while at < len(left):
        for length in range(min(LONGEST_PHRASE, len(left) - at), 0, -1):
            kind = PHRASES.get(tuple(left[at : at + length]))
            if kind:
                kinds.add(kind)
                at += length
                break
        else:
            word, kind = _compound(left[at])
            kinds.update([kind] if kind else [])
            rest.append(word)
            at += 1
    return rest, kinds


def _compound(word: str) -> tuple[str, str]:
    """``upplandsmuseet`` as ``upplands`` and its kind."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= COMPOUND_LEAST:
            return word.removesuffix(ending), COMPOUNDS[ending]
    return word, ""


def _bare(word: str) -> str:
    """A word without the Swedish genitive; all forms of a name lose it alike."""
    named = PLACES.get(word, word)
    return named[:-1] if named.endswith("s") and len(named) >= GENITIVE_LEAST else named


def _strongest(kinds: set[str], core: str) -> frozenset[str]:
    if not kinds:
        return frozenset()
    most = max(KINDS[kind].strength for kind in kinds)
    kept = {kind for kind in kinds if KINDS[kind].strength == most}
    return frozenset(SAME_BODY.get((kind, core), kind) for kind in kept)
