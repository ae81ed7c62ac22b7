"""Errors -> statuses and bodies, decided once: HTML for people, JSON for programs, else text."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from publisher.errors import (
    REMEDIES,
    Busy,
    EndpointError,
    NoRoom,
    NotHeld,
    PublisherError,
    QueryEnded,
    QueryError,
    QueryTimeout,
    QueryTooLarge,
    ReleaseError,
    TooManyQueries,
    system_error,
)
from publisher.formats import FORMATS, Format
from publisher.negotiate import choose
from publisher.render.hrefs import escape
from publisher.render.html import render
from publisher.render.messages import LANGUAGES, MESSAGES
from publisher.render.pages import Alternate, ErrorBody
from publisher.render.setting import Setting
from publisher.store.mistakes import Mistake
from publisher.web.asking import desk, language, root, setting
from publisher.web.protocol import ProtocolError

STATUSES: Final[tuple[tuple[type[PublisherError], int], ...]] = (
    (QueryTimeout, 504),
    (QueryTooLarge, 507),
    (QueryEnded, 503),
    (NotHeld, 404),
    (TooManyQueries, 429),
    (Busy, 503),
    (EndpointError, 502),
    (QueryError, 400),
    (ReleaseError, 503),
    (NoRoom, 507),
    (PublisherError, 500),
)
"""The status of each error; the first that fits counts, so the most particular come first."""

OPEN: Final = (EndpointError, QueryError)
"""Errors whose text is for the client; that of others says what is inside."""

FORESEEN: Final = (QueryTimeout, QueryTooLarge, QueryEnded, Busy)
"""Limits that were met: what a query did, and no fault of the site."""

PLAIN: Final = Format("Text", "text/plain", "txt", frozenset(), (), True)
PROBLEM: Final = Format(
    "Problem", "application/problem+json", "json", frozenset(), ("application/json",)
)  # fmt: skip
"""RFC 9457."""

BODIES: Final = (PLAIN, FORMATS[0], PROBLEM)

NOTHING: Final[Mapping[str, int | str]] = MappingProxyType({})


class NoFormat(HTTPException):
    """406: the document at ``path`` is in ``formats``, none of which the client takes.

    ``path`` is None where the formats have no addresses of their own.
    """

    code = 406

    def __init__(self, path: str | None, formats: Sequence[Format]) -> None:
        super().__init__()
        self.path, self.formats = path, formats


def register(app: Flask) -> None:
    """Let the application answer errors."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(PublisherError, _own)
    app.register_error_handler(Exception, _unforeseen)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    detail = "" if f"{status}-text" in MESSAGES else error.description or ""
    response = respond(status, detail, _alternates(error))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    if isinstance(error, NoFormat):
        response.headers["Vary"] = "Accept"
    return response


def _own(error: PublisherError) -> Response:
    status = _status(error)
    if status >= 500 and not isinstance(error, FORESEEN):
        logging.getLogger("publisher").error("%s %s: %s", request.method, request.path, error)
    detail = f"{error.what[:1].upper()}{error.what[1:]} {error.todo}".strip()
    place = {"line": error.line, "column": error.column} if isinstance(error, Mistake) else NOTHING
    if isinstance(error, NoRoom):
        detail = _said("no-room")
    elif not isinstance(error, OPEN):
        detail = ""
    response = respond(status, detail, (), place)
    if isinstance(error, Busy):
        response.headers["Retry-After"] = str(error.retry)
    return response


def _said(name: str) -> str:
    """A message in the language of the client; in English where no release can be read."""
    try:
        tag = language()
    except PublisherError:
        tag = "en"
    return MESSAGES[name][0 if tag == "sv" else 1]


def _status(error: PublisherError) -> int:
    if isinstance(error, ProtocolError):
        return error.status
    return next(code for kind, code in STATUSES if isinstance(error, kind))


def _unforeseen(error: Exception) -> Response:
    if isinstance(error, OSError) and error.errno in REMEDIES:
        return _own(system_error(error))
    logging.getLogger("publisher").exception("%s %s", request.method, request.path)
    return respond(InternalServerError.code, "", ())


def respond(
    status: int,
    detail: str,
    links: Sequence[Alternate],
    more: Mapping[str, int | str] = NOTHING,
) -> Response:
    """The body that the client can read; plain text when not even a page can be made.

    ``more`` are further members of a problem in JSON.
    """
    try:
        page_setting: Setting | None = setting(language())
    except PublisherError:
        page_setting = None
    chosen = choose(request.headers.get("Accept"), BODIES)
    if chosen is PROBLEM:
        tag = page_setting.language if page_setting else "en"
        problem = {**_problem(status, detail, links, tag), **more}
        text = json.dumps(problem, ensure_ascii=False) + "\n"
        response = Response(text, status, content_type=PROBLEM.content_type)
    elif page_setting is None or chosen is None or chosen is PLAIN:
        tag = page_setting.language if page_setting else "en"
        text = _plain(status, detail, links, tag)
        response = Response(text, status, content_type=PLAIN.content_type)
    else:
        tag = page_setting.language
        response = Response(
            _page(status, detail, links, page_setting),
            status,
            content_type=FORMATS[0].content_type,
        )
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        )
    response.headers["Content-Language"] = tag
    response.headers["Vary"] = "Accept, Accept-Language"
    response.headers["Cache-Control"] = "no-cache"
    return response


def _page(status: int, detail: str, links: Sequence[Alternate], within: Setting) -> bytes:
    title = within.t(_title(status))
    text = within.t(f"{status}-text") if f"{status}-text" in MESSAGES else ""
    body = ErrorBody(text=text, detail=detail, links=tuple(links))
    return render(within.page(body, title=title, path=None, canonical=""))


def _title(status: int) -> str:
    """The message that is the title of an error; that of its kind where it has none."""
    if str(status) in MESSAGES:
        return str(status)
    return "400" if status < 500 else "500"


def _plain(status: int, detail: str, links: Sequence[Alternate], tag: str) -> str:
    pick = 0 if tag == "sv" else 1
    title = MESSAGES[_title(status)][pick]
    text = MESSAGES[f"{status}-text"][pick] if f"{status}-text" in MESSAGES else ""
    lines = [title, text, detail, *(f"{link.href} {link.media_type}" for link in links)]
    return "\n".join(line for line in lines if line) + "\n"


def _problem(status: int, detail: str, links: Sequence[Alternate], tag: str) -> dict[str, object]:
    """The members of a problem (RFC 9457, section 3.1); ``formats`` are those that there are."""
    pick = 0 if tag == "sv" else 1
    text = MESSAGES[f"{status}-text"][pick] if f"{status}-text" in MESSAGES else ""
    found: dict[str, object] = {
        "type": "about:blank", "title": MESSAGES[_title(status)][pick], "status": status,
        "detail": detail or text,
    }  # fmt: skip
    if links:
        found["formats"] = [link.media_type for link in links]
    return found


def _alternates(error: HTTPException) -> tuple[Alternate, ...]:
    """The forms that a document does have, each under its own address."""
    if not isinstance(error, NoFormat):
        return ()
    if error.path is None:
        return tuple(Alternate(href="", label=item.name, media_type=item.media_type)
                     for item in error.formats)  # fmt: skip
    stem = f"{root()}/{escape(error.path)}"
    found = []
    for item in error.formats:
        tags = desk().languages if "page" in item.carries else [""]
        for tag in tags:
            href = f"{stem}.{tag}.{item.suffix}" if tag else f"{stem}.{item.suffix}"
            label = f"{item.name} ({LANGUAGES[tag]})" if tag else item.name
            found.append(Alternate(href=href, label=label, media_type=item.media_type))
    return tuple(found)
