"""XLSX (ECMA-376, part 1, section 18) -> sheets of records, as they stream by.

A merged cell has its value in its first cell only. A formula counts by the result that is stored
with it; one that was never calculated is an error of its cell.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from typing import Final
from xml.etree import ElementTree

from publisher.sources.discover import SourceLimits
from publisher.sources.rows import Cell, CellError, Record
from publisher.sources.sheets import (
    Opener,
    PartMissing,
    SheetLimit,
    duration_text,
    local,
    moment_text,
    number_text,
    parse,
)

GRID_COLUMNS: Final = 16_384
"""Columns of a sheet, by the standard."""

BUILTIN_DATES: Final = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})
BUILTIN_TIMES: Final = frozenset({*range(18, 22), 45, 46, 47})
"""Number formats that are dates and times without saying so (section 18.8.30)."""

ELAPSED_DAYS: Final = 366
"""A number shown as hours and minutes is a time or a duration below this, a moment above."""

NOT_FORMAT: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
"""Parts of a format code that stand for themselves: quoted text, colours, conditions."""

ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
REFERENCE: Final = re.compile(r"([A-Z]{1,3})(\d+)")

Sheet = tuple[str, Iterator[Record]]


def xlsx_sheets(open_part: Opener, limits: SourceLimits) -> Iterator[Sheet]:
    """Each sheet of cells by name, its records read as they are asked for."""
    workbook = _relations(open_part, "").get("officeDocument", {"": "xl/workbook.xml"})
    path = next(iter(workbook.values()))
    parts = _relations(open_part, path)
    texts = [
        text
        for part in parts.get("sharedStrings", {}).values()
        for text in _shared_strings(open_part, part, limits)
    ]
    styles = [
        style for part in parts.get("styles", {}).values() for style in _styles(open_part, part)
    ]
    names, epoch = _workbook(open_part, path)
    for name, relation in names:
        part = parts.get("worksheet", {}).get(relation)
        if part is not None:
            yield name, _Sheet(texts, styles, epoch, limits).records(open_part, part)


def _relations(open_part: Opener, path: str) -> dict[str, dict[str, str]]:
    """The parts that ``path`` refers to: kind to id to name of the part."""
    folder, _, name = path.rpartition("/")
    found: dict[str, dict[str, str]] = {}
    try:
        stream = open_part(join(folder, "_rels", f"{name}.rels"))
    except PartMissing:
        return found
    for _, element in parse(stream, "end"):
        if local(element) == "Relationship":
            kind = (element.get("Type") or "").rpartition("/")[2]
            target = (element.get("Target") or "").replace("\\", "/")
            target = target[1:] if target.startswith("/") else normpath(join(dirname(path), target))
            found.setdefault(kind, {})[element.get("Id") or ""] = target
    return found


def _workbook(open_part: Opener, path: str) -> tuple[list[tuple[str, str]], datetime.datetime]:
    names, epoch = [], datetime.datetime(1899, 12, 30)
    for _, element in parse(open_part(path), "end"):
        if local(element) == "sheet":
            names.append((element.get("name") or "", _relation_id(element)))
        elif local(element) == "workbookPr" and element.get("date1904") in ("1", "true"):
            epoch = datetime.datetime(1904, 1, 1)
    return names, epoch


def _relation_id(element: ElementTree.Element[str]) -> str:
    return next((value for key, value in element.attrib.items() if key.endswith("}id")), "")


def _shared_strings(open_part: Opener, part: str, limits: SourceLimits) -> Iterator[str]:
    for _, element in parse(open_part(part), "end"):
        if local(element) == "si":
            yield _text(element, 0, limits)
            element.clear()


def _text(element: ElementTree.Element[str], row: int, limits: SourceLimits) -> str:
    """The text of a string item: its runs joined, phonetic readings left out."""
    found = []
    for child in element:
        name = local(child)
        if name == "t":
            found.append(child.text or "")
        elif name == "r":
            found += [run.text or "" for run in child if local(run) == "t"]
    text = "".join(found)
    if len(text) > limits.cell_characters:
        raise SheetLimit("too-long", row, text, limits.cell_characters)
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _styles(open_part: Opener, part: str) -> Iterator[str]:
    """What each style makes of a number: ``date``, ``time``, or nothing."""
    codes: dict[int, str] = {}
    for _, element in parse(open_part(part), "end"):
        if local(element) == "numFmt":
            codes[int(element.get("numFmtId") or 0)] = element.get("formatCode") or ""
        elif local(element) == "cellXfs":
            for style in element:
                number = int(style.get("numFmtId") or 0)
                yield _kind(number, codes.get(number, ""))


def _kind(number: int, code: str) -> str:
    if not code:
        return "date" if number in BUILTIN_DATES else "time" if number in BUILTIN_TIMES else ""
    letters = NOT_FORMAT.sub("", code.split(";")[0]).lower()
    if "general" in letters:
        return ""
    if re.search("[yd]", letters) or ("m" in letters and not re.search("[hs]", letters)):
        return "date"
    return "time" if re.search("[hs]", letters) else ""


def _refuse_rows_merged(area: str) -> None:
    """Raise SheetLimit for merged cells of several rows: only the first row has their value."""
    first, _, last = area.partition(":")
    rows = [int(match[2]) for text in (first, last) if (match := REFERENCE.fullmatch(text))]
    if len(rows) == 2 and rows[0] != rows[1]:
        raise SheetLimit("merged", rows[0], area, 1)


class _Sheet:
    """Reads one sheet."""

    def __init__(
        self,
        texts: list[str],
        styles: list[str],
        epoch: datetime.datetime,
        limits: SourceLimits,
    ) -> None:
        self._texts, self._styles, self._epoch, self._limits = texts, styles, epoch, limits

    def records(self, open_part: Opener, part: str) -> Iterator[Record]:
        """The rows that have cells, by number."""
        parents: list[ElementTree.Element[str]] = []
        cells: list[Cell] = []
        row = column = 0
        for event, element in parse(open_part(part), "start", "end"):
            name = local(element)
            if event == "start":
                if name == "row":
                    row = int(element.get("r") or row + 1)
                    cells, column = [], 0
                parents.append(element)
                continue
            parents.pop()
            if name == "c":
                column = self._column(element, column)
                value = self._cell(element, row)
                if value != "":
                    cells += [""] * (column - 1 - len(cells))
                    cells.append(value)
                element.clear()
            elif name == "mergeCell":
                _refuse_rows_merged(element.get("ref") or "")
            elif name == "row":
                parents[-1].remove(element)
                if cells:
                    yield row, cells

    @staticmethod
    def _column(element: ElementTree.Element[str], before: int) -> int:
        """The column of a cell, counted from 1; a cell without a reference follows the last."""
        match = REFERENCE.fullmatch(element.get("r") or "")
        column = before + 1
        if match:
            column = 0
            for letter in match[1]:
                column = column * 26 + ord(letter) - 64
        if column > GRID_COLUMNS or column <= before:
            raise ValueError(element.get("r"))
        return column

    def _cell(self, element: ElementTree.Element[str], row: int) -> Cell:
        kind, children = element.get("t") or "n", {local(child): child for child in element}
        if kind == "inlineStr":
            return _text(children["is"], row, self._limits).strip() if "is" in children else ""
        stored = (children["v"].text or "").strip() if "v" in children else ""
        if kind == "e":
            return CellError(stored or "#N/A")
        if kind == "str" or stored:
            return self._value(kind, stored, int(element.get("s") or 0))
        return CellError("=" + (children["f"].text or "")) if "f" in children else ""

    def _value(self, kind: str, stored: str, style: int) -> str:
        if kind == "s":
            return self._texts[int(stored)].strip()
        if kind == "b":
            return "true" if stored in ("1", "true") else "false"
        return stored if kind in ("str", "d") else self._number(stored, style)

    def _number(self, stored: str, style: int) -> str:
        kind = self._styles[style] if style < len(self._styles) else ""
        if not kind:
            return number_text(stored)
        serial = float(stored)
        if kind == "time" and serial < ELAPSED_DAYS:
            return duration_text(datetime.timedelta(days=serial))
        # The first day of the 1900 system is 1 January; it counts a 29 February that never was.
        shift = 1 if self._epoch.year == 1899 and serial < 60 else 0
        try:
            moment = self._epoch + datetime.timedelta(milliseconds=round(serial * 86400000))
            return moment_text(moment + datetime.timedelta(days=shift))
        except OverflowError:
            return number_text(stored)
