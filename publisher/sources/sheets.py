"""What the two kinds of workbook have in common: safe XML, numbers and moments as text."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import IO, Final, TypeAlias
from xml.etree import ElementTree

Opener: TypeAlias = Callable[[str], "IO[bytes]"]
"""Opens a part of the container by name; raises PartMissing."""

Event: TypeAlias = tuple[str, "ElementTree.Element[str]"]

DIGITS: Final = 15
"""How many significant digits a spreadsheet program keeps and shows."""


class PartMissing(Exception):
    """A part that the container must have is not there."""


class PasswordNeeded(Exception):
    """The workbook cannot be read without its password."""


class Unsafe(Exception):
    """The XML holds a document type, which no spreadsheet program writes."""


class SheetLimit(Exception):
    """A sheet cannot be read as it is; the fields are those of a Fault."""

    def __init__(self, code: str, row: int, value: str, expected: int) -> None:
        super().__init__(code)
        self.code, self.row, self.value, self.expected = code, row, value, str(expected)


class _Guard:
    """A stream that refuses document types, and with them entities (XML 1.0, section 2.8)."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._tail = stream, b""

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        seen = self._tail + chunk
        if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen or b"\0" in chunk:
            raise Unsafe
        self._tail = seen[-9:]
        return chunk


def parse(stream: IO[bytes], *events: str) -> Iterator[Event]:
    """The elements of an XML part as they start and end. Raises ParseError and Unsafe."""
    # The guard leaves no document type to the parser, so no entity can unfold.
    yield from ElementTree.iterparse(_Guard(stream), events)  # type: ignore[arg-type] # noqa: S314


def local(element: ElementTree.Element[str]) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def attribute(element: ElementTree.Element[str], name: str) -> str | None:
    """An attribute by its name without namespace."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return None


def number_text(text: str) -> str:
    """A stored number as a person sees it: 15 significant digits, no exponent, no ``.0``."""
    if text.isascii() and text.isdigit() and len(text) <= DIGITS:
        return text
    number = float(text)
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError(text)
    plain = format(Decimal(f"{number:.{DIGITS}g}"), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def moment_text(moment: datetime.datetime) -> str:
    """A moment as XML Schema writes it; midnight is the day alone."""
    if moment.time() == datetime.time():
        return moment.date().isoformat()
    return moment.isoformat().rstrip("0") if moment.microsecond else moment.isoformat()


def duration_text(duration: datetime.timedelta) -> str:
    """A time of the day, or beyond a day a duration, as XML Schema writes it."""
    seconds = duration.total_seconds()
    if 0 <= seconds < 86400:
        return (datetime.datetime.min + duration).time().isoformat().partition(".")[0]
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    hours, rest = divmod(round(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    return f"{sign}PT{hours}H{minutes}M{rest}S"
