"""The worker process that answers requests: gunicorn's with threads, quicker on one connection.

There a connection goes back to the loop that watches all of them as soon as a request is answered,
and from there to whichever thread is free: two hand-overs for each request. Here the thread that
has answered waits for the next request itself for a moment, as long as enough others are free; and
a head that has been read before is not read again.
"""

from __future__ import annotations

import select
import selectors
import threading
import time
from concurrent.futures import Future
from functools import partial
from typing import Any, Final

from gunicorn.http import wsgi
from gunicorn.util import close_graceful

from publisher.web.arriving import Arriving
from publisher.web.heads import Environment, Heads, Plain
from publisher.web.outgoing import MOST_UNREAD, outgoing
from publisher.web.receiving import Receiver
from publisher.web.sending import Joined
from publisher.web.verbatim import Verbatim
from publisher.web.waiting import READERS

LINGER_SECONDS: Final = 0.01
"""How long a thread waits for the next request of a client that has its answer."""

SHARE: Final = 2
"""One part in so many of the threads may be busy where one of them waits."""

LONGEST: Final = 65_536
"""Bytes of a request that a thread receives itself, about."""


class Worker(Receiver):
    """Answers requests with a fixed number of threads."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._busy = 0
        self._counting = threading.Lock()
        self._heads = Heads()
        self._verbatim: Verbatim | None = None

    def handle(self, conn: Any) -> Any:
        """Answer a request, and those that follow at once on the same connection.

        What it returns says what becomes of the connection, as with the worker that this one is
        made from.
        """
        self._count(1)
        try:
            outcome = self._handle_first(conn)
            while outcome is True and self._may_wait(conn) and (asked := _next(conn)):
                outcome = self._handle_next(conn, asked)
            return outcome
        finally:
            self._count(-1)

    def finish_request(self, conn: Any, fs: Future[object]) -> None:
        """Have an answer taken to its end before the connection is kept, or ended."""
        if fs.cancelled() or fs.exception() is not None or not outgoing(conn).left:
            super().finish_request(conn, fs)
        else:
            conn.sock.setblocking(False)
            self._go_on(conn, fs)
            while sum(map(_left, self._waiting.waiting_for(READERS))) > MOST_UNREAD:
                self._give_up(self._waiting.first_to_go(_left))

    def _go_on(self, conn: Any, fs: Future[object], _: object = None) -> None:
        """Send more of an answer, and come back when the client has taken that."""
        out = outgoing(conn)
        try:
            over = out.go_on()
        except OSError:
            out.drop()
            self._forget(conn)
            self._end(conn)
            return
        if over:
            self._forget(conn)
            super().finish_request(conn, fs)
        else:
            then = partial(self._go_on, conn, fs)
            self._wait_for(conn, READERS, self.patience.reader, selectors.EVENT_WRITE, then)

    def _handle_first(self, conn: Any) -> Any:
        """Answer the request that the loop has received."""
        if not conn.initialized or conn.is_http2:
            return super().handle(conn)
        asked = conn.parser.unreader.take_buffered()
        if 0 < len(asked) < LONGEST:
            conn.sock.setblocking(True)
            return self._handle_next(conn, asked)
        conn.parser.unreader.unread(asked)
        return super().handle(conn)

    def handle_request(self, req: Any, conn: Any) -> bool:
        """Answer a request that gunicorn has read; whether the connection is kept."""
        response, environ = wsgi.create(
            req, conn.sock, conn.client, conn.server, self.cfg, response_class=Joined
        )
        environ["wsgi.multithread"] = True
        return self._answer(conn, response, environ)

    def _answer(self, conn: Any, response: Joined, environ: Environment) -> bool:
        """Answer a request by the application. Raises StopIteration for an answer broken off."""
        if not self.alive or len(self.keepalived_conns) >= self.max_keepalived:
            response.force_close()
        response.sock = out = outgoing(conn)
        try:
            pieces = self.wsgi(environ, response.start_response)
            try:
                for piece in pieces:
                    response.write(piece)
                response.close()
            finally:
                close = getattr(pieces, "close", None)
                if close is not None:
                    close()
        except OSError:
            raise
        except (Exception, SystemExit):
            if not response.headers_sent:
                raise
            self.log.exception("An answer was broken off.")  # an error page would corrupt it
            out.drop()
            close_graceful(conn.sock)
            raise StopIteration from None
        return not response.should_close()

    def _handle_next(self, conn: Any, asked: bytes) -> Any:
        """Answer a request that has come as ``asked``."""
        if self._verbatim is None:
            self._verbatim = Verbatim(self.wsgi.extensions["publisher.front"])
        try:
            if self._verbatim.answer(conn, asked):
                return True
        except OSError:
            return False
        front = self._verbatim.front
        front.taken()
        known = self._heads.read(conn, asked)
        if known is not None:
            read: Plain | None = known[0]
            outcome = self._handle_known(conn, *known)
        else:
            conn.parser.unreader.unread(asked)
            outcome = super().handle(conn)
            read = self._heads.learn(conn, asked) if outcome is True else None
        handed = front.taken()
        if outcome is True and handed is not None and read is not None:
            self._verbatim.learn(conn, asked, handed, read)
        return outcome

    def _handle_known(self, conn: Any, asked: Plain, environ: Environment) -> bool:
        """Answer a request whose head is known; whether the connection is kept."""
        try:
            conn.sock.setblocking(True)
            return self._answer(conn, Joined(asked, conn.sock, self.cfg), environ)
        except (OSError, StopIteration):
            return False
        except Exception as error:  # as gunicorn does with what it has read
            self.handle_error(None, conn.sock, conn.client, error)
            return False

    def _count(self, more: int) -> None:
        with self._counting:
            self._busy += more

    def _may_wait(self, conn: Any) -> bool:
        if not self.alive or outgoing(conn).left:
            return False
        return bool(self._busy * SHARE <= self.cfg.threads)


def _left(conn: Any) -> int:
    """Bytes of an answer that are still to be sent."""
    return len(outgoing(conn).left)


def _next(conn: Any) -> bytes:
    """The next request on a connection, where it comes whole in a moment; empty where it does not.

    What has come of one that does not, or whose head is to be looked at first, is left for the
    loop, which waits for the rest.
    """
    buffered = conn.parser.unreader
    if conn.is_http2 or buffered.buf.getvalue():
        return b""
    arriving, until = Arriving(), time.monotonic() + LINGER_SECONDS
    came = b""
    look = select.poll()
    look.register(conn.sock, select.POLLIN)
    while len(came) < LONGEST and look.poll(max(0.0, until - time.monotonic()) * 1_000):
        piece = conn.sock.recv(LONGEST)
        came += piece
        whole = arriving.add(piece)
        if arriving.fault or arriving.asks():
            break
        if whole:
            return arriving.text()
        if not piece:
            break
    buffered.unread(came)
    return b""
