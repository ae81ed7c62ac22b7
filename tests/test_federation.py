"""SERVICE: the endpoints that the site names are called, and nobody else, whatever is tried."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlencode

import pyoxigraph as ox
import pytest
import urllib3

from publisher.config import ServeSection
from publisher.errors import ConfigError, QueryError
from publisher.fetching.places import is_outside
from publisher.store.engine import free_port
from publisher.store.reader import Reader
from publisher.web.federation import Forwarder
from publisher.web.outbound import endpoint_place
from tests.conformance.sparql_suite import RDF_FILES, answered, cases, differ, expected, read
from tests.engines import endpoint, listening, writable
from tests.releases import release
from tests.sites import FORM

RESULTS: Final = "application/sparql-results+json"
EMPTY: Final = b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'
Reply = tuple[int, dict[str, str], bytes]
Behaviour = Callable[[str], Reply]


def with_data(files: Mapping[str, str]) -> Behaviour:
    """An endpoint that answers from a file."""
    store = ox.Store()
    for file, suffix in files.items():
        store.load(read(file), format=RDF_FILES[suffix], base_iri=file)

    def reply(query: str) -> Reply:
        found = store.query(query)
        assert isinstance(found, ox.QuerySolutions)
        body = found.serialize(format=ox.QueryResultsFormat.JSON)
        return 200, {"Content-Type": RESULTS}, body or b""

    return reply


class Elsewhere:
    """Endpoints on the loopback interface, each at a path of its own; counts who asks."""

    def __init__(self, behaviours: Mapping[str, Behaviour]) -> None:
        self.asked: list[tuple[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                direct = self.headers["Content-Type"] == "application/sparql-query"
                query = body if direct else parse_qs(body)["query"][0]
                outer.asked.append((self.path, query))
                status, headers, content = behaviours[self.path](query)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                try:
                    for start in range(0, len(content), 10_000):
                        self.wfile.write(content[start : start + 10_000])
                except OSError:
                    pass

            def log_message(self, format: str, *args: object) -> None:
                pass

        socketserver.TCPServer.allow_reuse_address = True
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@contextmanager
def elsewhere(behaviours: Mapping[str, Behaviour]) -> Iterator[Elsewhere]:
    made = Elsewhere(behaviours)
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return release(tmp_path_factory.mktemp("releases"))


@pytest.fixture(scope="module")
def engine() -> Iterator[str]:
    with writable() as url:
        yield url


def ask(url: str, query: str, accept: str = RESULTS) -> urllib3.BaseHTTPResponse:
    return urllib3.request("POST", url + "sparql", body=urlencode({"query": query}), headers={
        "Content-Type": FORM, "Accept": accept, "Accept-Language": "en",
    })  # fmt: skip


@pytest.mark.large
def test_the_suite_of_the_w3c_passes_by_way_of_the_forwarder(reader: Reader, engine: str) -> None:
    passed = 0
    for case in cases("sparql11/service/manifest.ttl"):
        paths = {iri: f"/{number}" for number, (iri, _) in enumerate(case.services)}
        data = {paths[iri]: with_data({file: "ttl"}) for iri, file in case.services}
        query = read(case.query).decode()
        urllib3.request("POST", engine + "update", body="DROP ALL",
                        headers={"Content-Type": "application/sparql-update"})  # fmt: skip
        for file in case.data:
            urllib3.request("POST", engine + "store?graph=x:default", body=read(file),
                            headers={"Content-Type": "text/turtle"})  # fmt: skip
        with elsewhere(data) as others:
            for iri, path in paths.items():
                query = query.replace(f"<{iri}>", f"<{others.url}{path}>")
            nobody = f"http://127.0.0.1:{free_port()}/sparql"
            query = query.replace("http://invalid.endpoint.org/sparql", nobody)
            known = (*(others.url + path for path in data), nobody)
            serve = ServeSection(internal_services=known)
            with endpoint(reader, engine + "query", serve) as url:
                answer = ask(url, query)
        if "service5" in case.iri:  # SERVICE ?variable
            assert answer.status == 400
            assert b"cannot be told" in answer.data
            continue
        assert answer.status == 200, (case.iri, answer.data)
        wanted = expected(case)
        found = answered(answer.data, ox.QueryResultsFormat.JSON)
        assert not differ(found, wanted), case.iri
        passed += 1
    assert passed == 6


@contextmanager
def calling(
    reader: Reader, engine: str, reply: Behaviour, **settings: Any
) -> Iterator[tuple[str, Elsewhere, str]]:
    """The site, an endpoint that it may call, and a query that calls it."""
    with ExitStack() as stack:
        others = stack.enter_context(elsewhere({"/sparql": reply}))
        target = others.url + "/sparql"
        serve = ServeSection(internal_services=(target,), **settings)
        url = stack.enter_context(endpoint(reader, engine + "query", serve))
        yield url, others, f"SELECT * {{ SERVICE <{target}> {{ ?s ?p ?o }} }}"


def test_results_in_xml_are_taken_too(reader: Reader, engine: str) -> None:
    body = (b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="s"/>'
            b'</head><results><result><binding name="s"><uri>x:y</uri></binding></result></results>'
            b"</sparql>")  # fmt: skip
    kind = {"Content-Type": "application/sparql-results+xml; charset=utf-8"}
    with calling(reader, engine, lambda _: (200, kind, body)) as (url, others, query):
        answer = ask(url, query)
        assert answer.json()["results"]["bindings"] == [{"s": {"type": "uri", "value": "x:y"}}]
        assert answer.headers["Cache-Control"] == "no-store"
        assert "permalink" not in answer.headers.get("Link", "")
        assert "Publisher-Incomplete" not in answer.headers
        assert len(others.asked) == 1
        again = ask(url, query)
        assert again.data == answer.data
        assert len(others.asked) == 2


BAD: Final[dict[str, Reply]] = {
    "an error": (500, {}, b"}"),
    "a redirect": (302, {"Location": "{listener}"}, b""),
    "a permanent redirect": (308, {"Location": "{listener}"}, b""),
    "no results": (200, {"Content-Type": "text/html"}, b"<html>"),
    "a graph": (200, {"Content-Type": "text/turtle"}, b"<a:a> <a:a> <a:a> ."),
    "half of them": (200, {"Content-Type": RESULTS}, EMPTY[:-1]),
    "an error that ends as a whole answer": (200, {"Content-Type": RESULTS}, b"]}}\n}"),
    "too much": (200, {"Content-Type": RESULTS}, EMPTY + b" " * 300_000),
    "a packed answer": (200, {"Content-Type": RESULTS, "Content-Encoding": "gzip"}, b"\x1f\x8b"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("accept", [RESULTS, "text/csv"])
def test_what_is_no_answer_is_an_error_of_the_query(
    reader: Reader, engine: str, name: str, accept: str
) -> None:
    with listening() as listener:
        status, headers, body = BAD[name]
        headers = {key: value.format(listener=listener.url) for key, value in headers.items()}

        def reply(query: str) -> Reply:
            return status, headers, body

        with calling(reader, engine, reply, service_bytes=200_000) as (url, others, query):
            answer = ask(url, query, accept)
            assert answer.status == 502
            assert b"SERVICE <http" in answer.data
            silent = ask(url, query.replace("SERVICE", "SERVICE SILENT"), accept)
            assert silent.status == 200
            assert silent.headers["Publisher-Incomplete"] == "service"
            assert len(others.asked) == 2
        assert listener.knocks == 0


def test_what_takes_too_long_is_an_error_of_the_query(reader: Reader, engine: str) -> None:
    waited = threading.Event()

    def slow(query: str) -> Reply:
        waited.wait(20)
        return 200, {"Content-Type": RESULTS}, EMPTY

    with calling(reader, engine, slow, query_seconds=1, queue_seconds=1) as (url, _, query):
        answer = ask(url, query)
        waited.set()
    assert answer.status in (502, 504)


def test_a_query_makes_so_many_calls_and_no_more(reader: Reader, engine: str) -> None:
    reply = (200, {"Content-Type": RESULTS}, EMPTY)
    with calling(reader, engine, lambda _: reply, service_calls=3) as (url, others, query):
        call = query.removeprefix("SELECT * {").removesuffix("}")
        answer = ask(url, "SELECT * { " + " UNION ".join([f"{{ {call} }}"] * 5) + " }")
        assert answer.status == 502
        assert b"more than 3 times" in answer.data
        assert len(others.asked) == 3


def test_a_call_within_a_call_is_passed_on_as_it_was_written(reader: Reader, engine: str) -> None:
    reply = (200, {"Content-Type": RESULTS}, EMPTY)
    with calling(reader, engine, lambda _: reply) as (url, others, query):
        inner = query.removeprefix("SELECT * ")
        answer = ask(url, query.replace("{ ?s ?p ?o }", inner))
        assert answer.status == 200
        ((_, asked),) = others.asked
        assert f"<{others.url}/sparql>" in asked
        assert asked.count("http://127.0.0.1") == 1


REFUSED: Final = [
    "SELECT * {{ SERVICE <{other}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE <{known}/> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE <{known}#> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE <{known}?x> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{other}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES ?u {{ <{known}> }} SERVICE ?u {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE <{known}> {{ SERVICE <{other}> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ SERVICE <{known}> {{ ?s ?p ?o }} SERVICE <{other}> {{ ?s ?p ?o }} }}",
    "PREFIX : <{other}> SELECT * {{ SERVICE <{known}> {{ ?s ?p ?o }} SERVICE:x{{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE <sparql> {{ ?s ?p ?o }} }}",
    "SELECT * {{ \\u0053ERVICE <{known}> {{ ?s ?p ?o }} }}",
]


@pytest.mark.parametrize("query", REFUSED)
def test_who_is_not_named_is_not_called(reader: Reader, engine: str, query: str) -> None:
    reply = (200, {"Content-Type": RESULTS}, EMPTY)
    with listening() as listener, calling(reader, engine, lambda _: reply) as (url, others, _):
        text = query.format(known=others.url + "/sparql", other=listener.url)
        answer = ask(url, text)
        assert answer.status == 400
        assert b"SERVICE" in answer.data
        assert listener.knocks == 0
        assert others.asked == []


INSIDE: Final = ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "127.1", "0x7f000001", "2130706433"]


@pytest.mark.parametrize("host", INSIDE)
def test_an_address_inside_is_not_called_unless_it_is_named_as_such(
    reader: Reader, engine: str, host: str
) -> None:
    with listening() as listener:
        target = listener.url.replace("127.0.0.1", host)
        with endpoint(reader, engine + "query", ServeSection(services=(target,))) as url:
            answer = ask(url, f"SELECT * {{ SERVICE <{target}> {{ ?s ?p ?o }} }}")
        assert answer.status == 502
        assert listener.knocks == 0


@pytest.mark.parametrize(
    ("address", "outside"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.0.0.1", False),
        ("172.16.5.4", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("ff02::1", False),
    ],
)
def test_what_is_outside(address: str, outside: bool) -> None:
    assert is_outside(address) is outside


@pytest.mark.parametrize(
    "iri", ["", "example.org", "ftp://example.org/", "file:///x", "http://", "http://u@example.org/",
            "http://example.org/#x", "http://example.org:x/", "http://example.org/ x"],
)  # fmt: skip
def test_what_is_no_address_is_told_when_the_site_starts(iri: str) -> None:
    with pytest.raises(ConfigError, match="no address"):
        endpoint_place(iri)


def post(url: str, body: str = "SELECT * {}") -> urllib3.BaseHTTPResponse:
    return urllib3.request("POST", url, body=body, retries=False, headers={
        "Content-Type": "application/sparql-query",
    })  # fmt: skip


def test_an_address_of_the_forwarder_ends_with_its_query() -> None:
    reply = (200, {"Content-Type": RESULTS}, EMPTY)
    with elsewhere({"/sparql": lambda _: reply}) as others:
        target = others.url + "/sparql"
        forwarder = Forwarder(ServeSection(internal_services=(target,)))
        with forwarder.opened([target]) as (addresses, _):
            address = addresses[target]
            assert post(address).status == 200
            for wrong in (address[:-1], address + "0", address.rpartition("/")[0] + "/7",
                          address.rpartition("/")[0][:-4] + "AAAA/0"):  # fmt: skip
                assert post(wrong).status == 502
            assert urllib3.request("GET", address, retries=False).status == 501
            assert post(address, "x" * 1_100_000).status == 502
        assert post(address).status == 502
        assert len(others.asked) == 1
        with pytest.raises(QueryError, match="not allowed"), forwarder.opened([others.url]):
            pass


def test_without_endpoints_nobody_is_called(reader: Reader, engine: str) -> None:
    with listening() as listener, endpoint(reader, engine + "query") as url:
        for query in REFUSED:
            text = query.format(known=listener.url, other=listener.url)
            answer = urllib3.request("GET", f"{url}sparql?query={quote(text, safe='')}")
            assert answer.status == 400
        assert listener.knocks == 0
