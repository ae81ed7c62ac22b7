"""The rules of keys and namespaces at the doors of a served site, all of them at once."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from publisher import Site
from publisher.errors import Unauthorised
from publisher.publishers.audit import Audit
from publisher.publishers.keys import Keys
from publisher.web.rates import MINUTE, Attempts, Rates
from tests import publishing
from tests.intruders import SPACES, Given, Request, astray, bearer, given, intruded, said, writes
from tests.senders import PUBLISHERS, QUICK, Sender, near
from tests.sites import tiny


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
        assert alfa.send("PUT", "graph/alfa/x.nt?dry-run", said("alfa/x", "X")).status == 200
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
    """The answer to a request that is sent again for as long as others are before it."""
    for _ in range(2_000):
        answer = asked.send(url, authorization)
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
