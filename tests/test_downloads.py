"""Long downloads take a place among the threads, so that those who read slowly leave room."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.releases import DATA
from tests.sites import get, served, tiny
from tests.visits import client

PATHS: Final = ("/dump.nt", "/dump.trig", "/dump.nq", "/dump.nq.gz", "/graph/many.ttl.ttl")
TEXT: Final = "".join(f"{number:05d}" for number in range(400))
PER_CLIENT, IN_ALL = 3, 6


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A release with a graph that is long, packed too."""
    many = "".join(
        f'<project/n{number}> dct:title "{TEXT[number * 3 :] + TEXT[: number * 3]}" .\n'
        for number in range(60)
    )
    return client(tmp_path_factory.mktemp("long"), {**DATA, "many.ttl": many})


def begin(web: FlaskClient, path: str, who: int = 0, **headers: str) -> TestResponse:
    """An answer that is not read."""
    said = {"X-Forwarded-For": f"192.0.2.{who}", **headers}
    return web.get(path, headers=said, buffered=False)


@pytest.mark.parametrize("path", PATHS)
def test_long_downloads_have_a_place_each(web: FlaskClient, path: str) -> None:
    with ExitStack() as reading:
        for _ in range(PER_CLIENT):
            answer = reading.enter_context(begin(web, path))
            assert answer.status_code == 200
        refused = begin(web, path)
        assert (refused.status_code, "Retry-After" in refused.headers) == (429, True)
        assert "downloads" in refused.get_data(as_text=True)
        for _ in range(IN_ALL - PER_CLIENT):
            assert reading.enter_context(begin(web, path, who=1)).status_code == 200
        refused = begin(web, path, who=2)
        assert (refused.status_code, "Retry-After" in refused.headers) == (503, True)
        for other in ("/", "/doc/project/alfa.ttl", "/graph/projekt.csv.nt", "/static/site.css"):
            assert begin(web, other, who=2).status_code == 200
        assert web.head(path).status_code == 200
        tag = answer.headers["ETag"]
        assert begin(web, path, who=2, **{"If-None-Match": tag}).status_code == 304
    whole = begin(web, path, who=2)
    assert whole.status_code == 200
    assert len(whole.get_data()) > 65_536


def test_what_is_read_is_what_there_is(web: FlaskClient) -> None:
    with ExitStack() as reading:
        held = [reading.enter_context(begin(web, "/dump.nt", who=number % 2))
                for number in range(IN_ALL)]  # fmt: skip
        bodies = {answer.get_data() for answer in held}
    assert len(bodies) == 1
    assert web.get("/dump.nt").data in bodies


@pytest.mark.large
def test_fifty_slow_readers_leave_pages_and_queries_alone(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    table = site / "data" / "projekt.csv"
    more = "".join(f"n{number};N{number};;2024;;mat;;;;;;\n" for number in range(30_000))
    table.write_text(table.read_text(encoding="utf-8") + more, encoding="utf-8")
    with (site / "site.toml").open("a", encoding="utf-8") as file:
        file.write("\n[serve]\nworkers = 1\nthreads = 8\n")
    with served(site) as base:
        place = urlsplit(base)
        with ExitStack() as clients:
            statuses = []
            for number in range(50):
                slow = clients.enter_context(socket.socket())
                slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
                slow.connect((place.hostname, place.port))
                slow.sendall(b"GET /dump.nt HTTP/1.1\r\nHost: x\r\n"
                             b"X-Forwarded-For: 192.0.2.%d\r\n\r\n" % number)  # fmt: skip
                statuses.append(slow.recv(1_024)[9:12])
            assert statuses == [b"200"] * 3 + [b"503"] * 47
            for number in range(10):
                assert get(f"{base}doc/project/alfa.ttl").status == 200
                assert get(f"{base}sparql?query=ASK%20%7B%7D%20%23{number}").status == 200
        for _ in range(600):  # the threads notice that their clients are gone
            if get(base + "dump.nt").status == 200:
                return
            time.sleep(0.05)
        pytest.fail("a place is not given back")
