"""The order in which people of a language expect names; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

DIGITS: Final = re.compile(r"\d+")
SWEDISH: Final = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y"})
"""Swedish ends its alphabet in å, ä, ö; the three characters follow z in ASCII."""


def collation(language: str) -> Callable[[str], str]:
    """A sort key for names in ``language``: without case or accents, numbers by their size."""
    table = SWEDISH if language.partition("-")[0] in ("sv", "fi") else {}

    def key(name: str) -> str:
        text = unicodedata.normalize("NFC", name.casefold()).translate(table)
        plain = "".join(letter for letter in unicodedata.normalize("NFKD", text)
                        if letter.isalnum() or letter in " {|}")  # fmt: skip
        return DIGITS.sub(lambda match: match[0].zfill(12), plain.strip())

    return key
