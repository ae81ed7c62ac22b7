"""Tables that CSV on the Web metadata describes (Generating RDF from Tabular Data on the Web,
W3C Recommendation of 17 December 2015, minimal mode)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Sequence
from typing import Final
from urllib.parse import urljoin

from publisher.errors import SourceFault
from publisher.faults import Fault, Place
from publisher.mapping.statements import (
    MappedRow,
    Statement,
    control_character,
    iri,
    literal,
    tagged,
)
from publisher.namespaces import RDF, XSD
from publisher.sources.csvw_schema import Column, TableDescription
from publisher.sources.csvw_templates import Template
from publisher.sources.rows import Cell, CellError, Row, Table
from publisher.values import ValueFault, parser

UNDETERMINED: Final = "und"

Values = dict[str, str | list[str]]


class DescribedTable:
    """A table read by its description. Relative IRIs resolve against ``base_iri``; a row that the
    description gives no IRI gets one in the table's ``graph`` (RFC 7111, section 2.1)."""

    def __init__(
        self, table: Table, description: TableDescription, *, base_iri: str, graph: str, genid: str
    ) -> None:
        self._place = Place(table.file, table.sheet or "")
        if description.foreign_keys:
            raise SourceFault([Fault(
                self._place, "metadata-unsupported", "foreignKeys",
                "valueUrl, which makes a reference of a value",
                "valueUrl, som gör en hänvisning av ett värde",
            )])  # fmt: skip
        self._suppress = description.suppress
        self._header = table.header
        self._base_iri, self._graph, self._genid = base_iri, graph, genid
        self._primary_key = description.primary_key
        self._columns = description.columns
        self._about = Template(description.about_url) if description.about_url else None
        self._templates: dict[str, Template] = {}
        self._readers = {column.name: self._reader(column) for column in description.columns}
        self._seen: dict[tuple[str, ...], int] = {}
        self._count = 0

    def map(self, row: Row) -> MappedRow:
        """The row as statements, with every fault in it."""
        self._count += 1
        mapped = MappedRow(row.number, "")
        values: Values = {"_row": str(self._count), "_sourceRow": str(row.number)}
        for column in self._columns:
            if column.index is not None:
                self._read(column, row, values, mapped)
        if mapped.faults:
            return mapped
        self._check_key(row, values, mapped)
        if self._suppress:
            mapped.subject = self._subject(None, row, values)
            return mapped
        try:
            for column in self._columns:
                if not column.suppress:
                    self._state(column, row, values, mapped)
        except ValueError as error:
            mapped.faults.append(Fault(
                self._at(row, column), "value", str(error), "a valid IRI", "en giltig IRI"
            ))  # fmt: skip
        mapped.subject = mapped.subject or self._subject(None, row, values)
        return mapped

    def _reader(self, column: Column) -> Callable[[str], str]:
        try:
            return parser(column.datatype)
        except ValueError as error:
            place = Place(self._place.file, self._place.sheet, 0, column.name)
            raise SourceFault([Fault(
                place, "metadata", str(error), "a format that its datatype can have",
                "ett format som datatypen kan ha",
            )]) from error  # fmt: skip

    def may_speak_of(self, row: Row, things: Container[str]) -> bool:
        """Whether the row can have statements about any of ``things`` (IRIs)."""
        return True

    def headings_of(self, predicate: str) -> list[str]:
        """The headings of the columns for a predicate, in the order of the table."""
        return [self._heading(column) for column in self._columns
                if column.property_url == predicate and column.index is not None]  # fmt: skip

    def _read(self, column: Column, row: Row, values: Values, mapped: MappedRow) -> None:
        assert column.index is not None
        cell = row.cells[column.index]
        if isinstance(cell, CellError):
            mapped.faults.append(
                Fault(self._at(row, column), "formula-error", cell.text, "a value", "ett värde")
            )
            return
        texts = _texts(cell, column)
        if not texts and column.required:
            mapped.faults.append(
                Fault(self._at(row, column), "missing", "", "a value", "ett värde")
            )
        read = []
        for text in texts:
            if control := control_character(text):
                mapped.faults.append(Fault(self._at(row, column), "control-character", control))
                continue
            try:
                read.append(self._readers[column.name](text))
            except ValueFault as fault:
                mapped.faults.append(Fault(
                    self._at(row, column), fault.code, text,
                    fault.expected, fault.expected_sv, fault.nearest,
                ))  # fmt: skip
        if read:
            values[column.name] = read if column.separator else read[0]

    def _state(self, column: Column, row: Row, values: Values, mapped: MappedRow) -> None:
        texts = values.get(column.name, [])
        if not texts and column.index is not None:
            return
        objects = self._objects(column, values, [texts] if isinstance(texts, str) else texts)
        if not objects:
            return
        subject = self._subject(column, row, values)
        if not mapped.subject:
            mapped.subject = subject
        variables = {**values, "_name": column.name}
        predicate = iri(self._resolve(column.property_url, variables)
                        if column.property_url else f"{self._graph}#{column.name}")  # fmt: skip
        heading = self._heading(column)
        if column.ordered and column.separator:
            lines, head = self._list(f"<{subject}> {predicate}", objects)
            mapped.statements += [Statement(line, heading) for line in lines]
            objects = [head]
        mapped.statements += [
            Statement(f"<{subject}> {predicate} {value}", heading) for value in objects
        ]

    def _objects(self, column: Column, values: Values, texts: Sequence[str]) -> list[str]:
        if column.value_url is not None:
            variables = {**values, "_name": column.name}
            return [iri(self._resolve(column.value_url, variables))]
        if column.index is None:
            texts = [column.default] if column.default else []
        kind = column.datatype.iri or column.datatype.base
        if kind == XSD + "string" and column.lang not in (None, "", UNDETERMINED):
            return [tagged(text, column.lang) for text in texts]
        return [literal(text, kind) for text in texts]

    def _subject(self, column: Column | None, row: Row, values: Values) -> str:
        about = column.about_url if column else None
        template = self._template(about) if about else self._about
        if template is None:
            return f"{self._graph}#row={row.number}"
        resolved = urljoin(self._base_iri, template.expand(values))
        return iri(resolved)[1:-1]

    def _resolve(self, template: str, variables: Values) -> str:
        return urljoin(self._base_iri, self._template(template).expand(variables))

    def _template(self, text: str) -> Template:
        found = self._templates.get(text)
        if found is None:
            found = self._templates[text] = Template(text)
        return found

    def _list(self, owner: str, objects: Sequence[str]) -> tuple[list[str], str]:
        """An RDF list whose nodes have IRIs, and its head."""
        first, rest, end = (iri(RDF + name) for name in ("first", "rest", "nil"))
        nodes = [
            f"<{self._genid}{hashlib.sha256(f'{owner} {number}'.encode()).hexdigest()[:16]}>"
            for number in range(len(objects))
        ]
        lines = []
        for node, value, following in zip(nodes, objects, [*nodes[1:], end], strict=True):
            lines += [f"{node} {first} {value}", f"{node} {rest} {following}"]
        return lines, nodes[0]

    def _check_key(self, row: Row, values: Values, mapped: MappedRow) -> None:
        if not self._primary_key:
            return
        key = tuple(str(values.get(name, "")) for name in self._primary_key)
        before = self._seen.setdefault(key, row.number)
        if before != row.number:
            place = Place(self._place.file, self._place.sheet, row.number, self._primary_key[0])
            other = Place(self._place.file, self._place.sheet, before)
            mapped.faults.append(
                Fault(place, "duplicate-key", ", ".join(key), other.words("en"), other.words("sv"))
            )

    def _heading(self, column: Column) -> str:
        if column.index is not None and column.index < len(self._header):
            return self._header[column.index]
        return column.name if column.index is not None else ""

    def _at(self, row: Row, column: Column) -> Place:
        return Place(self._place.file, self._place.sheet, row.number, self._heading(column))


def _texts(cell: Cell, column: Column) -> list[str]:
    """The texts of a cell: nulls gone, the default in place (Tabular Data Model, section 6.4)."""
    if isinstance(cell, tuple):
        return [text for text in cell if text not in column.null]
    text = str(cell)
    if text == "":
        text = column.default
    if column.separator and text not in column.null:
        pieces = [piece.strip() for piece in text.split(column.separator)]
        return [piece for piece in pieces if piece and piece not in column.null]
    return [] if text in column.null else [text]
