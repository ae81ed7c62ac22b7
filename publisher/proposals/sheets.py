"""The beginning of each table of a file, its header found wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from publisher.errors import SourceFault
from publisher.faults import Fault, Place
from publisher.sources.csvfile import csv_records
from publisher.sources.csvw_schema import Dialect
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.rows import Record, written
from publisher.sources.workbook import book_records

SAMPLE: Final = 500
"""Rows that a proposal is made from."""

ABOVE: Final = 15
"""Rows at the beginning among which the header may be."""

HEADING: Final = 80
"""Characters of the longest heading."""

WORKBOOKS: Final = (".xlsx", ".ods")
TEXTS: Final = (".csv", ".tsv")


@dataclass(frozen=True)
class Sheet:
    """The beginning of one table.

    ``skipped`` is how many rows (lines, in a text file) stand before the header, ``row`` the number
    of the header's. ``rows`` are as long as the header.
    """

    file: str
    sheet: str | None
    header: tuple[str, ...]
    row: int
    skipped: int
    rows: tuple[tuple[str, ...], ...]
    whole: bool
    """Whether these are all rows."""

    @property
    def name(self) -> str:
        """What the table is called: its sheet, else the file without its suffix."""
        return self.sheet or Path(self.file).stem

    def column(self, index: int) -> list[str]:
        """The values of a column that are not empty, in order."""
        return [row[index] for row in self.rows if row[index]]


def read_sheets(source: SourceFile, limits: SourceLimits) -> list[Sheet]:
    """The tables of a file. Raises SourceFault where it cannot be read, or holds none."""
    suffix = source.path.suffix.lower()
    if suffix in WORKBOOKS:
        found = [sheet for name, records in book_records(source, limits)
                 if (sheet := _sheet(source, name, records))]  # fmt: skip
    elif suffix in TEXTS:
        sheet = _text(source, limits)
        found = [sheet] if sheet else []
    else:
        known = ", ".join((*TEXTS, *WORKBOOKS))
        raise SourceFault([Fault(Place(source.name), "unknown-kind", source.name, known)])
    if not found:
        expected = "a row of headings and rows below it", "en rubrikrad och rader under den"
        raise SourceFault([Fault(Place(source.name), "empty", "", *expected)])
    return found


def _text(source: SourceFile, limits: SourceLimits) -> Sheet | None:
    """The table of a text file: what parts its cells is found out from the header on."""
    first: Sheet | None = None
    for skipped in range(ABOVE):
        records = csv_records(source, limits, Dialect(skip_rows=skipped))
        head = list(islice(records, ABOVE))
        if not head:
            break
        number, cells = head[0]
        if number != skipped + 1 or not any(cells):
            continue
        sheet = _cut(source.name, None, [*head, *islice(records, SAMPLE)], skipped)
        first = first or sheet
        if len(sheet.header) > 1 and _is_header(head, 0):
            return sheet
    return first


def _sheet(source: SourceFile, name: str, records: Iterator[Record]) -> Sheet | None:
    read = [(number, tuple(map(written, cells))) for number, cells in islice(records, SAMPLE)]
    read = [(number, cells) for number, cells in read if any(cells)]
    for at in range(min(ABOVE, len(read))):
        if _is_header(read, at):
            return _cut(source.name, name, read[at:], read[at][0] - 1)
    return _cut(source.name, name, read, read[0][0] - 1) if read else None


def _is_header(records: Sequence[tuple[int, Sequence[str]]], at: int) -> bool:
    """Whether the record is as wide as those below it, and holds a different text in each cell."""
    cells = [cell.strip() for cell in records[at][1]]
    filled = [cell for cell in cells if cell]
    widest = max((sum(map(bool, row)) for _, row in records[at : at + ABOVE]), default=0)
    return (
        len(filled) >= max(1, widest * 0.6)
        and len(set(filled)) == len(filled)
        and all(len(cell) <= HEADING and any(map(str.isalpha, cell)) for cell in filled)
    )


def _cut(
    file: str, sheet: str | None, records: Sequence[tuple[int, Sequence[str]]], skipped: int
) -> Sheet:
    number, cells = records[0]
    header = [" ".join(cell.split()) for cell in cells]
    while header and not header[-1]:
        header.pop()
    width = len(header)
    rows = [
        tuple(" ".join(cell.split()) for cell in (*row, *[""] * width)[:width])
        for _, row in records[1:]
        if any(row)
    ]
    whole = len(rows) < SAMPLE - ABOVE
    return Sheet(file, sheet, tuple(header), number, skipped, tuple(rows[:SAMPLE]), whole)
