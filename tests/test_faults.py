"""Faults in a table: each said with file, row, column, value, what was expected and the nearest
valid value, in Swedish and English; exit code 1, and nothing released."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.sites import publisher, tiny

PROJECTS = "projekt.csv"
HEADER = "id;Titel (sv);Titel (en);Startdatum;Budget;Utmaningsområde"


@dataclass(frozen=True)
class Case:
    """A row (or a whole file) with one fault, and what must be said of it."""

    name: str
    content: str
    row: int
    column: str
    value: str
    swedish: str
    english: str
    nearest: str = ""


CASES = (
    Case("a wrong date", f"{HEADER}\na;A;A;2024-02-30;;mat", 2, "Startdatum", "2024-02-30",
         "datum", "date"),
    Case("a word for a date", f"{HEADER}\na;A;A;i våras;;mat", 2, "Startdatum", "i våras",
         "datum", "date"),
    Case("an unknown challenge area", f"{HEADER}\na;A;A;;;Smart industi", 2, "Utmaningsområde",
         "Smart industi", "okänt", "not known", "Smart industri"),
    Case("a missing title", f"{HEADER}\na;;;;;mat", 2, "Titel (sv)", "", "Vad projektet heter",
         "What the project is called"),
    Case("a number with letters", f"{HEADER}\na;A;A;;12O0;mat", 2, "Budget", "12O0", "tal",
         "number"),
    Case("a duplicate key", f"{HEADER}\na;A;A;;;mat\na;B;B;;;mat", 3, "id", "a",
         "används redan", "already used"),
    Case("a key that is no key", f"{HEADER}\nÅ b;A;A;;;mat", 2, "id", "Å b", "nyckel", "key",
         "a-b"),
    Case("a missing key", f"{HEADER}\n;A;A;;;mat", 2, "id", "", "nyckel", "key"),
    Case("a formula error", f"{HEADER}\na;A;A;;#DIV/0!;mat", 2, "Budget", "#DIV/0!",
         "formelfel", "formula error"),
    Case("a column that nobody knows", f"{HEADER};Budgett\na;A;A;;;mat;7", 1, "Budgett", "Budgett",
         "Ingen känner till", "Nobody knows", "Budget"),
    Case("no key column", "Titel (sv);Titel (en);Utmaningsområde\nA;A;mat", 1, "", "",
         "saknar kolumnen", "has no column"),
    Case("an address that is none", "id;Titel (sv);Utmaningsområde;Webbplats\na;A;mat;www exempel",
         2, "Webbplats", "www exempel", "webbadress", "web address"),
    Case("a value that is not in the list", "id;Titel (sv);Utmaningsområde;Läge\na;A;mat;pågor",
         2, "Läge", "pågor", "något av", "one of", "pågår"),
    Case("a value that breaks its pattern", "id;Titel (sv);Utmaningsområde;Diarienummer\na;A;mat;x",
         2, "Diarienummer", "x", "Ett diarienummer", "A reference number"),
    Case("a number below its limit", f"{HEADER}\na;A;A;;-5;mat", 2, "Budget", "-5",
         "inte är negativt", "not negative"),
)  # fmt: skip


def findings(site: Path) -> list[dict[str, Any]]:
    """What ``check --json`` says, having exited with 1 and released nothing."""
    done = publisher(site, "check", "--json")
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    return list(json.loads(done.stdout)["findings"])


def with_projects(folder: Path, content: str | bytes) -> Path:
    site = tiny(folder)
    (site / "data" / "mer.ttl").unlink()
    data = content if isinstance(content, bytes) else f"{content}\n".encode()
    (site / "data" / PROJECTS).write_bytes(data)
    return site


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_fault_is_said_at_its_cell(tmp_path: Path, case: Case) -> None:
    site = with_projects(tmp_path, case.content)
    (found,) = findings(site)
    assert (found["file"], found["row"], found["column"]) == (PROJECTS, case.row, case.column)
    assert found["value"] == case.value
    assert found["nearest"] == case.nearest
    assert case.swedish in found["message"]["sv"]
    assert case.english in found["message"]["en"]
    if case.nearest:
        assert f"Menade du ”{case.nearest}”?" in found["message"]["sv"]
        assert f"Did you mean “{case.nearest}”?" in found["message"]["en"]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_build_says_it_in_words_and_releases_nothing(tmp_path: Path, language: str) -> None:
    case = CASES[2]
    site = with_projects(tmp_path, case.content)
    done = publisher(site, "build", language=language)
    assert done.returncode == 1
    place = {"sv": "projekt.csv, rad 2, kolumn ”Utmaningsområde”",
             "en": "projekt.csv, row 2, column “Utmaningsområde”"}[language]  # fmt: skip
    assert place in done.stderr
    assert not (site / "releases" / "current").exists()


def test_every_fault_in_a_table_is_said_at_once(tmp_path: Path) -> None:
    site = with_projects(tmp_path, f"{HEADER}\na;A;A;fel;fel;fel\nb;;;;;mat\nc;C;C;;-1;mat")
    found = {(item["row"], item["column"]) for item in findings(site)}
    assert found == {(2, "Startdatum"), (2, "Budget"), (2, "Utmaningsområde"),
                     (3, "Titel (sv)"), (4, "Budget")}  # fmt: skip


def test_broken_encoding_is_said_at_its_row(tmp_path: Path) -> None:
    text = f"{HEADER}\na;Gröt och ärtor;A;;;mat\nb;Smörg".encode() + b"\xe5" + b"s;B;;;mat\n"
    (found,) = findings(with_projects(tmp_path, text))
    assert (found["file"], found["row"]) == (PROJECTS, 3)
    assert "UTF-8" in found["message"]["sv"]


def test_an_empty_file_is_said(tmp_path: Path) -> None:
    (found,) = findings(with_projects(tmp_path, b""))
    assert found["file"] == PROJECTS
    assert "tom" in found["message"]["sv"]


def test_a_file_of_200_megabytes_is_not_read(tmp_path: Path) -> None:
    site = with_projects(tmp_path, HEADER)
    with (site / "data" / PROJECTS).open("r+b") as handle:
        handle.truncate(200_000_000)
    (found,) = findings(site)
    assert found["file"] == PROJECTS
    assert "200" in found["message"]["sv"]
    assert "limits.source_bytes" in found["message"]["sv"]


def test_a_formula_error_in_a_workbook(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Projekt"
    sheet.append(["id", "Titel (sv)", "Utmaningsområde", "Budget"])
    sheet.append(["ny", "Ny", "mat", 5])
    sheet.append(["nyare", "Nyare", "mat", "#DIV/0!"])
    sheet["D3"].data_type = "e"
    book.save(site / "data" / "bok.xlsx")
    (found,) = findings(site)
    assert (found["file"], found["sheet"], found["row"], found["column"]) == (
        "bok.xlsx", "Projekt", 3, "Budget",
    )  # fmt: skip


@pytest.mark.parametrize("area", ["C2:C3", "C2:D2"])
def test_cells_merged_over_rows_are_not_lost_in_silence(tmp_path: Path, area: str) -> None:
    site = tiny(tmp_path)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Projekt"
    sheet.append(["id", "Titel (sv)", "Utmaningsområde", "Budget"])
    sheet.append(["ny", "Ny", "mat", None])
    sheet.append(["nyare", "Nyare", None if area == "C2:C3" else "mat", None])
    sheet.merge_cells(area)
    book.save(site / "data" / "bok.xlsx")
    if area == "C2:D2":
        assert publisher(site, "check").returncode == 0
        return
    merged = [item for item in findings(site) if item["code"] == "merged"]
    assert [(item["sheet"], item["row"], item["value"]) for item in merged] == [
        ("Projekt", 2, "C2:C3")
    ]


def test_an_unknown_table_is_said_with_the_nearest_class(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    (site / "data" / "projeckt.csv").write_text("id;Titel\na;A\n", encoding="utf-8")
    (found,) = findings(site)
    assert found["file"] == "projeckt.csv"
    assert found["nearest"] in ("Projekt", "project", "Project", "Projects")


def test_leaving_rows_out_refuses_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    site = with_projects(tmp_path, b"")
    assert publisher(site, "build", "--faulty", "leave-out").returncode == 1
    assert not (site / "releases" / "current").exists()
