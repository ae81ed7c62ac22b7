"""A worker of gunicorn in which no client can hold up others by being slow.

Requests are received, and connections ended, by the one loop of the process, which never waits:
a thread gets a request when it has come whole (:mod:`publisher.web.arriving`), and is free as soon
as its answer is sent. Where it takes a key to send a body, a thread looks at the head before any of
the body is waited for (:mod:`publisher.web.looking`).
"""

from __future__ import annotations

import ctypes
import selectors
import socket
import sys
import time
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any, Final

from gunicorn.workers.gthread import ThreadWorker

from publisher.web.arriving import Arriving
from publisher.web.looking import refusal

REQUEST_SECONDS: Final = 20.0
"""How long a client may take to send a request."""

LINGER_SECONDS: Final = 2.0
"""How long a connection is read to its end after the last answer (RFC 9112, section 9.6)."""

MOST_RECEIVED: Final = 64_000_000
"""Bytes of requests that have not come whole yet, of all clients of a process."""

MOST_LINGERING: Final = 200
"""Connections that are being ended, and still read."""

SPARE: Final = 100
"""Connections that are free for who comes, as long as there are idle ones to end."""

PIECE: Final = 262_144

SWITCH_SECONDS: Final = 0.0005
"""How long a thread that computes keeps another waiting (``sys.setswitchinterval``)."""

TIDY_SECONDS: Final = 10.0
"""Between two times that memory no longer used is given back."""

FULL: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\n"
    b"Connection: close\r\n\r\n"
)
LATE: Final = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
GO_ON: Final = b"HTTP/1.1 100 Continue\r\n\r\n"


class Receiver(ThreadWorker):  # type: ignore[misc]
    """gunicorn's worker of threads, with a loop that receives requests whole."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._arriving: dict[Any, Arriving] = {}
        self._received = 0
        self._lingering: deque[tuple[float, socket.socket]] = deque()
        self._open: set[socket.socket] = set()
        self._tidied = 0.0
        self._trim = _trimmer()

    def init_process(self) -> None:
        """Begin to serve; called by gunicorn in the process of the worker."""
        sys.setswitchinterval(SWITCH_SECONDS)  # of this process, which serves and nothing else
        super().init_process()

    def enqueue_req(self, conn: Any) -> None:
        """Receive the next request on a connection, which may have come in part."""
        arriving = self._arriving[conn] = Arriving()
        buffered = conn.parser.unreader.take_buffered() if conn.parser else b""
        self._received += len(buffered)
        conn.sock.setblocking(False)
        whole = bool(buffered) and arriving.add(buffered)
        if arriving.asks():
            self._look(conn, whole)
        elif whole:
            self._hand_over(conn)
        else:
            self._wait(conn)
            self._receive(conn, conn.sock)

    def _wait(self, conn: Any) -> None:
        """Have what comes next on a connection received, for some time."""
        conn.timeout = time.monotonic() + REQUEST_SECONDS
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._receive, conn))

    def _keepalive_after(self, conn: Any, keepalive: bool) -> bool:
        """Whether the connection is kept: not where a body has been left unread."""
        if not keepalive:
            return False
        conn.sock.setblocking(False)
        try:
            return bool(conn.parser.finish_body(max_bytes=PIECE))
        except OSError:  # more is to come
            return False

    def finish_request(self, conn: Any, fs: Future[object]) -> None:
        """Keep a connection for the next request, or end it, without waiting for its client."""
        over = fs.cancelled() or fs.exception() is not None or not fs.result()
        if over:
            self._end(conn)
        else:
            super().finish_request(conn, fs)

    def murder_keepalived(self, force: bool = False) -> None:
        """End idle connections: those of old, and where nearly all are taken, the oldest."""
        super().murder_keepalived(force)
        while self.keepalived_conns and self.nr_conns > self.worker_connections - SPARE:
            self.keepalived_conns[0].timeout = 0.0
            super().murder_keepalived()

    def murder_pending(self) -> None:
        """End what has come too slowly; called by gunicorn at least once a second."""
        now = time.monotonic()
        while self.pending_conns and self.pending_conns[0].timeout <= now:
            conn = self.pending_conns[0]
            self._forget(conn)
            self._end(conn, LATE if conn in self._arriving else b"")
        while self._lingering and self._lingering[0][0] <= now:
            self._close(self._lingering.popleft()[1])
        if now - self._tidied > TIDY_SECONDS:
            self._tidied = now
            self._trim()

    def _receive(self, conn: Any, _: object) -> None:
        """Take what has come of a request; give it to a thread when it is whole."""
        arriving = self._arriving[conn]
        try:
            piece = conn.sock.recv(PIECE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            piece = b""
        self._received += len(piece)
        whole = bool(piece) and arriving.add(piece)
        if not piece:
            self._forget(conn)
            self._end(conn)
        elif arriving.asks():
            self._forget(conn)
            self._look(conn, whole)
        elif whole:
            self._forget(conn)
            self._hand_over(conn)
        elif self._received > MOST_RECEIVED:
            self._forget(conn)
            self._end(conn, FULL)

    def _look(self, conn: Any, whole: bool) -> None:
        """Have a thread look at a head; nothing more is received meanwhile."""
        arriving = self._arriving[conn]
        head = bytes(arriving.received[: arriving.head])
        looked = self.tpool.submit(refusal, self.wsgi, head, conn.client)
        looked.add_done_callback(
            lambda future: self.method_queue.defer(self._looked, conn, whole, future)
        )

    def _looked(self, conn: Any, whole: bool, looked: Future[bytes]) -> None:
        """Say no, or let the body come; ``whole`` says that it is read by who takes it."""
        if looked.cancelled() or looked.exception() is not None:
            self.log.error("A head could not be looked at.", exc_info=looked.exception())
            self._end(conn)
        elif no := looked.result():
            self._end(conn, no)
        elif whole:
            self._hand_over(conn)
        else:
            if self._arriving[conn].invitation():
                with suppress(OSError):
                    conn.sock.send(GO_ON)
            self._wait(conn)
            self._receive(conn, conn.sock)

    def _hand_over(self, conn: Any) -> None:
        """Give a request that is whole to a thread."""
        arriving = self._arriving.pop(conn)
        self._received -= len(arriving.received)
        conn.init()
        conn.sock.setblocking(True)
        conn.parser.unreader.unread(bytes(arriving.received))
        super().enqueue_req(conn)

    def _forget(self, conn: Any) -> None:
        """Wait for a connection no longer."""
        with suppress(ValueError):
            self.pending_conns.remove(conn)
        with suppress(OSError, KeyError, ValueError):
            self.poller.unregister(conn.sock)

    def _end(self, conn: Any, word: bytes = b"") -> None:
        """Say a last word, and close when the client has, or soon: else it may miss the answer."""
        self.nr_conns -= 1
        arriving = self._arriving.pop(conn, None)
        self._received -= len(arriving.received) if arriving else 0
        ended: socket.socket = conn.sock
        try:
            ended.setblocking(False)
            if word:
                ended.send(word)
            ended.shutdown(socket.SHUT_WR)
            if len(self._open) >= MOST_LINGERING:
                raise BlockingIOError
            self.poller.register(ended, selectors.EVENT_READ, self._drain)
        except (OSError, ValueError, KeyError):
            conn.close()
            return
        self._open.add(ended)
        self._lingering.append((time.monotonic() + LINGER_SECONDS, ended))

    def _drain(self, ended: socket.socket) -> None:
        try:
            more = ended.recv(PIECE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            more = b""
        if not more:
            self._close(ended)

    def _close(self, ended: socket.socket) -> None:
        if ended in self._open:
            self._open.discard(ended)
            with suppress(OSError, KeyError, ValueError):
                self.poller.unregister(ended)
            ended.close()


def _trimmer() -> Any:
    """What gives memory that is free back to the system, where the C library can (glibc)."""
    with suppress(OSError, AttributeError):
        trim = ctypes.CDLL(None).malloc_trim
        return partial(trim, 0)
    return lambda: None
