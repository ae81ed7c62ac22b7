"""Rows and cells taken out of a text file; every other line stays byte for byte."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from publisher.erasing.edits import Edits
from publisher.sources.csvfile import csv_manner, csv_records
from publisher.sources.csvw import dialect_of
from publisher.sources.csvw_schema import Dialect
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.rows import Cell, written


def edit_csv(source: SourceFile, limits: SourceLimits, edits: Mapping[str, Edits]) -> bytes:
    """The text file without what goes. Raises SourceFault where it cannot be read."""
    own = edits[""]
    dialect = dialect_of(source) or Dialect()
    encoding, dialect, options = csv_manner(source, limits, dialect)
    text = source.path.read_bytes().decode(encoding)
    lines = list(io.StringIO(text, newline=""))
    records = list(csv_records(source, limits, dialect))
    starts = [number for number, _ in records]
    kept = lines[: starts[0] - 1] if starts else lines
    for (number, end), (_, record) in zip(
        pairwise([*starts, len(lines) + 1]), records, strict=True
    ):
        if number in own.rows:
            continue
        cells = own.of_row(number)
        here = lines[number - 1 : end - 1]
        kept += [_line(record, cells, dialect.skip_columns, options, here)] if cells else here
    return "".join(kept).encode(encoding)


def _line(
    record: Sequence[Cell], cells: Mapping[int, Cell], shift: int, options: dict[str, Any],
    lines: Sequence[str],
) -> str:  # fmt: skip
    """A record with some cells changed, as the file writes its records."""
    last = lines[-1]
    ending = last[len(last.rstrip("\r\n")) :]
    said = [written(cell) for cell in record]
    for column, cell in cells.items():
        said[column + shift] = written(cell)
    if options.get("quoting") == csv.QUOTE_NONE:
        return str(options["delimiter"]).join(said) + ending
    out = io.StringIO(newline="")
    kept = {name: options[name] for name in ("delimiter", "quotechar", "doublequote", "escapechar")
            if name in options}  # fmt: skip
    csv.writer(out, lineterminator=ending, **kept).writerow(said)
    return out.getvalue()
