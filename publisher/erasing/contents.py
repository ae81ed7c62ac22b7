"""What a file holds, as text in pieces of bounded size: as it is, unpacked, and without tags."""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from typing import IO, Final, cast

import pyoxigraph as ox

PIECE: Final = 4_000_000
"""Bytes that are looked through at a time."""

ENCRYPTED: Final = 1
"""Flag of a part of a package (APPNOTE.TXT, section 4.4.4)."""

BATCH: Final = 5_000
"""Statements of a store that are looked through at a time."""

WIDEST: Final = 6
"""Most bytes of a character."""

MARKUP: Final = re.compile(r"<[^<>]*+>")
SQLITE: Final = b"SQLite format 3\0"
STORE: Final = ("CURRENT", "IDENTITY")
"""Files by which a folder is a store (RocksDB)."""

PACKED: Final[dict[bytes, Callable[[IO[bytes]], IO[bytes]]]] = {
    b"\x1f\x8b": lambda file: cast(IO[bytes], gzip.GzipFile(fileobj=file)),
    b"BZh": lambda file: cast(IO[bytes], bz2.BZ2File(file)),
    b"\xfd7zXZ": lambda file: cast(IO[bytes], lzma.LZMAFile(file)),  # noqa: SIM115 (file closes)
}
"""How what is packed begins, and what unpacks it."""

CLOSED: Final = (
    b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf", b"Rar!",
    b"PK\x03\x04",
)  # fmt: skip
"""How files begin whose text cannot be seen from here: PDF, old Office, other packers,
and packages without an end."""

WIDE: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


class Closed(Exception):
    """A file cannot be looked into: it is damaged, encrypted, or of such a kind."""


def contents(path: Path, overlap: int) -> Iterator[str]:
    """The text of a file; pieces overlap by ``overlap`` characters.

    Raises Closed once all is given that can be seen, and OSError where it cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(16)
        file.seek(0)
        yield from _pieces(file, overlap, WIDE.get(start[:2], "utf-8"))
        file.seek(0)
        unpack = next((unpack for mark, unpack in PACKED.items() if start.startswith(mark)), None)
        if unpack is not None:
            yield from _unpacked(unpack, file, overlap)
        elif start == SQLITE:
            yield from _rows(path)
        elif zipfile.is_zipfile(path):
            yield from _parts(path, overlap)
        elif start.startswith(CLOSED):
            raise Closed


def quads(store: Path) -> Iterator[str]:
    """What a store says, as N-Quads. Raises Closed where it cannot be opened."""
    try:
        found = map(str, ox.Store.read_only(str(store)))
        while some := list(islice(found, BATCH)):
            yield "\n".join(some)
    except (OSError, RuntimeError, ValueError) as error:
        raise Closed from error


def _pieces(file: IO[bytes], overlap: int, encoding: str = "utf-8") -> Iterator[str]:
    before = b""
    while piece := file.read(PIECE):
        yield (before + piece).decode(encoding, "replace")
        kept = (overlap * WIDEST + 1) // 2 * 2  # a whole number of characters of two bytes
        before = (before + piece)[-kept:]


def _unpacked(
    unpack: Callable[[IO[bytes]], IO[bytes]], file: IO[bytes], overlap: int
) -> Iterator[str]:
    try:
        yield from _pieces(unpack(file), overlap)
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise Closed from error


def _parts(path: Path, overlap: int) -> Iterator[str]:
    """The parts of a package, and their text without tags: a name may be cut by these."""
    closed = False
    try:
        with zipfile.ZipFile(path) as package:
            for info in package.infolist():
                closed = closed or bool(info.flag_bits & ENCRYPTED)
                if info.flag_bits & ENCRYPTED:
                    continue
                with package.open(info) as part:
                    for text in _pieces(part, overlap):
                        yield text
                        yield MARKUP.sub("", text)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error) as error:
        raise Closed from error
    if closed:
        raise Closed


def _rows(path: Path) -> Iterator[str]:
    """The rows of a database; what is packed in them is unpacked."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            database.text_factory = lambda data: data.decode("utf-8", "replace")
            tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (table,) in tables.fetchall():
                quoted = str(table).replace('"', '""')
                for row in database.execute(f'SELECT * FROM "{quoted}"'):  # noqa: S608
                    yield "\n".join(map(_cell, row))
    except sqlite3.Error as error:
        raise Closed from error


def _cell(value: object) -> str:
    if not isinstance(value, bytes):
        return str(value)
    with suppress(zlib.error):
        value = zlib.decompress(value)
    return value.decode("utf-8", "replace")
