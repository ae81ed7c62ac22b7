"""Ten thousand rows with five hundred faults of many kinds: each is told at its cell, and nothing
else is; rows in = rows released + rows rejected.

The table is drawn from a seed, so that every run checks the same one.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import openpyxl
import pytest

from publisher import Site
from publisher.check.findings import Finding, Findings
from publisher.faults import Place
from tests.sites import tiny

HEADER: Final = (
    "id", "Titel (sv)", "Titel (en)", "Startdatum", "Slutdatum", "Budget", "Utmaningsområde",
    "Webbplats", "E-post", "Öppet", "Läge", "Diarienummer", "Ansvarig",
)  # fmt: skip
SHEET: Final = "Projekt"
Cells = dict[str, str]

END: Final = """
<https://example.org/def/project#Project> sh:property <https://example.org/def/project#Project-end>,
    <https://example.org/def/project#Project-order>, <https://example.org/def/project#Project-unit>,
    <https://example.org/def/project#Project-titles> .
<https://example.org/def/project#Project-end> sh:path schema:endDate ;
    sh:name "Slutdatum"@sv, "End date"@en ; sh:datatype xsd:date ; sh:maxCount 1 ; sh:order 10 .
<https://example.org/def/project#Project-order> sh:path schema:startDate ;
    sh:lessThanOrEquals schema:endDate .
<https://example.org/def/project#Project-unit> sh:path t:unit ;
    sh:name "Ansvarig"@sv, "Responsible"@en ; sh:class t:Area ; sh:maxCount 1 ; sh:order 11 .
<https://example.org/def/project#Project-titles> sh:path dct:title ; sh:minCount 2 ;
    sh:message "Titeln finns på svenska och engelska."@sv, "The title is in both languages."@en .
"""
"""What the shapes of the tiny site lack: an end after the start, a reference that is one only."""


@dataclass(frozen=True)
class Kind:
    """A kind of fault: the cell that it is made in, what is put there, and what is told of it."""

    name: str
    column: str
    break_it: Callable[[Cells, random.Random], str]
    code: str
    swedish: str
    value: str | None = None
    """What is told to stand there; None for what was put there."""
    nearest: str = ""
    fix: str = ""
    books_only: bool = False
    texts_only: bool = False


KINDS: Final = (
    Kind("a bad date", "Slutdatum", lambda row, chance: f"2024-02-{chance.randint(30, 39)}",
         "value", "ett datum"),
    Kind("a date with a stop", "Startdatum", lambda row, chance: "2024–03–01.",
         "value", "ett datum", nearest="2024-03-01", fix="2024-03-01"),
    Kind("an impossible number", "Budget", lambda row, chance: f"{chance.randint(1, 9)}2O0",
         "value", "ett tal"),
    Kind("a negative number", "Budget", lambda row, chance: f"-{chance.randint(1, 99)}",
         "shape", "inte är negativt"),
    Kind("an unknown reference", "Utmaningsområde", lambda row, chance: "zzzz",
         "reference", "okänt"),
    Kind("a near miss", "Utmaningsområde", lambda row, chance: "Smart industi",
         "reference", "Menade du ”Smart industri”?", nearest="Smart industri"),
    Kind("a key used twice", "id", lambda row, chance: "p00001", "duplicate-key",
         "används redan i"),
    Kind("a title missing", "Titel (sv)", lambda row, chance: row.update({"Titel (en)": ""}) or "",
         "missing", "Ett värde saknas"),
    Kind("one language missing", "Titel (en)", lambda row, chance: "", "shape-missing",
         "svenska och engelska"),
    Kind("too many values", "Ansvarig", lambda row, chance: "mat|industri", "reference", "okänt",
         nearest="Smart industri"),
    Kind("no e-mail address", "E-post", lambda row, chance: f"namn{row['id']}.example.org",
         "shape", "e-postadress"),
    Kind("a pattern in the wrong case", "Diarienummer", lambda row, chance: "ab-12",
         "shape", "AB-123", nearest="AB-12", fix="AB-12"),
    Kind("a value outside the list", "Läge", lambda row, chance: "pågor", "value", "något av",
         nearest="pågår"),
    Kind("an address that is none", "Webbplats", lambda row, chance: "www exempel", "value",
         "webbadress"),
    Kind("end before start", "Startdatum",
         lambda row, chance: row.update({"Slutdatum": "2019-12-31"}) or row["Startdatum"],
         "shape", "senare än Slutdatum|senare än 2019-12-31|inte är senare än"),
    Kind("neither yes nor no", "Öppet", lambda row, chance: "kanske", "value", "ja eller nej"),
    Kind("a control character", "Titel (sv)", lambda row, chance: f"Titel\x07 {row['id']}",
         "control-character", "styrtecken", value="U+0007", texts_only=True),
    Kind("a formula error", "Budget", lambda row, chance: "#DIV/0!", "formula-error",
         "formelfelet", books_only=True),
)  # fmt: skip


@dataclass
class Table:
    """The rows, and the faults that were put in them: the kind, the row and the value."""

    rows: list[Cells] = field(default_factory=list)
    faults: list[tuple[Kind, int, str]] = field(default_factory=list)


def drawn(rows: int, faults: int, *, book: bool) -> Table:
    """A table of so many rows, so many of which have one fault each."""
    chance = random.Random(20_240_131)
    kinds = [kind for kind in KINDS if not (kind.texts_only if book else kind.books_only)]
    table = Table([good(number, chance) for number in range(1, rows + 1)])
    # The first row stays good: others use its key again.
    for place, index in enumerate(sorted(chance.sample(range(1, rows), faults))):
        kind, row = kinds[place % len(kinds)], table.rows[index]
        row[kind.column] = kind.break_it(row, chance)
        table.faults.append((kind, index + 2, row[kind.column]))
    return table


def good(number: int, chance: random.Random) -> Cells:
    """A row without a fault, in one of the ways in which values are written."""
    values = (
        f"p{number:05}", f"Projekt {number}", f"Project {number}",
        chance.choice(("2020-01-01", "1/2 2021", "2022-03-04")), "2024-12-31",
        chance.choice(("", "10", "1 234,50", "0")), chance.choice(("mat", "industri|mat",
        "Smart industry")), f"https://example.org/{number}", f"p{number}@example.org",
        chance.choice(("ja", "nej", "")), chance.choice(("pågår", "Planerat", "")),
        f"AB-{number}", chance.choice(("", "mat")),
    )  # fmt: skip
    return dict(zip(HEADER, values, strict=True))


def with_table(folder: Path, table: Table, *, book: bool) -> Site:
    """The tiny site with its projects replaced."""
    root = tiny(folder)
    with (root / "shapes" / "project.ttl").open("a", encoding="utf-8") as shapes:
        shapes.write(END)
    settings = root / "site.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("part_quads = 8", "part_quads = 2000"), encoding="utf-8")
    (root / "data" / "mer.ttl").unlink()
    (root / "data" / "projekt.csv").unlink()
    lines = [list(HEADER), *([row[name] for name in HEADER] for row in table.rows)]
    if not book:
        with (root / "data" / "projekt.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(lines)
        return Site(root)
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet(SHEET)
    for line in lines:
        cells = [openpyxl.cell.WriteOnlyCell(sheet, value) for value in line]
        for cell in cells:
            if cell.value == "#DIV/0!":
                cell.data_type = "e"
        sheet.append(cells)
    workbook.save(root / "data" / "bok.xlsx")
    return Site(root)


def told(findings: Findings) -> dict[Place, Finding]:
    """Every finding by its place; no cell is told of twice."""
    found = list(findings.all())
    assert findings.counts == (("violation", len(found)), ("warning", 0), ("info", 0))
    by_place = {finding.place: finding for finding in found}
    assert len(by_place) == len(found)
    return by_place


@pytest.mark.parametrize(
    "book", [False, pytest.param(True, marks=pytest.mark.large)], ids=["csv", "xlsx"]
)
def test_every_fault_is_told_at_its_cell_and_nothing_else(tmp_path: Path, book: bool) -> None:
    rows, faults = 10_000, 500
    table = drawn(rows, faults, book=book)
    file, sheet = ("bok.xlsx", SHEET) if book else ("projekt.csv", "")
    site = with_table(tmp_path, table, book=book)

    checked = site.check()

    found = told(checked.findings)
    expected = {Place(file, sheet, row, kind.column): (kind, value)
                for kind, row, value in table.faults}  # fmt: skip
    assert set(found) == set(expected)
    assert len({kind.name for kind, _ in expected.values()}) >= 12
    for place, (kind, value) in expected.items():
        finding = found[place]
        assert finding.code == kind.code, finding
        assert finding.value == (value if kind.value is None else kind.value), finding
        assert (finding.nearest, finding.fix) == (kind.nearest, kind.fix), finding
        sentence = dict(finding.sentence)
        assert any(words in sentence["sv"] for words in kind.swedish.split("|")), sentence
        assert finding.rule.startswith("https://example.org/id/project#Project"), finding
    assert checked.findings.rows == rows + 2


@pytest.mark.parametrize(
    "book", [False, pytest.param(True, marks=pytest.mark.large)], ids=["csv", "xlsx"]
)
def test_rows_in_are_rows_released_and_rows_rejected(tmp_path: Path, book: bool) -> None:
    rows, faults = 2_000, 100
    table = drawn(rows, faults, book=book)
    site = with_table(tmp_path, table, book=book)

    outcome = site.build("leave-out")

    assert outcome.manifest is not None
    assert outcome.manifest.conforms
    (own,) = [source for source in outcome.manifest.sources if source.rows == rows]
    assert (own.published, len(own.rejected)) == (rows - faults, faults)
    rejected = {int(place.rpartition(" ")[2]) for place in own.rejected}
    assert rejected == {row for _, row, _ in table.faults}
    assert outcome.checked.findings.rejected == faults
    assert len(told(outcome.checked.findings)) == faults
