"""The rules of keys and namespaces at the doors of a served site, all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher import Site
from publisher.errors import Unauthorised
from publisher.publishers.audit import Audit
from publisher.publishers.keys import Keys
from publisher.web.rates import MINUTE, Attempts, Rates
from tests import publishing
from tests.senders import BASE, PUBLISHERS, QUICK, Sender, near
from tests.sites import tiny

TITLE = "<http://purl.org/dc/terms/title>"


def said(path: str, title: str) -> str:
    """One statement about what is named ``path`` under the site."""
    return f'<{BASE}{path}> {TITLE} "{title}"@sv .\n'


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
