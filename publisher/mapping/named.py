"""Tables named for a class: each heading a property, each row a thing, by the contract alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from publisher.contract import Class, Property, Texts
from publisher.faults import Fault, Place
from publisher.iris import Iris
from publisher.mapping.headings import Heading, read_headings
from publisher.mapping.references import NAMING, ReferenceIndex
from publisher.mapping.statements import (
    MappedRow,
    Statement,
    control_character,
    iri,
    literal,
    tagged,
)
from publisher.names import nearest, normalise, slug
from publisher.namespaces import RDF
from publisher.sources.csvw_schema import Datatype
from publisher.sources.notes import is_note
from publisher.sources.rows import Cell, CellError, Row, Table
from publisher.values import ValueFault, parse_value

SEPARATORS: Final = re.compile(r"[;|\n\r]+")
ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
SCHEME: Final = re.compile(r"\^\(?(mailto|tel):")


class CellFault(ValueError):
    """A value that its property does not take: the code of a fault and what goes with it."""

    def __init__(
        self, code: str, expected: str = "", expected_sv: str = "", nearest: str = ""
    ) -> None:
        super().__init__(code)
        self.code, self.expected, self.expected_sv = code, expected, expected_sv
        self.nearest = nearest


CONTROL: Final = CellFault("control-character")
FORMULA: Final = CellFault("formula-error", "a value", "ett värde")


@dataclass(frozen=True)
class Naming:
    """What a row says of how its thing is called, for the references of other rows."""

    iri: str
    key: str
    names: tuple[str, ...]


class NamedTable:
    """A table that is named for a class; ``faults`` are those of its header."""

    def __init__(
        self,
        table: Table,
        kind: Class,
        iris: Iris,
        index: ReferenceIndex,
        languages: Sequence[str],
        label: Callable[[str], Texts],
    ) -> None:
        self.kind = kind
        self._place = Place(table.file, table.sheet or "")
        self._header = table.header
        self._iris = iris
        self._index = index
        header = Place(table.file, table.sheet or "", table.header_row)
        self._headings = read_headings(table.header, kind, header, languages)
        self.faults = self._headings.faults
        self._constants = [f"{iri(predicate)} {value}" for predicate, value in kind.constants]
        self._readers = [
            (
                column,
                f"{iri(column.property.path)}",
                _Reader(column, index, label(column.property.target)),
            )
            for column in self._headings.columns
        ]
        self._required = [
            (item, tuple(column.index for column in self._headings.columns
                         if column.property is item))
            for item in kind.columns if item.required
        ]  # fmt: skip

    @property
    def types(self) -> tuple[str, ...]:
        """The IRIs of the classes that every thing in the table has."""
        return tuple(value.value for predicate, value in self.kind.constants
                     if predicate == RDF + "type")  # fmt: skip

    @property
    def key_heading(self) -> str:
        """The heading of the key column."""
        key = self._headings.key
        return self._header[key] if key is not None else "id"

    def key(self, row: Row) -> str:
        """The key in the row, as written; empty without one."""
        return _text(row.cells[self._headings.key]) if self._headings.key is not None else ""

    def is_note(self, row: Row) -> bool:
        """Whether the row is for people only and is not read: its key begins with ``# ``."""
        return is_note(self.key(row))

    def naming(self, row: Row) -> Naming | None:
        """How the row's thing is called; None when its key cannot stand in an IRI."""
        key = self.key(row)
        if not self._iris.fits(self.kind.slug, key):
            return None
        names = tuple(text for column in self._headings.columns
                      if column.property.path in NAMING
                      for text in _split(row.cells[column.index], column.property))  # fmt: skip
        return Naming(self._iris.mint(self.kind.slug, key), key, names)

    def map(self, row: Row) -> MappedRow:
        """The row as statements, with every fault in it.

        In a table without a key no row has a subject; the fault is the table's.
        """
        key = self.key(row)
        mapped = MappedRow(row.number, "")
        if self._headings.key is None:
            return mapped
        if not self._iris.fits(self.kind.slug, key):
            mapped.faults.append(self._key_fault(row, key))
            return mapped
        mapped.subject = self._iris.mint(self.kind.slug, key)
        subject = f"<{mapped.subject}>"
        mapped.statements += [Statement(f"{subject} {rest}", "") for rest in self._constants]
        for column, predicate, reader in self._readers:
            cell = row.cells[column.index]
            if not cell:
                continue
            for value in self._values(row, column, reader, cell, mapped.faults):
                line = (
                    f"{value} {predicate} {subject}"
                    if column.property.inverse
                    else f"{subject} {predicate} {value}"
                )
                mapped.statements.append(Statement(line, column.text))
        for item, indexes in self._required:
            if sum(_count(row.cells[index], item) for index in indexes) < item.min_count:
                mapped.faults.append(self._missing(row, item))
        return mapped

    def _values(
        self, row: Row, column: Heading, reader: _Reader, cell: Cell, faults: list[Fault]
    ) -> Iterator[str]:
        """The values in a cell as N-Triples terms; what is wrong with the others is a fault."""
        if isinstance(cell, CellError):
            faults.append(self._fault(row, column.text, cell.text, FORMULA))
            return
        for text in _split(cell, column.property):
            if control := control_character(text):
                faults.append(self._fault(row, column.text, control, CONTROL))
                continue
            try:
                yield reader.read(text)
            except CellFault as fault:
                faults.append(self._fault(row, column.text, text, fault))

    def heading_of(self, predicate: str, language: str) -> str:
        """The heading of the column for a predicate, the one in ``language`` first."""
        fitting = [column for column in self._headings.columns
                   if column.property.path == predicate]  # fmt: skip
        fitting.sort(key=lambda column: column.language != language)
        return fitting[0].text if fitting else ""

    def _fault(self, row: Row, heading: str, text: str, fault: CellFault) -> Fault:
        place = Place(self._place.file, self._place.sheet, row.number, heading)
        return Fault(place, fault.code, text, fault.expected, fault.expected_sv, fault.nearest)

    def _key_fault(self, row: Row, key: str) -> Fault:
        heading = self.key_heading
        if key:
            return self._fault(row, heading, key, CellFault(
                "value",
                "a key of letters a–z, digits, hyphens, dots or underscores",
                "en nyckel av bokstäverna a–z, siffror, bindestreck, punkter eller understreck",
                slug(key),
            ))  # fmt: skip
        return self._fault(row, heading, "", CellFault(
            "missing", "a key that never changes", "en nyckel som aldrig ändras"
        ))  # fmt: skip

    def _missing(self, row: Row, item: Property) -> Fault:
        columns = [column for column in self._headings.columns if column.property is item]
        empty = [column.text for column in columns if not _count(row.cells[column.index], item)]
        heading = next(iter([*empty, *(c.text for c in columns), *item.names.values()]))
        return self._fault(row, heading, "", CellFault(
            "missing",
            (item.descriptions.get("en") or item.names.get("en", "")).rstrip("."),
            (item.descriptions.get("sv") or item.names.get("sv", "")).rstrip("."),
        ))  # fmt: skip


class _Reader:
    """Reads the values of one column into N-Triples terms."""

    def __init__(self, column: Heading, index: ReferenceIndex, labels: Texts) -> None:
        self._class = labels or column.property.names
        self._property = column.property
        self._language = column.language
        self._index = index
        self._datatypes = [(name, Datatype(name)) for name in column.property.datatypes]
        scheme = SCHEME.match(column.property.pattern)
        self._scheme = scheme.group(1) + ":" if scheme else ""
        self.read = {
            "text": self._text,
            "literal": self._literal,
            "iri": self._iri,
            "reference": self._reference,
        }[column.property.kind]

    def _text(self, text: str) -> str:
        return tagged(text, self._language)

    def _literal(self, text: str) -> str:
        if self._property.choices:
            return self._choice(text)
        failures: list[ValueFault] = []
        for name, datatype in self._datatypes:
            try:
                return literal(parse_value(text, datatype, swedish=True), name)
            except ValueFault as fault:
                failures.append(fault)
        first = failures[0]
        raise CellFault(first.code, first.expected, first.expected_sv, first.nearest) from None

    def _choice(self, text: str) -> str:
        for choice in self._property.choices:
            if normalise(text) == normalise(choice):
                return literal(choice, self._property.datatypes[0])
        raise self._unknown(text, self._property.choices)

    def _iri(self, text: str) -> str:
        for choice in self._property.choices:
            local = choice.replace("#", "/").rstrip("/").rpartition("/")[2]
            if text == choice or normalise(text) == normalise(local):
                return iri(choice)
        if self._property.choices:
            raise self._unknown(text, self._property.choices)
        if self._scheme and not text.casefold().startswith(self._scheme):
            text = self._scheme + text
        return _absolute(text)

    def _reference(self, text: str) -> str:
        found = self._index.find(text, self._property.target)
        if len(found) == 1:
            return f"<{next(iter(found))}>"
        if len(found) > 1:
            raise CellFault("ambiguous", ", ".join(sorted(found)))
        if ABSOLUTE.fullmatch(text):
            return _absolute(text)
        raise CellFault(
            "reference",
            f"an id or a name of “{self._class.get('en', '')}” that is in the data",
            f"ett id eller namn på ”{self._class.get('sv', '')}” som finns i datan",
            self._index.nearest(text, self._property.target),
        )

    @staticmethod
    def _unknown(text: str, choices: Sequence[str]) -> CellFault:
        known = ", ".join(choices)
        return CellFault("value", f"one of {known}", f"något av {known}", nearest(text, choices))


def _absolute(text: str) -> str:
    try:
        if ABSOLUTE.fullmatch(text):
            return iri(text)
    except ValueError:
        pass
    raise CellFault(
        "value",
        "a whole web address or IRI, such as https://example.org/page",
        "en hel webbadress eller IRI, till exempel https://example.org/sida",
    )


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell.strip()
    return "" if isinstance(cell, CellError) else " ".join(cell).strip()


def _count(cell: Cell, item: Property) -> int:
    """The values in a cell; an error value counts as one, since it is reported by itself."""
    return 1 if isinstance(cell, CellError) else len(_split(cell, item))


def _split(cell: Cell, item: Property) -> list[str]:
    if isinstance(cell, CellError):
        return []
    pieces = [cell] if isinstance(cell, str) else list(cell)
    if item.splits:
        pieces = [text for piece in pieces for text in SEPARATORS.split(piece)]
    return [text for piece in pieces if (text := piece.strip())]
