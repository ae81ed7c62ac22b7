"""A table that is no workbook of the kind that is edited, as a new one: texts as in the file.

What cannot be cut into cells is written line by line, so that its faults still have a place.
"""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from publisher.errors import SourceFault
from publisher.sources.csvfile import csv_records
from publisher.sources.csvw import dialect_of
from publisher.sources.csvw_files import paired_metadata
from publisher.sources.csvw_schema import Dialect
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.jsonrows import read_json
from publisher.sources.ods import ods_sheets
from publisher.sources.rows import Cell, CellError, Record
from publisher.sources.sheets import PartMissing, PasswordNeeded, SheetLimit, Unsafe
from publisher.sources.workbook import DAMAGE
from publisher.workbooks.marked import Layout
from publisher.workbooks.ooxml_sheet import GRID, sheet_name

Sheet = tuple[str, str, Iterable[Record]]
"""What findings call it, what the workbook shall, and the records."""

MADE: Final = datetime.datetime(2000, 1, 1)
"""The date that every workbook gets: the same table gives the same bytes."""

LONGEST: Final = 32_767
"""Characters of a cell."""

SEPARATORS: Final = ("; ", " | ", "\n")
"""What stands between several values of one cell: the first that is in none of them."""

WIDEST: Final = 50
"""Characters of the widest column."""

SAMPLE: Final = 200
"""Rows that decide on the widths."""

LINE: Final = 15
"""Points of a line."""

MOST_LINES: Final = 10
"""Lines of a cell that are seen at once."""

LIMITS: Final = SourceLimits(cell_characters=10_000_000, columns=GRID[1], rows=GRID[0])


def write_plain(source: Path, target: Path) -> list[Layout]:
    """Write ``source`` as a workbook and say where each of its sheets has what."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(target), options)
    book.set_properties({"created": MADE})
    layouts: list[Layout] = []
    try:
        _write_sheets(book, _sheets(source), layouts)
    except (SourceFault, SheetLimit, Unsafe, *DAMAGE):
        # Some sheets may be whole; the one that broke goes on, line by line, in one of its own.
        _write_sheets(book, [("", source.stem, _lines(source))], layouts)
    book.close()
    return layouts


def _sheets(source: Path) -> Iterator[Sheet]:
    read = READERS.get(source.suffix.lower())
    if read is None:
        yield "", source.stem, _lines(source)
    else:
        yield from read(source)


def _text_table(source: Path) -> Iterator[Sheet]:
    file = SourceFile(source, source.name, "table", _metadata(source))
    try:
        dialect = dialect_of(file) or Dialect()
        for _ in csv_records(file, LIMITS, dialect):
            pass
    except SourceFault:
        yield "", source.stem, _lines(source)
    else:
        yield "", source.stem, csv_records(file, LIMITS, dialect)


def _metadata(source: Path) -> Path | None:
    beside = {path.name: path for path in source.parent.glob(f"{source.stem}*-metadata.*")}
    return paired_metadata(source.name, beside)


def _json(source: Path) -> Iterator[Sheet]:
    for table in read_json(SourceFile(source, source.name, "json"), LIMITS, Dialect()):
        records = ((row.number, row.cells) for row in table.rows)
        yield table.sheet or "", table.name, chain([(0, table.header)], records)


def _ods(source: Path) -> Iterator[Sheet]:
    with zipfile.ZipFile(source) as container:

        def open_part(name: str) -> Any:
            try:
                return container.open(name)
            except KeyError:
                raise PartMissing(name) from None
            except RuntimeError as error:
                raise PasswordNeeded(str(error)) from error

        for name, records in ods_sheets(open_part, LIMITS):
            yield name, name, _in_place(records)


def _in_place(records: Iterable[Record]) -> Iterator[Record]:
    """The records of a sheet with those that are empty, so that each has its own number."""
    before = 0
    for number, cells in records:
        if cells:
            yield from ((blank, ()) for blank in range(before + 1, number))
            yield number, cells
            before = number


READERS: Final[dict[str, Callable[[Path], Iterator[Sheet]]]] = {
    ".csv": _text_table,
    ".tsv": _text_table,
    ".txt": _text_table,
    ".json": _json,
    ".ods": _ods,
}


def _lines(source: Path) -> Iterator[Record]:
    """The lines of a text, each in a cell; nothing of what is no text."""
    with source.open("rb") as stream:
        if b"\0" in stream.read(4096):
            return
    with source.open(encoding="utf-8", errors="replace") as stream:
        for number, line in enumerate(stream, start=1):
            yield number, (line.rstrip("\n"),)


def _write_sheets(book: Any, sheets: Iterable[Sheet], layouts: list[Layout]) -> None:
    for known, wanted, records in sheets:
        name = sheet_name(wanted, [layout.name for layout in layouts])
        rows = iter(records)
        first = list(islice(rows, SAMPLE))
        sheet = book.add_worksheet(name)
        starts: list[int] = []
        layouts.append(_layout(known, name, first, starts))
        _look(book, sheet, first, layouts[-1].header_row)
        bold, text, wrapped = (
            book.add_format({"num_format": "@", "valign": "top", **more})
            for more in ({"bold": True}, {}, {"text_wrap": True})
        )
        for at, (number, cells) in enumerate(islice(chain(first, rows), GRID[0])):
            starts.append(number)
            texts = [_shown(cell).replace("\r\n", "\n")[:LONGEST] for cell in cells[: GRID[1]]]
            lines = max((said.count("\n") for said in texts), default=0) + 1
            if lines > 1:
                sheet.set_row(at, LINE * min(lines, MOST_LINES))
            style = bold if at + 1 == layouts[-1].header_row else text if lines == 1 else wrapped
            for column, said in enumerate(texts):
                if said:
                    sheet.write_string(at, column, said, style)


def _layout(known: str, name: str, first: Sequence[Record], starts: list[int]) -> Layout:
    for at, (_, cells) in enumerate(first, start=1):
        if any(cells):
            header = tuple(" ".join(_shown(cell).split()) for cell in cells)
            return Layout(known, name, at, header, starts)
    return Layout(known, name, starts=starts)


def _look(book: Any, sheet: Any, first: Sequence[Record], header_row: int) -> None:
    widths: dict[int, int] = {}
    for _, cells in first:
        for column, cell in enumerate(cells[: GRID[1]]):
            widths[column] = max(widths.get(column, 8), len(_shown(cell)))
    for column, width in widths.items():
        sheet.set_column(column, column, min(width + 2, WIDEST))
    sheet.freeze_panes(header_row, 0)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _shown(cell: Cell) -> str:
    if isinstance(cell, CellError):
        return cell.text
    if isinstance(cell, tuple):
        fitting = (text for text in SEPARATORS if not any(text.strip(" ") in one for one in cell))
        return next(fitting, SEPARATORS[-1]).join(cell)
    return cell
