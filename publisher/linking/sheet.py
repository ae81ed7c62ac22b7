"""Proposals as a sheet to decide in, and the decisions that stand in one that comes back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import xlsxwriter

from publisher.errors import PublisherError, SourceFault
from publisher.faults import Fault, Place
from publisher.linking.decisions import PREDICATES
from publisher.linking.pending import evidence
from publisher.linking.sssom import Link
from publisher.names import normalise
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.rows import Table, written
from publisher.sources.tables import read_tables

COLUMNS: Final[dict[str, Sequence[str]]] = {
    "sv": ("Beslut", "Poäng", "Det ena", "Det andra", "Skäl", "Den enas IRI", "Den andras IRI"),
    "en": ("Decision", "Score", "The one", "The other", "Evidence", "IRI of the one",
           "IRI of the other"),
}  # fmt: skip
"""The headings, in the order of the columns."""
DECISION, SCORE, SUBJECT, OBJECT = 0, 1, 5, 6
WIDTHS: Final = (10, 8, 40, 40, 70, 50, 50)
"""How wide the columns are, in characters."""

REFUSED: Final = "refused"
WORDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("ja", "j", "yes", "y", "x", "1", "exakt", "exact"), "exact"),
    **dict.fromkeys(("nära", "close"), "close"),
    **dict.fromkeys(("samma", "same"), "same"),
    **dict.fromkeys(("nej", "n", "no", "0"), REFUSED),
}
"""What may stand as a decision, in lower case, and what it means."""
EXPECTED: Final = ("yes, close, same, no, or nothing", "ja, nära, samma, nej, eller inget")
CHOICES: Final[dict[str, tuple[list[str], str]]] = {
    "sv": (
        ["ja", "nej", "nära", "samma"],
        "ja: de två är samma sak. nej: det är de inte. nära: nästan samma. samma: som ja, men "
        "allt som sägs om den ena gäller den andra (owl:sameAs). Tomt: bestäms senare.",
    ),
    "en": (
        ["yes", "no", "close", "same"],
        "yes: the two are the same thing. no: they are not. close: nearly the same. same: as yes, "
        "and all that is said of the one holds for the other (owl:sameAs). Empty: later.",
    ),
}
"""What may be chosen in a workbook, and what that means: at most 255 characters."""
FORMULAS: Final = ("=", "+", "-", "@", "\t")
"""What a text begins with that a spreadsheet program takes for a formula."""


def write_sheet(links: Sequence[Link], suffix: str, language: str) -> bytes:
    """The proposals as a sheet: ``.xlsx``, or ``.csv`` parted by semicolons.

    Raises PublisherError for another suffix.
    """
    header = COLUMNS[language]
    rows = [
        ("", f"{link.confidence or 0:.2f}", link.subject_label, link.object_label,
         evidence(link, language), link.subject, link.object)
        for link in links
    ]  # fmt: skip
    if suffix == ".xlsx":
        return _workbook(header, rows)
    if suffix != ".csv":
        raise PublisherError(f"“{suffix}” is no kind of sheet.", todo="Write .xlsx or .csv.")
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\n")
    writer.writerows([header, *(map(_plain, row) for row in rows)])
    return ("\ufeff" + stream.getvalue()).encode()


def read_sheet(path: Path, limits: SourceLimits) -> Iterator[tuple[str, str, str]]:
    """The decisions in a sheet: a word of :data:`PREDICATES` or ``refused``, and the two IRIs.

    Rows without a decision are passed over. Raises SourceFault, once all rows are read, with a
    fault for each decision that is none.
    """
    if path.suffix.lower() not in (".xlsx", ".csv", ".tsv", ".ods"):
        raise PublisherError(
            "this is no sheet that can be read.",
            where=str(path),
            todo="Give one that `publisher link decide --export` wrote.",
        )
    faults: list[Fault] = []
    for table in read_tables(SourceFile(path, path.name, "table"), limits):
        places = _columns(table)
        for row in table.rows:
            said, one, other = (written(row.cells[at]).strip() for at in places)
            if not said:
                continue
            word = WORDS.get(said.casefold())
            if word is None:
                place = Place(table.file, table.sheet or "", row.number, table.header[places[0]])
                faults.append(Fault(place, "value", said, *EXPECTED))
            else:
                yield word, one, other
    if faults:
        raise SourceFault(faults)


def predicate_of(word: str) -> str:
    """The property that a decision is, empty for a refusal."""
    return PREDICATES.get(word, "")


def _columns(table: Table) -> tuple[int, int, int]:
    """Where the decision and the two IRIs stand."""
    plain = [normalise(heading) for heading in table.header]
    places = []
    for at in (DECISION, SUBJECT, OBJECT):
        wanted = {normalise(COLUMNS[language][at]) for language in COLUMNS}
        found = next((place for place, heading in enumerate(plain) if heading in wanted), None)
        if found is None:
            place = Place(table.file, table.sheet or "", table.header_row)
            expected = "a sheet that --export wrote", "ett blad som --export skrev"
            raise SourceFault([Fault(place, "missing-column", COLUMNS["sv"][at], *expected)])
        places.append(found)
    return places[0], places[1], places[2]


def _workbook(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False,
                                        "strings_to_urls": False})  # fmt: skip
    sheet = book.add_worksheet(header[DECISION])
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    wrap.set_align("top")
    two = book.add_format({"num_format": "0.00", "valign": "top"})
    for at, width in enumerate(WIDTHS):
        sheet.set_column(at, at, width, wrap)
        sheet.write_string(0, at, header[at], bold)
    for number, row in enumerate(rows, 1):
        for at, cell in enumerate(row):
            if at == SCORE:
                sheet.write_number(number, at, float(cell), two)
            elif cell:
                sheet.write_string(number, at, cell, wrap)
    sheet.freeze_panes(1, 0)
    said, hint = CHOICES["sv" if header[DECISION] == COLUMNS["sv"][DECISION] else "en"]
    sheet.data_validation(1, DECISION, max(len(rows), 1), DECISION, {
        "validate": "list", "source": said,
        "input_title": header[DECISION], "input_message": hint,
    })  # fmt: skip
    book.close()
    return stream.getvalue()


def _plain(cell: str) -> str:
    """A cell that no spreadsheet program takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULAS) else cell
