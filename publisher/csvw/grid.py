"""The cells of a table before anything is known of them (Model for Tabular Data, section 8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urldefrag, urlsplit

from publisher.csvw.resolving import Found
from publisher.errors import SourceFault
from publisher.faults import Fault, Place
from publisher.sources.csvfile import csv_records
from publisher.sources.csvw_schema import Dialect
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.rows import written
from publisher.sources.tables import read_tables

BOOKS: Final = (".xlsx", ".ods")
"""Suffixes of workbooks, each sheet of which is a table."""

TRIMS: Final = {"true": str.strip, "start": str.lstrip, "end": str.rstrip}

Record = tuple[int, list[str]]
"""The number of a row in its source, counted from 1, and its cells."""


@dataclass
class Grid:
    """One table as it is cut. ``rows`` can be read once, and raises SourceFault where it breaks."""

    titles: tuple[tuple[str, ...], ...]
    """The titles of each column: what stands in its header rows; empty without a header."""
    width: int
    """Columns, by the header or else the first row."""
    rows: Iterator[Record]
    comments: list[str] = field(default_factory=list)
    """What stands in lines of comment, as far as they have been read."""


def read_grid(found: Found, address: str, dialect: Dialect, limits: SourceLimits) -> Grid:
    """The table at ``address``, whose fragment is a sheet. Raises SourceFault."""
    name = unquote(urlsplit(found.url).path)
    suffix = PurePosixPath(name).suffix.lower()
    source = SourceFile(found.path, found.url, "table")
    size = found.path.stat().st_size
    if size > limits.file_bytes:
        limit = f"{limits.file_bytes / 1e6:.0f} MB"
        raise SourceFault([Fault(Place(found.url), "too-large", f"{size / 1e6:.0f} MB", limit)])
    if suffix in BOOKS and found.path.suffix.lower() == suffix:
        return _sheet(source, unquote(urldefrag(address).fragment), limits)
    if dialect.delimiter is None and suffix == ".tsv":
        dialect = replace(dialect, delimiter="\t")
    return _text(source, dialect, limits, headless=found.headless)


def _sheet(source: SourceFile, sheet: str, limits: SourceLimits) -> Grid:
    for table in read_tables(source, limits, Dialect()):
        if not sheet or sheet == table.sheet:
            rows = ((row.number, list(map(written, row.cells))) for row in table.rows)
            return Grid(tuple((title,) for title in table.header), len(table.header), rows)
    raise SourceFault([Fault(Place(source.name, sheet), "empty", sheet, "a sheet", "ett blad")])


def _text(source: SourceFile, dialect: Dialect, limits: SourceLimits, *, headless: bool) -> Grid:
    grid = Grid((), 0, iter(()))
    records = _records(source, dialect, limits, grid)
    header: list[list[str]] = []
    wanted = dialect.header_row_count
    if wanted is None:
        wanted = 0 if dialect.header is False or (dialect.header is None and headless) else 1
    for _, cells in records:
        if len(header) < wanted:
            header.append(cells)
        if len(header) >= wanted:
            break
    if wanted == 0:
        first = next(_records(source, dialect, limits, Grid((), 0, iter(()))), (0, []))
        grid.width, grid.rows = len(first[1]), _records(source, dialect, limits, grid)
        return grid
    grid.width = max(map(len, header), default=0)
    grid.titles = tuple(
        tuple(cells[at] for cells in header if at < len(cells) and cells[at])
        for at in range(grid.width)
    )
    grid.rows = records
    return grid


def _records(
    source: SourceFile, dialect: Dialect, limits: SourceLimits, grid: Grid
) -> Iterator[Record]:
    """The records after what the dialect passes over; each with its number in the source."""
    trim = TRIMS.get(dialect.trim or "false")
    skip, passed = dialect.skip_columns, dialect.skip_blank_rows is True
    comment = dialect.comment_prefix
    count = first = 0
    for ordinal, (line, record) in enumerate(csv_records(source, limits, dialect)):
        # Rows are counted, not lines: a cell may hold a line break.
        first = first or line
        number = first + ordinal
        if comment and record and record[0].startswith(comment):
            grid.comments.append((dialect.delimiter or ",").join(record)[len(comment) :].strip())
            continue
        if passed and not any(record):
            continue
        count += 1
        if count > limits.rows + 1:
            place = Place(source.name, "", number)
            raise SourceFault([Fault(place, "too-many-rows", "", str(limits.rows))])
        cells = record[skip:] if skip else record
        yield number, [trim(cell) for cell in cells] if trim else cells
