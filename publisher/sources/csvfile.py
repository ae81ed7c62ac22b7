"""Text tables (RFC 4180 and its relatives) -> records: delimiter, quotes and line numbers.

What is not said by a dialect is found out from the file. A quotation mark that is opened and not
closed as it should be is a fault at the row where it was opened, never a guess.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

from publisher.errors import SourceFault
from publisher.faults import Fault, Place
from publisher.sources.csvw_schema import Dialect
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.encoding import BrokenText, check_encoding, detect_encoding
from publisher.sources.rows import Record, Table, column_letters, make_table

DELIMITERS: Final = (",", ";", "\t", "|")

SAMPLE_RECORDS: Final = 50
"""How many records decide on the delimiter."""

SAMPLE_CHARACTERS: Final = 200_000

SEP_LINE: Final = re.compile(r'"?sep=(.)"?\s*$', re.IGNORECASE)
"""The first line by which some programs name the delimiter."""


def read_csv(source: SourceFile, limits: SourceLimits, dialect: Dialect) -> Iterator[Table]:
    """The one table of a text file. Raises SourceFault, here or as its rows are read."""
    records, dialect = _cut(source, limits, dialect)
    header = 1 if dialect.header_row_count is None else dialect.header_row_count
    table = make_table(
        source.name,
        None,
        Path(source.name).stem,
        _shaped(records, dialect),
        limits,
        headless=dialect.header is False or header == 0,
        header_rows=header,
        keep_blank=dialect.skip_blank_rows is False,
    )
    if table is None:
        raise _empty(source)
    yield table


def csv_records(
    source: SourceFile, limits: SourceLimits, dialect: Dialect
) -> Iterator[tuple[int, list[str]]]:
    """The records of a text file just as they stand in it, each with the line where it begins.

    Raises SourceFault, here or as they are read.
    """
    return _cut(source, limits, dialect)[0]


def csv_manner(
    source: SourceFile, limits: SourceLimits, dialect: Dialect
) -> tuple[str, Dialect, dict[str, Any]]:
    """How a text file is written: encoding, dialect, and options of the csv module.

    Raises SourceFault where it cannot be read.
    """
    whole = _cut(source, limits, dialect)[1]
    return _encoding(source, dialect), whole, _options(whole)


def _cut(
    source: SourceFile, limits: SourceLimits, dialect: Dialect
) -> tuple[Iterator[tuple[int, list[str]]], Dialect]:
    """The records of a text file, and the dialect with what was found out."""
    if source.path.stat().st_size == 0:
        raise _empty(source)
    encoding = _encoding(source, dialect)
    _refuse_null_bytes(source, encoding)
    dialect = _complete(source.path, encoding, dialect, source.path.suffix.lower() == ".tsv")
    return _records(source, encoding, limits, dialect), dialect


def _empty(source: SourceFile) -> SourceFault:
    expected = "a row of headings and a row for each thing", "en rubrikrad och en rad för varje sak"
    return SourceFault([Fault(Place(source.name), "empty", "", *expected)])


def _encoding(source: SourceFile, dialect: Dialect) -> str:
    try:
        if dialect.encoding:
            check_encoding(source.path, dialect.encoding)
            return dialect.encoding
        return detect_encoding(source.path)
    except BrokenText as broken:
        row, column = _locate(source.path, broken.offset, broken.encoding)
        place = Place(source.name, "", row, column)
        raise SourceFault([Fault(place, "encoding", broken.shown, *broken.expected)]) from broken


def _refuse_null_bytes(source: SourceFile, encoding: str) -> None:
    if encoding.startswith(("utf-16", "utf-32")):
        return
    offset = 0
    with source.path.open("rb") as stream:
        for chunk in iter(lambda: stream.read(1 << 20), b""):
            found = chunk.find(b"\0")
            if found >= 0:
                row, column = _locate(source.path, offset + found, encoding)
                place = Place(source.name, "", row, column)
                raise SourceFault([Fault(place, "encoding", "0x00", "text", "text")])
            offset += len(chunk)


def _locate(path: Path, offset: int, encoding: str) -> tuple[int, str]:
    """The row and the heading of the cell in which the byte at ``offset`` stands."""
    with path.open("rb") as stream:
        text = stream.read(offset).decode(encoding, errors="replace")
    delimiter = _delimiter(text[:SAMPLE_CHARACTERS], Dialect())
    reader = csv.reader(io.StringIO(text + "?", newline=""), delimiter=delimiter)
    header: list[str] = []
    record: list[str] = []
    start = line = 1
    for record in reader:
        start, line = line, reader.line_num + 1
        header = header or record
    at = len(record) - 1
    heading = header[at].strip() if at < len(header) and header is not record else ""
    return start, heading or column_letters(max(at, 0))


def _complete(path: Path, encoding: str, dialect: Dialect, tabs: bool) -> Dialect:
    """``dialect`` with the delimiter found out, and the line that names it passed over."""
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        sample = stream.read(SAMPLE_CHARACTERS)
    named = SEP_LINE.match(sample.splitlines()[0]) if sample.strip() else None
    if named and dialect.delimiter is None:
        return replace(dialect, delimiter=named[1], skip_rows=dialect.skip_rows + 1)
    if dialect.delimiter is None:
        delimiter = "\t" if tabs else _delimiter(sample, dialect)
        dialect = replace(dialect, delimiter=delimiter)
    if dialect.delimiter == "\t" and dialect.quote_char is None and not dialect.unquoted:
        # Text parted by tabs mostly has no quoting at all: a name may begin with a quotation mark.
        dialect = replace(dialect, unquoted=not _is_quoted(path, encoding, dialect))
    return dialect


def _delimiter(sample: str, dialect: Dialect) -> str:
    """The delimiter that cuts the most records as it cuts the header, into the most cells."""
    lines = sample.splitlines(keepends=True)
    if len(lines) > 1 and len(sample) >= SAMPLE_CHARACTERS:
        lines.pop()
    best, most = DELIMITERS[0], (0.0, 1)
    for delimiter in DELIMITERS:
        options = _options(replace(dialect, delimiter=delimiter)) | {"strict": False}
        reader = csv.reader(lines[dialect.skip_rows :], **options)
        records = [record for record in islice(reader, SAMPLE_RECORDS) if any(record)]
        width = len(records[0]) if records else 1
        if width < 2:
            continue
        fitting = sum(len(record) == width or not any(record[width:]) for record in records)
        score = (fitting / len(records), width)
        if score > most:
            best, most = delimiter, score
    return best


def _is_quoted(path: Path, encoding: str, dialect: Dialect) -> bool:
    """Whether every quotation mark that opens a cell also closes it."""
    with path.open(encoding=encoding, newline="") as stream:
        try:
            for _ in csv.reader(stream, **_options(dialect)):
                pass
        except csv.Error:
            return False
    return True


def _options(dialect: Dialect) -> dict[str, Any]:
    quote = dialect.quote_char or '"'
    options: dict[str, Any] = {
        "delimiter": dialect.delimiter or ",",
        "quotechar": quote,
        "doublequote": dialect.double_quote is not False,
        "skipinitialspace": dialect.skip_initial_space,
        "strict": True,
    }
    if dialect.double_quote is False:
        options["escapechar"] = "\\"
    if dialect.unquoted:
        options |= {"quoting": csv.QUOTE_NONE, "quotechar": None}
    return options


def _records(
    source: SourceFile, encoding: str, limits: SourceLimits, dialect: Dialect
) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins."""
    # The csv module holds its limit for the whole process: raised, never lowered.
    if csv.field_size_limit() < limits.cell_characters:
        csv.field_size_limit(limits.cell_characters)
    with source.path.open(encoding=encoding, newline="") as stream:
        for _ in range(dialect.skip_rows):
            stream.readline()
        reader = csv.reader(stream, **_options(dialect))
        line = dialect.skip_rows
        start = line + 1
        try:
            for record in reader:
                yield start, record
                start = line + reader.line_num + 1
        except csv.Error as error:
            raise _malformed(source, encoding, start, dialect, str(error), limits) from error


def _malformed(
    source: SourceFile,
    encoding: str,
    start: int,
    dialect: Dialect,
    reason: str,
    limits: SourceLimits,
) -> SourceFault:
    """The fault for a record that could not be cut into cells, at the quote that opened last."""
    quote = dialect.quote_char or '"'
    with source.path.open(encoding=encoding, newline="") as stream:
        text = "".join(islice(stream, start - 1, start + 20))
    row, shown = start, text.splitlines()[0] if text else ""
    opened = _last_opening(text, dialect.delimiter or ",", quote)
    if opened is not None:
        row = start + len(text[:opened].splitlines()) - 1 if opened else start
        shown = text[opened : opened + 60]
    place = Place(source.name, "", row)
    if "field limit" in reason and not opened:
        return SourceFault([Fault(place, "too-long", shown, str(limits.cell_characters))])
    return SourceFault([
        Fault(
            place, "quote", shown,
            f"a {quote} at both ends of the cell, and {quote * 2} inside it",
            f"{quote} i båda ändar av cellen, och {quote * 2} inuti den",
        )
    ])  # fmt: skip


def _last_opening(text: str, delimiter: str, quote: str) -> int | None:
    """Where the quote stands that opens a cell and is not closed before a delimiter."""
    at, fresh = 0, True
    while at < len(text):
        character = text[at]
        if fresh and character == quote:
            end = at + 1
            while end < len(text):
                if text[end] == quote:
                    if text[end + 1 : end + 2] != quote:
                        break
                    end += 1
                end += 1
            if end >= len(text) or text[end + 1 : end + 2] not in (delimiter, "\r", "\n", ""):
                return at
            at = end
        fresh = character == delimiter or character in "\r\n"
        at += 1
    return None


def _shaped(records: Iterable[tuple[int, list[str]]], dialect: Dialect) -> Iterator[Record]:
    """Records trimmed, without comments and without the columns passed over."""
    trim = {"false": None, "start": str.lstrip, "end": str.rstrip}.get(
        dialect.trim or "true", str.strip
    )
    comment, skipped = dialect.comment_prefix, dialect.skip_columns
    for number, record in records:
        if comment and record and record[0].startswith(comment):
            continue
        cells = record[skipped:] if skipped else record
        yield number, list(map(trim, cells)) if trim else cells
