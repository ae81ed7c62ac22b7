"""Long queries are read in a process of their own, which gives way to the one that serves.

To look through a million characters takes Python a tenth of a second, in which no other thread of
the process gets far. The queries that come most are short, and are read where they come.
"""

from __future__ import annotations

import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict
from typing import IO, Any, Final

from publisher import processes
from publisher.errors import Busy, QueryError
from publisher.store.mistakes import Mistake
from publisher.store.query import QueryFacts, examine

LONG: Final = 20_000
"""Characters from which a query is long."""

PATIENCE_SECONDS: Final = 10.0
"""How long a query may take to be read, the waiting for others included."""

NICER: Final = 10
"""How much the reading stands back behind the serving."""

MOST: Final = 8
"""Long queries that may be read or wait at a time."""

LENGTH: Final = struct.Struct(">I")


class Examiner:
    """Reads queries, the long ones one after the other in a process that ends with this one.

    ``most`` threads may be at long ones, and wait: the others are left to what is short.
    """

    def __init__(self, most: int = MOST) -> None:
        self._places = threading.Semaphore(most)
        self._one = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def __call__(self, query: str) -> QueryFacts:
        """What :func:`publisher.store.query.examine` says of a query, and raises.

        Raises Busy where too many long ones came before it, or none could be read in time.
        """
        if len(query) < LONG:
            return examine(query)
        if not self._places.acquire(blocking=False):
            raise _busy()
        try:
            return self._examined(query.encode("utf-8", "surrogatepass"))
        finally:
            self._places.release()

    def _examined(self, query: bytes) -> QueryFacts:
        until = time.monotonic() + PATIENCE_SECONDS
        if not self._one.acquire(timeout=PATIENCE_SECONDS):
            raise _busy()
        try:
            return _read(self._asked(query, until))
        finally:
            self._one.release()

    def _asked(self, query: bytes, until: float) -> dict[str, Any]:
        """What the process says; a new one is asked where the one there was has ended."""
        process = self._process
        if process is None or process.poll() is not None:
            process = self._process = subprocess.Popen(
                processes.command(__spec__.name), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                env=processes.environment(),
            )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        said = None
        with suppress(BrokenPipeError):  # it was ended from outside
            if _sent(process.stdin.fileno(), query, until) and _ready(
                process.stdout.fileno(), select.POLLIN, until
            ):
                said = _next(process.stdout)
        if said is not None:
            return dict(json.loads(said))
        process.kill()
        process.communicate()
        self._process = None
        raise _busy()


def _read(said: dict[str, Any]) -> QueryFacts:
    """The facts in an answer of the process. Raises the error in it."""
    if "facts" in said:
        return QueryFacts(**said["facts"])
    what, todo, place = said["error"]
    if place is None:
        raise QueryError(what, todo=todo)
    raise Mistake(what, line=place[0], column=place[1], todo=todo)


def _busy() -> Busy:
    return Busy("too many long queries are waiting.", todo="Try again in a while.")


def _sent(pipe: int, text: bytes, until: float) -> bool:
    """Whether a text could be written into a pipe in time (``time.monotonic``)."""
    os.set_blocking(pipe, False)
    left = memoryview(_framed(text))
    while left:
        if not _ready(pipe, select.POLLOUT, until):
            return False
        left = left[os.write(pipe, left) :]
    return True


def _ready(pipe: int, event: int, until: float) -> bool:
    look = select.poll()
    look.register(pipe, event)
    return bool(look.poll(max(0.0, until - time.monotonic()) * 1_000))


def _framed(text: bytes) -> bytes:
    return LENGTH.pack(len(text)) + text


def _next(stream: IO[bytes]) -> bytes | None:
    """The next text on a stream; None at its end."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    length: int = LENGTH.unpack(head)[0]
    text = stream.read(length)
    return text if len(text) == length else None


def main() -> None:
    """Read the queries on the input until it ends."""
    os.nice(NICER)
    while (query := _next(sys.stdin.buffer)) is not None:
        said = _said(query.decode("utf-8", "surrogatepass"))
        sys.stdout.buffer.write(_framed(json.dumps(said).encode()))
        sys.stdout.buffer.flush()


def _said(query: str) -> dict[str, Any]:
    try:
        return {"facts": asdict(examine(query))}
    except QueryError as error:
        place = (error.line, error.column) if isinstance(error, Mistake) else None
        return {"error": (error.what, error.todo, place)}


if __name__ == "__main__":
    main()
