"""A build: what is released, what is refused, and that the same input gives the same release."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher import Site
from publisher.errors import ReleaseError
from tests.sites import bundled, command, publisher, rows, tiny


def edit(site: Path, file: str, old: str, new: str) -> None:
    path = site / "data" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def dumps(site: Path) -> dict[str, str]:
    """The checksum of every dump of the current release."""
    from publisher.formats import carrying
    from publisher.render.dump import frame
    from publisher.render.rdf import DUMP_SUFFIXES

    assert carrying("graph")
    reader = Site(site).open()
    return {
        suffix: hashlib.sha256(
            b"".join(reader.dump(suffix, frame(suffix, reader.contract, reader.prefixes)))
        ).hexdigest()
        for suffix in DUMP_SUFFIXES
    }


def test_the_tiny_site_is_released_whole(tmp_path: Path) -> None:
    outcome = Site(tiny(tmp_path)).build()
    assert outcome.checked.faults == []
    assert outcome.manifest is not None
    assert outcome.manifest.conforms
    assert {item.file: (item.rows, item.published) for item in outcome.manifest.sources} == {
        "mer.ttl": (0, 0),
        "områden.csv": (2, 2),
        "projekt.csv": (3, 3),
    }


def test_values_are_read_as_they_are_written_in_sweden(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    site.build()
    query = "SELECT ?p ?o { <https://example.org/id/project/alfa> ?p ?o }"
    found = {
        (row["p"].strip("<>").rpartition("/")[2].rpartition("#")[2], row["o"])
        for row in rows(site, query)
    }
    assert ("startDate", '"2024-01-31"^^<http://www.w3.org/2001/XMLSchema#date>') in found
    assert ("budget", '"1234.5"^^<http://www.w3.org/2001/XMLSchema#decimal>') in found
    assert ("subject", "<https://example.org/id/area/industri>") in found
    assert ("mbox", "<mailto:alfa@example.org>") in found
    assert ("open", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>') in found
    assert ("state", '"pågår"') in found
    assert not any("läses inte" in value for _, value in found)


def test_a_multi_valued_cell_and_references_by_key_and_by_label(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    site.build()
    query = (
        "SELECT ?a { <https://example.org/id/project/beta> <http://purl.org/dc/terms/subject> ?a }"
    )
    assert sorted(row["a"] for row in rows(site, query)) == [
        "<https://example.org/id/area/industri>",
        "<https://example.org/id/area/mat>",
    ]


def test_a_release_has_no_blank_nodes(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    site.build()
    assert not site.query("ASK { GRAPH ?g { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) } }")
    assert site.query('ASK { ?a ?b ?c . ?c ?d "utan namn"@sv . ?c ?e ?f . ?f ?g "djupare"@sv }')


def test_building_again_changes_nothing(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    first, second = site.build(), site.build()
    assert first.new
    assert not second.new
    assert first.manifest == second.manifest
    assert len(site.releases()) == 1


def test_two_processes_with_other_hash_seeds_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    first, second = bundled(one), bundled(two)
    assert publisher(first, "build", seed="1").returncode == 0
    edit(second, "projekt.csv", "Visual LIFT;Visual LIFT;", "Visual;Visual;")
    assert publisher(second, "build", seed="2").returncode == 0
    edit(second, "projekt.csv", "Visual;Visual;", "Visual LIFT;Visual LIFT;")
    assert publisher(second, "build", seed="3").returncode == 0
    assert Site(first).shelf.current() == Site(second).shelf.current()
    assert len(Site(second).releases()) == 2
    assert dumps(first) == dumps(second)


def test_the_change_of_one_cell_is_the_whole_difference(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    before = site.build().manifest
    edit(site.root, "projekt.csv", "1 234,50", "1 234,60")
    outcome = site.build()
    assert before is not None
    assert outcome.difference is not None
    (graph,) = outcome.difference.graphs
    subject = "<https://example.org/id/project/alfa> <https://example.org/def/terms#budget>"
    decimal = "^^<http://www.w3.org/2001/XMLSchema#decimal>"
    assert graph.removed == (f'{subject} "1234.5"{decimal}',)
    assert graph.added == (f'{subject} "1234.6"{decimal}',)
    assert site.diff(before.id) == outcome.difference
    assert outcome.difference.entities() == ["https://example.org/id/project/alfa"]


def test_an_incremental_store_holds_what_a_new_one_holds(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    site.build()
    for number, old in enumerate(("1 234,50", "AB-1", "gamma;Gamma;Gamma")):
        edit(site.root, "projekt.csv", old, ("7", "AB-2", "gamma;Gamma;Third")[number])
        site.build()
    (tmp_path / "again").mkdir()
    again = Site(tiny(tmp_path / "again"))
    table = (site.root / "data" / "projekt.csv").read_bytes()
    (again.root / "data" / "projekt.csv").write_bytes(table)
    again.build()
    assert again.shelf.current() == site.shelf.current()
    first, second = (sorted(map(str, item.open().store)) for item in (site, again))
    assert first == second


def test_rollback_and_prune(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    ids = [site.build().manifest]
    for old, new in (("1 234,50", "2"), ("Budget;", "Budget ;")):
        edit(site.root, "projekt.csv", old, new)
        ids.append(site.build().manifest)
    first, second, third = (item.id if item else "" for item in ids)
    assert second == third, "a space in a heading changes nothing"
    assert site.rollback() == first
    assert site.shelf.current() == first
    assert site.prune(0, plan=True) == [second]
    assert site.prune(0) == [second]
    assert [item.id for item in site.releases()] == [first]
    assert site.open().store.query("ASK { GRAPH ?g { ?s ?p ?o } }")
    assert dumps(site.root)
    with pytest.raises(ReleaseError, match="no release"):
        site.rollback(second)


def test_data_that_does_not_conform_is_refused(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    edit(site.root, "projekt.csv", "AB-1", "fel")
    outcome = site.build()
    assert outcome.manifest is None
    assert site.shelf.current() is None
    (fault,) = outcome.checked.faults
    assert (fault.place.file, fault.place.row, fault.place.column) == (
        "projekt.csv",
        2,
        "Diarienummer",
    )
    assert fault.value == "fel"
    assert "AB-123" in fault.sentence("sv")


def test_leaving_faulty_rows_out_accounts_for_every_row(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    edit(site.root, "områden.csv", "mat;Hållbar mat;Sustainable food;kort", "mat;;;")
    outcome = site.build("leave-out")
    assert outcome.manifest is not None
    assert outcome.manifest.faulty == "leave-out"
    sources = {item.file: item for item in outcome.manifest.sources}
    assert (sources["områden.csv"].rows, sources["områden.csv"].published) == (2, 1)
    assert (sources["projekt.csv"].rows, sources["projekt.csv"].published) == (3, 1)
    assert sources["projekt.csv"].rejected == ("projekt.csv, row 3", "projekt.csv, row 4")
    assert not site.query("ASK { <https://example.org/id/project/gamma> ?p ?o }")


def test_including_what_does_not_conform_is_recorded(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    edit(site.root, "projekt.csv", "AB-1", "fel")
    outcome = site.build("include")
    assert outcome.manifest is not None
    assert outcome.manifest.conforms is False
    assert outcome.manifest.results == 1
    assert outcome.manifest.faulty == "include"
    assert (
        b"PatternConstraintComponent"
        in (site.shelf.path(outcome.manifest.id) / "report.ttl").read_bytes()
    )


def test_an_unchecked_build_says_so(tmp_path: Path) -> None:
    outcome = Site(tiny(tmp_path)).build(check=False)
    assert outcome.manifest is not None
    assert outcome.manifest.conforms is None


def test_a_warning_keeps_nothing_back(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    edit(site.root, "områden.csv", ";kort", ";en anteckning som är alldeles för lång för sin ruta")
    outcome = site.build()
    assert outcome.manifest is not None
    assert outcome.manifest.conforms
    (warning,) = outcome.checked.warnings
    assert (warning.place.row, warning.place.column) == (3, "Anteckning")


def test_two_builders_do_not_meet(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    with site.shelf.lock(), pytest.raises(ReleaseError, match="another build"):
        site.build()
    assert site.build().manifest is not None


def test_provenance_names_every_source_and_its_checksum(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    manifest = site.build().manifest
    assert manifest is not None
    text = (site.shelf.path(manifest.id) / "provenance.ttl").read_text(encoding="utf-8")
    for source in manifest.sources:
        content = (site.root / "data" / source.file).read_bytes()
        assert source.checksum == hashlib.sha256(content).hexdigest()
        assert source.checksum in text
    assert "http://www.w3.org/ns/prov#wasGeneratedBy" in text


def test_every_statement_leads_back_to_its_cell(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    origins = site.trace("project/alfa")["https://example.org/id/project/alfa"]
    (origin,) = origins
    assert (origin.place.file, origin.place.row) == ("projekt.csv", 2)
    headings = {line.split(" ")[1]: heading for line, heading in origin.row.statements}
    assert headings["<https://example.org/def/terms#budget>"] == "Budget"
    assert headings["<http://purl.org/dc/terms/title>"] == "Titel (en)"


@pytest.mark.parametrize("moment", range(20))
def test_a_killed_build_leaves_the_release_before_it(tmp_path: Path, moment: int) -> None:
    site = Site(tiny(tmp_path))
    site.build()
    before = site.shelf.current()
    assert before
    count = len(site.open().store)
    edit(site.root, "projekt.csv", "1 234,50", "4")
    # The moment is drawn, not waited for: whatever has been done by then is what must be safe.
    with subprocess.Popen(command(site.root, "build"), stderr=subprocess.DEVNULL) as process:
        try:
            process.wait(random.Random(moment).uniform(0.0, 1.6))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.wait()
    current = site.shelf.current()
    assert current in site.shelf.ids()
    assert len(site.open().store) == count
    assert (
        json.loads((site.shelf.path(str(current)) / "manifest.json").read_text())["id"] == current
    )
    outcome = site.build()
    assert outcome.manifest is not None
    assert outcome.manifest.id != before
    assert sorted(path.name for path in site.shelf.folder.iterdir() if ".next" in path.name) == []


EVERYTHING = "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?p ?o"


def remove(folder: Path, pattern: str) -> None:
    for path in folder.glob(pattern):
        path.unlink()


def empty(folder: Path, pattern: str) -> None:
    for path in folder.glob(pattern):
        path.write_bytes(b"")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "manifest": lambda folder: (folder / "manifest.json").write_text("{", encoding="utf-8"),
    "tables of the store": lambda folder: remove(folder, "store/*.sst"),
    "store": lambda folder: shutil.rmtree(folder / "store"),
    "folder": shutil.rmtree,
    "parts": lambda folder: remove(folder.parent, "parts/**/*.nq.gz"),
    "content of parts": lambda folder: empty(folder.parent, "parts/**/*.nq.gz"),
}


@pytest.mark.large
@pytest.mark.parametrize("what", DAMAGE)
@pytest.mark.parametrize("changed", [False, True])
def test_a_build_mends_a_damaged_release(tmp_path: Path, what: str, changed: bool) -> None:
    site = Site(tiny(tmp_path))
    first = site.build().manifest
    assert first
    DAMAGE[what](site.shelf.path(first.id))
    path = site.root / "data" / "projekt.csv"
    if changed:
        edit(site.root, "projekt.csv", ";Alfa;Alpha;", ";Omega;Alpha;")
    done = publisher(site.root, "build")
    assert done.returncode == 0, done.stderr
    (tmp_path / "other").mkdir()
    fresh = Site(tiny(tmp_path / "other"))
    shutil.copyfile(path, fresh.root / "data" / "projekt.csv")
    fresh.build()
    assert (first.id != site.shelf.current()) == changed
    assert rows(site, EVERYTHING) == rows(fresh, EVERYTHING)
    assert publisher(site.root, "export", str(tmp_path / "files")).returncode == 0


def test_a_damaged_release_is_named_and_the_others_are_used(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    first = site.build().manifest
    edit(site.root, "projekt.csv", ";Alfa;Alpha;", ";Omega;Alpha;")
    second = site.build().manifest
    assert first
    assert second
    DAMAGE["manifest"](site.shelf.path(second.id))
    done = publisher(site.root, "releases")
    assert done.returncode == 0
    assert f"{second.id} is damaged" in done.stderr
    assert first.id in done.stdout
    assert site.rollback() == first.id


def test_a_copy_that_followed_the_link_is_explained(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    site.build()
    copy = tmp_path / "copy"
    shutil.copytree(site.root, copy, symlinks=False)
    for verb in ("build", "releases", "rollback", "prune"):
        done = publisher(copy, verb)
        assert done.returncode == 2
        assert "must be a symbolic link" in done.stderr
