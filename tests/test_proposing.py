"""``publisher link``: proposed, decided on in the terminal and in a sheet, taken back, told of."""

from __future__ import annotations

import io
import json
import shutil
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import openpyxl
import pytest

from publisher import Site
from publisher.cli import main
from publisher.errors import SourceFault
from publisher.linking.lists import read_list
from publisher.sources.discover import SourceLimits
from tests.elsewhere import elsewhere
from tests.sites import rows, tiny
from tests.visits import app

PUBLISHERS = """\
[one]
name = { sv = "Den ena", en = "The one" }
[two]
name = { sv = "Den andra", en = "The other" }
"""
TITLES = {
    "one": {"a": "Fossilfri industri", "b": "Ett annat projekt", "c": "Digitala äldre i länet"},
    "two": {"x": "Mat för alla", "y": "Fossilfri  industri", "z": "Digitala äldre i hela länet"},
}
BASE = "https://example.org/id/"
FIRST = (f"{BASE}one/project/a", f"{BASE}two/project/y")
SECOND = (f"{BASE}one/project/c", f"{BASE}two/project/z")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with two publishers, released."""
    root = tiny(tmp_path_factory.mktemp("links"))
    (root / "publishers.toml").write_text(PUBLISHERS, encoding="utf-8")
    for owner, projects in TITLES.items():
        lines = [f"{key};{title};2024-01-31;industri" for key, title in projects.items()]
        (root / "data" / owner).mkdir()
        (root / "data" / owner / "projekt.csv").write_text(
            "\n".join(["id;Titel (sv);Startdatum;Utmaningsområde", *lines]) + "\n", encoding="utf-8"
        )
    assert main(["--site", str(root), "build"]) == 0
    return root


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Path:
    """A copy of that site."""
    shutil.copytree(built, tmp_path / "site", symlinks=True)
    return tmp_path / "site"


def link(root: Path, *arguments: str, language: str = "en") -> int:
    return main(["--site", str(root), "--language", language, "link", *arguments])


def proposed(root: Path, capsys: pytest.CaptureFixture[str], *more: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert link(root, "propose", "--json", *more) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def answering(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_the_same_thing_is_proposed_across_publishers_with_its_evidence(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = proposed(site, capsys)
    assert (first["subject"], first["object"]) == FIRST
    assert (second["subject"], second["object"]) == SECOND
    assert first["score"] > second["score"]
    assert first["evidence"].startswith("the same name: “Fossilfri industri”")
    assert first["justification"] == "semapv:CompositeMatching"
    assert proposed(site, capsys, "--of", "two")[0]["subject"] == FIRST[1]
    assert proposed(site, capsys, "--class", "area") == []
    assert link(site, "propose", "--class", "nothing") == 2


def test_decisions_in_the_terminal_are_kept_and_not_asked_for_again(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed(site, capsys)
    answering(monkeypatch, "what\nj\ne\n")
    assert link(site, "decide", language="sv") == 0
    said = capsys.readouterr()
    assert "samma namn" in said.out
    assert "1 godtagna och 1 avvisade" in said.err
    assert proposed(site, capsys) == []
    link(site, "list", "--json")
    decisions = json.loads(capsys.readouterr().out)
    assert [(item["subject"], item["refused"]) for item in decisions] == [
        (FIRST[0], False), (SECOND[0], True)
    ]  # fmt: skip
    assert main(["--site", str(site), "build"]) == 0
    found = rows(Site(site), f"SELECT ?p {{ <{FIRST[0]}> ?p <{FIRST[1]}> }}")
    assert found == [{"p": "<http://www.w3.org/2004/02/skos/core#exactMatch>"}]
    assert not rows(Site(site), f"SELECT ?p {{ <{SECOND[0]}> ?p <{SECOND[1]}> }}")


def test_what_is_given_before_the_end_is_kept(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed(site, capsys)
    answering(monkeypatch, "c\n")
    assert link(site, "decide", "--author", "role/editor", "--publisher", "two") == 0
    (file,) = (site / "data").rglob("*.sssom.tsv")
    assert file.parent == site / "data" / "two" / "links"
    text = file.read_text("utf-8")
    assert "\nsite:two/project/y\t" in text
    assert Site(site).check().findings.conforms
    assert "skos:closeMatch" in text
    assert "site:role/editor" in text
    assert "1 left to decide on" in capsys.readouterr().err


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_decisions_come_back_in_a_sheet(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    proposed(site, capsys)
    sheet = tmp_path / f"beslut.{suffix}"
    assert link(site, "decide", "--export", str(sheet), language="sv") == 0
    decide_in(sheet, ["ja", "kanske"])
    assert link(site, "decide", "--import", str(sheet)) == 1
    said = capsys.readouterr().err
    assert f"beslut.{suffix}" in said
    assert "kanske" in said
    assert not list((site / "data").rglob("*.sssom.tsv"))
    decide_in(sheet, ["samma", "nej"])
    assert link(site, "decide", "--import", str(sheet)) == 0
    (file,) = (site / "data").rglob("*.sssom.tsv")
    assert "owl:sameAs" in file.read_text("utf-8")
    assert proposed(site, capsys) == []


def decide_in(sheet: Path, words: list[str]) -> None:
    if sheet.suffix == ".xlsx":
        book = openpyxl.load_workbook(sheet)
        for number, word in enumerate(words, 2):
            book.active.cell(number, 1).value = word
        book.save(sheet)
        return
    header, *lines = sheet.read_text("utf-8-sig").splitlines()
    told = [f"{word};{line.partition(';')[2]}" for word, line in zip(words, lines, strict=True)]
    sheet.write_text("\n".join([header, *told]) + "\n", encoding="utf-8")


def test_what_is_certain_can_be_accepted_and_a_decision_taken_back(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [item["subject"] for item in proposed(site, capsys, "--accept")] == [SECOND[0]]
    assert link(site, "revoke", *FIRST[::-1]) == 0
    assert not list((site / "data").rglob("*.sssom.tsv"))
    assert link(site, "revoke", *FIRST) == 2
    assert link(site, "revoke", FIRST[0]) == 2
    assert len(proposed(site, capsys)) == 2


def test_a_file_of_decisions_keeps_what_others_wrote_in_it(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = site / "data" / "links" / "one--two.sssom.tsv"
    file.parent.mkdir()
    file.write_text(
        "#mapping_set_id: https://example.org/set\n#curie_map:\n#  e: https://other.example.org/\n"
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\text_note\n"
        "e:1\tskos:closeMatch\te:2\tsemapv:ManualMappingCuration\ta note\n",
        encoding="utf-8",
    )
    proposed(site, capsys, "--accept")
    text = file.read_text("utf-8")
    assert "#mapping_set_id: https://example.org/set" in text
    assert "a note" in text
    assert "ns1" not in text
    assert len(text.splitlines()) == 9
    file.write_text(text.replace("skos:closeMatch", "skos:prefLabel"), encoding="utf-8")
    assert link(site, "propose") == 1


def test_things_are_matched_with_a_reference_list(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "lista.csv"
    table.write_text("iri;namn\nhttps://other.example.org/1;Fossilfri industri\n", encoding="utf-8")
    turtle = tmp_path / "lista.ttl"
    turtle.write_text(
        "<https://other.example.org/1> <http://purl.org/dc/terms/title> 'Mat för alla' .",
        encoding="utf-8",
    )
    (found,) = proposed(site, capsys, "--of", "one", "--against", str(table))
    assert (found["subject"], found["object"]) == (FIRST[0], "https://other.example.org/1")
    (found,) = proposed(site, capsys, "--against", str(turtle))
    assert found["subject"] == f"{BASE}two/project/x"
    table.write_text("iri;namn\nno iri;Fossilfri industri\n", encoding="utf-8")
    assert link(site, "propose", "--against", str(table)) == 1
    assert "lista.csv, row 2, column “iri”" in capsys.readouterr().err
    assert link(site, "propose", "--against", str(tmp_path / "none.csv")) == 2
    assert "there is no such file" in capsys.readouterr().err


def test_a_reference_list_may_be_at_an_address(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with elsewhere() as other:
        table = other.say(
            "/lists/projects.csv", "item,itemLabel\nhttps://other.example.org/1,Mat för alla\n",
            "text/csv",
        )  # fmt: skip
        graph = other.say(
            "/dump/project.nt",
            '<https://other.example.org/1> <http://purl.org/dc/terms/title> "Mat för alla" .\n',
            "application/n-triples",
        )
        page = other.say("/page", "<!doctype html><title>Projekt</title>", "text/html")
        for address in (table, graph):
            (found,) = proposed(site, capsys, "--against", address)
            assert (found["subject"], found["object"]) == (
                f"{BASE}two/project/x", "https://other.example.org/1",
            )  # fmt: skip
        assert (site / "proposals" / "site--127-0-0-1-project.sssom.tsv").exists()
        assert link(site, "propose", "--against", page) == 1
        assert "Projekt" in capsys.readouterr().err
        assert link(site, "propose", "--against", other.address + "/nothing") == 1
        assert "404" in capsys.readouterr().err


def test_proposals_are_written_as_a_sheet_at_once(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "mina beslut.xlsx"
    capsys.readouterr()
    assert link(site, "propose", "--export", str(sheet), language="sv") == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert f"publisher link decide --import '{sheet}'" in said.err
    book = openpyxl.load_workbook(sheet)
    cells = book["Beslut"]
    assert (cells["B2"].value, cells["C2"].value) == (0.99, "Fossilfri industri")
    (choice,) = cells.data_validations.dataValidation
    assert (choice.promptTitle, choice.formula1) == ("Beslut", '"ja,nej,nära,samma"')
    cells["A2"] = "Ja"
    book.save(sheet)
    assert link(site, "decide", "--import", str(sheet), language="sv") == 0
    assert "1 godtagna" in capsys.readouterr().err


def test_a_list_has_identifiers_in_columns_of_their_own(tmp_path: Path) -> None:
    table = tmp_path / "lista.csv"
    table.write_text(
        "iri;namn;organisationsnummer;ROR\n"
        "https://other.example.org/1;Ett namn|Ett till;2321000024;048a87296\n",
        encoding="utf-8",
    )
    (thing,) = read_list(table, SourceLimits(), BASE)
    assert sorted(map(str, thing.identifiers)) == ["orgnr:232100-0024", "ror:048a87296"]
    assert [name.text for name in thing.names] == ["Ett namn", "Ett till"]


def test_identifiers_stand_in_for_the_iris_of_a_list(tmp_path: Path) -> None:
    table = tmp_path / "lista.csv"
    table.write_text("ROR,kommunnamn\n048a87296,Ett namn\n", encoding="utf-8")
    (thing,) = read_list(table, SourceLimits(), BASE)
    assert (thing.iri, thing.label) == ("https://ror.org/048a87296", "Ett namn")
    table.write_text("ROR,namn\n048a87297,Ett namn\n", encoding="utf-8")
    with pytest.raises(SourceFault, match="row 2, column “ROR”"):
        read_list(table, SourceLimits(), BASE)


def test_links_that_rot_are_told(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    proposed(site, capsys, "--accept")
    assert main(["--site", str(site), "build"]) == 0
    assert link(site, "report") == 0
    assert "No link rots" in capsys.readouterr().err
    table = site / "data" / "two" / "projekt.csv"
    text = table.read_text("utf-8")
    table.write_text(text.replace("Fossilfri  industri", "Något helt annat"), encoding="utf-8")
    assert main(["--site", str(site), "build"]) == 0
    capsys.readouterr()
    assert link(site, "report", language="sv") == 1
    assert "skulle inte föreslås i dag" in capsys.readouterr().out
    table.write_text("\n".join(line for line in text.splitlines() if line[0] != "y") + "\n")
    assert main(["--site", str(site), "build", "--gone", "allow"]) == 0
    capsys.readouterr()
    assert link(site, "report", "--json") == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["code"], found["iri"], found["row"] > 0) == ("unknown", FIRST[1], True)


def test_addresses_elsewhere_are_asked_where_that_is_wanted(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class Answers(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(200 if self.path == "/here" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}/"
        (site / "data" / "out.sssom.tsv").write_text(
            "subject_id\tpredicate_id\tobject_id\tmapping_justification\n" + "".join(
                f"{FIRST[0]}\tskos:closeMatch\t{base}{name}\tsemapv:ManualMappingCuration\n"
                for name in ("gone", "here")
            ), encoding="utf-8",
        )  # fmt: skip
        assert main(["--site", str(site), "build"]) == 0
        assert link(site, "report") == 0
        capsys.readouterr()
        assert link(site, "report", "--fetch", "--inside") == 1
        told = capsys.readouterr().out.splitlines()
        assert told == [f"out.sssom.tsv, 2: <{base}gone> does not answer (404 Not Found)"]
        assert link(site, "report", "--fetch", "--inside", "--links", "1", "--json") == 1
        found = json.loads(capsys.readouterr().out)
        assert [item["code"] for item in found] == ["silent", "unasked"]
        server.shutdown()


def test_pages_and_descriptions_say_what_links_in_and_out_and_whose_it_is(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    proposed(site, capsys, "--accept")
    file = site / "data" / "two" / "links" / "own.sssom.tsv"
    file.parent.mkdir()
    file.write_text(
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\n"
        f"{FIRST[1]}\towl:sameAs\twd:Q42\tsemapv:ManualMappingCuration\n",
        encoding="utf-8",
    )
    assert main(["--site", str(site), "build"]) == 0
    found = Site(site).describe(FIRST[1])
    assert found is not None
    told = [(item.link.iri, item.owner, item.outward, item.inward) for item in found.matches]
    assert told == [
        ("http://www.wikidata.org/entity/Q42", "wikidata.org", True, False),
        (FIRST[0], "one", False, True),
    ]
    web = app(Site(site).open()).test_client()
    page = web.get("/doc/two/project/y.sv.html").get_data(as_text=True)
    section = page[page.index("Samma sak hos andra") :]
    assert "Fossilfri industri (one)" in section
    assert "wikidata.org/entity/Q42 (wikidata.org)" in section
    assert "Exakt motsvarighet" in section


def test_a_publisher_links_from_its_own_things_only(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = site / "data" / "two" / "links" / "own.sssom.tsv"
    file.parent.mkdir()
    file.write_text(
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\n"
        f"{FIRST[0]}\towl:sameAs\twd:Q42\tsemapv:ManualMappingCuration\n",
        encoding="utf-8",
    )
    (fault,) = Site(site).check().faults
    assert (fault.code, fault.place.row) == ("foreign-subject", 2)
