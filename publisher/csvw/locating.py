"""Which metadata describes a table (Model for Tabular Data, section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urldefrag, urljoin

from publisher.csvw.places import WebPlaces, read_metadata
from publisher.csvw.resolving import Found, Resolver
from publisher.errors import SourceFault
from publisher.faults import Fault, Place
from publisher.sources.csvw_files import context_base, table_urls
from publisher.sources.csvw_templates import Template

WELL_KNOWN: Final = "/.well-known/csvm"

PATTERNS: Final = ("{+url}-metadata.json", "csv-metadata.json")
"""Where metadata is looked for at a site that does not say (section 5.3)."""

PATTERNS_BYTES: Final = 100_000
"""Most that is read of a site's list of places, in bytes."""

Described = tuple[str, dict[str, Any]]
"""The address of a metadata document, and its content."""


def locate(found: Found, resolve: Resolver, warnings: list[Fault]) -> Described | None:
    """The first metadata that refers to the table: by its links, then by places of the site.

    What does not refer to the table is passed over with a warning (section 5.2).
    """
    tried: set[str] = set()
    for address in _candidates(found, resolve):
        if address in tried:
            continue
        tried.add(address)
        metadata = resolve(address)
        if metadata is None:
            continue
        try:
            document = read_metadata(metadata)
        except SourceFault as fault:
            warnings.extend(fault.faults)
            continue
        places = WebPlaces(resolve, metadata.url, context_base(document))
        urls = [places.table(url) for url in table_urls(document)]
        if found.url in urls:
            return metadata.url, document
        expected = f"a description of {found.url}", f"en beskrivning av {found.url}"
        warnings.append(
            Fault(Place(metadata.url, "", 0, "url"), "metadata", ", ".join(urls), *expected)
        )
    return None


def _candidates(found: Found, resolve: Resolver) -> Iterator[str]:
    yield from found.links[-1:]
    yield from _by_site(found.url, resolve)


def _by_site(url: str, resolve: Resolver) -> Iterator[str]:
    """The places that the site names at its well-known address, else the standard's own."""
    list_of = resolve(urljoin(url, WELL_KNOWN))
    patterns = list(PATTERNS)
    if list_of is not None:
        with list_of.path.open("rb") as stream:
            text = stream.read(PATTERNS_BYTES).decode("utf-8", "replace")
        patterns = [line.strip() for line in text.splitlines() if line.strip()]
    for pattern in patterns:
        try:
            yield urljoin(url, Template(pattern).expand({"url": urldefrag(url).url}))
        except ValueError:
            continue
