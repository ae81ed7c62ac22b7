"""The log by ResourceSync (ANSI/NISO Z39.99-2017): what there is to copy, and what has changed.

A resource is the document of a record, so that its hash is the record's own. Each stream is a set
of resources with a capability list of its own. Addresses are absolute, as in all sitemaps: ``site``
is where the site is for who asks, with a slash at its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from publisher.changes import Change, Record
from publisher.render.feeds import documents
from publisher.render.feeds.cutting import Cut
from publisher.render.feeds.markup import around, document, element, lines

PATH: Final = "resourcesync"
DESCRIPTION: Final = ".well-known/resourcesync"
"""Where the description of the source is (section 7)."""

CONTENT_TYPE: Final = "application/xml"
SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
TERMS: Final = "http://www.openarchives.org/rs/terms/"
ROOT: Final = (("xmlns", SITEMAP), ("xmlns:rs", TERMS))

KINDS: Final = {"Create": "created", "Update": "updated", "Delete": "deleted"}
"""What happened, by the names of ResourceSync (section 5.2)."""

PART: Final = 10_000
"""Entries of one list; a sitemap has at most 50,000. A constant, not a setting: with another
number, a part that caches keep for good would have other changes."""

Pairs = Sequence[tuple[str, str]]


def capability_list_path(stream: str) -> str:
    """Where the capability list of a stream is."""
    return f"{PATH}/{stream}/capabilitylist.xml"


def list_path(stream: str, name: str) -> str:
    """Where a list of a stream is, or the index of its parts."""
    return f"{PATH}/{stream}/{name}.xml"


def part_path(stream: str, name: str, part: int, release: str = "") -> str:
    """Where a part of a list is. Clients read the parts in the order of their addresses."""
    below = f"{release}/" if release else ""
    return f"{PATH}/{stream}/{name}/{below}{part:06d}.xml"


def description(streams: Iterable[str], site: str) -> bytes:
    """The sets of resources that the site has (section 7)."""
    entries = (_url(site + capability_list_path(name), (("capability", "capabilitylist"),))
               for name in streams)  # fmt: skip
    return _list("description", (), [_link("describedby", site + "feeds")], entries)


def capability_list(stream: str, site: str) -> bytes:
    """What there is of a stream: a resource list and a change list (section 9)."""
    entries = (_url(site + list_path(stream, name), (("capability", name),))
               for name in ("resourcelist", "changelist"))  # fmt: skip
    return _list("capabilitylist", (), [_link("up", site + DESCRIPTION)], entries)


def resource_list(
    stream: str, records: Iterable[Record], at: str, site: str, base_iri: str, *, part: bool
) -> bytes:
    """Resources as of the time ``at`` (section 10); ``part`` says that there are other parts."""
    entries = (_resource(record, site, base_iri) for record in records)
    links = _links(stream, "resourcelist", site, part=part)
    return _list("resourcelist", (("at", at),), links, entries)


def change_list(
    stream: str, changes: Iterable[Change], start: str, end: str, site: str, base_iri: str,
    *, part: bool,
) -> bytes:  # fmt: skip
    """Changes in the order in which they were, from a time on (section 12).

    ``end`` is the time until which the list is complete, empty where more will be added.
    """
    entries = (_change(change, site, base_iri) for change in changes)
    times = (("from", start), *((("until", end),) if end else ()))
    return _list("changelist", times, _links(stream, "changelist", site, part=part), entries)


def index(stream: str, name: str, parts: Iterable[tuple[str, Pairs]], times: Pairs,
          site: str) -> bytes:  # fmt: skip
    """The parts of a long list, each with its path and its times (sections 10.2 and 12.2)."""
    entries = (around("sitemap", lines((element("loc", site + path), element("rs:md", "", said))))
               for path, said in parts)  # fmt: skip
    links = _links(stream, name, site, part=False)
    return _list(name, times, links, entries, root="sitemapindex")


def parts(count: int) -> int:
    """How many parts so many entries make: at least one."""
    return max(1, -(-count // PART))


def cut(length: int, part: int) -> Cut | None:
    """One part of so many entries; None where there is no such part."""
    first, last = (part - 1) * PART + 1, part * PART
    if not 1 <= part <= parts(length):
        return None
    return Cut(part, first, min(last, length), last <= length, last < length)


def _list(
    capability: str, times: Pairs, links: Iterable[str], entries: Iterable[str],
    root: str = "urlset",
) -> bytes:  # fmt: skip
    said = element("rs:md", "", (("capability", capability), *times))
    return document(around(root, lines([*links, said, *entries]), ROOT))


def _links(stream: str, name: str, site: str, *, part: bool) -> list[str]:
    found = [_link("up", site + capability_list_path(stream))]
    return [*found, _link("index", site + list_path(stream, name))] if part else found


def _link(relation: str, address: str) -> str:
    return element("rs:ln", "", (("rel", relation), ("href", address)))


def _url(address: str, said: Pairs, more: Sequence[str] = (), modified: str = "") -> str:
    dated = [element("lastmod", modified)] if modified else []
    return around("url", lines(
        [element("loc", address), *dated, element("rs:md", "", said), *more]
    ))  # fmt: skip


def _resource(record: Record, site: str, base_iri: str) -> str:
    address = site + documents.path_of(record.stream, record.iri, base_iri)
    return _url(
        address, _content(record.digest, record.lines), [_link("describes", record.iri)],
        record.modified,
    )  # fmt: skip


def _change(change: Change, site: str, base_iri: str) -> str:
    address = site + documents.path_of(change.stream, change.iri, base_iri)
    said = (("change", KINDS[change.kind]), ("datetime", change.time))
    content = _content(change.digest, change.lines) if change.lines else ()
    modified = change.time if change.lines else ""
    return _url(address, (*said, *content), [_link("describes", change.iri)], modified)


def _content(digest: str, statements: Sequence[str]) -> Pairs:
    """The hash, length and type of the document (section 5.2)."""
    return (
        ("hash", f"sha-256:{digest}"),
        ("length", str(documents.length(statements))),
        ("type", documents.CONTENT_TYPE),
    )
