"""What is to be changed in the tables of a source: rows that go, and cells that say less."""

from __future__ import annotations

from dataclasses import dataclass, field

from publisher.sources.rows import Cell


@dataclass
class Edits:
    """The changes of one sheet; a text file has one sheet.

    ``rows`` are the numbers of rows that go; ``cells`` has, by row and column (from 0), what a
    cell says from now on.
    """

    rows: set[int] = field(default_factory=set)
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)

    def of_row(self, number: int) -> dict[int, Cell]:
        """The cells of a row that change, by column."""
        return {column: cell for (row, column), cell in self.cells.items() if row == number}

    @property
    def count(self) -> int:
        """How many rows and cells change."""
        return len(self.rows) + len(self.cells)
