"""The sitemap and what robots are told."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from publisher import Site
from publisher.render.feeds.sitemap import PART
from tests.histories import BASE, STREAM, History
from tests.visits import app

MAP: Final = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK: Final = "{http://www.w3.org/1999/xhtml}link"
HERE: Final = "http://localhost/"


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    """A site with two releases, in which a thing has two classes and another is withdrawn."""
    found = History(tmp_path_factory.mktemp("sitemap"), 12, seed=9)
    (found.root / "data" / "båda.ttl").write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix s3r: <https://w3id.org/s3r/ns#> .\n"
        "<project/gamma> a <https://example.org/def/terms#Area>, skos:Concept ;\n"
        '  skos:prefLabel "Gamma"@sv, "Gamma"@en .\n'
        "<area/borta> a <https://example.org/def/terms#Area>, skos:Concept, s3r:Withdrawn ;\n"
        '  skos:prefLabel "Borta"@sv, "Gone"@en .\n', encoding="utf-8",
    )  # fmt: skip
    found.release()
    found.edit(6)
    found.release()
    return found


@pytest.fixture(scope="module")
def client(history: History) -> FlaskClient:
    return app(Site(history.root).open()).test_client()


def urls(client: FlaskClient, path: str) -> list[ElementTree.Element]:
    """The entries of a sitemap."""
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    return [*ElementTree.fromstring(answer.data)]


def test_every_page_about_a_thing_is_there_once(client: FlaskClient, history: History) -> None:
    log = history.log()
    expected = {
        f"{HERE}doc/{record.iri.removeprefix(BASE)}": record.modified
        for stream in log.streams() if stream != "catalog" for record in log.each(stream)
        if not record.iri.endswith("area/borta")
    }  # fmt: skip
    found = urls(client, "/sitemap.xml")
    assert {item.findtext(f"{MAP}loc"): item.findtext(f"{MAP}lastmod") for item in found} \
        == expected  # fmt: skip
    assert len(found) == len(expected)


def test_each_page_is_there_in_every_language(client: FlaskClient) -> None:
    for item in urls(client, "/sitemap.xml")[:3]:
        address = item.findtext(f"{MAP}loc") or ""
        others = {link.get("hreflang"): link.get("href", "") for link in item.findall(LINK)}
        assert others == {
            "sv": f"{address}.sv.html", "en": f"{address}.en.html", "x-default": address
        }  # fmt: skip
        for other in others.values():
            answer = client.get("/" + other.removeprefix(HERE))
            assert (answer.status_code, answer.mimetype) == (200, "text/html")


def test_robots_find_the_sitemap_and_leave_queries_alone(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    robots = RobotFileParser()
    robots.parse(answer.text.splitlines())
    assert robots.site_maps() == [f"{HERE}sitemap.xml"]
    assert robots.can_fetch("anybody", f"{HERE}doc/area/mat")
    assert not robots.can_fetch("anybody", f"{HERE}sparql?query=ASK%7B%7D")
    assert not robots.can_fetch("anybody", f"{HERE}-/queries")


def test_a_sitemap_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    for path in ("/sitemap/area/2.xml", "/sitemap/nothing/1.xml", "/sitemap/catalog/1.xml"):
        assert client.get(path).status_code == 404


@pytest.mark.large
def test_a_large_site_has_an_index_of_sitemaps(tmp_path: Path) -> None:
    history = History(tmp_path, PART + 20, seed=10)
    history.release()
    client = app(Site(history.root).open()).test_client()
    parts = [item.findtext(f"{MAP}loc") or "" for item in urls(client, "/sitemap.xml")]
    assert parts == [f"{HERE}sitemap/{name}.xml" for name in ("area/1", "area/2", "project/1")]
    found = [urls(client, "/" + part.removeprefix(HERE)) for part in parts]
    assert [len(items) for items in found] == [PART, 20, 3]
    areas = {item.findtext(f"{MAP}loc") for items in found[:2] for item in items}
    assert len(areas) == history.log().count(STREAM)
