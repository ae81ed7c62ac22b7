"""Plain queries, answered without the rest of the application.

A layer around the application, for the queries that come most: one of the current release, by GET
or in a form, answered in a format for programs. What the application would say of them is said
here in fewer steps. Every other request goes on to the application, and so does every error: it
says them to people and programs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from publisher.formats import Format
from publisher.render.setting import QUERY
from publisher.store.answers import Kept
from publisher.store.serving import Served
from publisher.web.answers import Answer, again, find, told
from publisher.web.caller import SOCKET, Caller, Endpoint
from publisher.web.encodings import packable, with_coding
from publisher.web.front import NEVER, PATH, body_of, offer
from publisher.web.protocol import FORM, Message, Operation, parse
from publisher.web.querylog import QueryLog
from publisher.web.responses import SHARED
from publisher.web.results import PAGE
from publisher.web.sparql import FAILED, Failed, format_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FORMS: Final = ("", FORM, f"{FORM}; charset=utf-8", f"{FORM};charset=utf-8")
"""What the Content-Type of a plain query is, in small letters."""

NEITHER: Final = frozenset({*NEVER, "HTTP_IF_NONE_MATCH"})
"""Headers that no plain query has."""

OK: Final = "200 OK"


@dataclass(frozen=True)
class Straight:
    """``application`` with plain queries of what ``current`` gives answered before it is asked."""

    application: WSGIApplication
    endpoint: Endpoint
    current: Callable[[], Served]
    log: QueryLog | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        message = self._message(environ) if environ["PATH_INFO"] == PATH else None
        if message is None:
            return self.application(environ, start_response)
        caller = self._caller(environ)
        found = self._found(message, environ, caller)
        if found is None or isinstance(found, Failed):
            environ[FAILED] = found
            return self.application(environ, start_response)
        operation, answer = found
        if answer.known:
            offer(environ, again(operation, answer))
        if self.log is not None:
            caller.when_sent(partial(self.log.of, caller, 200))
        start_response(OK, list(_headers(answer, posted=environ["REQUEST_METHOD"] == "POST")))
        return _Sent(answer.content, caller)

    def _found(
        self, message: Message, environ: WSGIEnvironment, caller: Caller
    ) -> tuple[Operation, Answer] | Failed | None:
        """A plain query and its answer, or the error that it met; None for another."""
        operation: Operation | None = None
        try:
            asked = self._asked(message, environ.get("HTTP_ACCEPT"))
            if asked is None:
                return None
            operation, chosen, served = asked
            if caller.socket is not None:
                caller.socket.settimeout(self.endpoint.serve.answer_seconds)
            return operation, find(caller, operation, chosen, served, early=True)
        except Exception as error:  # the application says it
            caller.sent()
            return Failed(operation, error, caller)

    def _caller(self, environ: WSGIEnvironment) -> Caller:
        root = environ["SCRIPT_NAME"].rstrip("/")
        return Caller(self.endpoint, self.endpoint.client(environ), environ.get(SOCKET), root)

    def _message(self, environ: WSGIEnvironment) -> Message | None:
        """What may be a plain query; None for another request."""
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "POST") or not NEITHER.isdisjoint(environ):
            return None
        media_type = environ.get("CONTENT_TYPE", "").lower()
        body = body_of(environ) if media_type in FORMS else None
        if body is None or (method == "POST") is not bool(media_type):
            return None
        return Message(method, environ["QUERY_STRING"].encode("latin-1"), FORM, body=body)

    def _asked(
        self, message: Message, accept: str | None
    ) -> tuple[Operation, Format, Served] | None:
        """The plain query in a request, its format, and what it is asked of; None for another.

        Raises what the application would.
        """
        served, here = self.current(), self.endpoint
        operation = parse(message, base=served.reader.site.base_iri + QUERY,
                          longest=here.serve.query_bytes, examine=here.examine)  # fmt: skip
        if not isinstance(operation, Operation) or operation.release or operation.facts.federated:
            return None
        chosen = self._format(operation, accept)
        return None if chosen in (None, PAGE) else (operation, chosen, served)

    def _format(self, operation: Operation, accept: str | None) -> Format | None:
        if operation.formats:
            return format_of(operation, accept, PAGE)
        key = (accept, operation.facts.gives_graph)
        return self.endpoint.formats.get(key, lambda: format_of(operation, accept, PAGE))


def _headers(answer: Answer, *, posted: bool) -> Iterator[tuple[str, str]]:
    """The headers of an answer as the application would give them."""
    packed = packable(answer.format.media_type)
    for name, value in told(answer, posted=posted):
        yield name, with_coding(value) if packed and name == "Vary" else value
    if isinstance(answer.content, Kept):
        yield "Content-Length", str(len(answer.content.body))
    yield from SHARED.items()


class _Sent:
    """An answer on its way: in one piece, or as it comes."""

    def __init__(self, content: Kept | Iterator[bytes], caller: Caller) -> None:
        self._content, self._caller = content, caller

    def __iter__(self) -> Iterator[bytes]:
        return iter((self._content.body,)) if isinstance(self._content, Kept) else self._content

    def close(self) -> None:
        """The server has sent it, or broken it off."""
        close: Callable[[], Any] | None = getattr(self._content, "close", None)
        if close is not None:
            close()
        self._caller.sent()
