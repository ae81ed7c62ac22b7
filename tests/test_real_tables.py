"""Two tables that nobody here wrote, described by metadata only: what conforms is released, what
does not is listed by file, row and column."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from publisher import Site
from publisher.xmlsafe import is_xml_text
from tests.sites import publisher, rows, shared

pytestmark = pytest.mark.large

REAL = Path(__file__).parent / "real"
PROJECTS = "swecris_kth_projects_2000"
BENEFICIARIES = "kohesio_beneficiaries"


def site_with(folder: Path, name: str, suffix: str) -> Path:
    """The site for one of the two tables, with the table itself beside its metadata."""
    source = shared("realdata", "projects", f"{name}{suffix}")
    site = folder / "real"
    shutil.copytree(REAL, site)
    for metadata in (site / "data").iterdir():
        if not metadata.name.startswith(name):
            metadata.unlink()
    shutil.copyfile(source, site / "data" / source.name)
    return site


def rows_of(path: Path, delimiter: str) -> list[dict[str, str]]:
    """The rows as Python's own reader sees them; in a TSV a quotation mark is only a character."""
    csv.field_size_limit(10_000_000)
    with path.open(encoding="utf-8", newline="") as handle:
        if delimiter == "\t":
            return list(csv.DictReader(handle, delimiter=delimiter, quoting=csv.QUOTE_NONE))
        return list(csv.DictReader(handle, delimiter=delimiter))


def released(site: Path) -> dict[str, Any]:
    """Build, leaving faulty rows out; what was found."""
    assert publisher(site, "build").returncode == 1, "there are faults, so nothing is released"
    assert Site(site).shelf.current() is None
    done = publisher(site, "build", "--faulty", "leave-out", "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["rows"] == found["published"] + found["rejected"]
    return found


def test_two_thousand_research_projects(tmp_path: Path) -> None:
    site = site_with(tmp_path, PROJECTS, ".csv")
    table = rows_of(site / "data" / f"{PROJECTS}.csv", ",")
    without = [row for row in table if not row["projectTitleSv"] or not row["projectTitleEn"]
               or float(row["fundingsSek"]) <= 0
               or not is_xml_text("".join(row.values()))]  # fmt: skip
    assert without
    found = released(site)
    assert (found["rows"], found["rejected"]) == (len(table), len(without))
    places = {(item["file"], item["row"]) for item in found["findings"]}
    assert {file for file, _ in places} == {f"{PROJECTS}.csv"}
    assert len(places) == len(without)
    assert all(item["column"] for item in found["findings"])
    (count,) = rows(
        Site(site),
        "SELECT (COUNT(*) AS ?n) { ?p a <https://example.org/def/terms#ResearchProject> }",
    )
    assert count["n"].startswith(f'"{found["published"]}"')
    row = next(row for row in table if row not in without)
    assert Site(site).query(
        f"ASK {{ <https://example.org/real/research-project/{row['projectId'].replace(':', '%3A')}>"
        f" <http://schema.org/startDate> "
        f'"{row["projectStartDate"].replace(" ", "T")}"'
        f"^^<http://www.w3.org/2001/XMLSchema#dateTime> }}"
    )


def test_twenty_seven_thousand_beneficiaries(tmp_path: Path) -> None:
    site = site_with(tmp_path, BENEFICIARIES, ".tsv")
    table = rows_of(site / "data" / f"{BENEFICIARIES}.tsv", "\t")
    long = [row for row in table if len(row["Beneficiary Name"]) > 150]
    found = released(site)
    # A reader that takes the two unpaired quotation marks for quotes loses 75 rows in silence.
    assert found["rows"] == len(table) == 27_222
    assert found["rejected"] >= len(long)
    assert {item["column"] for item in found["findings"]} <= {"Beneficiary Name",
                                                              "Number of Projects"}  # fmt: skip
    query = "SELECT ?name { ?b <http://schema.org/name> ?name }"
    names = {row["name"] for row in rows(Site(site), query)}
    assert names == {str(ox.Literal(row["Beneficiary Name"])) for row in table if row not in long}
