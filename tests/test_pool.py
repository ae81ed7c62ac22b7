"""Engines shared by many: one query in each, shares, what is left behind, what is replaced."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import urllib3

from publisher import Site
from publisher.config import ServeSection
from publisher.errors import Busy, ReleaseError, TooManyQueries
from publisher.store.keeper import Keeper
from publisher.store.leases import GONE, MEMORY, OPERATOR, Ask
from publisher.store.pool import Pool
from publisher.store.slots import Folder, Held, make
from tests.sites import tiny

HEAVY = "SELECT (COUNT(*) AS ?x) { GRAPH ?y { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } }"
ALL = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The tiny site with two releases; the first is current."""
    found = Site(tiny(tmp_path_factory.mktemp("pool")))
    first = found.build().manifest
    assert first is not None
    table = found.root / "data" / "projekt.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("1 234,50", "2"), encoding="utf-8")
    found.build()
    found.rollback(first.id)
    return found


class Engines:
    """A keeper with its pool, ticked by hand."""

    def __init__(self, site: Site, path: Path, settings: ServeSection) -> None:
        self.folder = make(path / "engines")
        self.keeper = Keeper(self.folder, site.shelf.folder, settings)
        self.pool = Pool(self.folder.path, settings.client_queries)
        self.current = site.shelf.resolve("current")
        self.other = next(item for item in site.shelf.ids() if item != self.current)
        self.until(lambda: self.keeper.prepare(self.current))
        self.keeper.serve(self.current)

    def until(self, holds: Callable[[], object]) -> None:
        """Tick until ``holds`` says so."""
        for _ in range(3000):
            self.keeper.tick()
            if holds():
                return
            time.sleep(0.01)
        raise AssertionError("it never came to pass")

    def count(self, release: str = "") -> int:
        """How many engines are offered."""
        with self.folder.mutex():
            return sum(release in ("", slot.release) for slot in self.folder.slots())

    def hold(self, client: str = "", release: str = "", **more: bool) -> Held:
        """An engine, or the reason why there is none at once."""
        return self.pool.lease(
            Ask(release or self.current, HEAVY, client, "d1"), patience=0.0, **more
        )

    def next(self) -> Held:
        """The next engine that there is, waited for."""
        held: list[Held] = []

        def free() -> bool:
            with suppress(Busy):
                held.append(self.hold())
            return bool(held)

        self.until(free)
        return held[0]


@contextmanager
def engines(site: Site, path: Path, **more: int | str) -> Iterator[Engines]:
    settings = ServeSection(**{"query_seconds": 20, **more})  # type: ignore[arg-type]
    found = Engines(site, path, settings)
    try:
        yield found
    finally:
        found.keeper.stop()


def rows(held: Held, query: str, seconds: float = 30.0) -> int:
    """The number that a query gives."""
    headers = {"Accept": "text/csv", "Content-Type": "application/sparql-query"}
    answer = urllib3.request(
        "POST", held.url, body=query, retries=False, headers=headers, timeout=seconds
    )
    assert answer.status == 200, answer.data
    return int(answer.data.split()[1])


def test_each_engine_is_held_by_one_and_the_last_is_kept_for_short_queries(
    site: Site, tmp_path: Path
) -> None:
    with engines(site, tmp_path, engines=3) as found:
        held = [found.hold() for _ in range(3)]
        assert len({item.url for item in held}) == 3
        assert [item.quick for item in held] == [False, False, True]
        with pytest.raises(Busy):
            found.hold()
        held[2].finish()
        with pytest.raises(Busy):
            found.hold(quick=False)
        held[0].finish()
        again = found.hold(quick=False)
        assert again.url == held[0].url
        assert [item.quick for item in found.pool.running()] == [False, False]


def test_a_client_has_its_share_and_no_more(site: Site, tmp_path: Path) -> None:
    with engines(site, tmp_path, engines=4, client_queries=2) as found:
        held = [found.hold("a"), found.hold("a")]
        with pytest.raises(TooManyQueries):
            found.hold("a")
        held.append(found.hold("b"))
        held[0].finish()
        held.append(found.hold("a"))
        running = found.pool.running()
        assert sorted(item.client for item in running) == ["a", "a", "b"]
        assert {(item.release, item.query) for item in running} == {(found.current, HEAVY)}
        assert len({item.id for item in running}) == 3


def test_what_is_ended_is_replaced_and_harms_nobody_else(site: Site, tmp_path: Path) -> None:
    with engines(site, tmp_path, engines=2) as found:
        mine, other = found.hold(), found.hold()
        whole = rows(other, ALL)
        mine.end(GONE)
        assert mine.reason == GONE
        with pytest.raises(urllib3.exceptions.HTTPError):
            rows(mine, ALL)
        assert rows(other, ALL) == whole
        fresh = found.next()
        assert fresh.url != other.url
        assert rows(fresh, ALL) == whole
        mine.end(GONE)  # long gone: nobody else is hit
        mine.finish()
        assert rows(fresh, ALL) == whole


def test_the_operator_ends_a_query_by_its_id(site: Site, tmp_path: Path) -> None:
    with engines(site, tmp_path, engines=2) as found:
        held = found.hold()
        (running,) = found.pool.running()
        assert not found.pool.end("no such id")
        assert found.pool.end(running.id)
        with pytest.raises(urllib3.exceptions.HTTPError):
            rows(held, HEAVY)
        held.end()
        assert held.reason == OPERATOR


def test_an_engine_dies_of_a_query_that_needs_too_much_memory(site: Site, tmp_path: Path) -> None:
    with engines(site, tmp_path, engines=1, query_mb=20) as found:
        held = found.hold()
        with pytest.raises(urllib3.exceptions.HTTPError):
            rows(held, "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT * "
                       "{ GRAPH ?x { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } } }")  # fmt: skip
        held.end()
        assert held.reason == MEMORY
        assert rows(found.next(), ALL) > 0


HOLDER = """
import sys
from pathlib import Path
from publisher.store.leases import Ask
from publisher.store.pool import Pool
held = Pool(Path(sys.argv[1]), 2).lease(Ask(sys.argv[2], "ASK {}", "dead"), patience=5.0)
print(held.url, flush=True)
sys.stdin.read()
"""


def test_what_a_worker_that_dies_leaves_running_is_ended(site: Site, tmp_path: Path) -> None:
    with engines(site, tmp_path, engines=1) as found:
        command = [sys.executable, "-c", HOLDER, str(found.folder.path), found.current]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as holder:
            assert holder.stdout is not None
            url = holder.stdout.readline().strip()
            with pytest.raises(Busy):
                found.hold()
            os.kill(holder.pid, signal.SIGKILL)
        assert found.next().url != url
        assert [item.client for item in found.pool.running()] == [""]


def test_an_earlier_release_gets_an_engine_when_it_is_asked_for(site: Site, tmp_path: Path) -> None:
    with engines(site, tmp_path, engines=2, older_releases=1) as found:
        with pytest.raises(Busy):
            found.hold(release=found.other)
        found.until(lambda: found.count(found.other) == 1)
        held = found.hold(release=found.other)
        assert not held.quick
        assert found.count(found.current) == 2
        assert rows(held, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p 2.0 } }") == 1


def test_the_engines_before_finish_what_they_do_and_go(site: Site, tmp_path: Path) -> None:
    with engines(site, tmp_path, engines=2) as found:
        held = found.hold()
        before = found.current
        found.until(lambda: found.keeper.prepare(found.other))
        assert found.count() == 4
        found.keeper.serve(found.other)
        found.until(lambda: found.count(before) == 1)
        assert rows(held, ALL) > 0
        held.finish()
        found.until(lambda: found.count(before) == 0)
        assert found.count(found.other) == 2


def test_what_is_prepared_no_longer_is_let_go(site: Site, tmp_path: Path) -> None:
    with engines(site, tmp_path, engines=2) as found:
        found.keeper.prepare(found.other)
        found.keeper.prepare(found.current)
        found.until(lambda: not found.keeper.busy)
        assert found.count(found.other) == 0
        assert found.count(found.current) == 2
        with pytest.raises(ReleaseError):
            found.keeper.prepare("0" * 20)


@pytest.mark.parametrize("mode", ["memory", "auto"])
def test_engines_that_hold_a_copy_answer_alike(site: Site, tmp_path: Path, mode: str) -> None:
    with engines(site, tmp_path, engines=2, engine_mode=mode) as found:
        quads = len(site.open().store)
        for _ in range(2):
            assert rows(found.hold(), ALL) == quads


def test_the_folder_of_engines_is_empty_in_the_end(site: Site, tmp_path: Path) -> None:
    with engines(site, tmp_path, engines=2) as found:
        pids = [slot.pid for slot in Folder(found.folder.path).slots()]
        assert len(pids) == 2
    assert not list(found.folder.path.glob("*.engine"))
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
