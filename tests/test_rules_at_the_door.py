"""The rules of keys and namespaces at the doors of a served site, all of them at once."""

from __future__ import annotations

import json
import random
import secrets
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPException
from pathlib import Path

import pytest
import urllib3

from publisher import Site
from publisher.errors import Unauthorised
from publisher.publishers.audit import Audit
from publisher.publishers.keys import Key, Keys
from publisher.publishers.reading import read
from publisher.store.engine import free_port
from publisher.web.rates import MINUTE, Attempts, Rates
from tests import publishing
from tests.engines import listening
from tests.intruders import (
    SPACES,
    SPARQL,
    TITLE,
    Given,
    Request,
    astray,
    bearer,
    foreign,
    given,
    intruded,
    said,
    writes,
)
from tests.senders import BASE, PUBLISHERS, QUICK, Sender, near
from tests.sites import command, tiny


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.time = 1_000.0

    def __call__(self) -> float:
        return self.time


def test_who_asks_often_waits_until_the_minute_is_over() -> None:
    clock = Clock()
    rates = Rates(2, clock)
    assert [rates.count("a"), rates.count("a"), rates.count("b")] == [0, 0, 0]
    clock.time += 20
    assert (rates.count("a"), rates.wait("a"), rates.wait("b"), rates.wait("c")) == (40, 40, 0, 0)
    clock.time += MINUTE - 20
    assert rates.count("a") == 0


def test_the_doors_open_with_the_first_publisher(tmp_path: Path) -> None:
    root = tiny(tmp_path)
    with (root / "site.toml").open("a", encoding="utf-8") as file:
        file.write(QUICK)
    Site(root).build()
    with near(root) as alfa:
        early, body = Sender(alfa.url), said("alfa/x", "X")
        (root / "publishers.toml").write_text("[", encoding="utf-8")
        assert early.send("GET", "graph/mer.ttl").status == 200
        (root / "publishers.toml").unlink()
        closed = [
            early.send(method, path, body).status
            for method, path in (
                ("PUT", "graph/alfa/x.nt"), ("POST", "graphs?default"), ("POST", "upload"),
                ("POST", "publish"), ("GET", "publish"), ("GET", "graphs"),
                ("GET", "graph/mer.ttl"),
            )
        ]  # fmt: skip
        assert closed == [405, 405, 405, 405, 404, 404, 200]
        (root / "publishers.toml").write_text(PUBLISHERS, encoding="utf-8")
        assert early.send("PUT", "graph/alfa/x.nt", said("alfa/x", "X")).status == 401
        assert "Authorization" in early.send("OPTIONS", "graph/alfa/x.nt").headers[
            "Access-Control-Allow-Headers"
        ]  # fmt: skip
        assert alfa.send("DELETE", "graph/alfa/x.nt").status == 404
        assert early.send("GET", "publish").status == 200
        (root / "publishers.toml").write_text("[", encoding="utf-8")
        assert early.send("GET", "graph/mer.ttl").status == 200
        assert alfa.send("PUT", "graph/alfa/x.nt", said("alfa/x", "X")).status == 500
        (root / "publishers.toml").unlink()
        assert alfa.send("PUT", "graph/alfa/x.nt", said("alfa/x", "X")).status == 405


def test_who_tries_keys_is_told_to_wait_and_locks_nobody_out(tmp_path: Path) -> None:
    root = tiny(tmp_path)
    (root / "publishers.toml").write_text(PUBLISHERS, encoding="utf-8")
    with (root / "site.toml").open("a", encoding="utf-8") as file:
        file.write(QUICK.replace("wrong_keys = 1000", "wrong_keys = 3"))
    Site(root).build()
    with near(root) as alfa:
        missing = "graph/alfa/none"
        assert alfa.send("DELETE", missing).status == 404
        forged = [Sender(alfa.url, f"pub_alfa_{number:043}") for number in range(5)]
        answers = [one.send("DELETE", missing) for one in forged]
        assert [answer.status for answer in answers] == [401, 401, 401, 429, 429]
        assert 0 < int(answers[-1].headers["Retry-After"]) <= MINUTE
        assert alfa.send("DELETE", missing).status == 404
        assert Sender(alfa.url).send("DELETE", missing).status == 401
        elsewhere = alfa.send("DELETE", missing, X_Forwarded_For="192.0.2.7")
        assert elsewhere.status == 404
        other = Sender(alfa.url, Keys(Site(root).settings).new("alfa")[0])
        assert other.send("DELETE", missing).status == 429
        assert other.send("DELETE", missing, X_Forwarded_For="192.0.2.7").status == 404
        opened = alfa.send("POST", "publish", "key=pub_alfa_x", "application/x-www-form-urlencoded")
        assert opened.status == 429


def test_attempts_are_forgotten_with_the_minute() -> None:
    clock = Clock()
    attempts = Attempts(1, clock)
    attempts.wrong("somebody")
    clock.time += MINUTE
    attempts.require_few("somebody", "pub_alfa_x")


def test_what_a_key_began_does_not_land_once_it_is_revoked(tmp_path: Path) -> None:
    """The key counts when its request comes, and is revoked while the request waits its turn."""
    root = publishing.with_publishers(tmp_path)
    alfa = publishing.Sender(root, tmp_path)
    settings = Site(root).settings
    Keys(settings).revoke(alfa.key.id)
    with pytest.raises(Unauthorised, match="revoked"):
        alfa.intake.submit(alfa.key, [alfa.piece("alfa/x.nt", said("alfa/x", "X"))])
    assert not (root / "data/alfa").exists()
    assert Site(root).shelf.current() is None
    assert [(item.key, item.outcome) for item in Audit(settings).entries()] == [
        (alfa.key.id, "denied")
    ]


def lines_of(root: Path) -> dict[str, str]:
    """What the current release has, by source: digests of what each says."""
    return {item.file: item.digest for item in Site(root).open().manifest.graphs}


def refused(url: str, cases: Iterable[tuple[Request, str | None]]) -> list[object]:
    """Send requests from many threads; what was not refused, as it must be, by its sender."""

    def one(case: tuple[Request, str | None]) -> object:
        asked, authorization = case
        status, _, body = settled(asked, url, authorization)
        return None if 400 <= status < 500 else (status, asked, authorization, body)

    with ThreadPoolExecutor(12) as pool:
        return [found for found in pool.map(one, cases) if found]


def settled(
    asked: Request, url: str, authorization: str | None
) -> tuple[int, Mapping[str, str], bytes]:
    """The answer to a request; it is sent again while others are before it, or it was cut off."""
    for _ in range(2_000):
        try:
            answer = asked.send(url, authorization)
        except (OSError, HTTPException):
            answer = 503, {}, b""
        if answer[0] != 503:
            return answer
        time.sleep(0.1)
    return answer


def intrusions(keys: Given) -> list[tuple[Request, str | None]]:
    """Every write with every key that may not do it: by its head alone that is told."""
    everybody = {name: bearer(text) for name, text in keys.writers.items()}
    cases = [
        (asked, said)
        for owner in (*SPACES, "former", "nobody")
        for asked in writes(owner, "in", keys.writers["uppsala"])
        for name, said in {**everybody, **keys.others}.items()
        if name != owner
    ]
    return cases + [(asked, everybody["uppsala"]) for asked in astray()]


def test_every_key_at_every_door_writes_what_is_its_own_alone(tmp_path: Path) -> None:
    root = intruded(tmp_path)
    keys, before = given(root), lines_of(root)
    cases = random.Random(7).sample(intrusions(keys), 500)
    with near(root, "uppsala") as found, ThreadPoolExecutor(1) as aside:
        own = Request("PUT", "graph/uppsala/own.nt", said("uppsala/x", "own"))
        landing = aside.submit(settled, own, found.url, bearer(keys.writers["uppsala"]))
        assert refused(found.url, cases) == []
        assert landing.result()[0] == 201
    after = lines_of(root)
    assert {name for name in {*before, *after} if before.get(name) != after.get(name)} == {
        "uppsala/own.nt"
    }
    assert secrets_in(root, keys.all) == []


def secrets_in(root: Path, texts: Iterable[str], said: str = "") -> list[str]:
    """Where a key stands that nobody may read: files below the site, and what the server said."""
    parts = [text.split("_", 2)[2].encode() for text in texts]
    held = {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    held["the server"] = said.encode()
    return [place for place, content in held.items() if any(part in content for part in parts)]


TABLE = "id;Titel (sv);Utmaningsområde\n{0};{0};mat\n"
LIST = {"@context": "http://www.w3.org/ns/csvw", "url": "lista.csv", "tableSchema": {
    "aboutUrl": BASE + "b/list/{n}",
    "columns": [{"name": "n", "titles": "n", "propertyUrl": TITLE[1:-1]}],
}}  # fmt: skip


def life(owner: str) -> Iterator[tuple[Request, str]]:
    """What a publisher does with its own, and which sources each request is about."""
    space, at = SPACES[owner], f"{owner}/own.nt"
    change = f"DELETE {{ ?s ?p ?o }} INSERT {{ {said(space + 'x', 'third')} }} WHERE {{ " \
             f"BIND(<{BASE}{space}x> AS ?s) ?s ?p ?o }}"  # fmt: skip
    both = {name: (f"{name}.nt", said(space + name, name).encode()) for name in "ab"}
    again = {"Idempotency-Key": f"again {owner}"}
    yield Request("PUT", f"graph/{at}", said(space + "x", "first")), at
    yield Request("POST", f"graph/{at}", said(space + "y", "second")), at
    yield Request("PATCH", f"graph/{at}", change, SPARQL), at
    table = TABLE.format(owner)
    yield Request("PUT", f"upload/{owner}/projekt.csv", table, "text/csv"), f"{owner}/projekt.csv"
    yield Request("PUT", f"graph/{owner}/gone.nt", said(space + "z", "z")), f"{owner}/gone.nt"
    yield Request("DELETE", f"graph/{owner}/gone.nt"), f"{owner}/gone.nt"
    form = urllib3.encode_multipart_formdata(both)
    yield Request("POST", f"upload/{owner}/", *form), f"{owner}/a.nt {owner}/b.nt"
    yield Request("POST", f"graph/{at}", said(space + "w", "w"), headers=again), at
    yield Request("POST", f"graph/{at}", said(space + "w", "w"), headers=again), ""


def lived(data: Path, owner: str) -> None:
    """Write what is there in the end into a folder of sources."""
    space, folder = SPACES[owner], data / owner
    folder.mkdir(exist_ok=True)
    lines = [said(space + "x", "third"), said(space + "y", "second"), said(space + "w", "w")]
    (folder / "own.nt").write_text("".join(lines), encoding="utf-8")
    (folder / "projekt.csv").write_text(TABLE.format(owner), encoding="utf-8")
    for name in "ab":
        (folder / f"{name}.nt").write_text(said(space + name, name), encoding="utf-8")


@dataclass
class Landed:
    """What was acknowledged: key ids, sources and releases."""

    keys: Mapping[str, str]
    """Ids by what stands in the header."""
    lines: list[tuple[str, str, str]] = field(default_factory=list)

    def send(self, url: str, asked: Request, authorization: str, sources: str) -> int:
        """Send a request; the status of its answer."""
        named = {"Idempotency-Key": asked.headers.get("Idempotency-Key", secrets.token_hex(8))}
        status, headers, _ = settled(replace(asked, headers=named), url, authorization)
        if status < 300 and sources:
            line = (self.keys[authorization], sources, headers["publisher-release"])
            self.lines.append(line)
        return status


@pytest.mark.large
def test_all_that_may_be_tried_is_tried_at_once(tmp_path: Path) -> None:
    root = intruded(tmp_path, "workers = 2\nthreads = 48")
    settings, keys = Site(root).settings, given(root)
    text, known = Keys(settings).new("uppsala")
    ids = {bearer(key): one.id for key, one in _known(root, [*keys.writers.values(), text])}
    landed, second, log = Landed(ids), threading.Event(), tmp_path / "server.log"
    cases = intrusions(keys)

    def live(owner: str) -> list[int]:
        own = bearer(keys.writers[owner])
        return [landed.send(url, asked, own, sources) for asked, sources in life(owner)]

    def write_until_revoked() -> int:
        for number in range(1, 1_000):
            asked = Request("PUT", "graph/uppsala/rev.nt", said("uppsala/rev", f"{number}"))
            if landed.send(url, asked, bearer(text), "uppsala/rev.nt") == 401:
                return number - 1
            if number == 2:
                second.set()
        raise AssertionError

    def revoke() -> set[str]:
        assert second.wait(300)
        Keys(settings).revoke(known.id)
        return publishing.graph(root, "uppsala/rev.nt")

    with listening() as elsewhere, serving(root, log) as url, ThreadPoolExecutor(6) as pool:
        described = {"file": ("lista.csv", b"n\n1\n"),
                     "description": ("d.json", json.dumps(LIST).encode())}  # fmt: skip
        asked = Request("POST", "upload/beta/", *urllib3.encode_multipart_formdata(described))
        own = bearer(keys.writers["beta"])
        assert landed.send(url, asked, own, "beta/lista.csv beta/lista.csv-metadata.json") == 201
        cases += [(asked, bearer(keys.writers["uppsala"])) for asked in foreign(elsewhere.url)]
        random.Random(7).shuffle(cases)
        lives = [pool.submit(live, owner) for owner in SPACES]
        last, held = pool.submit(write_until_revoked), pool.submit(revoke)
        assert refused(url, cases) == []
        for each in lives:
            assert each.result() == [201, 200, 200, 201, 201, 200, 200, 200, 200]
        assert elsewhere.knocks == 0
        assert held.result() == {f'<{BASE}uppsala/rev> "{last.result()}"@sv'}
        assert publishing.graph(root, "uppsala/rev.nt") == held.result()

    twin = intruded(tmp_path / "twin")
    for owner in SPACES:
        lived(twin / "data", owner)
    rev = said("uppsala/rev", f"{last.result()}")
    (twin / "data/uppsala/rev.nt").write_text(rev, encoding="utf-8")
    (twin / "data/beta/lista.csv").write_bytes(b"n\n1\n")
    (twin / "data/beta/lista.csv-metadata.json").write_text(json.dumps(LIST), encoding="utf-8")
    Site(twin).build()
    assert lines_of(root) == lines_of(twin)
    entries = Audit(settings).entries()
    released = [item for item in entries if item.outcome in ("released", "unchanged")]
    assert sorted((item.key, " ".join(item.sources), item.release) for item in released) == sorted(
        landed.lines
    )
    told = log.read_text(encoding="utf-8")
    assert "Traceback" not in told, told
    assert secrets_in(root, [*keys.all, text], told + repr(entries)) == []


def _known(root: Path, texts: Iterable[str]) -> Iterator[tuple[str, Key]]:
    settings = Site(root).settings
    for text in texts:
        yield text, Keys(settings).authenticate(text, read(settings))


@contextmanager
def serving(root: Path, log: Path) -> Iterator[str]:
    """The site served; what the server says lies in ``log``."""
    port = free_port()
    with log.open("w", encoding="utf-8") as said_of_it:
        process = subprocess.Popen(command(root, "serve", "--port", str(port)), stderr=said_of_it)
    try:
        while "Serving release" not in log.read_text(encoding="utf-8"):
            assert process.poll() is None, log.read_text(encoding="utf-8")
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        assert process.wait(60) == 0
