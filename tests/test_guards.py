"""Nothing that is published goes unsaid: things are withdrawn, a catalogue keeps its size."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from publisher import Site
from publisher.changes import CATALOG, Log, open_log
from publisher.errors import LossError
from tests.sites import ROOT, publisher, tiny

GAMMA = "https://example.org/id/project/gamma"


def with_tombstones(folder: Path) -> Site:
    """A tiny site whose shapes know of what is withdrawn."""
    root = tiny(folder)
    for name in ("withdrawn.ttl", "groups.ttl"):
        shutil.copyfile(ROOT / "shapes" / name, root / "shapes" / f"more-{name}")
    return Site(root)


def without_gamma(site: Site) -> None:
    """Take a project out of the table that it is in."""
    path = site.root / "data" / "projekt.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(
        "".join(line for line in lines if not line.startswith("gamma")), encoding="utf-8"
    )


def log(site: Site) -> Log:
    """The log as of the current release."""
    found = open_log(site.shelf.folder, site.open().identifier)
    assert found is not None
    return found


def test_a_thing_that_would_vanish_keeps_the_release_back(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    before = site.build().manifest
    assert before is not None
    without_gamma(site)
    said = publisher(site.root, "build")
    assert said.returncode == 1
    assert f"one thing that is published would be gone: <{GAMMA}>" in said.stderr
    assert "--gone withdraw" in said.stderr
    assert "Traceback" not in said.stderr
    assert site.open().identifier == before.id
    assert log(site).record("project", GAMMA) is not None


def test_what_is_withdrawn_leaves_a_tombstone_and_is_deleted_in_the_log(tmp_path: Path) -> None:
    site = with_tombstones(tmp_path)
    site.build()
    without_gamma(site)
    assert publisher(site.root, "build", "--gone", "withdraw").returncode == 0
    table = (site.root / "data" / "withdrawn.csv").read_text(encoding="utf-8").splitlines()
    assert table[0] == "id;Datum"
    assert table[1].startswith("project/gamma;20")
    last = log(site).last("project", GAMMA)
    assert last is not None
    assert (last.kind, last.digest, last.lines) == ("Delete", "", ())
    found = site.describe(GAMMA)
    assert found is not None
    assert found.withdrawal is not None
    assert site.build().new is False


def test_it_may_go_without_a_trace_where_that_is_said(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    site.build()
    without_gamma(site)
    assert site.build(gone="allow").vanished == (GAMMA,)
    assert log(site).record("project", GAMMA) is None


def test_a_table_of_another_making_is_not_written_into(tmp_path: Path) -> None:
    site = with_tombstones(tmp_path)
    site.build()
    without_gamma(site)
    table = site.root / "data" / "withdrawn.csv"
    table.write_text("id;Skäl (sv)\n", encoding="utf-8")
    with pytest.raises(LossError, match="no columns"):
        site.build(gone="withdraw", faulty="include")
    assert table.read_text(encoding="utf-8") == "id;Skäl (sv)\n"


def test_a_catalogue_that_shrinks_is_not_served_unless_somebody_says_so(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    for number in range(12):
        (site.root / "data" / f"mer-{number}.ttl").write_text(
            f'<https://example.org/id/x/{number}> <http://purl.org/dc/terms/title> "x{number}" .\n',
            encoding="utf-8",
        )
    before = site.build().manifest
    assert before is not None
    count = log(site).count(CATALOG)
    for number in range(12):
        (site.root / "data" / f"mer-{number}.ttl").unlink()
    with pytest.raises(LossError, match=f"12 of the {count} datasets"):
        site.build(gone="allow")
    assert site.open().identifier == before.id
    assert log(site).count(CATALOG) == count
    assert site.build(gone="allow", accept_shrink=True).new
    assert log(site).count(CATALOG) == count - 12


def test_going_back_is_a_word_of_its_own(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    first = site.build().manifest
    assert first is not None
    (site.root / "data" / "mer2.ttl").write_text(
        '<https://example.org/id/y> <http://purl.org/dc/terms/title> "y" .\n', encoding="utf-8"
    )
    site.build()
    state, length = log(site).state(CATALOG), log(site).length(CATALOG)
    assert site.rollback() == first.id
    assert log(site).state(CATALOG) != state
    assert log(site).length(CATALOG) > length
