"""Layers of persons: their grounds are published, and past their day they are left out."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest

from publisher import Site
from publisher.check.findings import Finding
from publisher.cli import main
from tests.sites import bundled

BASE: Final = "https://w3id.org/s3r/oms/"
GRAPH: Final = f"{BASE}graph/kontakter/personer.csv"
LAYER: Final = """
purpose.sv = "Så att den som söker samarbete hittar rätt person."
purpose.en = "So that whoever looks for cooperation finds the right person."
legal_basis = "https://w3id.org/dpv/legal/eu/gdpr#A6-1-e"
controller = "organisation/region-uppsala"
review = 2027-06-30
sources = ["personer.csv"]
"""


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled site with its persons in a layer, released before the day of its review."""
    root = bundled(tmp_path_factory.mktemp("layers"))
    (root / "data" / "kontakter").mkdir()
    (root / "data" / "personer.csv").rename(root / "data" / "kontakter" / "personer.csv")
    (root / "data" / "kontakter" / "person.layer.toml").write_text(LAYER, encoding="utf-8")
    assert main(["--site", str(root), "build", "--date", "2027-06-30"]) == 0
    return root


def warnings(site: Site) -> list[Finding]:
    """What a check warns of."""
    return [item for item in site.check().findings.all() if item.severity == "warning"]


def answer(site: Site, query: str) -> bool:
    """The answer to a question."""
    return bool(site.query("PREFIX dpv: <https://w3id.org/dpv#> "
                           "PREFIX odrl: <http://www.w3.org/ns/odrl/2/> "
                           "PREFIX s3r: <https://w3id.org/s3r/ns#> " + query))  # fmt: skip


def test_the_grounds_are_published_with_the_graph(released: Path) -> None:
    site = Site(released)
    assert answer(
        site,
        f"""ASK {{ <{GRAPH}>
        dpv:hasPurpose [ <http://purl.org/dc/terms/description> ?sv, ?en ] ;
        dpv:hasLegalBasis <https://w3id.org/dpv/legal/eu/gdpr#A6-1-e> ;
        dpv:hasDataController <{BASE}organisation/region-uppsala> ;
        s3r:reviewDate "2027-06-30"^^<http://www.w3.org/2001/XMLSchema#date> ;
        odrl:hasPolicy [ a odrl:Set ; odrl:permission [ odrl:target <{GRAPH}> ] ] .
        FILTER(LANG(?sv) = "sv" && LANG(?en) = "en") }}""",
    )


def test_past_its_day_a_layer_is_left_out_and_its_persons_are_withdrawn(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build = ["--site", str(released), "--language", "en", "build", "--date"]
    assert main([*build, "2027-07-01"]) == 0
    assert "was to be reviewed by 2027-06-30" in capsys.readouterr().err
    site = Site(released)
    assert answer(site, f"ASK {{ <{BASE}person/p1> a s3r:Withdrawn }}")
    assert not answer(site, f"ASK {{ <{BASE}person/p1> a <http://xmlns.com/foaf/0.1/Person> }}")
    assert not answer(site, "ASK { ?s ?p ?v FILTER(CONTAINS(STR(?v), 'Eriksson')) }")
    assert "person/p1;" in (released / "data" / "withdrawn.csv").read_text(encoding="utf-8")
    assert main([*build, "2027-07-02"]) == 0
    assert "Nothing has changed" in capsys.readouterr().err


def test_a_day_that_is_none_is_refused(released: Path) -> None:
    assert main(["--site", str(released), "build", "--date", "tomorrow"]) == 2


def test_a_layer_that_says_too_little_is_told_what_is_missing(tmp_path: Path) -> None:
    root = bundled(tmp_path)
    layer = root / "data" / "personer.layer.toml"
    layer.write_text('purpose.sv = "x"\nreview = "2027"\nlegal_bases = "x"\n', encoding="utf-8")
    found = [item for item in Site(root).check().findings.all() if item.severity == "violation"]
    assert {(item.place.file, item.value, item.nearest) for item in found} == {
        ("personer.layer.toml", "purpose", ""),
        ("personer.layer.toml", "legal_basis", ""),
        ("personer.layer.toml", "legal_bases", "legal_basis"),
        ("personer.layer.toml", "controller", ""),
        ("personer.layer.toml", "review", ""),
    }


def test_persons_outside_of_any_layer_are_warned_of(tmp_path: Path) -> None:
    root = bundled(tmp_path)
    outside = root / "data" / "fler.ttl"
    outside.write_text(
        "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n\n"
        '<https://example.org/p> a foaf:Person ; foaf:name "Provnamn" .\n', encoding="utf-8",
    )  # fmt: skip
    [warning] = warnings(Site(root))
    assert (warning.code, warning.place.file, warning.place.row) == (
        "person-outside",
        "fler.ttl",
        3,
    )
    (root / "data" / "fler.layer.toml").write_text(LAYER.replace("personer.csv", "fler.*"),
                                                   encoding="utf-8")  # fmt: skip
    assert warnings(Site(root)) == []


@pytest.mark.large
def test_what_points_to_persons_left_out_goes_with_them(tmp_path: Path) -> None:
    root = bundled(tmp_path)
    (root / "data" / "personer.layer.toml").write_text(
        LAYER.replace("2027-06-30", "2020-01-01"), encoding="utf-8"
    )
    (root / "data" / "pekar.nt").write_text(
        f"<{BASE}note/n> <https://example.org/to> <{BASE}person/p1> .\n"
        f'<{BASE}note/n> <https://example.org/says> "x" .\n', encoding="utf-8",
    )  # fmt: skip
    site = Site(root)
    outcome = site.build()
    assert outcome.manifest
    graph = ox.NamedNode(f"{BASE}graph/pekar.nt")
    assert len(list(site.open().store.quads_for_pattern(None, None, None, graph))) == 1
    assert outcome.manifest.graph(f"{BASE}graph/personer.csv").quads == 0  # type: ignore[union-attr]
