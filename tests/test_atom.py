"""Atom feeds: read as a feed reader does that follows the archive to its beginning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from publisher import Site
from publisher.changes import CATALOG
from publisher.render.feeds.cutting import PAGE
from tests.histories import BASE, STREAM, History
from tests.visits import app

ATOM: Final = "{http://www.w3.org/2005/Atom}"
HISTORY: Final = "{http://purl.org/syndication/history/1.0}"
GONE: Final = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
HERE: Final = "http://localhost/"


class Read(NamedTuple):
    """A site with two releases, and what each answered at every address of a feed."""

    history: History
    client: FlaskClient
    before: dict[str, bytes]
    after: dict[str, bytes]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    history = History(tmp_path_factory.mktemp("atom"), 2 * PAGE + 20, seed=8)
    history.release()
    before = dict(walk(app(Site(history.root).open()).test_client()))
    history.edit(95)
    history.release()
    client = app(Site(history.root).open()).test_client()
    return Read(history, client, before, dict(walk(client)))


def walk(client: FlaskClient, language: str = "en") -> Iterator[tuple[str, bytes]]:
    """The feed, and its archive from the last document to the first."""
    address = f"{HERE}feeds/atom/{STREAM}.{language}.xml"
    while address:
        answer = client.get("/" + address.removeprefix(HERE))
        assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml"), address
        yield address, answer.data
        address = link(ElementTree.fromstring(answer.data), "prev-archive")


def link(element: ElementTree.Element, relation: str, language: str = "") -> str:
    """Where a link leads; empty without one."""
    found = [item.get("href", "") for item in element.findall(f"{ATOM}link")
             if item.get("rel") == relation
             and (not language or item.get("hreflang") == language)]  # fmt: skip
    return found[0] if found else ""


def test_the_feed_has_what_atom_asks_for(read: Read) -> None:
    (address, text), *_ = read.after.items()
    root = ElementTree.fromstring(text)
    assert (root.tag, root.get(LANGUAGE)) == (f"{ATOM}feed", "en")
    assert root.findtext(f"{ATOM}id") == f"{BASE}feeds/atom/{STREAM}.en"
    assert root.findtext(f"{ATOM}title") == "Changes: Areas"
    assert root.findtext(f"{ATOM}updated") == read.history.log().time
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Trial"
    assert link(root, "self") == address
    assert link(root, "alternate", "sv") == f"{HERE}feeds/atom/{STREAM}.sv.xml"
    for entry in root.findall(f"{ATOM}entry"):
        for name in ("id", "title", "updated"):
            assert len(entry.findall(ATOM + name)) == 1
        assert link(entry, "alternate")


def test_the_archive_leads_to_the_state(read: Read) -> None:
    log = read.history.log()
    documents = [ElementTree.fromstring(text) for text in reversed(read.after.values())]
    assert len(documents) == -(-log.length(STREAM) // PAGE)
    found: dict[str, str] = {}
    for number, root in enumerate(documents, 1):
        archived = number < len(documents)
        assert (root.find(f"{HISTORY}archive") is not None) == archived
        assert bool(link(root, "current")) == archived
        for item in reversed([item for item in root if item.tag in (f"{ATOM}entry", GONE)]):
            if item.tag == GONE:
                assert item.get("when")
                del found[item.get("ref", "")]
            else:
                found[item.findtext(f"{ATOM}id") or ""] = item.findtext(f"{ATOM}updated") or ""
    assert found == {record.iri: record.modified for record in log.each(STREAM)}


def test_archive_documents_never_change_and_are_kept_for_good(read: Read) -> None:
    before = dict(list(read.before.items())[1:])
    assert before
    assert {address: read.after[address] for address in before} == before
    archive = read.client.get(f"/feeds/atom/{STREAM}/1.en.xml")
    assert archive.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    current = read.client.get(f"/feeds/atom/{STREAM}.en.xml")
    assert current.headers["Cache-Control"] == "public, max-age=60"
    again = read.client.get(
        f"/feeds/atom/{STREAM}.en.xml", headers={"If-None-Match": current.headers["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(("tag", "title"), [("sv", "Hållbar mat"), ("en", "Sustainable food")])
def test_there_is_a_feed_in_each_language(read: Read, tag: str, title: str) -> None:
    text = read.client.get(f"/feeds/atom/{STREAM}/1.{tag}.xml").data
    entries = {entry.findtext(f"{ATOM}id"): entry for entry in
               ElementTree.fromstring(text).findall(f"{ATOM}entry")}  # fmt: skip
    entry = entries[f"{BASE}area/mat"]
    assert entry.findtext(f"{ATOM}title") == title
    page = link(entry, "alternate")
    assert page == f"{HERE}doc/area/mat.{tag}.html"
    for address in (page, link(entry, "describedby")):
        assert read.client.get("/" + address.removeprefix(HERE)).status_code == 200


def test_without_a_language_it_is_the_first_one_of_the_site(read: Read) -> None:
    plain = read.client.get(f"/feeds/atom/{STREAM}.xml").data
    assert plain == read.client.get(f"/feeds/atom/{STREAM}.sv.xml").data


def test_what_the_catalogue_has_leads_to_pages_that_are_there(read: Read) -> None:
    root = ElementTree.fromstring(read.client.get(f"/feeds/atom/{CATALOG}.en.xml").data)
    pages = {link(entry, "alternate") for entry in root.findall(f"{ATOM}entry")}
    assert f"{HERE}dump.html" in pages
    for page in pages:
        answer = read.client.get("/" + page.removeprefix(HERE), follow_redirects=True)
        assert answer.status_code == 200, page


@pytest.mark.parametrize("path", [
    "nothing.xml", f"{STREAM}.de.xml", f"{STREAM}/9.en.xml", f"{STREAM}/0.en.xml",
    f"{STREAM}/4.en.xml",
])  # fmt: skip
def test_what_is_not_there_is_not_found(read: Read, path: str) -> None:
    assert read.client.get(f"/feeds/atom/{path}").status_code == 404
