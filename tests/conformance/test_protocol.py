"""The protocol suite of the W3C (34 tests), over HTTP.

Queries go to the public endpoint of a site. An update is refused there; on an endpoint that may be
written, which parses requests with the same code, the tests of updates pass as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import urljoin, urlsplit

import pyoxigraph as ox
import pytest
import urllib3
from flask import Flask, Response, request

from publisher.formats import FORMATS
from publisher.namespaces import RDF, RDFS, SD
from publisher.vocabulary import Triples
from publisher.web.protocol import ProtocolError, Update, parse
from publisher.web.sparql import choose_format, message
from publisher.web.updates import carry_out
from tests.conformance.sparql_suite import BASE, MF, index, read
from tests.engines import endpoint, listening_to, writable
from tests.releases import BASE as SITE
from tests.releases import release

MANIFEST: Final = urljoin(BASE, "sparql11/protocol/manifest.ttl")
HT: Final = "http://www.w3.org/2011/http#"
CNT: Final = "http://www.w3.org/2011/content#"
UT: Final = "http://www.w3.org/2009/sparql/tests/test-update#"
HEADER: Final = "content-type"
BOOLEAN: Final = "application/sparql-results+json"
CARRIES: Final = {"boolean": "results", "tabular": "results", "RDF": "graph"}

UPDATES: Final = 7
"""Tests whose first request is an update that an endpoint for writing carries out."""


@dataclass(frozen=True)
class Request:
    """A request of a test, and the response that it is to have."""

    method: str
    path: str
    body: bytes
    media_type: str
    statuses: frozenset[str]
    boolean: str
    kind: str


@dataclass(frozen=True)
class Case:
    name: str
    requests: tuple[Request, ...]
    graphs: tuple[tuple[str, str], ...]

    @property
    def updates(self) -> bool:
        """Whether it is about an update that is to succeed."""
        return self.name.startswith("update_")


def _request(graph: Triples, node: str) -> Request:
    def text(subject: str, name: str) -> str:
        return next(iter(graph.texts(subject, name)), "")

    body = next(iter(graph.names(node, HT + "body")), "")
    (response,) = graph.names(node, HT + "resp")
    headers = {
        text(header, HT + "fieldName").lower(): text(header, HT + "fieldValue")
        for head in graph.names(node, HT + "headers")
        for header in members(graph, head)
    }
    encoding = text(body, CNT + "characterEncoding") or "UTF-8"
    return Request(
        method=text(node, HT + "methodName"),
        path=text(node, HT + "absolutePath"),
        body=text(body, CNT + "chars").encode(encoding),
        media_type=headers.get(HEADER, ""),
        statuses=frozenset(
            iri.rpartition("StatusCode")[2][0]
            for iri in graph.iris(response, MF + "expectedStatus")
        ),
        boolean=text(response, MF + "expectedBoolean"),
        kind=text(response, MF + "expectedFormat"),
    )


def members(graph: Triples, head: str) -> list[str]:
    """The nodes of a list."""
    found = []
    while head != RDF + "nil":
        found += graph.names(head, RDF + "first")
        (head,) = graph.names(head, RDF + "rest")
    return found


@cache
def cases() -> tuple[Case, ...]:
    graph = index(MANIFEST)
    (entries,) = graph.names(MANIFEST, MF + "entries")
    found = []
    for entry in members(graph, entries):
        (action,) = graph.names(entry, MF + "action")
        (requests,) = graph.names(action, HT + "requests")
        data = tuple((graph.texts(item, RDFS + "label")[0], graph.iris(item, UT + "graph")[0])
                     for item in graph.names(entry, UT + "graphData"))  # fmt: skip
        found.append(Case(entry.rpartition("#")[2],
                          tuple(_request(graph, item) for item in members(graph, requests)),
                          data))  # fmt: skip
    return tuple(found)


@dataclass(frozen=True)
class Places:
    """The public endpoint, one that may be written, and the engine behind both."""

    public: str
    writable: str
    engine: str


@contextmanager
def writing(engine: str) -> Iterator[str]:
    """An endpoint that also takes updates, at the same address as queries."""
    app = Flask("writing")
    pool = urllib3.PoolManager()

    @app.route("/sparql", methods=["GET", "POST"])
    def sparql() -> Response:
        operation = parse(message(), base=request.base_url, longest=100_000)
        assert operation is not None
        if isinstance(operation, Update):
            return carry_out(operation, engine + "update", pool)
        chosen = choose_format(operation)
        answer = pool.request(
            "POST", engine + "query", fields=operation.fields, encode_multipart=False,
            headers={"Accept": chosen.media_type},
        )  # fmt: skip
        return Response(answer.data, answer.status, content_type=chosen.content_type)

    @app.errorhandler(ProtocolError)
    def refused(error: ProtocolError) -> Response:
        return Response(str(error), error.status)

    with listening_to(app) as url:
        yield url + "sparql"


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    reader = release(tmp_path_factory.mktemp("releases"))
    with (
        writable() as engine,
        endpoint(reader, engine + "query") as public,
        writing(engine) as written,
    ):
        yield Places(public + "sparql", written, engine)


def fill(engine: str, case: Case) -> None:
    urllib3.request("POST", engine + "update", body="DROP ALL",
                    headers={"Content-Type": "application/sparql-update"})  # fmt: skip
    for name, file in case.graphs:
        urllib3.request("PUT", f"{engine}store?graph={name}", body=read(file),
                        headers={"Content-Type": "application/n-triples"})  # fmt: skip


def send(place: str, wanted: Request) -> urllib3.BaseHTTPResponse:
    query = urlsplit(wanted.path).query
    headers = {"Content-Type": wanted.media_type} if wanted.media_type else {}
    return urllib3.request(
        wanted.method, f"{place}?{query}" if query else place, body=wanted.body or None,
        headers=headers, redirect=False, retries=False,
    )  # fmt: skip


def fits(answer: urllib3.BaseHTTPResponse, wanted: Request) -> bool:
    """Whether a response is the one that a test wants: status, kind, truth value."""
    if str(answer.status)[0] not in wanted.statuses:
        return False
    media_type = answer.headers.get("Content-Type", "").partition(";")[0]
    if wanted.kind and not any(item.media_type == media_type and CARRIES[wanted.kind] in
                               item.carries for item in FORMATS):  # fmt: skip
        return False
    return not wanted.boolean or answer.json()["boolean"] == (wanted.boolean == "true")


def test_the_suite_is_the_one_that_was_counted() -> None:
    assert len(cases()) == 34
    assert sum(len(case.requests) for case in cases()) == 39
    assert sum(case.updates for case in cases()) == UPDATES


def test_queries_and_what_is_bad_are_answered_as_they_must_be(places: Places) -> None:
    passed = 0
    for case in cases():
        if case.updates:
            continue
        fill(places.engine, case)
        for wanted in case.requests:
            answer = send(places.public, wanted)
            assert fits(answer, wanted), (case.name, answer.status, answer.data)
        passed += 1
    assert passed == 27


def test_an_update_is_refused_in_public_and_says_why(places: Places) -> None:
    for case in cases():
        if not case.updates:
            continue
        fill(places.engine, case)
        before = urllib3.request("GET", places.engine + "store").data
        answer = send(places.public, case.requests[0])
        assert answer.status == 403
        assert b"read-only" in answer.data
        assert urllib3.request("GET", places.engine + "store").data == before


def test_all_of_it_passes_where_data_may_be_written(places: Places) -> None:
    passed = 0
    for case in cases():
        fill(places.engine, case)
        for wanted in case.requests:
            answer = send(places.writable, wanted)
            assert fits(answer, wanted), (case.name, answer.status, answer.data)
        passed += 1
    assert passed == 34


def test_the_service_description(places: Places) -> None:
    """The three tests of sparql11/service-description, which are in words."""
    answer = urllib3.request("GET", places.public, headers={"Accept": "text/turtle"})
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/turtle")
    triples = {str(quad.triple) for quad in ox.parse(answer.data, format=ox.RdfFormat.TURTLE)}
    service = SITE + "sparql"
    assert f"<{service}> <{SD}endpoint> <{service}>" in triples
    assert f"<{service}> <{RDF}type> <{SD}Service>" in triples
    graph = Triples(quad.triple for quad in ox.parse(answer.data, format=ox.RdfFormat.TURTLE))
    for name, kind in OBJECTS.items():
        for subject in graph.all_subjects():
            for term in graph.names(subject, SD + name):
                assert kind == "" or SD + kind in graph.iris(term, RDF + "type"), (name, term)


OBJECTS: Final = {
    "defaultDataset": "Dataset",
    "defaultGraph": "Graph",
    "namedGraph": "NamedGraph",
    "graph": "Graph",
    "supportedLanguage": "",
    "feature": "",
    "resultFormat": "",
}
"""Properties of a service description, and the class of what they name (section 3)."""


def test_relative_iris_are_those_of_the_endpoint(places: Places) -> None:
    query = "ASK { FILTER(<project/alfa> = <" + SITE + "project/alfa>) }"
    answer = urllib3.request("POST", places.public, body=query, headers={
        "Content-Type": "application/sparql-query", "Accept": BOOLEAN,
    })  # fmt: skip
    assert answer.json()["boolean"] is True
