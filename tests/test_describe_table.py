"""``publisher describe-table``: what is proposed, decided and kept for a sheet nobody prepared."""

from __future__ import annotations

import csv
import json
import os
import pty
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from publisher import Site
from publisher.contract import Class
from publisher.faults import Place
from publisher.gather import Gatherer
from publisher.mapping.headings import read_headings
from publisher.mapping.references import ReferenceIndex
from publisher.proposals import Sheet, accepted, propose, read_sheets
from publisher.proposals.assigning import assign
from publisher.proposals.model import Meaning
from publisher.sources.discover import SourceFile, SourceLimits
from tests.sites import ROOT, bundled, command, rows, shared, tiny, within
from tests.table_headings import MADE, RENAMED, RENAMED_AGAIN

LIST = """\
Region Exempel, lista över projekt;;;;;;;;
;;;;;;;;
Projektnr;Projektnamn;Projnamn eng;Beskr.;Startdag;Slutar;Medverkande;Utm.omr.;Länk
1;Ljus i norr;Northern light;Ett projekt som ger ljus åt alla som bor i norr och söder om ån.;\
1/2 2024;31.12.2025;Region Uppsala, Region Sörmland;Smart industri;https://example.org/ljus
2;Grön mat;Green food;Ett projekt om mat som odlas på tak och i källare i hela länet.;1/3 2024;\
31.12.2026;Region Västmanland;Hållbar livsmedelsförsörjning;https://example.org/mat
"""


@pytest.fixture(scope="module")
def site() -> Site:
    return Site(ROOT)


@pytest.fixture(scope="module")
def index(site: Site) -> ReferenceIndex:
    return Gatherer(site.settings, site.contract).gather().index


def sheets(path: Path) -> list[Sheet]:
    return read_sheets(SourceFile(path, path.name, "table"), SourceLimits())


def bundled_sheet(stem: str) -> Sheet:
    (sheet,) = sheets(ROOT / "data" / f"{stem}.csv")
    return sheet


def meant(sheet: Sheet, site: Site, index: ReferenceIndex, kind: str = "") -> dict[str, str]:
    """What each column is proposed to mean; nothing for one that is left out."""
    found = propose(sheet, site.contract, index, languages=site.settings.languages, kind=kind)
    return {column.heading: column.chosen.meaning.name("sv") if column.chosen else ""
            for column in found.columns}  # fmt: skip


# ---- what is proposed


def test_a_list_of_projects_is_understood(
    tmp_path: Path, site: Site, index: ReferenceIndex
) -> None:
    path = tmp_path / "Projektlista.csv"
    path.write_text(LIST, encoding="cp1252")
    (sheet,) = sheets(path)
    assert (sheet.row, sheet.skipped, len(sheet.rows)) == (3, 2, 2)
    assert meant(sheet, site, index) == {
        "Projektnr": "id", "Projektnamn": "Titel (sv)", "Projnamn eng": "Titel (en)",
        "Beskr.": "Beskrivning (sv)", "Startdag": "Startdatum", "Slutar": "Slutdatum",
        "Medverkande": "Medverkande organisationer", "Utm.omr.": "Utmaningsområde",
        "Länk": "Läs mer",
    }  # fmt: skip
    found = propose(sheet, site.contract, index)
    assert (found.kind.slug, found.key) == ("project", 0)
    assert [meaning.name("sv") for meaning in found.missing] == ["Slag"]
    partners = found.columns[6].chosen
    assert partners is not None
    assert partners.separator == ","
    assert "3 av 3 värden finns i datan" in partners.because("sv")
    assert "3 of 3 values are in the data" in partners.because("en")
    assert found == propose(sheet, site.contract, index), "the same every time"


def test_of_two_columns_of_names_the_heading_says_which_is_english(
    site: Site, index: ReferenceIndex
) -> None:
    header = ("Diarienr", "Projektnamn", "Engelskt namn")
    cells = (("1", "Delad energi", "Shared energy"), ("2", "Mat nära", "Food nearby"))
    sheet = Sheet("lista.csv", None, header, 1, 0, cells, True)
    found = meant(sheet, site, index, "projekt")
    assert (found["Projektnamn"], found["Engelskt namn"]) == ("Titel (sv)", "Titel (en)")


def test_values_speak_against_a_heading(site: Site, index: ReferenceIndex) -> None:
    header = ("id", "Titel (sv)", "Startdatum")
    sheet = Sheet("lista.csv", None, header, 1, 0, (("a", "x", "nyss"), ("b", "y", "snart")), True)
    found = propose(sheet, site.contract, index, kind="projekt")
    decided = accepted(found)
    assert decided.columns[2] is None
    assert found.columns[2].alternatives[0].meaning.name("sv") == "Startdatum"
    assert "bara 0 av 2" in found.columns[2].alternatives[0].because("sv")


def test_values_speak_where_a_heading_does_not(site: Site, index: ReferenceIndex) -> None:
    header = ("id", "Rubrik", "Xyz", "Qwe")
    cells = (("a", "En", "a@example.org", "Region Uppsala"), ("b", "Två", "b@example.org", ""))
    sheet = Sheet("lista.csv", None, header, 1, 0, cells, True)
    found = meant(sheet, site, index, "kontaktpunkt")
    assert (found["Xyz"], found["Qwe"]) == ("E-post", "Organisation")


def test_columns_are_assigned_so_that_all_together_fit_best() -> None:
    assert assign([[0.9, 0.8], [0.85, 0.1]]) == [1, 0]
    assert assign([[0.9], [0.8], [0.0]]) == [0, None, None]
    assert assign([]) == []
    assert assign([[], []]) == [None, None]


def gold(header: tuple[str, ...], kind: Class) -> list[str]:
    found = read_headings(header, kind, Place(""), ("sv", "en"))
    named = {item.index: Meaning(item.property, item.language).iri for item in found.columns}
    return [named.get(at, "id") for at in range(len(header))]


def measured(
    site: Site,
    index: ReferenceIndex,
    tables: list[tuple[str, Callable[[str, Class], str]]],
    *,
    classes: bool = True,
) -> Iterator[tuple[bool, list[tuple[bool, bool]]]]:
    """For each table under other headings and in another order: whether its class is found, and of
    each column whether it is right, and whether it would be taken without a person."""
    for stem, rename in tables:
        kind = site.contract.named(stem)
        assert kind is not None
        sheet = bundled_sheet(stem)
        wanted = gold(sheet.header, kind)[::-1]
        header = tuple(rename(heading, kind) for heading in reversed(sheet.header))
        turned = tuple(tuple(reversed(row)) for row in sheet.rows)
        other = Sheet("lista.csv", None, header, 1, 0, turned, True)
        found = propose(other, site.contract, index, kind="" if classes else kind.slug)
        right = found.kind is kind
        if not right:
            found = propose(other, site.contract, index, kind=kind.slug)
        taken = accepted(found)
        yield (
            right,
            [
                ((column.chosen.meaning.iri if column.chosen else "") == iri, item is not None)
                for column, iri, item in zip(found.columns, wanted, taken.columns, strict=True)
            ],
        )


@pytest.mark.parametrize("rename", MADE)
def test_headings_made_others_are_understood(
    site: Site, index: ReferenceIndex, rename: Callable[[str, Class], str]
) -> None:
    stems = sorted(path.stem for path in (ROOT / "data").glob("*.csv"))
    tables = [(stem, rename) for stem in stems]
    found = list(measured(site, index, tables, classes=False))
    columns = [right for _, cells in found for right, _ in cells]
    assert len(columns) == 123
    assert sum(columns) / len(columns) >= 0.95


@pytest.mark.parametrize("renamed", [RENAMED, RENAMED_AGAIN], ids=["first", "again"])
def test_headings_as_officers_write_them(
    site: Site, index: ReferenceIndex, renamed: dict[str, dict[str, str]]
) -> None:
    tables = [
        (stem, lambda heading, _, names=names: names[heading])
        for stem, names in sorted(renamed.items())
    ]
    found = list(measured(site, index, tables))  # type: ignore[arg-type]
    columns = [cell for _, cells in found for cell in cells]
    sure = [right for right, taken in columns if taken]
    assert all(right for right, _ in found), "the class of each table is found"
    assert sum(right for right, _ in columns) / len(columns) >= 0.7
    assert sum(sure) / len(sure) >= 0.9, "what is taken without a person is mostly right"


def test_a_table_of_two_thousand_research_projects(site: Site, index: ReferenceIndex) -> None:
    (sheet,) = sheets(shared("realdata", "projects", "swecris_kth_projects_2000.csv"))
    found = propose(sheet, site.contract, index)
    assert found.kind.slug == "project"
    names = {column.heading: column.chosen.meaning.name("en") if column.chosen else ""
             for column in found.columns}  # fmt: skip
    understood = {
        "projectId": "id", "projectTitleSv": "Title (sv)", "projectTitleEn": "Title (en)",
        "projectAbstractSv": "Description (sv)", "projectAbstractEn": "Description (en)",
        "projectStartDate": "Start date", "projectEndDate": "End date",
    }  # fmt: skip
    assert names == dict.fromkeys(sheet.header, "") | understood
    start = next(item.chosen for item in found.columns if item.heading == "projectStartDate")
    assert start is not None
    assert start.format == "dateTime yyyy-MM-dd HH:mm:ss"


# ---- what is decided and kept


def described(folder: Path, *arguments: str, language: str = "sv") -> Any:
    return within(folder, "describe-table", *arguments, language=language)


def test_from_a_sheet_to_a_release(tmp_path: Path) -> None:
    site = bundled(tmp_path)
    path = site / "data" / "Projektlista.csv"
    path.write_text(LIST, encoding="utf-8")
    assert within(site, "check").returncode == 1
    done = described(site, str(path), "--yes", "--set", "Slag=Projekt")
    assert done.returncode == 0, done.stderr
    assert "Utm.omr. → Utmaningsområde" in done.stdout
    assert within(site, "check", str(path)).returncode == 0
    built = within(site, "build")
    assert built.returncode == 0, built.stderr
    found = rows(Site(site), "SELECT ?o { <https://w3id.org/s3r/oms/project/1> "
                             "<http://www.w3.org/ns/org#linkedTo> ?o }")  # fmt: skip
    assert {row["o"] for row in found} == {
        f"<https://w3id.org/s3r/oms/organisation/region-{name}>" for name in ("uppsala", "sormland")
    }
    again = described(site, str(path), "--yes")
    assert again.returncode == 2
    assert "--replace" in again.stderr
    plain = within(site, "csv2rdf", str(path), "--mode", "minimal", "--format", "nt")
    assert plain.returncode == 0
    assert '<http://purl.org/dc/terms/title> "Northern light"@en' in plain.stdout


def test_a_proposal_is_decided_in_a_table(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    path = tmp_path / "lista.csv"
    path.write_text("Nr;Vad;Anm;Tema\n7;Bro;x;mat\n", encoding="utf-8")
    table = tmp_path / "beslut.csv"
    done = described(site, str(path), "--class", "project", "--export", str(table))
    assert done.returncode == 0, done.stderr
    with table.open(encoding="utf-8-sig", newline="") as handle:
        found = list(csv.reader(handle, delimiter=";"))
    assert found[1][1:3] == ["*", "project"]
    answers = {"Vad": "Titel (sv)", "Tema": "Utmaningsområde", "Anm": "", "Nr": "id"}
    edited = [[*row[:2], answers.get(row[1], row[2]), *row[3:]] for row in found]
    edited.append(["", "={Vad}", "Titel (en)"])
    with table.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, delimiter=";").writerows(edited)
    done = described(site, str(path), "--decisions", str(table))
    assert done.returncode == 0, done.stderr
    assert within(site, "check", str(path)).returncode == 0
    metadata = json.loads((tmp_path / "lista-metadata.json").read_text(encoding="utf-8"))
    columns = metadata["tableSchema"]["columns"]
    assert metadata["tableSchema"]["aboutUrl"] == "project/{nr}"
    assert [item.get("propertyUrl") for item in columns[:4]] == [None, "dc:title", None,
                                                                "dc:subject"]  # fmt: skip
    assert columns[4] | {"dc:source": "vad", "lang": "en"} == columns[4]


def answered(site: Path, path: Path, *answers: str) -> tuple[int, str]:
    """Run the verb in a terminal; the exit code and what the terminal showed."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command(site, "describe-table", str(path), language="sv"),
        stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:  # fmt: skip
        os.close(theirs)
        os.write(ours, "".join(f"{answer}\n" for answer in answers).encode())
        assert process.stdout is not None
        said = process.stdout.read()
        code = process.wait(60)
    with suppress(OSError):
        os.close(ours)
    return code, said


def test_a_person_is_asked_in_a_terminal(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    path = tmp_path / "projekt 2024.csv"
    path.write_text("Nr;Vad;Anm;Tema\n7;Bro;x;mat\n", encoding="utf-8")
    code, said = answered(site, path, "", "", "Titl", "Titel (sv)", "-", "")
    assert code == 0, said
    assert "är varje rad ”Projekt”" in said
    assert "Titl" in said
    metadata = json.loads((tmp_path / "projekt 2024-metadata.json").read_text(encoding="utf-8"))
    names = [item.get("dc:conformsTo", {}).get("@id", "").rpartition("#")[2]
             for item in metadata["tableSchema"]["columns"][:4]]  # fmt: skip
    assert names == ["", "Project-title", "", "Project-area"]
    path.with_name("projekt 2024-metadata.json").unlink()
    code, said = answered(site, path, "", "q")
    assert (code, list(tmp_path.glob("*-metadata.json"))) == (1, [])
    assert "Inget skrevs" in said


def test_nothing_is_written_unless_somebody_decides(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    path = tmp_path / "projekt.tsv"
    path.write_text("id\tTitel\n1\tBro\n", encoding="utf-8")
    done = described(site, str(path), language="en")
    assert done.returncode == 0
    assert "Nothing was written" in done.stderr
    assert "missing: Challenge area" in done.stdout
    (record,) = json.loads(described(site, str(path), "--json").stdout)
    assert record["class"] == "project"
    assert [column["proposed"]["name"]["en"] for column in record["columns"]] == [
        "id",
        "Title (sv)",
    ]
    assert not list(tmp_path.glob("*-metadata.*"))


def test_sheets_of_a_workbook_each_have_their_own(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    book = Workbook()
    first = book.active
    first.title = "Våra projekt"
    for row in (["Översikt"], [], ["Nr", "Projektnamn", "Utmaningsområde"], [1, "Bro", "mat"]):
        first.append(row)
    second = book.create_sheet("Områden")
    for row in (["Kod", "Namn", "Name (en)"], ["hav", "Havet", "The sea"]):
        second.append(row)
    path = site / "data" / "allt.xlsx"
    book.save(path)
    done = described(site, str(path), "--yes")
    assert done.returncode == 0, done.stderr
    document = json.loads((site / "data" / "allt-metadata.json").read_text(encoding="utf-8"))
    assert [table["url"] for table in document["tables"]] == ["allt.xlsx#Våra projekt",
                                                              "allt.xlsx#Områden"]  # fmt: skip
    assert document["tables"][0]["dialect"] == {"skipRows": 2}
    checked = within(site, "check")
    assert "allt.xlsx" not in checked.stdout + checked.stderr
    opened = Site(site)
    content = Gatherer(opened.settings, opened.contract).gather()
    own = next(item for item in content.sources if item.file == "allt.xlsx")
    assert (own.rows, own.rejected) == (2, set())
    assert any("project/1> <http://purl.org/dc/terms/subject>" in line for line in own.lines)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nope.csv"], "there is no such file"),
        (["a.csv", "--class", "ship"], "there is no class “ship”"),
        (["a.csv", "--yes"], "no class fits"),
        (["a.csv", "--class", "project", "--yes", "--set", "Titel"], "is no PROPERTY=VALUE"),
        (["a.csv", "--class", "project", "--yes", "--set", "Titl=x"], "Did you mean"),
        (["a.csv", "--class", "project", "--yes", "--set", "Titel={z}"], "has no column “z”"),
        (["a.csv", "--decisions", "a.csv"], "the first row is not"),
        (["a.txt"], "a.txt"),
        (["e.csv"], "e.csv"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, arguments: list[str], said: str) -> None:
    site = tiny(tmp_path)
    for name, text in (("a.csv", "x;y\n1;2\n"), ("a.txt", "x\n"), ("e.csv", "")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    named = [str(tmp_path / text) if "." in text else text for text in arguments]
    done = described(site, *named, language="en")
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("*-metadata.json"))
