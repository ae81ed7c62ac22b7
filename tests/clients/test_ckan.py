"""A CKAN portal harvests the catalogue, with the harvester and the parser of ckanext-dcat."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from tests.catalogues import parsed
from tests.clients.listings import BASE, Dataset, File, Graph, Listing
from tests.clients.portals import Harvested, install_ckan, portal
from tests.sites import served

pytestmark = pytest.mark.clients

PROFILES: Final = {"dcat-ap-2": ("euro_dcat_ap_2", "euro_dcat_ap_scheming"),
                   "dcat-ap-3": ("euro_dcat_ap_3",)}  # fmt: skip
"""Profile of ours -> the profiles of ckanext-dcat that read it."""
TYPES: Final = {"rdf": "application/rdf+xml", "ttl": "text/turtle; charset=utf-8"}
DATASETS, PAGES = 220, 3
FEWER, RELEASES, EDITS = 120, 20, 50
"""The history is of fewer datasets, on two pages."""
OWN: Final = BASE + "dataset/"
MADE: Final = "d"
"""With this begin the keys of datasets that come and go; two others stay as they are."""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install_ckan(tmp_path_factory.mktemp("ckan"))


class Live(NamedTuple):
    listing: Listing
    base: str


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A site with more datasets than a page has, served."""
    listing = Listing(tmp_path_factory.mktemp("listing"), DATASETS)
    listing.release()
    with served(listing.site.root) as base:
        yield Live(listing, base)


def held(harvested: Harvested) -> dict[str, Dataset]:
    """The datasets that the portal has, by GUID."""
    return {guid: Dataset(_said(item["title_translated"]), {
        file["uri"]: File(file["url"], file["format"], file["license"])
        for file in item["resources"]
    }) for guid, item in harvested.datasets.items()}  # fmt: skip


def _said(texts: dict[str, Any]) -> dict[str, str]:
    """Without the languages in which nothing is said."""
    return {language: text for language, text in texts.items() if text}


def graph(harvested: Harvested) -> Graph:
    """The RDF that the parser held, of all pages together."""
    lines = [line.removesuffix(" .") for line in harvested.triples if line]
    return Graph(parsed(lines), BASE + "catalog")


def check(harvested: Harvested, source: Graph) -> None:
    """The replica is the source: in CKAN's words, and as RDF by its canonical hash."""
    assert harvested.errors == []
    assert held(harvested) == source.datasets()
    assert sorted(harvested.gathered) == sorted(held(harvested))  # nothing twice
    assert graph(harvested).hash() == source.hash()


def listed(guids: list[str]) -> set[str]:
    """The keys of those that come and go."""
    return {guid.removeprefix(OWN) for guid in guids if guid.startswith(OWN + MADE)}


@pytest.mark.parametrize("suffix", TYPES)
@pytest.mark.parametrize("profile", PROFILES)
def test_each_dataset_of_all_pages_is_replicated(
    live: Live, python: Path, profile: str, suffix: str
) -> None:
    with portal(python, *PROFILES[profile]) as ckan:
        found = ckan.harvest(f"{live.base}catalog/{profile}.{suffix}")
        check(found, live.listing.source(profile))
        assert listed(found.created) == live.listing.datasets.keys()
        assert len(found.requests) == 2 * PAGES
        for number, (method, status, kind, _) in enumerate(found.requests):
            assert (method, status, kind) == (("HEAD", "GET")[number % 2], "200", TYPES[suffix])
        again = ckan.harvest(f"{live.base}catalog/{profile}.{suffix}")
        assert sorted(again.unchanged) == sorted(found.created)
        assert held(again) == held(found)


def test_portals_that_read_one_document_get_all(live: Live, python: Path) -> None:
    with portal(python, *PROFILES["dcat-ap-3"]) as ckan:
        found = ckan.harvest(f"{live.base}datasets/dcat")
        check(found, live.listing.source("dcat-ap-se"))
        assert [request[:3] for request in found.requests] == [
            ("HEAD", "200", TYPES["rdf"]), ("GET", "200", TYPES["rdf"])
        ]  # fmt: skip


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Live]:
    """A site to edit, served."""
    listing = Listing(tmp_path, DATASETS)
    listing.release()
    with served(listing.site.root) as base:
        yield Live(listing, base)


def test_the_replica_follows_a_random_history(tmp_path: Path, python: Path) -> None:
    listing, edits = Listing(tmp_path, FEWER), 0
    listing.release()
    with served(listing.site.root) as base, portal(python, *PROFILES["dcat-ap-3"]) as ckan:
        check(ckan.harvest(f"{base}catalog"), listing.source("dcat-ap-3"))
        for _ in range(RELEASES):
            before = dict(listing.datasets)
            listing.edit(EDITS)
            listing.publish(base)
            found = ckan.harvest(f"{base}catalog")
            check(found, listing.source("dcat-ap-3"))
            edits += told(found, before, listing.datasets)
    assert edits == RELEASES * EDITS


def told(found: Harvested, before: dict[str, Any], after: dict[str, Any]) -> int:
    """The number of edits, each of which the harvester has seen as what it is."""
    assert listed(found.created) == after.keys() - before.keys()
    assert listed(found.deleted) == before.keys() - after.keys()
    changed = {key for key in before.keys() & after.keys() if before[key] != after[key]}
    assert listed(found.updated) == changed
    return len(after.keys() ^ before.keys()) + len(changed)


def test_a_release_in_mid_harvest_loses_nothing_and_gives_nothing_twice(
    own: Live, python: Path
) -> None:
    listing, base = own
    first, before = listing.source("dcat-ap-3"), dict(listing.datasets)

    def reading(page: int) -> None:
        if page == PAGES - 1:
            listing.edit(EDITS)
            listing.publish(base)

    with portal(python, *PROFILES["dcat-ap-3"]) as ckan:
        found = ckan.harvest(f"{base}catalog", reading)
        check(found, first)
        assert listed(found.created) == before.keys()
        found = ckan.harvest(f"{base}catalog")
        check(found, listing.source("dcat-ap-3"))
        assert told(found, before, listing.datasets) == EDITS


def test_a_harvest_that_is_overtaken_ends_without_a_deletion(own: Live, python: Path) -> None:
    listing, base = own

    def reading(page: int) -> None:
        if page == PAGES:
            listing.edit(EDITS)
            listing.publish(base)
            listing.site.prune(0)

    with portal(python, *PROFILES["dcat-ap-3"]) as ckan:
        first = ckan.harvest(f"{base}catalog")
        found = ckan.harvest(f"{base}catalog", reading)
        assert [request[1] for request in found.requests[-2:]] == ["410", "410"]
        assert [error[:30] for error in found.errors] == ["Could not get content from htt"]
        assert (found.gathered, found.deleted) == ([], [])
        assert held(found) == held(first)
        check(ckan.harvest(f"{base}catalog"), listing.source("dcat-ap-3"))
