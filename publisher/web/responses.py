"""Documents -> HTTP responses, in one place: negotiation, caching, links, headers (RFC 9110)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Response, request

from publisher.formats import Format
from publisher.render.hrefs import escape
from publisher.render.html import render
from publisher.render.pages import Page
from publisher.render.setting import Setting
from publisher.web.asking import (
    Asked,
    desk,
    language,
    negotiated,
    pinned,
    root,
    served,
    setting,
)
from publisher.web.downloads import placed
from publisher.web.encodings import accepts_gzip
from publisher.web.errors import NoFormat

REVALIDATE: Final = "no-cache"
"""Keep the answer, but ask whether it is still current: a release may be switched at any time."""

PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)

SHARED: Final[dict[str, str]] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Allow, Content-Length, Content-Location, ETag, "
    "Last-Modified, Link, Location, Memento-Datetime, Publisher-Cited-Digest, Publisher-Digest, "
    "Publisher-Engine, Publisher-Erased, Publisher-Incomplete, Publisher-Release, Retry-After, "
    "Vary",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
"""Headers of every response."""

PREFLIGHT: Final[dict[str, str]] = {
    "Access-Control-Allow-Headers": "Accept, Accept-Datetime, Accept-Language, Content-Type, "
    "If-Modified-Since, If-None-Match, Range",
    "Access-Control-Max-Age": "86400",
}
"""Further headers of an answer to OPTIONS."""


@dataclass(frozen=True)
class Stream:
    """Bytes that are never held whole: where they come from, what they are, how many if known.

    ``packed`` gives the same as gzip, where it is kept so.
    """

    chunks: Callable[[], Iterator[bytes]]
    tag: str
    length: int | None = None
    packed: Callable[[], Iterator[bytes]] | None = None


@dataclass(frozen=True)
class Document:
    """A document with all its forms.

    ``path`` with a suffix is the address of a form. ``page`` draws it for a reader of a language;
    ``rdf`` writes it in a format. ``topic`` is the IRI of the thing that it is about, where that
    is another than its own. ``policy`` is the Content-Security-Policy of the page.
    """

    path: str
    iri: str
    formats: Sequence[Format]
    page: Callable[[Setting], Page]
    rdf: Callable[[Format], bytes | Stream]
    status: int = 200
    topic: str = ""
    policy: str = PAGE_POLICY


def answer(document: Document, wanted: Asked) -> Response:
    """The form of ``document`` that the path names, else the one that the client likes best.

    Raises NoFormat when there is none.
    """
    chosen = wanted.format or negotiated(document.formats)
    if chosen is None or chosen not in document.formats:
        raise NoFormat(document.path, document.formats)
    vary = [] if wanted.format else ["Accept"]
    if "page" in chosen.carries:
        tag = wanted.language or language()
        vary += [] if wanted.language else ["Accept-Language"]
        body: bytes | Stream = render(document.page(setting(tag)))
    else:
        tag, body = "", document.rdf(chosen)
    response = _response(body, chosen.content_type, document.status)
    response.headers["Link"] = ", ".join(_links(document, chosen, tag))
    if vary:
        response.headers["Vary"] = ", ".join(vary)
        response.headers["Content-Location"] = variant(document.path, chosen, tag)
    if tag:
        response.headers["Content-Language"] = tag
        response.headers["Content-Security-Policy"] = document.policy
    return placed(conditional(response))


def plain(body: bytes | Stream, content_type: str, *, cache: str = REVALIDATE) -> Response:
    """A file that has one form."""
    response = _response(body, content_type, 200)
    response.headers["Cache-Control"] = cache
    response.headers["Link"] = f'<{desk().reader.site.licence}>; rel="license"'
    return placed(conditional(response))


def see_other(path: str, *, topic: str = "") -> Response:
    """303: the thing is described at ``path`` on this host."""
    location = f"{root()}/{escape(path)}{pinned()}"
    response = Response(f"{location}\n", 303, content_type="text/plain; charset=utf-8")
    response.headers["Location"] = location
    response.headers["Cache-Control"] = REVALIDATE
    if topic:
        response.headers["Link"] = f'<{location}>; rel="describedby"'
    return response


def variant(path: str, chosen: Format, tag: str) -> str:
    """The path on this host of one form of a document."""
    language_part = f".{tag}" if tag else ""
    return f"{root()}/{escape(path)}{language_part}.{chosen.suffix}{pinned()}"


def conditional(response: Response) -> Response:
    """The response, or 304 where the client has it: If-None-Match goes before If-Modified-Since."""
    if response.is_streamed:
        response.automatically_set_content_length = False  # it would read the whole stream
    if response.status_code == 200 and request.method in ("GET", "HEAD"):
        response.make_conditional(request.environ)
    return response


def _response(body: bytes | Stream, content_type: str, status: int) -> Response:
    if isinstance(body, Stream):
        packed = body.packed if accepts_gzip(request.headers.get("Accept-Encoding", "")) else None
        content = iter(()) if request.method == "HEAD" else (packed or body.chunks)()
        response = Response(content, status, content_type=content_type)
        if packed is not None:
            response.headers["Content-Encoding"] = "gzip"
        response.automatically_set_content_length = False  # it would read the whole stream
        if body.length is not None:
            response.content_length = body.length
        tag = body.tag
    else:
        response = Response(body, status, content_type=content_type)
        tag = hashlib.sha256(body).hexdigest()[:32]
    if status == 200:
        response.set_etag(tag)
        response.last_modified = served().switched
    response.headers["Cache-Control"] = REVALIDATE
    response.headers["Publisher-Release"] = served().reader.identifier
    return response


def _links(document: Document, chosen: Format, tag: str) -> Iterator[str]:
    """Link header values (RFC 8288): what it is, what it is about, its other forms, its licence."""
    yield f'<{document.iri}>; rel="canonical"'
    if document.topic:
        yield f'<{document.topic}>; rel="describes"'
    for item in document.formats:
        if "page" in item.carries:
            for other in desk().languages:
                if other != tag:
                    href = variant(document.path, item, other)
                    yield f'<{href}>; rel="alternate"; type="{item.media_type}"; hreflang="{other}"'
        elif item is not chosen:
            yield f'<{variant(document.path, item, "")}>; rel="alternate"; type="{item.media_type}"'
    yield f'<{desk().reader.site.licence}>; rel="license"'
