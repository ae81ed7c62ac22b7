"""Findings written out: for people, for programs, for code hosting."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from publisher.check.findings import Finding, Findings, Group
from publisher.check.report import Report, Result
from publisher.faults import Place
from publisher.findings.delivery import write_whole
from publisher.findings.graph import as_report
from publisher.findings.limit import limited
from publisher.findings.page import as_page
from publisher.findings.places import many, words
from publisher.findings.records import as_json
from publisher.findings.sarif import as_sarif
from publisher.findings.terminal import terminal_lines
from publisher.findings.words import WORDS
from publisher.namespaces import PREFIXES, SH
from tests.sites import ROOT

SHAPE = "https://example.org/def/project#Project-territory"


def texts(en: str, sv: str) -> tuple[tuple[str, str], ...]:
    return (("en", en), ("sv", sv))


def unknown(row: int, **more: Any) -> Finding:
    """A region that nobody knows, in one of many rows."""
    place = Place("projekt.csv", "", row, "Territorium")
    return Finding(
        place, "violation", "shape", texts("“SE9X” is no region.", "”SE9X” är ingen region."),
        value="SE9X", nearest="SE123", thing=f"https://example.org/id/project/p{row}",
        thing_label=texts(f"P{row}", f"P{row}"), property="http://purl.org/dc/terms/spatial",
        property_label=texts("Territory", "Territorium"), shape=SHAPE,
        component=SH + "InConstraintComponent", rule="https://example.org/def/project",
        places=(place,), **more,
    )  # fmt: skip


LATE = Finding(
    Place("år <2>/projekt.xlsx", "Blad 1", 7, "Slutdatum"), "warning", "value",
    texts("The end comes before the start.", "Slutet kommer före starten."),
    value="<b>2020</b>", fix="2030-01-31",
    places=(Place("år <2>/projekt.xlsx", "Blad 1", 7, "Slutdatum"),
            Place("år <2>/projekt.xlsx", "Blad 1", 7, "Startdatum")),
)  # fmt: skip
LINE = Finding(
    Place("katalog.ttl", "", 12), "info", "shape-missing",
    texts("A title is missing.", "En titel saknas."), places=(Place("katalog.ttl", "", 12),),
)  # fmt: skip

ROWS = (2, 3, 4, 9, 11, 12)
FINDINGS = Findings(
    groups=(
        Group(unknown(2).sentence, "violation", 300, tuple(map(unknown, ROWS))),
        Group(LATE.sentence, "warning", 1, (LATE,)),
        Group(LINE.sentence, "info", 1, (LINE,)),
    ),
    counts=(("violation", 300), ("warning", 1), ("info", 1)),
    rows=400, published=100, rejected=300,
    files=("katalog.ttl", "projekt.csv", "år <2>/projekt.xlsx"), engine="publisher 0.1.0",
)  # fmt: skip


def test_a_cause_is_said_once_with_its_places_and_exact_counts() -> None:
    assert list(terminal_lines(FINDINGS, "en")) == [
        "fault: “SE9X” is no region. (300 places)",
        "  projekt.csv, rows 2–4, 9, 11 and 12, column “Territorium”",
        "  … and 294 more.",
        "warning: år <2>/projekt.xlsx, sheet “Blad 1”, row 7, column “Slutdatum”: "
        "The end comes before the start. Write “2030-01-31”.",
        "note: katalog.ttl, line 12: A title is missing.",
        "Rows: 400, published 100, rejected 300. Faults: 300. Warnings: 1. Notes: 1.",
    ]


def test_in_swedish() -> None:
    said = list(terminal_lines(FINDINGS, "sv"))
    assert said[1] == "  projekt.csv, raderna 2–4, 9, 11 och 12, kolumn ”Territorium”"
    assert said[4] == "upplysning: katalog.ttl, rad 12: En titel saknas."
    assert said[5].endswith("Fel: 300. Varningar: 1. Upplysningar: 1.")


def test_values_that_differ_are_each_told() -> None:
    findings = (unknown(2), replace(unknown(3), value="SE8", nearest=""))
    group = Group(unknown(2).sentence, "violation", 2, findings)
    said = list(terminal_lines(replace(FINDINGS, groups=(group,)), "en"))
    assert said[1:3] == [
        "  projekt.csv, row 2, column “Territorium”: “SE9X” → “SE123”?",
        "  projekt.csv, row 3, column “Territorium”: “SE8”",
    ]


def test_colours_and_width_only_where_asked_for() -> None:
    plain = "\n".join(terminal_lines(FINDINGS, "en"))
    assert "\x1b" not in plain
    coloured = "\n".join(terminal_lines(FINDINGS, "en", colour=True))
    assert "\x1b[1;31mfault\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    for painted in (True, False):
        lines = terminal_lines(FINDINGS, "en", width=60, colour=painted)
        narrow = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in lines]
        assert all(len(line) <= 60 for line in narrow)
        assert " ".join(narrow).split() == plain.split()


def test_a_terminal_is_told_nothing_by_the_data() -> None:
    place = Place("\x1b[2J.csv", "", 2, "a\x07")
    finding = replace(unknown(2), place=place, sentence=texts("\x1b]0;owned\x07", ""))
    for count in (1, 2):
        group = Group(finding.sentence, "violation", count, (finding,))
        for colour in (True, False):
            said = "".join(terminal_lines(replace(FINDINGS, groups=(group,)), "en", colour=colour))
            assert not re.search(r"[\x00-\x1a\x1c-\x1f\x7f-\x9f]|\x1b(?!\[[0-9;]*m)", said)


def test_many_rows_in_few_words() -> None:
    rows = [Place("a.csv", "", row, "B") for row in range(2, 100, 2)]
    (line,) = many(rows, "en")
    assert (
        line == "a.csv, rows 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24 … and 37 more, column “B”"
    )
    assert words(Place("a.csv"), "en") == "a.csv"


def test_a_limit_keeps_every_cause_and_every_count() -> None:
    few = limited(FINDINGS, 4)
    assert [len(group.findings) for group in few.groups] == [2, 1, 1]
    assert (few.counts, few.groups[0].count) == (FINDINGS.counts, 300)
    assert [len(group.findings) for group in limited(FINDINGS, 0).groups] == [0, 0, 0]
    assert limited(FINDINGS, 100) == FINDINGS
    said = list(terminal_lines(limited(FINDINGS, 0), "en"))
    assert said[0] == "fault: “SE9X” is no region. (300 places)"


def test_json_says_everything_under_documented_keys() -> None:
    found = json.loads(as_json(FINDINGS))
    assert (found["rows"], found["published"], found["rejected"]) == (400, 100, 300)
    assert (found["faults"], found["warnings"], found["notes"]) == (300, 1, 1)
    assert found["conforms"] is False
    first = found["findings"][0]
    assert {key: first[key] for key in ("kind", "code", "file", "sheet", "row", "column")} == {
        "kind": "fault", "code": "shape", "file": "projekt.csv", "sheet": "", "row": 2,
        "column": "Territorium",
    }  # fmt: skip
    assert first["message"] == {"en": "“SE9X” is no region.", "sv": "”SE9X” är ingen region."}
    assert found["groups"][first["group"]]["count"] == 300
    assert {frozenset(item) for item in found["findings"]} == {frozenset(first)}
    told = {field.name for field in fields(Finding)} - {"place", "severity", "sentence"}
    assert told <= set(first)
    documented = set(re.findall(r"`(\w+)`", (ROOT / "docs/checking.md").read_text("utf-8")))
    assert set(found) | set(first) | set(found["groups"][0]) <= documented


def test_sarif_points_at_files_and_lines() -> None:
    document = as_sarif(
        FINDINGS, "sv", version="0.1.0", locate=lambda file: f"data/{file}",
        message=lambda shape: texts("A region.", "En region."),
    )  # fmt: skip
    found = json.loads(document)
    assert found["version"] == "2.1.0"
    (run,) = found["runs"]
    driver = run["tool"]["driver"]
    assert {"name", "version", "rules"} <= set(driver)
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(set(ids)) == len(ids)
    region = driver["rules"][ids.index(SHAPE)]
    assert region["help"]["text"] == "en: A region.\n\nsv: En region."
    assert region["helpUri"] == "https://example.org/def/project"
    assert len(run["results"]) == len(ROWS) + 2
    for result in run["results"]:
        assert result["ruleId"] == ids[result["ruleIndex"]]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        (location,) = result["locations"]
        address = location["physicalLocation"]["artifactLocation"]
        assert not address["uri"].startswith("/")
        assert re.fullmatch(r"[\w%./-]+", address["uri"], re.ASCII)
        assert location["physicalLocation"]["region"]["startLine"] >= 1
    marks = [tuple(result["partialFingerprints"].values()) for result in run["results"]]
    assert len(set(marks)) == len(marks)


def test_a_fingerprint_stays_when_rows_move() -> None:
    def mark(finding: Finding) -> Any:
        group = Group(finding.sentence, "violation", 1, (finding,))
        document = as_sarif(replace(FINDINGS, groups=(group,)), "en", version="1")
        return json.loads(document)["runs"][0]["results"][0]["partialFingerprints"]

    finding = unknown(2)
    moved = replace(finding, place=replace(finding.place, row=40))
    assert mark(moved) == mark(finding)
    assert mark(replace(finding, value="SE8")) != mark(finding)


class Outline(HTMLParser):
    """The elements of a page and the text of each attribute that leads somewhere."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        for name, value in attrs:
            if name in ("href", "src"):
                self.links.append(value or "")
            if name == "id":
                self.ids.append(value or "")


@pytest.mark.parametrize(("language", "says"), [("sv", "Granskning: Prov"), ("en", "Check: Prov")])
def test_the_page_stands_alone(language: str, says: str) -> None:
    text = as_page(FINDINGS, language, "Prov").decode()
    outline = Outline(text)
    assert f'<html lang="{language}">' in text
    assert f"<h1>{says}</h1>" in text
    assert not {"script", "link", "img", "iframe"} & set(outline.elements)
    assert "@import" not in text
    assert "url(" not in text
    assert all(link[1:] in outline.ids for link in outline.links if link.startswith("#"))
    assert {link for link in outline.links if not link.startswith("#")} == {
        "https://example.org/def/project",
        *(f"https://example.org/id/project/p{row}" for row in ROWS),
    }
    assert "&lt;b&gt;2020&lt;/b&gt;" in text
    assert "294" in text


def test_the_page_of_nothing_wrong() -> None:
    text = as_page(Findings(), "en").decode()
    assert "Nothing keeps this from being published." in text
    assert "<table>" not in text


@pytest.mark.parametrize(
    ("suffix", "syntax"),
    [("ttl", ox.RdfFormat.TURTLE), ("nt", ox.RdfFormat.N_TRIPLES),
     ("rdf", ox.RdfFormat.RDF_XML), ("jsonld", ox.RdfFormat.JSON_LD)],
)  # fmt: skip
def test_the_shacl_report_says_the_same_in_every_syntax(suffix: str, syntax: ox.RdfFormat) -> None:
    result = Result(
        "<https://example.org/x>", "<https://example.org/p>", '"v"@sv',
        SH + "MinCountConstraintComponent", SHAPE, SH + "Violation", (("sv", "Fel."),),
    )  # fmt: skip
    report = Report.of([result], "test")
    content = as_report(report, suffix, PREFIXES)
    assert content == as_report(report, suffix, PREFIXES)
    found = {str(quad.triple) for quad in ox.parse(content, format=syntax)}
    assert found == {
        str(quad.triple)
        for quad in ox.parse(as_report(report, "nt", PREFIXES), format=ox.RdfFormat.N_TRIPLES)
    }
    assert sum(f"<{SH}result>" in line for line in found) == 1


def test_a_file_is_written_whole_or_stays(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    write_whole(target, b"first")
    assert target.stat().st_mode & 0o600 == 0o600
    with pytest.raises(TypeError):
        write_whole(target, "no bytes")  # type: ignore[arg-type]
    assert target.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [target]


def test_every_phrase_is_there_in_both_languages() -> None:
    for swedish, english in WORDS.values():
        assert swedish
        assert english
        assert swedish.count("{}") == english.count("{}")
