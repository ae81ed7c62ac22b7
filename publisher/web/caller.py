"""Who asks a query, and what answers to queries share: all that an answer needs of its request.

The application makes a caller of the request that it is at; whoever has no such request makes one
of its own.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar, cast

from flask import Response, after_this_request, current_app, g, request

from publisher.config import ServeSection
from publisher.formats import Format
from publisher.store.answers import AnswerCache
from publisher.store.asked import FOLDER, AskedStore
from publisher.store.examining import Examiner
from publisher.store.serving import Served
from publisher.store.warming import Popular
from publisher.store.wire import Wires
from publisher.web.asking import root
from publisher.web.clients import Places, address_of, pseudonym
from publisher.web.watch import Watch

Key = TypeVar("Key")
Value = TypeVar("Value")

MOST: Final = 500
"""Values that are remembered of each kind."""

EXTENSION: Final = "publisher.endpoint"
"""The name of the endpoint among the extensions of the application."""

SOCKET: Final = "gunicorn.socket"
"""The socket of the client in the environment of a request, where the server tells it."""


class Recent(Generic[Key, Value]):
    """What was worked out of the keys that came last."""

    def __init__(self) -> None:
        self._known: dict[Key, Value] = {}

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value of a key; ``make`` gives it where it is not known."""
        try:
            return self._known[key]
        except KeyError:
            found = make()
            if len(self._known) >= MOST:
                self._known = {}
            self._known[key] = found
            return found


@dataclass(frozen=True)
class Endpoint:
    """What the answers of a process share.

    ``salt`` makes the pseudonyms of clients; ``examine`` reads queries. Where anything is kept,
    ``answers`` are those that were given before, and ``popular`` counts what was asked for.
    """

    serve: ServeSection
    salt: bytes
    places: Places
    watch: Watch
    wires: Wires
    answers: AnswerCache | None = None
    popular: Popular | None = None
    examine: Examiner = field(default_factory=Examiner)
    pseudonyms: Recent[str, str] = field(default_factory=Recent)
    formats: Recent[tuple[str | None, bool], Format | None] = field(default_factory=Recent)

    def client(self, environ: Mapping[str, Any]) -> str:
        """The pseudonym of the client of a request."""
        address = address_of(environ, self.serve.trusted_proxies)
        return self.pseudonyms.get(address, lambda: pseudonym(address, self.salt))

    def asked(self, served: Served) -> AskedStore:
        """The queries that were asked, kept beside the releases."""
        folder = served.reader.folder.parent / FOLDER
        return AskedStore(folder, self.serve.asked_mb * 1_000_000)


@dataclass
class Caller:
    """A client that asks a query of ``endpoint``.

    ``client`` is its pseudonym and ``socket`` its connection; ``root`` is where the application is
    mounted. ``noted`` is what the log will say, since ``begun`` (``time.monotonic``); a number in
    it may be what gives it once the answer is sent.
    """

    endpoint: Endpoint
    client: str
    socket: socket.socket | None
    root: str
    begun: float = field(default_factory=time.monotonic)
    noted: dict[str, Any] = field(default_factory=dict)
    _after: list[Callable[[], object]] = field(default_factory=list)

    def note(self, **facts: Any) -> None:
        """Add to what the log will say: ``release``, ``query``, ``form``, ``cached``, ``bytes``."""
        self.noted.update(facts)

    def when_sent(self, done: Callable[[], object]) -> None:
        """Have ``done`` called when the answer has been sent, or is broken off."""
        self._after.append(done)

    def sent(self) -> None:
        """The answer has been sent, or is broken off."""
        after, self._after = self._after, []
        for done in after:
            done()


def endpoint() -> Endpoint:
    """That of this application."""
    return cast(Endpoint, current_app.extensions[EXTENSION])


def caller() -> Caller:
    """The client of this request: the same one throughout."""
    if "caller" not in g:
        here, environ = endpoint(), request.environ
        g.caller = Caller(here, here.client(environ), environ.get(SOCKET), root())
        after_this_request(_until_closed)
    return cast(Caller, g.caller)


def _until_closed(response: Response) -> Response:
    response.call_on_close(g.caller.sent)
    return response
