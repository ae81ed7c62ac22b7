"""Asking an engine of our own on this machine: HTTP/1.1 (RFC 9112), no more than that needs.

Connections are kept open between queries. What is read of an answer is handed on as it comes,
never waited for until there is more of it.
"""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Final
from urllib.parse import urlencode, urlsplit

CONNECT_SECONDS: Final = 5.0
"""How long an engine may take to accept a connection."""

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"

LONGEST_TARGET: Final = 2_000
"""Characters of the longest address that is asked."""

CHUNK: Final = 65_536
LONGEST_HEAD: Final = 65_536
"""Bytes of the head of an answer, at most."""

END: Final = b"\r\n"
LAST: Final = b"\r\n\r\n"
CLOSED: Final = "the engine closed the connection"
ODD: Final = "the engine does not speak HTTP"


class Unreachable(OSError):
    """There is no engine at the address."""


class Wire:
    """A connection to the engine at ``url``. Raises Unreachable where there is none."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        host, port = str(parts.hostname), parts.port or 80
        self.url = url
        self._target, self._host = parts.path or "/", f"{host}:{port}"
        try:
            self.socket = socket.create_connection((host, port), CONNECT_SECONDS)
        except OSError as error:
            raise Unreachable(*error.args) from error
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @property
    def idle(self) -> bool:
        """Whether it can be asked anew: it is open, and nothing has come that nobody asked for."""
        look = select.poll()
        look.register(self.socket, select.POLLIN)
        return not look.poll(0)

    def send(self, fields: Sequence[tuple[str, str]], accept: str, seconds: float) -> None:
        """Ask ``fields``, the query first; each read of the answer may take so many ``seconds``.

        The query is sent as it is (SPARQL 1.1 Protocol, section 2.1.3), as long as the rest fits
        into an address.
        """
        (_, query), *rest = fields
        target, media_type = f"{self._target}?{urlencode(rest)}" if rest else self._target, QUERY
        if len(target) > LONGEST_TARGET:
            target, media_type, query = self._target, FORM, urlencode(fields)
        content = query.encode()
        head = (f"POST {target} HTTP/1.1\r\nHost: {self._host}\r\nAccept: {accept}\r\n"
                f"Accept-Encoding: identity\r\nContent-Type: {media_type}\r\n"
                f"Content-Length: {len(content)}\r\n\r\n")  # fmt: skip
        self.socket.settimeout(seconds)
        self.socket.sendall(head.encode("latin-1") + content)


class Wires:
    """The connections of a process to its engines; at most ``most`` are kept while idle."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._idle: list[Wire] = []
        self._lock = threading.Lock()

    def post(
        self, url: str, fields: Sequence[tuple[str, str]], accept: str, seconds: float,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> Reply:  # fmt: skip
        """The beginning of an engine's answer to ``fields``, those of a form.

        ``meanwhile`` is done while the engine is at work. Raises Unreachable where there is no
        engine, OSError where it does not answer.
        """
        wire = self._take(url) or Wire(url)
        try:
            wire.send(fields, accept, seconds)
            meanwhile()
            return Reply(wire, self)
        except BaseException:
            wire.socket.close()
            raise

    def give(self, wire: Wire) -> None:
        """Keep a connection whose answer has been read to its end."""
        with self._lock:
            self._idle.append(wire)
            oldest = self._idle.pop(0) if len(self._idle) > self._most else None
        if oldest is not None:
            oldest.socket.close()

    def _take(self, url: str) -> Wire | None:
        while True:
            with self._lock:
                found = next((wire for wire in reversed(self._idle) if wire.url == url), None)
                if found is None:
                    return None
                self._idle.remove(found)
            if found.idle:
                return found
            found.socket.close()


class Reply:
    """What an engine answers: ``status`` and ``headers`` (names in small letters), then the body.

    Reading raises OSError where the answer is broken off.
    """

    def __init__(self, wire: Wire, wires: Wires) -> None:
        self._wire: Wire | None = wire
        self._wires = wires
        self._came = bytearray()
        self._left, self._gap, self._done = 0, b"", False
        while LAST not in self._came:
            if len(self._came) > LONGEST_HEAD:
                raise OSError(ODD)
            self._more(wire)
        head, _, rest = self._came.partition(LAST)
        self._came = rest
        first, *lines = head.decode("latin-1").split("\r\n")
        if not first.startswith("HTTP/1.1 ") or not first[9:12].isdigit():
            raise OSError(ODD)
        self.status = int(first[9:12])
        pairs = (line.partition(":") for line in lines)
        self.headers: Mapping[str, str] = {name.lower(): value.strip() for name, _, value in pairs}
        self._chunked = self.headers.get("transfer-encoding", "").lower() == "chunked"
        length = self.headers.get("content-length", "0" if self._chunked else "")
        if not length.isdigit():
            raise OSError(ODD)
        self._left = int(length)
        self._done = not self._chunked and not self._left

    def read(self, most: int = CHUNK) -> bytes:
        """What has come of the body, at most so many bytes, waited for; empty at its end."""
        while not self._done:
            found = self._decoded(most)
            if found:
                return found
            if not self._done:
                if self._wire is None:
                    raise OSError(CLOSED)
                self._more(self._wire)
        return b""

    def close(self) -> None:
        """Let go of the connection: it is kept where the answer has been read to its end."""
        wire, self._wire = self._wire, None
        if wire is None:
            return
        if self._done and not self._came and self.headers.get("connection", "").lower() != "close":
            self._wires.give(wire)
        else:
            wire.socket.close()

    def _more(self, wire: Wire) -> None:
        came = wire.socket.recv(CHUNK)
        if not came:
            raise OSError(CLOSED)
        self._came += came

    def _decoded(self, most: int) -> bytes:
        """As much of the body as there is in what has come, at most so many bytes."""
        found = []
        while self._came and most and not self._done:
            if not self._left and not self._begin_chunk():
                break
            part = memoryview(self._came)[: min(self._left, most)].tobytes()
            del self._came[: len(part)]
            self._left -= len(part)
            most -= len(part)
            found.append(part)
            self._done = self._done or not (self._chunked or self._left)
        return b"".join(found)

    def _begin_chunk(self) -> bool:
        """Read on to the content of the next chunk (RFC 9112, section 7.1); False for not yet."""
        if not self._came.startswith(self._gap[: len(self._came)]):
            raise OSError(ODD)
        start = len(self._gap)
        end = self._came.find(END, start)
        if end < 0:
            if len(self._came) > LONGEST_HEAD:
                raise OSError(ODD)
            return False
        size = bytes(self._came[start:end]).partition(b";")[0].strip()
        try:
            self._left = int(size, 16)
        except ValueError:
            raise OSError(ODD) from None
        if not self._left:
            last = self._came.find(LAST, end)
            if last < 0:
                return False
            self._done = True
            del self._came[: last + len(LAST)]
            return False
        del self._came[: end + len(END)]
        self._gap = END
        return True
