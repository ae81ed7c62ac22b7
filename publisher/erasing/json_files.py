"""Rows and cells taken out of a JSON table; everything else stays as it is written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from publisher.erasing.edits import Edits
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.rows import Cell

SPACE: Final = re.compile(r"[ \t\r\n]*")
DECODER: Final = json.JSONDecoder(parse_float=str, parse_int=str)


def edit_json(source: SourceFile, limits: SourceLimits, edits: Mapping[str, Edits]) -> bytes:
    """The file without what goes: arrays of objects, at the top or in an object by name."""
    text = source.path.read_bytes().decode("utf-8-sig")
    pieces: list[tuple[int, int, str]] = []
    for sheet, spans in _tables(text):
        own = edits.get(sheet, Edits())
        pieces += _changes(text, spans, own)
    for start, end, new in sorted(pieces, reverse=True):
        text = text[:start] + new + text[end:]
    return text.encode()


def _changes(text: str, spans: list[tuple[int, int]], own: Edits) -> Iterator[tuple[int, int, str]]:
    """The pieces of an array to be replaced: whole objects with a comma, or single objects."""
    count = len(spans)
    for number, (start, end) in enumerate(spans, 1):
        if number in own.rows:
            last = all(later in own.rows for later in range(number, count + 1))
            first = all(earlier in own.rows for earlier in range(1, number))
            if last and not first:
                yield spans[number - 2][1], end, ""
            else:
                yield start, spans[number][0] if number < count else end, ""
        elif cells := own.of_row(number):
            yield start, end, _with(text[start:end], cells)


def _with(text: str, cells: Mapping[int, Cell]) -> str:
    """An object with some members changed, by their place."""
    content = json.loads(text)
    for place, name in enumerate(list(content)):
        if place in cells:
            cell = cells[place]
            content[name] = list(cell) if isinstance(cell, tuple) else cell
    return json.dumps(content, ensure_ascii=False)


def _tables(text: str) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The arrays of a file by name, with where each of their elements stands."""
    at = _after(text, 0)
    if text[at] == "[":
        yield "", _elements(text, at)[0]
        return
    at = _after(text, at + 1)
    while text[at] != "}":
        name, at = DECODER.raw_decode(text, at)
        at = _after(text, _after(text, at) + 1)
        spans, at = _elements(text, at)
        yield name, spans
        at = _after(text, at)
        at = _after(text, at + 1) if text[at] == "," else at


def _elements(text: str, at: int) -> tuple[list[tuple[int, int]], int]:
    """Where the elements of the array at ``at`` stand, and where it ends."""
    spans: list[tuple[int, int]] = []
    at = _after(text, at + 1)
    while text[at] != "]":
        _, end = _value(text, at)
        spans.append((at, end))
        at = _after(text, end)
        at = _after(text, at + 1) if text[at] == "," else at
    return spans, at + 1


def _value(text: str, at: int) -> tuple[Any, int]:
    return DECODER.raw_decode(text, at)


def _after(text: str, at: int) -> int:
    found = SPACE.match(text, at)
    return found.end() if found else at
