"""Documents that are written once and sent many times: short ones in memory, long ones in files.

A body is known by what it is made of, so that it is never out of date. It is kept packed, as most
clients want it, and its length is known as it was and packed: who asks HEAD is told.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, Final

from publisher.store.answers import trim

SHORT: Final = 2_000_000
"""Bytes of the longest body that is held in memory."""

ROOM: Final = 24_000_000
"""Bytes of packed bodies that a process holds."""

BLOCK: Final = 1_000
"""Bytes that a body takes in memory beside its content."""

PIECE: Final = 65_536
LEVEL: Final = 6
NAME: Final = re.compile(r"[0-9a-f-]+")


@dataclass(frozen=True)
class Body:
    """A body: ``pieces`` gives it packed with gzip where it is called with True, else as it is.

    The lengths, in bytes, are None where they are not known before it has been sent. ``tag`` tells
    the content from any other; for a long body that is its key.
    """

    pieces: Callable[[bool], Iterator[bytes]]
    tag: str
    length: int | None = None
    packed_length: int | None = None


class Bodies:
    """The bodies that one process has at hand; in ``folder`` those that all of a machine share.

    ``room`` is what the files may take, in bytes. Without a folder there are no files.
    """

    def __init__(self, folder: Path | None, room: int) -> None:
        self._folder, self._room = folder, room
        self._held: OrderedDict[str, Body] = OrderedDict()
        self._taken = 0
        self._lock = threading.Lock()

    def get(self, key: str, write: Callable[[], Iterable[bytes]]) -> Body:
        """The body ``key`` (hexadecimal digits), which ``write`` writes where it is not kept."""
        found = self._in_memory(key) or self._in_file(key)
        if found is not None:
            return found
        pieces = iter(write())
        first, size = [], 0
        for piece in pieces:
            first.append(piece)
            size += len(piece)
            if size > SHORT:
                return Body(partial(self._passing, key, chain(first, pieces)), key)
        return self._hold(key, first)

    def _hold(self, key: str, pieces: Iterable[bytes]) -> Body:
        body = body_of(b"".join(pieces))
        with self._lock:
            if key not in self._held:
                self._held[key] = body
                self._taken += _size(body)
            while self._taken > ROOM:
                self._taken -= _size(self._held.popitem(last=False)[1])
        return body

    def _in_memory(self, key: str) -> Body | None:
        with self._lock:
            if key not in self._held:
                return None
            self._held.move_to_end(key)
            return self._held[key]

    def _in_file(self, key: str) -> Body | None:
        assert NAME.fullmatch(key)
        for path in self._folder.glob(f"{key}.*.gz") if self._folder else ():
            with suppress(OSError, ValueError):
                length, size = int(path.name.split(".")[1]), path.stat().st_size
                handle = path.open("rb")
                os.utime(path)
                return Body(partial(_of_file, handle), key, length, size)
        return None

    def _passing(self, key: str, pieces: Iterator[bytes], packed: bool) -> Iterator[bytes]:
        """A long body on its way to a client; it is kept when it has come whole."""
        packer, length = zlib.compressobj(LEVEL, wbits=31), 0
        file = _Beside(self._folder, key)
        try:
            for piece in pieces:
                length += len(piece)
                small = packer.compress(piece)
                file.write(small)
                if small or not packed:
                    yield small if packed else piece
            end = packer.flush()
            file.write(end)
            if file.finish(length) and self._folder:
                trim(self._folder, self._room)
            if packed:
                yield end
        finally:
            file.drop()


class _Beside:
    """A file that appears whole or not at all; where it cannot be written there is none."""

    def __init__(self, folder: Path | None, key: str) -> None:
        self._folder, self._key = folder, key
        self._handle: IO[bytes] | None = None
        if folder is not None:
            with suppress(OSError):
                folder.mkdir(parents=True, exist_ok=True)
                self._path = folder / f".{key}.{os.getpid()}.{threading.get_ident()}"
                self._handle = self._path.open("wb")

    def write(self, piece: bytes) -> None:
        try:
            if self._handle:
                self._handle.write(piece)
        except OSError:
            self.drop()

    def finish(self, length: int) -> bool:
        """Let the file appear; ``length`` is what it holds, unpacked."""
        with suppress(OSError):
            if self._handle and self._folder:
                self._handle.close()
                self._path.replace(self._folder / f"{self._key}.{length}.gz")
                self._handle = None
                return True
        return False

    def drop(self) -> None:
        """Leave nothing behind."""
        if self._handle:
            self._handle.close()
            self._handle = None
            self._path.unlink(missing_ok=True)


def body_of(content: bytes) -> Body:
    """A body that is held in memory, packed."""
    packer = zlib.compressobj(LEVEL, wbits=31)
    packed = packer.compress(content) + packer.flush()

    def pieces(as_packed: bool) -> Iterator[bytes]:
        yield packed if as_packed else zlib.decompress(packed, wbits=31)

    return Body(pieces, hashlib.sha256(content).hexdigest()[:32], len(content), len(packed))


def _size(body: Body) -> int:
    return (body.packed_length or 0) + BLOCK


def _of_file(handle: IO[bytes], packed: bool) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(wbits=31)
    with handle:
        while piece := handle.read(PIECE):
            yield piece if packed else unpacker.decompress(piece)
