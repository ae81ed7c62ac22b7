"""Answers that are given again: the same as they were, found by all that they depend on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import urllib3

from publisher import Site
from publisher.store.reader import open_release
from publisher.store.serving import Served
from publisher.web.front import OFFERED, Again, Front
from tests.sites import served, tiny

LOG = "queries.jsonl"
QUERY = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 20"
LONG = "SELECT ?s { ?s ?p ?o } LIMIT 9" + " # a long query" * 100
GRAPH = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 9"

TIMES = 4
"""One answer is the engine's, one is kept, and further ones are given again."""

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

ASKED: tuple[tuple[str, str, dict[str, str], bytes | None], ...] = (
    ("GET", f"?query={quote(QUERY)}", {"Accept": "text/csv"}, None),
    ("GET", f"?query={quote(QUERY)}", {"Accept": "application/sparql-results+json"}, None),
    ("GET", f"?query={quote(QUERY)}", {"Accept": "text/csv", "Accept-Encoding": "gzip"}, None),
    ("GET", f"?query={quote(QUERY)}", {"Accept": "text/csv", "Accept-Encoding": "zstd"}, None),
    ("HEAD", f"?query={quote(QUERY)}", {"Accept": "text/csv"}, None),
    ("GET", f"?query={quote(QUERY)}&format=csv", {}, None),
    ("GET", f"?query={quote(LONG)}&format=csv", {}, None),
    ("GET", f"?query={quote(QUERY)}", {"Accept": "text/html", "Accept-Language": "sv"}, None),
    ("GET", f"?query={quote(QUERY)}", {"Accept": "text/html", "Accept-Language": "en"}, None),
    ("GET", f"?query={quote(QUERY)}", {"Accept": "application/pdf"}, None),
    ("GET", "?query=SELECT%20wrong", {}, None),
    ("GET", f"?query={quote(GRAPH)}", {}, None),
    ("GET", "?query=ASK%20%7B%7D", {"Accept-Datetime": "Sat, 01 Jan 2000 00:00:00 GMT"}, None),
    ("POST", "", {**FORM, "Accept": "text/csv"}, urlencode({"query": QUERY}).encode()),
    ("POST", "", {**FORM, "Accept": "text/csv"}, urlencode({"query": QUERY[:-1]}).encode()),
    ("POST", "", {"Content-Type": "application/sparql-query"}, QUERY.encode()),
    ("POST", "?format=csv", {"Content-Type": "application/sparql-query"}, QUERY.encode()),
    ("POST", "", {"Content-Type": "text/plain"}, QUERY.encode()),
)  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """What a client sees of an answer."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(base: str, method: str, more: str, headers: dict[str, str], body: bytes | None) -> Seen:
    answer = urllib3.request(
        method, f"{base}sparql{more}", headers=headers, body=body, redirect=False, retries=False,
        decode_content=False,
    )  # fmt: skip
    told = {name: value for name, value in answer.headers.items() if name != "Date"}
    return Seen(answer.status, told, answer.data)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny site, with one process that answers and a log."""
    folder = tiny(tmp_path_factory.mktemp("front"))
    with (folder / "site.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[serve]\nworkers = 1\nquery_log = "{LOG}"\n')
    return folder


@pytest.fixture(scope="module")
def base(site: Path) -> Iterator[str]:
    with served(site) as address:
        yield address


def test_an_answer_that_is_given_again_is_the_one_that_was_given(base: str) -> None:
    first = [ask(base, *request) for request in ASKED]
    for _ in range(TIMES):
        for before, request in zip(first, ASKED, strict=True):
            assert ask(base, *request) == before, request
    assert len({json.dumps([item.headers, str(item.body)]) for item in first}) > len(ASKED) // 2
    tagged = {**ASKED[0][2], "If-None-Match": first[0].headers["ETag"]}
    known = [ask(base, *ASKED[0][:2], tagged, None) for _ in range(TIMES)]
    assert {(item.status, item.body) for item in known} == {(304, b"")}
    assert known[1:] == known[:-1]


def test_each_time_is_in_the_log(base: str, site: Path) -> None:
    query = "SELECT ?once { ?once ?p ?o }"
    for _ in range(TIMES):
        assert ask(base, "GET", f"?query={quote(query)}", {}, None).status == 200
    found: list[dict[str, Any]] = []
    while len(found) < TIMES:  # an entry is written once its answer has been sent
        lines = (site / LOG).read_text(encoding="utf-8").splitlines()
        found = [json.loads(line) for line in lines]
        last = found[-1]["digest"]
        found = [entry for entry in found if entry["digest"] == last]
        time.sleep(0.01)
    assert [entry["cached"] for entry in found] == [False, True, True, True]
    for entry in found:
        assert entry.keys() == found[0].keys()
        assert (entry["form"], entry["status"]) == ("SELECT", 200)
        assert (entry["bytes"], entry["release"]) == (found[1]["bytes"], found[0]["release"]) or (
            entry is found[0]
        )


# the layer itself, around an application of its own


@dataclass
class Application:
    """Says how often it was asked; offers its answers where ``again`` says so."""

    again: Callable[[], Again | None]
    asked: int = 0
    closed: int = 0
    bodies: list[bytes] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked += 1
        self.bodies.append(environ["wsgi.input"].read())
        again = self.again()
        if again is not None:
            environ[OFFERED] = again
        start_response("200 OK", [("Asked", str(self.asked))])
        return Pieces(self)


@dataclass
class Pieces:
    """A body in two pieces, whose end is told of."""

    of: Application

    def __iter__(self) -> Iterator[bytes]:
        yield b"answer "
        yield b"%d" % self.of.asked

    def close(self) -> None:
        self.of.closed += 1


def put(front: Front, body: bytes = b"", **more: str) -> bytes:
    """The answer to a request; the header is part of it."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/sparql", "QUERY_STRING": "",
        "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body), **more,
    }  # fmt: skip
    said: list[Any] = []

    def start(*status: Any) -> Callable[[bytes], object]:
        said.append(status)
        return lambda piece: None

    found: Any = front(environ, start)
    try:
        whole = b"".join(found)
    finally:
        found.close()
    assert f"answer {said[0][1][0][1]}".encode() == whole
    return whole


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Served]:
    """A release, switched to at two times."""
    site = Site(tiny(tmp_path_factory.mktemp("again")))
    site.build()
    reader = open_release(site.shelf.path(site.shelf.resolve("current")))
    return [Served(reader, datetime(2026, 1, day, tzinfo=UTC)) for day in (1, 2)]


@pytest.mark.parametrize(
    "more",
    [
        {"HTTP_ACCEPT": "text/csv"},
        {"HTTP_ACCEPT_ENCODING": "gzip"},
        {"HTTP_ACCEPT_LANGUAGE": "sv"},
        {"HTTP_IF_NONE_MATCH": '"a"'},
        {"HTTP_HOST": "example.org"},
        {"QUERY_STRING": "a=b"},
        {"CONTENT_TYPE": "text/plain"},
        {"REQUEST_METHOD": "GET"},
        {"body": "other"},
    ],
)
def test_all_that_matters_of_a_request_tells_it_from_others(
    releases: list[Served], more: dict[str, str]
) -> None:
    front = Front(
        Application(lambda: Again(releases[0], None, lambda: True)), lambda: releases[0], 10**6, 1
    )
    assert [put(front, b"x") for _ in range(2)] == [b"answer 1"] * 2
    other = more.pop("body", "x").encode()
    assert [put(front, other, **more) for _ in range(2)] == [b"answer 2"] * 2
    assert put(front, b"x", HTTP_USER_AGENT="another", HTTP_TRACEPARENT="1") == b"answer 1"


def test_what_is_served_anew_is_asked_anew(releases: list[Served]) -> None:
    now = [releases[0]]
    offered = Again(releases[0], None, lambda: True)
    application = Application(lambda: offered)
    front = Front(application, lambda: now[0], 10**6, 1)
    assert put(front) == put(front) == b"answer 1"
    now[0] = releases[1]
    assert [put(front), put(front)] == [b"answer 2", b"answer 3"], "it was answered from another"
    now[0] = releases[0]
    assert put(front) == b"answer 1"
    assert application.closed == application.asked


def test_only_what_is_offered_is_given_again(releases: list[Served]) -> None:
    holds = [True]
    again = Again(releases[0], None, lambda: holds[0])
    for offered, path, headers in (
        (None, "/sparql", {}),
        (again, "/other", {}),
        (again, "/sparql", {"HTTP_ACCEPT_DATETIME": "x"}),
        (again, "/sparql", {"HTTP_RANGE": "bytes=1-2"}),
        (again, "/sparql", {"HTTP_TRANSFER_ENCODING": "chunked"}),
        (again, "/sparql", {"CONTENT_LENGTH": "70000"}),
    ):  # fmt: skip
        front = Front(Application(lambda offered=offered: offered), lambda: releases[0], 10**6, 1)  # type: ignore[misc]
        for number in (1, 2):
            assert put(front, b"", PATH_INFO=path, **headers) == b"answer %d" % number
    front = Front(Application(lambda: again), lambda: releases[0], 10**6, 1)
    assert put(front) == b"answer 1"
    holds[0] = False
    assert [put(front), put(front)] == [b"answer 1", b"answer 2"], "it held no longer"


def test_what_is_given_again_keeps_to_its_room(releases: list[Served]) -> None:
    application = Application(lambda: Again(releases[0], None, lambda: True))
    front = Front(application, lambda: releases[0], 100_000, 1)
    often = put(front, b"often")
    for number in range(1_000):
        put(front, b"%d" % number)
        assert put(front, b"often") == often
    asked = application.asked
    put(front, b"999")
    assert application.asked == asked
    put(front, b"0")
    assert application.asked == asked + 1
    assert [put(front, b"x" * 20_000) for _ in range(2)] == [b"answer 1003", b"answer 1004"]
    assert application.bodies[-1] == b"x" * 20_000
