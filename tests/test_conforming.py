"""Tables with headings of their own whose metadata says which shape they conform to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from publisher import Site
from publisher.gather import Content, Gatherer
from tests.sites import tiny

SHAPE = "https://example.org/def/project#Project"
DATA = "https://example.org/id/"
HEADER = "Nr;Vad;När;Var;Sidor;Annat"
LIST: dict[str, Any] = {
    "@context": ["http://www.w3.org/ns/csvw", {"@language": "sv"}],
    "url": "lista.csv",
    "dc:conformsTo": {"@id": SHAPE},
    "dialect": {"skipRows": 2},
    "tableSchema": {
        "aboutUrl": "project/{nr}",
        "columns": [
            {"name": "nr", "titles": "Nr"},
            {"name": "vad", "titles": "Vad", "propertyUrl": "dc:title", "lang": "sv"},
            {"name": "nar", "titles": "När", "propertyUrl": "schema:startDate",
             "datatype": {"base": "date", "format": "MM/dd/yyyy"}},
            {"name": "var", "titles": "Var", "separator": ",",
             "dc:conformsTo": {"@id": f"{SHAPE}-area"}},
            {"name": "sidor", "titles": "Sidor", "null": "-", "propertyUrl": "foaf:page"},
            {"name": "annat", "titles": "Annat", "suppressOutput": True},
            {"name": "state", "virtual": True, "default": "pågår",
             "dc:conformsTo": {"@id": f"{SHAPE}-state"}},
            {"name": "title_en", "virtual": True, "propertyUrl": "dc:title", "lang": "en",
             "dc:source": "vad"},
        ],
    },
}  # fmt: skip


def gathered(folder: Path, text: str, metadata: dict[str, Any] = LIST) -> Content:
    site = tiny(folder)
    (site / "data" / "lista.csv").write_text(text, encoding="utf-8")
    path = site / "data" / "lista-metadata.json"
    path.write_text(json.dumps(metadata), encoding="utf-8")
    opened = Site(site)
    return Gatherer(opened.settings, opened.contract).gather()


def said(content: Content, key: str) -> set[tuple[str, str]]:
    """What is said of a project: the last part of each predicate, and the value."""
    (own,) = (source for source in content.sources if source.file == "lista.csv")
    found = [line.split(" ", 2) for line in own.lines]
    return {
        (predicate[1:-1].replace("#", "/").rpartition("/")[2], value)
        for subject, predicate, value in found
        if subject == f"<{DATA}project/{key}>"
    }


def test_cells_are_read_as_those_of_the_class(tmp_path: Path) -> None:
    rows = "En lista\n\n" + HEADER + "\nÅ 1;Bro;12/24/2024;Smart industri, mat;-;x\n"
    content = gathered(tmp_path, rows)
    assert [fault for fault in content.faults if fault.place.file == "lista.csv"] == []
    found = said(content, "a-1")
    date = '"2024-12-24"^^<http://www.w3.org/2001/XMLSchema#date>'
    assert {
        ("title", '"Bro"@sv'), ("title", '"Bro"@en'), ("startDate", date), ("state", '"pågår"'),
        ("subject", f"<{DATA}area/industri>"), ("subject", f"<{DATA}area/mat>"),
    } <= found  # fmt: skip
    assert not {name for name, _ in found} & {"page", "lista.csv"}


def test_faults_stand_at_the_headings_of_the_sheet(tmp_path: Path) -> None:
    rows = "En lista\n\n" + HEADER + "\n1;Bro;igår;Smart industry;x y;\n1;;;Smat industri;;\n"
    found = {
        (fault.place.row, fault.place.column, fault.code)
        for fault in gathered(tmp_path, rows).faults
    }
    assert {(4, "När", "value"), (4, "Sidor", "value"), (5, "Var", "reference"),
            (5, "Vad", "missing"), (5, "Nr", "duplicate-key")} <= found  # fmt: skip


def test_other_rows_refer_to_its_things_by_name(tmp_path: Path) -> None:
    metadata = LIST | {
        "dc:conformsTo": {"@id": "https://example.org/def/area#Area"},
        "tableSchema": {
            "aboutUrl": "area/{kod}",
            "columns": [
                {"name": "kod", "titles": "Kod"},
                {"name": "namn", "titles": "Heter", "propertyUrl": "skos:prefLabel", "lang": "sv"},
                {"name": "en", "virtual": True, "propertyUrl": "skos:prefLabel", "lang": "en",
                 "dc:source": "namn"},
            ],
        },
    }  # fmt: skip
    content = gathered(tmp_path, "x\n\nKod;Heter\nhav;Havet\n", metadata)
    (target,) = {item.target for item in Site(tmp_path / "site").contract.classes
                 if item.slug == "area"}  # fmt: skip
    assert content.index.find("havet", target) == {f"{DATA}area/hav"}


def test_a_shape_of_somebody_else_changes_nothing(tmp_path: Path) -> None:
    other = {"dc:conformsTo": {"@id": "https://example.com/other"}, "dialect": {}}
    content = gathered(tmp_path, HEADER + "\n1;Bro;12/24/2024;x;-;y\n", LIST | other)
    assert ("title", '"Bro"@sv') in said(content, "1")
    assert not content.index.find("bro", "http://schema.org/Project")


def test_a_table_without_a_key_is_told_once(tmp_path: Path) -> None:
    schema = {**LIST["tableSchema"], "aboutUrl": "project/{nothing}"}
    rows = "En lista\n\n" + HEADER + "\n1;Bro;;mat;;\n2;Väg;;mat;;\n"
    content = gathered(tmp_path, rows, LIST | {"tableSchema": schema})
    codes = [fault.code for fault in content.faults if fault.place.file == "lista.csv"]
    assert codes == ["no-key"]


def test_of_a_moment_the_day_is_read_where_a_day_is_wanted(tmp_path: Path) -> None:
    schema = json.loads(json.dumps(LIST["tableSchema"]))
    schema["columns"][2]["datatype"] = {"base": "dateTime", "format": "yyyy-MM-dd HH:mm:ss"}
    rows = "En lista\n\n" + HEADER + "\n1;Bro;2024-12-24 13:00:00;mat;;\n"
    content = gathered(tmp_path, rows, LIST | {"tableSchema": schema})
    date = '"2024-12-24"^^<http://www.w3.org/2001/XMLSchema#date>'
    assert ("startDate", date) in said(content, "1")
