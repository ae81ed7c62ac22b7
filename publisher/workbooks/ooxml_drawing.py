"""The boxes of comments: the drawing in VML (ECMA-376, part 4, section 19) that each comment needs.

Programs write this part carelessly, so it is cut by its tags and never parsed; the drawings of
others are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from publisher.workbooks.marked import Cell
from publisher.workbooks.ooxml_sheet import GRID

SHAPE: Final = re.compile(rb"\s*<(\w+:)?shape[\s>].*?</(?:\w+:)?shape\s*>", re.DOTALL)
ROW: Final = re.compile(rb"<(?:\w+:)?Row\s*>\s*(\d+)\s*<")
COLUMN: Final = re.compile(rb"<(?:\w+:)?Column\s*>\s*(\d+)\s*<")
NUMBER: Final = re.compile(rb"_x0000_s(\d+)")
ANCHOR: Final = re.compile(rb"(<(?:\w+:)?Anchor\s*>)([\d,\s]+)")
BLOCKS: Final = re.compile(rb"<(?:\w+:)?idmap\b[^>]*\bdata=[\"']([\d,\s]*)")
DRAWN: Final = re.compile(r"<v:shape(?:type)?")
END: Final = re.compile(rb"</xml\s*>\s*\Z")

BLOCK: Final = 1024
"""Shapes of a drawing have numbers in blocks of this size, which no other drawing has."""

WIDTH: Final = 5
"""Columns that a box covers."""

CHARACTERS: Final = 9
"""How many characters of a line a column holds, about."""

MOST_LINES: Final = 30

NAMESPACES: Final = (
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
HEAD: Final = (
    f'<xml{NAMESPACES}><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{}"/></o:shapelayout></xml>'
)
KIND: Final = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
BOX: Final = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
    'margin-left:60pt;margin-top:2pt;width:260pt;height:{height}pt;z-index:1;visibility:hidden" '
    'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row>"
    "<x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


def new_drawing(block: int, boxes: int) -> bytes:
    """A drawing without shapes, whose shapes are numbered from ``block`` on."""
    blocks = range(block, block + boxes // BLOCK + 1)
    return HEAD.format(",".join(map(str, blocks))).encode()


def last_block(drawings: Iterable[bytes]) -> int:
    """The highest block of numbers that drawings use; 0 where there is none."""
    used = [
        int(text)
        for data in drawings
        for found in BLOCKS.findall(data)
        for text in found.decode().split(",")
        if text.strip().isdigit()
    ]
    return max(used, default=0)


def edit_drawing(
    data: bytes, gone: Collection[Cell], boxes: Collection[tuple[Cell, str]],
    grown: Mapping[Cell, str],
) -> bytes:  # fmt: skip
    """Take away the boxes of comments that are gone, and add one for each new comment's text.

    A box whose comment has ``grown`` is made as high as its text needs.
    """

    def kept(match: re.Match[bytes]) -> bytes:
        row, column = ROW.search(match[0]), COLUMN.search(match[0])
        if not (row and column and (b'"Note"' in match[0] or b"'Note'" in match[0])):
            return match[0]
        cell = int(row[1]) + 1, int(column[1]) + 1
        if cell in gone:
            return b""
        return _heightened(match[0], grown[cell]) if cell in grown else match[0]

    data = SHAPE.sub(kept, data)
    blocks = BLOCKS.search(data)
    first = int(blocks[1].split(b",")[0] or 1) if blocks else 1
    number = max([first * BLOCK, *map(int, NUMBER.findall(data))])
    kind = KIND if boxes and b"_x0000_t202" not in data else ""
    made = [kind, *(_box(number + at, *box) for at, box in enumerate(boxes, start=1))]
    if not all(text in data for text in (b"xmlns:v=", b"xmlns:o=", b"xmlns:x=")):
        made = [DRAWN.sub(rf"\g<0>{NAMESPACES}", text, count=1) for text in made]
    end = END.search(data)
    at = end.start() if end else len(data)
    return data[:at] + "".join(made).encode() + data[at:]


def _box(number: int, cell: Cell, text: str) -> str:
    row, column = cell
    lines = _lines(text, WIDTH)
    left = column if column + WIDTH <= GRID[1] else column - WIDTH - 1
    top = max(0, min(row - 2, GRID[0] - lines - 1))
    anchor = f"{left}, 12, {top}, 4, {left + WIDTH}, 40, {top + lines}, 4"
    return BOX.format(
        number=number, height=lines * 15, anchor=anchor, row=row - 1, column=column - 1
    )


def _lines(text: str, columns: int) -> int:
    """Lines, and so rows, that a text needs in a box over some columns."""
    lines = sum(len(line) // (CHARACTERS * columns) + 1 for line in text.split("\n"))
    return min(lines + 1, MOST_LINES)


def _heightened(shape: bytes, text: str) -> bytes:
    """A box that is high enough for ``text``; its anchor is four corners, each with an offset."""
    found = ANCHOR.search(shape)
    numbers = [int(number) for number in found[2].split(b",")] if found else []
    if found is None or len(numbers) != 8:
        return shape
    left, top, right, bottom = numbers[::2]
    numbers[6] = max(bottom, min(top + _lines(text, max(right - left, 1)), GRID[0] - 1))
    return shape[: found.start(2)] + ", ".join(map(str, numbers)).encode() + shape[found.end(2) :]
