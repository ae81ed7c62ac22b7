"""Texts as they may be written in any file: as they are, or escaped for JSON, markup or an address.

A single word is found where it stands by itself, so that a short name is not seen in a longer one;
anything else wherever it stands. Capital and small letters are alike.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, quote_plus

WORD: Final = re.compile(r"[^\W_]+")
BEFORE: Final = r"(?:(?<![^\W_])|(?<=\\[nrt])|(?<=%[0-9a-f]{2})|(?<=\\u[0-9a-f]{4}))"
"""What a word begins after: no letter or digit, but for one that is part of an escape."""

AFTER: Final = r"(?![^\W_])"


class Finder:
    """Finds any of some texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = tuple(texts)
        self._wanted: list[tuple[str, re.Pattern[str] | None]] = []
        for form in sorted({form for text in self.texts for form in _forms(text)}):
            single = WORD.fullmatch(form) is not None
            word = re.compile(BEFORE + re.escape(form) + AFTER) if single else None
            self._wanted.append((form, word))

    def __bool__(self) -> bool:
        return bool(self._wanted)

    @property
    def longest(self) -> int:
        """Characters of the longest spelling; 0 where nothing is looked for."""
        return max((len(form) for form, _ in self._wanted), default=0)

    def named(self, text: str) -> bool:
        """Whether one of the texts stands in ``text``."""
        folded = text.casefold()
        return any(form in folded and (word is None or word.search(folded) is not None)
                   for form, word in self._wanted)  # fmt: skip


def _forms(text: str) -> set[str]:
    inside = (json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1])
    written = (text, *inside, html.escape(text), quote(text), quote(text, safe=""),
               quote_plus(text))  # fmt: skip
    return {form.casefold() for form in written}
