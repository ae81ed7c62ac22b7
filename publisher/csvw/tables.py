"""One table and what is said of it -> statements (Generating RDF from Tabular Data on the Web,
sections 4.4 to 4.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import pyoxigraph as ox

from publisher.csvw.annotations import Annotations
from publisher.csvw.grid import Grid
from publisher.csvw.rows import RowWriter
from publisher.faults import Fault, Place
from publisher.namespaces import RDF, RDFS, XSD
from publisher.sources.csvw_columns import apply, encode_name, speak_alike
from publisher.sources.csvw_problems import Problems
from publisher.sources.csvw_reader import Described
from publisher.sources.csvw_schema import CSVW, Column, TableDescription

Node = ox.NamedNode | ox.BlankNode

TYPE: Final = ox.NamedNode(RDF + "type")
INTEGER: Final = ox.NamedNode(XSD + "integer")
COMMENT: Final = ox.NamedNode(RDFS + "comment")
TABLE, ROW, TABLES, ROWS, URL, NUMBER = (
    ox.NamedNode(CSVW + name) for name in ("Table", "Row", "table", "row", "url", "rownum")
)


@dataclass(frozen=True)
class TableWriter:
    """Writes one table: what is ``said`` of it, and its ``grid``.

    In ``minimal`` mode only what its cells say (section 4.2).
    """

    said: TableDescription
    grid: Grid
    file: str
    annotations: Annotations
    blank: Callable[[], ox.BlankNode]
    warn: Callable[[Fault], None]
    minimal: bool

    def write(self, group: Node) -> Iterator[ox.Triple]:
        """The statements of the table, in the order of its rows."""
        if self.said.suppress:
            return
        if self.minimal:
            yield from self._rows(None)
            return
        node: Node = self.blank() if self.said.id is None else ox.NamedNode(self.said.id)
        yield ox.Triple(group, TABLES, node)
        yield ox.Triple(node, TYPE, TABLE)
        yield ox.Triple(node, URL, ox.NamedNode(self.said.url))
        yield from self.annotations.of(node, self.said.annotations)
        yield from self._rows(node)
        for text in self.grid.comments:
            yield ox.Triple(node, COMMENT, ox.Literal(text))

    def _rows(self, table: Node | None) -> Iterator[ox.Triple]:
        writer = RowWriter(self.said, self.file, self.blank, self.warn)
        width = max(self.grid.width, sum(item.index is not None for item in self.said.columns))
        address = self.said.url.partition("#")[0]
        for number, (source, cells) in enumerate(self.grid.rows, 1):
            for text in filter(None, cells[width:]):
                wide = f"{width} columns", f"{width} kolumner"
                self.warn(Fault(Place(self.file, "", source), "surplus", text, *wide))
            row = None if table is None else self.blank()
            if table is not None and row is not None:
                yield ox.Triple(table, ROWS, row)
                yield ox.Triple(row, TYPE, ROW)
                yield ox.Triple(row, NUMBER, ox.Literal(str(number), datatype=INTEGER))
                yield ox.Triple(row, URL, ox.NamedNode(f"{address}#row={source}"))
            yield from writer.describe(number, source, cells, row)


def embedded(url: str, grid: Grid) -> TableDescription:
    """What a table says of itself: a column for each heading (Tabular Data Model, section 8)."""
    columns: list[Column] = []
    for at in range(grid.width):
        titles = grid.titles[at] if at < len(grid.titles) else ()
        name = encode_name(titles[0].strip()) if titles and titles[0].strip() else ""
        if not name or any(column.name == name for column in columns):
            name = f"_col.{at + 1}"
        columns.append(Column(name, at, titles, ("und",) * len(titles)))
    return TableDescription(url, columns=tuple(columns))


def bound(table: Described, grid: Grid, problems: Problems) -> TableDescription:
    """The description with a column for each of the table's, by their order (section 6.1 of the
    Metadata Vocabulary). What does not fit is a warning."""
    said = table.description
    path = f"{table.path}tableSchema.columns"
    real = [column for column in said.columns if column.index is not None]
    virtual = [column for column in said.columns if column.index is None]
    for column in real:
        _compare(column, grid, path, table.above.get("lang", "und"), problems)
    if real and grid.width != len(real):
        counts = f"{grid.width} columns", f"{grid.width} kolumner"
        problems.warn(path, str(len(real)), *counts)
    made = [
        apply(Column(f"_col.{at + 1}", at), table.above, said.url, path, problems)
        for at in range(len(real), grid.width)
    ]
    return replace(said, columns=(*real, *made, *virtual))


def _compare(column: Column, grid: Grid, path: str, language: str, problems: Problems) -> None:
    """Hold the titles of a column to those in the header (section 5.6.1), case and all."""
    at = column.index or 0
    titles = grid.titles[at] if at < len(grid.titles) else ()
    if not titles or not column.titles:
        return
    for title, tag in zip(column.titles, column.languages, strict=True):
        if title in titles and speak_alike(tag, language):
            return
    wanted = " / ".join(column.titles)
    problems.warn(f"{path}[{at}].titles", " / ".join(titles), wanted, wanted)
