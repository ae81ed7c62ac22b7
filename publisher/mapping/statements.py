"""What a row becomes: statements in N-Triples, each with the heading of the column it came from."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import pyoxigraph as ox

from publisher.faults import Fault, Place
from publisher.sources.rows import Row
from publisher.xmlsafe import ILLEGAL


class Statement(NamedTuple):
    """One RDF statement as N-Triples without the final dot, and the column that said it.

    ``heading`` is empty for what the row says as such: its type, and other constants.
    """

    line: str
    heading: str


@dataclass(slots=True)
class MappedRow:
    """A row as statements about ``subject``, or the faults that keep it from being published."""

    number: int
    subject: str
    statements: list[Statement] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


class RowMapper(Protocol):
    """Turns the rows of one table into statements."""

    def map(self, row: Row) -> MappedRow:
        """The row as statements, with every fault in it."""
        ...

    def may_speak_of(self, row: Row, things: Container[str]) -> bool:
        """Whether the row can have statements about any of ``things`` (IRIs)."""
        ...

    def headings_of(self, predicate: str) -> list[str]:
        """The headings of the columns for a predicate, in the order of the table."""
        ...


@dataclass(frozen=True)
class Origin:
    """A row that speaks of a thing: where it stands, what it says, and the mapper that read it."""

    place: Place
    row: MappedRow
    mapper: RowMapper
    cells: Mapping[str, str] = field(default_factory=dict)
    """What is written in the row, by heading."""
    header_row: int = 0


def control_character(text: str) -> str:
    """The first character in ``text`` that RDF/XML cannot hold, as ``U+0002``; empty if none."""
    found = ILLEGAL.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def iri(text: str) -> str:
    """``text`` as an N-Triples IRI. Raises ValueError when it is not an absolute IRI."""
    return str(ox.NamedNode(text))


def literal(text: str, datatype: str) -> str:
    """A typed literal in N-Triples."""
    return str(ox.Literal(text, datatype=ox.NamedNode(datatype)))


def tagged(text: str, language: str) -> str:
    """A language-tagged literal in N-Triples. Raises ValueError for a malformed tag."""
    return str(ox.Literal(text, language=language))


def subject_of(line: str) -> str:
    """The subject of an N-Triples statement, as written."""
    return line[: line.index(" ")]


def term(text: str) -> ox.NamedNode | ox.Literal:
    """The term that ``text`` (N-Triples) says."""
    quad = next(ox.parse(f"<a:a> <a:a> {text} .", format=ox.RdfFormat.N_TRIPLES))
    assert isinstance(quad.object, ox.NamedNode | ox.Literal)
    return quad.object
