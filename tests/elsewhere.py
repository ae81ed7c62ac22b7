"""A server on the loopback interface that sends exactly what a test tells it to, byte by byte."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

Send = Callable[[bytes], object]
Behaviour = Callable[["Request", Send], None]
"""What is done with a request: it sends, and the connection is closed when it returns."""


@dataclass(frozen=True)
class Request:
    """What was asked. Header names are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


@dataclass
class Elsewhere:
    """Answers by path; ``asked`` is what was asked, in order."""

    address: str
    answers: dict[str, Behaviour] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    connections: int = 0

    def say(self, target: str, body: str | bytes, kind: str = "text/turtle", status: int = 200,
            **headers: str) -> str:  # fmt: skip
        """Answer ``target`` with a body; returns its address. Headers have underscores."""
        content = body.encode() if isinstance(body, str) else body
        fields = {"Content-Type": kind, "Content-Length": str(len(content)),
                  **{name.replace("_", "-"): value for name, value in headers.items()}}  # fmt: skip
        head = raw(status, fields)

        def answer(request: Request, send: Send) -> None:
            tag = fields.get("ETag")
            if tag and request.headers.get("if-none-match") == tag:
                send(raw(304, {"ETag": tag, "Content-Length": "0"}))
            else:
                send(head + (b"" if request.method == "HEAD" else content))

        return self.do(target, answer)

    def do(self, target: str, behaviour: Behaviour) -> str:
        """Answer ``target`` as ``behaviour`` does; returns its address."""
        self.answers[target] = behaviour
        return self.address + target

    def count(self, target: str) -> int:
        """How many times a target was asked for."""
        return sum(request.target == target for request in self.asked)


def raw(status: int, headers: Mapping[str, str]) -> bytes:
    """A status line and headers."""
    lines = [f"HTTP/1.1 {status} X", *(f"{key}: {value}" for key, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


NOTHING: Final = raw(404, {"Content-Length": "0"})


@contextmanager
def elsewhere() -> Iterator[Elsewhere]:
    """A server, while this lasts. Its address ends without a slash."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        found = Elsewhere(f"http://127.0.0.1:{listener.getsockname()[1]}")
        thread = threading.Thread(target=_serve, args=(listener, found), daemon=True)
        thread.start()
        yield found
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def _serve(listener: socket.socket, server: Elsewhere) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        server.connections += 1
        threading.Thread(target=_answer, args=(connection, server), daemon=True).start()


def _answer(connection: socket.socket, server: Elsewhere) -> None:
    with connection, connection.makefile("rb") as file, contextlib.suppress(OSError):
        while True:
            line = file.readline().decode("latin-1").split()
            if len(line) != 3:
                return
            headers = {}
            while text := file.readline().decode("latin-1").strip():
                name, _, value = text.partition(":")
                headers[name.lower()] = value.strip()
            request = Request(line[0], line[1], headers)
            server.asked.append(request)
            behaviour = server.answers.get(request.target) or server.answers.get(request.path)
            if behaviour is None:
                connection.sendall(NOTHING)
                continue
            sent: list[bytes] = []

            def send(data: bytes, sent: list[bytes] = sent) -> None:
                sent.append(data[:4_000])
                connection.sendall(data)

            behaviour(request, send)
            if b"content-length" not in b"".join(sent[:1]).lower() or behaviour.__name__ == "last":
                return
