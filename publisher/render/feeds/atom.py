"""The log as Atom feeds (RFC 4287), one in each language, paged and archived (RFC 5005, section 4).

The feed that readers subscribe to has the last page of the changes of a stream; each page before
it is an archive document, which never changes and therefore does not name the next one. What is
deleted has a tombstone (RFC 6721). An entry has the IRI of its thing: the newest one counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from publisher.changes import CATALOG, Change
from publisher.describe.views import local_name, pick
from publisher.namespaces import DCAT, FOAF
from publisher.render.feeds import documents
from publisher.render.feeds.catalogue import parse
from publisher.render.feeds.cutting import Cut
from publisher.render.feeds.markup import around, document, element, lines
from publisher.render.feeds.naming import Texts, name_of, summary_of
from publisher.render.feeds.streams import Stream
from publisher.render.hrefs import Hrefs

PATH: Final = "feeds/atom"
CONTENT_TYPE: Final = "application/atom+xml"
ROOT: Final = (
    ("xmlns", "http://www.w3.org/2005/Atom"),
    ("xmlns:fh", "http://purl.org/syndication/history/1.0"),
    ("xmlns:at", "http://purl.org/atompub/tombstones/1.0"),
)
KINDS: Final = "https://www.w3.org/ns/activitystreams#"
PAGES: Final = (DCAT + "landingPage", FOAF + "page")
"""The properties of a record of the catalogue that lead to its page."""


@dataclass(frozen=True)
class Feed:
    """A feed of a stream in a language, of those that there are; ``author`` publishes the site.

    ``site`` is where the site is for who asks, with a slash at its end; ``hrefs`` are whole
    addresses there.
    """

    stream: Stream
    language: str
    languages: Sequence[str]
    author: str
    site: str
    hrefs: Hrefs


def path(stream: str, language: str, number: int = 0) -> str:
    """Where the feed of a stream is in a language, or one of its archive documents."""
    below = f"/{number}" if number else ""
    return f"{PATH}/{stream}{below}.{language}.xml"


def feed(about: Feed, changes: Sequence[Change], cut: Cut, *, archive: bool) -> bytes:
    """A page of changes, the newest first: the one to subscribe to, or an archive document."""
    name, base = about.stream.name, about.stream.base_iri
    title, tag = pick(about.stream.titles, about.language)
    head = [
        element("id", f"{base}{PATH}/{name}.{about.language}"),
        element("title", title, (("xml:lang", tag),) if tag else ()),
        element("updated", changes[-1].time),
        around("author", lines([element("name", about.author)])),
        element("rights", about.stream.licence),
        _link("license", about.stream.licence),
        *_places(about, cut, archive=archive),
    ]
    entries = [_entry(about, change) for change in reversed(changes)]
    root = (*ROOT, ("xml:lang", about.language), ("xml:base", about.site))
    return document(around("feed", lines([*head, *entries]), root))


def _places(about: Feed, cut: Cut, *, archive: bool) -> list[str]:
    """Where the document is, and those around it."""
    name, tag = about.stream.name, about.language
    number = cut.number if archive else 0
    found = [_link("self", about.site + path(name, tag, number), CONTENT_TYPE)]
    if archive:
        found += [element("fh:archive"), _link("current", about.site + path(name, tag))]
    if cut.number > 1:
        before = path(name, tag, cut.number - 1)
        found.append(_link("prev-archive", about.site + before, CONTENT_TYPE))
    for other in about.languages:
        if other != tag:
            found.append(_link(
                "alternate", about.site + path(name, other, number), CONTENT_TYPE, other
            ))  # fmt: skip
    found.append(_link("alternate", f"{about.site}feeds.{tag}.html", "text/html", tag))
    return found


def _entry(about: Feed, change: Change) -> str:
    if not change.lines:
        return element("at:deleted-entry", "", (("ref", change.iri), ("when", change.time)))
    triples = parse(change.lines)
    title, tag = pick(name_of(change.iri, triples), about.language)
    return around("entry", lines([
        element("id", change.iri),
        element("title", title or local_name(change.iri), (("xml:lang", tag),) if tag else ()),
        element("updated", change.time),
        element("category", "", (("term", change.kind), ("scheme", KINDS))),
        _page(about, change),
        _link("describedby", about.site + documents.path_of(
            change.stream, change.iri, about.stream.base_iri
        ), documents.CONTENT_TYPE),
        *_summary(summary_of(change.iri, triples), about.language),
    ]))  # fmt: skip


def _summary(texts: Texts, language: str) -> list[str]:
    text, tag = pick(texts, language)
    return [element("summary", text, (("xml:lang", tag),) if tag else ())] if text else []


def _page(about: Feed, change: Change) -> str:
    """A link to what people read about a thing; a record of the catalogue says where that is."""
    if change.stream != CATALOG:
        page = about.hrefs.page(change.iri)
        return _link("alternate", page, "text/html", about.language) if page else _link(
            "alternate", change.iri
        )  # fmt: skip
    starts = [f"<{change.iri}> <{name}> <" for name in PAGES]
    found = [line.removeprefix(start)[:-1] for start in starts
             for line in change.lines if line.startswith(start)]  # fmt: skip
    page = found[0] if found else change.iri
    own = page.removeprefix(about.stream.base_iri)
    return _link("alternate", page if own == page else about.site + own)


def _link(relation: str, address: str, kind: str = "", language: str = "") -> str:
    more = (("type", kind), ("hreflang", language))
    return element("link", "", (
        ("rel", relation), ("href", address), *(pair for pair in more if pair[1])
    ))  # fmt: skip
