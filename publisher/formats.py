"""One table of formats: media type, suffix, what each can carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Carries = Literal["page", "graph", "dataset", "results"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format as HTTP, file names and people know it.

    ``aliases`` are other media types that real clients ask for or send. ``carries`` lists what the
    format can hold: a page, a graph (triples), a dataset (quads), SPARQL results.
    """

    name: str
    media_type: str
    suffix: str
    carries: frozenset[Carries]
    aliases: tuple[str, ...] = ()
    charset: bool = False

    @property
    def content_type(self) -> str:
        """The Content-Type header: the media type, with a charset for text formats."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


def _format(
    name: str, media_type: str, suffix: str, carries: str, *aliases: str, charset: bool = False
) -> Format:
    kinds: dict[str, Carries] = {
        "p": "page", "g": "graph", "d": "dataset", "r": "results"
    }  # fmt: skip
    return Format(
        name, media_type, suffix, frozenset(kinds[letter] for letter in carries), aliases, charset
    )


FORMATS: Final[tuple[Format, ...]] = (
    _format("HTML", "text/html", "html", "p", "application/xhtml+xml", charset=True),
    _format("Turtle", "text/turtle", "ttl", "g", "application/turtle", "application/x-turtle",
            "text/rdf+n3", "text/n3", charset=True),
    _format("JSON-LD", "application/ld+json", "jsonld", "g", "application/json",
            "application/x-json+ld"),
    _format("RDF/XML", "application/rdf+xml", "rdf", "g", "application/xml", "text/xml"),
    _format("N-Triples", "application/n-triples", "nt", "g", "text/plain", "text/ntriples"),
    _format("TriG", "application/trig", "trig", "d", "application/x-trig"),
    _format("N-Quads", "application/n-quads", "nq", "d", "text/x-nquads", "text/nquads"),
    _format("SPARQL JSON", "application/sparql-results+json", "srj", "r", "application/json"),
    _format("SPARQL XML", "application/sparql-results+xml", "srx", "r", "application/xml",
            "text/xml"),
    _format("CSV", "text/csv", "csv", "r", charset=True),
    _format("TSV", "text/tab-separated-values", "tsv", "r", charset=True),
)  # fmt: skip


XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

TABLES: Final[Mapping[str, str]] = {
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    XLSX: ".xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/json": ".json",
}
"""What tables are by media type, and how their files end."""


def carrying(*kinds: Carries) -> tuple[Format, ...]:
    """The formats that carry any of ``kinds``, in the table's order (the first is preferred)."""
    return tuple(item for item in FORMATS if item.carries & set(kinds))


def by_suffix(suffix: str) -> Format | None:
    """The format whose file suffix (without the dot) is ``suffix``."""
    return next((item for item in FORMATS if item.suffix == suffix), None)
