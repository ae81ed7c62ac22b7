"""The command line as a person and a script meet it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from publisher import Site
from tests.sites import publisher, tiny


def test_help_teaches_every_verb() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "publisher", "--help"], capture_output=True, text=True, check=True
    )
    for verb in ("init", "check", "build", "serve", "describe", "query", "export", "releases",
                 "diff", "rollback", "prune", "trace"):  # fmt: skip
        assert f"  {verb} " in done.stdout


def test_help_loads_none_of_the_engines() -> None:
    code = (
        "import sys\nfrom publisher.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = ('rdflib', 'pyshacl', 'flask', 'pyoxigraph', 'rapidfuzz')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")


def test_wrong_usage_is_2_and_says_what_to_do(tmp_path: Path) -> None:
    done = publisher(tmp_path, "build")
    assert done.returncode == 2
    assert "site.toml" in done.stderr
    assert "publisher init" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[site]", "[sight]", "Did you mean “site”?"),
        ("languages =", "langauges =", "Did you mean “site.languages”?"),
        ('"https://example.org/id/"', '"example.org"', "site.base_iri"),
        ("part_quads = 8", 'part_quads = "8"', "releases.part_quads"),
        ("part_quads = 8", "part_quads = 0", "above zero"),
        ("[site]", "[site", "not valid TOML"),
    ],
)
def test_settings_that_cannot_be_meant(tmp_path: Path, old: str, new: str, says: str) -> None:
    site = tiny(tmp_path)
    path = site / "site.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    done = publisher(site, "check")
    assert done.returncode == 2
    assert says in done.stderr
    assert "site.toml" in done.stderr


def test_a_new_site_builds_at_once_and_is_not_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "ny"
    arguments = ("init", str(folder), "--base-iri", "https://example.org/ny/", "--title", "Ny")
    assert publisher(tmp_path, *arguments).returncode == 0
    done = publisher(folder, "build")
    assert done.returncode == 0, done.stderr
    assert "Faults: 0." in done.stderr
    again = publisher(tmp_path, *arguments)
    assert again.returncode == 2
    assert "in the way" in again.stderr


def test_describe_query_releases_diff_rollback_prune(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    assert publisher(site, "build").returncode == 0
    described = publisher(site, "describe", "project/alfa", "--format", "nt")
    triples = {
        str(quad.triple) for quad in ox.parse(described.stdout, format=ox.RdfFormat.N_TRIPLES)
    }
    assert any("Alfa" in line for line in triples)
    assert publisher(site, "describe", "project/nothing").returncode == 2
    asked = publisher(
        site,
        "query",
        "SELECT ?t { ?p <http://purl.org/dc/terms/title> ?t "
        "FILTER(LANG(?t) = 'en' && CONTAINS(STR(?p), '/project/')) } ORDER BY ?t",
    )
    assert asked.stdout.splitlines() == ["t", "Alpha", "Gamma"]
    assert json.loads(publisher(site, "query", "ASK {}").stdout)["boolean"] is True
    assert publisher(site, "query", "SELEC").returncode == 2
    first = Site(site).shelf.current()
    table = site / "data" / "projekt.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("Alpha", "Alpha!"), encoding="utf-8")
    assert publisher(site, "build").returncode == 0
    listed = publisher(site, "releases").stdout.splitlines()
    assert [line[0] for line in listed] == [" ", "*"]
    assert str(first) in listed[0]
    changed = publisher(site, "diff", str(first)).stdout.splitlines()
    assert [line[0] for line in changed] == ["#", "-", "+"]
    assert '"Alpha!"@en' in changed[2]
    assert publisher(site, "rollback").returncode == 0
    assert Site(site).shelf.current() == first
    planned = publisher(site, "prune", "--keep", "0", "--plan").stdout.split()
    assert publisher(site, "prune", "--keep", "0").stdout.split() == planned
    assert Site(site).shelf.ids() == [first]
    unknown = publisher(site, "diff", "ffff")
    assert unknown.returncode == 2
    assert "publisher releases" in unknown.stderr


def test_trace_leads_to_the_cell(tmp_path: Path) -> None:
    done = publisher(tiny(tmp_path), "trace", "project/alfa", language="sv")
    line = next(line for line in done.stdout.splitlines() if "#budget>" in line)
    assert line.startswith("projekt.csv, rad 2, “Budget”\t")


def test_trace_of_the_unknown_says_so(tmp_path: Path) -> None:
    done = publisher(tiny(tmp_path), "trace", "project/nothing")
    assert done.returncode == 2
    assert "no row of a table speaks of it" in done.stderr


def test_check_finds_nothing_wrong_and_says_so(tmp_path: Path) -> None:
    done = publisher(tiny(tmp_path), "check", language="sv")
    assert done.returncode == 0
    assert done.stdout == "Rader: 5, publicerade 5, avvisade 0. Fel: 0. Varningar: 0.\n"
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("folder", "says"),
    [("data", "put the tables in it"), ("shapes", "there are no shapes here")],
)
def test_a_site_without_a_folder_it_needs(tmp_path: Path, folder: str, says: str) -> None:
    site = tiny(tmp_path)
    shutil.rmtree(site / folder)
    done = publisher(site, "build")
    assert done.returncode == 2
    assert str(site / folder) in done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_what_the_system_refuses_is_said_in_one_line(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    (site / "releases").write_text("in the way", encoding="utf-8")
    done = publisher(site, "build")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(f"publisher: {site / 'releases'}: ")
    assert "move it away" in done.stderr
    assert "Traceback" not in done.stderr


def test_settings_saved_with_a_byte_order_mark(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    path = site / "site.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert publisher(site, "check").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("prune", "--keep", "-1"), "cannot be kept"),
        (("serve", "--no-build", "--port", "0"), "no port"),
        (("serve", "--no-build", "--port", "99999"), "no port"),
    ],
)
def test_a_number_that_cannot_be_meant(
    tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    site = tiny(tmp_path)
    assert publisher(site, "build").returncode == 0
    done = publisher(site, *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_what_stands_before_a_verb_may_stand_after_it(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    before = publisher(site, "check", language="sv")
    after = subprocess.run(
        [sys.executable, "-m", "publisher", "check", "--site", str(site), "--language", "sv"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (after.returncode, after.stdout) == (before.returncode, before.stdout)
