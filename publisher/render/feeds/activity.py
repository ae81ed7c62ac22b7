"""The log as ActivityStreams, by the IIIF Change Discovery API 1.0: pages of activities.

Addresses here are absolute, as the API asks (sections 3.1 and 3.2): ``site`` is where the site is
for who asks, with a slash at its end. The context is named and not fetched.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from publisher.changes import Change
from publisher.namespaces import DCAT, RDF
from publisher.render.feeds.cutting import Cut, pages
from publisher.render.feeds.streams import Stream

PATH: Final = "feeds/activity"
CONTEXT: Final = "http://iiif.io/api/discovery/1/context.json"
CONTENT_TYPE: Final = f'application/ld+json; profile="{CONTEXT}"'

KINDS: Final = (DCAT + "DataService", DCAT + "DatasetSeries", DCAT + "Catalog")
"""What a record of the catalogue may be, other than a dataset."""


def collection(stream: Stream, length: int, site: str) -> bytes:
    """The entry of a stream with so many changes (section 3.1)."""
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "id": address(stream, site),
        "type": "OrderedCollection",
        "label": {tag or "none": [text] for tag, text in sorted(stream.titles.items())},
        "totalItems": length,
        "rights": stream.licence,
    }
    if length:
        found["first"] = _page(stream, 1, site)
        found["last"] = _page(stream, pages(length), site)
    return _bytes(found)


def page(stream: Stream, changes: Sequence[Change], cut: Cut, site: str) -> bytes:
    """A page of activities, the oldest first (section 3.2)."""
    found: dict[str, Any] = {
        "@context": CONTEXT,
        **_page(stream, cut.number, site),
        "startIndex": cut.first - 1,
        "partOf": {"id": address(stream, site), "type": "OrderedCollection"},
    }
    if cut.number > 1:
        found["prev"] = _page(stream, cut.number - 1, site)
    if cut.final:
        found["next"] = _page(stream, cut.number + 1, site)
    found["orderedItems"] = [_activity(stream, change) for change in changes]
    return _bytes(found)


def address(stream: Stream, site: str, number: int = 0) -> str:
    """Where the collection of a stream is, or one of its pages."""
    below = f"/{number}" if number else ""
    return f"{site}{PATH}/{stream.name}{below}.json"


def _page(stream: Stream, number: int, site: str) -> Mapping[str, str]:
    return {"id": address(stream, site, number), "type": "OrderedCollectionPage"}


def _activity(stream: Stream, change: Change) -> dict[str, Any]:
    """One change (section 3.3); it has the IRI that it has in the event stream."""
    return {
        "id": stream.member(change.number),
        "type": change.kind,
        "object": {"id": change.iri, "type": _kind(stream, change)},
        "endTime": change.time,
    }


def _kind(stream: Stream, change: Change) -> str:
    """The class of the thing; what is deleted has the class that is usual in the stream."""
    said = f"<{change.iri}> <{RDF}type> <{{}}>"
    return next((kind for kind in KINDS if said.format(kind) in change.lines), stream.kind)


def _bytes(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
