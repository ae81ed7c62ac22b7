"""The log as ActivityStreams (IIIF Change Discovery API 1.0), and the state of all streams."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from flask.testing import FlaskClient

from publisher import Site
from publisher.render.feeds.cutting import PAGE
from tests.histories import BASE, STREAM, History
from tests.visits import app

SITE: Final = "http://localhost/"
"""Where the client is told that the site is: at the host that it asks."""

CONTEXT: Final = "http://iiif.io/api/discovery/1/context.json"


class Read(NamedTuple):
    """A site with two releases, and what each answered at every address."""

    history: History
    client: FlaskClient
    before: dict[str, bytes]
    after: dict[str, bytes]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    history = History(tmp_path_factory.mktemp("activity"), PAGE + 20)
    history.release()
    before = dict(walk(app(Site(history.root).open()).test_client()))
    history.edit(95)
    history.release()
    client = app(Site(history.root).open()).test_client()
    return Read(history, client, before, dict(walk(client)))


def walk(client: FlaskClient) -> Iterator[tuple[str, bytes]]:
    """The collection, and its pages from the last to the first."""
    address = f"{SITE}feeds/activity/{STREAM}.json"
    while address:
        answer = client.get("/" + address.removeprefix(SITE))
        assert answer.status_code == 200, address
        yield address, answer.data
        document = answer.get_json()
        address = document.get("last", document.get("prev", {})).get("id", "")


def pages(found: dict[str, bytes]) -> list[dict[str, Any]]:
    """The pages in order."""
    return [json.loads(text) for text in reversed(list(found.values())[1:])]


def test_the_collection_names_its_first_and_last_page(read: Read) -> None:
    (address, text), *_ = read.after.items()
    document = json.loads(text)
    assert next(iter(document)) == "@context"
    assert document["@context"] == CONTEXT
    assert (document["id"], document["type"]) == (address, "OrderedCollection")
    assert document["totalItems"] == read.history.log().length(STREAM)
    assert document["label"] == {"sv": ["Ändringar: Områden"], "en": ["Changes: Areas"]}
    page = {"type": "OrderedCollectionPage"}
    assert document["first"] == {"id": f"{SITE}feeds/activity/{STREAM}/1.json", **page}
    assert document["last"] == {"id": f"{SITE}feeds/activity/{STREAM}/3.json", **page}


def test_pages_lead_to_each_other_and_count_on(read: Read) -> None:
    found = pages(read.after)
    for number, page in enumerate(found, 1):
        assert page["id"] == f"{SITE}feeds/activity/{STREAM}/{number}.json"
        assert page["partOf"]["id"] == f"{SITE}feeds/activity/{STREAM}.json"
        assert page["startIndex"] == (number - 1) * PAGE
        assert ("prev" in page, "next" in page) == (number > 1, number < len(found))
        assert 0 < len(page["orderedItems"]) <= PAGE


def test_every_change_is_there_once_and_in_order(read: Read) -> None:
    items = [item for page in pages(read.after) for item in page["orderedItems"]]
    log = read.history.log()
    wanted = log.changes(STREAM, 1, log.length(STREAM))
    assert [(item["type"], item["object"]["id"], item["endTime"]) for item in items] == [
        (change.kind, change.iri, change.time) for change in wanted
    ]
    assert {item["object"]["type"] for item in items} == {"https://example.org/def/terms#Area"}
    assert {item["type"] for item in items} == {"Create", "Update", "Delete"}
    assert [item["id"] for item in items] == [
        f"{BASE}feeds/ldes/{STREAM}/{(change.number - 1) // PAGE + 1}#{change.number}"
        for change in wanted
    ]


def test_a_page_that_another_one_follows_stays(read: Read) -> None:
    stayed = 0
    for address, text in read.after.items():
        answer = read.client.get("/" + address.removeprefix(SITE))
        again = read.client.get(
            "/" + address.removeprefix(SITE), headers={"If-None-Match": answer.headers["ETag"]}
        )
        assert again.status_code == 304
        if "next" in json.loads(text):
            stayed += 1
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            if "next" in json.loads(read.before.get(address, b"{}")):
                assert read.before[address] == text
        else:
            assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert stayed == len(read.after) - 2


def test_the_catalogue_has_datasets_and_services(read: Read) -> None:
    page = read.client.get("/feeds/activity/catalog/1.json").get_json()
    kinds = {item["object"]["type"] for item in page["orderedItems"]}
    assert "http://www.w3.org/ns/dcat#Dataset" in kinds
    assert kinds <= {f"http://www.w3.org/ns/dcat#{name}" for name in (
        "Catalog", "Dataset", "DatasetSeries", "DataService")}  # fmt: skip


def test_the_media_type_names_the_profile(read: Read) -> None:
    for path in (f"{STREAM}", f"{STREAM}.json", f"{STREAM}/1.json"):
        answer = read.client.get(f"/feeds/activity/{path}")
        assert answer.headers["Content-Type"] == f'application/ld+json; profile="{CONTEXT}"'


@pytest.mark.parametrize("path", ["nothing.json", f"{STREAM}/0.json", f"{STREAM}/4.json",
                                  f"{STREAM}/x.json", f"{STREAM}/1"])  # fmt: skip
def test_what_is_not_there_is_not_found(read: Read, path: str) -> None:
    assert read.client.get(f"/feeds/activity/{path}").status_code == 404


def test_the_state_tells_what_the_release_holds(read: Read) -> None:
    log = read.history.log()
    answer = read.client.get("/feeds/state.json")
    found = answer.get_json()
    assert (found["release"], found["time"]) == (log.release, log.time)
    assert list(found["streams"]) == list(log.streams())
    for name, stream in found["streams"].items():
        assert stream["count"] == log.count(name) == len(list(log.each(name)))
        assert (stream["length"], stream["state"]) == (log.length(name), log.state(name))
        for feed in ("ldes", "activity"):
            assert read.client.get(f"/feeds/{stream[feed]}").status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=60"


def test_a_release_without_a_log_says_so(tmp_path: Path) -> None:
    history = History(tmp_path, 2)
    history.release()
    (history.root / "releases" / "changes.sqlite").unlink()
    client = app(Site(history.root).open()).test_client()
    for path in ("state.json", "ldes", f"ldes/{STREAM}.trig", f"activity/{STREAM}.json"):
        assert client.get(f"/feeds/{path}").status_code == 404
