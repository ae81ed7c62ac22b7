"""What officers write in tables: everything that is wrong is told at once, with what to do."""

from __future__ import annotations

from collections.abc import Mapping

import openpyxl
import pytest

from publisher import Site
from publisher.faults import Fault
from tests.sites import bundled

ROW = {
    "id": "Sol i skolan", "Titel (sv)": "Sol i skolan ", "Titel (en)": "Sun in schools",
    "Slag": "projekt ", "Startdatum": "Q3 2025", "Slutdatum": "2026-13-01", "Läs mer": "se webben",
}  # fmt: skip
CONTACT = {
    "id": "k1", "Titel (sv)": "Kontakt", "Titel (en)": "Contact",
    "Roll": "Kontakt för utmaningsområdet", "Organisation": "Region Uppsala",
    "Telefon": "+46 18-12 34 56",
}  # fmt: skip
PUBLISHER = """[uppsala]
name = { sv = "Region Uppsala", en = "Region Uppsala" }
contact = "mailto:oppnadata@example.org"
"""


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Fault]:
    """The faults of a workbook with a sheet of notes, by column; by sheet where there is none."""
    root = bundled(tmp_path_factory.mktemp("site"))
    (root / "publishers.toml").write_text(PUBLISHER, encoding="utf-8")
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in (
        ("Projekt", [list(ROW), list(ROW.values())]),
        ("Kontaktpunkter", [list(CONTACT), list(CONTACT.values())]),
        ("Anteckningar", [["Att göra"], ["ring Uppsala"]]),
    ):
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    (root / "data" / "uppsala").mkdir()
    made.save(root / "data" / "uppsala" / "allt.xlsx")
    found = Site(root).check().faults
    return {fault.place.column or fault.place.sheet: fault for fault in found}


def test_a_row_whose_key_is_none_tells_the_rest_as_well(faults: Mapping[str, Fault]) -> None:
    assert faults["id"].nearest == "sol-i-skolan"
    assert {"Startdatum", "Slutdatum", "Läs mer"} < set(faults)
    assert not {"Titel (sv)", "Slag"} & set(faults), "spaces around a value mean nothing"


def test_a_date_in_words_is_asked_for_its_year(faults: Mapping[str, Fault]) -> None:
    assert faults["Startdatum"].nearest == "2025"
    assert faults["Slutdatum"].nearest == ""


def test_a_telephone_number_may_have_spaces(faults: Mapping[str, Fault]) -> None:
    assert "Telefon" not in faults


def test_a_sheet_of_notes_is_no_mistyped_class(faults: Mapping[str, Fault]) -> None:
    told = faults["Anteckningar"]
    assert (told.code, told.nearest) == ("unknown-table", "")
    assert "Utmaningsområden" in told.sentence("sv")
    assert "börjar med _" in told.sentence("sv")


def test_a_column_that_is_read_backwards_says_what_to_write(faults: Mapping[str, Fault]) -> None:
    """What stands there would be said of a thing of the site."""
    told = faults["Organisation"]
    assert told.code == "foreign-subject"
    assert "hamnar på dess sida" in told.sentence("sv")
