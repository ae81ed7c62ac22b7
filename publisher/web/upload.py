"""``/upload``: tables and workbooks, with or without a description of what their columns mean.

The body is the file (``/upload/<publisher>/projekt.xlsx``), or a form with one file or several
(``/upload``). A description is CSVW metadata; without one, that which lies beside the table stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, request

from publisher.formats import TABLES
from publisher.gather import DATA
from publisher.graphs.sentences import error
from publisher.intake import Piece
from publisher.publishers.keys import WRITES, Key
from publisher.sources.csvw_files import SUFFIXES, described_by, is_metadata, own_metadata
from publisher.sources.discover import KINDS
from publisher.web.graphstore_answers import Told, answer
from publisher.web.graphstore_repeats import repeat_of
from publisher.web.graphstore_requests import dry_run, expected
from publisher.web.keys import authorised, own, writing
from publisher.web.upload_bodies import (
    FORM,
    RDF_TYPES,
    UNSAID,
    Part,
    incoming,
    receive,
)

blueprint = Blueprint("upload", __name__)

METHODS: Final = ["POST", "PUT", "DELETE"]
DESCRIPTION: Final = "description"
"""The field of a form that holds the description of its one table."""

TYPES: Final = {**RDF_TYPES, **TABLES}


@blueprint.route("/upload", methods=["POST"])
@blueprint.route("/upload/", methods=["POST"])
def form() -> Response:
    """Take in the files of a form, each by its own name."""
    return _take("")


@blueprint.route("/upload/<path:name>", methods=METHODS)
def file(name: str) -> Response:
    """Take in a file by the name in the address, or the files of a form below it; or remove it."""
    return _take(name)


def _take(path: str) -> Response:
    key = authorised("check", *WRITES) if dry_run() else authorised(*WRITES)
    name = path or f"{key.publisher}/"
    own(key, name if "/" in name else f"{name}/")
    with writing().place():
        if request.method == "DELETE":
            return _remove(key, name)
        with incoming() as folder:
            parts = receive(folder)
            sent = [(part.path, f"{part.field} {part.name} {part.media_type}") for part in parts]
            return _submit(key, name, _pieces(name, parts), sent)


def _pieces(name: str, parts: list[Part]) -> list[Piece]:
    """What was sent as pieces; ``name`` is that of the one file, or of a folder."""
    described = [part for part in parts if part.field == DESCRIPTION]
    others = [part for part in parts if part.field != DESCRIPTION]
    if described and len(others) != 1:
        raise error("which-table", len(others))
    pieces = [Piece(_name(name, part), part.path) for part in others]
    for part in described:
        pieces.append(Piece(described_by(pieces[0].name, _suffix(part)), part.path))
    given = {piece.name for piece in pieces}
    stale = {item for piece in pieces if is_metadata(piece.name)
             for item in _beside(piece.name) if item not in given}  # fmt: skip
    return [*pieces, *(Piece(item, None) for item in sorted(stale))]


def _name(name: str, part: Part) -> str:
    """The name of a source: that of the address, else of the file in the form."""
    if name.endswith("/") or "/" not in name:
        if request.mimetype != FORM or not part.name:
            raise error("no-part")
        name = f"{name.rstrip('/')}/{part.name}"
    kind = Path(name).suffix.lower()
    known = TYPES.get(part.media_type)
    if part.media_type not in UNSAID and known != kind and not is_metadata(name):
        wanted = [item for item, suffix in TYPES.items() if suffix == kind] or list(TYPES)
        if known is not None or request.mimetype != FORM or kind not in KINDS:
            raise error("media-type", part.media_type, ", ".join(wanted))
    return name


def _suffix(part: Part) -> str:
    own_suffix = Path(part.name).suffix.lower()
    return own_suffix if own_suffix in SUFFIXES else SUFFIXES[0]


def _beside(name: str) -> Iterator[str]:
    """Descriptions of the same table that are there in another syntax."""
    data, stem = writing().settings.root / DATA, name.rpartition(".")[0]
    for suffix in SUFFIXES:
        other = stem + suffix
        if other != name and (data / other).is_file():
            yield other


def _remove(key: Key, name: str) -> Response:
    """Remove a source, with the description that belongs to it alone."""
    beside = own_metadata(writing().settings.root / DATA, name)
    pieces = [Piece(item, None) for item in (name, *beside)]
    return _submit(key, name, pieces, ())


def _submit(key: Key, name: str, pieces: list[Piece], sent: Sequence[tuple[Path, str]]) -> Response:
    intake, iris = writing().intake, writing().iris
    sources = [piece.name for piece in pieces if not is_metadata(piece.name)]
    for piece in pieces:
        own(key, piece.name)
    created = len(sources) == 1 and intake.etag(sources[0]) is None
    repeat = repeat_of(key, name, sent, created=created)
    received = repeat.answered()
    if received is None:
        if not sent and intake.etag(name) is None:
            raise error("no-such-graph", where=name)
        conditions: dict[str, str | None] = {}
        for source in sources or [piece.name for piece in pieces]:
            conditions |= expected(source)
        received = intake.submit(
            key, pieces, dry_run=dry_run(), expected=conditions, idempotency=repeat.name,
            action="upload" if sent else "delete",
        )  # fmt: skip
    tables = {piece.name: piece.content for piece in pieces
              if piece.content is not None and KINDS.get(Path(piece.name).suffix.lower()) in
              ("table", "json") and not is_metadata(piece.name)}  # fmt: skip
    location = iris.graph(sources[0]) if sources else ""
    new = repeat.created and bool(sent)
    return answer(received, Told(sources, dry_run(), new, location, tables))
