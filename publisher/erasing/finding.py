"""Where the sources speak of the thing, and each of their files without it.

A row about the thing goes whole, also one that is rejected for its faults; a cell of another row
that names the thing loses the name. Files that were fetched are looked through like the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from publisher.config import Settings
from publisher.contract import Contract
from publisher.erasing.csv_files import edit_csv
from publisher.erasing.edits import Edits
from publisher.erasing.json_files import edit_json
from publisher.erasing.mapping_sets import SUFFIX, edit_mappings
from publisher.erasing.ods_files import edit_ods
from publisher.erasing.rdf_files import concerned, edit_rdf
from publisher.erasing.scope import Scope
from publisher.erasing.xlsx_files import edit_xlsx
from publisher.faults import Place
from publisher.gather import Content, Gatherer
from publisher.mapping.statements import RowMapper
from publisher.release.parts import replace as write
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.rows import Cell, Row, Table

SEPARATORS: Final = (re.compile(r"\s*[;|\n\r]+\s*"), re.compile(r"\s*,\s*"))
"""What parts the values of a cell; the first that leaves nothing of the thing is taken."""

TABLES: Final = {
    ".csv": edit_csv, ".json": edit_json, ".ods": edit_ods, ".tsv": edit_csv, ".txt": edit_csv,
    ".xlsx": edit_xlsx,
}  # fmt: skip
"""What changes the tables of a file, by its suffix."""


@dataclass
class InFile:
    """What a source has of the thing: rows and cells of tables by sheet, or statements."""

    source: SourceFile
    edits: dict[str, Edits] = field(default_factory=dict)
    statements: int = 0
    mappings: int = 0

    def places(self) -> Iterator[Place]:
        """The rows and cells that change, in order."""
        for sheet, own in sorted(self.edits.items()):
            yield from (Place(self.source.name, sheet, row) for row in sorted(own.rows))
            rows = sorted({row for row, _ in own.cells})
            yield from (Place(self.source.name, sheet, row) for row in rows)


class Sources:
    """The sources of a site, looked through for a thing."""

    def __init__(self, settings: Settings, contract: Contract, scope: Scope) -> None:
        self._settings, self._contract, self._scope = settings, contract, scope
        self._limits = SourceLimits.of(settings.limits)

    def find(self, given: Sequence[SourceFile] = ()) -> tuple[list[InFile], Content]:
        """Every source that speaks of the thing, and what all sources say.

        Those ``given`` stand in for what has their names. Raises SourceFault where one cannot be
        read.
        """
        gatherer = Gatherer(self._settings, self._contract, given)
        content = gatherer.gather()
        found: dict[str, InFile] = {}
        for source, table, mapper in gatherer.tables(content):
            own = self._in_table(table, mapper)
            if own.count:
                here = found.setdefault(source.name, InFile(source))
                here.edits[table.sheet or ""] = own
        for source in gatherer.sources():
            here = InFile(source)
            if source.name.endswith(SUFFIX):
                here.mappings = edit_mappings(source.path, self._scope)[1]
            elif source.kind == "rdf":
                base = self._settings.site.base_iri
                here.statements = concerned(source, self._limits, self._scope, base)
            if here.mappings or here.statements:
                found[source.name] = here
        return [found[name] for name in sorted(found)], content

    def clean(self, item: InFile) -> None:
        """Write the file of a source anew without the thing."""
        write(item.source.path, self._without(item))

    def _without(self, item: InFile) -> bytes:
        if item.mappings:
            return edit_mappings(item.source.path, self._scope)[0]
        if item.statements:
            base = self._settings.site.base_iri
            return edit_rdf(item.source, self._limits, self._scope, base)
        return TABLES[item.source.path.suffix.lower()](item.source, self._limits, item.edits)

    def _in_table(self, table: Table, mapper: RowMapper) -> Edits:
        edits = Edits()
        for row in table.rows:
            mapped = mapper.map(row)
            if any(self._scope.is_stone(line) for line, _ in mapped.statements):
                continue
            if self._scope.is_own(f"<{mapped.subject}>"):
                edits.rows.add(row.number)
                continue
            headings = {heading for line, heading in mapped.statements
                        if heading and self._concerns(line)}  # fmt: skip
            for column, heading in enumerate(table.header):
                if heading in headings:
                    edits.cells[row.number, column] = self._trimmed(row, column, heading, mapper)
        return edits

    def _trimmed(self, row: Row, column: int, heading: str, mapper: RowMapper) -> Cell:
        """What the cell says without the thing; nothing where that cannot be told apart."""

        def clear(cell: Cell) -> bool:
            cells = (*row.cells[:column], cell, *row.cells[column + 1 :])
            lines = mapper.map(replace(row, cells=cells)).statements
            return not any(self._concerns(line) for line, own in lines if own == heading)

        cell = row.cells[column]
        if isinstance(cell, tuple):
            return tuple(piece for piece in cell if clear(piece))
        for separator in SEPARATORS if isinstance(cell, str) else ():
            assert isinstance(cell, str)
            between = separator.search(cell)
            kept = [piece for piece in separator.split(cell) if clear(piece)]
            if between and clear(text := between[0].join(kept)):
                return text
        return ""

    def _concerns(self, line: str) -> bool:
        subject, _, value = line.split(" ", 2)
        return self._scope.is_own(subject) or self._scope.is_own(value)
