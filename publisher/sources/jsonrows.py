"""JSON tables -> records: an array of flat objects, or an object of such arrays.

A language map (``{"sv": …, "en": …}``) becomes one column for each language; an array of plain
values becomes a cell of several texts; numbers keep the form in which they are written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from publisher.errors import SourceFault
from publisher.faults import Fault, Place
from publisher.sources.csvw_schema import Dialect
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.rows import Cell, Record, Table, make_table

LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")

FLAT: Final = (
    "a text, a number, true, false, a list of such, or a text in each language",
    "en text, ett tal, true, false, en lista av sådana, eller en text per språk",
)
ARRAY: Final = (
    "an array of objects, or an object of such arrays",
    "en lista av objekt, eller ett objekt med sådana listor",
)

Pairs = list[tuple[str, Any]]


class _Object:
    """An object as written, its keys in order and perhaps twice."""

    def __init__(self, pairs: Pairs) -> None:
        self.pairs = pairs


def read_json(source: SourceFile, limits: SourceLimits, dialect: Dialect) -> Iterator[Table]:
    """The tables of a JSON file; a dialect has no say in it. Raises SourceFault."""
    content = _load(source)
    if isinstance(content, list):
        yield _table(source, None, Path(source.name).stem, content, limits)
        return
    if not isinstance(content, _Object):
        raise _fault(source, "nested", str(content), ARRAY)
    _check_keys(source, content, Place(source.name))
    for name, rows in content.pairs:
        if not isinstance(rows, list):
            raise _fault(source, "nested", name, ARRAY)
        yield _table(source, name, name, rows, limits)


def _load(source: SourceFile) -> Any:
    try:
        text = source.path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        shown = f"0x{error.object[error.start]:02X}"
        raise _fault(source, "encoding", shown, ("UTF-8", "UTF-8"), row=row) from error
    if not text.strip():
        raise _fault(source, "empty", "", ARRAY)
    try:
        return json.loads(
            text,
            object_pairs_hook=_Object,
            parse_float=str,
            parse_int=str,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        said = f"{error.msg}."
        raise _fault(
            source, "syntax", "", (said, said), row=error.lineno, column=str(error.colno)
        ) from error
    except RecursionError as error:
        raise _fault(source, "nested", "[…]", FLAT) from error
    except ValueError as error:
        raise _fault(source, "syntax", "", (str(error), str(error))) from error


def _refuse_constant(text: str) -> Any:
    raise ValueError(f"{text} is not a JSON number.")


def _fault(
    source: SourceFile,
    code: str,
    value: str,
    expected: tuple[str, str],
    *,
    sheet: str = "",
    row: int = 0,
    column: str = "",
) -> SourceFault:
    return SourceFault([Fault(Place(source.name, sheet, row, column), code, value, *expected)])


def _table(
    source: SourceFile, sheet: str | None, name: str, rows: list[Any], limits: SourceLimits
) -> Table:
    flat = [
        _flatten(source, row, Place(source.name, sheet or "", number), limits)
        for number, row in enumerate(rows, start=1)
    ]
    header = list(dict.fromkeys(key for row in flat for key in row))
    table = make_table(source.name, sheet, name, _records(header, flat), limits)
    if table is None:
        raise _fault(source, "empty", "", ARRAY, sheet=sheet or "")
    return table


def _records(header: list[str], rows: list[dict[str, Cell]]) -> Iterator[Record]:
    yield 0, header
    for number, row in enumerate(rows, start=1):
        yield number, [row.get(key, "") for key in header]


def _flatten(source: SourceFile, row: Any, place: Place, limits: SourceLimits) -> dict[str, Cell]:
    if not isinstance(row, _Object):
        raise SourceFault([Fault(place, "nested", _shown(row), *ARRAY)])
    _check_keys(source, row, place)
    cells: dict[str, Cell] = {}
    for key, value in row.pairs:
        at = Place(place.file, place.sheet, place.row, key)
        if isinstance(value, _Object):
            _check_keys(source, value, at)
            for language, text in value.pairs:
                if not LANGUAGE.fullmatch(language):
                    raise SourceFault([Fault(at, "nested", "{…}", *FLAT)])
                cells[f"{key} ({language})"] = _cell(text, at, limits)
        else:
            cells[key] = _cell(value, at, limits)
    return cells


def _check_keys(source: SourceFile, content: _Object, place: Place) -> None:
    seen: set[str] = set()
    for key, _ in content.pairs:
        if key in seen:
            at = Place(place.file, place.sheet, place.row, key)
            once = "each key once", "varje nyckel en gång"
            raise SourceFault([Fault(at, "duplicate-heading", key, *once)])
        seen.add(key)


def _cell(value: Any, place: Place, limits: SourceLimits) -> Cell:
    if isinstance(value, list):
        texts = [_text(item, place, limits) for item in value]
        return tuple(text for text in texts if text)
    return _text(value, place, limits)


def _text(value: Any, place: Place, limits: SourceLimits) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        raise SourceFault([Fault(place, "nested", _shown(value), *FLAT)])
    if len(value) > limits.cell_characters:
        raise SourceFault([Fault(place, "too-long", value, str(limits.cell_characters))])
    return value.strip()


def _shown(value: Any) -> str:
    if isinstance(value, _Object):
        return "{…}"
    return "[…]" if isinstance(value, list) else str(value)
