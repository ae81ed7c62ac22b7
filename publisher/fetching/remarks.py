"""What is remarkable about an address and what it sends, as data: a row of SENTENCES, filled in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from publisher.errors import FetchError
from publisher.faults import shorten
from publisher.fetching.sentences import SENTENCES

Error = TypeVar("Error", bound=FetchError)


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """One thing to be said of an address, by its ``code`` in SENTENCES.

    ``value`` is what is there, ``expected`` what should be; ``line`` is where it stands in what the
    address sends, from 1, and 0 where that is not known.
    """

    where: str
    code: str
    value: str = ""
    expected: str = ""
    line: int = 0

    def sentence(self, language: str) -> str:
        """What it is and what to do, in ``language`` (``sv`` or ``en``), without the address."""
        text = SENTENCES[self.code][0 if language == "sv" else 1]
        return text.format(value=shorten(self.value, 200), expected=self.expected)

    def place(self, language: str) -> str:
        """The address, with the line where there is one."""
        if not self.line:
            return self.where
        return f"{self.where}, {'rad' if language == 'sv' else 'line'} {self.line}"

    def error(self, kind: Callable[..., Error]) -> Error:
        """It as an error of ``kind``."""
        said = {language: self.sentence(language) for language in ("sv", "en")}
        return kind(self.code, said, where=self.place("en"))
