"""Tables whose metadata says that they conform to a shape: headings of their own, read as those of
the class are.

``dc:conformsTo`` of the table is the shape of a class, that of a column the shape of a property
(else its ``propertyUrl`` says which). The rest of the metadata is CSV on the Web as anybody reads
it; what is added is how cells are read here: references by name, dates as they are written in
Sweden, every rule of the shape at its cell. A virtual column with a ``default`` says the same of
every row; one with ``dc:source`` says again what another column says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from publisher.contract import Class, Contract, Property
from publisher.faults import Fault, Place
from publisher.mapping.headings import Heading, Headings
from publisher.namespaces import DCT, XSD
from publisher.sources.csvw_schema import Column, TableDescription
from publisher.sources.csvw_templates import Template
from publisher.sources.rows import Cell, CellError, Row, Table
from publisher.values import ValueFault, parser

CONFORMS: Final = DCT + "conformsTo"
SOURCE: Final = DCT + "source"

Change = Callable[[Cell], Cell]


@dataclass(frozen=True)
class Conforming:
    """A table as its class reads it: further columns at its end, cells cut and written plainly."""

    kind: Class
    headings: Headings
    table: Table


def conforming(
    table: Table, said: TableDescription, contract: Contract, languages: Sequence[str]
) -> Conforming | None:
    """``table`` as one of the class that ``said`` names; None where it names none of the site's."""
    named = _named(said.annotations, CONFORMS)
    kind = next((item for item in contract.classes if named and named == item.iri), None)
    if kind is None or said.suppress:
        return None
    real = [column for column in said.columns if column.index is not None]
    added = [column for column in said.columns if column.index is None]
    header, found, fillings = list(table.header), [], []
    for column in (*real, *added):
        item = _property(column, kind)
        if item is None:
            continue
        index, text = column.index, ""
        filling = None if index is not None else _filling(column, real)
        if index is None:
            if filling is None:
                continue
            index, text = len(header), item.names.get(languages[0]) or column.name
            header.append(text)
            fillings.append(filling)
        language = column.lang or languages[0] if item.kind == "text" else ""
        found.append(Heading(index, header[index], item, language))
    place = Place(table.file, table.sheet or "", table.header_row)
    key = _key(said, real)
    headings = Headings(key, tuple(found), () if key is not None else _no_key(place))
    days = {heading.index for heading in found if _is_day(heading.property)}
    changes = {column.index: change for column in real
               if (change := _change(column, column.index in days))}  # fmt: skip
    rows = _rows(table.rows, changes, fillings)
    return Conforming(kind, headings, replace(table, header=tuple(header), rows=rows))


def _no_key(place: Place) -> tuple[Fault, ...]:
    return (Fault(place, "no-key"),)


def _named(annotations: Sequence[tuple[str, object]], predicate: str) -> str:
    """The IRI, or the text, that an annotation gives."""
    value = next((value for name, value in annotations if name == predicate), None)
    if isinstance(value, dict):
        value = value.get("@id")
    return value if isinstance(value, str) else ""


def _property(column: Column, kind: Class) -> Property | None:
    shape = _named(column.annotations, CONFORMS)
    if shape:
        return next((item for item in kind.columns if item.iri == shape), None)
    if column.suppress or not column.property_url:
        return None
    return next((item for item in kind.columns
                 if item.path == column.property_url and not item.inverse), None)  # fmt: skip


def _filling(column: Column, real: Sequence[Column]) -> int | str | None:
    """What a virtual column holds: the place of another one, or the same in every row."""
    source = _named(column.annotations, SOURCE)
    for other in real:
        if source and other.name == source:
            return other.index
    return column.default or None


def _key(said: TableDescription, real: Sequence[Column]) -> int | None:
    """The column that ``aboutUrl`` takes the key from."""
    about = said.about_url or next((column.about_url for column in real if column.about_url), "")
    wanted = Template(about or "").names
    return next((column.index for column in real if column.name in wanted), None)


def _is_day(item: Property) -> bool:
    """Whether a day is wanted, and no time of the day."""
    return XSD + "date" in item.datatypes and XSD + "dateTime" not in item.datatypes


def _change(column: Column, day: bool) -> Change | None:
    """How the cells of a column are cut, and their values written as XML Schema has them; of a
    moment the ``day``, where that is wanted."""
    datatype, separator, null = column.datatype, column.separator, set(column.null) - {""}
    formatted = datatype.format or datatype.decimal_char or datatype.group_char
    read = parser(datatype) if formatted else None
    if not (separator or null or read or column.default):
        return None

    def one(text: str) -> str:
        if text in null:
            return ""
        if read is None:
            return text
        try:
            value = read(text)
        except ValueFault:
            return text
        return value.partition("T")[0] if day else value

    def change(cell: Cell) -> Cell:
        if isinstance(cell, CellError):
            return cell
        texts = (cell,) if isinstance(cell, str) else cell
        if separator:
            texts = tuple(part.strip() for text in texts for part in text.split(separator))
        kept = tuple(text for text in map(one, texts) if text) or (column.default,)
        return kept if len(kept) > 1 else kept[0]

    return change


def _rows(
    rows: Iterator[Row], changes: dict[int | None, Change], fillings: Sequence[int | str]
) -> Iterator[Row]:
    for row in rows:
        cells = [
            changes[index](cell) if index in changes else cell
            for index, cell in enumerate(row.cells)
        ]
        cells += [cells[item] if isinstance(item, int) else item for item in fillings]
        yield Row(row.number, tuple(cells))
