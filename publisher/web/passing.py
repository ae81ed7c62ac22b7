"""Answers that are collected on their way to the client, to be kept when they have come whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from publisher.store.answers import LARGEST, Kept, kept
from publisher.store.finishing import made_by_chance


class Passing:
    """The pieces of an answer, handed on as they are; closed as what they come from is.

    ``keep`` gets the answer when its last piece has been taken. It does not where the answer is
    broken off, is longer than what is kept, or has blank nodes that would be named anew.
    """

    def __init__(
        self, pieces: Iterator[bytes], suffix: str, keep: Callable[[Kept], object]
    ) -> None:
        self._pieces, self._suffix, self._keep = pieces, suffix, keep
        self._passed: list[bytes] | None = []
        self._size = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            piece = next(self._pieces)
        except StopIteration:
            self._end()
            raise
        if self._passed is not None:
            self._size += len(piece)
            self._passed.append(piece)
            if self._size > LARGEST:
                self._passed = None
        return piece

    def _end(self) -> None:
        passed, self._passed = self._passed, None
        if passed:
            body = b"".join(passed)
            if not made_by_chance(body, self._suffix):
                self._keep(kept(body))

    def close(self) -> None:
        """Let go of what the pieces come from."""
        self._passed = None
        close = getattr(self._pieces, "close", None)
        if close is not None:
            close()
