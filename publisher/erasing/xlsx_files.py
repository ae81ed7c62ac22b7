"""Rows and cells taken out of a workbook (XLSX): their texts go from every part that holds them.

A row that goes is left empty, so that nothing else moves. A text that no cell uses any more is
taken out of the shared strings; so are comments and links of the cells that were emptied.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Final

from publisher.erasing.edits import Edits
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.rows import written
from publisher.workbooks.book import Book, SheetPart
from publisher.workbooks.ooxml_sheet import position, reference
from publisher.workbooks.package import Package
from publisher.workbooks.xmledit import (
    Node,
    Splice,
    escape,
    prefix_of,
    relation_id,
    spliced,
    tree,
)

SHARED: Final = "sharedStrings"
NOTES: Final = ("comments", "threadedComment")
"""Kinds of relations to parts with what people noted at cells."""

NOTED: Final = ("comment", "threadedComment")
"""Elements with one note each."""


def edit_xlsx(source: SourceFile, limits: SourceLimits, edits: Mapping[str, Edits]) -> bytes:
    """The workbook without what goes. Raises what reading a damaged workbook raises."""
    with Book(source.path) as book:
        before = _used(book)
        for sheet in book.sheets:
            if sheet.name in edits:
                _edit_sheet(book.package, sheet, edits[sheet.name])
        _forget_texts(book, before - _used(book))
        return _saved(book.package)


def _saved(package: Package) -> bytes:
    out = io.BytesIO()
    package.save(out)  # type: ignore[arg-type]
    return out.getvalue()


def _edit_sheet(package: Package, sheet: SheetPart, own: Edits) -> None:
    data = package.read(sheet.part)
    root = tree(data)
    gone = _Gone(own)
    splices: list[Splice] = []
    rows = root.child("sheetData")
    number = 0
    for row in rows.all("row") if rows else ():
        number = int(row.attributes.get("r") or number + 1)
        prefix = prefix_of(data[row.start : row.inner])
        if number in own.rows:
            splices.append((row.start, row.end, b'<%srow r="%d"/>' % (prefix, number)))
        else:
            splices += _cells(row, own, number, prefix)
    links = root.child("hyperlinks")
    ids = set()
    for link in links.all("hyperlink") if links else ():
        if gone.has(link.attributes.get("ref", "")):
            splices.append((link.start, link.end, b""))
            ids.add(relation_id(link.attributes))
    if (
        links
        and links.children
        and len(splices)
        and all(gone.has(link.attributes.get("ref", "")) for link in links.children)
    ):
        splices = [item for item in splices if not links.start <= item[0] < links.end]
        splices.append((links.start, links.end, b""))
    package.write(sheet.part, spliced(data, splices))
    _forget_notes(package, sheet.part, gone)
    _forget_links(package, sheet.part, ids)


class _Gone:
    """The cells whose notes and links go with them."""

    def __init__(self, own: Edits) -> None:
        self._rows, self._cells = own.rows, own.cells

    def has(self, area: str) -> bool:
        """Whether an area begins in a cell that was emptied."""
        found = position(area.partition(":")[0])
        if found is None:
            return False
        row, column = found
        return row in self._rows or (row, column - 1) in self._cells


def _cells(row: Node, own: Edits, number: int, prefix: bytes) -> Iterator[Splice]:
    wanted = own.of_row(number)
    column = 0
    for cell in row.all("c") if wanted else ():
        found = position(cell.attributes.get("r", ""))
        column = found[1] if found else column + 1
        if column - 1 in wanted:
            text = written(wanted[column - 1])
            style = cell.attributes.get("s")
            start = b'<%sc r="%s"' % (prefix, reference(number, column).encode())
            start += b' s="%s"' % escape(style) if style else b""
            inside = b' t="inlineStr"><%sis><%st xml:space="preserve">%s</%st></%sis></%sc>' % (
                prefix, prefix, escape(text), prefix, prefix, prefix
            )  # fmt: skip
            yield cell.start, cell.end, start + (inside if text else b"/>")


def _forget_notes(package: Package, part: str, gone: _Gone) -> None:
    for relation in package.relations(part):
        if relation.kind in NOTES and relation.target in package:
            data = package.read(relation.target)
            root = tree(data)
            noted = [node for place in (root, *root.children) for name in NOTED
                     for node in place.all(name)]  # fmt: skip
            splices = [(node.start, node.end, b"") for node in noted
                       if gone.has(node.attributes.get("ref", ""))]  # fmt: skip
            if splices:
                package.write(relation.target, spliced(data, splices))


def _forget_links(package: Package, part: str, ids: set[str]) -> None:
    folder, _, name = part.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    if not ids or relations not in package:
        return
    data = package.read(relations)
    gone = [(node.start, node.end, b"") for node in tree(data).all("Relationship")
            if node.attributes.get("Id") in ids]  # fmt: skip
    package.write(relations, spliced(data, gone))


def _used(book: Book) -> set[int]:
    """The numbers of the shared strings that cells use."""
    found: set[int] = set()
    for sheet in book.sheets:
        rows = tree(book.package.read(sheet.part)).child("sheetData")
        for row in rows.all("row") if rows else ():
            for cell in row.all("c"):
                value = cell.child("v")
                if cell.attributes.get("t") == "s" and value is not None and value.text.strip():
                    found.add(int(value.text))
    return found


def _forget_texts(book: Book, numbers: set[int]) -> None:
    """Empty the shared strings that no cell uses any more."""
    part = next((name for name in _parts(book, SHARED)), "")
    if not numbers or not part:
        return
    data = book.package.read(part)
    splices = []
    for number, item in enumerate(tree(data).all("si")):
        if number in numbers:
            prefix = prefix_of(data[item.start : item.inner])
            empty = b"<%ssi><%st/></%ssi>" % (prefix, prefix, prefix)
            splices.append((item.start, item.end, empty))
    book.package.write(part, spliced(data, splices))


def _parts(book: Book, kind: str) -> Iterator[str]:
    main = next((one.target for one in book.package.relations("")
                 if one.kind == "officeDocument"), "xl/workbook.xml")  # fmt: skip
    for relation in book.package.relations(main):
        if relation.kind == kind and relation.target in book.package:
            yield relation.target
