"""Places in words: one of them, or many as few as can be (rows 3–7 and 12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import PurePosixPath
from typing import Final

from publisher.faults import Place
from publisher.findings.words import say
from publisher.sources.rdf import SYNTAXES

RANGES_SHOWN: Final = 12
"""Runs of rows that are named before the rest is only counted."""


def words(place: Place, language: str) -> str:
    """The place in words: ``projekt.csv, rad 3, kolumn ”Slag”``, ``katalog.ttl, rad 12``."""
    numbers = say(_unit(place), language, place.row) if place.row else ""
    return _joined(place, numbers, language)


def many(places: Iterable[Place], language: str) -> Iterator[str]:
    """A line for each file, sheet and column, with all its rows."""

    def column(place: Place) -> tuple[str, str, str]:
        return place.file, place.sheet, place.column

    for _, group in groupby(
        sorted(set(places), key=lambda item: (*column(item), item.row)), column
    ):
        members = list(group)
        rows = [place.row for place in members if place.row]
        first, unit = members[0], _unit(members[0])
        if len(rows) > 1:
            numbers = say(f"some-{unit}s", language, _ranges(rows, language))
        else:
            numbers = say(unit, language, rows[0]) if rows else ""
        yield _joined(first, numbers, language)


def _joined(place: Place, numbers: str, language: str) -> str:
    parts = [place.file]
    if place.sheet:
        parts.append(say("sheet", language, place.sheet))
    if numbers:
        parts.append(numbers)
    if place.column:
        kind = "character" if character(place) else "column"
        parts.append(say(kind, language, place.column))
    return ", ".join(part for part in parts if part)


def is_rdf(place: Place) -> bool:
    """Whether the place is in an RDF file, where ``row`` is a line and no column has a heading."""
    return PurePosixPath(place.file).suffix.lower() in SYNTAXES


def character(place: Place) -> int:
    """The place in its line, from 1, of what is wrong with the syntax of an RDF file; else 0."""
    return int(place.column) if is_rdf(place) and place.column.isdecimal() else 0


def _unit(place: Place) -> str:
    return "line" if is_rdf(place) else "row"


def _ranges(rows: list[int], language: str) -> str:
    """Sorted numbers as runs: 3–7, 9 and 12; beyond some, how many more."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    pairs = ([[at, at] for at in run] if run[1] == run[0] + 1 else [run] for run in runs)
    runs = [run for pair in pairs for run in pair]
    shown = runs if len(runs) <= RANGES_SHOWN + 1 else runs[:RANGES_SHOWN]
    texts = [str(first) if first == last else f"{first}–{last}" for first, last in shown]
    if len(shown) == len(runs):
        return say("and", language, ", ".join(texts[:-1]), texts[-1]) if texts[1:] else texts[0]
    left = len(rows) - sum(last - first + 1 for first, last in shown)
    return f"{', '.join(texts)} {say('more', language, left).rstrip('.')}"
