"""Content codings (RFC 9110, section 8.4): answers are packed as they are sent, where it helps.

A layer around the application: it looks at the headers of an answer and packs its body piece by
piece. Each form of an answer has an ETag of its own; what a client sends back is understood by the
application without it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, Protocol

import zstandard

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SMALLEST: Final = 1_000
"""Bytes below which an answer is sent as it is: it would not become smaller."""

GZIP_LEVEL: Final = 5
ZSTD_LEVEL: Final = 3

PACKABLE: Final = re.compile(
    r"text/|application/(?:.*\+)?(?:json|xml|javascript)\b"
    r"|application/(?:n-triples|n-quads|trig|rdf\+xml|linkset|sparql-query)\b|image/svg\+xml"
)
"""Media types that are text; what is packed already is not packed again."""

MEMBER: Final = re.compile(
    r"\s*([\w!#$%&'*+.^`|~-]+)\s*(?:;\s*q\s*=\s*(0(?:\.\d*)?|1(?:\.0*)?)\s*)?"
)
TAG: Final = re.compile(r'-(?:gzip|zstd)(?=")')

Headers = list[tuple[str, str]]


class Packer(Protocol):
    """What makes a packed stream of pieces; both libraries have it."""

    def compress(self, data: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


def _zstd() -> Packer:
    return zstandard.ZstdCompressor(level=ZSTD_LEVEL).compressobj()


def _gzip() -> Packer:
    return zlib.compressobj(GZIP_LEVEL, wbits=31)


CODINGS: Final[dict[str, Callable[[], Packer]]] = {"zstd": _zstd, "gzip": _gzip}
"""The codings that are spoken, the best first."""


def choose_coding(header: str, offered: Iterable[str] = tuple(CODINGS)) -> str:
    """The coding of ``offered`` that an Accept-Encoding header likes best; empty for none.

    Among equals the first offered counts; one that is liked less than no coding at all is not
    taken (RFC 9110, section 12.5.3).
    """
    liked = {}
    for part in header.lower().split(","):
        match = MEMBER.fullmatch(part)
        if match:
            liked[match[1].removeprefix("x-")] = float(match[2] or 1)
    plain = liked.get("identity", 0.0)
    ranked = [(liked.get(name, liked.get("*", 0.0)), -place, name)
              for place, name in enumerate(offered)]  # fmt: skip
    quality, _, name = max(ranked, default=(0.0, 0, ""))
    return name if quality > 0 and quality >= plain else ""


def packable(content_type: str) -> bool:
    """Whether answers of a media type are packed where the client takes that."""
    return PACKABLE.match(content_type) is not None


def with_coding(vary: str) -> str:
    """A Vary header that says that the answer depends on the codings that the client takes."""
    if "accept-encoding" in vary.lower():
        return vary
    return f"{vary}, Accept-Encoding" if vary else "Accept-Encoding"


def accepts_gzip(header: str) -> bool:
    """Whether what is kept as gzip may be sent so: nothing is liked better, or only zstd is."""
    return bool(choose_coding(header)) and choose_coding(header, ["gzip"]) == "gzip"


class Encoded:
    """A WSGI application whose answers are packed as the client likes."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        coding = choose_coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        known = environ.get("HTTP_IF_NONE_MATCH", "")
        for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH"):
            if name in environ:
                environ[name] = TAG.sub("", environ[name])
        packers: list[Packer] = []

        def start(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
            if status.startswith("304"):
                _as_known(headers, known)
                return start_response(status, headers, exc_info)
            packer = _rewrite(headers, coding)
            if packer is not None:
                packers.append(packer)
            return start_response(status, headers, exc_info)

        body = self._application(environ, start)
        if not packers or environ["REQUEST_METHOD"] == "HEAD":
            return body
        return _Packed(body, packers[-1])


class _Packed:
    """A body on its way through a packer; it is closed as the body is."""

    def __init__(self, body: Iterable[bytes], packer: Packer) -> None:
        self._body, self._packer = body, packer

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._body:
            packed = self._packer.compress(piece)
            if packed:
                yield packed
        yield self._packer.flush()

    def close(self) -> None:
        close = getattr(self._body, "close", None)
        if close is not None:
            close()


def _rewrite(headers: Headers, coding: str) -> Packer | None:
    """Put the headers of a packed answer in place; None for one that is sent as it is."""
    found = {name.lower(): value for name, value in headers}
    packed = found.get("content-encoding", "")
    if not packed and not packable(found.get("content-type", "")):
        return None
    if not packed and int(found.get("content-length", SMALLEST)) < SMALLEST:
        return None
    if not packed and not coding:
        return None
    if "etag" in found:
        _set(headers, "ETag", _tagged(found["etag"], packed or coding))
    if packed:
        return None
    headers[:] = [pair for pair in headers if pair[0].lower() != "content-length"]
    headers.append(("Content-Encoding", coding))
    return CODINGS[coding]()


def _as_known(headers: Headers, known: str) -> None:
    """Put the ETag of an answer that has not changed as the client knows it."""
    found = {name.lower(): value for name, value in headers}
    tag = found.get("etag", "")
    for coding in CODINGS:
        if tag and _tagged(tag, coding).removeprefix("W/") in known:
            _set(headers, "ETag", _tagged(tag, coding))


def _tagged(tag: str, coding: str) -> str:
    return f'{tag[:-1]}-{coding}"'


def _set(headers: Headers, name: str, value: str) -> None:
    headers[:] = [pair for pair in headers if pair[0].lower() != name.lower()]
    headers.append((name, value))
