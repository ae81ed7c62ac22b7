"""Files in which a value of the thing still stands: what nobody but a person can decide on."""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

PASSED_OVER: Final = ("__pycache__", "node_modules", ".venv", ".git")
"""Folders that are not looked into; whether a repository keeps a value is said of it as a whole."""

LARGEST: Final = 200_000_000
"""Bytes of the largest file that is looked into."""

MARKUP: Final = re.compile(rb"<[^>]*>")


def leftovers(root: Path, releases: Path, texts: Sequence[str]) -> Iterator[Path]:
    """The files below ``root``, the releases aside, that hold one of ``texts``; by name."""
    if not texts:
        return
    for path in _files(root, releases):
        if holds(path, texts):
            yield path


def holds(path: Path, texts: Sequence[str]) -> bool:
    """Whether a file, or a part of it where it is packed, has one of ``texts``."""
    if path.stat().st_size > LARGEST:
        return False
    wanted = [text.casefold() for text in texts]
    for content in _contents(path):
        said = content.decode("utf-8", "replace").casefold()
        if any(text in said for text in wanted):
            return True
    return False


def _files(folder: Path, releases: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or path.name in PASSED_OVER or path == releases:
            continue
        if path.is_dir():
            yield from _files(path, releases)
        elif path.is_file():
            yield path


def _contents(path: Path) -> Iterator[bytes]:
    """What a file holds: as it is, unpacked, and as text without tags."""
    content = path.read_bytes()
    yield content
    if content[:2] == b"\x1f\x8b":
        try:
            yield gzip.decompress(content)
        except (OSError, EOFError, zlib.error):
            return
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            for info in package.infolist():
                if info.file_size <= LARGEST and not info.flag_bits & 1:
                    part = package.read(info)
                    yield part
                    yield MARKUP.sub(b"", part)
    elif content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield content.decode("utf-16", "replace").encode()
