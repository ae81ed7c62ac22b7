"""``publisher csv2rdf``: tables to RDF from files and addresses, and what it will not read."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from openpyxl import Workbook

from publisher.csvw import Folder, convert
from publisher.csvw.converting import WARNINGS
from tests.elsewhere import elsewhere
from tests.sites import within

CONTEXT = "http://www.w3.org/ns/csvw"
BASE = "https://example.org/data/"
TABLE = "code,name,begins\n1,Åsa,31.01.2024\n2,Bo,never\n"
METADATA: dict[str, Any] = {
    "@context": [CONTEXT, {"@language": "sv"}],
    "url": "list.csv",
    "dc:title": "Lista",
    "aboutUrl": "thing/{code}",
    "tableSchema": {
        "columns": [
            {"titles": "code", "suppressOutput": True},
            {"titles": "name", "propertyUrl": "schema:name", "lang": "sv"},
            {"titles": "begins", "propertyUrl": "schema:startDate",
             "datatype": {"base": "date", "format": "dd.MM.yyyy"}},
        ]
    },
}  # fmt: skip


def csv2rdf(
    file: Path | str, *arguments: str, language: str = "en"
) -> subprocess.CompletedProcess[str]:
    return within(Path(), "csv2rdf", str(file), *arguments, language=language)


def lines(folder: Path, name: str, mode: Any = "minimal", **files: str) -> set[str]:
    """What the table ``name`` says, by the files that are put beside it."""
    for file, text in files.items():
        (folder / file.replace("__", "-").replace("_", ".")).write_text(text, encoding="utf-8")
    found = convert(BASE + name, Folder(folder, BASE), mode=mode)
    return {str(triple) for triple in found.triples}


def test_a_table_and_its_metadata_become_statements(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "list-metadata.json").write_text(json.dumps(METADATA), encoding="utf-8")
    done = csv2rdf(
        tmp_path / "list.csv", "--base", BASE, "--mode", "minimal", "--format", "nt", language="sv"
    )
    assert done.returncode == 0
    assert sorted(done.stdout.splitlines()) == [
        f'<{BASE}thing/1> <http://schema.org/name> "Åsa"@sv .',
        f"<{BASE}thing/1> <http://schema.org/startDate> "
        '"2024-01-31"^^<http://www.w3.org/2001/XMLSchema#date> .',
        f'<{BASE}thing/2> <http://schema.org/name> "Bo"@sv .',
        f'<{BASE}thing/2> <http://schema.org/startDate> "never" .',
    ]
    assert "list.csv, rad 3, kolumn ”begins”: “never”" in done.stderr.replace("”never”", "“never”")
    assert "4 tripplar, 1 varningar." in done.stderr


@pytest.mark.large
def test_the_same_is_written_by_every_run_and_in_every_format(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "list-metadata.json").write_text(json.dumps(METADATA), encoding="utf-8")
    graphs = []
    for suffix in ("ttl", "nt", "rdf", "jsonld"):
        target = tmp_path / f"out.{suffix}"
        done = csv2rdf(
            tmp_path / "list-metadata.json", "--base", BASE, "--format", suffix,
            "--output", str(target),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert done.stdout == ""
        graph = ox.Dataset(ox.parse(path=target))
        graph.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        graphs.append({str(quad) for quad in graph})
    assert all(graph == graphs[0] for graph in graphs)
    assert len(graphs[0]) == 4 + 1 + 4 + 2 * 5
    again = csv2rdf(tmp_path / "list-metadata.json", "--base", BASE)
    assert again.stdout == (tmp_path / "out.ttl").read_text(encoding="utf-8")


def test_a_sheet_of_a_workbook_is_a_table(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["code", "name"])
    book.active.append([7, "Åsa"])
    book.save(tmp_path / "list.xlsx")
    assert lines(tmp_path, "list.xlsx") == {
        f'_:n1 <{BASE}list.xlsx#code> "7"',
        f'_:n1 <{BASE}list.xlsx#name> "Åsa"',
    }


def test_rows_are_counted_in_the_source_and_not_in_lines(tmp_path: Path) -> None:
    text = 'a,b\n"1\n1",x\n2,y\n'
    found = lines(tmp_path, "t.csv", "standard", t_csv=text)
    urls = {line.rsplit(" ", 1)[1] for line in found if "csvw#url" in line and "row=" in line}
    assert urls == {f"<{BASE}t.csv#row=2>", f"<{BASE}t.csv#row=3>"}


def test_comments_and_rows_passed_over(tmp_path: Path) -> None:
    metadata = {
        "@context": CONTEXT, "url": "t.csv",
        "dialect": {"commentPrefix": "#", "skipBlankRows": True, "skipColumns": 1, "skipRows": 1,
                    "trim": True},
        "tableSchema": {"columns": [{"titles": "b"}]},
    }  # fmt: skip
    found = lines(
        tmp_path, "t.csv", "standard", t_csv="rubbish\na,b\n#note\n\n1, x \n",
        **{"t_csv__metadata_json": json.dumps(metadata)},
    )  # fmt: skip
    assert any(line.endswith(f'<{BASE}t.csv#b> "x"') for line in found)
    assert any('rdf-schema#comment> "note"' in line for line in found)
    assert any(f"<{BASE}t.csv#row=5>" in line for line in found)


def test_what_a_header_does_not_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,2,3\n")
    found = convert(BASE + "t.csv", Folder(tmp_path, BASE), mode="minimal")
    assert len(list(found.triples)) == 2
    assert [fault.code for fault in found.warnings] == ["surplus"]


def test_warnings_are_counted_beyond_those_kept(tmp_path: Path) -> None:
    rows = "".join(f"{number},x,y\n" for number in range(WARNINGS + 5))
    (tmp_path / "list.csv").write_text("code,name,begins\n" + rows)
    (tmp_path / "list.csv-metadata.json").write_text(json.dumps(METADATA))
    found = convert(BASE + "list.csv", Folder(tmp_path, BASE))
    assert sum(1 for _ in found.triples) > WARNINGS
    assert (len(found.warnings), found.warned) == (WARNINGS, WARNINGS + 5)


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ("{", "cannot be read"),
        (json.dumps({"@context": CONTEXT, "url": "../outside.csv"}), "a table that is there"),
        (json.dumps({"@context": CONTEXT, "url": "file:///etc/hostname"}), "a table that is there"),
        (json.dumps({"@context": CONTEXT, "url": "https://example.org/x.csv"}), "Give --fetch"),
        (json.dumps({"@context": CONTEXT, "url": "list.csv", "@id": "_:x"}), "an IRI"),
        (json.dumps({"@context": CONTEXT, "url": "list.csv", "tableSchema": "s.json"}),
         "a file in the data folder"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_without_a_trace(
    tmp_path: Path, metadata: str, said: str
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "outside.csv").write_text("a\n1\n")
    (folder / "list.csv").write_text(TABLE, encoding="utf-8")
    (folder / "m.json").write_text(metadata)
    done = csv2rdf(folder / "m.json", "--output", str(folder / "out.ttl"))
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "out.ttl").exists()


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("a\n1\n")
    (folder / "list.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "m.json").write_text(json.dumps({"@context": CONTEXT, "url": "list.csv"}))
    done = csv2rdf(folder / "m.json")
    assert done.returncode == 1
    assert "a table that is there" in done.stderr


def test_addresses_are_read_where_one_may_and_metadata_found_by_link(tmp_path: Path) -> None:
    with elsewhere() as server:
        url = server.say("/list.csv", TABLE, "text/csv", Link='<m/meta.json>; rel="describedby"')
        metadata = json.dumps(METADATA | {"url": "../list.csv"})
        server.say("/m/meta.json", metadata, "application/csvm+json")
        refused = csv2rdf(url)
        assert refused.returncode == 2
        assert server.asked == []
        done = csv2rdf(url, "--fetch", "--mode", "minimal", "--format", "nt")
        assert done.returncode == 0, done.stderr
        assert f'<{server.address}/thing/2> <http://schema.org/name> "Bo"@sv' in done.stdout
        assert server.count("/list.csv") == 1


@pytest.mark.large
def test_an_address_that_fails_is_said(tmp_path: Path) -> None:
    with elsewhere() as server:
        done = csv2rdf(server.address + "/none.csv", "--fetch", language="sv")
        assert done.returncode == 1
        assert "none.csv" in done.stderr
        server.say("/bad.csv", "x", status=403)
        assert csv2rdf(server.address + "/bad.csv", "--fetch").returncode == 1
