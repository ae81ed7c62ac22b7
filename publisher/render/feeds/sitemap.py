"""Sitemaps for search engines (sitemaps.org, protocol 0.9): the pages about things."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from publisher.changes import Record
from publisher.iris import DOCUMENTS, Iris
from publisher.namespaces import RDF, WITHDRAWN
from publisher.render.feeds.markup import around, document, element, lines
from publisher.render.hrefs import escape

PATH: Final = "sitemap"
CONTENT_TYPE: Final = "application/xml"
PART: Final = 10_000
"""Things of one sitemap; there may be 50,000 addresses in it, and 50 MB."""

SPACE: Final = (("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"),)
ROOT: Final = (*SPACE, ("xmlns:xhtml", "http://www.w3.org/1999/xhtml"))

CLOSED: Final = ("/sparql?", "/oai?", "/-/")
"""Paths that robots have no business at: answers to questions, and the operator's door."""


@dataclass(frozen=True)
class Pages:
    """Where the pages of things are: ``site`` is the site for who asks, with a slash at its end."""

    iris: Iris
    languages: Sequence[str]
    site: str

    def path(self, record: Record) -> str:
        """The path of the page about a thing; empty where it has none of its own here, or is
        withdrawn."""
        path = record.iri.removeprefix(self.iris.base_iri)
        if path == record.iri or "#" in path or not self.iris.is_thing_path(path):
            return ""
        if f"<{record.iri}> <{RDF}type> <{WITHDRAWN}>" in record.lines:
            return ""
        return DOCUMENTS + path


def sitemap(records: Iterable[Record], pages: Pages) -> bytes:
    """The pages about some things, each once, with the other languages that it is there in."""
    found = {pages.path(record): record.modified for record in records}
    found.pop("", None)
    return document(around("urlset", lines(
        _url(path, modified, pages) for path, modified in found.items()
    ), ROOT))  # fmt: skip


def index(parts: Iterable[tuple[str, str]], site: str) -> bytes:
    """The sitemaps of a large site: the path of each, and when something in it was changed last."""
    return document(around("sitemapindex", lines(
        around("sitemap", lines((element("loc", site + path), element("lastmod", modified))))
        for path, modified in parts
    ), SPACE))  # fmt: skip


def part_path(stream: str, part: int) -> str:
    """Where a sitemap of a large site is."""
    return f"{PATH}/{stream}/{part}.xml"


def robots(site: str) -> bytes:
    """What robots are told (RFC 9309), and where the sitemap is."""
    root = urlsplit(site).path.rstrip("/")
    rules = ["User-agent: *", *(f"Disallow: {root}{path}" for path in CLOSED)]
    return "\n".join([*rules, "", f"Sitemap: {site}{PATH}.xml", ""]).encode()


def _url(path: str, modified: str, pages: Pages) -> str:
    address = pages.site + escape(path)
    return around("url", lines([
        element("loc", address),
        element("lastmod", modified),
        *(_alternate(tag, f"{address}.{tag}.html") for tag in pages.languages),
        _alternate("x-default", address),
    ]))  # fmt: skip


def _alternate(tag: str, address: str) -> str:
    return element("xhtml:link", "", (("rel", "alternate"), ("hreflang", tag), ("href", address)))
