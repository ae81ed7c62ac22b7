"""Earlier releases of a document: by id, by date (RFC 7089), and when they are gone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.http import http_date, parse_date
from werkzeug.test import TestResponse

from publisher import Site
from publisher.release.manifest import Manifest
from publisher.store.serving import Served
from publisher.web import create_app
from tests.sites import tiny

ALFA = "/doc/project/alfa.ttl"
NEW = "/doc/project/delta.ttl"
BUDGETS = ("1234.5", "10", "20", "30")
DAYS = [datetime(2025, 1, day, 12, tzinfo=UTC) for day in (1, 2, 3, 4)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with four releases, of four days; the project delta is there from the third on."""
    folder = tiny(tmp_path_factory.mktemp("memento"))
    table = folder / "data" / "projekt.csv"
    text = table.read_text(encoding="utf-8")
    site = Site(folder)
    for number, day in enumerate(DAYS):
        table.write_text(edition(text, number), encoding="utf-8")
        identifier = build(site).id
        date_back(site.shelf.path(identifier) / "manifest.json", day)
    return site


def build(site: Site) -> Manifest:
    """Release the site as it is."""
    manifest = site.build().manifest
    assert manifest is not None
    return manifest


def edition(text: str, number: int) -> str:
    """The table of projects as it is in one release."""
    found = text.replace("1 234,50", BUDGETS[number])
    return found if number < 2 else found + "delta;Delta;;2025;;mat;;;nej;;;\n"


def date_back(manifest: Path, day: datetime) -> None:
    """Let a release have been built on another day; the time is no part of its id."""
    text = manifest.read_text(encoding="utf-8")
    stamped = re.sub(r'"built": "[^"]*"', f'"built": "{day.isoformat()}"', text, count=1)
    manifest.write_text(stamped, encoding="utf-8")


@pytest.fixture(scope="module")
def web(site: Site) -> FlaskClient:
    """The site, served as of the day after its last release."""
    reader = site.open()
    served = Served(reader, DAYS[-1] + timedelta(hours=1))
    return create_app(lambda: served, serve=site.settings.serve).test_client()


def ids(site: Site) -> list[str]:
    """The releases, the oldest first."""
    return [item.id for item in site.releases()]


def links(answer: TestResponse) -> dict[str, str]:
    """What each relation of the ``Link`` header leads to."""
    found = re.findall(r'<([^>]*)>; ?rel="([^"]*)"', answer.headers["Link"])
    return {relation: target for target, relations in found for relation in relations.split()}


def at(web: FlaskClient, path: str, moment: datetime) -> TestResponse:
    """A path as of a time."""
    return web.get(path, headers={"Accept-Datetime": http_date(moment)})


def test_each_release_says_what_it_said(web: FlaskClient, site: Site) -> None:
    for identifier, budget, day in zip(ids(site), BUDGETS, DAYS, strict=True):
        for name in (identifier, identifier[:8]):
            answer = web.get(f"{ALFA}?release={name}")
            assert answer.status_code == 200
            assert f'"{budget}"^^xsd:decimal' in answer.text or f" {budget} " in answer.text
            assert answer.headers["Publisher-Release"] == identifier
            assert answer.headers["Memento-Datetime"] == http_date(day)
    assert web.get(f"{ALFA}?release=current").data == web.get(ALFA).data


def test_a_thing_leads_to_its_document_in_the_same_release(web: FlaskClient, site: Site) -> None:
    first = ids(site)[0]
    answer = web.get(f"/project/alfa?release={first}")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/doc/project/alfa?release={first}"
    page = web.get(f"/doc/project/alfa.sv.html?release={first}")
    assert f"tidigare utgåva, {first}, byggd 1 januari 2025" in " ".join(page.text.split())
    assert f'href="/list/project.sv.html?release={first}"' in page.text
    assert 'href="/doc/project/alfa.sv.html"' in page.text, "the way back to what is current"
    assert "tidigare utgåva" not in web.get("/doc/project/alfa.sv.html").text
    last = ids(site)[-1]
    assert "tidigare utgåva" not in web.get(f"/doc/project/alfa.sv.html?release={last}").text


def test_lists_and_dumps_of_an_earlier_release(web: FlaskClient, site: Site) -> None:
    first = ids(site)[0]
    assert b"project/delta" not in web.get(f"/list/project.nt?release={first}").data
    assert b"project/delta" in web.get("/list/project.nt").data
    assert b"project/delta" not in web.get(f"/dump.nq?release={first}").data
    assert b"project/delta" in web.get("/dump.nq").data


def test_a_time_leads_to_the_release_of_that_time(web: FlaskClient, site: Site) -> None:
    for identifier, day in zip(ids(site), DAYS, strict=True):
        for moment in (day, day + timedelta(minutes=30)):
            answer = at(web, ALFA, moment)
            assert answer.status_code == 302
            assert answer.headers["Location"] == f"{ALFA}?release={identifier}"
            assert "Accept-Datetime" in answer.vary
    assert at(web, ALFA, DAYS[0] - timedelta(days=900)).headers["Location"].endswith(ids(site)[0])
    assert at(web, ALFA, DAYS[-1] + timedelta(days=900)).headers["Location"].endswith(ids(site)[-1])


def test_what_came_later_begins_with_its_first_release(web: FlaskClient, site: Site) -> None:
    assert at(web, NEW, DAYS[0]).headers["Location"] == f"{NEW}?release={ids(site)[2]}"
    assert web.get(f"{NEW}?release={ids(site)[0]}").status_code == 404


def test_what_is_current_again_is_so_from_when_it_was_switched_to(site: Site) -> None:
    first = site.open(ids(site)[0])
    back = Served(first, DAYS[-1] + timedelta(days=10))
    web = create_app(lambda: back, serve=site.settings.serve).test_client()
    assert at(web, ALFA, DAYS[-1] + timedelta(days=11)).headers["Location"].endswith(ids(site)[0])
    assert at(web, ALFA, DAYS[-1] + timedelta(days=9)).headers["Location"].endswith(ids(site)[-1])


def test_original_memento_and_timemap_name_each_other(web: FlaskClient, site: Site) -> None:
    for path in (ALFA, f"{ALFA}?release={ids(site)[1]}"):
        found = links(web.get(path))
        assert found["original"] == found["timegate"] == ALFA
        assert found["timemap"] == f"/timemap/link{ALFA}"
    answer = web.get(f"/timemap/link{ALFA}")
    assert answer.mimetype == "application/link-format"
    entries = re.findall(r'<([^>]*)>; rel="([a-z ]*memento)"; datetime="([^"]*)"', answer.text)
    assert [target for target, _, _ in entries] == [f"{ALFA}?release={item}" for item in ids(site)]
    assert [parse_date(day) for _, _, day in entries] == DAYS
    assert entries[0][1] == "first memento"
    assert entries[-1][1] == "last memento"
    for target, _, day in entries:
        memento = web.get(target)
        assert (memento.status_code, memento.headers["Memento-Datetime"]) == (200, day)
    assert len(re.findall(r"memento\"", web.get(f"/timemap/link{NEW}").text)) == 2
    assert web.get("/timemap/link/doc/project/nobody").status_code == 404


def test_a_time_that_is_none_is_refused(web: FlaskClient) -> None:
    answer = web.get(ALFA, headers={"Accept-Datetime": "yesterday"})
    assert answer.status_code == 400
    assert "Accept-Datetime" in answer.text


@pytest.mark.parametrize("name", ["0123456789", "abc", "*", "../current", "å" * 9, "x" * 5_000])
def test_an_unknown_release_is_404_with_those_that_are_kept(
    web: FlaskClient, site: Site, name: str
) -> None:
    answer = web.get(ALFA, query_string={"release": name}, headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert all(identifier in answer.text for identifier in ids(site))


def test_what_was_pruned_is_gone_and_what_is_known_of_it_is_told(tmp_path: Path) -> None:
    folder = tiny(tmp_path)
    site = Site(folder)
    first = build(site)
    table = folder / "data" / "projekt.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("1 234,50", "7"), encoding="utf-8")
    site.build()
    web = create_app(lambda: Served(site.open(), DAYS[0]), serve=site.settings.serve).test_client()
    assert web.get(f"{ALFA}?release={first.id}").status_code == 200
    assert site.prune(0) == [first.id]
    for name in (first.id, first.id[:8]):
        answer = web.get(f"{ALFA}?release={name}")
        assert answer.status_code == 410
        assert first.built in answer.text
        assert all(source.checksum in answer.text for source in first.sources)
    assert first.id not in web.get(f"/timemap/link{ALFA}").text
