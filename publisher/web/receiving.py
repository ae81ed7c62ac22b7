"""A worker of gunicorn in which no client can hold up others by being slow.

Requests are received, and connections ended, by the one loop of the process, which never waits:
a thread gets a request when it has come whole (:mod:`publisher.web.arriving`), and is free as soon
as its answer is sent. Where it takes a key to send a body, a thread looks at the head before any of
the body is waited for (:mod:`publisher.web.looking`).
"""

from __future__ import annotations

import selectors
import socket
import sys
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any, Final

from gunicorn.workers.gthread import ThreadWorker

from publisher.web.arriving import Arriving
from publisher.web.given import Given
from publisher.web.last_words import FAULTS, FULL, GO_ON, LATE
from publisher.web.looking import refusal
from publisher.web.patience import EXTENSION, Patience
from publisher.web.process import open_files, trimmer
from publisher.web.waiting import BODIES, HEADS, Waiting, client_of

LINGER_SECONDS: Final = 2.0
"""How long a connection is read to its end after the last answer (RFC 9112, section 9.6)."""

MOST_RECEIVED: Final = 64_000_000
"""Bytes of requests that have not come whole yet, of all clients of a process."""

MOST_LINGERING: Final = 200
"""Connections that are being ended, and still read."""

SPARE: Final = 10
"""One part in so many of the connections is kept free for who comes."""

SHARE: Final = 4
"""One client may have one part in so many of the connections waiting for it to send more."""

OTHER_FILES: Final = 300
"""Files that a process may have open beside the connections that it serves, about."""

PIECE: Final = 262_144

SWITCH_SECONDS: Final = 0.0005
"""How long a thread that computes keeps another waiting (``sys.setswitchinterval``)."""

TIDY_SECONDS: Final = 10.0
"""Between two times that memory no longer used is given back."""


class Receiver(ThreadWorker):  # type: ignore[misc]
    """gunicorn's worker of threads, with a loop that receives requests whole."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.worker_connections: int = self.cfg.worker_connections
        self.patience = Patience()
        self._arriving: dict[Any, Arriving] = {}
        self._waiting = Waiting()
        self._received = 0
        self._lingering: deque[tuple[float, socket.socket]] = deque()
        self._open: set[socket.socket] = set()
        self._tidied = 0.0
        self._trim = trimmer()

    def init_process(self) -> None:
        """Begin to serve; called by gunicorn in the process of the worker."""
        sys.setswitchinterval(SWITCH_SECONDS)  # of this process, which serves and nothing else
        files = open_files(self.worker_connections + MOST_LINGERING + OTHER_FILES)
        room = max(files // 2, files - MOST_LINGERING - OTHER_FILES)
        self.worker_connections = min(self.worker_connections, room)
        super().init_process()

    def load_wsgi(self) -> None:
        """Take the application, and how patient it wants this to be; called by gunicorn."""
        super().load_wsgi()
        self.patience = getattr(self.wsgi, "extensions", {}).get(EXTENSION, self.patience)

    def enqueue_req(self, conn: Any) -> None:
        """Receive the next request on a connection, which may have come in part."""
        self._arriving[conn] = Arriving(self.patience.longest)
        conn.sock.setblocking(False)
        buffered = conn.parser.unreader.take_buffered() if conn.parser else b""
        if not (buffered and self._take(conn, buffered)):
            self._receive(conn, conn.sock)

    def _wait(self, conn: Any) -> None:
        """Have what comes next on a connection received, for some time."""
        what, seconds = HEADS, self.patience.head
        if self._arriving[conn].head:
            what, seconds = BODIES, self.patience.body
        self._wait_for(conn, what, seconds, selectors.EVENT_READ, partial(self._receive, conn))

    def _wait_for(
        self, conn: Any, what: str, seconds: float, event: int, then: Callable[[object], None]
    ) -> None:
        """Have ``then`` called when a connection is ready, until it is waited for no longer."""
        if conn not in self._waiting:
            self.poller.register(conn.sock, event, then)
        client = client_of(conn, self.patience.trusted)
        self._waiting.begin(conn, client, what, time.monotonic() + seconds)
        share = max(1, self.worker_connections // SHARE)
        if oldest := self._waiting.beyond(conn, share):
            self._give_up(oldest)

    def _keepalive_after(self, conn: Any, keepalive: bool) -> bool:
        """Whether the connection is kept: not where a body has been left unread."""
        if not keepalive:
            return False
        conn.sock.setblocking(False)
        try:
            read = conn.parser.finish_body(max_bytes=PIECE)
        except OSError:  # more is to come
            return False
        return bool(read) and not conn.parser.unreader.short

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
        while self.keepalived_conns and self._is_crowded():
            self.keepalived_conns[0].timeout = 0.0
            super().murder_keepalived()

    def murder_pending(self) -> None:
        """End what has come too slowly; called by gunicorn at least once a second."""
        now = time.monotonic()
        while (conn := self._waiting.late(now)) is not None:
            self._give_up(conn)
        while self._is_crowded() and (conn := self._waiting.first_to_go()) is not None:
            self._give_up(conn)
        while self._lingering and self._lingering[0][0] <= now:
            self._close(self._lingering.popleft()[1])
        if now - self._tidied > TIDY_SECONDS:
            self._tidied = now
            self._trim()

    def _is_crowded(self) -> bool:
        """Whether fewer connections are free than are kept so for who comes."""
        spare = max(1, self.worker_connections // SPARE)
        return bool(self.nr_conns > self.worker_connections - spare)

    def _receive(self, conn: Any, _: object) -> None:
        """Take what has come of a request."""
        try:
            piece = conn.sock.recv(PIECE)
        except (BlockingIOError, InterruptedError):
            self._wait(conn)
            return
        except OSError:
            piece = b""
        if not piece:
            self._forget(conn)
            self._end(conn)
        elif not self._take(conn, piece):
            self._wait(conn)
            self._make_room()

    def _take(self, conn: Any, piece: bytes) -> bool:
        """Take a piece of a request; whether no more is received now.

        A request that is whole is given to a thread.
        """
        arriving = self._arriving[conn]
        self._received += len(piece)
        whole = arriving.add(piece)
        asks = arriving.asks()
        if not (whole or asks):
            return False
        self._forget(conn)
        if arriving.fault:
            self._end(conn, FAULTS[arriving.fault])
        elif asks:
            self._look(conn, whole)
        else:
            self._hand_over(conn)
        return True

    def _came(self, conn: Any) -> int:
        """Bytes that have come of a request."""
        arriving = self._arriving.get(conn)
        return arriving.came if arriving else 0

    def _make_room(self) -> None:
        """Where too much has come in part, end what makes the most of it."""
        most = max(MOST_RECEIVED, SHARE * self.patience.longest)
        while self._received > most:
            conn = self._waiting.first_to_go(self._came)
            if conn is None:
                return
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
            self._receive(conn, conn.sock)

    def _hand_over(self, conn: Any) -> None:
        """Give a request that is whole to a thread."""
        arriving = self._arriving.pop(conn)
        self._received -= arriving.came
        conn.init()
        conn.sock.setblocking(True)
        if not isinstance(conn.parser.unreader, Given):
            conn.parser.unreader = Given(conn.sock)
        seconds = self.patience.streamed if arriving.streams else 0.0
        conn.parser.unreader.give(arriving.text(), seconds)
        super().enqueue_req(conn)

    def _give_up(self, conn: Any) -> None:
        """End what takes too long; nothing is said to who has said nothing, or has an answer."""
        self._forget(conn)
        self._end(conn, LATE if self._came(conn) else b"")

    def _forget(self, conn: Any) -> None:
        """Wait for a connection no longer, if it was waited for."""
        if conn in self._waiting:
            self._waiting.end(conn)
            with suppress(OSError, KeyError, ValueError):
                self.poller.unregister(conn.sock)

    def _end(self, conn: Any, word: bytes = b"") -> None:
        """Say a last word, and close when the client has, or soon: else it may miss the answer."""
        self.nr_conns -= 1
        arriving = self._arriving.pop(conn, None)
        self._received -= arriving.came if arriving else 0
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
