"""What a thing is taken out of: tables of every kind, files of RDF, sets of mappings."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import openpyxl
import pyoxigraph as ox
import pytest
from openpyxl.comments import Comment

from publisher import Site
from publisher.erasing.finding import Sources
from publisher.erasing.leftovers import Left, holds, leftovers
from publisher.erasing.mapping_sets import edit_mappings
from publisher.erasing.scope import Scope, concerns
from publisher.erasing.spellings import Finder
from publisher.gather import Gatherer
from tests.sites import tiny

BASE: Final = "https://example.org/id/"
HEADER: Final = ["id", "Titel (sv)", "Titel (en)", "Utmaningsområde", "E-post", "Webbplats"]
ROWS: Final = [
    ["fore", "Före", "Before", "industri", "", ""],
    ["hemlig", "Hemligtitel", "Secrettitle", "industri", "hemlig.person@example.org",
     "https://example.org/hemligsida"],
    ["flera", "Flera; ”citat”", "Several", "industri|mat", "", ""],
    ["sist", "Sist", "Last", "Sustainable food; Smart industry", "info@example.org", ""],
]  # fmt: skip
SECRETS: Final = Finder(("Hemligtitel", "Secrettitle", "hemlig.person", "hemligsida"))


def text_table(path: Path) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows([HEADER, *ROWS])
    path.write_bytes(out.getvalue().encode("utf-16" if path.suffix == ".tsv" else "utf-8-sig"))
    if path.suffix == ".tsv":
        rows = ["\t".join(row) for row in [HEADER, *ROWS]]
        path.write_bytes(("\n".join(rows) + "\n").encode("utf-16"))


def json_table(path: Path) -> None:
    found = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
    found[2]["Utmaningsområde"] = ["industri", "mat"]  # type: ignore[assignment]
    path.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "projekt"
    for row in [HEADER, *ROWS]:
        sheet.append(row)
    sheet["B3"].comment = Comment("Fråga Hemligtitel", "redaktionen")
    sheet["F3"].hyperlink = "https://example.org/hemligsida"
    book.save(path)


def document(path: Path) -> None:
    def cell(text: str) -> str:
        shown = text.replace("&", "&amp;")
        kind = ' office:value-type="string"' if text else ""
        inside = f"<text:p>{shown}</text:p>" if text else ""
        return f"<table:table-cell{kind}>{inside}</table:table-cell>"

    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>"
                   for row in [HEADER, *ROWS])  # fmt: skip
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="projekt">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="Thumbnails/thumbnail.png" '
        'manifest:media-type="image/png"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", manifest)
        package.writestr("Thumbnails/thumbnail.png", b"Hemligtitel")


TABLES: Final[dict[str, Callable[[Path], None]]] = {
    "projekt.csv": text_table, "projekt.tsv": text_table, "projekt.json": json_table,
    "projekt.xlsx": workbook, "projekt.ods": document,
}  # fmt: skip


def lines(site: Site) -> dict[str, list[str]]:
    """What each source says."""
    content = Gatherer(site.settings, site.contract).gather()
    assert content.faults == []
    return {own.file: own.lines for own in content.sources}


def cleaned(root: Path, thing: str) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """What the sources say before and after a thing is taken out of them, by file."""
    site = Site(root)
    before = lines(site)
    scope = Scope(BASE + thing, site.settings.minter().genid())
    sources = Sources(site.settings, site.contract, scope)
    for item in sources.find()[0]:
        sources.clean(item)
    after = lines(site)
    nodes = scope.nodes(line for own in before.values() for line in own)
    left = {file: [line for line in own if not concerns(line, nodes)]
            for file, own in before.items()}  # fmt: skip
    return left, after


@pytest.fixture(params=sorted(TABLES))
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A site whose projects are in one kind of table."""
    site = tiny(tmp_path)
    for name in ("projekt.csv", "mer.ttl"):
        (site / "data" / name).unlink()
    TABLES[request.param](site / "data" / request.param)
    return site


def test_a_row_goes_and_all_others_stay(root: Path) -> None:
    left, after = cleaned(root, "project/hemlig")
    assert after == left
    [path] = [item for item in (root / "data").iterdir() if item.name.startswith("projekt")]
    assert not holds(path, SECRETS)
    assert holds(path, Finder(["Flera"]))


def test_a_cell_loses_the_thing_that_it_points_to(root: Path) -> None:
    text = (root / "data" / "områden.csv").read_text(encoding="utf-8")
    (root / "data" / "områden.csv").write_text(text + "till;Till;More;\n", encoding="utf-8")
    left, after = cleaned(root, "area/mat")
    assert after == left


def test_files_of_rdf_lose_statements_and_what_hangs_on_them(tmp_path: Path) -> None:
    root = tiny(tmp_path)
    data = root / "data"
    (data / "mer.ttl").write_text(
        "@prefix ex: <https://example.org/ns#> .\n# Hemligtitel\n"
        '<thing/x> ex:name "Hemligtitel" ; ex:part [ ex:name "Secrettitle" ; ex:part [] ] .\n'
        "<thing/y> ex:to <thing/x>, <thing/z> ; ex:part [ ex:to <thing/x> ] .\n"
        '<thing/x#me> ex:name "hemlig.person" .\n', encoding="utf-8",
    )  # fmt: skip
    named = f"<{BASE}thing/x> <https://example.org/ns#page> <https://example.org/hemligsida>"
    other = f"<{BASE}thing/z> <https://example.org/ns#page> <https://example.org/sida>"
    (data / "rader.nt").write_text(f"# en rad\n{named} .\n{other} .\n", encoding="utf-8")
    left, after = cleaned(root, "thing/x")
    assert {name: len(own) for name, own in after.items()} == {
        name: len(own) for name, own in left.items()
    }
    assert after["rader.nt"] == [other]
    assert not any(holds(path, SECRETS) for path in data.iterdir())
    assert "@prefix ex:" in (data / "mer.ttl").read_text(encoding="utf-8")


def test_sets_of_mappings_lose_the_mappings(tmp_path: Path) -> None:
    path = tmp_path / "a.sssom.tsv"
    head = f"#curie_map:\n#  ex: {BASE}\nsubject_id\tpredicate_id\tobject_id\n"
    kept = "ex:project/b\tskos:exactMatch\thttps://example.org/2\n"
    path.write_text(f"{head}ex:project/a\tskos:exactMatch\thttps://example.org/1\n{kept}"
                    f"https://example.org/3\tskos:exactMatch\t{BASE}project/a\n",
                    encoding="utf-8")  # fmt: skip
    scope = Scope(BASE + "project/a", BASE + ".well-known/genid/")
    assert edit_mappings(path, scope) == (f"{head}{kept}".encode(), 2)


def test_what_a_person_has_to_decide_on_is_named(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Hemligtitel sköter detta.\n", encoding="utf-8")
    (tmp_path / "annat.md").write_text("Hemligtitelns vän, och ohemligtitel.\n", encoding="utf-8")
    (tmp_path / "brev.txt").write_text('{"a": "\\nHemligtitel"}', encoding="utf-16")
    (tmp_path / "bok.pdf").write_bytes(b"%PDF-1.7 ...")
    (tmp_path / "hel.json").write_text('{"a": "&#x27; %48emligtitel\\u00e5"}', encoding="utf-8")
    (tmp_path / "post.json").write_text('{"a": "person%40example.org"}', encoding="utf-8")
    (tmp_path / "trasig.zip").write_bytes(b"PK\x03\x04 ...")
    with zipfile.ZipFile(tmp_path / "kopia.xlsx", "w") as package:
        package.writestr("xl/sharedStrings.xml", "<si><t>Hem</t><t>ligtitel</t></si>")
    ox.Store(str(tmp_path / "store")).load(b'<a:a> <a:b> "Hemligtitel" .', ox.RdfFormat.N_TRIPLES)
    found = list(leftovers([tmp_path], Finder(["Hemligtitel", "person@example.org"])))
    names = {item.path.relative_to(tmp_path).as_posix(): item.unread for item in found}
    assert names.pop("store") is False
    assert {name: unread for name, unread in names.items() if not name.startswith("store")} == {
        "README.md": False, "bok.pdf": True, "brev.txt": False, "kopia.xlsx": False,
        "post.json": False, "trasig.zip": True,
    }  # fmt: skip
    assert Left(tmp_path / "bok.pdf", unread=True) in found
