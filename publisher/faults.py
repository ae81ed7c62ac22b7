"""Faults: what is wrong in the data, at which cell, and the sentence that says so.

A fault is data, not an exception: many are collected before anything is reported. The sentence is
drawn from one table (``fault_sentences``), so that a new kind of fault is one new row.
"""

from __future__ import annotations

from dataclasses import dataclass

from publisher.fault_sentences import GENERAL, NEAREST, NEAREST_GLOSSED, PLACE_WORDS, SENTENCES


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

    ``code`` names a row of :data:`~publisher.fault_sentences.SENTENCES`; ``value`` is what stands
    there, ``expected`` what should (``expected_sv`` in Swedish, where that differs), ``nearest``
    the valid value most like it and ``gloss`` what that is also called; each is empty where there
    is none.
    """

    place: Place
    code: str
    value: str = ""
    expected: str = ""
    expected_sv: str = ""
    nearest: str = ""
    gloss: str = ""
    fix: str = ""
    """What the cell should hold, only where that is certain."""
    thing: str = ""
    """IRI of the thing that the row is about; empty where it is about none."""
    label: tuple[tuple[str, str], ...] = ()
    """What the row calls it: pairs of language and text."""
    shape: str = ""
    """IRI of the property shape of the column, or of the node shape of the table."""

    def sentence(self, language: str) -> str:
        """The fault as one sentence in ``language`` (``sv`` or ``en``), without its place."""
        text = self.statement(language)
        return f"{text} {suggestion(self.nearest, self.gloss, language)}" if self.nearest else text

    def statement(self, language: str, value: str | None = None) -> str:
        """What is wrong, without the nearest value; ``value`` may stand in for what is there."""
        expected = self.expected_sv if language == "sv" and self.expected_sv else self.expected
        shown = shorten(self.value if value is None else value)
        return SENTENCES[self.code][language].format(value=shown, expected=expected)

    def general(self, language: str) -> str:
        """What is wrong in many cells of one column, whatever the value is."""
        words = GENERAL.get(self.code)
        if words is None:
            return self.statement(language, "…")
        expected = self.expected_sv if language == "sv" and self.expected_sv else self.expected
        return words[language].format(expected=expected)


def shorten(value: str, limit: int = 80) -> str:
    """``value`` on one line, cut to ``limit`` characters with an ellipsis."""
    line = " ".join(value.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def suggestion(nearest: str, gloss: str, language: str) -> str:
    """The nearest valid value as a question, with what it is also called."""
    return (NEAREST_GLOSSED if gloss else NEAREST)[language].format(shorten(nearest), gloss)
