"""Faults: what is wrong in the data, at which cell, and the sentence that says so.

A fault is data, not an exception: many are collected before anything is reported. The sentence is
drawn from one table, in Swedish and in English, so that a new kind of fault is one new row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a value came from: a file below the data folder, a sheet, a row and a column.

    Rows count from 1 as a person sees them in the spreadsheet; the column is its heading.
    """

    file: str
    sheet: str = ""
    row: int = 0
    column: str = ""

    def words(self, language: str) -> str:
        """The place in words, for example ``projekt.csv, rad 3, kolumn ”Startdatum”``."""
        parts = [self.file]
        for value, label in (
            (self.sheet, PLACE_WORDS["sheet"]),
            (str(self.row) if self.row else "", PLACE_WORDS["row"]),
            (self.column, PLACE_WORDS["column"]),
        ):
            if value:
                parts.append(label[language].format(value))
        return ", ".join(parts)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong at one place.

    ``code`` names a row of :data:`SENTENCES`; ``value`` is what stands there, ``expected`` what
    should, ``nearest`` the valid value most like it (empty where there is none). ``expected`` is
    a plain value or a sentence in each language, by language tag.
    """

    place: Place
    code: str
    value: str = ""
    expected: str = ""
    expected_sv: str = ""
    nearest: str = ""

    def sentence(self, language: str) -> str:
        """The fault as one sentence in ``language`` (``sv`` or ``en``), without its place."""
        expected = self.expected_sv if language == "sv" and self.expected_sv else self.expected
        text = SENTENCES[self.code][language].format(value=shorten(self.value), expected=expected)
        return text + NEAREST[language].format(self.nearest) if self.nearest else text


def shorten(value: str, limit: int = 80) -> str:
    """``value`` on one line, cut to ``limit`` characters with an ellipsis."""
    line = " ".join(value.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


PLACE_WORDS: Final[dict[str, dict[str, str]]] = {
    "sheet": {"en": "sheet “{}”", "sv": "blad ”{}”"},
    "row": {"en": "row {}", "sv": "rad {}"},
    "column": {"en": "column “{}”", "sv": "kolumn ”{}”"},
}

NEAREST: Final[dict[str, str]] = {"en": " Did you mean “{}”?", "sv": " Menade du ”{}”?"}

SENTENCES: Final[dict[str, dict[str, str]]] = {
    "value": {
        "en": "“{value}” is not a valid value: expected {expected}.",
        "sv": "”{value}” är inte ett giltigt värde: förväntat {expected}.",
    },
    "missing": {
        "en": "A value is missing: expected {expected}.",
        "sv": "Ett värde saknas: förväntat {expected}.",
    },
    "reference": {
        "en": "“{value}” is not known: expected {expected}.",
        "sv": "”{value}” är okänt: förväntat {expected}.",
    },
    "ambiguous": {
        "en": "“{value}” could mean several things: {expected}. Write the id instead.",
        "sv": "”{value}” kan betyda flera saker: {expected}. Skriv id i stället.",
    },
    "duplicate-key": {
        "en": "The key “{value}” is already used in {expected}.",
        "sv": "Nyckeln ”{value}” används redan i {expected}.",
    },
    "unknown-column": {
        "en": "Nobody knows the column “{value}”: expected one of {expected}.",
        "sv": "Ingen känner till kolumnen ”{value}”: förväntat någon av {expected}.",
    },
    "unknown-table": {
        "en": "No class is named “{value}”: expected one of {expected}, or a description in "
        "CSV on the Web metadata beside the file.",
        "sv": "Ingen klass heter ”{value}”: förväntat någon av {expected}, eller en beskrivning i "
        "CSV on the Web-metadata bredvid filen.",
    },
    "no-key": {
        "en": "The table has no column “id”: every row needs a key that never changes.",
        "sv": "Tabellen saknar kolumnen ”id”: varje rad behöver en nyckel som aldrig ändras.",
    },
    "formula-error": {
        "en": "The cell holds the formula error {value}: expected {expected}.",
        "sv": "Cellen innehåller formelfelet {value}: förväntat {expected}.",
    },
    "shape": {
        "en": "{expected} (found: “{value}”)",
        "sv": "{expected} (fann: ”{value}”)",
    },
    "shape-missing": {"en": "{expected}", "sv": "{expected}"},
}
