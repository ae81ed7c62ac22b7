"""Templates: a workbook written from the shapes, filled in, and read back without any mapping."""

from __future__ import annotations

import csv
import datetime
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from publisher import Site
from publisher.check.data import as_written, language_of
from publisher.contract import Class
from publisher.errors import ContractError, PublisherError
from publisher.faults import Place
from publisher.gather import Content, Gatherer
from publisher.mapping.headings import read_headings
from publisher.sources.notes import NOTES_SHEET
from publisher.workbooks.template.patterns import example_of, formula_of
from tests.sites import bundled, publisher, tiny

LAST_ROW: Final = 1_048_576

Values = dict[tuple[str, str], str]
"""The cells of a row by the IRI of the property shape and the language; ``id`` for the key."""


def gathered(site: Path) -> Content:
    opened = Site(site)
    return Gatherer(opened.settings, opened.contract).gather()


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def places(site: Site, kind: Class, header: list[str]) -> dict[int, tuple[str, str]]:
    """What each column of a table says."""
    found = read_headings(header, kind, Place(""), site.settings.languages)
    assert not found.faults, found.faults
    assert found.key is not None
    own = {column.index: (column.property.iri, column.language) for column in found.columns}
    return {found.key: ("id", ""), **own}


def headings(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for cell in sheet[1]]


def fill(site: Site, kind: Class, rows: list[Values], content: bytes) -> openpyxl.Workbook:
    """A template of one class with rows written below the example, as an officer would."""
    workbook = opened(content)
    sheet = workbook.worksheets[0]
    columns = places(site, kind, headings(sheet))
    for number, row in enumerate(rows, start=3):
        assert set(row) <= set(columns.values())
        for at, name in columns.items():
            if text := row.get(name, ""):
                kept = sheet.cell(2, at + 1).number_format
                sheet.cell(number, at + 1).value = typed(text, kept)
    return workbook


def typed(text: str, number_format: str) -> Any:
    """What a spreadsheet program makes of a text in a column of this format."""
    if number_format.startswith("yyyy"):
        return datetime.datetime.fromisoformat(text)
    return float(text) if number_format == "General" else text


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
    codes = {fault.code for fault in gathered(site).faults}
    assert codes <= {"missing", "missing-column"}


@pytest.mark.parametrize("heading", ["Titel / Title", "Titel / Slut (sv)", "Titel / Okänt (sv)"])
def test_names_of_two_columns_are_no_heading(tmp_path: Path, heading: str) -> None:
    site = tiny(tmp_path)
    book(site, "n.xlsx", projekt=[["id", heading]])
    assert [fault.code for fault in gathered(site).faults] == ["unknown-column"]


# ---- A template that is filled in says what the tables said


def table_rows(site: Site, kind: Class, path: Path) -> list[Values]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = csv.reader(stream, delimiter=";")
    columns = places(site, kind, header)
    return [{columns[at]: text for at, text in enumerate(row) if text} for row in rows]


def rdf_rows(site: Site, kind: Class, lines: list[str]) -> list[Values]:
    """What statements say of the things of a class, as the rows of a table."""
    start = f"<{site.settings.site.base_iri}{kind.slug}/"
    found: dict[str, Values] = {}
    for line in lines:
        subject, predicate, value = line.split(" ", 2)
        for item in kind.columns if subject.startswith(start) else ():
            if predicate == f"<{item.path}>":
                row = found.setdefault(subject, {("id", ""): subject[len(start) : -1]})
                name = item.iri, language_of(value)
                row[name] = "; ".join(filter(None, [row.get(name, ""), as_written(value)]))
    return list(found.values())


WITHDRAWN: Final = """id;Datum;Skäl (sv);Skäl (en);Ersatt av
project/nedlagt;2026-03-01T12:30:00;Slut;Over;https://example.org/nytt
"""


def sources(folder: Path) -> Iterator[tuple[Site, Class, list[Values], str]]:
    """Every class of the bundled site with rows of it, and the file that they come from."""
    root = bundled(folder)
    (root / "data" / "withdrawn.csv").write_text(WITHDRAWN, encoding="utf-8")
    site = Site(root)
    codes = next(own for own in gathered(root).sources if own.file == "kodlistor.ttl")
    tables = {kind.slug: path for path in (root / "data").glob("*.csv")
              if (kind := site.contract.named(path.stem))}  # fmt: skip
    for kind in site.contract.classes:
        if path := tables.get(kind.slug):
            yield site, kind, table_rows(site, kind, path), path.name
        else:
            yield site, kind, rdf_rows(site, kind, codes.lines), ""


def said(content: Content, names: set[str]) -> dict[str, tuple[int, list[str]]]:
    return {Path(own.file).stem: (own.rows, own.lines) for own in content.sources
            if Path(own.file).stem in names}  # fmt: skip


def test_a_filled_template_says_what_the_tables_said(tmp_path: Path) -> None:
    """For each of the classes: the tables are replaced by workbooks, and nothing is different."""
    given = list(sources(tmp_path))
    assert len(given) == len(given[0][0].contract.classes) == 17
    root = given[0][0].root
    before = gathered(root)
    filled = {}
    for site, kind, rows, file in given:
        workbook = fill(site, kind, rows, site.template([kind.slug]))
        filled[Path(file).stem or kind.slug] = workbook
    for path in (root / "data").glob("*.csv"):
        path.unlink()
    for name, workbook in filled.items():
        workbook.save(root / "data" / f"{name}.xlsx")
    after = gathered(root)
    assert not after.faults
    names = {Path(file).stem for *_, file in given if file}
    assert said(after, names) == said(before, names)
    known = {line for own in before.sources for line in own.lines}
    for name in ("code", "concept-scheme"):
        rows_in, lines = said(after, {name})[name]
        assert rows_in
        assert set(lines) <= known


def office(path: Path, suffix: str, folder: Path) -> Path:
    """A workbook as LibreOffice saves it in another format, or again."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("no libreoffice is installed")
    folder.mkdir(exist_ok=True)
    subprocess.run(
        [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", suffix, "--outdir", str(folder), str(path)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    return folder / f"{path.stem}.{suffix}"


@pytest.mark.clients
@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_a_filled_template_survives_libreoffice(tmp_path: Path, suffix: str) -> None:
    given = [item for item in sources(tmp_path) if item[3]]
    root = given[0][0].root
    before = gathered(root)
    whole = openpyxl.load_workbook(BytesIO(given[0][0].template()))
    for site, kind, rows, _ in given:
        (sheet,) = (page for page in whole if site.contract.named(page.title) is kind)
        columns = places(site, kind, headings(sheet))
        for number, row in enumerate(rows, start=3):
            for at, name in columns.items():
                if text := row.get(name, ""):
                    kept = sheet.cell(2, at + 1).number_format
                    sheet.cell(number, at + 1).value = typed(text, kept)
    whole.save(tmp_path / "alla.xlsx")
    saved = office(tmp_path / "alla.xlsx", suffix, tmp_path / "office")
    for path in (root / "data").glob("*.csv"):
        path.unlink()
    shutil.copy(saved, root / "data")
    after = gathered(root)
    assert not after.faults
    wanted = {line for own in before.sources for line in own.lines}
    assert {line for own in after.sources for line in own.lines} == wanted
    assert sum(own.rows for own in after.sources) == sum(own.rows for own in before.sources)
    if suffix == "xlsx":
        kept = openpyxl.load_workbook(saved)["Projekt"]
        assert {check.type for check in kept.data_validations.dataValidation} >= {"list", "custom"}
        assert kept["B1"].comment is not None
        assert kept["A2"].number_format == "@"


# ---- The example row


def strip_marks(content: bytes, target: Path) -> None:
    workbook = opened(content)
    for sheet in workbook.worksheets:
        if sheet["A1"].value == "id":
            assert sheet["A2"].value.startswith("# ")
            sheet["A2"].value = sheet["A2"].value.removeprefix("# ")
    workbook.save(target)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_example_of_every_class_is_valid(tmp_path: Path, language: str) -> None:
    root = bundled(tmp_path)
    before = Site(root).check()
    content = Site(root).template(language=language)
    (root / "data" / "mall.xlsx").write_bytes(content)
    assert Site(root).check().findings.rows == before.findings.rows
    strip_marks(content, root / "data" / "mall.xlsx")
    after = Site(root).check().findings
    assert list(after.all()) == list(before.findings.all())
    assert after.rows == before.findings.rows + 17
    assert after.rejected == 0


def test_the_example_of_a_person_is_of_nobody(tmp_path: Path) -> None:
    sheet = opened(Site(bundled(tmp_path)).template(["personer"]))["Personer"]
    row = dict(zip(headings(sheet), [cell.value for cell in sheet[2]], strict=True))
    assert row["Namn / Full name"] == "Exempel på namn"
    assert row["E-post / Email"] == "namn@example.org"
    assert sheet["A2"].font.italic


def test_a_site_without_data_has_templates_too(tmp_path: Path) -> None:
    site = Site.init(tmp_path / "ny", base_iri="https://example.org/")
    for path in (site.root / "data").iterdir():
        path.unlink()
    workbook = opened(site.template())
    assert len(workbook.sheetnames) == 17 + 2
    assert workbook["Projekt"]["A2"].value == "# exempel"


# ---- What a template looks like


def column_of(sheet: Worksheet, heading: str) -> str:
    (found,) = (cell.column_letter for cell in sheet[1] if cell.value == heading)
    return str(found)


def check_of(sheet: Worksheet, heading: str) -> Any:
    """The data validation of a column; it goes down to the last row."""
    letter = column_of(sheet, heading)
    (found,) = (check for check in sheet.data_validations.dataValidation
                if str(check.sqref).startswith(f"{letter}2:") or
                str(check.sqref).startswith(f"{letter}3:"))  # fmt: skip
    assert str(found.sqref).endswith(f"{letter}{LAST_ROW}")
    return found


def kept_below(sheet: Worksheet, heading: str) -> str:
    """The number format of the cells that are not written yet; one entry is for columns alike."""
    at = openpyxl.utils.column_index_from_string(column_of(sheet, heading))
    (found,) = (own for own in sheet.column_dimensions.values() if own.min <= at <= own.max)
    return str(found.number_format)


def values_of(workbook: openpyxl.Workbook, check: Any) -> list[str]:
    sheet, _, area = check.formula1.rpartition("!")
    rows = workbook[sheet.strip("'")][area.replace("$", "")]
    return [cell.value for row in rows for cell in row]


def test_the_columns_are_those_of_the_shapes_in_their_order(tmp_path: Path) -> None:
    site = Site(bundled(tmp_path))
    workbook = opened(site.template(["insatser"]))
    assert workbook.sheetnames == ["Projekt", "Vägledning", "Listor"]
    sheet = workbook["Projekt"]
    assert headings(sheet)[:7] == [
        "id", "Titel / Title (sv)", "Titel / Title (en)", "Andra namn / Other names (sv)",
        "Andra namn / Other names (en)", "Slag / Kind", "Beskrivning / Description (sv)",
    ]  # fmt: skip
    assert sheet.freeze_panes == "B2"
    english = opened(site.template(["insatser"], language="en"))
    assert english.sheetnames == ["Projects", "Guidance", "Lists"]
    assert headings(english["Projects"])[1] == "Title / Titel (sv)"


def test_required_columns_look_different_and_say_so(tmp_path: Path) -> None:
    sheet = opened(Site(bundled(tmp_path)).template(["project"]))["Projekt"]
    required, recommended, optional = (
        sheet[f"{column_of(sheet, heading)}1"]
        for heading in (
            "Titel / Title (sv)", "Beskrivning / Description (sv)", "Andra namn / Other names (sv)",
        )
    )  # fmt: skip
    assert required.fill.fgColor.rgb != optional.fill.fgColor.rgb
    assert recommended.fill.fgColor.rgb == optional.fill.fgColor.rgb
    assert (required.font.b, recommended.font.b, optional.font.b) == (True, True, False)
    assert required.comment.text.startswith("Obligatorisk. Text på svenska.\nInsatsens titel.")
    assert "Required. Text in Swedish.\nThe title of the initiative." in required.comment.text
    assert check_of(sheet, "Titel / Title (sv)").prompt.startswith("Obligatorisk. Insatsens titel.")


def test_lists_hold_what_things_are_called(tmp_path: Path) -> None:
    workbook = opened(Site(bundled(tmp_path)).template(["bidrag", "kontaktpunkter"]))
    currency = check_of(workbook["Bidrag"], "Valuta / Currency")
    assert (values_of(workbook, currency), currency.errorStyle) == (["SEK", "EUR"], None)
    role = check_of(workbook["Kontaktpunkter"], "Roll / Role")
    assert role.errorStyle == "warning"
    assert "Projektsamordnare" in values_of(workbook, role)
    funder = check_of(workbook["Bidrag"], "Finansiär / Funder")
    assert "Europeiska unionen" in values_of(workbook, funder)
    assert not funder.showErrorMessage, "several funders may be written in one cell"


def test_a_name_that_two_things_have_is_written_as_their_keys(tmp_path: Path) -> None:
    root = tiny(tmp_path)
    rows = [["id", "Namn (sv)"], ["x1", "Samma"], ["x2", "Samma"], ["x3", "Del; två"]]
    book(root, "fler.xlsx", områden=rows)
    workbook = opened(Site(root).template(["projekt"]))
    values = values_of(workbook, check_of(workbook["Projekt"], "Utmaningsområde / Challenge area"))
    assert {"x1", "x2", "x3"} < set(values)
    assert "Samma" not in values


def test_cells_are_kept_as_what_they_are(tmp_path: Path) -> None:
    workbook = opened(Site(bundled(tmp_path)).template(["bidrag", "personer", "projekt"]))
    amount = check_of(workbook["Bidrag"], "Belopp / Amount")
    assert (amount.type, amount.operator, amount.formula1) == ("decimal", None, "0")
    review = check_of(workbook["Personer"], "Omprövas / Review date")
    assert (review.type, review.errorStyle) == ("date", "warning")
    for name, heading, kept in (
        ("Bidrag", "Belopp / Amount", "General"),
        ("Personer", "Omprövas / Review date", "yyyy-mm-dd"),
        ("Personer", "Telefon / Telephone", "@"),
        ("Projekt", "Startdatum / Start date", "@"),  # may be a month or a year
    ):
        sheet = workbook[name]
        assert sheet[f"{column_of(sheet, heading)}2"].number_format == kept
        assert kept_below(sheet, heading) == kept


def test_the_guidance_explains_every_column_in_both_languages(tmp_path: Path) -> None:
    site = Site(bundled(tmp_path))
    workbook = opened(site.template(["project"]))
    guidance = workbook["Vägledning"]
    assert guidance["A1"].value == workbook["Listor"]["A1"].value == NOTES_SHEET
    assert guidance.row_dimensions[1].hidden
    text = "\n".join(str(cell.value) for row in guidance for cell in row if cell.value)
    for heading in headings(workbook["Projekt"]):
        assert heading in text
    kind = site.contract.by_slug["project"]
    for item in kind.columns:
        assert item.descriptions["sv"] in text
        assert item.descriptions["en"] in text
    links = {(link.target, link.location) for row in guidance for cell in row
             if (link := cell.hyperlink)}  # fmt: skip
    assert ("https://w3id.org/s3r/oms/shapes/project", "Project-title") in links


def test_the_same_shapes_and_data_give_the_same_bytes(tmp_path: Path) -> None:
    root = tiny(tmp_path)
    for seed in ("1", "2"):
        done = publisher(root, "template", "--all", "--output", str(tmp_path / seed), seed=seed)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


# ---- What the shapes may say

MEASURES: Final = """
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix t: <https://example.org/def/terms#> .
@prefix : <https://example.org/def/measure#> .

<https://example.org/def/measure> a owl:Ontology .
:Measure a sh:NodeShape ; sh:targetClass t:Measure ;
    rdfs:label "Mätning"@sv, "Measure"@en ;
    sh:property :whole, :above, :short, :flag, :state, :given, :default, :day, :moment, :tags,
        :year, :code, :label, :any, :level .

:whole sh:path t:whole ; sh:name "Heltal"@sv ; sh:datatype xsd:integer ; sh:maxCount 1 ;
    sh:minInclusive 5 ; sh:maxInclusive 10 ; sh:minCount 1 .
:above sh:path t:above ; sh:name "Över"@sv ; sh:datatype xsd:decimal ; sh:maxCount 1 ;
    sh:minExclusive 5000 .
:short sh:path t:short ; sh:name "Kort"@sv ; sh:datatype xsd:string ; sh:maxCount 1 ;
    sh:minLength 2 ; sh:maxLength 5 .
:flag sh:path t:flag ; sh:name "Öppen"@sv ; sh:datatype xsd:boolean ; sh:maxCount 1 .
:state sh:path t:state ; sh:name "Läge"@sv ; sh:in ( t:Open t:Closed ) ; sh:maxCount 1 .
:given sh:path t:given ; sh:name "Angivet"@sv ; sh:datatype xsd:string ; sh:maxCount 1 ;
    skos:example "så här" .
:default sh:path t:default ; sh:name "Förval"@sv ; sh:datatype xsd:integer ; sh:maxCount 1 ;
    sh:defaultValue 7 .
:day sh:path t:day ; sh:name "Dag"@sv ; sh:datatype xsd:date ; sh:maxCount 1 ;
    sh:minInclusive "2030-01-01"^^xsd:date .
:moment sh:path t:moment ; sh:name "Tid"@sv ; sh:datatype xsd:dateTime ; sh:maxCount 1 .
:tags sh:path t:tags ; sh:name "Märken"@sv ; sh:datatype xsd:integer .
:year sh:path t:year ; sh:name "År"@sv ; sh:datatype xsd:gYear ; sh:maxCount 1 .
:code sh:path t:code ; sh:name "Kod"@sv ; sh:datatype xsd:string ; sh:maxCount 1 ;
    sh:pattern "^[A-Z]{2}-[0-9]{3}$" .
:label sh:path rdfs:label ; sh:name "Benämning"@sv ; sh:datatype rdf:langString ;
    sh:languageIn ( "sv" ) ; sh:uniqueLang true ; sh:minCount 1 .
:any sh:path t:any ; sh:name "Övrigt"@sv ; sh:nodeKind sh:IRI .
:level sh:path t:level ; sh:name "Nivå"@sv ; sh:datatype xsd:integer ; sh:in ( 1 2 ) ;
    sh:maxCount 1 .
"""


@pytest.fixture
def measures(tmp_path: Path) -> Site:
    root = tiny(tmp_path)
    (root / "shapes" / "measure.ttl").write_text(MEASURES, encoding="utf-8")
    return Site(root)


def test_the_facets_of_a_shape_become_checks_of_the_cell(measures: Site) -> None:
    sheet = opened(measures.template(["Mätning"]))["Mätning"]
    assert "Benämning (sv)" in headings(sheet)
    assert "Benämning (en)" not in headings(sheet)

    def check(heading: str) -> tuple[Any, ...]:
        found = check_of(sheet, heading)
        return found.type, found.operator, found.formula1, found.formula2

    assert check("Heltal") == ("whole", None, "5", "10")
    assert check("Över") == ("decimal", "greaterThan", "5000", None)
    assert check("Kort") == ("textLength", None, "2", "5")
    assert check("Dag") == ("date", None, "47484", "2958465")
    assert check("Märken")[0] is None
    assert check("År")[0] == "whole"
    assert check("Kod")[0] == "custom"
    assert check("id")[0] == "custom"
    for heading in ("Öppen", "Läge", "Nivå"):
        assert check(heading)[0] == "list"


def test_the_example_row_keeps_to_the_facets(measures: Site) -> None:
    content = measures.template(["mätning"])
    row = [cell.value for cell in opened(content)["Mätning"][2]]
    by_heading = dict(zip(headings(opened(content)["Mätning"]), row, strict=True))
    assert by_heading["Angivet"] == "så här"
    assert by_heading["Förval"] == 7
    before = measures.check().findings
    strip_marks(content, measures.root / "data" / "m.xlsx")
    after = Site(measures.root).check().findings
    assert [f.sentence for f in after.all()] == [f.sentence for f in before.all()]
    assert after.rows == before.rows + 1


def test_a_class_whose_names_do_not_fit_a_sheet_is_an_error(measures: Site) -> None:
    path = measures.root / "shapes" / "measure.ttl"
    text = path.read_text(encoding="utf-8").replace('"Mätning"@sv, "Measure"@en', f'"{"x" * 40}"')
    path.write_text(text.replace(":Measure", f":{'M' * 40}"), encoding="utf-8")
    with pytest.raises(ContractError, match="31 characters"):
        Site(measures.root).template()


@pytest.mark.parametrize(
    ("pattern", "example", "formula"),
    [
        ("^[0-9]{2}$", "11", "AND(LEN(A2)=2,ISNUMBER(-MID(A2,1,2)))"),
        ("^SE[0-9A-Z]{0,3}$", "SE", 'AND(LEN(A2)>=2,LEN(A2)<=5,EXACT(MID(A2,1,2),"SE"))'),
        ("^https?://[^ ]+$", "http://a", 'OR(LEFT(A2,7)="http://",LEFT(A2,8)="https://")'),
        ("^[ab]{2}$", "aa", "LEN(A2)=2"),
        ("^(a|b){2}c$", "aac", ""),
        ("[^ ]", "a", ""),
        (r"^\d\.\d$", "1.1", 'AND(LEN(A2)=3,ISNUMBER(-MID(A2,1,1)),EXACT(MID(A2,2,1),"."),'
         "ISNUMBER(-MID(A2,3,1)))"),
        ('^"x"$', '"x"', 'AND(LEN(A2)=3,EXACT(MID(A2,1,3),"""x"""))'),
        ("^(?=x)y$", "", ""),
        (r"^\p{L}+$", "", ""),
        ("^a+?$", "", ""),
        ("(", "", ""),
        ("[", "", ""),
        ("a)b", "", ""),
        ("*a", "", ""),
        ("^a{2,}$", "aa", 'AND(LEN(A2)>=2,EXACT(MID(A2,1,2),"aa"))'),
    ],
)  # fmt: skip
def test_a_pattern_gives_an_example_and_a_formula(pattern: str, example: str, formula: str) -> None:
    assert (example_of(pattern), formula_of(pattern, "A2")) == (example, formula)


# ---- The command line


def test_the_command_writes_a_file_and_never_over_one(tmp_path: Path) -> None:
    root = tiny(tmp_path)
    target = tmp_path / "projekt.xlsx"
    done = publisher(root, "template", "projekt", "--output", str(target), "--language", "en")
    assert (done.returncode, done.stdout) == (0, "")
    assert "Fill in" in done.stderr
    assert openpyxl.load_workbook(target).sheetnames[0] == "Projects"
    again = publisher(root, "template", "områden", "--output", str(target))
    assert again.returncode == 2
    assert "already" in again.stderr
    assert openpyxl.load_workbook(target).sheetnames[0] == "Projects"


def test_an_unknown_class_is_named_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(PublisherError, match="Did you mean “Projekt”"):
        Site(tiny(tmp_path)).template(["projekter"])
    done = publisher(tmp_path / "site", "template")
    assert done.returncode == 2
    assert "Name one or more of area, project" in done.stderr
