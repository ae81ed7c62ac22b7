"""Rows -> statements (Generating RDF from Tabular Data on the Web, section 4.6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import urljoin

import pyoxigraph as ox

from publisher.faults import Fault, Place
from publisher.namespaces import RDF, XSD
from publisher.sources.csvw_schema import CSVW, STRING, Column, TableDescription
from publisher.sources.csvw_templates import Template
from publisher.values import ValueFault, parser

Node = ox.NamedNode | ox.BlankNode
Values = dict[str, "str | list[str]"]
Warn = Callable[[Fault], None]

DESCRIBES: Final = ox.NamedNode(CSVW + "describes")
TITLE: Final = ox.NamedNode(CSVW + "title")
FIRST, REST, NIL = (ox.NamedNode(RDF + name) for name in ("first", "rest", "nil"))

UNTOUCHED: Final = frozenset({"string", "JSON", "XMLLiteral", "HTML", "anyAtomicType"})
"""Datatypes whose texts keep their white space (Model for Tabular Data, section 6.4)."""

ATOMS: Final = frozenset({"string", "anyAtomicType"})
"""Datatypes whose texts in a list keep the white space around them."""

TRUTH: Final = {"1": "true", "0": "false"}
"""The canonical forms of truth values (section 6.4.3)."""

BREAKS: Final = re.compile(r"[\t\r\n]")
SPACES: Final = re.compile(r" +")

Literals = list[ox.Literal]


class RowWriter:
    """Writes the rows of one table. ``blank`` makes nodes, ``warn`` is told of values that do not
    fit; they become texts."""

    def __init__(
        self, description: TableDescription, file: str, blank: Callable[[], ox.BlankNode],
        warn: Warn,
    ) -> None:  # fmt: skip
        self._url = description.url.partition("#")[0]
        self._columns = list(description.columns)
        self._titles = description.row_titles
        self._file, self._blank, self._warn = file, blank, warn
        self._templates: dict[str, Template] = {}
        self._fixed: dict[str, ox.NamedNode] = {}

    def describe(
        self, number: int, source: int, cells: list[str], row: Node | None
    ) -> Iterator[ox.Triple]:
        """The statements of a row: the ``number``-th of the table, at ``source`` in the file.

        ``row`` is its own node in standard mode, and None in minimal mode.
        """
        values: Values = {"_row": str(number), "_sourceRow": str(source)}
        literals: dict[str, Literals] = {}
        for column in self._columns:
            if column.index is not None:
                text = cells[column.index] if column.index < len(cells) else ""
                place = Place(self._file, "", source, (column.titles or (column.name,))[0])
                found, literals[column.name] = self._read(column, text, place)
                if found is not None:
                    values[column.name] = found
        if row is not None:
            for name in self._titles:
                for literal in literals.get(name, ()):
                    yield ox.Triple(row, TITLE, literal)
        yield from self._statements(values, literals, source, row)

    def _statements(
        self, values: Values, literals: dict[str, Literals], source: int, row: Node | None
    ) -> Iterator[ox.Triple]:
        own: Node | None = None
        described: set[Node] = set()
        for at, column in enumerate(self._columns, 1):
            if column.suppress:
                continue
            values["_name"], values["_column"] = column.name, str(at)
            values["_sourceColumn"] = "" if column.index is None else str(column.index + 1)
            try:
                if column.about_url is None:
                    subject = own = own or self._blank()
                else:
                    subject = self._iri(column.about_url, values)
                if row is not None and subject not in described:
                    described.add(subject)
                    yield ox.Triple(row, DESCRIBES, subject)
                yield from self._cell(column, subject, values, literals.get(column.name, []))
            except ValueError as error:
                at_cell = Place(self._file, "", source, (column.titles or (column.name,))[0])
                wanted = "a valid IRI", "en giltig IRI"
                self._warn(Fault(at_cell, "value", str(error), *wanted))

    def _cell(
        self, column: Column, subject: Node, variables: Values, literals: Literals
    ) -> Iterator[ox.Triple]:
        predicate = (
            ox.NamedNode(f"{self._url}#{column.name}")
            if column.property_url is None
            else self._iri(column.property_url, variables)
        )
        if column.value_url is not None:
            if column.index is None or column.name in variables:
                yield ox.Triple(subject, predicate, self._iri(column.value_url, variables))
        elif column.index is None:
            for literal in self._read(column, "", Place(self._file))[1]:
                yield ox.Triple(subject, predicate, literal)
        elif column.separator and column.ordered:
            if column.name in variables:
                yield from self._list(subject, predicate, literals)
        else:
            for literal in literals:
                yield ox.Triple(subject, predicate, literal)

    def _list(
        self, subject: Node, predicate: ox.NamedNode, literals: Literals
    ) -> Iterator[ox.Triple]:
        nodes: list[Node] = [self._blank() for _ in literals]
        yield ox.Triple(subject, predicate, nodes[0] if nodes else NIL)
        for node, literal, following in zip(nodes, literals, [*nodes[1:], NIL], strict=True):
            yield ox.Triple(node, FIRST, literal)
            yield ox.Triple(node, REST, following)

    def _read(
        self, column: Column, cell: str, place: Place
    ) -> tuple[str | list[str] | None, Literals]:
        """The value of a cell for templates, and its literals; None and nothing for a null."""
        name = column.datatype.base.rpartition("#")[2]
        text = _spaced(cell, name) or column.default
        if column.separator is None:
            read = self._atom(column, text, place)
            return (None, []) if read is None else (read[0], [read[1]])
        if text in column.null and text:
            self._missing(column, place)
            return None, []
        pieces = text.split(column.separator) if text else []
        if not pieces:
            self._missing(column, place)
        stripped = pieces if name in ATOMS else [piece.strip() for piece in pieces]
        atoms = [self._atom(column, piece or column.default, place) for piece in stripped]
        kept = [atom for atom in atoms if atom is not None]
        if not kept:
            return None, []
        return [value for value, _ in kept], [literal for _, literal in kept]

    def _atom(self, column: Column, text: str, place: Place) -> tuple[str, ox.Literal] | None:
        if text in column.null:
            self._missing(column, place)
            return None
        try:
            value, datatype = parser(column.datatype)(text), column.datatype
        except ValueFault as fault:
            self._warn(Fault(place, fault.code, text, fault.expected, fault.expected_sv))
            value, datatype = text, STRING
        if datatype.base == XSD + "boolean":
            value = TRUTH.get(value, value)
        kind = datatype.iri or datatype.base
        if kind == XSD + "string":
            literal = ox.Literal(value, language=column.lang) if column.lang else ox.Literal(value)
        else:
            literal = ox.Literal(value, datatype=ox.NamedNode(kind))
        return value, literal

    def _missing(self, column: Column, place: Place) -> None:
        if column.required:
            self._warn(Fault(place, "missing", "", "a value", "ett värde"))

    def _iri(self, template: str, variables: Values) -> ox.NamedNode:
        """A template filled in. Raises ValueError where that gives no IRI."""
        same = self._fixed.get(template)
        if same is not None:
            return same
        compiled = self._templates.get(template)
        if compiled is None:
            compiled = self._templates[template] = Template(template)
        found = ox.NamedNode(urljoin(self._url, compiled.expand(variables)))
        if "{" not in template:
            self._fixed[template] = found
        return found


def _spaced(text: str, datatype: str) -> str:
    """White space as the datatype wants it (Model for Tabular Data, section 6.4, steps 1 and 2)."""
    if datatype in UNTOUCHED:
        return text
    plain = BREAKS.sub(" ", text)
    return plain if datatype == "normalizedString" else SPACES.sub(" ", plain).strip(" ")
