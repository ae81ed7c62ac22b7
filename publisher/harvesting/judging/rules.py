"""What may be wrong with a feed: each rule looks for some of it; readers say what it means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from publisher.check.data import language_of, shown
from publisher.harvesting.judging.profiles import PROFILES, requirements
from publisher.harvesting.judging.readers import CKAN_MB, READERS
from publisher.harvesting.judging.remarks import Remark
from publisher.harvesting.judging.things import Things
from publisher.namespaces import DCAT, DCT, FOAF, shorten_iri

Rule = Callable[[Things], Iterator[Remark]]

CC0: Final = "http://creativecommons.org/publicdomain/zero/1.0/"
PUBLISHER_TYPES: Final = "http://purl.org/adms/publishertype/"
RDF_XML: Final = ("application/rdf+xml", "application/xml", "text/xml")
NOT_ASCII: Final = re.compile(r"<([^<>\s]*[^\x00-\x7f<>\s][^<>\s]*)>")

RECORDS: Final = ("DataService", "DatasetSeries")
"""What may be counted besides datasets."""

TEXTS: Final = (DCT + "title", DCT + "description", DCAT + "keyword")
"""Texts that must say their language."""

LINKS: Final = frozenset(
    item.path for item in requirements(PROFILES["dcat-ap-3"].column) if item.kind in ("N", "I")
) - {DCT + "format", DCAT + "mediaType"}
"""Properties whose values are things; the name of a format is understood, and costs points only."""

NODES: Final[dict[str, str]] = {
    DCAT + "distribution": "dcat:Distribution",
    DCAT + "contactPoint": "dcat:contactPoint",
    DCT + "publisher": "dct:publisher",
    DCT + "creator": "dct:creator",
}
"""Properties whose values dataportal.se takes as IRIs only."""


def syntax(things: Things) -> Iterator[Remark]:
    """Another syntax than RDF/XML."""
    for name in sorted(set(things.feed.media_types) - set(RDF_XML))[:1]:
        yield Remark("syntax", value=name, more=READERS["se"].name)


def pages(things: Things) -> Iterator[Remark]:
    """More than one page, and what they say of the total."""
    feed = things.feed
    if not feed.paged:
        return
    if len(feed.sizes) > 1:
        yield Remark("paged", value=str(len(feed.sizes)), more=READERS["se"].name)
    found = len(things.datasets)
    records = {item for name in RECORDS for item in things.of_class(name)} | set(things.datasets)
    if feed.total is None:
        yield Remark("no-total")
    elif feed.total not in (found, len(records)):
        yield Remark("total", value=str(feed.total), more=str(found))


def size(things: Things) -> Iterator[Remark]:
    """A document that is larger than a harvester reads."""
    megabytes = things.feed.size / 1_000_000
    if megabytes > CKAN_MB:
        yield Remark("too-large", value=f"{megabytes:.0f}", more=str(CKAN_MB))


def catalogue(things: Things) -> Iterator[Remark]:
    """The catalogue itself: that it is there, and its licence."""
    if not things.datasets:
        yield Remark("empty")
    if things.feed.changes:
        return
    if not things.of_class("Catalog"):
        yield Remark("no-catalog")
    for item in things.of_class("Catalog"):
        licences = [shown(value) for value in things.values(item, DCT + "license")]
        if licences != [CC0]:
            yield Remark("catalog-licence", shown(item), ", ".join(licences) or "–")
    if things.of_class("CatalogRecord"):
        yield Remark("catalog-record")


def listing(things: Things) -> Iterator[Remark]:
    """Which datasets the catalogue points to."""
    pointed = {
        value for item in things.of_class("Catalog")
        for value in things.values(item, DCAT + "dataset")
    }  # fmt: skip
    described = set(things.datasets) | set(things.of_class("DatasetSeries"))
    if things.of_class("Catalog"):
        for item in sorted(set(things.datasets) - pointed):
            yield _of(item, "unlisted")
    for item in sorted(pointed - described):
        if item[0] == "<":
            yield Remark("dangling", shown(item))


def identity(things: Things) -> Iterator[Remark]:
    """By what a dataset is known again."""
    seen: dict[str, str] = {}
    for item in things.datasets:
        identifiers = [shown(value) for value in things.values(item, DCT + "identifier")]
        if item[0] == "_":
            yield _of(item, "blank-dataset" if identifiers else "no-identity")
        if not identifiers:
            yield _of(item, "no-identifier")
            continue
        first = seen.setdefault(identifiers[0], item)
        if first != item:
            yield _of(item, "duplicate", identifiers[0], shown(first))


def mandatory(things: Things) -> Iterator[Remark]:
    """What a dataset cannot be without."""
    for item in things.datasets:
        if not things.values(item, DCT + "title"):
            yield _of(item, "no-title")
        if not things.values(item, DCT + "publisher"):
            yield _of(item, "no-publisher")


def nodes(things: Things) -> Iterator[Remark]:
    """Blank nodes where an IRI is wanted, and texts where a link is."""
    for item in things.datasets:
        for node in (item, *things.distributions(item)):
            for predicate, value in things.data.about(node):
                iri = predicate[1:-1]
                if value[0] == "_" and iri in NODES:
                    yield _of(item, "blank-node", NODES[iri])
                if value[0] == '"' and iri in LINKS:
                    yield _of(item, "literal-link", shown(value), shorten_iri(iri))


def letters(things: Things) -> Iterator[Remark]:
    """Characters beyond ASCII in IRIs."""
    found: dict[str, None] = {}
    for line in things.feed.lines:
        if not line.isascii():
            text = re.sub(r'"(?:[^"\\]|\\.)*"', '""', line)
            found.update(dict.fromkeys(NOT_ASCII.findall(text)))
    for iri in sorted(found):
        yield Remark("not-ascii", iri, "".join(sorted({sign for sign in iri if sign > "\x7f"})))


def languages(things: Things) -> Iterator[Remark]:
    """Texts that do not say their language."""
    for item in things.datasets:
        for iri in TEXTS:
            for value in things.values(item, iri):
                if value[0] == '"' and not language_of(value):
                    yield _of(item, "untagged", shown(value), shorten_iri(iri))


def publishers(things: Things) -> Iterator[Remark]:
    """Publishers: none is a contact as well, and each has a type."""
    resources = sorted({*things.datasets, *things.of_class("Catalog")})
    found = {value for item in resources for value in things.values(item, DCT + "publisher")
             if value[0] == "<"}  # fmt: skip
    contacts = {value for item in resources
                for value in things.values(item, DCAT + "contactPoint")}  # fmt: skip
    for item in sorted(found & contacts):
        yield Remark("publisher-contact", shown(item), shown(item))
    for item in sorted(found):
        kinds = [shown(value) for value in things.values(item, DCT + "type")]
        described = any(True for _ in things.data.about(item))
        if not described or not any(kind.startswith(PUBLISHER_TYPES) for kind in kinds):
            name = next(map(shown, things.values(item, FOAF + "name")), shown(item))
            yield Remark("publisher-type", shown(item), name)


RULES: Final[tuple[Rule, ...]] = (
    syntax, pages, size, catalogue, listing, identity, mandatory, nodes, letters, languages,
    publishers,
)  # fmt: skip
"""Everything that is looked for."""


def _of(dataset: str, code: str, value: str = "", more: str = "") -> Remark:
    iri = shown(dataset)
    return Remark(code, iri, value, more, iri)
