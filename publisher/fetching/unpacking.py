"""A packed body -> bytes, a piece at a time: what is small when packed may be large when not."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

PIECE: Final = 262_144
"""Bytes unpacked at a time."""

WINDOWS: Final[dict[str, int]] = {
    "": 0, "identity": 0, "gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16,
    "deflate": zlib.MAX_WBITS,
}  # fmt: skip
"""The content codings that are read (RFC 9110, section 8.4.1), as zlib calls them."""


class Unpacker:
    """Unpacks a body. Raises KeyError for a coding that is not read."""

    def __init__(self, coding: str) -> None:
        self._window = WINDOWS[coding.strip().lower()]
        self._stream = zlib.decompressobj(self._window) if self._window else None
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What ``data`` unpacks to, in pieces. Raises ValueError where it is no packed body."""
        if self._stream is None:
            yield data
            return
        more = bool(data)
        while more:
            self._begun = True
            try:
                piece = self._stream.decompress(data, PIECE)
            except zlib.error as error:
                raise ValueError(str(error)) from error
            if piece:
                yield piece
            data = self._stream.unconsumed_tail
            if self._stream.eof:  # a further member may follow (RFC 1952, section 2.2)
                data = self._stream.unused_data.lstrip(b"\0")
                self._stream, self._begun = zlib.decompressobj(self._window), False
            more = bool(data) or (self._begun and len(piece) == PIECE)

    def ended(self) -> bool:
        """Whether the body that was fed is whole."""
        return self._stream is None or not self._begun or self._stream.eof
