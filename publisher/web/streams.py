"""What the feeds of streams share: what the site says of a stream, and how their pages are sent."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from flask import Response
from werkzeug.exceptions import NotFound

from publisher.changes import CATALOG, Log
from publisher.contract import Class
from publisher.namespaces import DCAT, RDFS
from publisher.render.feeds.ldes import FOR_CATALOG
from publisher.render.feeds.streams import Stream
from publisher.web.asking import desk, root, served, settings
from publisher.web.responses import conditional

FOREVER: Final = "public, max-age=31536000, immutable"
"""A page that never changes; a year is as long as caches keep anything."""

SOON: Final = "public, max-age=60"
"""A page to which more will be added."""

CATALOG_TITLES: Final = MappingProxyType(
    {"sv": "Ändringar i datakatalogen", "en": "Changes of the data catalogue"}
)
CLASS_TITLES: Final = MappingProxyType({"sv": "Ändringar: {}", "en": "Changes: {}"})


def stream(log: Log, name: str) -> Stream:
    """What the site says of a stream of the log. Raises NotFound where there is none."""
    if name not in log.streams():
        raise NotFound
    here = desk().reader
    found = next((item for item in here.contract.classes if item.slug == name), None)
    kind, conforms_to = (found.target, found.iri) if found else (RDFS + "Resource", "")
    if name == CATALOG:
        kind, conforms_to = DCAT + "Dataset", FOR_CATALOG
    return Stream(
        name=name, base_iri=here.iris.base_iri, titles=_titles(name, found),
        licence=here.site.licence, kind=kind, conforms_to=conforms_to,
        polling=settings().polling_seconds,
    )  # fmt: skip


def streams(log: Log) -> list[Stream]:
    """The streams of the log, by name."""
    return [stream(log, name) for name in log.streams()]


def send(
    body: bytes,
    content_type: str,
    modified: str,
    *,
    full: bool = False,
    vary: str = "",
    links: Sequence[str] = (),
) -> Response:
    """A document of a feed as it is kept: for good where it is ``full``, else for a short time.

    ``modified`` is the time of the last change in it. ``links`` are further Link header values
    (RFC 8288).
    """
    response = Response(body, content_type=content_type)
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.last_modified = datetime.fromisoformat(modified).astimezone(UTC)
    response.headers["Cache-Control"] = FOREVER if full else SOON
    licence = f'<{desk().reader.site.licence}>; rel="license"'
    response.headers["Link"] = ", ".join([*links, licence])
    if not full:
        response.headers["Publisher-Release"] = served().reader.identifier
    if vary:
        response.headers["Vary"] = vary
    return conditional(response)


def link(path: str, relation: str, media_type: str = "") -> str:
    """A Link header value that leads to a path on this host."""
    kind = f'; type="{media_type}"' if media_type else ""
    return f'<{root()}/{path}>; rel="{relation}"{kind}'


def _titles(name: str, found: Class | None) -> Mapping[str, str]:
    if name == CATALOG:
        return CATALOG_TITLES
    plurals = found.plurals if found else {}
    titles = {tag: text.format(plurals[tag]) for tag, text in CLASS_TITLES.items()
              if tag in plurals}  # fmt: skip
    return titles or {"": name}
