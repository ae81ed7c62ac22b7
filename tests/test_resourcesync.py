"""ResourceSync: the lists, the resources in them, and a foreign client (resync) that copies."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from publisher import Site
from publisher.render.feeds.cutting import second_after
from publisher.render.feeds.documents import iri_of, path_of
from publisher.render.feeds.resourcesync import PART
from tests.histories import BASE, STREAM, History
from tests.live import Live, canonical, live
from tests.visits import app

MAP: Final = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
TERMS: Final = "{http://www.openarchives.org/rs/terms/}"
HERE: Final = "http://localhost/"


class Entry:
    """An entry of a list."""

    def __init__(self, element: ElementTree.Element) -> None:
        self.address = element.findtext(f"{MAP}loc") or ""
        self.modified = element.findtext(f"{MAP}lastmod") or ""
        self.md = said(element)
        self.links = links(element)


def said(element: ElementTree.Element) -> dict[str, str]:
    """What ``rs:md`` says."""
    found = element.find(f"{TERMS}md")
    return {} if found is None else dict(found.attrib)


def links(element: ElementTree.Element) -> dict[str, str]:
    """The addresses of links by their relations."""
    return {item.get("rel", ""): item.get("href", "") for item in element.findall(f"{TERMS}ln")}


class Lists:
    """Reads the lists of a site in-process."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, address: str) -> Any:
        """The answer at an address."""
        return self.client.get("/" + address.removeprefix(HERE))

    def root(self, address: str) -> ElementTree.Element:
        """A document; relations and times come before what it lists."""
        answer = self.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "application/xml"), address
        root = ElementTree.fromstring(answer.data)
        assert root.tag in (f"{MAP}urlset", f"{MAP}sitemapindex")
        return root

    def entries(self, address: str) -> list[Entry]:
        """What a document lists."""
        root = self.root(address)
        return [Entry(item) for item in root if item.tag in (f"{MAP}url", f"{MAP}sitemap")]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    """A site with two releases."""
    found = History(tmp_path_factory.mktemp("resourcesync"), 60, seed=5)
    found.release()
    found.edit(30)
    found.release()
    return found


@pytest.fixture(scope="module")
def lists(history: History) -> Lists:
    return Lists(app(Site(history.root).open()).test_client())


def test_the_description_leads_to_every_list(lists: Lists, history: History) -> None:
    start = f"{HERE}.well-known/resourcesync"
    assert said(lists.root(start)) == {"capability": "description"}
    found = lists.entries(start)
    assert [item.md["capability"] for item in found] == ["capabilitylist"] * 3
    for stream, item in zip(history.log().streams(), found, strict=True):
        assert item.address == f"{HERE}resourcesync/{stream}/capabilitylist.xml"
        root = lists.root(item.address)
        assert (said(root), links(root)["up"]) == ({"capability": "capabilitylist"}, start)
        inner = lists.entries(item.address)
        assert [entry.md["capability"] for entry in inner] == ["resourcelist", "changelist"]
        for entry in inner:
            root = lists.root(entry.address)
            assert said(root)["capability"] == entry.md["capability"]
            assert links(root)["up"] == item.address


def test_what_is_listed_is_what_is_sent(lists: Lists, history: History) -> None:
    log = history.log()
    for stream in log.streams():
        address = f"{HERE}resourcesync/{stream}/resourcelist.xml"
        assert said(lists.root(address))["at"] == log.time
        found = lists.entries(address)
        assert [item.links["describes"] for item in found] == \
            [record.iri for record in log.each(stream)]  # fmt: skip
        for item, record in zip(found, log.each(stream), strict=True):
            answer = lists.get(item.address)
            assert answer.status_code == 200
            assert item.md == {
                "hash": f"sha-256:{hashlib.sha256(answer.data).hexdigest()}",
                "length": str(len(answer.data)), "type": answer.mimetype,
            }  # fmt: skip
            assert item.md["hash"] == f"sha-256:{record.digest}"
            assert item.modified == record.modified
            assert canonical(ox.parse(answer.data, ox.RdfFormat.N_TRIPLES)) == record.digest


def test_changes_are_told_in_order_and_lead_to_the_state(lists: Lists, history: History) -> None:
    log = history.log()
    address = f"{HERE}resourcesync/{STREAM}/changelist.xml"
    assert said(lists.root(address)) == {"capability": "changelist", "from": log.earliest()}
    found = lists.entries(address)
    changes = log.changes(STREAM, 1, log.length(STREAM))
    kinds = {"Create": "created", "Update": "updated", "Delete": "deleted"}
    assert [(item.links["describes"], item.md["change"], item.md["datetime"]) for item in found] \
        == [(change.iri, kinds[change.kind], change.time) for change in changes]  # fmt: skip
    state: dict[str, str] = {}
    for item in found:
        if item.md["change"] == "deleted":
            assert "hash" not in item.md
            del state[item.address]
        else:
            state[item.address] = item.md["hash"]
    listed = lists.entries(f"{HERE}resourcesync/{STREAM}/resourcelist.xml")
    assert state == {item.address: item.md["hash"] for item in listed}


def test_what_is_deleted_is_gone_and_what_never_was_is_not_found(
    lists: Lists, history: History
) -> None:
    log = history.log()
    gone = next(change.iri for change in log.changes(STREAM, 1, log.length(STREAM))
                if change.kind == "Delete")  # fmt: skip
    assert lists.get(path_of(STREAM, gone, BASE)).status_code == 410
    for path in (
        path_of(STREAM, f"{BASE}area/never", BASE), path_of("nothing", f"{BASE}area/mat", BASE),
        "feeds/record/area/area/mat", "feeds/record/area/area/m~61t.nt",
        "resourcesync/nothing/resourcelist.xml", "resourcesync/area/changelist/000002.xml",
        "resourcesync/area/resourcelist/nothing/000001.xml",
    ):  # fmt: skip
        assert lists.get(path).status_code == 404, path


def test_lists_say_how_long_they_are_kept_and_answer_304(lists: Lists) -> None:
    first = lists.get("resourcesync/area/changelist/000001.xml")
    assert first.headers["Cache-Control"] == "public, max-age=60"
    again = lists.client.get(
        "/resourcesync/area/changelist/000001.xml", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304


IRIS: Final = [
    BASE, f"{BASE}a", f"{BASE}a/b.c", f"{BASE}a/", f"{BASE}a//b", f"{BASE}../x", f"{BASE}./x",
    f"{BASE}å/ä", f"{BASE}%C3%A5", f"{BASE}a#b", f"{BASE}a?b=c&d", f"{BASE}~/x", f"{BASE}a.nt",
    "https://example.com/a", "urn:isbn:1", f"{BASE}~~/x", "mailto:a@example.com",
]  # fmt: skip


@pytest.mark.parametrize("iri", IRIS)
def test_every_iri_has_one_address_that_is_a_file_name_too(iri: str) -> None:
    path = path_of("s", iri, BASE)
    assert set(path) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._~-")
    steps = path.split("/")
    assert not {"", ".", ".."} & set(steps)
    assert iri_of(path.removeprefix("feeds/record/s/"), BASE) == iri


class Copy:
    """A copy that the foreign client keeps in a folder."""

    def __init__(self, site: Live, folder: Path) -> None:
        module = pytest.importorskip("resync.client", reason="resync is not installed")
        self.site, self.folder = site, folder
        self.client = module.Client(hashes=["sha-256"])
        self.client.set_mappings([f"{site.url}feeds/record/{STREAM}", str(folder / "copy")])
        self.client.capability_list_uri = f"{site.url}resourcesync/{STREAM}/capabilitylist.xml"
        self.client.sitemap_name = f"{site.url}resourcesync/{STREAM}/resourcelist.xml"

    def baseline(self) -> None:
        """Copy everything."""
        self.client.baseline_or_audit(allow_deletion=True)

    def incremental(self, since: str) -> None:
        """Apply the changes since a time."""
        self.client.incremental(
            allow_deletion=True, from_datetime=since,
            change_list_uri=f"{self.site.url}resourcesync/{STREAM}/changelist.xml",
        )  # fmt: skip

    def held(self) -> dict[str, str]:
        """The hash of each record in the copy, by its IRI."""
        found = {}
        for path in (self.folder / "copy").rglob("*.nt"):
            iri = iri_of(path.relative_to(self.folder / "copy").as_posix(), BASE)
            assert iri is not None
            found[iri] = canonical(ox.parse(path.read_bytes(), ox.RdfFormat.N_TRIPLES))
        return found


def test_resync_keeps_a_copy_through_a_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told to begin a second after the last release: of what is created and deleted since
    the time that it begins at, it takes neither, and so keeps what was there before."""
    monkeypatch.chdir(tmp_path)  # the client writes how far it is in the folder that it runs in
    history = History(tmp_path, 40, seed=6)
    history.release()
    caplog.set_level("INFO", logger="resync.client")
    with live(history) as site:
        copy = Copy(site, tmp_path)
        copy.baseline()
        assert copy.held() == site.held()
        for _ in range(2):
            since = second_after(history.log().time)
            site.publish(edits=15)
            if history.log().time < since:  # two releases in one second: it would miss the second
                copy.baseline()
            else:
                copy.incremental(since)
            assert copy.held() == site.held()
    assert "mismatch" not in caplog.text
    assert "does not match" not in caplog.text


@pytest.mark.large
def test_a_long_list_is_an_index_of_parts(tmp_path: Path) -> None:
    history = History(tmp_path, PART + 20, seed=7)
    history.release()
    lists = Lists(app(Site(history.root).open()).test_client())
    log = history.log()
    for name, times in (("resourcelist", {"at"}), ("changelist", {"from"})):
        address = f"{HERE}resourcesync/{STREAM}/{name}.xml"
        root = lists.root(address)
        assert root.tag == f"{MAP}sitemapindex"
        assert set(said(root)) == {"capability", *times}
        parts = lists.entries(address)
        found = [item for part in parts for item in lists.entries(part.address)]
        assert [len(lists.entries(part.address)) for part in parts] == [PART, 20]
        assert [item.links["describes"] for item in found] == sorted(
            record.iri for record in log.each(STREAM)
        )
        for part in parts:
            assert links(lists.root(part.address))["index"] == address
    full, rest = (lists.get(f"resourcesync/{STREAM}/changelist/00000{number}.xml")
                  for number in (1, 2))  # fmt: skip
    assert full.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert rest.headers["Cache-Control"] == "public, max-age=60"
