"""Rows: what every tabular source becomes, whatever its bytes looked like.

A table is a header and a single pass over rows; a row knows its number as a person sees it; a cell
is text, several texts, or the error that a spreadsheet program left in its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, TypeAlias

from publisher.errors import SourceFault
from publisher.faults import Fault, Place
from publisher.sources.discover import SourceLimits


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value of a spreadsheet (``#DIV/0!``), or a formula that was never calculated."""

    text: str


Cell: TypeAlias = "str | CellError | tuple[str, ...]"


def written(cell: Cell) -> str:
    """What stands in a cell, as text."""
    if isinstance(cell, CellError):
        return cell.text
    return cell if isinstance(cell, str) else "; ".join(cell)


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

SHOWN_FAULTS: Final = 100
"""Most faults that one table reports before it is given up."""

Record: TypeAlias = tuple[int, Sequence[Cell]]
"""The number of a row and its cells, not yet held to a header."""


def make_table(
    file: str,
    sheet: str | None,
    name: str,
    records: Iterator[Record],
    limits: SourceLimits,
    *,
    headless: bool = False,
    header_rows: int = 1,
    keep_blank: bool = False,
) -> Table | None:
    """A table from ``records``, the first of which that is not blank is its header.

    ``headless`` names the columns ``_col.1`` and on (Tabular Data Model, section 8). ``None``
    where there is no record at all. Raises SourceFault where the header cannot be one.
    """
    first = next((record for record in records if any(record[1])), None)
    if first is None:
        return None
    number, cells = first
    if headless:
        header: tuple[str, ...] = tuple(f"_col.{place}" for place in range(1, len(cells) + 1))
        records, number = chain([first], records), 0
    else:
        header = _header(Place(file, sheet or "", number), cells)
        for _ in range(header_rows - 1):
            next(records, None)
    if len(header) > limits.columns:
        place = Place(file, sheet or "", number)
        raise SourceFault([Fault(place, "too-many-columns", "", str(limits.columns))])
    rows = _rows(Place(file, sheet or ""), header, records, limits, keep_blank)
    return Table(file, sheet, name, header, number, rows)


def _header(place: Place, cells: Sequence[Cell]) -> tuple[str, ...]:
    header = []
    for cell in cells:
        if isinstance(cell, CellError) or cell in ERROR_TEXTS:
            text = cell.text if isinstance(cell, CellError) else str(cell)
            raise SourceFault([Fault(place, "formula-error", text, "a heading", "en rubrik")])
        header.append(" ".join(str(cell).split()))
    while header and not header[-1]:
        header.pop()
    faults = [
        Fault(place, "duplicate-heading", heading, columns, columns)
        for heading, count in Counter(header).items()
        if heading and count > 1
        for columns in [", ".join(
            column_letters(at) for at, other in enumerate(header) if other == heading
        )]
    ]  # fmt: skip
    if faults:
        raise SourceFault(faults)
    return tuple(header)


def _rows(
    place: Place,
    header: tuple[str, ...],
    records: Iterator[Record],
    limits: SourceLimits,
    keep_blank: bool,
) -> Iterator[Row]:
    width = len(header)
    nameless = [at for at, heading in enumerate(header) if not heading]
    padding = ("",) * width
    faults: list[Fault] = []
    count = 0
    for number, record in records:
        if not any(record) and not keep_blank:
            continue
        count += 1
        if count > limits.rows:
            at = Place(place.file, place.sheet, number)
            raise SourceFault([*faults, Fault(at, "too-many-rows", "", str(limits.rows))])
        cells = tuple(record)
        if len(cells) != width or nameless:
            wrong = _misplaced(place, header, number, cells)
            if wrong:
                faults += wrong
                if len(faults) >= SHOWN_FAULTS:
                    break
                continue
            cells = (cells + padding)[:width]
        if not ERROR_TEXTS.isdisjoint(cells):
            cells = tuple(
                CellError(cell) if isinstance(cell, str) and cell in ERROR_TEXTS else cell
                for cell in cells
            )
        yield Row(number, cells)
    if faults:
        raise SourceFault(faults)


def _misplaced(
    place: Place, header: tuple[str, ...], number: int, cells: Sequence[Cell]
) -> list[Fault]:
    """A fault for each value that stands in no column."""
    faults = []
    for at, cell in enumerate(cells):
        if not cell or (at < len(header) and header[at]):
            continue
        letters = column_letters(at)
        text = cell.text if isinstance(cell, CellError) else str(cell)
        where = Place(place.file, place.sheet, number, letters)
        if at < len(header):
            faults.append(Fault(where, "empty-heading", text, letters))
        else:
            wide = f"{len(header)} columns", f"{len(header)} kolumner"
            faults.append(Fault(where, "surplus", text, *wide))
    return faults


def column_letters(index: int) -> str:
    """The column at ``index`` as a spreadsheet names it: 0 is ``A``, 26 is ``AA``."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
