"""Answers that are given again as they were, before anything of the application is asked.

A layer around the application. What an answer depends on is what it is found by: the release and
since when it is served, the request's method, address and body, and the headers that matter. So an
answer that is found is never out of date. Only the application says which answers may be given
again, and what is done each time one is.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from publisher.errors import ReleaseError
from publisher.store.serving import Served
from publisher.web.querylog import QueryLog

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

OFFERED: Final = "publisher.again"
"""Where the application says in the environment of a request that its answer may be given again."""

PATH: Final = "/sparql"
METHODS: Final = ("GET", "HEAD", "POST")

MATTER: Final = (
    "REQUEST_METHOD", "QUERY_STRING", "SCRIPT_NAME", "CONTENT_TYPE", "wsgi.url_scheme",
    "SERVER_PROTOCOL", "HTTP_HOST", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE",
    "HTTP_IF_NONE_MATCH",
)  # fmt: skip
"""What of a request an answer depends on, beside its body."""

NEVER: Final = (
    "HTTP_ACCEPT_DATETIME", "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_RANGE",
    "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE", "HTTP_TRANSFER_ENCODING",
)  # fmt: skip
"""Headers of requests that are always put to the application."""

LONGEST: Final = 65_536
"""Bytes of the longest body of a request that is looked for."""

SHARE: Final = 16
"""An answer takes one part in so many of the room at most."""

ROW: Final = 1_024
"""Bytes that an answer takes beside its body and what it is found by, at most about."""

Key = tuple[object, ...]


@dataclass(frozen=True)
class Again:
    """What an answer follows from, and what is done when it is given again.

    ``served`` is what the request was answered from; ``noted`` is what the log says of the query;
    ``each_time`` says whether the answer still holds.
    """

    served: Served
    noted: Mapping[str, Any] | None
    each_time: Callable[[], bool]


@dataclass(frozen=True)
class Given:
    """An answer as it was given: ``headers`` and ``body`` as they were sent."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    again: Again


@dataclass(frozen=True)
class Handed:
    """An answer that was given again, with what it is found by."""

    key: Key
    given: Given


def offer(environ: WSGIEnvironment, again: Again | None) -> None:
    """Let the answer to a request be given again."""
    if again is not None:
        environ[OFFERED] = again


@dataclass
class Front:
    """``application`` with the answers that it offers in at most ``room`` bytes of memory.

    ``current`` gives what is served; ``seconds`` bound how long a client may take for an answer.
    """

    application: WSGIApplication
    current: Callable[[], Served]
    room: int
    seconds: float
    log: QueryLog | None = None
    _given: OrderedDict[Key, Given] = field(default_factory=OrderedDict)
    _taken: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _of_thread: threading.local = field(default_factory=threading.local)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        begun = time.monotonic()
        key = self._key(environ)
        if key is None:
            return self.application(environ, start_response)
        with self._lock:
            found = self._given.get(key)
            if found is not None:
                self._given.move_to_end(key)
        if found is None:
            return self._ask(key, environ, start_response)
        client = environ.get("gunicorn.socket")
        if client is not None:
            client.settimeout(self.seconds)
        start_response(found.status, list(found.headers))
        self._of_thread.handed = handed = Handed(key, found)
        return _Sent(found.body, lambda: self.handed_on(handed, begun))

    def taken(self) -> Handed | None:
        """What was given again in this thread since this was asked last."""
        handed: Handed | None = getattr(self._of_thread, "handed", None)
        self._of_thread.handed = None
        return handed

    def holds(self, handed: Handed) -> bool:
        """Whether an answer would be given again now."""
        try:
            served = self.current()
        except ReleaseError:
            return False
        now = (served.reader.identifier, served.switched)
        with self._lock:
            held = handed.key[:2] == now and self._given.get(handed.key) is handed.given
            if held:
                self._given.move_to_end(handed.key)
        return held

    def _key(self, environ: WSGIEnvironment) -> Key | None:
        """What the answer to a request is found by; None for one that is not looked for."""
        if environ["PATH_INFO"] != PATH or environ["REQUEST_METHOD"] not in METHODS:
            return None
        if any(name in environ for name in NEVER):
            return None
        try:
            served = self.current()
        except ReleaseError:
            return None
        body = body_of(environ)
        if body is None:
            return None
        matter = [environ.get(name) for name in MATTER]
        return (served.reader.identifier, served.switched, body, *matter)

    def _ask(
        self, key: Key, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """The answer of the application, taken in where it offers that."""
        said: list[tuple[str, tuple[tuple[str, str], ...]]] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            said.append((status, tuple(headers)))
            return start_response(status, headers, exc_info)

        body = self.application(environ, start)
        again = environ.get(OFFERED)
        if again is None or key[:2] != (again.served.reader.identifier, again.served.switched):
            return body
        close = getattr(body, "close", lambda: None)
        try:
            whole = b"".join(body)
        except BaseException:
            close()
            raise
        if said[-1][0][:3] in ("200", "304"):
            self._take(key, Given(*said[-1], whole, again))
        return _Sent(whole, close)

    def _take(self, key: Key, given: Given) -> None:
        """Take an answer in, and let go of those that were given least lately."""
        size = _size(key, given)
        if size * SHARE > self.room:
            return
        with self._lock:
            self._drop(key)
            self._given[key] = given
            self._taken += size
            while self._taken > self.room:
                self._drop(next(iter(self._given)))

    def _drop(self, key: Key) -> None:
        given = self._given.pop(key, None)
        if given is not None:
            self._taken -= _size(key, given)

    def handed_on(self, handed: Handed, begun: float) -> None:
        """What is done once an answer has been given again; ``begun`` is ``time.monotonic``."""
        again = handed.given.again
        if not again.each_time():
            with self._lock:
                self._drop(handed.key)
        if self.log is not None and again.noted is not None:
            self.log.add(again.noted, begun, int(handed.given.status[:3]))


class _Sent:
    """A body in one piece; ``after`` is called when it has been sent."""

    def __init__(self, body: bytes, after: Callable[[], object]) -> None:
        self._body, self._after = body, after

    def __iter__(self) -> Iterator[bytes]:
        if self._body:
            yield self._body

    def close(self) -> None:
        """The server has sent it."""
        self._after()


def body_of(environ: WSGIEnvironment) -> bytes | None:
    """The body of a request, which can be read again; None for one that is too long."""
    said = environ.get("CONTENT_LENGTH") or "0"
    length = int(said) if said.isdigit() else LONGEST + 1
    if length > LONGEST:
        return None
    if not length:
        return b""
    body = environ["wsgi.input"].read(length)
    environ["wsgi.input"] = BytesIO(body)
    return body if len(body) == length else None


def _size(key: Key, given: Given) -> int:
    texts = [*(item for item in key if isinstance(item, str | bytes)), given.body]
    texts += [part for pair in given.headers for part in pair]
    return sum(map(len, texts)) + ROW
