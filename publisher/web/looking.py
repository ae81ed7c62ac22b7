"""Requests that are refused by their head alone: it is looked at before the body is taken.

The application is asked about a head as if it were the request. A door raises :class:`Looked` where
it would begin to read the body (:func:`body_is_next`); whatever else it answers is the answer.
So nobody without a key that counts makes a worker take what it throws away.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Sequence
from email.utils import formatdate
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LOOKING: Final = "publisher.looking"
"""Stands in the environment of a head that is looked at; ``True`` once the body may come."""

GATE: Final = "publisher.gate"
"""The extension of an application that can be asked about heads."""

FIRST: Final = re.compile(r"([A-Z]+) (/[^ ]*) HTTP/1\.[01]")
FIELD: Final = re.compile(r"([A-Za-z0-9-]+):[ \t]*(.*?)[ \t]*")
UNPREFIXED: Final = ("CONTENT_TYPE", "CONTENT_LENGTH")
LEFT_OUT: Final = ("HTTP_ACCEPT_ENCODING", "HTTP_EXPECT", "HTTP_TRANSFER_ENCODING")
CLOSING: Final = "connection", "content-length", "date"


class Looked(Exception):
    """The head is good, as far as it goes: the body may come."""


def body_is_next(most: int = 0) -> None:
    """Say, before a body is read, that it may come; where it says its length, up to ``most`` bytes.

    Raises Looked where only the head is there, RequestEntityTooLarge for what is too long.
    """
    if LOOKING in request.environ:
        if most and (request.content_length or 0) > most:
            raise RequestEntityTooLarge
        raise Looked


def is_looking() -> bool:
    """Whether this is only the head of a request, which will come again with its body."""
    return LOOKING in request.environ


def register(app: Flask, doors: Collection[str]) -> None:
    """Let the application be asked about heads; ``doors`` are the blueprints that tell of bodies.

    Of other requests only the length is looked at.
    """

    def others() -> None:
        if LOOKING in request.environ and request.blueprint not in doors:
            body_is_next(int(app.config["MAX_CONTENT_LENGTH"]))

    def looked(_: Looked) -> Response:
        request.environ[LOOKING] = True
        return Response(status=204)

    app.extensions[GATE] = True
    app.before_request(others)
    app.register_error_handler(Looked, looked)


def refusal(app: Any, head: bytes, client: Sequence[Any]) -> bytes:
    """What ``app`` answers to a request whose head is ``head``; nothing where the body may come.

    ``client`` is the address and the port of who asks. A head that cannot be read is no matter of
    this: the server says so when it has the whole request.
    """
    environ = _environment(head, client) if GATE in getattr(app, "extensions", ()) else None
    if environ is None:
        return b""
    said: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        said.append((status, headers))

    pieces = app(environ, start)
    try:
        body = b"".join(pieces)
    finally:
        getattr(pieces, "close", lambda: None)()
    if environ[LOOKING]:
        return b""
    status, headers = said[-1]
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers
                                     if name.lower() not in CLOSING)]  # fmt: skip
    lines += [f"Date: {formatdate(usegmt=True)}", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + body


def _environment(head: bytes, client: Sequence[Any]) -> WSGIEnvironment | None:
    """What WSGI (PEP 3333) says of a request; None where the head is not plain."""
    lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    first = FIRST.fullmatch(lines[0])
    fields = [FIELD.fullmatch(line) for line in lines[1:]]
    if first is None:
        return None
    path, _, query = first[2].partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": first[1], "SCRIPT_NAME": "", "QUERY_STRING": query,
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "RAW_URI": first[2],
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": str(client[0]), "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(), "wsgi.errors": sys.stderr, "wsgi.multithread": True,
        "wsgi.multiprocess": True, "wsgi.run_once": False, LOOKING: False,
    }  # fmt: skip
    for field in filter(None, fields):
        name = field[1].upper().replace("-", "_")
        name = name if name in UNPREFIXED else f"HTTP_{name}"
        if name not in LEFT_OUT:
            environ[name] = f"{environ[name]},{field[2]}" if name in environ else field[2]
    return environ
