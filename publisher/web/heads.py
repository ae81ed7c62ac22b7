"""Requests whose head is known: what it means is remembered by its bytes.

A client says the same of itself with each request: only the first line, the length and the body
change. What gunicorn has made of the other lines once, it would make of the same bytes again.
Only requests that are as plain as can be are read here: all others are left to gunicorn.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

from gunicorn.http import wsgi
from gunicorn.util import unquote_to_wsgi_str

from publisher.web.arriving import HEAD_END, LINE_END

LENGTH_NAME: Final = b"content-length"

FIRST_LINE: Final = re.compile(rb"(GET|HEAD|POST) (/(?!/)[!\"$-~]*) HTTP/1\.1\r\n")
"""The first line of a plain request: its method and its target, which has no fragment."""

LENGTH: Final = re.compile(rb"\r\nContent-Length: ([0-9]{1,7})(?=\r\n)", re.IGNORECASE)

SPECIAL: Final = frozenset({"TRANSFER-ENCODING", "EXPECT", "CONNECTION", "UPGRADE"})
"""Fields that say how to read a request, or what becomes of its connection."""

OWN: Final = (
    "REQUEST_METHOD", "QUERY_STRING", "RAW_URI", "PATH_INFO", "CONTENT_LENGTH", "REMOTE_PORT",
    "gunicorn.socket", "wsgi.input", "wsgi.early_hints",
)  # fmt: skip
"""What in the environment of a request is its own."""

MOST: Final = 500
LONGEST: Final = 4_096
"""How many heads are remembered, and bytes of the longest."""

Environment = dict[str, Any]


@dataclass(frozen=True)
class Plain:
    """A request as gunicorn's response needs to know it."""

    method: str
    version: tuple[int, int] = (1, 1)

    def should_close(self) -> bool:
        """Whether the client asks for the connection to be closed: it did not say so."""
        return False


@dataclass
class Heads:
    """The heads that were read last; threads share them."""

    _known: OrderedDict[tuple[str, bytes], Environment] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, conn: Any, asked: bytes) -> tuple[Plain, Environment] | None:
        """The request that has come whole as ``asked``; None where gunicorn has to read it."""
        split = _split(asked, conn.cfg.limit_request_line)
        if split is None:
            return None
        first, fields, length, body = split
        name = (conn.client[0], fields)
        with self._lock:
            known = self._known.get(name)
            if known is None:
                return None
            self._known.move_to_end(name)
        method, target = first[1].decode("ascii"), first[2].decode("ascii")
        path, _, query = target.partition("?")
        environ = known | {
            "REQUEST_METHOD": method, "QUERY_STRING": query, "RAW_URI": target,
            "PATH_INFO": unquote_to_wsgi_str(path), "REMOTE_PORT": str(conn.client[1]),
            "gunicorn.socket": conn.sock, "wsgi.input": BytesIO(body),
        }  # fmt: skip
        if length is not None:
            environ["CONTENT_LENGTH"] = length
        return Plain(method), environ

    def learn(self, conn: Any, asked: bytes) -> Plain | None:
        """Remember what gunicorn made of the request that has come whole as ``asked``.

        Returns the request where it is a plain one.
        """
        split = _split(asked, conn.cfg.limit_request_line)
        if split is None or not _is_plain(asked, conn.parser.mesg):
            return None
        name = (conn.client[0], split[1])
        with self._lock:
            known = name in self._known
        if not known:
            _, environ = wsgi.create(
                conn.parser.mesg, conn.sock, conn.client, conn.server, conn.cfg
            )
            for key in OWN:
                environ.pop(key, None)
            environ["wsgi.multithread"] = True
            with self._lock:
                self._known[name] = environ
                if len(self._known) > MOST:
                    self._known.popitem(last=False)
        return Plain(split[0][1].decode("ascii"))


def _is_plain(asked: bytes, read: Any) -> bool:
    """Whether ``asked`` is all of the request ``read``, and nothing in it is special."""
    told = dict(read.headers)
    if told.keys() & SPECIAL or not read.body or read.version != (1, 1):
        return False
    head = asked.find(HEAD_END)
    return head >= 0 and head + len(HEAD_END) + int(told.get("CONTENT-LENGTH", 0)) == len(asked)


def _split(
    asked: bytes, longest_line: int
) -> tuple[re.Match[bytes], bytes, str | None, bytes] | None:
    """The first line of a request, its other lines without the length, the length, and the body."""
    first, end = FIRST_LINE.match(asked), asked.find(HEAD_END)
    if first is None or first.end() - len(LINE_END) > longest_line or end < first.end():
        return None
    fields, body = (
        asked[first.end() - len(LINE_END) : end + len(LINE_END)],
        asked[end + len(HEAD_END) :],
    )
    length = LENGTH.search(fields)
    if length is not None:
        fields = fields[: length.start()] + fields[length.end() :]
    if int(length[1] if length else 0) != len(body):
        return None
    if len(fields) > LONGEST or LENGTH_NAME in fields.lower():
        return None
    return first, fields, length[1].decode("ascii") if length else None, body
