"""Templates: a workbook written from the shapes, filled in, and read back without any mapping."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from publisher import Site
from publisher.gather import Content, Gatherer
from publisher.sources.notes import NOTES_SHEET
from tests.sites import tiny


def gathered(site: Path) -> Content:
    opened = Site(site)
    return Gatherer(opened.settings, opened.contract).gather()


def book(site: Path, name: str, **sheets: list[list[str]]) -> Path:
    """A workbook with these rows in the data of a site."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(site / "data" / name)
    return site / "data" / name


# ---- What the reader takes for notes


def test_a_row_of_notes_is_neither_published_nor_rejected(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    book(site, "n.xlsx", projekt=[["id", "Titel (sv)"], ["# exempel", "A"], ["#", "B"]])
    content = gathered(site)
    (own,) = [source for source in content.sources if source.file == "n.xlsx"]
    assert (own.rows, own.rejected, own.lines) == (0, set(), [])
    assert not content.faults


def test_a_key_that_merely_begins_with_a_number_sign_is_a_fault(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    book(site, "n.xlsx", projekt=[["id", "Titel (sv)"], ["#1", "A"]])
    content = gathered(site)
    assert [(fault.code, fault.value) for fault in content.faults if fault.place.column == "id"] \
        == [("value", "#1")]  # fmt: skip


def test_a_sheet_of_notes_is_passed_over_whatever_it_is_called(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    notes = [[NOTES_SHEET], ["anything"]]
    book(site, "n.xlsx", projekt=[["id", "Titel (sv)"]], Granskning=notes, Blad2=notes)
    assert not gathered(site).faults


def test_any_other_sheet_with_an_unknown_name_is_a_fault(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    book(site, "n.xlsx", projekt=[["id", "Titel (sv)"]], Blad2=[["x"], [NOTES_SHEET]])
    assert [fault.code for fault in gathered(site).faults] == ["unknown-table"]


# ---- Headings


@pytest.mark.parametrize(
    "heading",
    [
        "Titel / Title (sv)",
        "Title / Titel (sv)",
        "Titel (sv) / Title (sv)",
        "Titel / Title (svenska)",
    ],
)
def test_a_heading_may_name_its_column_in_two_languages(tmp_path: Path, heading: str) -> None:
    site = tiny(tmp_path)
    book(site, "n.xlsx", projekt=[["nyckel / key", heading], ["nytt", "Nytt"]])
    content = gathered(site)
    assert not [fault for fault in content.faults if fault.code != "missing"]


@pytest.mark.parametrize("heading", ["Titel / Title", "Titel / Slut (sv)", "Titel / Okänt (sv)"])
def test_names_of_two_columns_are_no_heading(tmp_path: Path, heading: str) -> None:
    site = tiny(tmp_path)
    book(site, "n.xlsx", projekt=[["id", heading]])
    assert [fault.code for fault in gathered(site).faults] == ["unknown-column"]
