"""``publisher check`` on anything: tables, RDF files, stdin, a release; and what it hands back."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest

from publisher import vocabulary
from publisher.cli import main
from publisher.namespaces import RDFS
from publisher.review.choose import Request, choose
from tests.sites import ROOT, command, publisher, tiny

SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <https://example.org/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

ex:Set a sh:NodeShape ; sh:targetClass ex:Dataset ;
  sh:property ex:Set-title, [ sh:path ex:contact ; sh:minCount 1 ; sh:name "contact"@en ] .
ex:Set-title sh:path ex:title ;
  sh:name "titel"@sv, "title"@en ; sh:minCount 1 ; sh:datatype xsd:string .
ex:Card a sh:NodeShape ; sh:targetClass ex:Card ; sh:property [
  sh:path ex:mail ; sh:minCount 1 ; sh:severity sh:Warning ; sh:name "mail"@en ] .
"""

DATA = """@prefix ex: <https://example.org/ns#> .

ex:one a ex:Dataset ; ex:title "One" ;
  ex:contact [ a ex:Card ] .

ex:two a ex:Series ; ex:title 2 .
"""

VOCABULARY = """@prefix ex: <https://example.org/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:Series rdfs:subClassOf ex:Dataset .
ex:known a ex:Dataset .
"""

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}

ROW = "delta;Delta;Delta;2024;abc;mta;;;;;;\n"
"""A row for the projects of the tiny site, with a number and a reference that are none."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with shapes, data and a vocabulary, and no site."""
    for name, text in (("s.ttl", SHAPES), ("d.ttl", DATA), ("v.ttl", VOCABULARY)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@dataclass(frozen=True)
class Done:
    """What the command line came to."""

    returncode: int
    stdout: str
    stderr: str


Check = Callable[..., Done]


@pytest.fixture
def check(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Check:
    """``publisher check`` in a folder, in this process: its first argument is the folder."""

    def run(folder: Path, *arguments: str, language: str = "en", verb: str = "check") -> Done:
        monkeypatch.chdir(folder)
        code = main(["--language", language, verb, *arguments])
        said = capfd.readouterr()
        return Done(code, said.out, said.err)

    return run


def test_rdf_against_shapes_needs_no_site(check: Check, folder: Path) -> None:
    done = check(folder, "d.ttl", "--shapes", "s.ttl")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "Faults: 0. Warnings: 1."
    assert done.stdout.startswith("warning: d.ttl, line 3: ")


def test_a_vocabulary_is_background_and_no_target(check: Check, folder: Path) -> None:
    (folder / "known").mkdir()
    (folder / "v.ttl").rename(folder / "known" / "v.ttl")
    arguments = ("d.ttl", "--shapes", "s.ttl", "--vocabulary", "known")
    done = check(folder, *arguments)
    assert done.returncode == 1
    faults = [line for line in done.stdout.splitlines() if line.startswith("fault: ")]
    assert len(faults) == 2
    assert all(line.startswith("fault: d.ttl, line 6: ") for line in faults)
    assert "known" not in done.stdout
    swedish = check(folder, *arguments, language="sv").stdout
    assert "fel: d.ttl, rad 6: " in swedish


def test_stdin_holds_what_it_is_said_to_hold(folder: Path) -> None:
    def run(folder: Path, *arguments: str, stdin: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(folder, "check", "-", *arguments), input=stdin, cwd=folder,
            capture_output=True, text=True, timeout=120, check=False, env=ENVIRONMENT,
        )  # fmt: skip

    turtle = run(folder, "--input-format", "ttl", "--shapes", "s.ttl", stdin=DATA)
    assert turtle.stdout.startswith("warning: stdin.ttl, line 3: ")
    site = tiny(folder)
    table = (site / "data" / "projekt.csv").read_text(encoding="utf-8") + ROW
    done = run(site, "--input-format", "projekt.csv", stdin=table)
    assert done.returncode == 1
    assert "projekt.csv, row 5, column “Budget”" in done.stdout
    assert done.stdout.endswith("Rows: 4, published 3, rejected 1. Faults: 2. Warnings: 0.\n")


@pytest.mark.parametrize(("form", "suffix", "syntax"), [
    ("turtle", "ttl", ox.RdfFormat.TURTLE), ("nt", "nt", ox.RdfFormat.N_TRIPLES),
    ("rdf", "rdf", ox.RdfFormat.RDF_XML), ("jsonld", "jsonld", ox.RdfFormat.JSON_LD),
])  # fmt: skip
def test_the_report_in_rdf(
    check: Check, folder: Path, form: str, suffix: str, syntax: ox.RdfFormat
) -> None:
    (folder / "out").mkdir()
    done = check(folder, "d.ttl", "--shapes", "s.ttl", "--format", form, "--output", "out")
    assert done.stderr == f"Wrote out/findings.{suffix}.\n"
    content = (folder / "out" / f"findings.{suffix}").read_bytes()
    text = "\n".join(str(quad.triple) for quad in ox.parse(content, format=syntax))
    assert (
        "<http://www.w3.org/ns/shacl#resultSeverity> <http://www.w3.org/ns/shacl#Warning>" in text
    )
    assert "<http://www.w3.org/ns/shacl#resultPath> <https://example.org/ns#mail>" in text


def test_what_a_shacl_report_cannot_hold_is_said_beside_it(check: Check, folder: Path) -> None:
    site = tiny(folder)
    table = site / "data" / "projekt.csv"
    table.write_text(table.read_text(encoding="utf-8") + ROW, encoding="utf-8")
    done = check(site, "--format", "nt")
    assert done.returncode == 1
    list(ox.parse(done.stdout, format=ox.RdfFormat.N_TRIPLES))
    assert "row 5, column “Budget”" in done.stderr


def test_the_same_bytes_in_every_process(folder: Path) -> None:
    files = [str(folder / name) for name in ("d.ttl", "s.ttl", "v.ttl")]
    arguments = ("check", files[0], "--shapes", files[1], "--vocabulary", files[2])
    first, second = (
        publisher(folder, *arguments, "--format", "sarif", seed=seed).stdout for seed in "12"
    )
    assert first == second


def test_nameless_shapes_are_called_the_same_each_time(folder: Path) -> None:
    site = tiny(folder)
    assert vocabulary.read(site) == vocabulary.read(site)
    shapes = (site / "shapes" / "project.ttl", site / "shapes" / "area.ttl")
    for path in shapes:  # the same label in two files is two nodes
        with path.open("a", encoding="utf-8") as stream:
            stream.write(f"<https://example.org/def/{path.stem}#x> rdfs:seeAlso _:x .\n")
            stream.write(f'_:x rdfs:label "{path.name}" .\n')
    triples = vocabulary.read(site).triples
    (node,) = triples.names("https://example.org/def/project#x", RDFS + "seeAlso")
    assert triples.texts(node, RDFS + "label") == ["project.ttl"]


def test_a_table_of_the_site_alone(check: Check, folder: Path) -> None:
    site = tiny(folder)
    for name, row in (("projekt.csv", ROW), ("områden.csv", "x y;X;X;\n")):
        table = site / "data" / name
        table.write_text(table.read_text(encoding="utf-8") + row, encoding="utf-8")
    done = check(site, str(site / "data" / "projekt.csv"))
    assert done.returncode == 1
    assert "områden.csv" not in done.stdout
    assert done.stdout.endswith("Rows: 4, published 3, rejected 1. Faults: 2. Warnings: 0.\n")
    assert check(site).stdout.count("områden.csv, row 4") == 1
    sound = check(site, str(site / "data" / "mer.ttl"))
    assert (sound.returncode, sound.stdout) == (0, "Faults: 0. Warnings: 0.\n")


def test_a_new_version_of_a_table_from_elsewhere(check: Check, folder: Path) -> None:
    site = tiny(folder)
    new = folder / "Projects.csv"
    old = (site / "data" / "projekt.csv").read_text(encoding="utf-8")
    new.write_text(old.replace(";pågår;", ";pågåt;"), encoding="utf-8")
    done = check(site, str(new))
    assert done.returncode == 1
    (fault,) = [line for line in done.stdout.splitlines() if line.startswith("fault")]
    assert fault.startswith("fault: Projects.csv, row 2, column “Läge”")
    assert "Did you mean “pågår”?" in fault
    new.write_text(old, encoding="utf-8")
    done = check(site, str(new))
    assert done.stdout == "Rows: 3, published 3, rejected 0. Faults: 0. Warnings: 0.\n"


def test_a_table_against_other_shapes(check: Check, folder: Path) -> None:
    site = tiny(folder)
    shapes = folder / "t.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "@prefix t: <https://example.org/def/terms#> .\n"
        "[] a sh:NodeShape ; sh:targetClass t:Project ; sh:property "
        '[ sh:path t:budget ; sh:minCount 1 ; sh:name "Budget"@en ] .',
        encoding="utf-8",
    )
    done = check(site, str(site / "data" / "projekt.csv"), "--shapes", str(shapes))
    assert done.returncode == 1
    assert "projekt.csv, row 3, column “Budget”" in done.stdout
    absent = check(site, "--shapes", str(shapes))
    assert absent.returncode == 2
    assert "publisher build" in absent.stderr
    assert check(site, verb="build").returncode == 0
    released = check(site, "--shapes", str(shapes))
    assert released.returncode == 1
    assert "projekt.csv, row 3, column “Budget”" in released.stdout


def test_a_marked_workbook_comes_back(check: Check, folder: Path) -> None:
    site = tiny(folder)
    table = site / "data" / "projekt.csv"
    table.write_text(table.read_text(encoding="utf-8") + ROW, encoding="utf-8")
    (folder / "back").mkdir()
    done = check(site, "--format", "xlsx", "--output", str(folder / "back"))
    assert done.returncode == 1
    (path,) = (folder / "back").iterdir()
    sheet = openpyxl.load_workbook(path).worksheets[0]
    comment = sheet["E5"].comment
    assert comment is not None
    assert "abc" in comment.text
    lost = check(site, "--format", "xlsx")
    assert lost.returncode == 2
    assert "--output" in lost.stderr


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("ex:Bad a sh:NodeShape ; sh:targetClass ex:Dataset ; sh:property ex:gone .", "ex:gone"),
        ("ex:Bad sh:targetClass ex:Dataset ; sh:in ex:one .", "sh:in"),
        ("ex:Bad a sh:NodeShape ; sh:targetClass ex:Dataset ; sh:node ex:Bad .", "sh:node"),
        ('ex:Bad sh:targetClass ex:Dataset ; sh:pattern "(" .', "sh:pattern"),
        ('ex:Bad sh:targetClass ex:Dataset ; sh:minCount "two" .', "sh:minCount"),
        ("ex:Bad sh:targetClass ex:Dataset ; sh:datatype ex:one, ex:two .", "sh:datatype"),
    ],
)
def test_a_malformed_shape_is_a_finding_and_the_rest_is_checked(
    check: Check, folder: Path, part: str, says: str
) -> None:
    number = SHAPES.count("\n") + 1
    (folder / "s.ttl").write_text(SHAPES + part, encoding="utf-8")
    done = check(folder, "d.ttl", "--shapes", "s.ttl")
    assert done.returncode == 1
    (fault,) = [line for line in done.stdout.splitlines() if line.startswith("fault: ")]
    assert fault.startswith(f"fault: s.ttl, line {number}: ")
    assert says.replace("ex:", "") in fault
    assert "warning: d.ttl, line 3: " in done.stdout
    assert "Traceback" not in done.stderr


def test_a_malformed_shape_of_the_site_keeps_nothing_from_being_checked(
    check: Check, folder: Path
) -> None:
    site = tiny(folder)
    shapes = site / "shapes" / "project.ttl"
    text = shapes.read_text(encoding="utf-8").replace('"^[A-Z]{2}-[0-9]+$"', '"^[A-Z]{2}-([0-9]+$"')
    shapes.write_text(text, encoding="utf-8")
    table = site / "data" / "projekt.csv"
    table.write_text(table.read_text(encoding="utf-8") + ROW, encoding="utf-8")
    line = text[: text.index("<https://example.org/def/project#Project-code> sh:path")].count("\n")
    done = check(site)
    assert done.returncode == 1
    assert f"fault: shapes/project.ttl, line {line + 1}: " in done.stdout
    assert "projekt.csv, row 5, column “Budget”" in done.stdout
    assert done.stdout.endswith("Faults: 3. Warnings: 0.\n")
    built = check(site, verb="build")
    assert built.returncode == 2
    assert "sh:pattern" in built.stderr


def test_a_folder_stands_for_the_files_in_it(check: Check, folder: Path) -> None:
    (folder / "in" / "deep").mkdir(parents=True)
    (folder / "d.ttl").rename(folder / "in" / "d.ttl")
    (folder / "in" / "deep" / "e.nt").write_text(
        "<https://example.org/e> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<https://example.org/ns#Card> .\n",
        encoding="utf-8",
    )
    done = check(folder, "in", "--shapes", "s.ttl")
    assert done.stdout.endswith("Faults: 0. Warnings: 2.\n")
    assert "in/deep/e.nt, line 1" in done.stdout
    (folder / "empty").mkdir()
    assert check(folder, "empty", "--shapes", "s.ttl").returncode == 2


def test_what_is_kept_between_rounds_changes_nothing(folder: Path) -> None:
    site = tiny(folder)
    table = site / "data" / "projekt.csv"
    old = table.read_text(encoding="utf-8")
    rules = site / "shapes" / "project.ttl"
    warm = choose(Request(site, warm=True))
    for text, minimum in ((old, "0"), (old + ROW, "0"), (old, "0"), (old, "100"), (old, "0")):
        table.write_text(text, encoding="utf-8")
        shapes = rules.read_text(encoding="utf-8")
        rules.write_text(
            re.sub(r"sh:minInclusive \d+", f"sh:minInclusive {minimum}", shapes), encoding="utf-8"
        )
        kept, fresh = warm(), choose(Request(site))()
        assert kept.findings == fresh.findings
        assert kept.report == fresh.report
        assert kept.findings.conforms == (text == old and minimum == "0")


def test_files_that_cannot_be_read_are_findings(check: Check, folder: Path) -> None:
    (folder / "broken.ttl").write_text("<a> <b> .\n", encoding="utf-8")
    done = check(folder, "d.ttl", "broken.ttl", "--shapes", "s.ttl")
    assert done.returncode == 1
    assert "fault: broken.ttl, line 1" in done.stdout
    assert "warning: d.ttl, line 3" in done.stdout
    done = check(folder, "d.ttl", "--shapes", "s.ttl", "--shapes", "broken.ttl")
    assert done.returncode == 1
    assert "fault: broken.ttl, line 1" in done.stdout
    assert "warning: d.ttl, line 3" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("d.ttl",), "--shapes"),
        (("absent.ttl", "--shapes", "s.ttl"), "absent.ttl"),
        (("d.ttl", "--shapes", "absent"), "absent"),
        (("d.xyz", "--shapes", "s.ttl"), "Known are"),
        (("-",), "--input-format"),
        (("-", "--input-format", "ttl", "--watch", "--shapes", "s.ttl"), "once"),
        (("d.ttl", "--vocabulary", "v.ttl"), "--shapes"),
        (("d.ttl", "--shapes", "s.ttl", "--limit", "-1"), "--limit"),
        (("d.ttl", "--shapes", "s.ttl", "--json", "--format", "html"), "--json"),
        (("d.ttl", "--shapes", "s.ttl", "--format", "xlsx", "--output", "x.xlsx"), "no table"),
        (("d.ttl", "--shapes", "s.ttl", "--output", "absent/x.txt"), "absent"),
        ((), "site.toml"),
    ],
)
def test_wrong_usage_is_2_and_says_what_to_do(
    check: Check, folder: Path, arguments: tuple[str, ...], says: str
) -> None:
    done = check(folder, *arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "x.xlsx").exists()


def test_a_limit_tells_less_and_counts_all(check: Check, folder: Path) -> None:
    many = "".join(f"ex:d{number} a ex:Dataset .\n" for number in range(30))
    (folder / "d.ttl").write_text(DATA + many, encoding="utf-8")
    for limit, told in (("5", 5), ("0", 0)):
        done = check(folder, "d.ttl", "--shapes", "s.ttl", "--limit", limit, "--format", "json")
        found = json.loads(done.stdout)
        assert len(found["findings"]) == told
        assert (found["faults"], found["warnings"]) == (60, 1)


@pytest.mark.large
def test_watch_checks_again_after_a_change_and_ends_well(folder: Path) -> None:
    with subprocess.Popen(
        command(folder, "check", "d.ttl", "--shapes", "s.ttl", "--watch"), cwd=folder,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**ENVIRONMENT, "PYTHONUNBUFFERED": "1"},
    ) as process:  # fmt: skip
        assert process.stdout is not None

        def said() -> str:
            text = ""
            for line in process.stdout or ():
                if line.startswith("Watching"):
                    return text
                text += line
            pytest.fail(f"it ended:\n{text}")

        assert said().endswith("Faults: 0. Warnings: 1.\n")
        (folder / "d.ttl").write_text(DATA.replace('"One"', "1"), encoding="utf-8")
        assert said().endswith("Faults: 1. Warnings: 1.\n")
        (folder / "d.ttl").write_text(DATA[:60], encoding="utf-8")  # half of it
        assert "fault: d.ttl" in said()
        (folder / "d.ttl").unlink()
        assert "d.ttl" in said()
        (folder / "d.ttl").write_text(DATA, encoding="utf-8")
        assert said().endswith("Faults: 0. Warnings: 1.\n")
        process.send_signal(signal.SIGINT)
        process.communicate()
        assert process.returncode == 0
