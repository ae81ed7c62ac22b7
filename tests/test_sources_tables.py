"""Text tables and JSON -> rows, and every way in which they can be broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from publisher.errors import SourceFault
from publisher.faults import Fault
from publisher.sources.csvw_schema import Dialect
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.rows import CellError, Row, Table
from publisher.sources.tables import read_tables
from tests.sites import shared


def source(folder: Path, name: str, content: str | bytes) -> SourceFile:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return SourceFile(path, name, "json" if name.endswith("json") else "table")


def read(
    folder: Path,
    content: str | bytes,
    name: str = "a.csv",
    dialect: Dialect | None = None,
    limits: SourceLimits | None = None,
) -> tuple[Table, list[Row]]:
    tables = read_tables(source(folder, name, content), limits or SourceLimits(), dialect)
    ((table, rows),) = [(table, list(table.rows)) for table in tables]
    return table, rows


def cells(folder: Path, content: str | bytes, name: str = "a.csv") -> list[tuple[object, ...]]:
    return [row.cells for row in read(folder, content, name)[1]]


def faults(
    folder: Path,
    content: str | bytes,
    name: str = "a.csv",
    limits: SourceLimits | None = None,
    dialect: Dialect | None = None,
) -> tuple[Fault, ...]:
    with pytest.raises(SourceFault) as caught:
        read(folder, content, name, dialect, limits)
    for fault in caught.value.faults:
        assert fault.place.file == name
        assert fault.sentence("sv")
        assert fault.sentence("en")
    return caught.value.faults


def fault(
    folder: Path, content: str | bytes, name: str = "a.csv", limits: SourceLimits | None = None
) -> Fault:
    (found,) = faults(folder, content, name, limits)
    return found


# ---- delimiters and quotes


@pytest.mark.parametrize(
    "text",
    [
        "id,titel,belopp\n1,Å,2\n",
        "id;titel;belopp\n1;Å;2\n",
        "id\ttitel\tbelopp\n1\tÅ\t2\n",
        "id|titel|belopp\r\n1|Å|2\r\n",
        "id,titel,belopp\r1,Å,2\r",
        "sep=;\nid;titel;belopp\n1;Å;2\n",
        '"id";"titel";"belopp"\n"1";"Å";"2"',
        "\n\nid,titel,belopp\n\n1,Å,2\n,,\n\n",
        " id , titel ,belopp\n 1 , Å ,2\n",
    ],
)
def test_the_delimiter_is_found_out(tmp_path: Path, text: str) -> None:
    table, rows = read(tmp_path, text)
    assert table.header == ("id", "titel", "belopp")
    assert (table.name, table.sheet, table.file) == ("a", None, "a.csv")
    assert [row.cells for row in rows] == [("1", "Å", "2")]


def test_a_decimal_comma_does_not_make_a_delimiter(tmp_path: Path) -> None:
    text = "id;belopp;andel\n1;1,5;2,5\n2;3,5;4,5\n"
    assert cells(tmp_path, text)[0] == ("1", "1,5", "2,5")


def test_a_semicolon_in_a_cell_does_not_make_a_delimiter(tmp_path: Path) -> None:
    text = "id,områden\n1,industri;energi\n2,hälsa;mat\n"
    assert cells(tmp_path, text)[1] == ("2", "hälsa;mat")


def test_a_single_column_is_a_table(tmp_path: Path) -> None:
    assert cells(tmp_path, "id\n1\n2\n") == [("1",), ("2",)]


def test_rows_count_as_the_spreadsheet_shows_them(tmp_path: Path) -> None:
    text = 'id,text\n1,"två\nrader"\n\n2,en\n3,"ett ""citat"" till"\n'
    table, rows = read(tmp_path, text)
    assert table.header_row == 1
    assert [(row.number, row.cells[1]) for row in rows] == [
        (2, "två\nrader"),
        (5, "en"),
        (6, 'ett "citat" till'),
    ]


def test_short_rows_are_filled_up(tmp_path: Path) -> None:
    assert cells(tmp_path, "id,a,b\n1\n2,x\n3,x,y,,\n") == [
        ("1", "", ""), ("2", "x", ""), ("3", "x", "y"),
    ]  # fmt: skip


def test_text_parted_by_tabs_may_have_no_quoting(tmp_path: Path) -> None:
    text = 'id\tnamn\n1\t"Zora-ES" EOOD\n2\t"Hela namnet"\n3\t"öppet\n'
    assert cells(tmp_path, text, "a.tsv") == [
        ("1", '"Zora-ES" EOOD'), ("2", '"Hela namnet"'), ("3", '"öppet'),
    ]  # fmt: skip


def test_text_parted_by_tabs_may_be_quoted(tmp_path: Path) -> None:
    text = 'id\tnamn\n1\t"två\nrader"\n2\t"a ""b"""\n'
    assert cells(tmp_path, text, "a.tsv") == [("1", "två\nrader"), ("2", 'a "b"')]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('id;text\n1;a\n2;"öppen\n3;b\n4;c\n', 3),
        ('id;text\n1;a\n2;"öppen\n3;"stängd"\n', 3),
        ('id;text\n1;a\n2;"a" b\n', 3),
        ('id;a;b\n1;"x\ny";z\n2;"två\nrader";"öppen\n4;;\n', 5),
    ],
)
def test_a_quote_that_is_not_closed_is_a_fault_where_it_opens(
    tmp_path: Path, text: str, row: int
) -> None:
    found = fault(tmp_path, text)
    assert found.code == "quote"
    assert found.place.row == row


def test_a_quote_that_swallows_the_file_is_found_before_memory_ends(tmp_path: Path) -> None:
    text = 'id;text\n1;"öppen\n' + "2;" + "x" * 50 + "\n"
    limits = SourceLimits(cell_characters=200_000)
    found = fault(tmp_path, text + ("3;" + "y" * 50 + "\n") * 10_000, limits=limits)
    assert found.code == "quote"
    assert found.place.row == 2


def test_a_long_cell_is_read_up_to_the_limit(tmp_path: Path) -> None:
    ((_, text),) = cells(tmp_path, f"id,text\n1,{'x' * 900_000}\n")
    assert len(str(text)) == 900_000
    found = fault(tmp_path, f"id,text\n1,{'x' * 2_000_000}\n")
    assert (found.code, found.place.row) == ("too-long", 2)


# ---- encodings


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1",
     "iso8859-15", "mac-roman"],
)  # fmt: skip
def test_the_encodings_of_old_programs_are_told_apart(tmp_path: Path, encoding: str) -> None:
    text = "id;namn;ort\n1;Åsa Öberg;Västerås\n2;Café Ä;Örebro\n3;Norrköping;Älvkarleby\n"
    assert cells(tmp_path, text.encode(encoding)) == [
        ("1", "Åsa Öberg", "Västerås"),
        ("2", "Café Ä", "Örebro"),
        ("3", "Norrköping", "Älvkarleby"),
    ]


@pytest.mark.parametrize(("encoding", "sign"), [("cp1252", "€"), ("iso8859-15", "€")])
def test_the_euro_sign_survives(tmp_path: Path, encoding: str, sign: str) -> None:
    text = f"id;pris\n1;5 {sign} för kaffe på Östra ågatan\n"
    assert sign in str(cells(tmp_path, text.encode(encoding))[0][1])


def test_one_stray_byte_in_good_text_is_reported_at_its_cell(tmp_path: Path) -> None:
    good = "id;namn\n1;Västerås\n2;Örebro\n".encode()
    found = fault(tmp_path, good + b"3;Norrk\xf6ping\n" + "4;Åmål\n".encode())
    assert found.code == "encoding"
    assert (found.place.row, found.place.column, found.value) == (4, "namn", "0xF6")


def test_text_that_ends_in_the_middle_of_a_letter_is_broken(tmp_path: Path) -> None:
    found = fault(tmp_path, "id;namn\n1;Västerås\n2;Å".encode()[:-1])
    assert (found.code, found.place.row) == ("encoding", 3)


@pytest.mark.parametrize("broken", ["V\ufffdster\ufffds", "VÃ¤sterÃ¥s", "Ã–rebro"])
def test_text_that_was_broken_before_it_was_saved_is_reported(tmp_path: Path, broken: str) -> None:
    found = fault(tmp_path, f"id;namn\n1;Örebro\n2;{broken}\n")
    assert (found.code, found.place.row, found.place.column) == ("encoding", 3, "namn")


def test_letters_of_another_script_are_not_guessed_at(tmp_path: Path) -> None:
    text = "id;namn\n1;Община Петрич\n2;Читалище Рома\n"
    assert fault(tmp_path, text.encode("cp1251")).code == "encoding"
    assert cells(tmp_path, text)[0] == ("1", "Община Петрич")


def test_null_bytes_are_a_fault(tmp_path: Path) -> None:
    found = fault(tmp_path, b"id;namn\n1;a\n2;b\0c\n")
    assert (found.code, found.place.row) == ("encoding", 3)


def test_bytes_that_are_no_text_are_a_fault(tmp_path: Path) -> None:
    assert fault(tmp_path, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4).code == "encoding"


def test_the_encoding_that_metadata_names_is_kept_to(tmp_path: Path) -> None:
    text = "id;namn\n1;Örebro\n"
    _, rows = read(tmp_path, text.encode("cp1252"), dialect=Dialect(encoding="cp1252"))
    assert rows[0].cells == ("1", "Örebro")
    (found,) = faults(tmp_path, text.encode("cp1252"), dialect=Dialect(encoding="utf-8"))
    assert (found.code, found.place.row) == ("encoding", 2)


# ---- headers and misplaced values


@pytest.mark.parametrize("content", ["", "\n\n", " ; ;\n", b"\xef\xbb\xbf", b"\xff\xfe"], ids=str)
def test_an_empty_file_is_a_fault(tmp_path: Path, content: str | bytes) -> None:
    assert fault(tmp_path, content).code == "empty"


def test_a_header_without_rows_is_a_table_without_rows(tmp_path: Path) -> None:
    table, rows = read(tmp_path, "id;titel\n")
    assert (table.header, rows) == (("id", "titel"), [])


def test_two_columns_of_one_name_are_a_fault(tmp_path: Path) -> None:
    found = fault(tmp_path, "id;Titel;Titel\n1;a;b\n")
    assert (found.code, found.value, found.expected) == ("duplicate-heading", "Titel", "B, C")


def test_values_without_a_heading_are_faults_at_their_cells(tmp_path: Path) -> None:
    found = faults(tmp_path, "id;;titel\n1;;a\n2;x;b\n3;;c;y\n4;;d\n")
    assert [(item.code, item.place.row, item.place.column, item.value) for item in found] == [
        ("empty-heading", 3, "B", "x"),
        ("surplus", 4, "D", "y"),
    ]


def test_a_column_without_heading_and_values_is_no_trouble(tmp_path: Path) -> None:
    assert cells(tmp_path, "id;;titel;\n1;;a;\n") == [("1", "", "a")]


def test_an_error_of_a_spreadsheet_is_no_text(tmp_path: Path) -> None:
    text = "id;a;b\n1;#DIV/0!;x\n2;#VÄRDEFEL!;#N/A\n3;#1;Err:502\n"
    assert cells(tmp_path, text) == [
        ("1", CellError("#DIV/0!"), "x"),
        ("2", CellError("#VÄRDEFEL!"), CellError("#N/A")),
        ("3", "#1", CellError("Err:502")),
    ]
    assert fault(tmp_path, "id;#REF!\n1;2\n").code == "formula-error"


def test_the_limits_on_rows_and_columns_hold(tmp_path: Path) -> None:
    limits = SourceLimits(rows=3, columns=4)
    found = fault(tmp_path, "id;a\n1;\n2;\n3;\n4;\n", limits=limits)
    assert (found.code, found.place.row) == ("too-many-rows", 5)
    assert fault(tmp_path, "a;b;c;d;e\n", limits=limits).code == "too-many-columns"


def test_a_dialect_cuts_the_file_as_it_says(tmp_path: Path) -> None:
    text = "skräp\nrad;id;'a;b'\n#not;1;2\nrad;1; x \n"
    dialect = Dialect(
        delimiter=";", quote_char="'", skip_rows=1, skip_columns=1, comment_prefix="#", trim="false"
    )
    table, rows = read(tmp_path, text, dialect=dialect)
    assert table.header == ("id", "a;b")
    assert [(row.number, row.cells) for row in rows] == [(4, ("1", " x "))]
    table, rows = read(tmp_path, "1;2\n3;4\n", dialect=Dialect(header=False))
    assert (table.header, table.header_row) == (("_col.1", "_col.2"), 0)
    assert [row.number for row in rows] == [1, 2]


def test_rows_stream_by_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w") as stream:
        stream.write("id;titel\n")
        stream.writelines(f"p{number};Projekt {number}\n" for number in range(200_000))
    (table,) = read_tables(SourceFile(path, "a.csv", "table"), SourceLimits())
    assert next(table.rows).number == 2
    assert sum(1 for _ in table.rows) == 199_999


# ---- JSON


def test_an_array_of_objects_is_a_table(tmp_path: Path) -> None:
    rows = [
        {"id": 1, "titel": {"sv": "Å", "en": "A"}, "belopp": 1.50, "aktiv": True, "tom": None},
        {"id": "2", "områden": ["industri", "energi"], "stor": 123456789012345678901},
    ]
    text = json.dumps(rows).replace("1.5", "1.50")
    table, found = read(tmp_path, text, "a.json")
    assert table.header == (
        "id", "titel (sv)", "titel (en)", "belopp", "aktiv", "tom", "områden", "stor",
    )  # fmt: skip
    assert found == [
        Row(1, ("1", "Å", "A", "1.50", "true", "", "", "")),
        Row(2, ("2", "", "", "", "", "", ("industri", "energi"), "123456789012345678901")),
    ]


def test_an_object_of_arrays_is_several_tables(tmp_path: Path) -> None:
    text = '{"projekt": [{"id": 1}], "personer": [{"id": 2}]}'
    tables = read_tables(source(tmp_path, "a.json", text), SourceLimits())
    found = [(table.name, table.sheet, list(table.rows)) for table in tables]
    assert found == [("projekt", "projekt", [Row(1, ("1",))]),
                     ("personer", "personer", [Row(1, ("2",))])]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "row", "column"),
    [
        ("", "empty", 0, ""),
        ("[]", "empty", 0, ""),
        ("7", "nested", 0, ""),
        ("[1]", "nested", 1, ""),
        ('[{"id": 1}, {"id": {"a": {"b": 1}}}]', "nested", 2, "id"),
        ('[{"id": {"Å": "x"}}]', "nested", 1, "id"),
        ('[{"id": [[1]]}]', "nested", 1, "id"),
        ('{"a": 1}', "nested", 0, ""),
        ('[{"id": 1, "id": 2}]', "duplicate-heading", 1, "id"),
        ('[{"id": NaN}]', "syntax", 0, ""),
        ('[\n{"id": 1,}]', "syntax", 2, "10"),
        (b'[{"id": "\xe5"}]', "encoding", 1, ""),
        ("[" * 100_000, "nested", 0, ""),
    ],
)
def test_json_that_is_no_table_is_a_fault_at_its_place(
    tmp_path: Path, text: str | bytes, code: str, row: int, column: str
) -> None:
    found = fault(tmp_path, text, "a.json")
    assert (found.code, found.place.row, found.place.column) == (code, row, column)


# ---- real files


@pytest.mark.parametrize(
    ("name", "columns", "lines"),
    [("kohesio_beneficiaries.tsv", 7, 27_222), ("swecris_kth_projects_2000.csv", 27, 2_001)],
)
def test_real_files_lose_no_row(name: str, columns: int, lines: int) -> None:
    path = shared("realdata", "projects", name)
    (table,) = read_tables(SourceFile(path, name, "table"), SourceLimits())
    rows = list(table.rows)
    assert len(table.header) == columns
    assert len(rows) == lines
    assert not any("\ufffd" in str(cell) for row in rows for cell in row.cells)
