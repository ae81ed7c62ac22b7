"""What documents of the catalogue there are: the entry, pages, what was changed, the whole.

A page belongs to one release and says so in its address. It is the same however often it is asked
for, so that a change in the middle of a harvest moves nothing in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final
from urllib.parse import quote

from publisher.changes import CATALOG, Log, Record
from publisher.namespaces import PREFIXES
from publisher.render.feeds.catalogue import Catalogue
from publisher.render.feeds.hydra import FEED, PAGE, Way, links, pages
from publisher.web.asking import desk
from publisher.web.bodies import Body, body_of
from publisher.web.feeding import log
from publisher.web.origin import address
from publisher.web.representations import Form, Sent, bodies
from publisher.web.streams import FOREVER, SOON

PATH: Final = "catalog"
WHOLE: Final = "datasets"


def page_path(release: str, number: int, profile: str, suffix: str) -> str:
    """Where a page is."""
    return f"{PATH}/{release}/{profile}/{number}.{suffix}"


def entry_path(profile: str, suffix: str) -> str:
    """Where the catalogue is, or its first page."""
    return f"{PATH}/{profile}.{suffix}"


def whole_path(profile: str, suffix: str) -> str:
    """Where the catalogue is in one document."""
    return f"{WHOLE}/{profile}.{suffix}"


def entry(wanted: Form) -> Sent:
    """The catalogue; its first page where there are several."""
    here = log()
    way = _way(here, wanted, 1) if pages(here.count(CATALOG)) > 1 else None
    body = _page_body(here, wanted, 1, way)
    steps = links(way) if way else ()
    return Sent(body, here.time, entry_path, _catalogue(wanted).iri, SOON, steps)


def numbered(wanted: Form, number: int, *, pinned: bool) -> Sent | None:
    """A page of the catalogue; None where there is no such page.

    ``pinned`` says that the release was named: then the page stays at its address.
    """
    here = log()
    if not 1 <= number <= pages(here.count(CATALOG)):
        return None
    way = _way(here, wanted, number)
    body = _page_body(here, wanted, number, way)
    path = partial(page_path, here.release, number)
    return Sent(body, here.time, path, cache=FOREVER if pinned else SOON, links=links(way))


def changed(wanted: Form, since: str, after: int) -> Sent:
    """The records that were changed at or after a time, in the order in which they were.

    ``after`` is the number of the last change on the page before. What was deleted is not among
    them: the feeds tell of that.
    """
    here = log()
    first = max(here.since(CATALOG, since), after + 1)
    records = here.modified(CATALOG, first, PAGE + 1)
    total = here.modified_count(CATALOG, here.since(CATALOG, since))

    def path(after: int, profile: str, suffix: str) -> str:
        more = f"&after={after}" if after else ""
        return (f"{entry_path(profile, suffix)}?modified_since={quote(since)}"
                f"&release={here.release}{more}")  # fmt: skip

    def whole_address(after: int) -> str:
        return address() + path(after, wanted.profile.name, wanted.format.suffix)

    feed = address() + FEED
    way = Way(
        whole_address(after), total, first=whole_address(0),
        next=whole_address(records[PAGE - 1].number) if len(records) > PAGE else "", feed=feed,
    )  # fmt: skip
    written = _catalogue(wanted).page(records[:PAGE], wanted.format, way)
    body = body_of(written)
    more = (*links(way), f'<{feed}>; rel="related"; type="application/trig"')
    return Sent(body, here.time, partial(path, after), links=more)


def whole(wanted: Form, since: str) -> Sent:
    """The catalogue in one document; with ``since`` the records that were changed since a time."""
    here, document = log(), _catalogue(wanted)
    first = here.since(CATALOG, since) if since else 0
    found = _modified(here, first) if since else here.each(CATALOG)
    key = _key(document.tag(here.state(CATALOG), wanted.format), first)
    body = bodies().get(key, lambda: document.whole(found, wanted.format))
    return Sent(body, here.time, whole_path, document.iri)


def _page_body(here: Log, wanted: Form, number: int, way: Way | None) -> Body:
    document = _catalogue(wanted)
    key = _key(document.tag(here.state(CATALOG), wanted.format), number, way)

    def write() -> Sequence[bytes]:
        return [document.page(here.records(CATALOG, number, PAGE), wanted.format, way)]

    return bodies().get(key, write)


def _way(here: Log, wanted: Form, number: int) -> Way:
    total = here.count(CATALOG)
    last = pages(total)

    def at(number: int) -> str:
        if not 1 <= number <= last:
            return ""
        form = wanted.profile.name, wanted.format.suffix
        return address() + page_path(here.release, number, *form)

    return Way(at(number), total, at(1), at(number - 1), at(number + 1), at(last))


def _catalogue(wanted: Form) -> Catalogue:
    here = desk()
    reader = here.reader
    prefixes = {**PREFIXES, **reader.prefixes}
    return Catalogue(reader.site.base_iri + PATH, here.heading, wanted.profile, prefixes)


def _modified(here: Log, first: int) -> Iterator[Record]:
    found = here.modified(CATALOG, first, PAGE)
    while found:
        yield from found
        found = here.modified(CATALOG, found[-1].number + 1, PAGE)


def _key(*content: object) -> str:
    """What tells a body from any other, by all that it is made of."""
    return hashlib.sha256(repr(content).encode()).hexdigest()
