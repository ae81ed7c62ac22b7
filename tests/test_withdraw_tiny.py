"""Withdrawing step by step on a small site: plans, refusals, what is taken up and what forgets."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from publisher import Site
from publisher.changes import open_log
from publisher.cli import main
from publisher.erasing import journal
from publisher.erasing.journal import Journal
from publisher.harvesting.replica.database import FILE_NAME as REPLICA
from publisher.harvesting.replica.database import connect
from publisher.people import erased
from publisher.publishers.audit import Audit, Entry
from tests.sites import tiny

THING: Final = "project/hemlig"
IRI: Final = f"https://example.org/id/{THING}"
ROW: Final = "hemlig;Hemligtitel;;2024;;mat;;hemlig@example.org;nej;;;\n"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with two releases, of which both speak of a thing."""
    site = tiny(tmp_path_factory.mktemp("thing"))
    table = site / "data" / "projekt.csv"
    table.write_text(table.read_text(encoding="utf-8") + ROW, encoding="utf-8")
    Site(site).build()
    (site / "data" / "mer.nt").write_text(
        f"<https://example.org/id/area/mat> <https://example.org/best> <{IRI}> .\n",
        encoding="utf-8",
    )
    Site(site).build()
    return site


@pytest.fixture
def root(released: Path, tmp_path: Path) -> Path:
    """A copy of that site."""
    return Path(shutil.copytree(released, tmp_path / "site", symlinks=True))


def withdraw(root: Path, *arguments: str, language: str = "en") -> int:
    """Run the verb; its exit code."""
    return main(["--site", str(root), "--language", language, "withdraw", THING, *arguments])


def said(site: Site) -> str:
    """All that the releases say, and the log."""
    quads = [str(quad) for item in site.releases() for quad in site.open(item.id).store]
    log = open_log(site.shelf.folder, site.open().identifier)
    assert log is not None
    for name in log.streams():
        quads += [line for item in log.changes(name, 1, log.length(name)) for line in item.lines]
    return "\n".join(quads)


def test_a_plan_tells_every_place_and_changes_nothing(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = (item.id for item in Site(root).releases())
    assert withdraw(root, "--plan") == 0
    told = capsys.readouterr().out
    assert told.splitlines()[:4] == [
        "source mer.nt, statements: 1", "projekt.csv, row 5", f"release {first}, statements: 6",
        f"release {second}, statements: 7",
    ]  # fmt: skip
    assert "Hemlig" not in told
    assert withdraw(root, "--plan", "--json") == 0
    plan = json.loads(capsys.readouterr().out)
    assert plan["sources"]["projekt.csv"]["places"] == [["", 5]]
    assert withdraw(root, "--plan", language="sv") == 0
    assert "källa mer.nt, påståenden: 1" in capsys.readouterr().out
    assert withdraw(root) == 2
    assert "Hemligtitel" in said(Site(root))


@pytest.mark.large
def test_without_a_class_for_it_the_thing_goes_without_a_stone(root: Path) -> None:
    assert withdraw(root, "--yes") == 0
    site = Site(root)
    assert "Hemlig" not in said(site)
    assert IRI not in "".join(map(str, site.open().store))
    log = open_log(site.shelf.folder, site.open().identifier)
    assert log is not None
    last = log.last("project", IRI)
    assert last is not None
    assert last.kind == "Delete"
    assert len(site.releases()) == 3


@pytest.mark.large
def test_what_does_not_conform_keeps_the_releases_and_is_taken_up_later(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = root / "data" / "områden.csv"
    good = table.read_text(encoding="utf-8")
    table.write_text(good + "tom;;;\n", encoding="utf-8")
    assert withdraw(root, "--yes") == 1
    assert "the releases still have it" in capsys.readouterr().err
    assert "Hemlig" not in (root / "data" / "projekt.csv").read_text(encoding="utf-8")
    assert "Hemligtitel" in said(Site(root))
    table.write_text(good, encoding="utf-8")
    assert main(["--site", str(root), "--language", "en", "build", "--gone", "allow"]) == 0
    assert f"publisher withdraw {IRI}" in capsys.readouterr().err
    assert withdraw(root, "--yes") == 0
    assert "Hemlig" not in said(Site(root))
    assert journal.read(Site(root).shelf.folder) is None


def test_one_erasure_is_ended_before_another(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Journal("https://example.org/id/area/mat", "2024-01-01T00:00:00Z").write(root / "releases")
    assert withdraw(root, "--yes") == 2
    assert "area/mat" in capsys.readouterr().err


def test_a_damaged_release_is_named(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = Site(root).releases()[0].id
    (root / "releases" / first / "manifest.json").write_text("{", encoding="utf-8")
    assert withdraw(root, "--yes") == 2
    assert first in capsys.readouterr().err


@pytest.mark.large
def test_what_was_erased_is_left_out_of_rdf_too(root: Path) -> None:
    assert withdraw(root, "--yes") == 0
    (root / "data" / "igen.ttl").write_text(
        f'<{IRI}> <https://example.org/name> "Hemligtitel" .\n'
        f"<https://example.org/id/area/mat> <https://example.org/best> <{IRI}> .\n"
        f"<{IRI}#me> <https://example.org/name> <https://example.org/id/area/mat> .\n",
        encoding="utf-8",
    )
    outcome = Site(root).build()
    assert outcome.manifest
    assert IRI not in "".join(map(str, Site(root).open().store))
    found = {(item.code, item.place.file, item.place.row) for item in outcome.checked.warnings}
    assert found == {("erased", "igen.ttl", 1), ("erased", "igen.ttl", 3)}
    (root / erased.FILE_NAME).unlink()
    assert Site(root).build().manifest
    assert "Hemligtitel" in said(Site(root))


@pytest.mark.large
def test_replicas_and_answers_to_publishers_forget(root: Path) -> None:
    replica = root / "data" / "andra"
    lines = [f'<{IRI}> <https://example.org/name> "Hemligtitel"']
    other = [f"<https://example.org/b> <https://example.org/to> <{IRI}>",
             '<https://example.org/b> <https://example.org/name> "b"']  # fmt: skip
    with closing(connect(replica)) as database:
        for iri, own in ((IRI, lines), ("https://example.org/b", other)):
            body = zlib.compress("\n".join(own).encode())
            database.execute(
                "INSERT INTO records VALUES (?, 'd', '', '', '', 1, 0, ?)", (iri, body)
            )
    audit = Audit(Site(root).settings)
    audit.add(Entry("1", "uppsala", "k1", "put", ("a",), repeat="r", answer='{"v": "Hemligtitel"}'))
    audit.add(Entry("2", "uppsala", "k1", "put", ("a",), repeat="s", answer='{"v": "annat"}'))
    assert withdraw(root, "--yes") == 0
    with closing(sqlite3.connect(replica / REPLICA)) as database:
        rows = database.execute("SELECT iri, body FROM records ORDER BY iri").fetchall()
    assert [iri for iri, body in rows if body is None] == [IRI]
    assert zlib.decompress(rows[0][1]).decode() == other[1]
    assert [item.answer for item in audit.entries()] == ["", '{"v": "annat"}']
    assert b"Hemligtitel" not in (root / "access" / "audit.sqlite").read_bytes()
