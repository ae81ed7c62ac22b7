"""What both versions of the reconciliation service share: the release, turns, limits, errors.

Questions are answered one at a time in a process, so that pages have the interpreter for the other
half of the time; a client has its share of the threads, as with queries.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import (
    HTTPException,
    MethodNotAllowed,
    NotFound,
    RequestEntityTooLarge,
)

from publisher.contract import Texts
from publisher.describe.views import local_name, pick
from publisher.errors import PublisherError, QueryTimeout
from publisher.linking.index_content import types_of
from publisher.linking.index_home import open_index
from publisher.linking.reconcile.extending import Cell, Wanted, cells
from publisher.linking.reconcile.questions import Candidate, Question
from publisher.linking.reconcile.reconciler import Reconciler
from publisher.linking.reconcile.schema import Schema
from publisher.render.reconcile import Json, Service
from publisher.render.setting import clip
from publisher.web.asking import desk, language, settings
from publisher.web.caller import endpoint
from publisher.web.desk import Desk
from publisher.web.errors import OPEN, STATUSES
from publisher.web.origin import address
from publisher.web.responses import REVALIDATE, conditional

FACTOR: Final = 4
"""How much more than clients are told to send at a time is answered: some do not look."""

UNABLE: Final = "The service cannot answer just now."

USUAL: Final = 10
"""Candidates for a question that names no limit, and suggestions."""

SUMMARY: Final = 160
"""Characters of what is said of a candidate."""

KEPT: Final = 3
"""Releases whose index is open in a process."""

Item = TypeVar("Item")


class Reconcilers:
    """The indexes that a process has open; one instance for each application.

    ``beside`` is the folder for the index of a release that cannot be written to.
    """

    def __init__(self, beside: Path | None) -> None:
        self._beside = beside
        self._open: OrderedDict[str, Reconciler] = OrderedDict()
        self._opening = threading.Lock()
        self.turn = threading.Lock()

    def of(self, here: Desk) -> Reconciler:
        """What answers from a release. Raises Busy while its index is being made."""
        key = str(here.reader.folder)
        with self._opening:
            found = self._open.get(key)
            if found is None or found.names is not here.names:
                found = self._open[key] = self._make(here)
            self._open.move_to_end(key)
            while len(self._open) > KEPT:
                self._open.popitem(last=False)
            return found

    def _make(self, here: Desk) -> Reconciler:
        reader = here.reader
        index = open_index(reader, self._beside)
        used = [kind for kind in types_of(reader.contract) if len(index.members(kind))]
        return Reconciler(index, Schema(reader.contract, used), here.names, reader.languages)


def reconcilers() -> Reconcilers:
    """The indexes of this application."""
    return cast(Reconcilers, current_app.extensions["publisher.reconcilers"])


def reconciler() -> Reconciler:
    """What answers from the release of this request."""
    return reconcilers().of(desk())


def service() -> Service:
    """What the manifest says, for the client of this request."""
    reader = desk().reader
    return Service(
        title=pick(reader.site.title, language())[0],
        site=address(),
        identifiers=reader.site.base_iri,
        schemas=reader.site.vocabulary_iri or reader.site.base_iri,
        language=language(),
        languages=reader.languages,
        software=f"publisher {version('publisher')}",
        batch=settings().reconcile_batch,
    )


class _Asking:
    """A request that has a place."""


@contextmanager
def place() -> Iterator[None]:
    """A place among the threads for this request.

    Raises Busy where none is free, TooManyQueries where the client has its share.
    """
    here, asking = endpoint(), _Asking()
    leave = here.places.enter(here.client(request.environ), asking)
    try:
        yield
    finally:
        leave()


def in_turn(items: Sequence[Item], work: Callable[[Item], Any]) -> Iterator[Any]:
    """What ``work`` makes of each item, one at a time in this process.

    Raises QueryTimeout where it takes longer than the setting says.
    """
    seconds = settings().reconcile_seconds
    until = time.monotonic() + seconds
    for item in items:
        if time.monotonic() > until:
            raise QueryTimeout(
                f"the questions took longer than {seconds} seconds.", todo="Send fewer at a time."
            )
        with reconcilers().turn:
            yield work(item)


def answers(questions: Sequence[Question]) -> list[list[Candidate]]:
    """The candidates for each of ``questions``.

    Raises RequestEntityTooLarge for too many, Busy, TooManyQueries and QueryTimeout.
    """
    require_few(len(questions), FACTOR * settings().reconcile_batch)
    most = settings().reconcile_candidates
    own = reconciler()
    with place():
        return list(in_turn(
            questions, lambda item: own.candidates(item, min(item.limit or USUAL, most))
        ))  # fmt: skip


def extended(
    ids: Sequence[str], wanted: Sequence[Wanted]
) -> list[tuple[str, list[tuple[str, list[Cell]]]]]:
    """The values of each property of each thing. Raises as :func:`answers` does."""
    require_few(len(ids), settings().reconcile_ids)
    own, tag, most = reconciler(), language(), settings().reconcile_values
    base = own.index.iris

    def row(name: str) -> list[tuple[str, list[Cell]]]:
        number = own.finder.thing(name)
        iri = base[number] if number is not None else ""
        return [(item.name, cells(own.names, own.index, iri, item, tag, most) if iri else [])
                for item in wanted]  # fmt: skip

    with place():
        return list(zip(ids, in_turn(ids, row), strict=True))


def require_few(number: int, most: int) -> None:
    """Raise RequestEntityTooLarge for more than the service takes at a time."""
    if number > most:
        raise RequestEntityTooLarge(f"There are {number}; {most} are taken at a time.")


def named(iri: str, *, draft: bool) -> Json:
    """What a thing is called and what is said of it, for the client of this request."""
    name, tag = pick(desk().names.labels(iri), language())
    found: Json = {"name": name or local_name(iri)}
    text = summary(iri)
    if text:
        found["description"] = text
    if draft and tag:
        found["lang"] = tag
    return found


def summary(iri: str) -> str:
    """What tells a thing from others of its name, in a few words."""
    texts: Texts = desk().entry(iri).summary
    text = clip(pick(texts, language())[0])
    return text if len(text) <= SUMMARY else text[:SUMMARY].rpartition(" ")[0] + " …"


def known(identifier: str) -> str:
    """The IRI of the thing that an id stands for. Raises NotFound for none in the index."""
    own = reconciler()
    number = own.finder.thing(identifier)
    if number is None:
        raise NotFound(f"There is nothing called “{identifier[:SUMMARY]}” here.")
    return own.index.iris[number]


def whole(name: str, usual: int, most: int) -> int:
    """A parameter of the request that is a number from 0; the usual one where it is none."""
    text = request.args.get(name, "")
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 9 else usual


def send(content: Json, around: tuple[str, str] = ("", "")) -> Response:
    """JSON in the language of the client; a script where it has something ``around`` it."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    kind = "text/javascript" if any(around) else "application/json"
    response = _response(body.join(around), 200, kind)
    response.headers["Publisher-Release"] = desk().reader.identifier
    response.add_etag()
    return conditional(response)


def _response(body: str, status: int, kind: str) -> Response:
    response = Response(body.encode(), status, content_type=f"{kind}; charset=utf-8")
    response.headers["Cache-Control"] = REVALIDATE
    response.headers["Vary"] = "Accept-Language"
    return response


def answer_errors(
    blueprint: Blueprint, shape: Callable[[int, str], Json], kind: str = "application/json"
) -> None:
    """Let a blueprint answer errors as JSON of a ``shape`` and ``kind`` that its clients know."""

    def told(status: int, reason: str) -> Response:
        return _response(json.dumps(shape(status, reason), ensure_ascii=False), status, kind)

    def of_http(error: HTTPException) -> Response:
        status = error.code or 500
        response = told(status, error.description or "")
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return response

    def of_own(error: PublisherError) -> Response:
        status = next(code for known, code in STATUSES if isinstance(error, known))
        if not isinstance(error, OPEN):
            logging.getLogger("publisher").error("%s %s: %s", request.method, request.path, error)
        response = told(status, str(error) if isinstance(error, OPEN) else UNABLE)
        if retry := getattr(error, "retry", None):
            response.headers["Retry-After"] = f"{retry}"
        return response

    blueprint.register_error_handler(HTTPException, of_http)
    blueprint.register_error_handler(PublisherError, of_own)
