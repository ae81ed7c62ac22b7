"""What is said of a feed besides points and shapes: one remark each, with its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from publisher.faults import shorten
from publisher.harvesting.judging.sentences import SENTENCES

SHOWN: Final = 300
"""Characters of a value that are told."""


@dataclass(frozen=True, order=True)
class Remark:
    """One thing that is wrong. ``code`` is its row in SENTENCES.

    ``thing`` is the IRI of what it is about (empty: the feed), ``value`` what stands there,
    ``more`` what else the sentence says.
    """

    code: str
    thing: str = ""
    value: str = ""
    more: str = ""
    dataset: str = ""
    """IRI of the dataset that it belongs to; empty where it is the feed's."""
    english: str = ""
    """The value in English, where that is another."""

    def sentence(self, language: str) -> str:
        """What is wrong and how to mend it, without the thing."""
        in_english = language == "en"
        value = self.english if in_english and self.english else self.value
        text = SENTENCES[self.code].text[in_english]
        return text.format(value=shorten(value, SHOWN), more=self.more)
