"""The encoding of a text file: a byte order mark, else strict UTF-8, else what old programs wrote.

A file is never read in an encoding that merely happens to accept its bytes: text that is UTF-8 but
for a stray byte, and text that was broken before it was saved, is reported where it breaks.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from pathlib import Path
from typing import Final

MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

LEGACY: Final = ("cp1252", "iso8859-15", "mac-roman")
"""What spreadsheet programs in the Nordic countries have saved; the first of equals is taken."""

BROKEN: Final = re.compile(
    rb"\xef\xbf\xbd"  # U+FFFD, which a program writes for what it could not read
    rb"|\xc3\x83\xc2[\xa4-\xa6\xb6\xa9]"  # å, ä, ö or é encoded twice
    rb"|\xc3\x83\xe2\x80[\xa6\x9e\x93]"  # Å, Ä or Ö encoded twice
)

WELL_FORMED: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)

HIGH: Final = re.compile(rb"([A-Za-z]?)([\x80-\xff]+)([A-Za-z]?)")

LETTERS: Final = {
    **dict.fromkeys("åäöÅÄÖ", 4),
    **dict.fromkeys("éèüæøÉÜÆØáàêëíóôúçñß", 2),
}
"""How much a letter speaks for the encoding that gives it."""

SIGNS: Final = frozenset("–—’‘”“„…•€§°·»«½¼¾±²³µ×´ ®©™£")
"""Signs that stand between words."""

CHUNK: Final = 1 << 20
SAMPLE: Final = 20_000
"""How many runs of bytes beyond ASCII decide on the encoding."""


class BrokenText(Exception):
    """The text cannot be decoded, or was broken before it was saved, at a byte of the file."""

    def __init__(self, offset: int, shown: str, encoding: str, expected: tuple[str, str]) -> None:
        super().__init__(shown)
        self.offset, self.shown, self.encoding, self.expected = offset, shown, encoding, expected


def detect_encoding(path: Path) -> str:
    """The encoding of the text file at ``path``, as Python names it. Raises BrokenText."""
    with path.open("rb") as stream:
        start = stream.read(4096)
    marked = next((name for mark, name in MARKS if start.startswith(mark)), None)
    if marked and marked != "utf-8-sig":
        return marked
    wide = _wide(start)
    if wide:
        return wide
    failure = _first_invalid(path)
    if failure is None:
        _refuse_broken(path)
        return marked or "utf-8"
    if marked or _is_mostly_utf8(path):
        offset, byte = failure
        raise BrokenText(offset, f"0x{byte:02X}", "utf-8", ("UTF-8", "UTF-8"))
    return _legacy(path, failure)


def check_encoding(path: Path, encoding: str) -> None:
    """Decode the whole file in the encoding that its metadata names. Raises BrokenText."""
    decoder = codecs.getincrementaldecoder(encoding)()
    offset = 0
    with path.open("rb") as stream:
        chunk = b"?"
        while chunk:
            chunk = stream.read(CHUNK)
            held = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                at, byte = offset - held + error.start, error.object[error.start]
                raise BrokenText(at, f"0x{byte:02X}", encoding, (encoding, encoding)) from error
            offset += len(chunk)


def _wide(start: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of the beginning is zero."""
    even, odd = start[::2], start[1::2]
    if odd and odd.count(0) > len(odd) * 0.4 and not even.count(0):
        return "utf-16-le"
    if even and even.count(0) > len(even) * 0.4 and not odd.count(0):
        return "utf-16-be"
    return None


def _first_invalid(path: Path) -> tuple[int, int] | None:
    """The place and value of the first byte that is not UTF-8."""
    try:
        check_encoding(path, "utf-8")
    except BrokenText as broken:
        return broken.offset, int(broken.shown, 16)
    return None


def _refuse_broken(path: Path) -> None:
    """Refuse text that was broken before it was saved."""
    offset, tail = 0, b""
    with path.open("rb") as stream:
        for chunk in iter(lambda: stream.read(CHUNK), b""):
            found = BROKEN.search(tail + chunk)
            if found:
                expected = "the letter that once stood there", "bokstaven som en gång stod där"
                at = offset - len(tail) + found.start()
                raise BrokenText(at, found[0].decode(), "utf-8", expected)
            offset += len(chunk)
            tail = chunk[-4:]


def _is_mostly_utf8(path: Path) -> bool:
    """Whether characters of several bytes outweigh the bytes that fit no such character."""
    whole = stray = 0
    with path.open("rb") as stream:
        for line in stream:
            if not line.isascii():
                whole += len(WELL_FORMED.findall(line))
                rest = WELL_FORMED.sub(b"", line)
                stray += sum(byte > 127 for byte in rest)
    return whole >= stray


def _legacy(path: Path, failure: tuple[int, int]) -> str:
    """The old encoding in which the letters beyond ASCII make the most sense."""
    runs: Counter[tuple[bytes, bytes, bytes]] = Counter()
    with path.open("rb") as stream:
        for line in stream:
            if not line.isascii():
                runs.update(HIGH.findall(line))
            if len(runs) > SAMPLE:
                break
    long = sum(count for (_, run, _), count in runs.items() if len(run) > 3)
    scores = {name: _score(runs, name) for name in LEGACY}
    best = max(LEGACY, key=lambda name: scores[name])
    if scores[best] <= 0 or long * 3 > runs.total():
        offset, byte = failure
        known = ", ".join(("UTF-8", "Windows-1252", "ISO-8859-15", "Mac Roman"))
        raise BrokenText(offset, f"0x{byte:02X}", best, (known, known))
    return best


def _score(runs: Counter[tuple[bytes, bytes, bytes]], encoding: str) -> int:
    total = 0
    for (before, run, after), count in runs.items():
        for character in run.decode(encoding, errors="replace"):
            if character in LETTERS:
                worth = LETTERS[character]
            elif character in SIGNS:
                worth = -2 if before and after else 1
            elif character == "\ufffd" or not character.isprintable():
                worth = -8
            else:
                worth = 0 if character.isalpha() else -3
            total += worth * count
    return total
