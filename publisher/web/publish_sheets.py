"""The sheets of a file that was sent, with what is wrong in them at its cells."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from publisher.check.findings import Finding
from publisher.errors import SourceFault
from publisher.render.messages import say
from publisher.render.publish import said_of
from publisher.render.publish_pages import Cell, Remark, Sheet, SheetRow
from publisher.render.values import number_in_words
from publisher.sources.discover import KINDS, SourceFile, SourceLimits
from publisher.sources.rows import written
from publisher.sources.sheets import SheetLimit, Unsafe
from publisher.sources.tables import read_tables
from publisher.sources.workbook import DAMAGE
from publisher.workbooks.marked import Layout, gravest, mark

WHOLE: Final = 60
"""Rows of a sheet that is shown whole; of a longer one, those with remarks."""

MOST_ROWS: Final = 200
"""Rows that are shown of all sheets together."""

TEXT: Final = 300
"""Characters of a cell that are shown."""

Row = tuple[int, tuple[str, ...]]
Wrong = Mapping[tuple[int, int], Sequence[Finding]]
"""What is wrong, by row and column from 1."""


@dataclass(frozen=True)
class Shown:
    """The sheets, and where on the page a finding is: its anchor, by finding."""

    sheets: tuple[Sheet, ...]
    anchors: Mapping[Finding, str]


@dataclass(frozen=True)
class _Read:
    """A table of the file: where it has what, and those of its rows that may be shown."""

    layout: Layout
    rows: list[Row]
    total: int


def shown(
    path: Path, name: str, findings: Sequence[Finding], limits: SourceLimits, language: str,
    metadata: Path | None = None,
) -> Shown:  # fmt: skip
    """The sheets of the file at ``path``, which findings call ``name`` and ``metadata`` describes.

    There are none where it is no table, or cannot be read as one.
    """
    kind = KINDS.get(path.suffix.lower())
    if kind not in ("table", "json") or not findings:
        return Shown((), {})
    own = [finding for finding in findings if finding.place.file == name]
    wanted: dict[str, set[int]] = {}
    for finding in own:
        for place in (finding.place, *finding.places):
            wanted.setdefault(place.sheet, set()).add(place.row)
    read: list[_Read] = []
    with suppress(SourceFault, SheetLimit, Unsafe, *DAMAGE):
        for table in read_tables(SourceFile(path, name, kind, metadata), limits):
            layout = Layout(table.sheet or "", table.name, table.header_row, table.header)
            read.append(_Read(layout, [], 0))
            numbers = wanted.get(layout.sheet, set())
            with suppress(SourceFault):
                for row in table.rows:
                    kept = read[-1].rows
                    if len(kept) < WHOLE or row.number in numbers:
                        kept.append((row.number, tuple(map(written, row.cells))))
                    read[-1] = replace(read[-1], total=read[-1].total + 1)
    if not read:
        return Shown((), {})
    marked = mark(own, [item.layout for item in read], path)
    anchors: dict[Finding, str] = {}
    left = deque([MOST_ROWS])
    sheets = tuple(
        _sheet(item, at, marked.cells.get(item.layout.name, {}), anchors, left, language)
        for at, item in enumerate(read, 1)
    )
    return Shown(sheets, anchors)


def _sheet(
    read: _Read, at: int, wrong: Wrong, anchors: dict[Finding, str], left: deque[int], language: str
) -> Sheet:
    """A sheet; what it shows is taken from the rows that are ``left``."""
    layout = read.layout
    numbers = {row for row, _ in wrong}
    whole = read.total <= WHOLE
    rows = [row for row in read.rows if whole or row[0] in numbers][: left[0]]
    left[0] -= len(rows)

    def cell(row: int, column: int, text: str) -> Cell:
        found = wrong.get((row, column), ())
        if not found:
            return Cell(text=_short(text))
        anchor = f"cell-{at}-{row}-{column}"
        for finding in found:
            anchors.setdefault(finding, anchor)
        remarks = tuple(_remark(finding, language) for finding in dict.fromkeys(found))
        return Cell(text=_short(text), anchor=anchor, kind=gravest(found), remarks=remarks)

    head_row = max(layout.header_row, 1)
    width = max([len(layout.header), *(column for _, column in wrong)])
    note = "" if whole and len(rows) == read.total else say(
        "publish-only-wrong", language, len(rows), number_in_words(str(read.total), language)
    )  # fmt: skip
    return Sheet(
        caption=say("publish-sheet-of", language, layout.sheet) if layout.sheet else "",
        heads=tuple(_line(head_row, layout.header, width, cell)),
        rows=tuple(SheetRow(number=str(number), cells=tuple(_line(number, cells, width, cell)))
                   for number, cells in rows),
        note=note,
    )  # fmt: skip


def _line(
    row: int, texts: Sequence[str], width: int, cell: Callable[[int, int, str], Cell]
) -> Iterator[Cell]:
    for column in range(1, width + 1):
        yield cell(row, column, texts[column - 1] if column <= len(texts) else "")


def _remark(finding: Finding, language: str) -> Remark:
    sentence = said_of(finding, language)
    better = ""
    if finding.fix:
        better = say("publish-should-be", language, finding.fix)
    elif finding.nearest and finding.nearest not in sentence:
        better = say("publish-nearest", language, finding.nearest)
    label = say(f"publish-{finding.severity}", language)
    return Remark(kind=finding.severity, label=label, sentence=sentence, better=better)


def _short(text: str) -> str:
    return text if len(text) <= TEXT else text[: TEXT - 1] + "…"
