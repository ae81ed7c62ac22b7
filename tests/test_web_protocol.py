"""Requests as clients send them, formats as clients name them, errors as clients can read them."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from html import escape
from typing import Final
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
import urllib3
import zstandard

from publisher.errors import QueryError
from publisher.store.mistakes import mistake
from publisher.web.protocol import Message, Operation, ProtocolError, Update, parse
from tests.engines import endpoint, writable
from tests.releases import BASE, release
from tests.sites import FORM

SELECT: Final = "SELECT * { ?s ?p ?o } LIMIT 2"
GRAPH: Final = "CONSTRUCT { <a:a> <a:b> 'c' } WHERE {}"
DIRECT: Final = "application/sparql-query"


def parsed(
    method: str = "GET", arguments: str = "", kind: str = "", body: bytes = b"", charset: str = ""
) -> Operation | Update | None:
    message = Message(method, arguments.encode("latin-1"), kind, charset, body)
    return parse(message, base="https://example.org/sparql", longest=1_000)


def operation(method: str = "GET", arguments: str = "", kind: str = "", body: bytes = b"",
              charset: str = "") -> Operation:  # fmt: skip
    found = parsed(method, arguments, kind, body, charset)
    assert isinstance(found, Operation)
    return found


def test_a_query_comes_in_three_ways() -> None:
    query = "ASK { ?s ?p 'å+&' }"
    pair = urlencode({"query": query})
    found = [
        operation("GET", pair),
        operation("HEAD", pair),
        operation("POST", "", FORM, pair.encode()),
        operation("POST", "", DIRECT, query.encode(), "UTF-8"),
        operation("POST", "", DIRECT, b"\xef\xbb\xbf" + query.encode()),
        operation("POST", pair, FORM),
    ]
    assert {item.query for item in found} == {query}
    assert found[0].fields == [
        ("query", f"BASE <https://example.org/sparql> {query}"),
        ("union-default-graph", ""),
    ]


def test_parameters_count_wherever_they_stand() -> None:
    found = operation(
        "POST", "default-graph-uri=a:b&release=0a1b2c3d&format=csv", FORM,
        b"query=ASK{}&named-graph-uri=a:c&default-graph-uri=a:d&default-graph-uri=a:b&other=x",
    )  # fmt: skip
    assert found.dataset == (("default-graph-uri", "a:b"), ("named-graph-uri", "a:c"),
                             ("default-graph-uri", "a:d"))  # fmt: skip
    assert (found.release, found.formats) == ("0a1b2c3d", ("csv",))
    assert found.fields[1:] == list(found.dataset)
    assert len(operation("GET", "query=ASK+FROM+<a:b>+{}").fields) == 1


def test_a_query_is_put_behind_its_base_on_the_same_line() -> None:
    found = operation("GET", "query=" + quote("# x\nSELECT * {\n ?s ?p }"))
    ((_, text), *_) = found.fields
    assert text.splitlines()[1:] == ["SELECT * {", " ?s ?p }"]


@pytest.mark.parametrize(
    ("method", "arguments", "kind", "body", "charset", "status"),
    [
        ("GET", "query=ASK{}&query=ASK{}", "", b"", "", 400),
        ("GET", "query=ASK{}&update=CLEAR+ALL", "", b"", "", 400),
        ("GET", "update=CLEAR+ALL", "", b"", "", 400),
        ("GET", "query=%FF", "", b"", "", 400),
        ("GET", "query=ASK{}\xff", "", b"", "", 400),
        ("GET", "query=ASK{}&default-graph-uri=x", "", b"", "", 400),
        ("GET", "query=ASK{}&named-graph-uri=", "", b"", "", 400),
        ("GET", "query=ASK{}&release=a&release=b", "", b"", "", 400),
        ("GET", "query=ASK{}" + "&x=1" * 1_001, "", b"", "", 400),
        ("GET", "query=ASK{}%23" + "x" * 1_000, "", b"", "", 413),
        ("POST", "query=ASK{}", FORM, b"query=ASK{}", "", 400),
        ("POST", "query=ASK{}", DIRECT, b"ASK{}", "", 400),
        ("POST", "", FORM, b"", "", 400),
        ("POST", "", FORM, b"x=y", "", 400),
        ("POST", "", FORM, b"query=ASK{}", "iso-8859-1", 400),
        ("POST", "", DIRECT, b"\xff\xfeA\x00", "", 400),
        ("POST", "", DIRECT, "ASK {}".encode("utf-16"), "utf-16", 400),
        ("POST", "", "", b"ASK {}", "", 415),
        ("POST", "", "text/plain", b"ASK {}", "", 415),
        ("POST", "", "application/json", b"{}", "", 415),
        ("POST", "", "multipart/form-data", b"--x", "", 415),
    ],
)
def test_what_the_protocol_does_not_know_is_refused(
    method: str, arguments: str, kind: str, body: bytes, charset: str, status: int
) -> None:
    with pytest.raises(ProtocolError) as caught:
        parsed(method, arguments, kind, body, charset)
    assert caught.value.status == status
    assert caught.value.what


@pytest.mark.parametrize("text", ["CLEAR ALL", "", "SELEC * {}"])
def test_what_is_no_query_is_refused(text: str) -> None:
    with pytest.raises(QueryError):
        parsed("POST", "", DIRECT, text.encode())


def test_without_a_query_there_is_no_operation() -> None:
    assert parsed() is None
    assert parsed("GET", "format=ttl") is None
    assert isinstance(parsed("POST", "", "application/sparql-update", b"CLEAR ALL"), Update)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    reader = release(tmp_path_factory.mktemp("releases"))
    with writable() as engine, endpoint(reader, engine + "query") as address:
        urllib3.request("POST", engine + "update",
                        body="INSERT DATA { <a:s> <a:p> 'å', 2 }",
                        headers={"Content-Type": "application/sparql-update"})  # fmt: skip
        yield address + "sparql"


def get(url: str, query: str, accept: str | None, **more: str) -> urllib3.BaseHTTPResponse:
    headers = {"Accept-Language": "en", **({} if accept is None else {"Accept": accept})}
    return urllib3.request("GET", f"{url}?{urlencode({'query': query, **more})}", headers=headers)


JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
TURTLE, JSONLD, RDFXML, NT = (
    "text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples"
)  # fmt: skip


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        (SELECT, None, JSON),
        (SELECT, "*/*", JSON),
        (SELECT, "", JSON),
        (SELECT, "application/*", JSON),
        (SELECT, "text/*", "text/csv"),
        (SELECT, "application/json", JSON),
        (SELECT, "application/xml", XML),
        (SELECT, "text/csv;q=0.5, application/sparql-results+xml;q=0.9", XML),
        (SELECT, "application/sparql-results+json;q=0, */*", XML),
        (SELECT, "text/html;level=1;q=0.2, text/tab-separated-values", "text/tab-separated-values"),
        # SPARQLWrapper, rdflib, Comunica, roqet, YASGUI
        (SELECT, "application/sparql-results+json,application/json,text/javascript,"
         "application/javascript", JSON),
        (SELECT, "application/sparql-results+xml, application/rdf+xml", XML),
        (SELECT, "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,"
         "application/n-triples;q=0.8,text/turtle;q=0.6,application/rdf+xml;q=0.5,"
         "application/json;q=0.45,application/sparql-results+json;q=0.8,"
         "application/sparql-results+xml;q=0.7", JSON),
        (SELECT, "application/sparql-results+xml", XML),
        (SELECT, "application/sparql-results+json,*/*;q=0.9", JSON),
        (GRAPH, None, TURTLE),
        (GRAPH, "*/*", TURTLE),
        (GRAPH, "application/turtle,text/turtle", TURTLE),
        (GRAPH, "application/turtle", TURTLE),
        (GRAPH, "application/ld+json,application/x-json+ld", JSONLD),
        (GRAPH, "application/x-json+ld", JSONLD),
        (GRAPH, "text/rdf+n3,application/n-triples", TURTLE),
        (GRAPH, "text/plain", NT),
        (GRAPH, "application/sparql-results+xml, application/rdf+xml", RDFXML),
        (GRAPH, "text/turtle,application/turtle;q=0.9,*/*;q=0.1", TURTLE),
        (GRAPH, "application/json", JSONLD),
    ],
)  # fmt: skip
def test_the_accept_headers_of_real_clients(
    url: str, query: str, accept: str | None, media_type: str
) -> None:
    answer = get(url, query, accept)
    assert answer.status == 200
    assert answer.headers["Content-Type"].partition(";")[0] == media_type
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("query", "named", "media_type"),
    [
        (SELECT, {"format": "json"}, JSON),
        (SELECT, {"format": "application/sparql-results+xml"}, XML),
        (SELECT, {"output": "xml"}, XML),
        (SELECT, {"results": "csv"}, "text/csv"),
        (SELECT, {"format": "TSV"}, "text/tab-separated-values"),
        (SELECT, {"format": "json", "output": "json", "results": "json"}, JSON),
        (SELECT, {"format": "turtle"}, "text/csv"),
        (SELECT, {"format": "nonsense", "output": "xml"}, XML),
        (GRAPH, {"format": "json"}, JSONLD),
        (GRAPH, {"format": "json-ld"}, JSONLD),
        (GRAPH, {"format": "turtle"}, TURTLE),
        (GRAPH, {"output": "xml"}, RDFXML),
        (GRAPH, {"output": "rdf+xml"}, RDFXML),
        (GRAPH, {"format": "ntriples"}, NT),
        (GRAPH, {"format": "application/x-turtle"}, TURTLE),
    ],
)
def test_a_format_that_is_named_goes_before_accept(
    url: str, query: str, named: dict[str, str], media_type: str
) -> None:
    answer = get(url, query, "text/csv, application/ld+json;q=0.1", **named)
    assert answer.headers["Content-Type"].partition(";")[0] == media_type


@pytest.mark.parametrize("accept", ["image/png", "text/turtle", "application/pdf, text/x"])
def test_what_cannot_be_had_is_told_with_what_can(url: str, accept: str) -> None:
    answer = get(url, SELECT, accept)
    assert answer.status == 406
    assert JSON in answer.data.decode()


def test_a_mistake_is_told_with_its_place_as_the_client_likes_it(url: str) -> None:
    query = "SELECT * {\n  ?s ex:p ?o\n}"
    text = get(url, query, JSON)
    assert text.status == 400
    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "line 2" in text.data.decode()
    assert "PREFIX ex: <…>" in text.data.decode()
    problem = get(url, query, "application/json")
    assert problem.headers["Content-Type"] == "application/problem+json"
    found = problem.json()
    assert (found["status"], found["line"]) == (400, 2)
    assert found["column"] > 1
    assert found["title"]
    assert "ex:" in found["detail"]
    page = get(url, query, "text/html,*/*;q=0.1")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "line 2" in page.data.decode()
    curl = get(url, query, "*/*")
    assert curl.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_the_column_is_counted_in_the_query_as_it_was_sent(url: str) -> None:
    found = get(url, "SELECT * { ?s ?p ?o } LIMIT x", "application/json").json()
    assert (found["line"], found["column"]) == (1, 29)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * { ?s ?p ?o ", "after “SELECT * { ?s ?p ?o”: here could stand"),
        ("SELECT ?x { ?s ?p ?o } GROUP BY ?s", "contains a variable that is unbound"),
        ("SELECT * { ?s foaf:name ?o }", "The prefix “foaf:” is not declared"),
        ("PREFIX foaf: <a:b> SELECT * {\r\n?s foaf:name\r\n}", "line 3, column 1"),
        ("ASK { FILTER(<a:b>(1)) }", "the function <a:b> is not known here"),
    ],
)
def test_what_the_engine_says_is_put_for_the_author(query: str, words: str) -> None:
    with pytest.raises((SyntaxError, RuntimeError)) as caught:
        ox.Store().query(query)
    assert words in str(mistake(query, str(caught.value)))


def test_what_is_none_of_the_query_is_no_mistake_of_it() -> None:
    assert mistake("ASK {}", "the disk is full") is None


BROWSER: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT ?o { ?s ?p ?o } ORDER BY ?o", ["o", "2", "å", "Rows 1 to 2."]),
        ("SELECT ?o { ?s <a:none> ?o }", ["The answer has no rows."]),
        ("ASK {}", ["Yes"]),
        ("ASK { <a:none> ?p ?o }", ["No"]),
        (GRAPH, ["subject", "predicate", "object", "c"]),
        ("SELECT ('<script>' AS ?x) {}", ["<script>"]),
        ("SELECT (BNODE() AS ?x) ?y {}", ["_:"]),
        ("SELECT ?x { VALUES ?x { " + "1 " * 600 + "} }", ["The first 500 rows"]),
    ],
)
def test_people_get_a_page(url: str, query: str, words: list[str]) -> None:
    for answer in (get(url, query, BROWSER), get(url, query, "*/*", format="html")):
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "Publisher-Release" in answer.headers
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        text = answer.data.decode()
        for word in words:
            assert escape(word) in text
        assert "<script>" not in text
    assert "format=csv" in text or "format=ttl" in text


def test_a_page_of_a_query_that_is_wrong_is_an_error(url: str) -> None:
    answer = get(url, "SELECT * { ?s ?p ?o", BROWSER)
    assert (answer.status, answer.headers["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert "line 1" in answer.data.decode()


def test_a_preflight_is_answered(url: str) -> None:
    answer = urllib3.request("OPTIONS", url, headers={
        "Origin": "https://example.org", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    })  # fmt: skip
    assert answer.status == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert {"GET", "HEAD", "POST"} <= set(answer.headers["Allow"].replace(" ", "").split(","))
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]
    assert DIRECT in answer.headers["Accept-Post"]
    assert "Publisher-Release" in get(url, "ASK {}", JSON).headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_not_taken(url: str, method: str) -> None:
    answer = urllib3.request(method, f"{url}?query=ASK%7B%7D")
    assert answer.status == 405
    assert "POST" in answer.headers["Allow"]


def test_head_is_as_get_without_the_body(url: str) -> None:
    address = f"{url}?{urlencode({'query': SELECT})}"
    there, here = urllib3.request("GET", address), urllib3.request("HEAD", address)
    assert (here.status, here.data) == (200, b"")
    for name in ("Content-Type", "Content-Length", "ETag", "Vary", "Publisher-Release"):
        assert here.headers.get(name) == there.headers.get(name)


def test_a_body_of_twenty_megabytes_is_refused_unread(url: str) -> None:
    answer = urllib3.request("POST", url, body=b"ASK {} #" + b"x" * 20_000_000,
                             headers={"Content-Type": DIRECT}, retries=False)  # fmt: skip
    assert answer.status == 413


@pytest.mark.parametrize("accept", ["text/turtle", "application/n-quads, text/turtle;q=0.6"])
def test_without_a_query_machines_get_the_description(url: str, accept: str) -> None:
    for address in (url, url + "?", url + "?format=x"):
        answer = urllib3.request("GET", address, headers={"Accept": accept})
        assert answer.headers["Content-Type"].startswith("text/turtle")
        assert f"<{BASE}sparql>" in answer.data.decode()


def test_an_answer_is_packed_and_whole(url: str) -> None:
    query = "SELECT ?x ?y { VALUES ?x { " + "1 " * 100 + "} VALUES ?y { " + "2 " * 100 + "} }"
    plain = get(url, query, "text/csv")
    for coding, unpack in (("gzip", gzip.decompress), ("zstd", unpack_zstd)):
        answer = urllib3.request(
            "POST", url, body=urlencode({"query": query}), decode_content=False,
            headers={"Content-Type": FORM, "Accept": "text/csv", "Accept-Encoding": coding},
        )  # fmt: skip
        assert answer.headers["Content-Encoding"] == coding
        assert unpack(answer.data) == plain.data


def unpack_zstd(data: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompressobj().decompress(data)
