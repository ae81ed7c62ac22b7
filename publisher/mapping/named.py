"""Tables named for a class: each heading a property, each row a thing, by the contract alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from publisher.contract import Class, Property, Texts
from publisher.faults import Fault, Place
from publisher.iris import Iris
from publisher.mapping.cells import CONTROL, FORMULA, CellFault, Reader
from publisher.mapping.headings import Heading, Headings, heading_for, read_headings
from publisher.mapping.references import NAMING, ReferenceIndex
from publisher.mapping.statements import (
    MappedRow,
    Statement,
    control_character,
    iri,
)
from publisher.names import slug
from publisher.namespaces import LABELS, RDF
from publisher.sources.notes import is_note
from publisher.sources.rows import Cell, CellError, Row, Table

SEPARATORS: Final = re.compile(r"[;|\n\r]+")


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
        headings: Headings | None = None,
    ) -> None:
        """Without ``headings`` those of the table say themselves what they mean. Where they are
        given, a key is turned into one that may stand in an IRI."""
        self.kind = kind
        self._loose = headings is not None
        self._place = Place(table.file, table.sheet or "")
        self._header = table.header
        self._iris = iris
        self._index = index
        header = Place(table.file, table.sheet or "", table.header_row)
        self._headings = headings or read_headings(table.header, kind, header, languages)
        self.faults = self._headings.faults
        self._constants = [f"{iri(predicate)} {value}" for predicate, value in kind.constants]
        self._readers = [
            (
                column,
                f"{iri(column.property.path)}",
                Reader(column, index, label(column.property.target)),
            )
            for column in self._headings.columns
        ]
        self._required = [
            (item, tuple(column.index for column in self._headings.columns
                         if column.property is item))
            for item in kind.columns if item.required
        ]  # fmt: skip
        self._backwards = any(column.property.inverse for column in self._headings.columns)
        self._lacking = {
            item.iri: self._missing_column(header, item, languages)
            for item, indexes in self._required
            if not indexes or (not item.splits and len(indexes) < item.min_count)
        }

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
        if self._headings.key is None:
            return ""
        text = _text(row.cells[self._headings.key])
        return slug(text) if self._loose and not self._iris.fits(self.kind.slug, text) else text

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
        """The row as statements, with every fault in it; without statements where its key is none.

        In a table without a key no row has a subject; the fault is the table's.
        """
        key = self.key(row)
        mapped = MappedRow(row.number, "")
        if self._headings.key is None:
            return mapped
        if self._iris.fits(self.kind.slug, key):
            mapped.subject = self._iris.mint(self.kind.slug, key)
        else:
            mapped.faults.append(self._key_fault(row, key))
        self._say(mapped, row)
        for item, indexes in self._required:
            if sum(_count(row.cells[index], item) for index in indexes) < item.min_count:
                mapped.faults.append(self._lacking.get(item.iri) or self._missing(row, item))
        if mapped.faults:
            self._introduce(mapped, row)
        return mapped

    def _say(self, mapped: MappedRow, row: Row) -> None:
        """What the row says of its thing; without a key its cells are looked at all the same."""
        subject = f"<{mapped.subject}>"
        found = [Statement(f"{subject} {rest}", "") for rest in self._constants]
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
                found.append(Statement(line, column.text))
        if mapped.subject:
            mapped.statements += found

    def _introduce(self, mapped: MappedRow, row: Row) -> None:
        """Say in each fault of the row which thing it is about, as far as the row says it."""
        label = self.label(row)
        mapped.faults = [
            fault if fault.code == "missing-column"
            else replace(fault, thing=mapped.subject, label=label,
                         shape=fault.shape or self.kind.iri)
            for fault in mapped.faults
        ]  # fmt: skip

    def label(self, row: Row) -> tuple[tuple[str, str], ...]:
        """What the row calls its thing, by language; nothing where it calls it nothing."""
        named: dict[str, dict[str, str]] = {}
        for column in self._headings.columns:
            for text in _split(row.cells[column.index], column.property)[:1]:
                named.setdefault(column.property.path, {}).setdefault(column.language, text)
        texts = next((named[path] for path in LABELS if path in named), {})
        return tuple(sorted(texts.items()))

    def _values(
        self, row: Row, column: Heading, reader: Reader, cell: Cell, faults: list[Fault]
    ) -> Iterator[str]:
        """The values in a cell as N-Triples terms; what is wrong with the others is a fault."""
        shape = column.property.iri
        if isinstance(cell, CellError):
            faults.append(self._fault(row, column.text, cell.text, FORMULA, shape))
            return
        texts = _split(cell, column.property)
        for text in texts:
            if control := control_character(text):
                faults.append(self._fault(row, column.text, control, CONTROL, shape))
                continue
            try:
                yield reader.read(text)
            except CellFault as fault:
                fix = reader.correction(text) if len(texts) == 1 else ""
                faults.append(self._fault(row, column.text, text, fault, shape, fix))

    def may_speak_of(self, row: Row, things: Container[str]) -> bool:
        """Whether the row can have statements about any of ``things`` (IRIs)."""
        key = self.key(row)
        return self._backwards or (
            self._iris.fits(self.kind.slug, key) and self._iris.mint(self.kind.slug, key) in things
        )

    def headings_of(self, predicate: str) -> list[str]:
        """The headings of the columns for a predicate, in the order of the table."""
        return [column.text for column in self._headings.columns
                if column.property.path == predicate]  # fmt: skip

    def _fault(
        self, row: Row, heading: str, text: str, fault: CellFault, shape: str = "", fix: str = ""
    ) -> Fault:
        return Fault(
            Place(self._place.file, self._place.sheet, row.number, heading), fault.code, text,
            fault.expected, fault.expected_sv, fault.nearest or fix, fault.gloss, fix, shape=shape,
        )  # fmt: skip

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
        return self._fault(row, heading, "", CellFault("missing", *_meaning(item)), item.iri)

    def _missing_column(self, header: Place, item: Property, languages: Sequence[str]) -> Fault:
        """What is said once where no row can have a value: there is no column for it."""
        present = {column.language for column in self._headings.columns if column.property is item}
        language = next((name for name in languages if name not in present), languages[0])
        heading = heading_for(item, language, languages[0])
        place = Place(header.file, header.sheet, header.row, heading)
        return Fault(place, "missing-column", heading, *_meaning(item), shape=item.iri)


def _meaning(item: Property) -> tuple[str, str]:
    """What the property is for, in English and Swedish."""
    english, swedish = (
        (item.descriptions.get(language) or item.names.get(language, "")).rstrip(".")
        for language in ("en", "sv")
    )
    return english, swedish


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
