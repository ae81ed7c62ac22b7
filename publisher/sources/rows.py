"""Rows: what every tabular source becomes, whatever its bytes looked like.

A table is a header and a single pass over rows; a row knows its number as a person sees it; a cell
is text, several texts, or the error that a spreadsheet program left in its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value of a spreadsheet (``#DIV/0!``), or a formula that was never calculated."""

    text: str


Cell: TypeAlias = "str | CellError | tuple[str, ...]"


@dataclass(frozen=True, slots=True)
class Row:
    """One record.

    ``number`` counts from 1 as the spreadsheet shows it (the first physical line of a record in a
    text file, the place in the array in JSON). ``cells`` is as long as the header of its table.
    """

    number: int
    cells: tuple[Cell, ...]


@dataclass
class Table:
    """One table of a source; ``rows`` can be read once.

    ``name`` is the sheet's name or the file's name without its suffix; ``header_row`` is the row
    on which the header stands, 0 where the source has none. Reading ``rows`` raises
    :class:`~publisher.errors.SourceFault` where the source breaks, or after the last row where
    some rows could not be held to the header.
    """

    file: str
    sheet: str | None
    name: str
    header: tuple[str, ...]
    header_row: int
    rows: Iterator[Row]


ERROR_TEXTS: Final = frozenset(
    {
        *("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"),
        *("#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!"),
        *("#SKÄRNING!", "#DIVISION/0!", "#VÄRDEFEL!", "#REFERENS!", "#NAMN?", "#OGILTIGT!"),
        *("#SAKNAS!", "#KALK!"),
        *(f"Err:{number}" for number in range(501, 540)),
    }
)
"""What spreadsheet programs write in a cell whose formula failed, in English and Swedish."""
