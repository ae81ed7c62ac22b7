"""The tables of this room, read from ``tables/``: lists of known values, requirements, names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final

from publisher.namespaces import PREFIXES

DCATAP: Final = "http://data.europa.eu/r5r/"
AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
FILE_TYPE: Final = AUTHORITY + "file-type/"
ACCESS_RIGHT: Final = AUTHORITY + "access-right/"
MEDIA_TYPES: Final = (
    "http://www.iana.org/assignments/media-types/",
    "https://www.iana.org/assignments/media-types/",
)

NAMESPACES: Final[dict[str, str]] = {
    **PREFIXES,
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcatap": DCATAP,
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "time": "http://www.w3.org/2006/time#",
}

ACCESS_RIGHTS: Final = frozenset(
    ACCESS_RIGHT + name
    for name in (
        "CONFIDENTIAL", "NON_PUBLIC", "NORMAL", "OP_DATPRO", "PUBLIC", "RESTRICTED", "SENSITIVE"
    )
)  # fmt: skip
"""The EU authority table access-right."""

FILE_TYPES_OF: Final[dict[str, str]] = {
    "application/geo+json": "GEOJSON",
    "application/json": "JSON",
    "application/ld+json": "JSON_LD",
    "application/n-quads": "RDF_N_QUADS",
    "application/n-triples": "RDF_N_TRIPLES",
    "application/pdf": "PDF",
    "application/rdf+xml": "RDF_XML",
    "application/rss+xml": "RSS",
    "application/trig": "RDF_TRIG",
    "application/vnd.google-earth.kml+xml": "KML",
    "application/vnd.ms-excel": "XLS",
    "application/vnd.oasis.opendocument.spreadsheet": "ODS",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/xml": "XML",
    "application/zip": "ZIP",
    "text/calendar": "ICS",
    "text/csv": "CSV",
    "text/html": "HTML",
    "text/plain": "TXT",
    "text/tab-separated-values": "TSV",
    "text/turtle": "RDF_TURTLE",
    "text/xml": "XML",
}
"""The file type of a media type."""


def lines_of(name: str) -> Iterator[str]:
    """The lines of a table, without comments and empty ones."""
    text = files(__package__).joinpath("tables", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line


@cache
def listed(name: str) -> frozenset[str]:
    """The values of a table that is a list."""
    return frozenset(lines_of(name))


@cache
def names() -> dict[str, dict[str, str]]:
    """What each property and class is called, by its IRI, in Swedish and English."""
    found = {}
    for line in lines_of("names.txt"):
        term, swedish, english = line.split("|")
        found[expanded(term)] = {"sv": swedish, "en": english}
    return found


def expanded(term: str) -> str:
    """A prefixed name as an IRI."""
    prefix, _, local = term.partition(":")
    return NAMESPACES[prefix] + local
