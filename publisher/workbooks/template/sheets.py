"""The sheets that are filled in, and the sheet of the lists that they choose from."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, Final

from publisher.contract import Contract
from publisher.sources.notes import NOTES_ROW, NOTES_SHEET
from publisher.sources.rows import column_letters
from publisher.workbooks.template.checks import validation
from publisher.workbooks.template.columns import Column, Sheet
from publisher.workbooks.template.lists import MOST, Options
from publisher.workbooks.template.sayings import note
from publisher.workbooks.template.styles import Styles, width_of

LAST_ROW: Final = 1_048_575
"""The last row of a sheet, counted from 0."""

EXAMPLE_ROW: Final = 1
HEADING_HEIGHT: Final = 48
"""In points."""

A3, A4 = 8, 9
"""Sizes of paper (section 18.3.1.63)."""


class Lists:
    """The sheet of lists: each list stands in one column, however many columns choose from it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._columns: dict[Options, int] = {}

    @property
    def is_empty(self) -> bool:
        """Whether nobody asked for a list."""
        return not self._columns

    def range_of(self, options: Options | None) -> str:
        """Where the values stand; empty where there are none, or more than a list can show."""
        if options is None or not options.values or len(options.values) > MOST:
            return ""
        column = column_letters(self._columns.setdefault(options, len(self._columns)))
        quoted = self.name.replace("'", "''")
        return f"='{quoted}'!${column}$3:${column}${len(options.values) + 2}"

    def write(self, page: Any, styles: Styles) -> None:
        """Write all lists that were asked for."""
        mark_as_notes(page)
        for options, column in self._columns.items():
            width = max(len(options.title), *map(len, options.values)) + 2
            page.set_column(column, column, min(max(width, 14), 60), styles.named("list-cell"))
            page.write_string(1, column, options.title, styles.named("list-head"))
            for row, text in enumerate(options.values, start=2):
                page.write_string(row, column, text, styles.named("list-cell"))
        page.freeze_panes(2, 0)


def mark_as_notes(page: Any) -> None:
    """Say in the first cell, out of sight, that the sheet is for people only."""
    page.write_string(0, 0, NOTES_SHEET)
    page.set_row(0, None, None, {"hidden": True})


def write_sheet(
    page: Any, sheet: Sheet, examples: Sequence[str], contract: Contract, styles: Styles,
    lists: Lists, language: str,
) -> None:  # fmt: skip
    """Headings with their notes, the example row, and what every column takes."""
    page.set_row(0, HEADING_HEIGHT)
    for at, (column, example) in enumerate(zip(sheet.columns, examples, strict=True)):
        page.set_column(at, at, width_of(column), styles.column(column))
        page.write_string(0, at, column.heading, styles.heading(column))
        text = note(column, sheet, contract, example, language)
        page.write_comment(0, at, text, _comment(text))
        shown = example if column.item else NOTES_ROW + example
        _write_example(page, at, shown, column, styles)
        first = EXAMPLE_ROW + 1 if column.item is None else EXAMPLE_ROW
        cell = f"{column_letters(at)}{first + 1}"
        source = lists.range_of(column.options)
        page.data_validation(
            first, at, LAST_ROW, at,
            validation(column, sheet, contract, cell, source, language),
        )  # fmt: skip
    _mark_faults(page, sheet, styles)
    last = column_letters(len(sheet.columns) - 1)
    page.ignore_errors({"number_stored_as_text": f"A1:{last}{LAST_ROW + 1}"})
    page.freeze_panes(1, 1)
    page.set_selection(2, 0, 2, 0)
    page.set_landscape()
    page.set_paper(A3)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _comment(text: str) -> dict[str, Any]:
    lines = sum(1 + len(line) // 52 for line in text.split("\n"))
    return {"width": 320, "height": 18 + 15 * lines, "font_size": 9, "color": "#FFFFE1"}


def _write_example(page: Any, at: int, text: str, column: Column, styles: Styles) -> None:
    look = styles.column(column, example=True)
    if text and column.form in ("date", "moment"):
        moment = datetime.datetime.fromisoformat(text).replace(tzinfo=None)
        page.write_datetime(EXAMPLE_ROW, at, moment, look)
    elif text and column.form in ("whole", "number"):
        page.write_number(EXAMPLE_ROW, at, float(text), look)
    else:
        page.write_string(EXAMPLE_ROW, at, text, look) if text else page.write_blank(
            EXAMPLE_ROW, at, None, look
        )


def _mark_faults(page: Any, sheet: Sheet, styles: Styles) -> None:
    """Colour what is required and missing on a row that is begun, and keys that are repeated."""
    first = EXAMPLE_ROW + 1
    page.conditional_format(
        first, 0, LAST_ROW, 0, {"type": "duplicate", "format": styles.named("repeated")}
    )
    for at, column in enumerate(sheet.columns):
        if column.item is None or column.need not in ("required", "one-language"):
            continue
        own = [place for place, other in enumerate(sheet.columns) if other.item is column.item]
        cells = ",".join(f"${column_letters(place)}{first + 1}" for place in own)
        least = min(column.item.min_count, len(own))
        here = f"{column_letters(at)}{first + 1}"
        page.conditional_format(first, at, LAST_ROW, at, {
            "type": "formula",
            "criteria": f'=AND($A{first + 1}<>"",{here}="",COUNTA({cells})<{least})',
            "format": styles.named("missing"),
        })  # fmt: skip
