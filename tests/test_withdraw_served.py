"""A person is withdrawn from a site that is being served, engines, workers, caches and all.

Nothing that was said of them is left, on disk or on any address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pytest

from publisher import Site
from tests.persons import BASE, PERSON, QUERY, VALUES, history, on_disk, over_http
from tests.sites import get, publisher, served

pytestmark = pytest.mark.large


class Case(NamedTuple):
    """A site with a history, served; what it had before, and what is there now."""

    root: Path
    base: str
    releases: list[str]
    stored: list[str]
    """Permanent addresses of a query that finds the person, and of one that names them."""
    tag: str
    """What the first of these was known by before."""
    disk_before: dict[str, list[str]]
    http_before: dict[str, list[str]]


def ask(base: str, query: str) -> str:
    """Ask a query; its permanent address."""
    answer = get(f"{base}sparql?format=json&query={quote(query)}")
    found = re.search(r"<[^>]*/(q/[0-9a-f]{32}\.\w+)>", answer.headers["Link"])
    assert found
    return found[1]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    root, releases = history(tmp_path_factory.mktemp("person"))
    with served(root) as base:
        stored = [ask(base, QUERY), ask(base, f"{QUERY}\n# {VALUES[0]}")]
        assert get(f"{base}sparql/cite?q={Path(stored[0]).stem}").status == 200
        tag = get(base + stored[0]).headers["ETag"]
        http_before, disk_before = over_http(base, releases), on_disk(root)
        [own] = [path.resolve() for path in (root / "releases").glob(".serving-*")]
        assert on_disk(own)
        done = publisher(root, "withdraw", BASE + PERSON, "--yes", "--reason", "asked for")
        assert done.returncode == 0, done.stderr
        assert ".serving" not in done.stderr
        assert on_disk(own) == {}
        yield Case(root, base, releases, stored, tag, disk_before, http_before)


def test_before_it_was_everywhere(case: Case) -> None:
    kinds = {Path(name.split(" ")[0]).suffix or name for name in case.disk_before}
    assert {".csv", ".gz", ".sqlite", ".log"} <= kinds
    assert len([name for name in case.disk_before if name.endswith("(opened)")]) == 4
    for start in ("doc/", "list/", "dump", "graph/", "feeds/ldes", "feeds/atom", "oai", "sparql",
                  "reconcile"):  # fmt: skip
        assert any(path.startswith(start) for path in case.http_before), start


def test_no_value_is_left_on_disk(case: Case) -> None:
    assert on_disk(case.root) == {}


def test_no_value_is_left_on_any_address(case: Case) -> None:
    current = Site(case.root).shelf.current()
    assert current is not None
    assert over_http(case.base, [*case.releases, current]) == {}


def test_a_permanent_answer_keeps_its_address_and_says_that_it_is_another(case: Case) -> None:
    answer = get(case.base + case.stored[0], If_None_Match=case.tag)
    assert answer.status == 200
    assert answer.headers["ETag"] != case.tag
    assert answer.headers["Publisher-Release"] == case.releases[-1]
    assert answer.headers["Publisher-Erased"].startswith("20")
    document = get(f"{case.base}doc/contact-point/smart-industry-orebro.ttl"
                   f"?release={case.releases[-1]}")  # fmt: skip
    assert document.headers["Publisher-Erased"] == answer.headers["Publisher-Erased"]
    table = get(case.base + case.stored[0].replace(".srj", ".csv"))
    assert table.headers["Publisher-Cited-Digest"] != table.headers["Publisher-Digest"]
    page = get(f"{case.base}sparql/cite?q={Path(case.stored[0]).stem}", "text/html")
    assert "raderats ur utgåvan" in page.data.decode()


def test_a_query_that_named_the_person_is_gone(case: Case) -> None:
    assert get(case.base + case.stored[1]).status == 410


def test_the_person_answers_410_in_every_release(case: Case) -> None:
    assert get(f"{case.base}{PERSON}").status == 410
    assert get(f"{case.base}doc/{PERSON}.ttl").status == 410
    for release in case.releases[1:]:
        assert get(f"{case.base}doc/{PERSON}.ttl?release={release}").status == 410


def test_the_dumps_of_old_releases_have_other_tags(case: Case) -> None:
    answer = get(f"{case.base}dump.nq.gz?release={case.releases[1]}")
    assert answer.headers["ETag"].strip('"').startswith(f"{case.releases[1]}-1-")
