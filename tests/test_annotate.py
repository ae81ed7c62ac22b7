"""The officer's own workbook back: every mark at its cell, and all else as it was."""

from __future__ import annotations

import datetime
import json
import random
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Border, Font, PatternFill, Side

from publisher.check.findings import Finding
from publisher.faults import Place
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.tables import read_tables
from publisher.workbooks.annotate import annotate

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

RED, YELLOW, BLUE = "FFFBC5C1", "FFFEECA3", "FFCBE1F8"
OURS = {RED: "violation", YELLOW: "warning", BLUE: "info"}


def finding(
    place: Place | tuple[str, int, str],
    severity: str = "violation",
    said: str = "Fel.",
    **more: Any,
) -> Finding:
    """A finding in ``book.xlsx``, unless the place says another file."""
    where = place if isinstance(place, Place) else Place("book.xlsx", *place)
    return Finding(where, severity, "value", (("en", f"In English: {said}"), ("sv", said)), **more)


def book(path: Path, fill: Callable[[openpyxl.Workbook], None] = lambda _: None) -> Path:
    """A workbook with a table of projects, formulas, styles and a comment."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Projekt"
    sheet.append(["id", "Titel (sv)", "Startdatum", "Budget", "Territorium"])
    for number in range(2, 8):
        sheet.append([f"p{number}", f"Projekt {number}", datetime.date(2024, 1, number), 1.5, "X"])
        sheet.cell(number, 3).number_format = "yyyy-mm-dd"
        sheet.cell(number, 4).number_format = "#,##0.00"
        sheet.cell(number, 4).fill = PatternFill("solid", fgColor="FFCCFFCC")
    sheet["D3"].border = Border(left=Side("thick"))
    sheet["D3"].font = Font(italic=True)
    sheet["E3"].comment = Comment("Fråga Ekonomi\nom detta", "Kansliet")
    sheet["D9"] = "=SUM(D2:D7)"
    other = made.create_sheet("Uträkning")
    other["A1"] = "id"
    other["B2"] = "=Projekt!D9*2"
    fill(made)
    made.save(path)
    return path


def handed_back(
    source: Path, findings: list[Finding], language: str = "sv", suffix: str = ".xlsx"
) -> Path:
    """The annotated workbook, in a folder of its own under the name that it came with."""
    folder = source.parent / f"back-from-{source.parent.name}"
    folder.mkdir(exist_ok=True)
    target = folder / source.with_suffix(suffix).name
    annotate(source, findings, target, language)
    return target


def marks(path: Path) -> dict[str, str]:
    """Sheet and cell of every mark, with its severity."""
    return {
        f"{sheet.title}!{cell.coordinate}": OURS[cell.fill.fgColor.rgb]
        for sheet in openpyxl.load_workbook(path)
        if sheet["B1"].value != "publisher:check"
        for cell in sheet._cells.values()
        if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in OURS
    }


def comments(path: Path) -> dict[str, str]:
    return {
        f"{sheet.title}!{cell.coordinate}": cell.comment.text
        for sheet in openpyxl.load_workbook(path)
        for cell in sheet._cells.values()
        if cell.comment
    }


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def summary(path: Path) -> list[list[Any]]:
    """The rows of the summary below its headings."""
    sheet = openpyxl.load_workbook(path).worksheets[-1]
    assert [sheet["A1"].value, sheet["B1"].value] == ["publisher:notes", "publisher:check"]
    assert sheet.row_dimensions[1].hidden
    return [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]


def package(path: Path, **replaced: str | bytes | None) -> Path:
    """A workbook part by part; dots of a part's last name as underscores, None leaves it out."""
    content: dict[str, tuple[str, str | bytes | None]] = {
        "content_types": (
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/'
            'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        ),
        "package_rels": (
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" '
            f'Type="{RELATIONS}/officeDocument" Target="/xl/workbook.xml"/></Relationships>',
        ),
        "workbook": (
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
            '<sheet name="Projekt" sheetId="7" r:id="s"/></sheets></workbook>',
        ),
        "workbook_rels": (
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="s" '
            f'Type="{RELATIONS}/worksheet" Target="worksheets/one.xml"/></Relationships>',
        ),
        "sheet": ("xl/worksheets/one.xml", f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'),
        "sheet_rels": ("xl/worksheets/_rels/one.xml.rels", None),
    }
    for key, data in replaced.items():
        content[key] = (content[key][0] if key in content else key.replace("__", "/"), data)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        for name, part in content.values():
            if part is not None:
                container.writestr(name, part)
    return path


def text(reference: str, said: str, prefix: str = "") -> str:
    r = f' r="{reference}"' if reference else ""
    p = prefix
    return f'<{p}c{r} t="inlineStr"><{p}is><{p}t>{said}</{p}t></{p}is></{p}c>'


def sheet(rows: str, *, before: str = "", after: str = "") -> str:
    return (
        f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}">{before}<sheetData>{rows}</sheetData>'
        f"{after}</worksheet>"
    )


# ---- what changes, and what does not


def test_a_cell_is_coloured_commented_and_otherwise_as_it_was(tmp_path: Path) -> None:
    source = book(tmp_path / "book.xlsx")
    back = handed_back(
        source,
        [
            finding(("Projekt", 3, "Budget"), said="”1,5” är för lite.", value="1.5"),
            finding(("Projekt", 4, "Startdatum"), "warning", "Bara en varning."),
            finding(("Projekt", 5, "Titel (sv)"), "info", "En upplysning."),
        ],
    )
    assert marks(back) == {
        "Projekt!D3": "violation", "Projekt!C4": "warning", "Projekt!B5": "info",
    }  # fmt: skip
    sheet = openpyxl.load_workbook(back)["Projekt"]
    cell = sheet["D3"]
    assert (cell.number_format, cell.font.italic, cell.border.left.style) == (
        "#,##0.00", True, "thick",
    )  # fmt: skip
    assert sheet["C4"].number_format == "yyyy-mm-dd"
    assert sheet["C4"].value == datetime.datetime(2024, 1, 4)
    assert cell.comment is not None
    assert cell.comment.author == "publisher"
    assert cell.comment.text == "— Granskning · publisher —\nFel: ”1,5” är för lite."
    assert sheet["D9"].value == "=SUM(D2:D7)"
    assert sheet["D2"].fill.fgColor.rgb == "FFCCFFCC"


def rich(path: Path) -> Path:
    """A workbook with what officers put in theirs, as another program than openpyxl writes it."""
    made = xlsxwriter.Workbook(str(path))
    sheet = made.add_worksheet("Projekt")
    money = made.add_format({"num_format": "# ##0 kr", "bg_color": "#DDEBF7", "bottom": 1})
    sheet.write_row(0, 0, ["id", "Titel", "Belopp", "Län"], made.add_format({"bold": True}))
    for row in range(1, 21):
        sheet.write_row(row, 0, [f"p{row}", f"Åtgärd {row}"])
        sheet.write_number(row, 2, row * 1000, money)
    sheet.write_formula(21, 2, "=SUM(C2:C21)", money, 210_000)
    sheet.write_comment("B2", "Fråga kansliet", {"author": "Kansliet"})
    sheet.set_column("A:B", 23.5)
    sheet.data_validation("D2:D21", {"validate": "list", "source": ["Skåne", "Blekinge"]})
    sheet.conditional_format("C2:C21", {"type": "data_bar"})
    sheet.add_table("F1:G4", {"columns": [{"header": "a"}, {"header": "b"}]})
    sheet.autofilter("A1:D21")
    sheet.set_header("&LRegionen")
    made.define_name("Summa", "=Projekt!$C$22")
    other = made.add_worksheet("Diagram")
    chart = made.add_chart({"type": "column"})
    chart.add_series({"values": "=Projekt!$C$2:$C$21"})
    other.insert_chart("B2", chart)
    made.close()
    return path


def test_what_is_not_marked_stays_byte_for_byte(tmp_path: Path) -> None:
    source = rich(tmp_path / "book.xlsx")
    back = handed_back(
        source, [finding(("Projekt", 3, "Belopp")), finding(("Projekt", 3, "Län"), "info")]
    )
    assert marks(back) == {"Projekt!C3": "violation", "Projekt!D3": "info"}
    before, after = parts(source), parts(back)
    assert {name for name in before if before[name] != after.get(name)} == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet1.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml",
    }  # fmt: skip
    assert set(after) - set(before) == {"xl/worksheets/sheet3.xml"}
    old, new = before["xl/worksheets/sheet1.xml"], after["xl/worksheets/sheet1.xml"]
    new = re.sub(rb'<c r="C3" s="\d+"', b'<c r="C3" s="2"', new)
    assert re.sub(rb'<c r="D3" s="\d+"/>', b"", new) == old
    for name in ("xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/workbook.xml"):
        assert _is_grown(before[name], after[name]), name


def _is_grown(before: bytes, after: bytes) -> bool:
    """Whether tags were put in, and nothing else was done."""
    pieces = iter(after.split(b"<"))
    return all(piece in pieces for piece in before.split(b"<"))


def test_macros_and_unknown_parts_stay_packed_as_they_were(tmp_path: Path) -> None:
    source = package(
        tmp_path / "book.xlsm",
        sheet=sheet('<row r="1">' + text("A1", "id") + "</row>"),
        xl__vbaProject_bin=b"\xd0\xcf\x11\xe0 macros",
        xl__printerSettings1_bin=bytes(range(256)) * 40,
    )
    back = handed_back(source, [finding(Place("book.xlsm", "Projekt", 1, "id"))], suffix=".xlsm")
    assert marks(back) == {"Projekt!A1": "violation"}
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(back) as after:
        for name in ("xl/vbaProject_bin", "xl/printerSettings1_bin", "_rels/.rels"):
            old, new = before.getinfo(name), after.getinfo(name)
            assert before.read(name) == after.read(name)
            assert (old.CRC, old.compress_size, old.date_time, old.external_attr) == (
                new.CRC, new.compress_size, new.date_time, new.external_attr,
            )  # fmt: skip
        assert after.namelist()[: len(before.namelist())] == before.namelist()


def test_the_same_comes_out_each_time(tmp_path: Path) -> None:
    source = book(tmp_path / "book.xlsx")
    found = [finding(("Projekt", row, "Budget"), value=str(row)) for row in range(2, 8)]
    first = handed_back(source, found).read_bytes()
    assert handed_back(source, [*reversed(found), *found]).read_bytes() == first
    table = tmp_path / "t.csv"
    table.write_text("id,a\n1,x\n")
    again = [handed_back(table, [finding(Place("t.csv", "", 2, "a"))]).read_bytes() for _ in "12"]
    assert again[0] == again[1]


def test_the_workbook_may_be_replaced_by_itself(tmp_path: Path) -> None:
    source = book(tmp_path / "book.xlsx")
    annotate(source, [finding(("Projekt", 2, "Budget"))], source, "sv")
    assert marks(source) == {"Projekt!D2": "violation"}
    assert [path.name for path in tmp_path.iterdir()] == ["book.xlsx"]


# ---- where a mark stands


@pytest.mark.parametrize(
    ("place", "cell"),
    [
        (("Projekt", 4, ""), "Projekt!A4"),
        (("Projekt", 4, "Slutdatum"), "Projekt!A4"),
        (("Projekt", 0, "Budget"), "Projekt!D1"),
        (("Projekt", 0, "Slutdatum"), "Projekt!F1"),
        (("Projekt", 1, "Slutdatum"), "Projekt!F1"),
        (("Projekt", 5, "budget "), "Projekt!D5"),
        (("Projekt", 5, "G"), "Projekt!G5"),
        (("Projekt", 5, "_col.2"), "Projekt!B5"),
        (("Projekt", 8, "Budget"), "Projekt!D8"),
        (("Projekt", 40, "Budget"), "Projekt!D40"),
        (("Projekt", 0, ""), "Projekt!A1"),
        (("Uträkning", 0, ""), "Uträkning!A1"),
        (("Okänt blad", 9, "x"), "Projekt!A1"),
        (("", 0, ""), "Projekt!A1"),
        (("Projekt", 2_000_000, "Budget"), "Projekt!D1048576"),
    ],
)
def test_every_place_has_its_cell(tmp_path: Path, place: tuple[str, int, str], cell: str) -> None:
    back = handed_back(book(tmp_path / "book.xlsx"), [finding(place)])
    assert marks(back) == {cell: "violation"}
    assert set(comments(back)) == {cell, "Projekt!E3"}


def test_all_cells_of_a_finding_are_marked_and_the_gravest_colour_wins(tmp_path: Path) -> None:
    source = book(tmp_path / "book.xlsx")
    here = Place("book.xlsx", "Projekt", 3, "id"), Place("book.xlsx", "Projekt", 5, "id")
    back = handed_back(
        source,
        [
            finding(here[0], "warning", "Nyckeln finns två gånger.",
                    places=(*here, Place("other.xlsx", "", 4, "id"))),
            finding(here[1], said="Nyckeln är fel.", fix="p5"),
            finding(Place("other.xlsx", "Projekt", 6, "id")),
        ],
    )  # fmt: skip
    assert marks(back) == {"Projekt!A3": "warning", "Projekt!A5": "violation"}
    assert comments(back)["Projekt!A5"] == (
        "— Granskning · publisher —\nFel: Nyckeln är fel.\nSkriv ”p5”.\n"
        "Varning: Nyckeln finns två gånger."
    )
    assert ["Varning", "Projekt", "A3, A5"] in [row[:3] for row in summary(back)]


def test_the_first_sheet_with_data_stands_for_the_file(tmp_path: Path) -> None:
    def fill(made: openpyxl.Workbook) -> None:
        made.create_sheet("Vägledning", 0)["A1"] = "Så här"
        made.create_sheet("Lista", 0)["A1"] = "publisher:notes"
        made.create_sheet("Dolt", 0)["A1"] = "x"
        made["Dolt"].sheet_state = "hidden"

    back = handed_back(book(tmp_path / "book.xlsx", fill), [finding(("", 0, ""))])
    assert marks(back) == {"Projekt!A1": "violation"}


def test_headings_may_stand_further_down_and_to_the_right(tmp_path: Path) -> None:
    source = package(
        tmp_path / "book.xlsx",
        sheet=sheet('<row r="4">' + text("C4", "id") + text("D4", " Lång\n rubrik ") + "</row>"),
    )
    found = [finding(("Projekt", 6, "Lång rubrik")), finding(("Projekt", 7, "")),
             finding(("Projekt", 0, "Ny"))]  # fmt: skip
    assert set(marks(handed_back(source, found))) == {"Projekt!D6", "Projekt!C7", "Projekt!E4"}


# ---- what the comment of a cell says


def test_the_comment_of_somebody_else_is_kept_and_added_to(tmp_path: Path) -> None:
    source = book(tmp_path / "book.xlsx")
    nearest = finding(("Projekt", 3, "Territorium"), said="”X” är okänt.", nearest="SE123")
    back = handed_back(source, [nearest], "en")
    comment = openpyxl.load_workbook(back)["Projekt"]["E3"].comment
    assert comment is not None
    assert comment.author == "Kansliet"
    assert comment.text == (
        "Fråga Ekonomi\nom detta\n\n— Check · publisher —\n"
        "Fault: In English: ”X” är okänt.\nNearest valid: SE123"
    )
    again = handed_back(back, [])
    assert comments(again) == {"Projekt!E3": "Fråga Ekonomi\nom detta"}


def test_the_box_of_a_comment_that_is_added_to_is_high_enough(tmp_path: Path) -> None:
    source = rich(tmp_path / "book.xlsx")
    back = handed_back(source, [finding(("Projekt", 2, "Titel"), said="å" * 100)])
    anchors = [
        re.findall(rb"Anchor>([^<]+)<", parts(path)["xl/drawings/vmlDrawing1.vml"])
        for path in (source, back)
    ]
    assert anchors == [[b"2, 15, 0, 10, 4, 15, 4, 4"], [b"2, 15, 0, 10, 4, 15, 11, 4"]]


def test_what_excel_cannot_hold_is_cut_or_told(tmp_path: Path) -> None:
    source = book(tmp_path / "book.xlsx")
    odd = 'tab\x0b bell\x07 _x0041_ <&" \ud800 😀'
    back = handed_back(
        source,
        [
            finding(("Projekt", 2, "Budget"), said="å" * 50_000),
            finding(("Projekt", 3, "Budget"), said=odd, value=odd, nearest="y" * 50_000),
            *(finding(("Projekt", 4, "Budget"), said=f"{at} {'z' * 400}") for at in range(200)),
        ],
    )
    found = comments(back)
    assert all(len(said) < 32_767 for said in found.values())
    assert found["Projekt!D4"].endswith("till.")
    assert 'tab_x000B_ bell_x0007_ _x005F_x0041_ <&"' in found["Projekt!D3"]
    assert all(len(str(value or "")) < 32_767 for row in summary(back) for value in row)


def test_more_comments_than_a_program_bears_are_left_out_and_told_of(tmp_path: Path) -> None:
    source = book(tmp_path / "book.xlsx")
    found = [finding(("Projekt", row, "Budget")) for row in range(2, 10_502)]
    back = handed_back(source, found)
    made = parts(back)
    style = re.findall(rb'<c r="D10501" s="(\d+)"/>', made["xl/worksheets/sheet1.xml"])[0]
    assert made["xl/worksheets/sheet1.xml"].count(b' s="%s"/>' % style) == 10_493
    assert made["xl/comments/comment1.xml"].count(b"<comment ") == 10_001
    said = "500 celler är färgade men saknar kommentar: så många kommentarer ryms inte."
    assert said.encode("ascii", "xmlcharrefreplace") in made["xl/worksheets/sheet3.xml"]


# ---- the summary


def test_the_summary_lists_every_finding_with_its_cell(tmp_path: Path) -> None:
    source = book(tmp_path / "book.xlsx")
    more: dict[str, Any] = {
        "value": "X", "nearest": "SE123", "thing": "https://example.org/project/p4",
        "thing_label": (("en", "Green change"), ("sv", "Grön omställning")),
        "rule": "https://example.org/shapes/project#Project-territory å",
    }  # fmt: skip
    back = handed_back(
        source,
        [
            finding(("Projekt", 4, "Territorium"), said="Okänt.", **more),
            finding(("Projekt", 5, "Territorium"), said="Okänt.", **more),
            finding(("Projekt", 3, "Budget"), "warning", "Lite."),
            finding(("Projekt", 6, ""), said="Tom rad."),
        ],
    )
    rows = [[value for value in row if value is not None] for row in summary(back)]
    assert rows[0] == ["Granskning av book.xlsx"]
    assert rows[1] == ["Fel: 3   Varningar: 1   Upplysningar: 0"]
    assert rows[3] == [
        "Slag", "Blad", "Cell", "Sak", "Kolumn", "Står där", "Vad som är fel",
        "Närmaste giltiga värde", "Regel",
    ]  # fmt: skip
    assert rows[4:] == [
        ["Projekt · Hela rader · Fel: 1"],
        ["Fel", "Projekt", "A6", "Tom rad."],
        ["Projekt · Kolumnen ”Territorium” · Fel: 2"],
        ["Fel", "Projekt", "E4", "Grön omställning", "Territorium", "X", "Okänt.", "SE123",
         "https://example.org/shapes/project#Project-territory å"],
        ["Fel", "Projekt", "E5", "Grön omställning", "Territorium", "X", "Okänt.", "SE123",
         "https://example.org/shapes/project#Project-territory å"],
        ["Projekt · Kolumnen ”Budget” · Varningar: 1"],
        ["Varning", "Projekt", "D3", "Budget", "Lite."],
    ]  # fmt: skip
    sheet = openpyxl.load_workbook(back)["Granskning"]
    links = {cell.coordinate: cell.hyperlink for row in sheet.iter_rows() for cell in row
             if cell.hyperlink}  # fmt: skip
    assert links["C9"].location == "'Projekt'!E4"
    assert links["I9"].target == "https://example.org/shapes/project#Project-territory%20%C3%A5"
    assert len([one for one in parts(back)["xl/worksheets/_rels/sheet3.xml.rels"].split(b"<")
                if b"hyperlink" in one]) == 1  # fmt: skip


def test_the_summary_is_last_named_like_no_other_and_not_in_the_way(tmp_path: Path) -> None:
    def fill(made: openpyxl.Workbook) -> None:
        made.create_sheet("granskning")["A1"] = "id"
        made.active = 1

    back = handed_back(book(tmp_path / "book.xlsx", fill), [finding(("O'Brien", 0, ""))])
    made = openpyxl.load_workbook(back)
    assert made.sheetnames == ["Projekt", "Uträkning", "granskning", "Granskning 2"]
    assert made.active is not None
    assert made.active.title == "Uträkning"


def test_a_workbook_without_faults_says_so(tmp_path: Path) -> None:
    back = handed_back(book(tmp_path / "book.xlsx"), [], "en")
    assert marks(back) == {}
    assert [row[0] for row in summary(back)][:2] == [
        "Check of book.xlsx", "Nothing wrong was found.",
    ]  # fmt: skip


def test_the_summary_is_passed_over_when_the_workbook_is_read(tmp_path: Path) -> None:
    source = book(tmp_path / "book.xlsx", lambda made: made.remove(made["Uträkning"]))
    found = [finding(("Projekt", 3, "Budget")), finding(("Projekt", 12, "id"))]
    tables = [list(_rows(path)) for path in (source, handed_back(source, found))]
    assert tables[0] == tables[1]


def _rows(path: Path) -> Iterator[tuple[object, ...]]:
    for table in read_tables(SourceFile(path, path.name, "table"), SourceLimits()):
        yield table.name, table.header, *((row.number, row.cells) for row in table.rows)


@pytest.mark.large
def test_more_findings_than_the_sheet_holds_are_counted(tmp_path: Path) -> None:
    source = package(
        tmp_path / "book.xlsx", sheet=sheet('<row r="1">' + text("A1", "id") + "</row>")
    )
    rule = "https://example.org/rule"
    found = [finding(("Projekt", 1, "id"), said=f"{at:05}", rule=rule) for at in range(65_003)]
    back = handed_back(source, found)
    data = parts(back)["xl/worksheets/sheet1.xml"]
    assert data.count(b"<hyperlink ") == 65_530
    assert "… och 3 till, som inte ryms här.".encode("ascii", "xmlcharrefreplace") in data
    assert b"Fel: 65003" in data


# ---- a workbook that comes back


def test_checking_twice_marks_as_checking_once(tmp_path: Path) -> None:
    source = book(tmp_path / "book.xlsx")
    found = [finding(("Projekt", row, "Budget"), "warning") for row in (2, 3)]
    found += [finding(("Projekt", 3, "Territorium")), finding(("Projekt", 0, "Ny kolumn"))]
    once = handed_back(source, found)
    assert parts(handed_back(once, found)) == parts(once)


def test_marks_of_an_earlier_check_go_and_what_was_there_comes_back(tmp_path: Path) -> None:
    source = book(tmp_path / "book.xlsx")
    once = handed_back(source, [
        finding(("Projekt", 3, "Budget")), finding(("Projekt", 3, "Territorium")),
        finding(("Projekt", 30, "id")),
    ])  # fmt: skip
    twice = handed_back(once, [finding(("Projekt", 4, "Budget"), "warning")])
    assert marks(twice) == {"Projekt!D4": "warning"}
    assert set(comments(twice)) == {"Projekt!D4", "Projekt!E3"}
    clean = handed_back(twice, [])
    assert marks(clean) == {}
    assert comments(clean) == comments(source)
    assert openpyxl.load_workbook(clean).sheetnames == ["Projekt", "Uträkning", "Granskning"]
    before, after = (openpyxl.load_workbook(path)["Projekt"] for path in (source, clean))
    for row in before.iter_rows():
        for cell in row:
            other = after[cell.coordinate]
            assert (other.value, other.fill.fill_type, other.fill.fgColor.rgb, other.font.i) == (
                cell.value, cell.fill.fill_type, cell.fill.fgColor.rgb, cell.font.i,
            )  # fmt: skip
    drawing = parts(clean)["xl/drawings/commentsDrawing1.vml"]
    assert drawing.count(b"ClientData ") == 1


def test_marks_are_known_again_after_another_program_has_saved_them(tmp_path: Path) -> None:
    source = book(tmp_path / "book.xlsx")
    found = [finding(("Projekt", 3, "Budget")), finding(("Projekt", 3, "Territorium"))]
    once = handed_back(source, found)
    made = openpyxl.load_workbook(once)
    made["Projekt"].insert_rows(2)
    made.move_sheet("Granskning", -2)
    made["Granskning"].title = "Fellista"
    made.save(once)
    again = handed_back(once, [finding(("Projekt", 2, "id"), "info")])
    assert marks(again) == {"Projekt!A2": "info"}
    assert openpyxl.load_workbook(again).sheetnames == ["Fellista", "Projekt", "Uträkning"]
    assert comments(again)["Projekt!E4"] == "Fråga Ekonomi\nom detta"
    assert openpyxl.load_workbook(again)["Projekt"]["D4"].fill.fgColor.rgb == "FFCCFFCC"


# ---- packages as other programs write them


def test_rows_and_cells_are_put_in_where_the_order_wants_them(tmp_path: Path) -> None:
    rows = (
        '<row r="2" spans="2:3" s="1" customFormat="1">' + text("B2", "id") + text("D2", "b")
        + '</row><row r="4"/><row r="6">' + text("C6", "x") + "</row>"
    )  # fmt: skip
    source = package(
        tmp_path / "book.xlsx",
        sheet=sheet(
            rows, before='<dimension ref="B2:D6"/><cols><col min="1" max="9" style="2"/></cols>'
        ),
    )
    places = [(2, "A"), (2, "C"), (3, "id"), (4, "b"), (4, "id"), (6, "id"), (6, "b"), (9, "A")]
    back = handed_back(source, [finding(("Projekt", row, column)) for row, column in places])
    data = parts(back)["xl/worksheets/one.xml"].decode()
    order = [piece.split('"')[0] for piece in data.split(' r="')[1:]]
    assert order == [
        "2", "A2", "B2", "C2", "D2", "3", "B3", "4", "B4", "D4", "6", "B6", "C6", "D6", "9", "A9",
    ][: len(order)]  # fmt: skip
    assert '<row r="2" spans="1:3"' in data
    assert '<dimension ref="A2:D9"/>' in data
    assert set(marks(back)) == {
        f"Projekt!{name}" for name in ("A2", "C2", "B3", "B4", "D4", "B6", "D6", "A9")
    }


def test_cells_without_references_are_counted(tmp_path: Path) -> None:
    rows = f"<row>{text('', 'id')}{text('', 'a')}</row><row>{text('', '1')}{text('', '2')}</row>"
    source = package(tmp_path / "book.xlsx", sheet=sheet(rows + f"<row>{text('', '3')}</row>"))
    back = handed_back(source, [finding(("Projekt", 2, "a")), finding(("Projekt", 3, "a"))])
    data = parts(back)["xl/worksheets/one.xml"].decode()
    assert data.count(' s="1"') == 2
    assert '<c t="inlineStr" s="1"><is><t>2</t></is></c></row>' in data
    assert '<c r="B3" s="1"/></row>' in data


@pytest.mark.parametrize("data", ["", "<sheetData/>", "<sheetData></sheetData>"])
def test_a_sheet_without_cells_takes_marks(tmp_path: Path, data: str) -> None:
    source = package(
        tmp_path / "book.xlsx",
        sheet=f'<worksheet xmlns="{MAIN}">{data}<pageMargins left="1"/><extLst/></worksheet>',
    )
    back = handed_back(source, [finding(("Projekt", 2, "")), finding(("", 0, ""))])
    made = parts(back)["xl/worksheets/one.xml"].decode()
    if data:
        assert '<row r="1"><c r="A1" s="1"/></row><row r="2"><c r="A2" s="1"/></row>' in made
    assert made.index("<legacyDrawing") < made.index("<extLst")
    assert len(summary(back)) == 8


def test_prefixes_strict_namespaces_and_a_byte_order_mark(tmp_path: Path) -> None:
    rows = f'<x:row r="1">{text("A1", "id", "x:")}</x:row><x:row r="2"/>'
    source = package(
        tmp_path / "book.xlsx",
        content_types='<?xml version="1.0"?>\n<c:Types '
        f'xmlns:c="{PACKAGE}/content-types"><c:Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        '<c:Default Extension="xml" ContentType="application/xml"/></c:Types>',
        package_rels=f'<r:Relationships xmlns:r="{PACKAGE}/relationships"><r:Relationship Id="a" '
        f'Type="{STRICT_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></r:Relationships>',
        workbook=f'<x:workbook xmlns:x="{STRICT}" xmlns:q="{STRICT_RELATIONS}"><x:sheets>'
        '<x:sheet name="Projekt" sheetId="1" q:id="rId9"/></x:sheets></x:workbook>',
        workbook_rels=f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId9" '
        f'Type="{STRICT_RELATIONS}/worksheet" Target="/xl/worksheets/one.xml"/>'
        f'<Relationship Id="rId3" Type="{STRICT_RELATIONS}/styles" Target="./st.xml"/>'
        "</Relationships>",
        xl__st_xml="",
        sheet=f'\ufeff<?xml version="1.0" encoding="utf-8"?><x:worksheet xmlns:x="{STRICT}">'
        f"<x:sheetData>{rows}</x:sheetData><x:tableParts/></x:worksheet>",
    )
    with zipfile.ZipFile(source, "a") as container:
        container.writestr(
            "xl/st.xml",
            f'<x:styleSheet xmlns:x="{STRICT}"><x:fills count="2"><x:fill/><x:fill/></x:fills>'
            '<x:cellXfs><x:xf numFmtId="14" fillId="0"><x:alignment wrapText="1"/></x:xf>'
            '</x:cellXfs><x:dxfs count="0"/></x:styleSheet>',
        )
    back = handed_back(source, [finding(("Projekt", 2, "id")), finding(("Projekt", 1, "id"))])
    made = parts(back)
    one = made["xl/worksheets/one.xml"].decode("utf-8-sig")
    assert '<x:row r="2"><x:c r="A2" s="1"/></x:row>' in one
    assert '<x:c r="A1" t="inlineStr" s="1"><x:is>' in one
    assert f'<x:legacyDrawing xmlns:r="{STRICT_RELATIONS}" r:id="rId1"/><x:tableParts/>' in one
    styles = made["xl/st.xml"].decode()
    assert '<x:fills count="7">' in styles
    assert (
        '<x:xf numFmtId="14" fillId="2" applyFill="1"><x:alignment wrapText="1"/></x:xf>' in styles
    )
    assert styles.index("<x:fonts") < styles.index("<x:fills")
    assert f'xmlns="{STRICT}"'.encode() in made["xl/comments1.xml"]
    assert f"{STRICT_RELATIONS}/comments".encode() in made["xl/worksheets/_rels/one.xml.rels"]
    assert b'<c:Override PartName="/xl/comments1.xml"' in made["[Content_Types].xml"]


def test_a_drawing_that_is_there_is_added_to_though_it_is_no_xml(tmp_path: Path) -> None:
    vml = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel">'
        '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="3"/></o:shapelayout>'
        '<v:shape id="_x0000_s3085" type="#_x0000_t201"><v:textbox>Knapp<br></v:textbox>'
        '<x:ClientData ObjectType="Button"><x:Row>1</x:Row><x:Column>0</x:Column></x:ClientData>'
        "</v:shape></xml>\n"
    )
    source = package(
        tmp_path / "book.xlsx",
        sheet=sheet(
            '<row r="1">' + text("A1", "id") + "</row>",
            after='<legacyDrawing r:id="v"/><legacyDrawingHF r:id="h"/>',
        ),
        sheet_rels=f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="h" Type="{RELATIONS}/vmlDrawing" Target="../drawings/head.vml"/>'
        f'<Relationship Id="v" Type="{RELATIONS}/vmlDrawing" Target="../drawings/form.vml"/>'
        "</Relationships>",
    )
    with zipfile.ZipFile(source, "a") as container:
        container.writestr("xl/drawings/form.vml", vml)
        container.writestr("xl/drawings/head.vml", "<xml/>")
    back = handed_back(source, [finding(("Projekt", 2, "id"))])
    made = parts(back)
    drawing = made["xl/drawings/form.vml"].decode()
    assert drawing.startswith(vml[: vml.index("</xml>")])
    assert drawing.count("_x0000_t202") == 2
    assert 'id="_x0000_s3086"' in drawing
    assert drawing.endswith("</v:shape></xml>\n")
    assert made["xl/drawings/head.vml"] == b"<xml/>"
    assert made["xl/worksheets/one.xml"].count(b"legacyDrawing") == 2
    gone = parts(handed_back(back, []))
    assert gone["xl/drawings/form.vml"].decode().count('"Note"') == 0
    assert "Knapp<br>" in gone["xl/drawings/form.vml"].decode()


def test_the_comments_of_rich_text_are_cut_where_ours_begins(tmp_path: Path) -> None:
    note = (
        f'<comments xmlns="{MAIN}"><authors><author> </author></authors><commentList>'
        '<comment ref="A2" authorId="0"><text><t>Min &amp; _x000D_text</t><r><t>.\n\n— Check · '
        "publisher —\nFault</t></r><r><t>: more</t></r></text></comment>"
        '<comment ref="A3" authorId="0"><text><r><t>— Granskning · </t></r><r><t>publisher —\n'
        "Fel</t></r></text></comment></commentList></comments>"
    )
    source = package(
        tmp_path / "book.xlsx",
        sheet=sheet('<row r="1">' + text("A1", "id") + "</row>"),
        sheet_rels=f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="c" Type="{RELATIONS}/comments" Target="../notes.xml"/></Relationships>',
    )
    with zipfile.ZipFile(source, "a") as container:
        container.writestr("xl/notes.xml", note)
    made = parts(handed_back(source, []))["xl/notes.xml"].decode()
    assert made == (
        f'<comments xmlns="{MAIN}"><authors><author> </author></authors><commentList>'
        '<comment ref="A2" authorId="0"><text><t>Min &amp; _x000D_text</t><r><t>.</t></r></text>'
        "</comment></commentList></comments>"
    )


# ---- what is no workbook, or none that can be edited


def test_a_text_table_becomes_a_workbook_with_its_texts(tmp_path: Path) -> None:
    table = tmp_path / "projekt.csv"
    table.write_bytes(
        'id;Titel;Start\r\np1;" Två\r\nrader ";2024-01-31\r\n\r\np2;=1+1;007;för mycket\r\n'.encode(
            "cp1252"
        )
    )
    back = handed_back(table, [
        finding(Place("projekt.csv", "", 2, "Titel")),
        finding(Place("projekt.csv", "", 5, "Start")),
        finding(Place("projekt.csv", "", 5, "D"), "warning"),
        finding(Place("projekt.csv", "", 0, "Slut")),
    ])  # fmt: skip
    sheet = openpyxl.load_workbook(back)["projekt"]
    assert [list(row) for row in sheet.iter_rows(values_only=True)] == [
        ["id", "Titel", "Start", None],
        ["p1", " Två\nrader ", "2024-01-31", None],
        [None, None, None, None],
        ["p2", "=1+1", "007", "för mycket"],
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n"}
    assert marks(back) == {
        "projekt!B2": "violation", "projekt!C4": "violation", "projekt!D4": "warning",
        "projekt!D1": "violation",
    }  # fmt: skip
    assert [row[9] for row in summary(back) if row[2] == "C4"] == ["5"]


def test_json_and_its_rows(tmp_path: Path) -> None:
    table = tmp_path / "data.json"
    content = {"projekt": [{"id": 1, "taggar": ["a", "b; c"]}, {"id": 2, "namn": {"sv": "Två"}}]}
    table.write_text(json.dumps(content))
    back = handed_back(table, [finding(Place("data.json", "projekt", 2, "namn (sv)"))])
    sheet = openpyxl.load_workbook(back)["projekt"]
    assert [list(row) for row in sheet.iter_rows(values_only=True)] == [
        ["id", "taggar", "namn (sv)"], ["1", "a | b; c", None], ["2", None, "Två"],
    ]  # fmt: skip
    assert marks(back) == {"projekt!C3": "violation"}


def test_ods_and_its_sheets(tmp_path: Path) -> None:
    source = tmp_path / "data.ods"
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{said}</text:p></table:table-cell>'
        for said in ("id", "a")
    )
    with zipfile.ZipFile(source, "w") as container:
        container.writestr(
            "content.xml",
            '<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
            'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
            '<table:table table:name="ett/två"><table:table-row table:number-rows-repeated="2"/>'
            f"<table:table-row>{cells}</table:table-row><table:table-row>{cells}</table:table-row>"
            "</table:table></o:document-content>",
        )
    back = handed_back(source, [finding(Place("data.ods", "ett/två", 4, "a"))])
    assert openpyxl.load_workbook(back).sheetnames == ["ett två", "Granskning"]
    assert marks(back) == {"ett två!B4": "violation"}


def test_what_cannot_be_cut_into_cells_comes_line_by_line(tmp_path: Path) -> None:
    broken = tmp_path / "t.csv"
    broken.write_text('id,a\n1,"x\n2,y"z\n3,w\n')
    back = handed_back(broken, [finding(Place("t.csv", "", 2))])
    made = openpyxl.load_workbook(back)
    assert made.sheetnames == ["t", "Granskning"]
    assert [row[0] for row in made["t"].iter_rows(values_only=True)] == [
        "id,a", '1,"x', '2,y"z', "3,w",
    ]  # fmt: skip
    assert marks(back) == {"t!A2": "violation"}
    turtle = tmp_path / "d.ttl"
    turtle.write_text("<http://example.org/a>\n  a <http://example.org/B> .\n")
    assert marks(handed_back(turtle, [finding(Place("d.ttl", "", 2))])) == {"d!A2": "violation"}


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 no more", b"\xd0\xcf\x11\xe0" + bytes(600), b"id,a\n1,2\n"],
    ids=["empty", "cut", "password", "text"],
)
def test_a_workbook_that_cannot_be_read_still_gets_its_summary(
    tmp_path: Path, content: bytes
) -> None:
    source = tmp_path / "book.xlsx"
    source.write_bytes(content)
    back = handed_back(source, [finding(("", 0, ""), said="Går inte att läsa.")])
    assert marks(back) == {"book!A1": "violation"}
    assert summary(back)[5][6] == "Går inte att läsa."


def test_a_damaged_workbook_is_handed_back_in_some_form(tmp_path: Path) -> None:
    whole = rich(tmp_path / "whole.xlsx").read_bytes()
    chance = random.Random(7)
    source, back = tmp_path / "book.xlsx", tmp_path / "back.xlsx"
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 20, 400))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        source.write_bytes(data[: chance.choice((len(data), chance.randrange(len(data))))])
        annotate(source, [finding(("Projekt", 3, "Belopp"))], back, "sv")
        with zipfile.ZipFile(back) as made:
            names = [name for name in made.namelist() if name.startswith("xl/worksheets/sheet")]
            assert b"publisher:check" in made.read(max(names))


@pytest.mark.parametrize(
    "part", ["sheet", "workbook", "workbook_rels", "content_types"]
)  # fmt: skip
def test_a_document_type_is_never_unfolded(tmp_path: Path, part: str) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    source = package(tmp_path / "book.xlsx", **{part: bomb})
    back = handed_back(source, [finding(("", 0, ""))])
    assert marks(back) == {"book!A1": "violation"}
    assert b"DOCTYPE" not in b"".join(parts(back).values())


def test_a_target_that_cannot_be_written_is_an_error_of_the_system(tmp_path: Path) -> None:
    source = book(tmp_path / "book.xlsx")
    with pytest.raises(FileNotFoundError):
        annotate(source, [], tmp_path / "nowhere" / "book.xlsx", "sv")
    with pytest.raises(FileNotFoundError):
        annotate(tmp_path / "none.xlsx", [], tmp_path / "out.xlsx", "sv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book.xlsx"]


# ---- large, and in other programs


LARGE = """
import sys
from pathlib import Path
from publisher.check.findings import Finding
from publisher.faults import Place
from publisher.workbooks.annotate import annotate
found = [Finding(Place("book.xlsx", "Projekt", row, "c5"), "violation", "value", (("sv", "Fel."),))
         for row in range(2, 100_002, 20)]
annotate(Path(sys.argv[1]), found, Path(sys.argv[2]), "sv")
print(*(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.large
def test_a_sheet_of_a_hundred_thousand_rows_streams_by(tmp_path: Path) -> None:
    source = tmp_path / "book.xlsx"
    head = '<row r="1">' + "".join(text(f"{letter}1", f"c{at}") for at, letter in
                                   enumerate("ABCDEFGHIJ", start=1)) + "</row>"  # fmt: skip
    with (
        zipfile.ZipFile(package(source, sheet=None), "a", zipfile.ZIP_DEFLATED) as container,
        container.open("xl/worksheets/one.xml", "w") as part,
    ):
        part.write(f'<worksheet xmlns="{MAIN}"><sheetData>{head}'.encode())
        for row in range(2, 100_002):
            cells = "".join(f'<c r="{letter}{row}"><v>{row}</v></c>' for letter in "ABCDEFGHIJ")
            part.write(f'<row r="{row}">{cells}</row>'.encode())
        part.write(b"</sheetData></worksheet>")
    done = subprocess.run(
        [sys.executable, "-c", LARGE, str(source), str(tmp_path / "back.xlsx")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert int(done.stdout) < 100_000, "kilobytes"
    with zipfile.ZipFile(tmp_path / "back.xlsx") as back:
        assert back.read("xl/worksheets/one.xml").count(b' s="1"') == 5000


def office() -> str:
    """The program that opens workbooks; skips the test where it is absent."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("no libreoffice is installed")
    return program


def converted(source: Path, kind: str) -> Path:
    """A workbook as LibreOffice saves it in another format."""
    folder = source.parent / "converted"
    subprocess.run(
        [office(), f"-env:UserInstallation=file://{source.parent}/office", "--headless",
         "--convert-to", kind, "--outdir", str(folder), str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return folder / source.with_suffix("." + kind.partition(":")[0]).name


@pytest.mark.clients
def test_libreoffice_shows_the_marks_and_keeps_them(tmp_path: Path) -> None:
    source = book(tmp_path / "book.xlsx")
    found = [
        finding(("Projekt", 3, "Budget"), said="För lite."),
        finding(("Projekt", 3, "Territorium"), "warning", "Okänt."),
        finding(("Projekt", 12, "id"), "info"),
    ]
    back = handed_back(source, found)
    saved = converted(back, "xlsx")
    assert marks(saved) == marks(back)
    assert comments(saved) == comments(back)
    for sheet in ("Projekt", "Uträkning"):
        before, after = (openpyxl.load_workbook(path)[sheet] for path in (source, saved))
        for row in before.iter_rows():
            for cell in row:
                assert after[cell.coordinate].value == cell.value
                kept = after[cell.coordinate].number_format.replace("\\", "")
                assert kept == cell.number_format
    assert [row[:3] for row in summary(saved)] == [row[:3] for row in summary(back)]
    assert converted(back, "pdf").read_bytes().startswith(b"%PDF")
    listed = converted(back, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true").read_text()
    assert listed.splitlines()[2].startswith("p3,Projekt 3,2024-01-03,1.50,X")


@pytest.mark.clients
def test_marks_that_libreoffice_saved_are_replaced(tmp_path: Path) -> None:
    source = book(tmp_path / "book.xlsx")
    found = [finding(("Projekt", 3, "Budget")), finding(("Projekt", 3, "Territorium")),
             finding(("Projekt", 4, "Startdatum"), "warning")]  # fmt: skip
    saved = converted(handed_back(source, found), "xlsx")
    again = handed_back(saved, [finding(("Projekt", 2, "id"), "info")])
    assert marks(again) == {"Projekt!A2": "info"}
    assert set(comments(again)) == {"Projekt!A2", "Projekt!E3"}
    assert comments(again)["Projekt!E3"] == "Fråga Ekonomi\nom detta"
    assert openpyxl.load_workbook(again).sheetnames == ["Projekt", "Uträkning", "Granskning"]
    cell = openpyxl.load_workbook(again)["Projekt"]["C4"]
    assert cell.number_format.replace("\\", "") == "yyyy-mm-dd"


@pytest.mark.clients
def test_a_table_and_a_package_of_another_hand_open_in_libreoffice(tmp_path: Path) -> None:
    table = tmp_path / "projekt.csv"
    table.write_text("id,a\n1,x\n")
    rows = '<row r="1">' + text("A1", "id") + '</row><row r="3"/>'
    odd = package(tmp_path / "book.xlsx", sheet=sheet(rows))
    for source, place in ((table, Place("projekt.csv", "", 2, "a")),
                          (odd, Place("book.xlsx", "Projekt", 3, "id"))):  # fmt: skip
        back = handed_back(source, [finding(place)])
        saved = converted(back, "xlsx")
        assert marks(saved) == marks(back) != {}
        assert comments(saved) == comments(back) != {}
