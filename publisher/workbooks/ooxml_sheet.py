"""One sheet of a workbook (ECMA-376, part 1, section 18.3), rewritten with marks as it streams by.

Only the start tags of marked cells change, and cells and rows that were not there are put in where
the order wants them; everything else is copied byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import IO, Final, TypeAlias

from publisher.sources.rows import column_letters
from publisher.workbooks.ooxml_styles import Styles
from publisher.workbooks.xmledit import (
    Attributes,
    Rewriter,
    opened,
    prefix_of,
    relation_id,
    with_attributes,
)

Marks: TypeAlias = Mapping[int, Mapping[int, str]]
"""Severity by row and column, both counted from 1."""

REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)")

AFTER_DRAWING: Final = frozenset(
    {
        "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
        "tableParts", "extLst", "AlternateContent",
    }
)  # fmt: skip
"""What stands after the drawing of the comments (``CT_Worksheet``)."""


GRID: Final = (1_048_576, 16_384)
"""Rows and columns of a sheet."""


NAME_LONGEST: Final = 31
NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
"""What the name of a sheet may not have."""


def reference(row: int, column: int) -> str:
    """The name of a cell: row 3, column 2 is ``B3``."""
    return f"{column_letters(column - 1)}{row}"


def position(text: str) -> tuple[int, int] | None:
    """Row and column of a cell by its name; None where the name is none."""
    match = REFERENCE.fullmatch(text)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """A name that a sheet may have and none of ``taken`` is, like ``wanted``."""
    name = NOT_IN_NAMES.sub(" ", wanted).strip(" '")[:NAME_LONGEST] or "Data"
    used = {other.casefold() for other in taken}
    candidates = chain([name], (
        name[: NAME_LONGEST - len(end)] + end for number in range(2, GRID[0])
        for end in [f" {number}"]
    ))  # fmt: skip
    return next(candidate for candidate in candidates if candidate.casefold() not in used)


class SheetRewriter:
    """Rewrites one sheet: ``marks`` are set, ``old`` marks are taken away.

    ``old`` has the styles of an earlier check, each with the style it was made from. ``relate``
    makes a relation to a drawing for comments and gives its id; it is asked where the sheet needs
    one and has none, and ``relations`` is the namespace of such ids.
    """

    def __init__(
        self, styles: Styles, marks: Marks, old: Mapping[int, int], relations: str,
        relate: Callable[[], str] | None = None,
    ) -> None:  # fmt: skip
        self._styles, self._marks, self._old = styles, marks, old
        self._relations, self._relate = relations, relate
        self.drawing = ""
        """The id of the relation to the drawing of the comments; empty where there is none."""
        self._rows = sorted(marks)
        self._next = 0
        self._row = self._column = 0
        self._row_style: int | None = None
        self._pending: list[int] = []
        self._column_styles: list[tuple[int, int, int]] = []
        self._prefix = b""

    def run(self, source: IO[bytes], target: IO[bytes]) -> None:
        """Rewrite the part. Raises Malformed and Unsafe."""
        self._part = part = Rewriter(source, target)
        part.starts = {
            "worksheet": self._worksheet,
            "dimension": self._dimension,
            "col": self._col,
            "sheetData": self._data,
            "row": self._start_row,
            "c": self._cell,
            "legacyDrawing": self._legacy_drawing,
        }
        part.ends = {
            "row": self._end_row,
            "sheetData": self._end_data,
            "worksheet": self._draw,
        }
        part.outer = self._outer
        part.run()

    def _worksheet(self, _: Attributes) -> None:
        self._prefix = prefix_of(self._part.tag())

    def _dimension(self, attributes: Attributes) -> None:
        """Widen the area that the sheet says it has, where a mark lies outside."""
        first, _, last = attributes.get("ref", "").partition(":")
        corners = [found for text in (first, last or first) if (found := position(text))]
        if len(corners) < 2 or not self._marks:
            return
        cells = [(row, column) for row, columns in self._marks.items() for column in columns]
        rows, columns = zip(*corners, *cells, strict=True)
        area = f"{reference(min(rows), min(columns))}:{reference(max(rows), max(columns))}"
        if area != f"{first}:{last or first}":
            self._part.replace(with_attributes(self._part.tag(), {"ref": area}))

    def _col(self, attributes: Attributes) -> None:
        span = int(attributes.get("min") or 0), int(attributes.get("max") or 0)
        self._column_styles.append((*span, int(attributes.get("style") or 0)))

    def _data(self, _: Attributes) -> None:
        tag = self._part.tag()
        if tag.endswith(b"/>") and self._rows:
            start, end = opened(tag)
            self._part.replace(start + self._rows_before(None, prefix_of(tag)) + end)

    def _start_row(self, attributes: Attributes) -> None:
        self._row = int(attributes.get("r") or self._row + 1)
        self._column = 0
        tag = self._part.tag()
        if self._next < len(self._rows) and self._rows[self._next] < self._row:
            self._part.insert(self._rows_before(self._row, prefix_of(tag)))
        marked = self._marks.get(self._row)
        if marked is None:
            self._pending = []
            return
        self._next += 1
        self._pending = sorted(marked)
        own = attributes.get("customFormat") in ("1", "true")
        self._row_style = int(attributes.get("s") or 0) if own else None
        new = self._spanned(tag, attributes, self._pending)
        if tag.endswith(b"/>"):
            start, end = opened(new)
            new = start + self._cells_before(None, prefix_of(tag)) + end
        if new != tag:
            self._part.replace(new)

    @staticmethod
    def _spanned(tag: bytes, attributes: Attributes, columns: list[int]) -> bytes:
        """The tag of a row with the spans that it says it has, widened."""
        first, _, last = (attributes.get("spans") or "").partition(":")
        if not (first.isdigit() and last.isdigit()):
            return tag
        wide = f"{min(int(first), columns[0])}:{max(int(last), columns[-1])}"
        return tag if wide == attributes["spans"] else with_attributes(tag, {"spans": wide})

    def _cell(self, attributes: Attributes) -> None:
        found = position(attributes.get("r") or "")
        self._column = found[1] if found else self._column + 1
        style = int(attributes.get("s") or 0)
        if self._pending and self._pending[0] <= self._column:
            tag = self._part.tag()
            if self._pending[0] < self._column:
                self._part.insert(self._cells_before(self._column, prefix_of(tag)))
            if self._pending and self._pending[0] == self._column:
                severity = self._marks[self._row][self._pending.pop(0)]
                self._restyle(tag, self._styles.marked(style, severity), style)
                return
        if style in self._old:
            self._restyle(self._part.tag(), self._old[style], style)

    def _restyle(self, tag: bytes, style: int, before: int) -> None:
        if style != before:
            self._part.replace(with_attributes(tag, {"s": str(style)}))

    def _end_row(self) -> None:
        if self._pending:
            prefix = prefix_of(self._part.tag())
            self._part.insert(self._cells_before(None, prefix))

    def _end_data(self) -> None:
        if self._next < len(self._rows):
            prefix = prefix_of(self._part.tag())
            self._part.insert(self._rows_before(None, prefix))

    def _rows_before(self, end: int | None, prefix: bytes) -> bytes:
        """The marked rows before row ``end`` that the sheet has not."""
        made = []
        self._row_style = None
        while self._next < len(self._rows):
            row = self._rows[self._next]
            if end is not None and row >= end:
                break
            self._next += 1
            self._pending, current = sorted(self._marks[row]), self._row
            self._row = row
            cells = self._cells_before(None, prefix)
            self._row = current
            made.append(b'<%srow r="%d">%s</%srow>' % (prefix, row, cells, prefix))
        return b"".join(made)

    def _cells_before(self, end: int | None, prefix: bytes) -> bytes:
        """The marked cells of this row before column ``end`` that the sheet has not."""
        made = []
        while self._pending and (end is None or self._pending[0] < end):
            column = self._pending.pop(0)
            style = self._styles.marked(self._style(column), self._marks[self._row][column])
            name = reference(self._row, column).encode()
            made.append(b'<%sc r="%s" s="%d"/>' % (prefix, name, style))
        return b"".join(made)

    def _style(self, column: int) -> int:
        """The style of a cell that is not there: that of its row, else that of its column."""
        if self._row_style is not None:
            return self._row_style
        spans = self._column_styles
        return next((style for first, last, style in spans if first <= column <= last), 0)

    def _legacy_drawing(self, attributes: Attributes) -> None:
        self.drawing = relation_id(attributes)

    def _outer(self, name: str) -> None:
        if name in AFTER_DRAWING:
            self._draw()

    def _draw(self) -> None:
        if not self.drawing and self._relate is not None:
            self.drawing = self._relate()
            self._part.insert(
                b'<%slegacyDrawing xmlns:r="%s" r:id="%s"/>'
                % (self._prefix, self._relations.encode(), self.drawing.encode())
            )
