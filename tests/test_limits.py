"""Limits that a query meets on a served site: what stops, what is said, and who is not harmed."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPResponse
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyoxigraph as ox
import pytest
import urllib3

from publisher import Site
from publisher.errors import Busy, TooManyQueries
from publisher.store.leases import Running
from publisher.web.clients import Places, address_of, pseudonym
from publisher.web.querylog import KEPT, QueryLog
from publisher.web.rows import Rows
from tests.sites import Answer, get, publisher, served, tiny

JSON = "application/sparql-results+json"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
GREEDY = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } }"
KEY = "a key for tests"
SETTINGS = """
[serve]
engines = 3
client_queries = 2
queue_seconds = 2
query_seconds = 25
quick_seconds = 1
query_mb = 48
threads = 8
workers = 1
operator_key_file = "key"
query_log = "queries.log"
query_log_text = true
"""


class Served:
    """A served site, looked at from outside and from beside."""

    def __init__(self, base: str, folder: Path) -> None:
        self.base, self.site, self._numbers = base, Site(folder), count()

    def ask(self, query: str, accept: str = JSON, **headers: str) -> Answer:
        """The answer to a query."""
        return get(f"{self.base}sparql?query={quote(query, safe='')}", accept, **headers)

    @contextmanager
    def asking(self, query: str, client: str) -> Iterator[socket.socket]:
        """A client that asks, reads nothing, and goes away."""
        where = urlsplit(self.base)
        with socket.create_connection((where.hostname, where.port)) as connection:
            connection.sendall(
                f"GET /sparql?query={quote(query, safe='')} HTTP/1.1\r\nHost: x\r\n"
                f"Accept: {JSON}\r\nX-Forwarded-For: {client}\r\n\r\n".encode()
            )
            yield connection

    def ask_new(self, client: str) -> Answer:
        """The answer to a short query that nobody has asked before: no cache can have it."""
        number = next(self._numbers)
        return self.ask(f"ASK {{ FILTER({number} = {number}) }}", X_Forwarded_For=client)

    def running(self) -> list[Running]:
        """What runs."""
        return self.site.running()

    def until(self, number: int) -> list[Running]:
        """Wait until so many queries run."""
        wait(lambda: len(self.running()) == number)
        return self.running()


def read_answer(connection: socket.socket) -> bytes:
    """The answer on a connection, which is closed after it or says how long it is."""
    answer = HTTPResponse(connection)
    answer.begin()
    return f"HTTP {answer.status} {answer.reason}\n".encode() + answer.read()


def wait(holds: Callable[[], bool]) -> None:
    """Wait until ``holds`` gives True."""
    for _ in range(1200):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to pass")


@contextmanager
def limited(folder: Path, settings: str) -> Iterator[Served]:
    site = tiny(folder)
    (site / "key").write_text(KEY + "\n", encoding="utf-8")
    with (site / "site.toml").open("a", encoding="utf-8") as file:
        file.write(settings)
    with served(site) as url:
        yield Served(url, site)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The tiny site with limits that are soon met."""
    with limited(tmp_path_factory.mktemp("limits"), SETTINGS) as found:
        yield found


@pytest.fixture(autouse=True)
def quiet(request: pytest.FixtureRequest) -> Iterator[None]:
    """No query outlives its test."""
    yield
    if "here" in request.fixturenames:
        request.getfixturevalue("here").until(0)


def test_a_query_that_needs_too_much_memory_is_stopped_and_says_so(here: Served) -> None:
    answer = here.ask(GREEDY)
    assert answer.status == 507
    assert b"48 MB" in answer.data
    assert here.ask_new("192.0.2.1").status == 200


@pytest.mark.parametrize("query", [HEAVY, LARGE])
def test_a_client_that_goes_away_stops_its_query(here: Served, query: str) -> None:
    with here.asking(query, "192.0.2.1"):
        (running,) = here.until(1)
        assert running.query == query
        assert re.fullmatch("[0-9a-f]{12}", running.client)
        assert running.release == here.site.shelf.current()
    here.until(0)


@pytest.mark.large
def test_a_client_that_reads_nothing_is_cut_off_in_time(tmp_path: Path) -> None:
    with limited(tmp_path, "\n[serve]\nanswer_seconds = 1\n") as own:
        with own.asking(LARGE, "192.0.2.1") as connection:
            own.until(1)
            own.until(0)
            connection.settimeout(30)
            received = b"".join(iter(lambda: connection.recv(1 << 20), b""))
        assert not received.endswith(b"0\r\n\r\n")
        assert own.ask_new("192.0.2.1").status == 200


def test_head_of_a_long_answer_holds_no_engine(here: Served) -> None:
    address = f"{here.base}sparql?query={quote('SELECT * { ?a ?b ?c . ?d ?e ?f }', safe='')}"
    answer = urllib3.request("HEAD", address, headers={"Accept": JSON}, retries=False)
    assert answer.status == 200
    here.until(0)


def test_long_queries_leave_an_engine_for_short_ones_and_all_pages(here: Served) -> None:
    with ExitStack() as clients:
        for number in range(2):
            clients.enter_context(here.asking(HEAVY, f"192.0.2.{number}"))
            here.until(number + 1)
        for _ in range(5):
            assert here.ask_new("198.51.100.7").status == 200
            assert get(here.base + "doc/project/alfa.ttl").status == 200
        refused = here.ask(HEAVY, X_Forwarded_For="198.51.100.8")
        assert refused.status == 503
        assert int(refused.headers["Retry-After"]) > 0
        assert len(here.running()) == 2


def test_more_queries_than_there_are_threads_leave_the_pages_alone(here: Served) -> None:
    with ExitStack() as clients:
        for number in range(12):
            clients.enter_context(here.asking(HEAVY, f"192.0.2.{number}"))
        wait(lambda: len(here.running()) >= 2)
        for _ in range(5):
            assert get(here.base + "doc/project/alfa.ttl").status == 200
            assert get(here.base).status == 200
    seen: deque[int] = deque(maxlen=20)

    def nobody_waits() -> bool:
        seen.append(len(here.running()))
        return list(seen) == [0] * 20

    wait(nobody_waits)


def test_a_client_that_asks_too_much_at_once_is_told_so_and_others_are_not(here: Served) -> None:
    with ExitStack() as clients:
        for number in range(2):
            clients.enter_context(here.asking(HEAVY, "192.0.2.1"))
            here.until(number + 1)
        refused = here.ask_new("192.0.2.1")
        assert refused.status == 429
        assert int(refused.headers["Retry-After"]) > 0
        assert here.ask_new("192.0.2.2").status == 200
        first, second = here.running()
        assert first.client == second.client


def test_the_operator_lists_and_ends_queries(here: Served) -> None:
    folder = here.site.root
    with here.asking(HEAVY, "192.0.2.1") as connection:
        (running,) = here.until(1)
        listed = publisher(folder, "running")
        assert listed.returncode == 0
        assert running.id in listed.stdout
        assert HEAVY[:40] in listed.stdout
        assert publisher(folder, "running", "--end", "unknown").returncode == 2
        assert publisher(folder, "running", "--end", running.id).returncode == 0
        connection.settimeout(30)
        assert b" 503 " in read_answer(connection).splitlines()[0]
    here.until(0)


def test_the_door_of_the_operator_wants_the_key(here: Served) -> None:
    door = here.base + "-/queries"
    for said in ({}, {"Authorization": "Bearer wrong"}):
        assert get(door, "", **said).status == 401
    with here.asking(HEAVY, "192.0.2.1") as connection:
        (running,) = here.until(1)
        answer = get(door, "", Authorization=f"Bearer {KEY}")
        (found,) = json.loads(answer.data)["queries"]
        assert found["id"] == running.id
        assert found["query"] == HEAVY
        assert found["seconds"] >= 0
        assert "192.0.2.1" not in answer.data.decode()
        assert answer.headers["Cache-Control"] == "no-store"
        own = {"Authorization": f"Bearer {KEY}"}
        ended = [
            urllib3.request("DELETE", f"{door}/{running.id}", headers=own, retries=False).status,
            urllib3.request("DELETE", f"{door}/{running.id}", retries=False).status,
            urllib3.request("DELETE", f"{door}/unknown", headers=own, retries=False).status,
        ]
        assert ended == [200, 401, 404]
        connection.settimeout(30)
        assert b"ended by the operator" in read_answer(connection)


def test_the_log_says_what_was_asked_and_never_by_whom(here: Served) -> None:
    mark = "ASK { FILTER(true) } # in the log"
    assert here.ask(mark, X_Forwarded_For="192.0.2.99").status == 200
    assert here.ask(mark, X_Forwarded_For="192.0.2.98").status == 200
    assert here.ask("ASK { this is no query }").status == 400
    log = here.site.root / "queries.log"
    wait(lambda: "this is no query" in log.read_text(encoding="utf-8"))
    entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    entry = next(item for item in entries if item.get("query") == mark)
    assert entry["status"] == 200
    assert entry["form"] == "ASK"
    assert entry["bytes"] > 0
    assert [item["cached"] for item in entries if item["query"] == mark] == [False, True]
    assert entry["release"] == here.site.shelf.current()
    assert {item["status"] for item in entries if "no query" in item["query"]} == {400}
    assert set(entry) == {
        "time", "release", "digest", "form", "status", "seconds", "bytes", "cached", "query"
    }  # fmt: skip
    assert "192.0.2." not in log.read_text(encoding="utf-8")


BOUNDED = """
[serve]
result_rows = 40
result_bytes = 9000
engine_mode = "memory"
"""


@pytest.fixture(scope="module")
def bounded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The tiny site with bounds to answers, and engines that hold a copy."""
    with limited(tmp_path_factory.mktemp("bounded"), BOUNDED) as found:
        yield found


FORMATS = (JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values")


@pytest.mark.parametrize("accept", FORMATS)
def test_an_answer_of_more_rows_than_allowed_is_refused(bounded: Served, accept: str) -> None:
    query = "SELECT ?p { ?s ?p ?o } LIMIT "
    assert bounded.ask(query + "40", accept).status == 200
    for limit in ("41", "900"):
        refused = bounded.ask(query + limit, accept)
        assert refused.status == 507
        assert b"40 rows" in refused.data
    assert bounded.running() == []


def test_a_longer_answer_than_allowed_is_refused(bounded: Served) -> None:
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT "
    assert bounded.ask(query + "10", "text/turtle").status == 200
    refused = bounded.ask(query + "800", "text/turtle")
    assert refused.status == 507
    assert b"9000 bytes" in refused.data
    assert bounded.running() == []


def test_engines_in_memory_take_no_updates(bounded: Served) -> None:
    total = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    before = bounded.ask(total).data
    update = "INSERT DATA { <a:a> <a:a> <a:a> }"
    kinds = ("application/sparql-update", "application/sparql-query", "text/turtle")
    for path in ("sparql", "update", "store", "query"):
        for kind in kinds:
            done = urllib3.request(
                "POST", bounded.base + path, body=update, headers={"Content-Type": kind},
                retries=False,
            )  # fmt: skip
            assert done.status >= 400
    assert bounded.ask(total.replace("?n", "?m")).data.replace(b'"m"', b'"n"') == before


ODD = ['"', "}},{", ',{"', "[{", "\\", "\n", "\r\n", "</result>", "<b>&", "åäö", "", '""', "\t"]


@pytest.mark.parametrize("suffix", ["srj", "srx", "csv", "tsv"])
def test_rows_are_counted_wherever_the_pieces_end(suffix: str) -> None:
    drawn = random.Random(f"rows {suffix}")
    for size in (0, 1, 2, 30):
        texts = [ox.Literal("".join(drawn.choices(ODD, k=4))) for _ in range(size)]
        values = " ".join(f"({text} {drawn.choice(('UNDEF', '1', '<a:b>'))})" for text in texts)
        found = ox.Store().query(f"SELECT * {{ VALUES (?a ?b) {{ {values} }} }}")
        assert isinstance(found, ox.QuerySolutions)
        body = found.serialize(format=ox.QueryResultsFormat.from_extension(suffix)) or b""
        if suffix == "csv":
            assert len(list(csv.reader(io.StringIO(body.decode(), newline="")))) == size + 1
        for longest in (1, 2, 7, len(body)):
            rows, left = Rows(suffix), body
            while left:
                cut = drawn.randint(1, longest)
                rows.add(left[:cut])
                left = left[cut:]
            assert rows.count == size, (suffix, longest, body)


@pytest.mark.parametrize(
    ("peer", "said", "client"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.1", "192.0.2.1"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "203.0.113.9, ::1", "203.0.113.9"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "::1", "::1"),
    ],
)
def test_only_a_trusted_proxy_says_who_asks(peer: str, said: str, client: str) -> None:
    environ = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": said}
    assert address_of(environ, ("127.0.0.1", "::1")) == client


def test_a_pseudonym_stands_for_a_network_and_depends_on_the_salt() -> None:
    def same(one: str, other: str) -> bool:
        return pseudonym(one, b"salt") == pseudonym(other, b"salt")

    assert same("2001:db8::1", "2001:db8::ffff")
    assert same("::ffff:192.0.2.1", "192.0.2.1")
    assert not same("192.0.2.1", "192.0.2.2")
    assert not same("2001:db8::1", "2001:db8:0:1::1")
    assert pseudonym("192.0.2.1", b"salt") != pseudonym("192.0.2.1", b"other")


def test_queries_leave_threads_to_pages_and_to_others() -> None:
    class Owner:
        pass

    places, owners = Places(8), [Owner() for _ in range(6)]
    leave = [places.enter("a", owner) for owner in owners[:3]]
    with pytest.raises(TooManyQueries):
        places.enter("a", owners[3])
    for number, owner in enumerate(owners[3:]):
        places.enter(f"b{number}", owner)
    with pytest.raises(Busy):
        places.enter("c", Owner())
    leave[0]()
    leave[0]()
    again = places.enter("a", owners[0])
    with pytest.raises(Busy):
        places.enter("c", Owner())
    again()
    owners.clear()
    del owner
    for number in range(6):
        owners.append(Owner())
        places.enter(f"d{number}", owners[-1])


def test_a_log_that_is_long_is_put_aside_and_few_are_kept(tmp_path: Path) -> None:
    log = QueryLog(tmp_path / "log", megabytes=1)
    for number in range(8):
        log.write({"number": number, "query": "x" * 1_000_000})
    assert not log.path.exists()
    kept = sorted(tmp_path.iterdir())
    assert [path.name for path in kept] == [f"log.{number}" for number in range(1, KEPT + 1)]
    assert [json.loads(path.read_text(encoding="utf-8"))["number"] for path in kept] == [
        7, 6, 5, 4, 3
    ]  # fmt: skip
