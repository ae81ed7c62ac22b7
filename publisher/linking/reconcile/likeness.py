"""How alike a name in a question and a name of a thing are; a table of what is exact, and a sum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from publisher.linking.index import Spelling
from publisher.linking.index_keys import (
    CORE,
    FOLDED,
    IDENTIFIER,
    INITIALS,
    KEY,
    PLAIN,
    VERBATIM,
)
from publisher.linking.names import Name

IRI: Final = "iri"

SCORES: Final[dict[str, float]] = {
    IRI: 100.0,
    IDENTIFIER: 100.0,
    VERBATIM: 100.0,
    FOLDED: 100.0,
    PLAIN: 97.0,
    KEY: 96.0,
    CORE: 82.0,
    INITIALS: 80.0,
}
"""What a thing scores that is found at once, by how; the greatest counts."""

MARKED: Final = 88.0
"""… where the names differ in letters with diacritics that the question has: Håbo is not Habo."""

SURE: Final = 95.0
"""From here on what is found may be meant without a person saying so."""

NEARLY: Final = 94.0
"""What a name scores at most that is only alike."""

APART: Final = 45.0
"""What a name scores at most whose kind is another: Örebro kommun for Region Örebro län."""

CORE_SHARE: Final = 0.88
"""What likeness without the words for kinds counts beside likeness with them."""

COSINE_SHARE: Final = 0.2
"""How much of the score of a name that is only alike comes from rare grams that are shared."""


@dataclass(frozen=True)
class Likeness:
    """How a name in a question is like one of a thing.

    ``score`` is from 0 to 100, ``similarity`` (0 to 100) what the letters alone say.
    """

    score: float
    similarity: float
    how: str = ""
    """The class of the key by which it was found at once; empty for one that is only alike."""
    apart: bool = False


def likeness(asked: Name, known: Spelling, how: str, cosine: float) -> Likeness:
    """The likeness of a name in a question and one of a thing, found by ``how``."""
    similar = similarity(asked, known)
    apart = bool(asked.kinds and known.kinds) and not asked.kinds & known.kinds
    most = APART if apart else MARKED if how != FOLDED and marks_differ(asked, known) else 100.0
    alike = (1 - COSINE_SHARE) * similar + COSINE_SHARE * 100 * min(1.0, cosine)
    score = max(SCORES.get(how, 0.0), min(alike, NEARLY))
    return Likeness(min(score, most), similar, how, apart)


def similarity(asked: Name, known: Spelling) -> float:
    """How alike the letters are, from 0 to 100, whatever the order of the words."""
    whole = max(
        fuzz.ratio(asked.plain, known.plain), fuzz.token_sort_ratio(asked.plain, known.plain)
    )
    if whole == 100.0:
        return whole
    return max(whole, CORE_SHARE * fuzz.token_sort_ratio(asked.core, known.core))


def marks_differ(asked: Name, known: Spelling) -> bool:
    """Whether the question has diacritics, and they are not those of the name."""
    if asked.core_folded == asked.core:
        return False
    return sorted(asked.core_folded.split()) != sorted(known.core_folded.split())
