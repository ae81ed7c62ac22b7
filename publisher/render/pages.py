"""What the templates see: nothing but these dataclasses, with every text and link ready."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from publisher.render.fields import Field
from publisher.render.parts import (
    Alternate,
    Block,
    Crumb,
    Frame,
    IncomingBlock,
    Item,
    Row,
    Table,
    ValueView,
)
from publisher.render.publish_pages import (
    ColumnsBody,
    DraftBody,
    HistoryBody,
    KeyBody,
    LinksBody,
    PublishBody,
    RefusedBody,
)

__all__ = [
    "Alternate",
    "Block",
    "Crumb",
    "Frame",
    "IncomingBlock",
    "Item",
    "Row",
    "Table",
    "ValueView",
]
"""The parts go by this name as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingBody:
    """A thing: its blocks, its counterparts, what points at it, and its address."""

    template: ClassVar[str] = "thing.html"
    kind: str
    iri: str
    notice: str
    reasons: tuple[ValueView, ...]
    replacements: tuple[ValueView, ...]
    blocks: tuple[Block, ...]
    matches: tuple[Row, ...]
    incoming: tuple[IncomingBlock, ...]
    types: tuple[ValueView, ...]
    graphs: tuple[ValueView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewBody(ThingBody):
    """A thing as it would be once what was sent is published; ``back`` leads to that."""

    template: ClassVar[str] = "publish_preview.html"
    back: Crumb


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBody:
    """One page of the things of a class."""

    template: ClassVar[str] = "list.html"
    text: str
    total: str
    position: str
    items: tuple[Item, ...]
    previous: str
    next: str
    queries: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeBody:
    """The start page: what this is, where to go, how to get the data; what harvesters follow."""

    template: ClassVar[str] = "home.html"
    text: str
    lead_heading: str
    lead: tuple[Item, ...]
    featured_heading: str
    featured: tuple[Item, ...]
    featured_more: str
    classes: tuple[Item, ...]
    documents: tuple[Item, ...]
    context: str
    contains: str
    harvested: tuple[Alternate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermBlock:
    """A term of a vocabulary at its anchor."""

    anchor: str
    heading: str
    lang: str
    iri: str
    types: tuple[ValueView, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VocabularyBody:
    """A vocabulary document with all its terms, and the nameless parts that they are made of."""

    template: ClassVar[str] = "vocabulary.html"
    iri: str
    rows: tuple[Row, ...]
    terms: tuple[TermBlock, ...]
    parts: tuple[TermBlock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphBody:
    """A named graph: the source it was read from and the first things in it."""

    template: ClassVar[str] = "graph.html"
    iri: str
    text: str
    things: tuple[ValueView, ...]
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseBody:
    """A release, or the dump of one: facts and tables."""

    template: ClassVar[str] = "release.html"
    iri: str
    text: str
    rows: tuple[Row, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryBody:
    """The form that asks the SPARQL endpoint, and the editor with its files and JSON settings.

    ``instead`` is where the dataset can be had, on a site that answers no query.
    """

    template: ClassVar[str] = "query.html"
    action: str
    query: str
    formats: tuple[Alternate, ...]
    script: str
    sheet: str
    settings: str
    instead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueriesBody:
    """The named queries; ``interface`` is where they are described for programs."""

    template: ClassVar[str] = "queries.html"
    text: str
    items: tuple[Item, ...]
    interface: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedQueryBody:
    """A named query: a form for its parameters, and the answer where there is one.

    ``table`` has the rows, ``verdict`` the yes or no, ``position`` which rows these are, and
    ``note`` what limit was met. ``query`` is the SPARQL that was asked.
    """

    template: ClassVar[str] = "named_query.html"
    text: str
    action: str
    release: str
    fields: tuple[Field, ...]
    wrong: tuple[str, ...]
    answered: bool
    table: Table | None
    verdict: str
    position: str
    note: str
    previous: str
    next: str
    downloads: tuple[Alternate, ...]
    query: str
    citation: CitationBody | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationBody:
    """How an answer is cited; ``notes`` say what keeps it from being the same later.

    ``files`` is the answer at its permanent address, in each format; ``code`` what gets it, by
    language.
    """

    template: ClassVar[str] = "cite.html"
    reference: str
    bibtex: str
    query: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    files: tuple[Alternate, ...]
    references: tuple[Alternate, ...]
    code: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsPart:
    """A kind of feeds: what they are, a table of them, and addresses to give to harvesters."""

    heading: str
    text: str
    table: Table | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsBody:
    """What harvesters can read."""

    template: ClassVar[str] = "feeds.html"
    text: str
    parts: tuple[FeedsPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorBody:
    """What went wrong and where to go from there; ``detail`` is in English."""

    template: ClassVar[str] = "error.html"
    text: str
    detail: str
    links: tuple[Alternate, ...]


Body = (
    ThingBody | ListBody | HomeBody | VocabularyBody | GraphBody | ReleaseBody | QueryBody
    | QueriesBody | NamedQueryBody | CitationBody | FeedsBody | ErrorBody
    | KeyBody | PublishBody | DraftBody | PreviewBody | LinksBody | HistoryBody | RefusedBody
    | ColumnsBody
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A whole page. ``data`` is its schema.org description as JSON, or nothing."""

    language: str
    title: str
    title_lang: str
    summary: str
    canonical: str
    frame: Frame
    crumbs: tuple[Crumb, ...]
    languages: tuple[Alternate, ...]
    formats: tuple[Alternate, ...]
    data: str
    body: Body
