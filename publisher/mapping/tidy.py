"""Texts as they were meant: the same value without what slipped into the cell beside it; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

DASHES: Final = re.compile("[‐‑‒–—−]")
AROUND: Final = " \t\r\n\u00a0\ufeff\u200b\"'”“’‘´`.,;"
"""What may stand around a value without being part of it."""

SPACES: Final = re.compile(r"\s+")
NO_FRACTION: Final = re.compile(r"[.,]0+$")


def tidy(text: str) -> str:
    """``text`` with plain dashes and single spaces, without quotes and stops around it.

    >>> tidy(" ”2024–01–31”.")
    '2024-01-31'
    """
    plain = DASHES.sub("-", unicodedata.normalize("NFKC", text))
    return SPACES.sub(" ", plain).strip(AROUND)


def variants(text: str, kind: str) -> Iterator[str]:
    """Other ways to write the same value; ``kind`` is that of a property of the contract."""
    plain = tidy(text)
    yield plain
    if kind == "iri":
        yield SPACES.sub("", plain)
    elif kind == "literal":
        yield NO_FRACTION.sub("", plain)
