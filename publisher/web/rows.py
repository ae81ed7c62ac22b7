"""Counts the rows of an answer as it comes by, in pieces that end anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

STRING: Final = re.compile(rb'"(?>(?:[^"\\]++|\\.)*)"', re.DOTALL)
REST: Final = re.compile(rb'(?>(?:[^"\\]++|\\.)*)"', re.DOTALL)
"""A string of JSON, and what is left of one that has begun."""

ROW: Final = b"</result>"


class Rows:
    """How many rows there were so far, of an answer in the format ``suffix``; graphs have none."""

    def __init__(self, suffix: str) -> None:
        self.count = 0
        self._rows: Callable[[bytes], int] = {
            "srj": self._json, "srx": self._xml, "csv": self._csv, "tsv": self._tsv,
        }.get(suffix, lambda piece: 0)  # fmt: skip
        self._left = b""
        self._quoted = False
        self._header = 1

    def add(self, piece: bytes) -> None:
        """Count on."""
        self.count += self._rows(piece)

    def _json(self, piece: bytes) -> int:
        """Only rows are objects that stand in an array; strings are taken out first."""
        text = self._left + piece
        if self._quoted:
            rest = REST.match(text)
            if rest is None:
                self._left = _open_escape(text)
                return 0
            text = text[rest.end() :]
        plain, mark, _ = STRING.sub(b"s", text).partition(b'"')
        self._quoted = bool(mark)
        self._left = _open_escape(text) if mark else plain[-1:].strip(b"{}]s:")
        return plain.count(b"[{") + plain.count(b",{")

    def _xml(self, piece: bytes) -> int:
        """Text has no ``<`` of its own."""
        text = self._left + piece
        self._left = text[-len(ROW) + 1 :]
        return text.count(ROW)

    def _csv(self, piece: bytes) -> int:
        """A line break within quotes ends no row (RFC 4180, section 2)."""
        rows = 0
        for number, part in enumerate(piece.split(b'"')):
            self._quoted ^= number > 0
            rows += 0 if self._quoted else part.count(b"\n")
        return self._but_the_header(rows)

    def _tsv(self, piece: bytes) -> int:
        """A line break in a term is written as an escape."""
        return self._but_the_header(piece.count(b"\n"))

    def _but_the_header(self, rows: int) -> int:
        header = min(rows, self._header)
        self._header -= header
        return rows - header


def _open_escape(text: bytes) -> bytes:
    """The backslash at the end of ``text`` whose character has not come yet."""
    return b"\\" if (len(text) - len(text.rstrip(b"\\"))) % 2 else b""
