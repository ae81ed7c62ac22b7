"""Writing named graphs (SPARQL 1.1 Graph Store HTTP Protocol), each by whose it is.

A graph is named in the address (``/graphs?graph=IRI``), or is the address (``/graph/<id>/x``).
Each publisher has a store of its own, ``/graph/<id>``, in which a POST makes a new graph, and whose
default graph is ``/graph/<id>/default``. What is written is a source, checked and
released like any other.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, request

from publisher.errors import Precondition
from publisher.graphs import Edits, Sent, source_of
from publisher.graphs.sentences import error
from publisher.intake import Piece, Received
from publisher.iris import GRAPHS
from publisher.publishers import sentences
from publisher.publishers.keys import WRITES, Key
from publisher.web import documents
from publisher.web.graphstore_answers import Told, answer
from publisher.web.graphstore_errors import UPDATE
from publisher.web.graphstore_reading import read_default, read_graph, statements
from publisher.web.graphstore_repeats import Repeat, repeat_of
from publisher.web.graphstore_requests import (
    DEFAULT,
    dry_run,
    expected,
    idempotency,
    named,
)
from publisher.web.keys import authorised, own, writing
from publisher.web.upload_bodies import RDF_TYPES, incoming, receive, require_utf8, text_of

blueprint = Blueprint("graphstore", __name__)

READING: Final = ["GET"]
WRITING: Final = ["PUT", "POST", "DELETE", "PATCH"]
ATTEMPTS: Final = 5
"""How often an edit is worked out anew where somebody else has written meanwhile."""

FRESH_DIGITS: Final = 20


@blueprint.route("/graphs", methods=[*READING, *WRITING])
def store() -> Response:
    """The graph store of the site: a graph of any publisher, by its IRI."""
    wanted = named(request.query_string)
    if request.method in ("GET", "HEAD"):
        return read_default() if wanted == DEFAULT else read_graph(wanted)
    if wanted == DEFAULT:
        key = authorised("write", "check")
        raise error("default-graph", f"{writing().iris.base_iri}{GRAPHS}{key.publisher}?default")
    return _write(wanted)


@blueprint.route("/graph/<name>", methods=READING)
def own_store(name: str) -> Response:
    """The graph store of one publisher; or a graph of the site's own."""
    wanted = named(request.query_string) if name in writing().publishers.known else ""
    if not wanted:
        return documents.graph(name)
    return read_graph(f"{writing().iris.graph(name)}/default" if wanted == DEFAULT else wanted)


@blueprint.route("/graph/<path:name>", methods=WRITING)
def direct(name: str) -> Response:
    """A graph by its own address; or the store of a publisher."""
    iris, publishers = writing().iris, writing().publishers
    if name not in publishers.known:
        return _write(next(iter(iris.candidates(GRAPHS + name))))
    wanted = named(request.query_string)
    return _write(f"{iris.graph(name)}/default" if wanted == DEFAULT else wanted, name)


def _write(graph: str, publisher: str = "") -> Response:
    """Do what the method says to the graph ``graph``; to a new one where it is empty."""
    key = authorised("check", *WRITES) if dry_run() else authorised(*WRITES)
    if publisher:
        own(key, f"{publisher}/x")
    if not graph and request.method != "POST":
        raise error("which-graph")
    fresh = graph or f"{writing().iris.base_iri}{GRAPHS}{key.publisher}/{_fresh(key)}"
    source = source_of(fresh, writing().iris)
    own(key, source)
    with writing().place():
        return METHODS[request.method](key, fresh, source)


def _put(key: Key, graph: str, source: str) -> Response:
    with incoming() as folder:
        bodies = _bodies(folder)
        repeat = _repeat(key, graph, source, bodies)
        if before := repeat.answered():
            return _answer(before, repeat, graph, source)
        conditions = expected(source)
        path = Edits(writing().settings, folder).put(graph, source, bodies)
        return _answer(_submit(key, source, path, conditions, repeat), repeat, graph, source)


def _post(key: Key, graph: str, source: str) -> Response:
    with incoming() as folder:
        bodies = _bodies(folder)
        edits = Edits(writing().settings, folder)

        def edit(present: Path | None) -> Path:
            return edits.add(graph, source, bodies, present)

        return _edited(key, graph, source, edit, folder, _repeat(key, graph, source, bodies))


def _patch(key: Key, graph: str, source: str) -> Response:
    with incoming() as folder:
        (part, *more) = receive(folder)
        if part.media_type != UPDATE or more:
            raise error("media-type", part.media_type, UPDATE)
        text = text_of(part)
        edits = Edits(writing().settings, folder)

        def edit(present: Path | None) -> Path:
            return edits.update(graph, source, text, present)

        repeat = _repeat(key, graph, source, [Sent(part.path, UPDATE)])
        return _edited(key, graph, source, edit, folder, repeat)


def _delete(key: Key, graph: str, source: str) -> Response:
    repeat = _repeat(key, graph, source, ())
    before = repeat.answered()
    if before is None and writing().intake.etag(source) is None:
        raise error("no-such-graph", where=graph)
    received = before or _submit(key, source, None, expected(source), repeat)
    return answer(received, Told([source], dry_run=dry_run()))


METHODS: Final[dict[str, Callable[[Key, str, str], Response]]] = {
    "PUT": _put,
    "POST": _post,
    "PATCH": _patch,
    "DELETE": _delete,
}


def _edited(
    key: Key, graph: str, source: str, edit: Callable[[Path | None], Path], folder: Path,
    repeat: Repeat,
) -> Response:  # fmt: skip
    """Work out an edit of what is there, and hand it in; anew where that has changed meanwhile."""
    if before := repeat.answered():
        return _answer(before, repeat, graph, source)
    conditions = expected(source)
    for attempt in range(ATTEMPTS):
        tag = writing().intake.etag(source)
        present = statements(graph, folder / "present.nt") if tag is not None else None
        try:
            received = _submit(key, source, edit(present), conditions or {source: tag}, repeat)
        except Precondition:
            if conditions:
                raise
            if attempt + 1 == ATTEMPTS:
                raise sentences.error("occupied") from None
        else:
            return _answer(received, repeat, graph, source)
    raise AssertionError


def _submit(
    key: Key, source: str, path: Path | None, conditions: dict[str, str | None], repeat: Repeat
) -> Received:
    return writing().intake.submit(
        key, [Piece(source, path)], dry_run=dry_run(), expected=conditions,
        idempotency=repeat.name, action=request.method.lower(),
    )  # fmt: skip


def _answer(received: Received, repeat: Repeat, graph: str, source: str) -> Response:
    told = Told(
        [source], dry_run=dry_run(), created=repeat.created, location=graph,
        tagged=request.method != "PUT",
    )  # fmt: skip
    return answer(received, told)


def _repeat(key: Key, graph: str, source: str, sent: Sequence[Sent]) -> Repeat:
    created = writing().intake.etag(source) is None
    return repeat_of(key, graph, ((item.path, item.suffix) for item in sent), created=created)


def _bodies(folder: Path) -> list[Sent]:
    """The bodies of this request, each in a file whose suffix says its syntax."""
    sent = []
    for number, part in enumerate(receive(folder)):
        suffix = part.suffix(RDF_TYPES)
        require_utf8(part)
        sent.append(Sent(part.path.rename(folder / f"sent{number}{suffix}"), suffix))
    return sent


def _fresh(key: Key) -> str:
    """The name of a graph that nobody has; the same again for the same Idempotency-Key."""
    again = idempotency()
    if not again:
        return secrets.token_hex(FRESH_DIGITS // 2)
    return hashlib.sha256(f"{key.id} {again}".encode()).hexdigest()[:FRESH_DIGITS]
