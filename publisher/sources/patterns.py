"""Formats of texts and booleans (Metadata Vocabulary, sections 6.4.3 and 6.4.5)."""

from __future__ import annotations

import re
from typing import Final

REGEX_LIMIT: Final = 1_000
"""Longest regular expression, in characters."""

NESTED: Final = re.compile(r"[*+}]\)?[*+{]|\([^()]*[*+}][^()]*\)(?:[*+]|\{\d*,\d*\})")
"""A repetition repeated, whose matching time grows without bound."""


def regular_expression(text: str) -> re.Pattern[str]:
    """A format of texts, to be matched whole.

    Raises ValueError when it is malformed, too long, or repeats a repetition.
    """
    if len(text) > REGEX_LIMIT or NESTED.search(re.sub(r"\\.|\[[^\]]*\]", "x", text)):
        raise ValueError(text)
    try:
        return re.compile(text)
    except re.error as error:
        raise ValueError(text) from error


def boolean_format(text: str) -> tuple[str, str]:
    """The words for true and false of a format such as ``Y|N``. Raises ValueError."""
    words = text.split("|")
    if len(words) != 2 or not all(words) or words[0] == words[1]:
        raise ValueError(text)
    return words[0], words[1]
