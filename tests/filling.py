"""Somebody who fills in a table by hand: what a page shows as the rows of a file is typed into it.

``python -m tests.filling FILE`` reads rows parted by semicolons on stdin. A table that is not there
is made of them. In a workbook that is there, each cell goes under its heading: into the row that
has the same in all other columns, else into the next empty one.
"""

from __future__ import annotations

import csv
import re
import sys
from datetime import date
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

Cell = str | float | date | None


def typed(text: str) -> Cell:
    """What a spreadsheet program in Swedish makes of what is typed."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    if re.fullmatch(r"\d{1,3}( \d{3})*(,\d+)?", text):
        return float(text.replace(" ", "").replace(",", "."))
    return text or None


def fill(path: Path, rows: list[list[str]]) -> None:
    """Type rows into the table at ``path``. Raises KeyError for a heading that is not there."""
    if path.suffix != ".xlsx":
        text = "\n".join(map(";".join, rows))
        path.write_text(text + "\n", encoding="utf-8")
        return
    if path.exists():
        book = load_workbook(path)
        _fill_in(book.worksheets[0], rows[0], rows[1:])
    else:
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.title = "Blad1"
        for row in rows:
            sheet.append([typed(text) for text in row])
    book.save(path)


def _fill_in(sheet: Worksheet, headings: list[str], rows: list[list[str]]) -> None:
    places = {str(cell.value): int(cell.column) for cell in sheet[1] if cell.value}
    columns = [places[heading] for heading in headings]
    for row in rows:
        at = _row(sheet, columns, row)
        for column, text in zip(columns, row, strict=True):
            sheet.cell(at, column).value = text or None


def _row(sheet: Worksheet, columns: list[int], row: list[str]) -> int:
    """The row that says the same in all columns but the first, else the first empty one."""
    for at in range(2, sheet.max_row + 1):
        had = [str(sheet.cell(at, column).value or "") for column in columns]
        if had[1:] == row[1:]:
            return at
    at = 2
    while any(cell.value is not None for cell in sheet[at]):
        at += 1
    return at


if __name__ == "__main__":
    fill(Path(sys.argv[1]), list(csv.reader(sys.stdin, delimiter=";")))
