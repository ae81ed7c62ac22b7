"""Sources that are read more than once: small ones are kept in memory after the first time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.rows import Row, Table
from publisher.sources.tables import read_tables

MOST_CELLS: Final = 500_000
"""Cells that are kept in all."""


class KeptTables:
    """Reads the tables of sources, and keeps those that were read to their end and are small.

    A source is read from disk as long as it is not kept: the tables are those of one moment only
    if no file is changed meanwhile, which is so for what is not kept as well.
    """

    def __init__(self, limits: SourceLimits, most: int = MOST_CELLS) -> None:
        self._limits, self._left = limits, most
        self._kept: dict[SourceFile, list[tuple[Table, list[Row]]]] = {}

    def read(self, source: SourceFile) -> Iterator[Table]:
        """The tables of ``source``, as :func:`publisher.sources.tables.read_tables` has them."""
        if source in self._kept:
            for table, rows in self._kept[source]:
                yield replace(table, rows=iter(rows))
            return
        seen: list[tuple[Table, _Recorded]] = []
        for table in read_tables(source, self._limits):
            recorded = _Recorded(table, self._left)
            seen.append((table, recorded))
            yield replace(table, rows=iter(recorded))
        cells = sum(recorded.cells for _, recorded in seen)
        if cells <= self._left and all(recorded.whole for _, recorded in seen):
            self._left -= cells
            self._kept[source] = [(table, recorded.rows) for table, recorded in seen]


class _Recorded:
    """The rows of a table, kept as they pass while they are few."""

    def __init__(self, table: Table, most: int) -> None:
        self._table, self._most = table, most
        self.rows: list[Row] = []
        self.cells = 0
        self.whole = False
        """Whether all rows are here."""

    def __iter__(self) -> Iterator[Row]:
        width = len(self._table.header)
        for row in self._table.rows:
            self.cells += width
            if self.cells <= self._most:
                self.rows.append(row)
            elif self.rows:
                self.rows = []
            yield row
        self.whole = self.cells <= self._most
