"""Bodies that are long: received into files of a private folder, never held in memory.

Both bytes and time have an end. A body is one file, or a form with several (RFC 7578).
"""

from __future__ import annotations

import re
import secrets
import time
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, cast

from flask import request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from publisher.erasing.incoming import BODIES
from publisher.errors import IntakeError
from publisher.formats import carrying
from publisher.graphs.sentences import error
from publisher.intake.mirror import workplace
from publisher.publishers import sentences
from publisher.publishers.database import private_folder
from publisher.sources.discover import megabytes
from publisher.web.caller import SOCKET
from publisher.web.keys import FORM_BYTES, writing

FORM: Final = "multipart/form-data"
PIECE: Final = 262_144
PAUSE_SECONDS: Final = 30.0
"""How long a client may send nothing in the middle of a body."""

AMBIGUOUS: Final = ("application/json", "text/plain", "application/xml", "text/xml")
"""Names by which clients ask for RDF, and which say nothing of what is sent."""

RDF_TYPES: Final[dict[str, str]] = {
    name: f".{item.suffix}"
    for item in carrying("graph") for name in (item.media_type, *item.aliases)
    if name not in AMBIGUOUS
}  # fmt: skip
"""Suffixes by media type."""

UNSAID: Final = ("", "application/octet-stream")
UTF8: Final = ("", "utf-8", "utf8", "us-ascii")
LAST_STEP: Final = re.compile(r"[^/\\]*$")


@dataclass(frozen=True)
class Part:
    """A file as it was received: ``field`` and ``name`` are those of a form, else empty."""

    path: Path
    media_type: str
    charset: str = ""
    field: str = ""
    name: str = ""

    def suffix(self, known: Mapping[str, str]) -> str:
        """The suffix that says what it is, by its media type, else by its name.

        Raises EditError for what is not ``known`` (media type -> suffix).
        """
        own = Path(self.name).suffix.lower()
        if self.media_type in UNSAID and own in known.values():
            return own
        if self.media_type in UNSAID:
            raise error("no-media-type", ", ".join(known))
        if self.media_type not in known:
            raise error("media-type", self.media_type, ", ".join(known))
        return known[self.media_type]


@contextmanager
def incoming() -> Iterator[Path]:
    """A folder for what one request brings; it is gone when the context ends."""
    settings = writing().settings
    parent = private_folder(settings.root / settings.intake.folder) / BODIES
    with workplace(parent, secrets.token_hex(8)) as (folder, _):
        yield folder


def receive(folder: Path) -> list[Part]:
    """The body of this request as files in ``folder``: one, or those of a form.

    How long it says it is has been looked at (:meth:`publisher.web.keys.Writing.place`). Raises
    TooLarge, and EditError for a body that comes too slowly, is cut off, packed, or a form
    without a file.
    """
    coding = request.headers.get("Content-Encoding", "identity").lower()
    if coding != "identity":
        raise error("coding", coding)
    limits = writing().settings
    most, said = limits.limits.source_bytes, request.content_length or 0
    request.max_content_length = most + FORM_BYTES
    stream = _Bounded(request.stream, limits.intake.body_seconds, most)
    try:
        if request.mimetype == FORM:
            return _of_form(folder, stream, limits.intake.pieces)
        return [_of_body(folder, stream)]
    except RequestEntityTooLarge:
        raise _too_large(said, most) from None
    except (ClientDisconnected, ConnectionError):
        raise error("body-short") from None
    except TimeoutError:
        raise error("body-late", limits.intake.body_seconds) from None


def text_of(part: Part) -> str:
    """A short body as text. Raises EditError where it is not UTF-8, TooLarge where it is long."""
    most = writing().settings.serve.query_bytes
    size = part.path.stat().st_size
    if size > most:
        raise _too_large(size, most)
    require_utf8(part)
    try:
        return part.path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise error("charset", "another encoding") from None


def require_utf8(part: Part) -> None:
    """Raise EditError for a part that says it is in another encoding."""
    if part.charset.lower() not in UTF8:
        raise error("charset", part.charset)


class _Bounded:
    """A stream that is read for so many seconds and bytes at most."""

    def __init__(self, stream: IO[bytes], seconds: float, most: int) -> None:
        self._stream, self._most, self._left = stream, most, most + FORM_BYTES
        self._until = time.monotonic() + seconds
        self._socket = request.environ.get(SOCKET)

    def read(self, size: int = PIECE) -> bytes:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if self._socket is not None:
            self._socket.settimeout(min(left, PAUSE_SECONDS))
        piece = self._stream.read(min(size, PIECE) if size >= 0 else PIECE)
        self._left -= len(piece)
        if self._left < 0:
            raise RequestEntityTooLarge
        return piece


def _of_body(folder: Path, stream: _Bounded) -> Part:
    path = folder / "body"
    received = 0
    with path.open("wb") as target:
        while piece := stream.read():
            received += target.write(piece)
    if request.content_length is not None and received < request.content_length:
        raise ClientDisconnected
    return Part(path, request.mimetype, request.mimetype_params.get("charset", ""))


def _of_form(folder: Path, stream: _Bounded, most: int) -> list[Part]:
    paths: list[Path] = []

    def begin(*_: Any, **__: Any) -> IO[bytes]:
        if len(paths) >= most:
            raise sentences.error("too-many", len(paths) + 1, most)
        paths.append(folder / f"part{len(paths)}")
        return paths[-1].open("w+b")

    parser = FormDataParser(
        stream_factory=begin, max_form_memory_size=FORM_BYTES, max_form_parts=most + 10,
        silent=False,
    )  # fmt: skip
    try:
        whole = cast(IO[bytes], stream)
        _, _, files = parser.parse(whole, FORM, request.content_length, request.mimetype_params)
    except ValueError:
        raise error("body-short") from None
    found = [_part(item) for _, item in files.items(multi=True)]
    if not found:
        raise error("no-part")
    return found


def _part(item: FileStorage) -> Part:
    path = Path(item.stream.name)
    item.stream.close()
    last = LAST_STEP.search(item.filename or "")
    name = unicodedata.normalize("NFC", last[0] if last else "")
    return Part(path, item.mimetype, item.mimetype_params.get("charset", ""), item.name or "", name)


def _too_large(size: int, most: int) -> IntakeError:
    return sentences.error("too-large", megabytes(max(size, most + 1)), megabytes(most))
