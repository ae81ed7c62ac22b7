"""Names as people write them: compared without case, diacritics or punctuation; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from rapidfuzz import fuzz, process

NEITHER: Final = re.compile(r"[\W_]+")
"""What is neither letter nor digit; combining marks are among it."""

CUTOFF: Final = 60.0
"""How alike two names must be, of 100, for one to be taken for the other."""


def normalise(text: str) -> str:
    """``text`` casefolded, without diacritics, letters and digits only.

    >>> normalise("Utmaningsområde (sv)")
    'utmaningsomradesv'
    """
    return NEITHER.sub("", unicodedata.normalize("NFKD", text.casefold()))


def slug(text: str) -> str:
    """``text`` as a key that may stand in an IRI: lower case ASCII letters, digits and hyphens.

    >>> slug("Fast Lane 4 industry – Östra")
    'fast-lane-4-industry-ostra'
    """
    decomposed = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", decomposed.lower()).strip("-")


def kebab_case(name: str) -> str:
    """``ChallengeArea`` as ``challenge-area``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


def camel_case(words: str) -> str:
    """``Start date`` as ``startDate``: the JSON-LD term of a property."""
    parts = [part for part in slug(words).split("-") if part]
    return parts[0] + "".join(part.capitalize() for part in parts[1:]) if parts else ""


def nearest(value: str, candidates: Iterable[str], *, cutoff: float = CUTOFF) -> str:
    """The candidate most like ``value`` (0 to 100, at least ``cutoff``), or an empty string."""
    found = process.extractOne(
        value, sorted(set(candidates)), scorer=fuzz.WRatio, processor=normalise, score_cutoff=cutoff
    )
    return str(found[0]) if found else ""
