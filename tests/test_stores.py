"""Stores that somebody else runs: loaded, counted, switched, asked, and missed by nobody."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest
import urllib3

from publisher import Site
from publisher.config import ServeSection
from publisher.errors import ConfigError, EndpointError, QueryError, ReleaseError
from publisher.store import remote_ledger
from publisher.store.remote import remote
from publisher.store.remote_guard import guard
from tests.engines import listening, writable
from tests.sites import get, post, publisher, served, tiny

pytestmark = pytest.mark.large

ALL = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
HEAVY = "SELECT (COUNT(*) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
GRAPHS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


def with_stores(root: Path, stores: list[str], *lines: str) -> Site:
    """The site at ``root`` with these stores in its settings."""
    path = root / "site.toml"
    text = path.read_text(encoding="utf-8").partition("\n[serve]")[0]
    more = "\n".join(["", "[serve]", f"stores = {json.dumps(stores)}", *lines, ""])
    path.write_text(text + more, encoding="utf-8")
    return Site(root)


def change(site: Site) -> str:
    """Change a row, and release; returns the new id."""
    table = site.root / "data" / "projekt.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("1 234,50", "2"), encoding="utf-8")
    manifest = site.build().manifest
    assert manifest is not None
    return manifest.id


def counts(store: str) -> dict[str, int]:
    """The statements of each graph in a store."""
    answer = get(f"{store}/query?query={quote(GRAPHS)}", "text/csv")
    rows = answer.data.decode().split()[1:]
    return {graph: int(number) for graph, number in (row.split(",") for row in rows)}


def expected(site: Site, release: str) -> dict[str, int]:
    return {entry.iri: entry.quads for entry in site.shelf.manifest(release).entries
            if entry.quads}  # fmt: skip


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Site, list[str]]]:
    """The tiny site, released, with two stores that are empty."""
    with ExitStack() as stack:
        stores = [stack.enter_context(writable()).rstrip("/") for _ in range(2)]
        site = with_stores(tiny(tmp_path), stores)
        site.build()
        yield site, stores


def test_a_release_is_in_every_store_at_first_and_the_next_in_half(
    two: tuple[Site, list[str]],
) -> None:
    site, stores = two
    first = site.shelf.resolve("current")
    assert site.load().stores == tuple(stores)
    assert all(counts(store) == expected(site, first) for store in stores)
    second = change(site)
    done = site.load()
    assert (done.release, done.stores) == (second, (stores[1],))
    assert counts(stores[0]) == expected(site, first)
    assert counts(stores[1]) == expected(site, second)
    assert remote_ledger.read(site.shelf.folder).active == second
    assert site.load(first).stores == (stores[0],)  # it is there still
    assert remote_ledger.read(site.shelf.folder).active == first
    assert site.load(second).stores == (stores[1],)
    assert site.load(second, rest=True).stores == tuple(stores)
    assert counts(stores[0]) == expected(site, second)


def test_what_cannot_be_loaded_is_told_and_nothing_is_switched(tmp_path: Path) -> None:
    with writable() as url, listening() as deaf:
        store = url.rstrip("/")
        site = with_stores(tiny(tmp_path), [])
        site.build()
        with pytest.raises(ConfigError, match="no stores"):
            site.load()
        site = with_stores(site.root, [deaf.url.removesuffix("/x")])
        with pytest.raises(EndpointError, match="refuses"):
            site.load()
        assert remote_ledger.read(site.shelf.folder).active == ""
        site = with_stores(site.root, [store])
        with pytest.raises(ConfigError, match="not served"):
            site.load(rest=True)
        with pytest.raises(EndpointError, match="statements there, not"):
            site.load(filled=True)
        post(url + "store?graph=https://example.org/theirs", "<a:a> <a:b> <a:c> .",
             kind="text/turtle")  # fmt: skip
        with pytest.raises(EndpointError, match="not ours"):
            site.load()
        urllib3.request("DELETE", url + "store?graph=https://example.org/theirs")
        first = site.load().release
        change(site)
        with pytest.raises(ConfigError, match="only store"):
            site.load()
        assert counts(store) == expected(site, first)
        with remote_ledger.lock(site.shelf.folder), pytest.raises(ReleaseError, match="already"):
            site.load()
        half = with_stores(site.root, [store, deaf.url.removesuffix("/x")])
        with pytest.raises(EndpointError, match="refuses"):
            half.load()
        assert remote_ledger.read(site.shelf.folder).active == first


def test_stores_filled_by_other_means_are_counted(tmp_path: Path) -> None:
    with writable() as url:
        site = with_stores(tiny(tmp_path), [url])
        site.build()
        dump = b"".join(str(quad).encode() + b" .\n" for quad in site.open().store)
        kind = {"Content-Type": "application/n-quads"}
        answer = urllib3.request("POST", url + "store", body=dump, headers=kind)
        assert answer.status == 204, answer.data
        assert site.load(filled=True).stores == (url.rstrip("/"),)


def test_the_site_asks_the_stores_and_follows_what_is_loaded(
    two: tuple[Site, list[str]],
) -> None:
    site, _ = two
    refused = publisher(site.root, "serve", "--no-build", "--port", "1")
    assert refused.returncode == 2
    said = publisher(site.root, "load")
    assert said.returncode == 0, said.stderr
    first = site.shelf.resolve("current")
    query = f"sparql?query={quote(ALL)}"
    with served(site.root) as url:
        answer = get(url + query, "text/csv")
        assert answer.status == 200, answer.data
        number = answer.data
        assert answer.headers["Publisher-Release"] == first
        assert answer.headers["Publisher-Engine"] == "oxigraph"
        assert get(url + "sparql?query=SELECT", "text/csv").status == 400
        second = change(site)
        assert get(url + query, "text/csv").headers["Publisher-Release"] == first
        assert publisher(site.root, "load").returncode == 0
        for _ in range(1_000):
            answer = get(url + query, "text/csv")
            assert answer.status == 200, answer.data
            if answer.headers["Publisher-Release"] == second:
                break
        else:
            pytest.fail("the release that was loaded is not served")
        assert answer.data == number
        earlier = get(f"{url}{query}&release={first}", "text/csv")
        assert (earlier.status, earlier.headers["Publisher-Release"]) == (200, first)
        assert publisher(site.root, "load", "--rest").returncode == 0
        gone = get(f"{url}sparql?query=ASK%7B%7D&release={first}", "text/csv")  # never asked
        assert gone.status == 404
        assert f"elease {first} is in no store any more".encode() in gone.data
        assert second.encode() in gone.data  # which one is asked instead
        assert get(f"{url}release/{first}", "text/html").status == 200


def test_a_store_that_is_gone_is_not_missed_and_queries_end(tmp_path: Path) -> None:
    with ExitStack() as kept, ExitStack() as lost:
        stores = [stack.enter_context(writable()).rstrip("/") for stack in (kept, lost)]
        site = with_stores(tiny(tmp_path), stores, "query_seconds = 2", "engines = 2",
                           "queue_seconds = 1")  # fmt: skip
        site.build()
        site.load()
        with served(site.root) as url:
            query = f"{url}sparql?query={quote(ALL)}"
            assert [get(f"{query}%23{n}", "text/csv").status for n in range(4)] == [200] * 4
            lost.close()
            found = [get(f"{query}%23again{n}", "text/csv").status for n in range(8)]
            assert found == [200] * 8
            late = get(f"{url}sparql?query={quote(HEAVY)}", "text/csv")
            assert (late.status, b"2 seconds" in late.data) == (504, True)
            kept.close()
            gone = get(f"{query}%23third", "text/csv")
            assert (gone.status, gone.headers.get("Retry-After")) == (503, "5")
            assert get(url, "text/html").status == 200


def test_the_operator_ends_a_query_in_a_store(two: tuple[Site, list[str]]) -> None:
    site, stores = two
    with_stores(site.root, stores, "query_seconds = 60", "quick_seconds = 60").load()
    with served(site.root) as url:
        answers: list[int] = []
        address = f"{url}sparql?query={quote(HEAVY)}"
        asking = threading.Thread(target=lambda: answers.append(get(address, "text/csv").status))
        asking.start()
        while not (running := site.running()):
            asking.join(0.05)
        site.running(end=running[0].id)
        asking.join(30)
        assert answers == [503]
        assert get(f"{url}sparql?query={quote(ALL)}", "text/csv").status == 200


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (<bif:http_get>('http://localhost/') AS ?x) {}",
        "SELECT (BIF:sys_stat('a') AS ?x) {}",
        "PREFIX b: <sql:> SELECT (b:f('a') AS ?x) {}",
        "PREFIX b: <bi> SELECT (b:f:f('a') AS ?x) {}",
        "SELECT (<b\\u0069f:f>('a') AS ?x) {}",
        "SELECT (<java:java.lang.System.exit>(1) AS ?x) {}",
        "DEFINE get:soft 'soft' SELECT * FROM <http://localhost/> {}",
    ],
)
def test_nothing_reaches_a_store_that_it_could_take_for_more_than_a_query(query: str) -> None:
    with pytest.raises(QueryError):
        guard(query)
    guard("PREFIX schema: <http://schema.org/> SELECT ?bif { ?bif a schema:Project }")


def test_settings_that_name_no_store_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    good = ("http://127.0.0.1:1/",)
    assert remote(ServeSection()) is None
    for wrong in (
        ServeSection(stores=good, store_kind="mysql"),
        ServeSection(stores=("file:///etc",)),
        ServeSection(stores=("http://a:b@example.org/",)),
        ServeSection(stores=good, store_password_env="SECRET_OF_STORES"),
        ServeSection(stores=("http://example.org/",), services=("https://example.org/sparql",)),
    ):
        with pytest.raises(ConfigError):
            remote(wrong)
    monkeypatch.setenv("SECRET_OF_STORES", "x")
    found = remote(ServeSection(stores=good, store_user="u", store_password_env="SECRET_OF_STORES"))
    assert found is not None
    assert found.headers == {"authorization": "Basic dTp4"}
