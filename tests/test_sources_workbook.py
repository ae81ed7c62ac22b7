"""Workbooks -> rows, and what must not be believed or unpacked."""

from __future__ import annotations

import datetime
import random
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from publisher.errors import SourceFault
from publisher.faults import Fault
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.rows import CellError, Row, Table
from publisher.sources.tables import read_tables

Read = list[tuple[Table, list[Row]]]

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def read(path: Path, limits: SourceLimits | None = None) -> Read:
    tables = read_tables(SourceFile(path, path.name, "table"), limits or SourceLimits())
    return [(table, list(table.rows)) for table in tables]


def rows(path: Path) -> list[Row]:
    ((_, found),) = read(path)
    return found


def fault(path: Path, limits: SourceLimits | None = None) -> Fault:
    with pytest.raises(SourceFault) as caught:
        read(path, limits)
    (found,) = caught.value.faults
    assert found.place.file == path.name
    assert found.sentence("sv")
    assert found.sentence("en")
    return found


def workbook(path: Path, fill: Callable[[openpyxl.Workbook], None]) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "projekt"
    fill(book)
    book.save(path)
    return path


def rewrite(path: Path, **parts: Callable[[str], str]) -> Path:
    """Change parts of a workbook, each found by the end of its name (dots as underscores)."""
    with zipfile.ZipFile(path) as old:
        content = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in content.items():
            change = parts.get(name.rpartition("/")[2].replace(".", "_"))
            new.writestr(name, change(data.decode()) if change else data)
    return path


def xlsx(path: Path, sheet: str) -> Path:
    """A workbook whose only sheet has the XML ``sheet`` as its data."""
    workbook(path, lambda book: book.active.append(["x"]))
    return rewrite(
        path, sheet1_xml=lambda _: f"<worksheet {MAIN}><sheetData>{sheet}</sheetData></worksheet>"
    )


def ods(path: Path, body: str, start: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        container.writestr(
            "content.xml",
            f"{start}<office:document-content {ODF}><office:body><office:spreadsheet>{body}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def cell(text: str = "", kind: str = "string", times: int = 1, **attributes: str) -> str:
    own = "".join(f' {name.replace("_", ":", 1)}="{value}"' for name, value in attributes.items())
    paragraph = f"<text:p>{text}</text:p>" if text else ""
    return (
        f'<table:table-cell office:value-type="{kind}" table:number-columns-repeated="{times}"'
        f"{own}>{paragraph}</table:table-cell>"
    )


def line(*found: str, times: int = 1) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{times}">{"".join(found)}</table:table-row>'
    )


GAP = '<table:table-cell table:number-columns-repeated="{}"/>'


# ---- XLSX


def test_values_of_a_workbook_become_texts_of_the_standard(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.active
        sheet.append(["id", "Värde"])
        for number, value in enumerate(
            (
                datetime.date(2024, 1, 31),
                datetime.datetime(2024, 1, 31, 12, 0),
                datetime.datetime(2024, 1, 31),
                datetime.time(9, 5),
                datetime.timedelta(hours=30),
                1500,
                2.5,
                0.1 + 0.2,
                1e21,
                True,
                "  två\nrader ",
                "#SAKNAS!",
                "#1",
            ),
            start=1,
        ):
            sheet.append([number, value])

    assert [row.cells[1] for row in rows(workbook(tmp_path / "a.xlsx", fill))] == [
        "2024-01-31",
        "2024-01-31T12:00:00",
        "2024-01-31",
        "09:05:00",
        "PT30H0M0S",
        "1500",
        "2.5",
        "0.3",
        "1000000000000000000000",
        "true",
        "två\nrader",
        CellError("#SAKNAS!"),
        "#1",
    ]


def test_formats_of_cells_tell_dates_from_numbers(tmp_path: Path) -> None:
    formats = {
        "yyyy-mm-dd": "2024-01-31",
        '[$-41D]d" "mmmm" "yyyy': "2024-01-31",
        "mmm yy": "2024-01-31",
        "yyyy-mm-dd hh:mm": "2024-01-31",
        "0.00": "45322",
        '0" dagar"': "45322",
        "[Red]0;[Blue]-0": "45322",
        "General": "45322",
        "# ##0 [$kr-41D]": "45322",
    }

    def fill(book: openpyxl.Workbook) -> None:
        book.active.append(["id"])
        for at, code in enumerate(formats, start=2):
            book.active.cell(at, 1, 45322).number_format = code

    found = [row.cells[0] for row in rows(workbook(tmp_path / "a.xlsx", fill))]
    assert dict(zip(formats, found, strict=True)) == formats


def test_errors_and_formulas_without_a_result_are_seen(tmp_path: Path) -> None:
    sheet = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c>'
        '<c r="B1" t="inlineStr"><is><r><t>b</t></r><r><t>c</t></r></is></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        '<row r="3"><c r="A3"><v>2</v></c><c r="B3"><f>SUM(A1:A2)</f><v></v></c></row>'
        '<row r="4"><c r="A4"><v>3</v></c><c r="B4"><f>A2+1</f><v>2</v></c></row>'
        '<row r="5"><c r="A5"><v>4</v></c><c r="B5" t="str"><f>""</f><v></v></c></row>'
        '<row><c><v>5</v></c><c t="b"><v>0</v></c></row>'
    )
    ((table, found),) = read(xlsx(tmp_path / "a.xlsx", sheet))
    assert table.header == ("id", "bc")
    assert [(row.number, row.cells) for row in found] == [
        (2, ("1", CellError("#DIV/0!"))),
        (3, ("2", CellError("=SUM(A1:A2)"))),
        (4, ("3", "2")),
        (5, ("4", "")),
        (6, ("5", "false")),
    ]


def test_a_merged_cell_has_its_value_once(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active.append(["id", "a", "b"])
        book.active.append(["1", "x", None])
        book.active.merge_cells("B2:C2")

    assert rows(workbook(tmp_path / "a.xlsx", fill)) == [Row(2, ("1", "x", ""))]


def test_rows_and_columns_keep_their_places(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active["B3"], book.active["C3"] = "id", "a"
        book.active["B7"], book.active["E9"] = "1", "vilse"

    path = workbook(tmp_path / "a.xlsx", fill)
    found = fault(path)
    assert (found.code, found.place.row, found.place.column) == ("surplus", 9, "E")
    assert (found.place.sheet, found.value) == ("projekt", "vilse")


def test_sheets_are_tables_and_guidance_is_passed_over(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active.append(["id"])
        for name in ("Vägledning", "Läs mig", "README", "_listor", "Tom", "Personer"):
            book.create_sheet(name)
        for name in ("Vägledning", "Läs mig", "README", "_listor", "Personer"):
            book[name].append(["id"])
            book[name].append(["1"])

    found = read(workbook(tmp_path / "bok.xlsx", fill))
    assert [(table.sheet, table.name, len(lines)) for table, lines in found] == [
        ("projekt", "projekt", 0),
        ("Personer", "Personer", 1),
    ]


def test_a_workbook_without_values_is_empty(tmp_path: Path) -> None:
    assert fault(workbook(tmp_path / "a.xlsx", lambda book: None)).code == "empty"


def test_dates_of_the_1904_system_are_read_as_such(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        book.active.append(["id"])
        book.active.append([datetime.date(2024, 1, 31)])

    assert rows(workbook(tmp_path / "a.xlsx", fill))[0].cells == ("2024-01-31",)


# ---- ODS


def test_values_of_an_open_document_become_texts_of_the_standard(tmp_path: Path) -> None:
    values = [
        (cell("31/1", "date", office_date__value="x").replace("date__value", "date-value")
         .replace('"x"', '"2024-01-31"'), "2024-01-31"),
        ('<table:table-cell office:value-type="date" office:date-value="2024-01-31T12:30:00"/>',
         "2024-01-31T12:30:00"),
        ('<table:table-cell office:value-type="time" office:time-value="PT09H05M00S"/>',
         "09:05:00"),
        ('<table:table-cell office:value-type="currency" office:value="1234.5"/>', "1234.5"),
        ('<table:table-cell office:value-type="percentage" office:value="0.25"/>', "0.25"),
        ('<table:table-cell office:value-type="boolean" office:boolean-value="true"/>', "true"),
        (cell('två<text:s text:c="2"/>ord</text:p><text:p>rad'), "två  ord\nrad"),
        (cell("text").replace("<text:p>", "<office:annotation><text:p>obs</text:p>"
                              "</office:annotation><text:p>"), "text"),
        (cell("#DIV/0!", table_formula="of:=1/0"), CellError("#DIV/0!")),
        (cell("#DIV/0!", "float", office_value="0", table_formula="of:=1/0"),
         CellError("#DIV/0!")),
        (cell("Fel:502", table_formula="of:=X()", calcext_value="").replace(
            'calcext:value=""', 'calcext:value-type="error"'), CellError("Fel:502")),
        ('<table:table-cell table:formula="of:=SUM([.A1])"/>', CellError("=SUM([.A1])")),
    ]  # fmt: skip
    body = line(cell("id"), cell("b")) + "".join(
        line(cell(str(at)), text) for at, (text, _) in enumerate(values)
    )
    path = ods(tmp_path / "a.ods", f'<table:table table:name="projekt">{body}</table:table>')
    assert [row.cells[1] for row in rows(path)] == [value for _, value in values]


def test_repeated_rows_and_cells_are_unfolded_where_they_have_values(tmp_path: Path) -> None:
    body = (
        line(GAP.format(16384), times=2)
        + line(cell("id"), cell("a"), cell("b"))
        + line(GAP.format(16384), times=3)
        + line(cell("1"), cell("x", times=2), GAP.format(16381))
        + line(cell("2"), GAP.format(1), cell("y"), times=2)
        + line(GAP.format(16384), times=1_000_000)
    )
    path = ods(tmp_path / "a.ods", f'<table:table table:name="t">{body}</table:table>')
    ((table, found),) = read(path)
    assert table.header_row == 3
    assert found == [
        Row(7, ("1", "x", "x")),
        Row(8, ("2", "", "y")),
        Row(9, ("2", "", "y")),
    ]


def test_several_sheets_of_an_open_document_are_read_in_turn(tmp_path: Path) -> None:
    sheet = '<table:table table:name="{}">' + line(cell("id")) + line(cell("1")) + "</table:table>"
    nested = '<table:table table:name="a">' + line(cell("id")) + line(
        cell("1").replace("<text:p>", sheet.format("inuti") + "<text:p>")
    ) + "</table:table>"  # fmt: skip
    path = ods(tmp_path / "a.ods", nested + sheet.format("_dold") + sheet.format("b"))
    assert [(table.sheet, [row.cells for row in found]) for table, found in read(path)] == [
        ("a", [("1",)]),
        ("b", [("1",)]),
    ]


# ---- what must not be believed


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods"])
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"PK\x03\x04", "syntax"),
        (b"id;titel\n1;x\n", "syntax"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "syntax"),
    ],
)
def test_what_is_no_workbook_is_a_fault(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert fault(tmp_path / name).code == code


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.9])
def test_a_workbook_cut_short_is_a_fault(tmp_path: Path, keep: float) -> None:
    path = workbook(tmp_path / "a.xlsx", lambda book: book.active.append(["id"]))
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    assert fault(path).code == "syntax"


def test_a_part_that_is_damaged_is_a_fault(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", lambda book: book.active.append(["id"]))
    rewrite(path, sheet1_xml=lambda text: text[: len(text) // 2])
    assert fault(path).code == "syntax"
    rewrite(
        path,
        sheet1_xml=lambda _: f'<worksheet {MAIN}><row><c t="s"><v>99</v></c></row></worksheet>',
    )
    assert fault(path).code == "syntax"


def test_an_open_document_with_a_password_is_a_fault(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", "")
    with zipfile.ZipFile(path, "a") as container:
        container.writestr("META-INF/manifest.xml", "<m><e><encryption-data/></e></m>")
    found = fault(path)
    assert found.code == "syntax"
    assert "password" in found.expected


def test_a_workbook_that_unfolds_too_far_is_refused_unopened(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", lambda book: book.active.append(["id"]))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as container:
        container.writestr("xl/media/stor.bin", b"\0" * 30_000_000)
    assert path.stat().st_size < 100_000
    found = fault(path, SourceLimits(unpacked_bytes=20_000_000))
    assert found.code == "too-large-unpacked"
    assert "limits.unpacked_bytes" in found.sentence("sv")
    assert read(path)


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9)
    )
    + ']>'
)  # fmt: skip


def test_entities_are_refused_in_every_part(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    for part in ("sheet1_xml", "workbook_xml", "styles_xml", "_rels", "workbook_xml_rels"):
        workbook(path, lambda book: book.active.append(["id"]))
        rewrite(path, **{part: lambda text: LAUGHS + text.partition("?>")[2] or text})
        assert fault(path).code == "unsafe"
    body = '<table:table table:name="t">' + line(cell("&j;")) + "</table:table>"
    assert fault(ods(tmp_path / "a.ods", body, LAUGHS)).code == "unsafe"
    outside = '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>'
    assert fault(ods(tmp_path / "a.ods", body, outside)).code == "unsafe"


def test_a_cell_at_the_far_corner_costs_nothing(tmp_path: Path) -> None:
    sheet = (
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    found = fault(xlsx(tmp_path / "a.xlsx", sheet))
    assert (found.code, found.place.row, found.place.column) == ("surplus", 1048576, "XFD")


def test_repetition_in_an_open_document_is_bounded(tmp_path: Path) -> None:
    head = '<table:table table:name="t">' + line(cell("id"))
    rows_ = head + line(cell("x"), times=1_000_000_000) + "</table:table>"
    found = fault(ods(tmp_path / "a.ods", rows_), SourceLimits(rows=1000))
    assert found.code == "too-many-rows"
    columns = head + line(cell("x", times=1_000_000_000)) + "</table:table>"
    found = fault(ods(tmp_path / "a.ods", columns), SourceLimits(columns=1000))
    assert found.code == "too-many-columns"


def test_a_long_text_in_a_workbook_is_a_fault(tmp_path: Path) -> None:
    limits = SourceLimits(cell_characters=100)
    text = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * 101}</t></is></c></row>'
    assert fault(xlsx(tmp_path / "a.xlsx", text), limits).code == "too-long"
    body = '<table:table table:name="t">' + line(cell("x" * 101)) + "</table:table>"
    assert fault(ods(tmp_path / "a.ods", body), limits).code == "too-long"


def test_no_damage_to_a_workbook_is_more_than_a_fault(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active.append(["id", "datum", "text"])
        for number in range(20):
            book.active.append([number, datetime.date(2024, 1, 31), f"text {number}"])

    body = '<table:table table:name="t">' + line(cell("id")) + line(cell("1")) + "</table:table>"
    for path in (workbook(tmp_path / "a.xlsx", fill), ods(tmp_path / "a.ods", body)):
        content = path.read_bytes()
        chance = random.Random(7)
        for _ in range(150):
            damaged = bytearray(content)
            for _ in range(chance.randint(1, 8)):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            path.write_bytes(bytes(damaged))
            with suppress(SourceFault):
                read(path)
