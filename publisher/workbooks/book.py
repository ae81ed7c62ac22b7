"""A workbook as a package (ECMA-376, part 1, section 12.3): which sheets it has, and where."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, join
from types import TracebackType
from typing import Final, Self

from publisher.names import normalise
from publisher.sources.discover import SourceLimits
from publisher.sources.notes import NOTES_SHEET, is_notes_sheet
from publisher.sources.rows import Cell, CellError, Record
from publisher.sources.sheets import SheetLimit
from publisher.sources.workbook import DAMAGE, GUIDANCE
from publisher.sources.xlsx import xlsx_sheets
from publisher.workbooks.marked import Layout
from publisher.workbooks.ooxml_sheet import sheet_name
from publisher.workbooks.ooxml_styles import Styles
from publisher.workbooks.package import Package
from publisher.workbooks.xmledit import (
    appended,
    escape,
    prefix_of,
    relation_id,
    spliced,
    tree,
)

KINDS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
"""Where the types of relations begin; strict workbooks have another such namespace."""

SPREADSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml."

UNLIMITED: Final = SourceLimits(cell_characters=1 << 40)

SEEN: Final = (None, "visible")

SUMMARY: Final = "publisher:check"
"""What the cell B1 of the sheet that sums a check up holds; A1 says that it is of notes."""


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet of cells: its name, the part that holds it, its first record, and if it is seen."""

    name: str
    part: str
    first: Record | None
    hidden: bool = False

    @property
    def is_summary(self) -> bool:
        """Whether it sums up an earlier check."""
        return self.first is not None and list(self.first[1][:2]) == [NOTES_SHEET, SUMMARY]

    @property
    def is_data(self) -> bool:
        """Whether it is seen, and read when the workbook is checked."""
        if self.hidden or self.first is None or is_notes_sheet(*self.first):
            return False
        return not self.name.startswith("_") and normalise(self.name) not in GUIDANCE


class Book:
    """A workbook that is edited."""

    def __init__(self, path: Path, layouts: Sequence[Layout] = ()) -> None:
        """Open a workbook; ``layouts`` are found out where they are not given.

        Raises what reading a damaged workbook raises (``sources.workbook.DAMAGE``), Unsafe and
        Malformed.
        """
        self.package = Package(path)
        found = (one for one in self.package.relations("") if one.kind == "officeDocument")
        main = next(found, None)
        self._part = main.target if main else "xl/workbook.xml"
        self.kinds = main.type.rpartition("/")[0] if main else KINDS
        """The namespace of relation types and ids."""
        self._root = tree(self.package.read(self._part))
        self.namespace = self._root.namespace
        """The namespace of the elements."""
        self.sheets = self._find_sheets()
        self.layouts = tuple(layouts) or self._find_layouts()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.package.close()

    def kind(self, name: str) -> str:
        """The type of a relation."""
        return f"{self.kinds}/{name}"

    def folder(self, name: str) -> str:
        """The name of a part below the folder of the workbook's own part."""
        return join(dirname(self._part), name)

    def styles(self) -> Styles:
        """The style sheet; an empty one where there is none."""
        part = self._styles_part()
        if not part:
            return Styles.empty(self.namespace)
        return Styles(self.package.read(part), unkept=self._program().startswith("LibreOffice"))

    def _program(self) -> str:
        """The program that saved the workbook, where it says so."""
        for relation in self.package.relations(""):
            if relation.kind == "extended-properties" and relation.target in self.package:
                name = tree(self.package.read(relation.target)).child("Application")
                return name.text if name else ""
        return ""

    def keep_styles(self, styles: Styles) -> None:
        """Put the style sheet back."""
        part = self._styles_part()
        if not part:
            part = self.folder("styles.xml")
            if part in self.package:
                part = self.package.free_name(self.folder("styles{}.xml"))
            self.package.relate(self._part, self.kind("styles"), part)
            self.package.declare(part, f"{SPREADSHEET}styles+xml")
        self.package.write(part, styles.data())

    def summary_part(self, wanted: str) -> str:
        """The part of the summary: that of an earlier check, else of a new last sheet.

        ``wanted`` is the name that a new sheet gets, made unlike the others where it has to be.
        """
        earlier = next((sheet for sheet in self.sheets if sheet.is_summary), None)
        if earlier is not None:
            self.package.drop_relations(earlier.part)
            return earlier.part
        part = self.package.free_name(self.folder("worksheets/sheet{}.xml"))
        relation = self.package.relate(self._part, self.kind("worksheet"), part)
        self.package.declare(part, f"{SPREADSHEET}worksheet+xml")
        self._add_sheet(wanted, relation)
        return part

    def _add_sheet(self, wanted: str, relation: str) -> None:
        data = self.package.read(self._part)
        listed = self._root.child("sheets")
        if listed is None:
            raise ValueError("the workbook has no sheets")
        names = [node.attributes.get("name", "") for node in listed.children]
        numbers = [int(node.attributes.get("sheetId") or 0) for node in listed.children]
        entry = b'<%ssheet xmlns:r="%s" name="%s" sheetId="%d" r:id="%s"/>' % (
            prefix_of(data[listed.start : listed.inner]), self.kinds.encode(),
            escape(sheet_name(wanted, names)), max(numbers, default=0) + 1, relation.encode(),
        )  # fmt: skip
        self.package.write(self._part, spliced(data, [appended(data, listed, entry)]))

    def _styles_part(self) -> str:
        relations = self.package.relations(self._part)
        return next((one.target for one in relations if one.kind == "styles"), "")

    def _find_sheets(self) -> tuple[SheetPart, ...]:
        firsts: dict[str, Record | None] = {}
        for name, records in xlsx_sheets(self.package.open, UNLIMITED):
            firsts[name] = None
            with suppress(SheetLimit, *DAMAGE):
                firsts[name] = next((record for record in records if any(record[1])), None)
        parts = {
            relation.id: relation.target
            for relation in self.package.relations(self._part)
            if relation.kind == "worksheet"
        }
        listed = self._root.child("sheets")
        return tuple(
            SheetPart(name, parts[key], firsts.get(name), node.attributes.get("state") not in SEEN)
            for node in (listed.all("sheet") if listed else ())
            for name in [node.attributes.get("name", "")]
            for key in [relation_id(node.attributes)]
            if key in parts
        )

    def _find_layouts(self) -> tuple[Layout, ...]:
        """Where each sheet has what, those that are data first."""
        ordered = sorted(self.sheets, key=lambda sheet: not sheet.is_data)
        return tuple(_layout(sheet) for sheet in ordered if not sheet.is_summary)


def _layout(sheet: SheetPart) -> Layout:
    if sheet.first is None:
        return Layout(sheet.name, sheet.name)
    row, cells = sheet.first
    header = [" ".join(_text(cell).split()) for cell in cells]
    while header and not header[-1]:
        header.pop()
    return Layout(sheet.name, sheet.name, row, tuple(header))


def _text(cell: Cell) -> str:
    return cell.text if isinstance(cell, CellError) else str(cell)
