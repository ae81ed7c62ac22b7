"""Rows and cells taken out of an OpenDocument spreadsheet (ODS 1.3, part 3, section 9).

A row that goes is left empty, so that nothing else moves. The picture of the first page goes too.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Final

from publisher.erasing.edits import Edits
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.ods import CELLS
from publisher.sources.rows import Cell, written
from publisher.workbooks.xmledit import Node, Splice, escape, prefix_of, spliced, tree

CONTENT: Final = "content.xml"
MANIFEST: Final = "META-INF/manifest.xml"
PICTURES: Final = "Thumbnails/"


def edit_ods(source: SourceFile, limits: SourceLimits, edits: Mapping[str, Edits]) -> bytes:
    """The document without what goes. Raises what reading a damaged one raises."""
    out = io.BytesIO()
    with zipfile.ZipFile(source.path) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            if info.filename.startswith(PICTURES):
                continue
            content = old.read(info)
            if info.filename == CONTENT:
                content = _edited(content, edits)
            elif info.filename == MANIFEST:
                content = _without_pictures(content)
            new.writestr(info, content, compress_type=info.compress_type)
    return out.getvalue()


def _edited(data: bytes, edits: Mapping[str, Edits]) -> bytes:
    splices: list[Splice] = []
    for table in _tables(tree(data)):
        own = edits.get(_attribute(table, "name"))
        if own is None:
            continue
        number = 1
        for row in _rows(table):
            times = int(_attribute(row, "number-rows-repeated") or 1)
            splices += _row_splices(data, row, own, range(number, number + times))
            number += times
    return spliced(data, splices)


def _row_splices(data: bytes, row: Node, own: Edits, numbers: range) -> Iterator[Splice]:
    """What becomes of a row, which may stand for several."""
    prefix = prefix_of(data[row.start : row.inner])
    if own.rows & set(numbers):
        repeated = b' %snumber-rows-repeated="%d"' % (prefix, len(numbers))
        start = b"<%stable-row%s>" % (prefix, repeated if len(numbers) > 1 else b"")
        yield row.start, row.end, start + b"<%stable-cell/></%stable-row>" % (prefix, prefix)
        return
    wanted = {column: cell for number in numbers for column, cell in own.of_row(number).items()}
    column = 0
    for cell in row.children if wanted else ():
        if cell.name not in CELLS:
            continue
        times = int(_attribute(cell, "number-columns-repeated") or 1)
        here = range(column, column + times)
        column += times
        if set(here) & set(wanted):
            pieces = [_cell(data, cell, wanted.get(place)) for place in here]
            yield cell.start, cell.end, b"".join(pieces)


def _cell(data: bytes, cell: Node, new: Cell | None) -> bytes:
    """One cell: with a new text, or a single copy of what it was."""
    prefix = prefix_of(data[cell.start : cell.inner])
    if new is None:
        return _single(data[cell.start : cell.end], prefix)
    text = written(new)
    if not text:
        return b"<%stable-cell/>" % prefix
    said = b"<text:p>%s</text:p>" % escape(text)
    return b'<%stable-cell office:value-type="string">%s</%stable-cell>' % (prefix, said, prefix)


def _single(piece: bytes, prefix: bytes) -> bytes:
    name = prefix + b"number-columns-repeated="
    at = piece.find(name, 0, piece.find(b">"))
    if at < 0:
        return piece
    quote = piece[at + len(name) : at + len(name) + 1]
    end = piece.index(quote, at + len(name) + 1) + 1
    return piece[:at] + piece[end:]


def _without_pictures(data: bytes) -> bytes:
    gone = [(node.start, node.end, b"") for node in tree(data).children
            if _attribute(node, "full-path").startswith(PICTURES)]  # fmt: skip
    return spliced(data, gone)


def _tables(root: Node) -> Iterator[Node]:
    """The sheets; a table within a cell is no sheet."""
    for node in root.children:
        if node.name == "table":
            yield node
        elif node.name in ("body", "spreadsheet"):
            yield from _tables(node)


def _rows(node: Node) -> Iterator[Node]:
    """The rows of a sheet, also those in groups, in order."""
    for child in node.children:
        if child.name == "table-row":
            yield child
        elif child.name in ("table-rows", "table-header-rows", "table-row-group"):
            yield from _rows(child)


def _attribute(node: Node, name: str) -> str:
    return next((value for key, value in node.attributes.items()
                 if key.rpartition(" ")[2] == name), "")  # fmt: skip
