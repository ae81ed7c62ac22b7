"""CSV on the Web metadata -> what a table means; and the W3C suite, held to its own verdicts."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from publisher.errors import SourceFault
from publisher.faults import Fault
from publisher.namespaces import RDF, SCHEMA, XSD
from publisher.sources.csvw import describe, dialect_of
from publisher.sources.csvw_files import context_base, load_document, local_name, table_urls
from publisher.sources.csvw_schema import Column, Datatype, TableDescription
from publisher.sources.csvw_templates import Template, expand, resolve
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.rows import CellError, Table
from publisher.sources.tables import read_tables
from publisher.values import ValueFault, parser
from tests.sites import shared

CONTEXT = "http://www.w3.org/ns/csvw"
BASE = "https://example.org/site/"


def prepare(
    folder: Path,
    metadata: dict[str, Any] | str,
    text: str = "id,titel\n1,a\n",
    suffix: str = "json",
) -> SourceFile:
    (folder / "a.csv").write_text(text, encoding="utf-8")
    path = folder / f"a-metadata.{suffix}"
    if isinstance(metadata, dict):
        metadata = json.dumps({"@context": CONTEXT, "url": "a.csv"} | metadata)
    path.write_text(metadata, encoding="utf-8")
    return SourceFile(folder / "a.csv", "a.csv", "table", path)


def described(
    folder: Path,
    metadata: dict[str, Any] | str,
    text: str = "id,titel\n1,a\n",
    suffix: str = "json",
) -> TableDescription:
    source = prepare(folder, metadata, text, suffix)
    (table,) = read_tables(source, SourceLimits())
    return describe(source, table, base_iri=BASE)


def columns(
    folder: Path, columns: list[dict[str, Any]], text: str = "id,titel\n1,a\n", **schema: Any
) -> tuple[Column, ...]:
    return described(folder, {"tableSchema": {"columns": columns, **schema}}, text).columns


def faults(
    folder: Path,
    metadata: dict[str, Any] | str,
    text: str = "id,titel\n1,a\n",
    suffix: str = "json",
) -> tuple[Fault, ...]:
    with pytest.raises(SourceFault) as caught:
        described(folder, metadata, text, suffix)
    for fault in caught.value.faults:
        assert fault.sentence("sv")
        assert fault.sentence("en")
    return caught.value.faults


# ---- what metadata says

PROJECTS: dict[str, Any] = {
    "dc:title": {"@value": "Projekt", "@language": "sv"},
    "aboutUrl": "project/{id}",
    "tableSchema": {
        "columns": [
            {"name": "id", "titles": "id", "required": True, "suppressOutput": True},
            {
                "name": "titel",
                "titles": {"sv": "Titel", "en": "Title"},
                "propertyUrl": "dc:title",
                "lang": "sv",
            },
            {"name": "start", "titles": "Start", "propertyUrl": "schema:startDate",
             "datatype": {"base": "date", "format": "d/M yyyy"}},
            {"name": "tema", "titles": "Tema", "propertyUrl": "dcterms:subject", "separator": ";",
             "valueUrl": "theme/{tema}"},
            {"name": "typ", "virtual": True, "propertyUrl": "rdf:type",
             "valueUrl": "schema:Project"},
        ],
        "primaryKey": "id",
    },
}  # fmt: skip
TABLE = "id,Titel,Start,Tema\n1,Å,31/1 2024,a;b\n"

TOML = """
url = "a.csv"
aboutUrl = "project/{id}"
"dc:title" = {"@value" = "Projekt", "@language" = "sv"}
[tableSchema]
primaryKey = "id"
[[tableSchema.columns]]
name = "id"
titles = "id"
required = true
suppressOutput = true
[[tableSchema.columns]]
name = "titel"
titles = {sv = "Titel", en = "Title"}
propertyUrl = "dc:title"
lang = "sv"
[[tableSchema.columns]]
name = "start"
titles = "Start"
propertyUrl = "schema:startDate"
datatype = {base = "date", format = "d/M yyyy"}
[[tableSchema.columns]]
name = "tema"
titles = "Tema"
propertyUrl = "dcterms:subject"
separator = ";"
valueUrl = "theme/{tema}"
[[tableSchema.columns]]
name = "typ"
virtual = true
propertyUrl = "rdf:type"
valueUrl = "schema:Project"
"""

YAML = """
url: a.csv
aboutUrl: project/{id}
dc:title: {"@value": Projekt, "@language": sv}
tableSchema:
  primaryKey: id
  columns:
    - {name: id, titles: id, required: true, suppressOutput: true}
    - {name: titel, titles: {sv: Titel, en: Title}, propertyUrl: "dc:title", lang: sv}
    - name: start
      titles: Start
      propertyUrl: schema:startDate
      datatype: {base: date, format: d/M yyyy}
    - {name: tema, titles: Tema, propertyUrl: "dcterms:subject", separator: ";",
       valueUrl: "theme/{tema}"}
    - {name: typ, virtual: true, propertyUrl: "rdf:type", valueUrl: "schema:Project"}
"""


def test_a_description_gives_each_column_what_holds_for_it(tmp_path: Path) -> None:
    found = described(tmp_path, PROJECTS, TABLE)
    assert found.url == BASE + "a.csv"
    assert found.about_url == BASE + "project/{id}"
    assert found.primary_key == ("id",)
    assert dict(found.annotations) == {
        "http://purl.org/dc/terms/title": {"@value": "Projekt", "@language": "sv"}
    }
    key, title, start, theme, kind = found.columns
    assert (key.index, key.required, key.suppress) == (0, True, True)
    assert (title.index, title.lang) == (1, "sv")
    assert title.titles == ("Title", "Titel")
    assert title.property_url == "http://purl.org/dc/terms/title"
    assert start.datatype == Datatype(XSD + "date", format="d/M yyyy")
    assert (theme.separator, theme.value_url) == (";", BASE + "theme/{tema}")
    assert (kind.index, kind.property_url) == (None, RDF + "type")
    assert kind.value_url == SCHEMA + "Project"
    assert all(column.about_url == BASE + "project/{id}" for column in found.columns)
    assert found.warnings == ()


def test_toml_and_yaml_say_the_same_as_json(tmp_path: Path) -> None:
    expected = described(tmp_path, PROJECTS, TABLE)
    for suffix, text in (("toml", TOML), ("yaml", YAML)):
        (tmp_path / suffix).mkdir()
        assert described(tmp_path / suffix, text, TABLE, suffix) == expected


def test_columns_may_change_places(tmp_path: Path) -> None:
    found = described(tmp_path, PROJECTS, "Start,Title,Tema,id\n31/1 2024,Å,a,1\n")
    places = {column.name: column.index for column in found.columns}
    assert places == {"id": 3, "titel": 1, "start": 0, "tema": 2, "typ": None}


def test_columns_that_nobody_describes_are_made_from_the_header(tmp_path: Path) -> None:
    found = described(tmp_path, {"lang": "sv"}, "id,Titel (sv)\n1,a\n")
    assert [(column.name, column.index) for column in found.columns] == [
        ("id", 0), ("Titel%20%28sv%29", 1),
    ]  # fmt: skip
    assert {column.lang for column in found.columns} == {"sv"}
    assert {column.property_url for column in found.columns} == {None}


def test_a_table_without_a_header_is_bound_by_place(tmp_path: Path) -> None:
    metadata = {
        "dialect": {"header": False},
        "tableSchema": {"columns": [{"name": "id"}, {"name": "titel"}]},
    }
    found = described(tmp_path, metadata, "1,a\n")
    assert [(column.name, column.index) for column in found.columns] == [("id", 0), ("titel", 1)]


def test_the_dialect_reaches_the_reader(tmp_path: Path) -> None:
    dialect = {"delimiter": "|", "quoteChar": "'", "commentPrefix": "#", "encoding": "cp1252",
               "skipRows": 1, "trim": "end", "doubleQuote": False, "headerRowCount": 1}  # fmt: skip
    source = prepare(tmp_path, {"dialect": dialect}, "skräp\nid|'a|b'\n#x|y\n1| z \n")
    found = dialect_of(source)
    assert found is not None
    assert (found.delimiter, found.encoding, found.trim) == ("|", "cp1252", "end")
    (table,) = read_tables(source, SourceLimits())
    assert table.header == ("id", "a|b")
    assert [row.cells for row in table.rows] == [("1", " z")]


def test_a_group_of_tables_shares_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("id,ref\n2,1\n")
    key = {"columnReference": "ref", "reference": {"resource": "a.csv", "columnReference": "id"}}
    metadata = {
        "@context": [CONTEXT, {"@language": "sv"}],
        "lang": "sv",
        "tables": [
            {"url": "a.csv", "tableSchema": {"columns": [{"name": "id"}, {"name": "titel"}]}},
            {"url": "b.csv", "tableSchema": {"columns": [{"name": "id"}, {"name": "ref"}],
                                             "foreignKeys": [key]}},
        ],
    }  # fmt: skip
    source = prepare(tmp_path, json.dumps(metadata))
    other = SourceFile(tmp_path / "b.csv", "b.csv", "table", source.metadata)
    (table,) = read_tables(other, SourceLimits())
    found = describe(other, table, base_iri=BASE)
    assert [column.lang for column in found.columns] == ["sv", "sv"]
    (foreign,) = found.foreign_keys
    assert (foreign.columns, foreign.resource, foreign.referenced) == (
        ("ref",), BASE + "a.csv", ("id",),
    )  # fmt: skip


def test_a_schema_may_lie_in_a_file_beside(tmp_path: Path) -> None:
    (tmp_path / "schema.json").write_text(json.dumps(PROJECTS["tableSchema"]))
    found = described(tmp_path, {"tableSchema": "schema.json"}, TABLE)
    assert found.columns[1].property_url == "http://purl.org/dc/terms/title"


def test_metadata_beside_its_table_need_not_name_it(tmp_path: Path) -> None:
    assert described(tmp_path, json.dumps({"@context": CONTEXT})).url == BASE + "a.csv"


def test_a_column_of_no_use_is_declared_so(tmp_path: Path) -> None:
    declared: list[dict[str, Any]] = [
        {"titles": "id"},
        {"titles": "titel", "suppressOutput": True},
    ]
    assert [column.suppress for column in columns(tmp_path, declared)] == [False, True]


# ---- what metadata must not say


@pytest.mark.parametrize(
    ("metadata", "path", "value"),
    [
        ({"tabelSchema": {}}, "tabelSchema", "tabelSchema"),
        ({"lang": "a_b"}, "lang", "a_b"),
        ({"aboutUrl": "x/{id"}, "aboutUrl", "x/{id"),
        ({"aboutUrl": "exempel:{id}", "tableSchema": {"columns": [{"titles": "id"},
          {"titles": "titel"}]}}, "tableSchema.columns[0].aboutUrl", "exempel:{id}"),
        ({"null": [1]}, "null", "[1]"),
        ({"@type": "Tabell"}, "@type", "Tabell"),
        ({"@id": "_:b"}, "@id", "_:b"),
        ({"transformations": [{"url": "x.js", "scriptFormat": "x", "targetFormat": "y"}]},
         "transformations[0]", "transformations"),
        ({"dialect": {"delimiter": ";;"}}, "dialect.delimiter", ";;"),
        ({"dialect": {"encoding": "utf-99"}}, "dialect.encoding", "utf-99"),
        ({"tableSchema": {"primaryKey": "nyckel"}}, "tableSchema.primaryKey", "nyckel"),
        ({"tableSchema": {"columns": [{"titles": "id", "datatype": "datum"},
          {"titles": "titel"}]}}, "tableSchema.columns[0].datatype", "datum"),
        ({"tableSchema": {"columns": [{"titles": "id"}, {"titles": "title"}]}},
         "tableSchema.columns", "title"),
        ({"tableSchema": {"columns": [{"titles": "id"}]}}, "titel", "titel"),
        ({"tableSchema": {"columns": [{"name": "a", "virtual": True}, {"titles": "id"}]}},
         "tableSchema.columns[1]", "2"),
        ({"tableSchema": {"columns": [{"name": "x", "titles": "id"}, {"name": "x", "titles":
          "titel"}]}}, "tableSchema.columns", "x"),
        ({"dc:title": {"@value": "x", "@language": "sv", "@type": "xsd:string"}}, "dc:title",
         '{"@value": "x", "@language": "sv", "@type": "xsd:string"}'),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_a_fault_that_names_it(
    tmp_path: Path, metadata: dict[str, Any], path: str, value: str
) -> None:
    found = {(fault.place.column, fault.value) for fault in faults(tmp_path, metadata)}
    assert (path, value) in found


@pytest.mark.parametrize(
    "datatype",
    [
        {"base": "date", "format": "yy-MM-dd"},
        {"base": "integer", "format": "0#"},
        {"base": "boolean", "format": "ja"},
        {"base": "string", "format": "(a+)+"},
        {"base": "string", "minimum": "1"},
        {"base": "integer", "minLength": 1},
        {"base": "integer", "minimum": "ett"},
        {"base": "integer", "minimum": 2, "maximum": 1},
        {"base": "integer", "minInclusive": 1, "minExclusive": 1},
        {"base": "string", "minLength": 2, "maxLength": 1},
        {"base": "string", "@id": XSD + "date"},
        {"base": "string", "längd": 1},
    ],
)
def test_a_datatype_that_cannot_be_meant_is_a_fault(
    tmp_path: Path, datatype: dict[str, Any]
) -> None:
    declared = [{"titles": "id", "datatype": datatype}, {"titles": "titel"}]
    for fault in faults(tmp_path, {"tableSchema": {"columns": declared}}):
        assert fault.place.column.startswith("tableSchema.columns[0].datatype")


def test_a_datatype_of_another_vocabulary_has_an_iri(tmp_path: Path) -> None:
    wkt = "http://www.opengis.net/ont/geosparql#wktLiteral"
    datatype = {"base": "string", "@id": wkt}
    declared: list[dict[str, Any]] = [{"titles": "id", "datatype": datatype}, {"titles": "titel"}]
    assert columns(tmp_path, declared)[0].datatype == Datatype(XSD + "string", iri=wkt)


@pytest.mark.parametrize("url", ["https://example.org/schema.json", "file:///etc/passwd", "x.json"])
def test_nothing_is_fetched_for_a_schema(tmp_path: Path, url: str) -> None:
    (fault,) = faults(tmp_path, {"tableSchema": url})
    assert (fault.value, fault.place.column) == (url, "tableSchema")


@pytest.mark.parametrize(
    "context", [None, "http://example.org/", [CONTEXT, {"x": "y"}], [CONTEXT, 1, 2], []]
)
def test_a_context_that_is_not_the_standards_own_is_refused(
    tmp_path: Path, context: object
) -> None:
    assert "@context" in {fault.place.column for fault in faults(tmp_path, {"@context": context})}


def test_metadata_of_another_table_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, {"url": "b.csv"})
    assert (fault.value, fault.expected) == ("b.csv", "a.csv")


# ---- templates


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("https://example.org/{id}", "https://example.org/a%20b"),
        ("x/{id}/y", "x/a%20b/y"),
        ("{+url}", "https://example.org/x"),
        ("#{_row}", "#7"),
        ("{#frag}", "#t"),
        ("x{?id,url}", "x?id=a%20b&url=https%3A%2F%2Fexample.org%2Fx"),
        ("{missing}", ""),
        ("{tags}", "a,b%20c"),
        ("{namn}", "%C3%85~"),
        ("plain", "plain"),
    ],
)
def test_templates_expand_as_the_standard_says(template: str, expected: str) -> None:
    variables: dict[str, str | list[str]] = {
        "id": "a b", "url": "https://example.org/x", "_row": "7", "frag": "t",
        "tags": ["a", "b c"], "namn": "Å~",
    }  # fmt: skip
    assert expand(template, variables) == expected


@pytest.mark.parametrize("template", ["x{", "x}", "{x", "{{x}}", "{}"])
def test_a_malformed_template_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match=re.escape(template)):
        Template(template)


def test_templates_resolve_as_far_as_they_can() -> None:
    table = BASE + "sub/a.csv"
    assert resolve("p/{id}", table) == BASE + "sub/p/{id}"
    assert resolve("#row-{_row}", table) == table + "#row-{_row}"
    assert resolve("/p/{id}", table) == "https://example.org/p/{id}"
    assert resolve("https://example.com/{id}", table) == "https://example.com/{id}"
    assert resolve("{+url}", table) == "{+url}"


# ---- the W3C suite

SUITE_IRI = "http://www.w3.org/2013/csvw/tests/"

ELSEWHERE = "which of several metadata files applies is a question for the folder, not the file"
BETWEEN_ROWS = "keys are compared between rows where rows are mapped"
EXCEPTIONS: dict[str, str] = {
    **{f"manifest-rdf#test{number}": ELSEWHERE for number in (117, 119, 120, 122, 123)},
    **{f"manifest-validation#test{number}": ELSEWHERE for number in (117, 119, 120, 122, 123)},
    **{
        f"manifest-validation#test{number:03}": BETWEEN_ROWS
        for number in (34, 35, 232, 234, 257, 258)
    },
    "manifest-rdf#test148": "the language of a title is not compared with that of the table",
    "manifest-validation#test148": "the language of a title is not compared with that of the table",
}
COUNTS = {"rdf": (261, 9), "validation": (273, 9)}
"""Entries with metadata, and entries without, which this room has no say in."""


@pytest.mark.parametrize("manifest", sorted(COUNTS))
def test_the_suite_agrees_on_every_description(manifest: str) -> None:
    suite = shared("conformance", "w3c", "csvw", "tests")
    path = suite / f"manifest-{manifest}.jsonld"
    disagreeing, counts = [], Counter[bool]()
    for entry in json.loads(path.read_text(encoding="utf-8"))["entries"]:
        metadata = _metadata_of(entry)
        counts[metadata is not None] += 1
        if metadata and _verdict(suite, entry, metadata, strict=manifest == "validation") is False:
            disagreeing.append(entry["id"])
    assert (counts[True], counts[False]) == COUNTS[manifest]
    expected = [name for name in EXCEPTIONS if name.startswith(f"manifest-{manifest}#")]
    assert sorted(disagreeing) == sorted(expected)


def _metadata_of(entry: dict[str, Any]) -> str | None:
    named: str | None = entry.get("option", {}).get("metadata")
    if named or entry["action"].endswith(".json"):
        return named or str(entry["action"])
    return next((name for name in entry.get("implicit", []) if name.endswith("json")), None)


def _verdict(suite: Path, entry: dict[str, Any], metadata: str, *, strict: bool) -> bool:
    """Whether the outcome is what the kind of test asks for.

    A validator fails on what a converter warns of; both warn of values that do not fit.
    """
    try:
        troubles = list(_troubles(suite, entry, metadata))
    except (SourceFault, OSError) as error:
        return "Negative" in entry["type"] and isinstance(error, SourceFault)
    if "Negative" in entry["type"]:
        return strict and bool(troubles)
    return bool(troubles) is ("Warning" in entry["type"])


def _troubles(suite: Path, entry: dict[str, Any], metadata: str) -> Iterator[str]:
    document = load_document(suite / metadata, metadata)
    urls = [local_name(url, metadata, context_base(document)) for url in table_urls(document)]
    for name in urls or ["tree-ops.csv"]:
        assert name is not None
        source = SourceFile(suite / name, name, "table", suite / metadata)
        for table in read_tables(source, SourceLimits(), dialect_of(source, strict=False)):
            found = describe(source, table, base_iri=SUITE_IRI, strict=False)
            yield from (fault.value for fault in found.warnings)
            if "Validation" in entry["type"] and _differs(found, table):
                yield "titles"
            yield from _misfits(found, table)


def _differs(found: TableDescription, table: Table) -> bool:
    """What only a validator minds: a column without titles whose name is not the heading."""
    return any(
        not column.titles and column.name not in (table.header[column.index],)
        for column in found.columns
        if column.index is not None and not table.header[0].startswith("_col.")
    )


def _misfits(found: TableDescription, table: Table) -> Iterator[str]:
    for row in table.rows:
        for column in found.columns:
            if column.index is None:
                continue
            cell = row.cells[column.index]
            text = cell.text if isinstance(cell, CellError) else str(cell) or column.default
            if text in column.null:
                yield from ["required"] if column.required else []
                continue
            for piece in text.split(column.separator) if column.separator else [text]:
                try:
                    parser(column.datatype)(piece)
                except ValueFault:
                    yield piece
