"""ODS (OpenDocument 1.3, part 3, section 9) -> sheets of records, as they stream by.

Repeated rows and cells are unfolded only where they have values, and never beyond the limits.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import IO, Final
from xml.etree import ElementTree

from publisher.sources.discover import SourceLimits
from publisher.sources.rows import ERROR_TEXTS, Cell, CellError, Record
from publisher.sources.sheets import (
    Opener,
    PartMissing,
    PasswordNeeded,
    SheetLimit,
    attribute,
    duration_text,
    local,
    moment_text,
    number_text,
    parse,
)

CELLS: Final = ("table-cell", "covered-table-cell")
NUMBERS: Final = ("float", "percentage", "currency")

VALUE_TYPE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"
ERROR_TYPE: Final = (
    "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
)

DURATION: Final = re.compile(r"(-)?P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")

Sheet = tuple[str, Iterator[Record]]


def ods_sheets(open_part: Opener, limits: SourceLimits) -> Iterator[Sheet]:
    """Each sheet by name. The records of one must be read before the next is asked for."""
    _refuse_password(open_part)
    reader = _Reader(open_part("content.xml"), limits)
    while (name := reader.next_sheet()) is not None:
        yield name, reader.records()


def _refuse_password(open_part: Opener) -> None:
    try:
        stream = open_part("META-INF/manifest.xml")
    except PartMissing:
        return
    for _, element in parse(stream, "end"):
        if local(element) == "encryption-data":
            raise PasswordNeeded("it has a password")


class _Reader:
    """Reads the sheets of a document in one pass; a table within a cell is no sheet."""

    def __init__(self, stream: IO[bytes], limits: SourceLimits) -> None:
        self._events = parse(stream, "start", "end")
        self._limits = limits
        self._parents: list[ElementTree.Element[str]] = []
        self._depth = 0
        self._sheets = 0

    def next_sheet(self) -> str | None:
        """Go on to the next sheet, over what is left of this one."""
        self._sheets += 1
        for event, element, depth in self._steps():
            if event == "end":
                element.clear()
            elif local(element) == "table" and depth == 1:
                return attribute(element, "name") or ""
        return None

    def records(self) -> Iterator[Record]:
        """The rows of the sheet that have values, by number."""
        sheet, row = self._sheets, 0
        cells = _Cells(self._limits)
        for event, element, depth in self._steps():
            name = local(element)
            if event == "start" or depth > 1:
                if name == "table-row" and depth == 1:
                    cells = _Cells(self._limits)
            elif name == "table":
                return
            elif name in CELLS:
                cells.add(element, row + 1)
                element.clear()
            elif name == "table-row":
                times = int(attribute(element, "number-rows-repeated") or 1)
                self._parents[-1].remove(element)
                for repeated in range(1, times + 1 if cells.values else 1):
                    yield row + repeated, cells.values
                    if sheet != self._sheets:
                        raise RuntimeError("a sheet must be read before the next")
                row += times

    def _steps(self) -> Iterator[tuple[str, ElementTree.Element[str], int]]:
        """Each start and end of an element, and how many tables it stands in."""
        for event, element in self._events:
            depth = self._depth
            is_table = local(element) == "table"
            if event == "start":
                self._parents.append(element)
                self._depth += is_table
                depth = self._depth
            else:
                self._parents.pop()
                self._depth -= is_table
            yield event, element, depth


class _Cells:
    """The cells of one row, repeated ones unfolded; empty ones at its end are left out."""

    def __init__(self, limits: SourceLimits) -> None:
        self.values: list[Cell] = []
        self._position, self._limits = 0, limits

    def add(self, element: ElementTree.Element[str], row: int) -> None:
        """Add a cell as often as it is repeated."""
        times = int(attribute(element, "number-columns-repeated") or 1)
        if int(attribute(element, "number-rows-spanned") or 1) > 1:
            raise SheetLimit("merged", row, _shown(element), 1)
        value = "" if local(element) == "covered-table-cell" else _cell(element)
        if value != "":
            if self._position + times > self._limits.columns:
                raise SheetLimit("too-many-columns", row, "", self._limits.columns)
            if isinstance(value, str) and len(value) > self._limits.cell_characters:
                raise SheetLimit("too-long", row, value, self._limits.cell_characters)
            self.values += [""] * (self._position - len(self.values)) + [value] * times
        self._position += times


def _cell(element: ElementTree.Element[str]) -> Cell:
    attributes = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
    kind = element.get(VALUE_TYPE)
    shown = _shown(element)
    if attributes.get("formula") is not None:
        # An error is stored as a text or as 0: only what is shown gives it away.
        if shown in ERROR_TEXTS or element.get(ERROR_TYPE) == "error":
            return CellError(shown or "#N/A")
        if kind is None and not shown:
            return CellError("=" + attributes["formula"].partition("=")[2])
    if kind in NUMBERS:
        return number_text(attributes["value"])
    if kind == "boolean":
        return attributes["boolean-value"]
    if kind == "date":
        return moment_text(datetime.datetime.fromisoformat(attributes["date-value"]))
    if kind == "time":
        return _duration(attributes["time-value"])
    return (shown or attributes.get("string-value", "")).strip()


def _shown(element: ElementTree.Element[str]) -> str:
    """The paragraphs of a cell, one a line; comments and drawings are left out."""
    return "\n".join(_paragraph(child) for child in element if local(child) == "p")


def _paragraph(element: ElementTree.Element[str]) -> str:
    text = element.text or ""
    for child in element:
        name = local(child)
        if name == "s":
            text += " " * int(attribute(child, "c") or 1)
        elif name in ("tab", "line-break"):
            text += "\t" if name == "tab" else "\n"
        elif name not in ("annotation", "note"):
            text += _paragraph(child)
        text += child.tail or ""
    return text


def _duration(text: str) -> str:
    match = DURATION.fullmatch(text)
    if match is None:
        raise ValueError(text)
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    duration = datetime.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return duration_text(-duration if match[1] else duration)
