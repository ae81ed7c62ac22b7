"""Findings brought to the cells of a workbook, and what the comment of a cell says; pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final, TypeAlias

from publisher.check.findings import Finding, text_in
from publisher.faults import Place
from publisher.findings.words import say
from publisher.names import normalise
from publisher.sources.rows import column_letters
from publisher.workbooks.ooxml_sheet import GRID

Cell: TypeAlias = tuple[int, int]
"""Row and column, counted from 1."""

SEVERITIES: Final = ("violation", "warning", "info")
"""The gravest first."""

HEADING: Final = ("— Granskning · publisher —", "— Check · publisher —")
"""How our text in a comment begins, in Swedish and English."""

IS_HEADING: Final = re.compile(r"— \w+ · publisher —")
"""By this our text is known again, whoever the program that saved it says is the author."""

LONGEST: Final = 30_000
"""Characters of what one comment says."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a sheet has what.

    ``sheet`` is what findings call it, ``name`` what the workbook does. ``starts`` has, for each
    row of the sheet, the row or line of the source; it is empty where these are the same.
    """

    sheet: str
    name: str
    header_row: int = 1
    header: tuple[str, ...] = ()
    starts: Sequence[int] = ()

    def cell(self, place: Place) -> Cell:
        """The cell that stands for a place in this sheet.

        A place without a row stands at its heading, or at the first free one where no column has
        that heading; one without a column in the first cell of its row; the sheet itself in A1.
        """
        column = self._column(place.column)
        row = self._row(place.row)
        if place.column and (not row or row == self.header_row):
            return max(self.header_row, 1), column or min(len(self.header) + 1, GRID[1])
        if not row:
            return 1, 1
        first = next((at for at, heading in enumerate(self.header, start=1) if heading), 1)
        return min(row, GRID[0]), min(column or first, GRID[1])

    def source_row(self, row: int) -> int:
        """The row or line of the source of a row of the sheet."""
        return self.starts[row - 1] if row <= len(self.starts) else row

    def _row(self, row: int) -> int:
        return bisect_right(self.starts, row) if self.starts and row else row

    def _column(self, heading: str) -> int:
        """The column of a heading, of ``_col.3``, of letters; 0 where there is none."""
        if not heading:
            return 0
        if heading in self.header:
            return self.header.index(heading) + 1
        if heading.startswith("_col.") and heading[5:].isdigit():
            return int(heading[5:])
        plain = [normalise(text) for text in self.header]
        if normalise(heading) in plain:
            return plain.index(normalise(heading)) + 1
        beyond = range(len(self.header) + 50)
        empty = (at for at in beyond if at >= len(self.header) or not self.header[at])
        return next((at + 1 for at in empty if column_letters(at) == heading), 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding with the cells that it concerns, the first of which stands for it."""

    finding: Finding
    layout: Layout
    cells: tuple[Cell, ...]


@dataclass
class Marked:
    """The marks of a workbook: its findings, and by sheet and cell those that concern it."""

    entries: list[Entry] = field(default_factory=list)
    cells: dict[str, dict[Cell, list[Finding]]] = field(default_factory=dict)


def mark(findings: Iterable[Finding], layouts: Sequence[Layout], source: Path) -> Marked:
    """The cells of each finding in the workbook made of ``source``; others' places are left out.

    What concerns the file, or a sheet that it has not, is marked on the first of ``layouts``.
    """
    marked, known = Marked(), dict[str, bool]()
    by_name = {layout.sheet: layout for layout in reversed(layouts)}
    for finding in sorted(set(findings)):
        places = (finding.place, *finding.places)
        found: dict[tuple[str, Cell], Layout] = {}
        for place in dict.fromkeys(places):
            if place.file not in known:
                known[place.file] = _is_of(place, source)
            if not known[place.file]:
                continue
            layout = by_name.get(place.sheet)
            if layout is None:
                layout = layouts[0]
                if place.sheet:
                    place = Place(place.file)
            found[layout.name, layout.cell(place)] = layout
        for (sheet, cell), _ in found.items():
            marked.cells.setdefault(sheet, {}).setdefault(cell, []).append(finding)
        if found:
            first = next(iter(found.values()))
            cells = tuple(cell for sheet, cell in found if sheet == first.name)
            marked.entries.append(Entry(finding, first, cells))
    return marked


def _is_of(place: Place, source: Path) -> bool:
    """Whether a place is in the file ``source``: findings name it below some folder."""
    parts = PurePosixPath(place.file).parts
    return not parts or source.absolute().parts[-len(parts) :] == parts


def gravest(findings: Iterable[Finding]) -> str:
    """The gravest severity of some findings."""
    return min((finding.severity for finding in findings), key=SEVERITIES.index)


def comment(findings: Sequence[Finding], language: str) -> str:
    """What the comment of a cell says of its findings, the gravest first."""
    said = [HEADING[0 if language == "sv" else 1]]
    length = 0
    ordered = sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
    texts = list(dict.fromkeys(_told(finding, language) for finding in ordered))
    for number, text in enumerate(texts):
        length += len(text) + 2
        if length > LONGEST and number:
            said.append(say("more", language, len(texts) - number))
            break
        said.append(text[:LONGEST])
    return "\n".join(said)


def _told(finding: Finding, language: str) -> str:
    sentence = text_in(finding.sentence, language)
    severity = say(finding.severity, language).capitalize()
    lines = [f"{severity}: {sentence}"]
    if finding.fix:
        lines.append(say("should-be", language, finding.fix))
    elif finding.nearest and finding.nearest not in sentence:
        lines.append(f"{say('nearest', language)}: {finding.nearest}")
    return "\n".join(lines)
