"""The sheet that sums a check up in the workbook: how much is wrong, and each fault with its cell.

It is written as text in the cells themselves, so the workbook's shared strings stay as they are.
Its first row, which is hidden, says what it is: reading passes it over, and the next check puts its
own in the same place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import IO, Final

from publisher.check.findings import Finding, text_in
from publisher.findings.words import say
from publisher.sources.notes import NOTES_SHEET
from publisher.workbooks.book import SUMMARY
from publisher.workbooks.marked import SEVERITIES, Entry, Marked
from publisher.workbooks.ooxml_sheet import reference
from publisher.workbooks.ooxml_styles import COLOURS, Styles
from publisher.workbooks.xmledit import escape

MOST_ROWS: Final = 65_000
"""Faults that are listed."""

MOST_LINKS: Final = 65_530
"""Links that Excel follows in one sheet."""

LONGEST: Final = 32_000
"""Characters of a cell; Excel holds 32,767."""

LONGEST_LINK: Final = 2_000
"""Characters of an address; Excel holds 2,079."""

HEADER_ROW: Final = 5

LINE: Final = 15
"""Points of a line."""

HIGHEST: Final = 405
"""Points of a row; Excel shows 409."""

WORDS: Final[dict[str, tuple[str, str]]] = {
    "name": ("Granskning", "Check"),
    "title": ("Granskning av {}", "Check of {}"),
    "all-well": ("Inget fel hittades.", "Nothing wrong was found."),
    "how": (
        "Cellerna är färgade i arket och har en kommentar som säger vad som är fel. Klicka på en "
        "cell här för att komma dit. Rätta, spara och lämna in igen: färg, kommentarer och det här "
        "bladet byts ut vid nästa granskning.",
        "The cells are coloured in their sheet and have a comment that says what is wrong. Click "
        "on a cell here to go there. Mend, save and hand in again: colours, comments and this "
        "sheet are replaced at the next check.",
    ),
    "more": (
        "… och {} till, som inte ryms här.",
        "… and {} more, which there is no room for here.",
    ),
    "uncommented": (
        "{} celler är färgade men saknar kommentar: så många kommentarer ryms inte.",
        "{} cells are coloured but have no comment: there is no room for so many comments.",
    ),
    "column": ("Kolumnen ”{}”", "Column “{}”"),
    "rows": ("Hela rader", "Whole rows"),
    "table": ("Hela tabellen", "The whole table"),
}

COLUMNS: Final = (
    (("Slag", "Kind"), 12),
    (("Blad", "Sheet"), 18),
    (("Cell", "Cell"), 11),
    (("Sak", "Thing"), 30),
    (("Kolumn", "Column"), 22),
    (("Står där", "What stands there"), 26),
    (("Vad som är fel", "What is wrong"), 64),
    (("Närmaste giltiga värde", "Nearest valid value"), 26),
    (("Regel", "Rule"), 40),
)
"""Headings and widths in characters."""

SOURCE_ROW: Final = (("Rad i filen", "Row in the file"), 12)
"""One more column where rows of the sheet are not those of the file that was checked."""

TOP: Final = '<alignment vertical="top" wrapText="1"/>'


@dataclass(frozen=True, slots=True)
class Looks:
    """The styles of the sheet, by number."""

    title: int
    strong: int
    text: int
    header: int
    group: int
    link: int
    kinds: dict[str, int]

    @classmethod
    def of(cls, styles: Styles) -> Looks:
        """The styles, added to those of the workbook."""
        return cls(
            title=styles.own(font="<b/>", size=14),
            strong=styles.own(font="<b/>"),
            text=styles.own(inner=TOP),
            header=styles.own(font="<b/>", colour="FFD9DEE4", inner=TOP),
            group=styles.own(font="<b/>", colour="FFF1F3F5"),
            link=styles.own(
                font="<u/>", tint='<color rgb="FF0B4F9E"/>', inner='<alignment vertical="top"/>'
            ),
            kinds={
                severity: styles.own(colour=COLOURS[severity], inner=TOP) for severity in SEVERITIES
            },
        )


def phrase(key: str, language: str, *values: object) -> str:
    """A phrase in ``language`` (``sv``, else English) with its gaps filled."""
    return WORDS[key][0 if language == "sv" else 1].format(*values)


class Summary:
    """Writes the sheet.

    ``relate`` makes a relation to an address outside and gives its id; ``namespace`` is that of
    the workbook's elements, ``relations`` that of relation ids; ``uncommented`` counts the cells
    that have a colour only.
    """

    def __init__(
        self, marked: Marked, file: str, language: str, looks: Looks, *, namespace: str,
        relations: str, relate: Callable[[str], str], uncommented: int = 0,
    ) -> None:  # fmt: skip
        self._entries = sorted(marked.entries, key=_order)
        self._file, self._language, self._looks = file, language, looks
        self._namespace, self._relations, self._relate = namespace, relations, relate
        self._uncommented = uncommented
        self._links: list[bytes] = []
        self._addresses: dict[str, str] = {}
        self._rules = 0
        self._with_source = any(entry.layout.starts for entry in self._entries)
        self._columns = (*COLUMNS, SOURCE_ROW) if self._with_source else COLUMNS

    def write(self, target: IO[bytes]) -> None:
        """Write the part."""
        target.write(
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            b'<worksheet xmlns="%s" xmlns:r="%s">'
            b'<sheetPr><tabColor rgb="FFB3261E"/><outlinePr summaryBelow="0"/>'
            b'<pageSetUpPr fitToPage="1"/></sheetPr>'
            b'<sheetViews><sheetView showGridLines="0" workbookViewId="0">'
            b'<pane ySplit="%d" topLeftCell="A%d" activePane="bottomLeft" state="frozen"/>'
            b'<selection pane="bottomLeft"/></sheetView></sheetViews>'
            b'<sheetFormatPr defaultRowHeight="15" outlineLevelRow="1"/><cols>'
            % (self._namespace.encode(), self._relations.encode(), HEADER_ROW, HEADER_ROW + 1)
        )
        for number, (_, width) in enumerate(self._columns, start=1):
            target.write(b'<col min="%d" max="%d" width="%d" customWidth="1"/>'
                         % (number, number, width))  # fmt: skip
        target.write(b"</cols><sheetData>")
        for part in (*self._head(), *self._body()):
            target.write(part)
        target.write(b"</sheetData>")
        if self._links:
            target.write(b"<hyperlinks>" + b"".join(self._links) + b"</hyperlinks>")
        target.write(
            b'<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" '
            b'footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
            b"</worksheet>"
        )

    def _head(self) -> Iterator[bytes]:
        looks, language = self._looks, self._language
        yield _row(1, [(NOTES_SHEET, looks.text), (SUMMARY, looks.text)], b' hidden="1"')
        yield _row(2, [(phrase("title", language, self._file), looks.title)])
        yield _row(3, [(self._counts(), looks.strong)])
        how = phrase("how", language) if self._entries else ""
        yield _row(4, [(how, 0)])
        header = [(names[0 if language == "sv" else 1], looks.header) for names, _ in self._columns]
        if self._entries:
            yield _row(HEADER_ROW, header)

    def _counts(self) -> str:
        counts = Counter(entry.finding.severity for entry in self._entries)
        if not counts:
            return phrase("all-well", self._language)
        told = (
            f"{say(severity + 's', self._language)}: {counts[severity]}" for severity in SEVERITIES
        )
        return "   ".join(told)

    def _body(self) -> Iterator[bytes]:
        number = HEADER_ROW
        shown = self._entries[:MOST_ROWS]
        for _, group in groupby(shown, _group):
            entries = list(group)
            number += 1
            yield _row(number, self._heading(entries))
            for entry in entries:
                number += 1
                cells = self._cells(number, entry)
                yield _row(number, cells, b' outlineLevel="1"' + self._height(cells))
        for count, key in (
            (len(self._entries) - len(shown), "more"),
            (self._uncommented, "uncommented"),
        ):
            if count:
                number += 1
                yield _row(number, [(phrase(key, self._language, count), self._looks.strong)])

    def _height(self, cells: Sequence[tuple[str, int]]) -> bytes:
        """The height that the texts of a row need in the widths of their columns, about."""
        lines = (
            sum(len(line) * 10 // (width * 9) + 1 for line in text.split("\n"))
            for (text, style), (_, width) in zip(cells, self._columns, strict=True)
            if style != self._looks.link
        )
        points = min(LINE * max(lines), HIGHEST)
        return b' ht="%d" customHeight="1"' % points

    def _heading(self, entries: Sequence[Entry]) -> list[tuple[str, int]]:
        first = entries[0]
        place, language = first.finding.place, self._language
        if place.column:
            where = phrase("column", language, place.column)
        else:
            where = phrase("rows" if place.row else "table", language)
        kind = say(first.finding.severity + "s", language)
        text = f"{first.layout.name} · {where} · {kind}: {len(entries)}"
        return [(text, self._looks.group), *[("", self._looks.group)] * (len(self._columns) - 1)]

    def _cells(self, row: int, entry: Entry) -> list[tuple[str, int]]:
        finding, language, looks = entry.finding, self._language, self._looks
        names = [reference(*cell) for cell in entry.cells]
        where = ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
        quoted = entry.layout.name.replace("'", "''")
        self._link(row, 3, f"location=\"'{{}}'!{names[0]}\"", quoted)
        rule = self._rule(row, finding.rule)
        cells = [
            (say(finding.severity, language).capitalize(), looks.kinds[finding.severity]),
            (entry.layout.name, looks.text),
            (where, looks.link),
            (_thing(finding, language), looks.text),
            (finding.place.column or text_in(finding.property_label, language), looks.text),
            (finding.value, looks.text),
            (text_in(finding.sentence, language), looks.text),
            (finding.fix or finding.nearest, looks.text),
            (finding.rule, looks.link if rule else looks.text),
        ]
        if self._with_source:
            source_row = entry.layout.source_row(entry.cells[0][0])
            cells.append((str(source_row or ""), looks.text))
        return cells

    def _rule(self, row: int, address: str) -> bool:
        if not address.startswith(("http://", "https://")) or len(address) > LONGEST_LINK:
            return False
        if self._rules == MOST_LINKS - min(len(self._entries), MOST_ROWS):
            return False
        self._rules += 1
        if address not in self._addresses:
            self._addresses[address] = self._relate(address)
        self._link(row, 9, 'r:id="{}"', self._addresses[address])
        return True

    def _link(self, row: int, column: int, target: str, value: str) -> None:
        where = target.format(escape(value).decode())
        self._links.append(f'<hyperlink ref="{reference(row, column)}" {where}/>'.encode())


def _thing(finding: Finding, language: str) -> str:
    return text_in(finding.thing_label, language) or finding.thing


def _group(entry: Entry) -> tuple[int, str, bool, int, str]:
    """What the faults of one group have in common, in the order of groups."""
    heading = entry.finding.place.column
    return (
        SEVERITIES.index(entry.finding.severity), entry.layout.name,
        bool(heading or entry.finding.place.row), entry.cells[0][1] if heading else 0, heading,
    )  # fmt: skip


def _order(entry: Entry) -> tuple[object, ...]:
    finding = entry.finding
    return *_group(entry), finding.code, finding.value, entry.cells, finding


def _row(number: int, cells: Sequence[tuple[str, int]], attributes: bytes = b"") -> bytes:
    made = []
    for column, (text, style) in enumerate(cells, start=1):
        name = reference(number, column).encode()
        if text:
            made.append(
                b'<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>'
                % (name, style, escape(text[:LONGEST]))
            )
        elif style:
            made.append(b'<c r="%s" s="%d"/>' % (name, style))
    return b'<row r="%d"%s>%s</row>' % (number, attributes, b"".join(made))
