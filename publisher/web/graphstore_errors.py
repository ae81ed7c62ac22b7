"""What publishers send that is not taken in -> statuses, headers and words."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request

from publisher.errors import (
    EditError,
    IntakeError,
    LossError,
    NotYours,
    Occupied,
    Precondition,
    Repeated,
    SourceFault,
    TooLarge,
    TooOften,
    Unauthorised,
)
from publisher.formats import TABLES
from publisher.web.asking import language
from publisher.web.errors import respond
from publisher.web.keys import may_write
from publisher.web.upload_bodies import RDF_TYPES

UPDATE: Final = "application/sparql-update"

STATUSES: Final[tuple[tuple[type[IntakeError], int], ...]] = (
    (Unauthorised, 401), (NotYours, 403), (Precondition, 412), (Repeated, 422), (TooLarge, 413),
    (TooOften, 429), (Occupied, 503), (EditError, 400),
)  # fmt: skip

CODES: Final = {
    "no-graph-here": 403, "no-such-graph": 404, "default-graph": 405, "body-late": 408,
    "source-name": 400, "twice": 400, "in-the-way": 409, "nothing-to-remove": 404,
    "no-rdf-file": 409, "cannot-be-written": 409, "name-in-the-way": 409, "edit-long": 413,
    "edit-large": 413, "media-type": 415, "no-media-type": 415, "charset": 415, "coding": 415,
    "update-word": 422, "update-elsewhere": 422, "update-both": 422, "condition-missing": 428,
}  # fmt: skip
"""Statuses of errors by their code, where the kind of the error does not say it."""

REALM: Final = 'Bearer realm="publisher"'


DOORS: Final = ("/graph", "/upload")
"""What the paths of the doors begin with."""

PREFLIGHT: Final = (
    "Accept, Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, "
    "If-None-Match, Prefer"
)  # fmt: skip
"""Headers that a page elsewhere may send here (Fetch Standard, section 3.3)."""


def register(app: Flask) -> None:
    """Let the application answer these errors."""
    app.register_error_handler(IntakeError, _not_taken)
    app.register_error_handler(LossError, _too_little_left)
    app.register_error_handler(SourceFault, _unreadable)


def announce(app: Flask) -> None:
    """Let the application say what may be sent to these doors, and by pages from elsewhere, too."""

    def tell(response: Response) -> Response:
        if request.method == "OPTIONS" and request.path.startswith(DOORS) and may_write():
            tell_types(response)
            response.headers["Access-Control-Allow-Headers"] = PREFLIGHT
        return response

    app.after_request(tell)


def _not_taken(error: IntakeError) -> Response:
    status = CODES.get(error.code) or next(
        code for kind, code in STATUSES if isinstance(error, kind)
    )
    response = respond(status, error.said[_language(error)], (), {"code": error.code})
    headers = response.headers
    if isinstance(error, Unauthorised):
        named = "" if error.code == "no-key" else ', error="invalid_token"'
        headers["WWW-Authenticate"] = REALM + named
    elif error.code == "scope":
        headers["WWW-Authenticate"] = f'{REALM}, error="insufficient_scope"'
    if isinstance(error, Occupied):
        headers["Retry-After"] = str(error.retry)
    if status == 405:
        headers["Allow"] = "GET, HEAD, OPTIONS"
    if status == 415:
        tell_types(response)
    return response


def tell_types(response: Response) -> None:
    """What may be sent to this address (RFC 5789, section 3.1; Linked Data Platform 1.0, 7.1)."""
    known = RDF_TYPES if request.path.startswith("/graph") else {**TABLES, **RDF_TYPES}
    taken = ", ".join((*known, "multipart/form-data"))
    response.headers["Accept-Post"] = response.headers["Accept-Put"] = taken
    if known is RDF_TYPES:
        response.headers["Accept-Patch"] = UPDATE


def _unreadable(error: SourceFault) -> Response:
    """A body that cannot be read: where, and why."""
    tag, first = _tag(), error.faults[0]
    place = {"line": first.place.row, "column": int(first.place.column or 0)} \
        if first.place.column.isdecimal() or not first.place.column else {}  # fmt: skip
    detail = f"{first.place.words(tag)}: {first.sentence(tag)}"
    return respond(400, detail, (), {"code": first.code, **place})


def _too_little_left(error: LossError) -> Response:
    """A write that would take away more than may go at once."""
    return respond(409, error.said[_tag()], ())


def _language(error: IntakeError) -> str:
    tag = _tag()
    return tag if tag in error.said else "en"


def _tag() -> str:
    return "sv" if language() == "sv" else "en"
