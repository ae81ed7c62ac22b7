"""Sets of mappings (SSSOM/TSV) -> rows: links that were accepted, and links that were refused.

Simple Standard for Sharing Ontological Mappings, section "TSV": a header in YAML whose lines begin
with ``#``, then a table parted by tabs. A row whose ``predicate_modifier`` is ``Not`` says that the
two are no such pair.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from publisher.errors import SourceFault
from publisher.faults import Fault, Place
from publisher.names import nearest
from publisher.sources.sssom_cells import BUILT_IN, CHECKS, REFUSAL, REQUIRED, expand

SUFFIX: Final = ".sssom.tsv"
COLUMNS: Final = (
    "subject_id", "subject_label", "predicate_id", "predicate_label", "predicate_modifier",
    "object_id", "object_label", "mapping_justification", "confidence", "author_id",
    "author_label", "reviewer_id", "reviewer_label", "mapping_date", "mapping_tool",
    "mapping_tool_version", "similarity_score", "similarity_measure", "match_string",
    "subject_match_field", "object_match_field", "comment", "other", "see_also", "license",
    "mapping_cardinality", "mapping_provider", "mapping_source", "subject_category",
    "object_category", "subject_type", "object_type", "subject_source", "object_source",
    "subject_source_version", "object_source_version", "subject_preprocessing",
    "object_preprocessing", "creator_id", "creator_label", "curation_rule",
    "curation_rule_text", "issue_tracker_item", "publication_date", "record_id", "review_date",
)  # fmt: skip
"""Columns of the standard that are taken as they are."""
EXTENSION: Final = "ext_"
"""What the name of any other column begins with, unless the header defines it."""

HEADER_LINES: Final = 2_000


@dataclass(frozen=True)
class LinkRow:
    """One mapping. ``number`` is the line of the file on which it begins."""

    number: int
    subject: str
    predicate: str
    object: str
    refused: bool
    cells: Mapping[str, str]
    """What stands in the row, by column."""


@dataclass(frozen=True)
class LinkTable:
    """A set of mappings as read, with what is wrong in it."""

    header: Mapping[str, Any]
    columns: tuple[str, ...]
    rows: tuple[LinkRow, ...]
    faults: tuple[Fault, ...] = ()
    rejected: tuple[int, ...] = ()
    """Numbers of rows that have faults."""


def is_links(name: str) -> bool:
    """Whether a file is a set of mappings, by its name."""
    return name.lower().endswith(SUFFIX)


def read_links(path: Path, name: str) -> LinkTable:
    """The mappings in a file. Raises SourceFault where it cannot be read as a table at all."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        shown = f"0x{error.object[error.start]:02X}"
        raise SourceFault([Fault(Place(name), "encoding", shown, "UTF-8", "UTF-8")]) from None
    return parse_links(text, name)


def parse_links(text: str, name: str) -> LinkTable:
    """The mappings in ``text``; faults are told at their places in the file ``name``."""
    lines = text.splitlines(keepends=True)
    top = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    header = _header(lines[:top], name)
    reader = csv.reader(io.StringIO("".join(lines[top:]), newline=""), delimiter="\t", strict=True)
    records: list[tuple[int, list[str]]] = []
    start = top + 1
    try:
        for record in reader:
            records.append((start, [cell.strip() for cell in record]))
            start = top + reader.line_num + 1
    except csv.Error as error:
        fault = Fault(Place(name, "", start), "syntax", "", f"{error}.")
        raise SourceFault([fault]) from None
    records = [(number, cells) for number, cells in records if any(cells)]
    if not records:
        expected = "a row of column names", "en rad med kolumnnamn"
        raise SourceFault([Fault(Place(name, "", top + 1), "empty", "", *expected)])
    columns = tuple(records[0][1])
    _require_columns(columns, header, Place(name, "", records[0][0]))
    return _Reading(name, header, columns).table(records[1:])


def prefixes_of(header: Mapping[str, Any]) -> dict[str, str]:
    """The prefixes that a set of mappings may use."""
    own = header.get("curie_map")
    return {**BUILT_IN, **(own if isinstance(own, dict) else {})}


def _header(lines: Sequence[str], name: str) -> Mapping[str, Any]:
    text = "".join(line[1:] for line in lines[:HEADER_LINES])
    try:
        content = yaml.safe_load(text) if text.strip() else {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(name, "", mark.line + 1 if mark else 1)
        said = getattr(error, "problem", None) or "not YAML"
        raise SourceFault([Fault(place, "syntax", "", f"{said}.")]) from None
    content = {} if content is None else content
    maps = content.get("curie_map") if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(maps or {}, dict):
        expected = (
            "key: value, and in curie_map prefix: IRI",
            "nyckel: värde, och i curie_map prefix: IRI",
        )
        raise SourceFault([Fault(Place(name, "", 1), "metadata", text[:60], *expected)])
    for prefix, space in (maps or {}).items():
        if not isinstance(prefix, str) or expand(str(space), {}) is None:
            at = next((row for row, line in enumerate(lines, 1) if f"{prefix}:" in line), 1)
            expected = "an IRI for each prefix", "en IRI för varje prefix"
            raise SourceFault([
                Fault(Place(name, "", at), "metadata", f"{prefix}: {space}", *expected)
            ])  # fmt: skip
    return content


def _require_columns(columns: Sequence[str], header: Mapping[str, Any], place: Place) -> None:
    faults = [
        Fault(place, "missing-column", column, "SSSOM", nearest=nearest(column, columns, cutoff=80))
        for column in REQUIRED
        if column not in columns
    ]
    defined = {
        item.get("slot_name")
        for item in header.get("extension_definitions") or ()
        if isinstance(item, dict)
    }
    for at, column in enumerate(columns):
        if column in columns[:at]:
            faults.append(Fault(place, "duplicate-heading", column, f"{at + 1}"))
        elif column not in COLUMNS and column not in defined and not column.startswith(EXTENSION):
            like = nearest(column, COLUMNS)
            faults.append(Fault(place, "unknown-column", column, "SSSOM; ext_…", nearest=like))
    if faults:
        raise SourceFault(sorted(faults))


class _Reading:
    """Reads the rows of one file."""

    def __init__(self, name: str, header: Mapping[str, Any], columns: tuple[str, ...]) -> None:
        self._name, self._header, self._columns = name, header, columns
        self._prefixes = prefixes_of(header)

    def table(self, records: Sequence[tuple[int, list[str]]]) -> LinkTable:
        rows, faults, rejected = [], [], []
        seen: dict[tuple[str, str, str], Place] = {}
        for number, record in records:
            cells = dict(zip(self._columns, [*record, *[""] * len(self._columns)], strict=False))
            found = list(self._faults(number, record, cells))
            row = None if found else self._row(number, cells)
            if row:
                place = Place(self._name, "", number, "object_id")
                before = seen.setdefault((row.subject, row.predicate, row.object), place)
                if before is not place:
                    both = f"{cells['subject_id']} {cells['object_id']}"
                    words = before.words("en"), before.words("sv")
                    found.append(Fault(place, "duplicate-key", both, *words))
                else:
                    rows.append(row)
            if found:
                rejected.append(number)
                faults += found
        return LinkTable(
            self._header, self._columns, tuple(rows), tuple(sorted(faults)), tuple(rejected)
        )

    def _row(self, number: int, cells: Mapping[str, str]) -> LinkRow:
        subject, predicate, target = (
            expand(cells[column], self._prefixes) or ""
            for column in ("subject_id", "predicate_id", "object_id")
        )
        refused = cells.get("predicate_modifier") == REFUSAL
        return LinkRow(number, subject, predicate, target, refused, cells)

    def _faults(
        self, number: int, record: Sequence[str], cells: Mapping[str, str]
    ) -> Iterator[Fault]:
        if len(record) > len(self._columns):
            extra = record[len(self._columns)]
            words = f"{len(self._columns)} cells", f"{len(self._columns)} celler"
            yield Fault(Place(self._name, "", number), "surplus", extra, *words)
        for column, (holds, english, swedish) in CHECKS.items():
            value, place = cells.get(column, ""), Place(self._name, "", number, column)
            if not value and column in REQUIRED:
                yield Fault(place, "missing", "", english, swedish)
            elif value and not holds(value, self._prefixes):
                yield Fault(place, "value", value, english, swedish)
        if cells.get("subject_id") and cells.get("subject_id") == cells.get("object_id"):
            place = Place(self._name, "", number, "object_id")
            yield Fault(place, "value", cells["object_id"], "another thing", "en annan sak")
