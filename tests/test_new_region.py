"""The tutorial, done as a new region would: from an empty folder to linked data in ten commands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
import urllib3

from publisher import Site
from publisher.namespaces import SKOS, VOID
from tests.sites import rows, served, within
from tests.transcripts import commands, run, steps, text_of, transcript

PAGE: Final = "docs/tutorial.md"
BEGINNING: Final = "Your first data in ten commands"
NEXT: Final = "Add a table"
BASE: Final = "https://data.example.org/"
ROR: Final = "https://ror.org/"
LINKED: Final = {"liu": "05ynxx418", "kth": "026vcq606", "rise": "03nnxqz81"}


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site that comes of the beginning, every command of which said what is shown."""
    return run(PAGE, tmp_path_factory.mktemp("region"), until=NEXT) / "min-region"


def links(site: Site) -> set[tuple[str, str]]:
    found = rows(site, f"SELECT ?a ?b {{ GRAPH ?g {{ ?a <{SKOS}exactMatch> ?b }} }}")
    return {(row["a"].strip("<>"), row["b"].strip("<>")) for row in found}


def test_it_takes_ten_commands_at_most() -> None:
    sections = re.split(r"^## (.+)$", text_of(PAGE), flags=re.MULTILINE)
    assert (sections[1], sections[3]) == (BEGINNING, NEXT)
    typed = [step.command for step in commands(sections[2])]
    assert len(typed) <= 10
    assert typed[0].startswith("publisher init")
    assert typed[-1] == "publisher serve"


@pytest.mark.large
def test_the_site_conforms_and_has_ten_links(region: Path) -> None:
    site = Site(region)
    assert site.releases()[-1].conforms
    found = links(site)
    assert len(found) == 10
    for key, name in LINKED.items():
        assert (f"{BASE}organisation/{key}", ROR + name) in found
    assert not any("chalmers" in one for one, _ in found), "it was refused"


@pytest.mark.large
def test_the_linkset_and_the_description_of_the_dataset_count_ten(region: Path) -> None:
    site = Site(region)
    query = f"""
        PREFIX void: <{VOID}>
        SELECT DISTINCT ?title ?n {{
          ?set a void:Linkset ; void:linkPredicate <{SKOS}exactMatch> ; void:triples ?n ;
            <http://purl.org/dc/terms/title> ?title }}"""
    found = {(row["title"], row["n"].split('"')[1]) for row in rows(site, query)}
    assert found == {
        ('"Länkar till https://ror.org/ (exactMatch)"@sv', "10"),
        ('"Links to https://ror.org/ (exactMatch)"@en', "10"),
    }
    counted = f"""
        PREFIX void: <{VOID}>
        SELECT ?n {{ <{BASE}graph/void#*/property/skos:exactMatch> void:triples ?n }}"""
    (row,) = rows(site, counted)
    assert row["n"].split('"')[1] == "10"


@pytest.mark.large
def test_its_pages_show_the_links_and_another_region_finds_it(region: Path, tmp_path: Path) -> None:
    with served(region) as address:

        def text(path: str, accept: str = "*/*") -> str:
            answer = urllib3.request("GET", address + path, headers={"Accept": accept})
            assert answer.status == 200, path
            return answer.data.decode()

        for key, name in LINKED.items():
            page = text(f"doc/organisation/{key}.sv.html")
            assert f'<a href="{ROR}{name}" rel="external">' in page
        assert "Delad energi" in text("doc/organisation/liu.sv.html")
        mappings = text("graph/links/site--ror.sssom.tsv.en.html")
        assert "Links to https://ror.org/ (exactMatch)" in mappings
        start = text("index.en.html")
        assert "<h2>Projects</h2>" in start
        assert "<h2>Codes</h2>" not in start
        counted = f"<{BASE}graph/void#*/property/skos:exactMatch> <{VOID}triples> "
        assert f'{counted}"10"' in text(".well-known/void", "application/n-triples")
        other = another(tmp_path)
        found = within(other, "link", "propose", "--against", f"{address}dump/organisation.nt")
        assert "1 proposed, 1 of them certain" in found.stderr
        assert "Linköpings universitet – Linköpings universitet" in found.stdout


def another(folder: Path) -> Path:
    """The site of another region, released, which knows one of the same universities."""
    root = folder / "other"
    begun = within(root, "init", str(root), "--empty", "--base-iri", "https://other.example.org/")
    assert begun.returncode == 0
    (root / "data" / "organisationer.csv").write_text(
        "id;Namn (sv);Namn (en);Slag\nlinkoping;Linköpings universitet;Linköping University;"
        "Universitet\n",
        encoding="utf-8",
    )
    assert within(root, "build").returncode == 0
    return root


@pytest.mark.large
def test_all_of_the_tutorial_says_what_is_shown(tmp_path: Path) -> None:
    assert len(links(Site(run(PAGE, tmp_path) / "min-region"))) == 10


@pytest.mark.large
def test_in_a_swedish_environment_all_of_it_is_in_swedish(tmp_path: Path) -> None:
    beginning = [step.command for step in steps(PAGE)]
    beginning = beginning[: beginning.index("publisher describe organisation/liu")]
    # What is typed is the same, but for the words of the sheet of decisions.
    swedish = {"Decision;The one;The other": "Beslut;Det ena;Det andra", "\nyes;": "\nja;",
               "\nno;": "\nnej;"}  # fmt: skip
    for one, other in swedish.items():
        beginning = [command.replace(one, other) for command in beginning]
    (tmp_path / "empty").mkdir()
    said = "\n".join(
        transcript(beginning, tmp_path / "empty", tmp_path / "programs", language="sv_SE.UTF-8")
    )
    for words in ("En ny webbplats utan data", "Fyll i data/organisationer.xlsx", "Projekt (0.65)",
                  "Vad den betyder står i", "Rader: 16, publicerade 16", "Ny utgåva",
                  "11 förslag, varav 9 säkra", "Skriv ja eller nej", "10 godtagna och 1 avvisade",
                  "Rader: 27, publicerade 27"):  # fmt: skip
        assert words in said
    english = re.findall(r"\b(?:the|is|are|of|with|release[ds]?|proposals?|rows?)\b", said.lower())
    assert english == []
