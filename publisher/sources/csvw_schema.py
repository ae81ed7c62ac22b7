"""What a table means: the annotated table model of CSV on the Web, as frozen data.

Tabular Data Model (section 4) and Metadata Vocabulary (section 5).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from publisher.faults import Fault
from publisher.namespaces import XSD

CSVW: Final = "http://www.w3.org/ns/csvw#"


@dataclass(frozen=True, slots=True)
class Datatype:
    """A built-in datatype and what narrows it (Metadata Vocabulary, section 5.11).

    ``base`` is an absolute XSD or RDF IRI; ``iri`` overrides it in the output (``@id``).
    """

    base: str = XSD + "string"
    format: str | None = None
    minimum: str | None = None
    maximum: str | None = None
    min_exclusive: str | None = None
    max_exclusive: str | None = None
    length: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    iri: str | None = None
    decimal_char: str | None = None
    group_char: str | None = None


STRING: Final = Datatype()


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its inherited properties resolved; ``index`` is ``None`` when virtual.

    ``property_url``, ``about_url`` and ``value_url`` are absolute IRIs or URI templates, compact
    IRIs already expanded.
    """

    name: str
    index: int | None = None
    titles: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    """The language of each title; ``und`` where nothing says it."""
    property_url: str | None = None
    about_url: str | None = None
    value_url: str | None = None
    datatype: Datatype = STRING
    lang: str | None = None
    separator: str | None = None
    default: str = ""
    null: tuple[str, ...] = ("",)
    required: bool = False
    ordered: bool = False
    suppress: bool = False
    annotations: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text file is cut into cells (Metadata Vocabulary, section 5.9); ``None``: find out."""

    encoding: str | None = None
    delimiter: str | None = None
    quote_char: str | None = None
    double_quote: bool | None = None
    header: bool | None = None
    header_row_count: int | None = None
    skip_rows: int = 0
    skip_columns: int = 0
    comment_prefix: str | None = None
    trim: str | None = None
    """``true``, ``false``, ``start`` or ``end``."""
    skip_blank_rows: bool | None = None
    skip_initial_space: bool = False
    unquoted: bool = False
    """``quoteChar`` is null: a quotation mark is a character like any other."""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """``columns`` of this table name a row of the table at ``resource`` by ``referenced``."""

    columns: tuple[str, ...]
    resource: str
    referenced: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableDescription:
    """One table of the metadata, its columns bound to the header of the file."""

    url: str
    about_url: str | None = None
    columns: tuple[Column, ...] = ()
    primary_key: tuple[str, ...] = ()
    dialect: Dialect = field(default_factory=Dialect)
    suppress: bool = False
    annotations: tuple[tuple[str, object], ...] = ()
    """Common properties and notes: a full IRI (or ``notes``) and the JSON value as written."""
    foreign_keys: tuple[ForeignKey, ...] = ()
    row_titles: tuple[str, ...] = ()
    id: str | None = None
    warnings: tuple[Fault, ...] = ()
    """What the standard tells a reader to warn of and pass over; empty when read strictly."""
