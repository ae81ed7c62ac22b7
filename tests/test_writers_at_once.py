"""Several who write at once, through different servers, and servers that are killed meanwhile."""

from __future__ import annotations

import http.client
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
import urllib3

from publisher import Site, config
from publisher.publishers.audit import Audit
from publisher.publishers.landing import Journal
from publisher.release.shelf import locked
from publisher.store.engine import free_port
from tests.intruders import SPACES, SPARQL, Given, Request, bearer, given, intruded, said
from tests.publishing import graph
from tests.senders import BASE, Sender, near
from tests.sites import command, get, served

AT = "graph/uppsala/shared.nt"


def test_of_two_writers_with_one_condition_one_gets_412(tmp_path: Path) -> None:
    root = intruded(tmp_path)
    with (
        near(root, "uppsala") as one,
        near(root, "uppsala") as other,
        ThreadPoolExecutor(2) as pool,
    ):

        def put(sender: Sender) -> int:
            new = {"If-None-Match": "*"}
            asked = Request("PUT", AT, said("uppsala/x", sender.key), headers=new)
            return asked.send(sender.url, bearer(sender.key))[0]

        first, second = pool.map(put, (one, other))
    assert {first, second} == {201, 412}
    won = one if first == 201 else other
    assert graph(root, "uppsala/shared.nt") == {f'<{BASE}uppsala/x> "{won.key}"@sv'}


@pytest.mark.large
def test_many_through_two_servers_lose_nothing(tmp_path: Path) -> None:
    root = intruded(tmp_path, "workers = 2\nthreads = 32")
    keys = given(root)
    own = bearer(keys.writers["uppsala"])
    title = "<http://purl.org/dc/terms/title>"
    more = f"DELETE {{ ?s {title} ?n }} INSERT {{ ?s {title} ?m }} WHERE {{ ?s {title} ?n " \
           "BIND(?n + 1 AS ?m) }"  # fmt: skip
    with served(root) as one, served(root) as other, ThreadPoolExecutor(12) as pool:

        def at_once(asked: Callable[[int], Request], many: int = 8) -> Counter[int]:
            """Statuses of requests that come at once, half of them to each server."""
            sent = pool.map(
                lambda number: _settled(asked(number), (one, other)[number % 2], own), range(many)
            )
            return Counter(sent)

        integer = "<http://www.w3.org/2001/XMLSchema#integer>"
        start = f'<{BASE}uppsala/n> {title} "0"^^{integer} .\n'
        assert at_once(lambda _: Request("PUT", "graph/uppsala/n.nt", start), 1) == {201: 1}
        tag = get(one + "graph/uppsala/n.nt", "text/turtle").headers["ETag"]
        held = {"If-Match": tag}

        def put(number: int) -> Request:
            body = start + said("uppsala/m", f"{number}")
            return Request("PUT", "graph/uppsala/n.nt", body, headers=held)

        assert at_once(put) == {200: 1, 412: 7}
        assert at_once(lambda _: Request("PATCH", "graph/uppsala/n.nt", more, SPARQL)) == {200: 8}
        assert f'<{BASE}uppsala/n> "8"^^{integer}' in graph(root, "uppsala/n.nt")
        added = at_once(lambda number: Request("POST", AT, said("uppsala/x", f"{number}")))
        assert added.total() == 8
        assert set(added) <= {200, 201}
        assert graph(root, "uppsala/shared.nt") == {
            f'<{BASE}uppsala/x> "{number}"@sv' for number in range(8)
        }
        apart = at_once(lambda number: Request("PUT", f"graph/uppsala/p{number}.nt",
                                               said(f"uppsala/p{number}", "p")))  # fmt: skip
        assert apart == {201: 8}
        for number in range(8):
            for url in (one, other):
                assert get(f"{url}graph/uppsala/p{number}.nt", "text/turtle").status == 200


@pytest.mark.large
def test_servers_killed_while_others_send_lose_nothing_that_was_acknowledged(
    tmp_path: Path,
) -> None:
    root, chance = intruded(tmp_path, "workers = 2"), random.Random(20260501)
    keys = given(root)
    begun, done = Counter[str](), Counter[str]()
    for _ in range(6):
        with killable(root) as (url, victims), ThreadPoolExecutor(len(SPACES)) as pool:
            writers = [pool.submit(_write, url, keys, owner, begun, done) for owner in SPACES]
            time.sleep(chance.uniform(0.5, 5.0))
            _kill(chance.choice(victims()))
            time.sleep(chance.uniform(0.0, 2.0))
            for victim in victims()[:1]:
                _kill(victim)
            for writer in writers:
                writer.result()
        _settle(root)
        for owner, space in SPACES.items():
            kept = {line.split('"')[1] for line in graph(root, f"{owner}/kept.nt")}
            assert len(kept) <= 1, (space, kept)
            number = int(next(iter(kept), "0"))
            assert done[owner] <= number <= begun[owner], (owner, done, number, begun)
    assert min(done.values()) > 0, done
    assert list(Journal(config.load(root), root / "data").pending()) == []
    entries = Audit(config.load(root)).entries()
    assert len({item.id for item in entries}) == len(entries)


def _settled(asked: Request, url: str, authorization: str) -> int:
    for _ in range(1_000):
        status = asked.send(url, authorization)[0]
        if status != 503:
            return status
        time.sleep(0.1)
    return 503


def _write(
    url: str, keys: Given, owner: str, begun: Counter[str], done: Counter[str]
) -> None:  # fmt: skip
    """Write one number after the other until nobody answers any more."""
    for number in count(begun[owner] + 1):
        begun[owner] = number
        body = said(f"{SPACES[owner]}kept", f"{number}")
        asked = Request("PUT", f"graph/{owner}/kept.nt", body)
        try:
            status = _settled(asked, url, bearer(keys.writers[owner]))
        except (OSError, http.client.HTTPException):
            if not _answers(url):
                return
            continue
        if status in (200, 201):
            done[owner] = number


def _answers(url: str) -> bool:
    """Whether the server comes back, as it does when a worker alone has ended."""
    for _ in range(30):
        try:
            return urllib3.request("GET", url, retries=False, timeout=10.0).status == 200
        except urllib3.exceptions.HTTPError:
            time.sleep(0.1)
    return False


@contextmanager
def killable(root: Path) -> Iterator[tuple[str, Callable[[], list[int]]]]:
    """The site served, and what tells the processes: the server, its children, and theirs."""
    port = free_port()
    with subprocess.Popen(
        command(root, "serve", "--port", str(port)), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("Serving release"):
                break
        try:
            yield f"http://127.0.0.1:{port}/", lambda: _below(process.pid)
        finally:
            for victim in _below(process.pid):
                _kill(victim)
            process.stderr.read()


def _below(process: int) -> list[int]:
    found = [process]
    for each in found:
        try:
            text = Path(f"/proc/{each}/task/{each}/children").read_text(encoding="ascii")
        except OSError:
            continue
        found += map(int, text.split())
    return found


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return


def _settle(root: Path) -> None:
    """Have what is half done brought to its end, as the next build does."""
    for _ in range(200):
        with (root / "access" / ".intake.lock").open("w") as turn:
            if locked(turn, 1):
                assert Site(root).build().manifest
                return
    raise AssertionError("somebody writes who was killed")
