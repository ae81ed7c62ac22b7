"""The Graph Store Protocol with keys: who may write what, and what a write answers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest
import urllib3

from publisher import Site
from publisher.config import ServeSection
from publisher.publishers.keys import Keys
from publisher.store.serving import Served
from publisher.web import create_app
from publisher.web.keys import Writing
from tests.engines import listening_to
from tests.senders import BASE, Sender, fields_of, key, near, site
from tests.sites import get, tiny

TERMS = """@prefix t: <https://example.org/def/terms#> .
@prefix dct: <http://purl.org/dc/terms/> .
"""
SPARQL = "application/sparql-update"
JSON = "application/json"


def project(name: str, more: str = "", publisher: str = "alfa") -> str:
    return (
        f'{TERMS}<{BASE}{publisher}/project/{name}> a t:Project ; dct:title "{name}"@sv ;\n'
        f"    {more} dct:subject <{BASE}area/mat> ."
    )


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def alfa(root: Path) -> Iterator[Sender]:
    with near(root) as found:
        yield found


def test_a_site_without_publishers_takes_nothing_in(tmp_path: Path) -> None:
    plain = tiny(tmp_path)
    Site(plain).build()
    opened = Served(Site(plain).open(), datetime(2024, 1, 1, tzinfo=UTC))
    app = create_app(lambda: opened, serve=ServeSection(), writing=Writing.of(plain))
    with listening_to(app) as url:
        nobody = Sender(url)
        assert nobody.send("PUT", "graph/alfa/x", project("x")).status == 405
        assert nobody.send("PUT", "graph/mer.ttl", project("x")).headers["Allow"] == (
            "GET, HEAD, OPTIONS"
        )
        assert nobody.send("GET", nobody.graph("mer.ttl")).status == 404
        assert nobody.send("POST", "upload", project("x")).status == 405
        allowed = nobody.send("OPTIONS", "graph/mer.ttl").headers
        assert set(allowed["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
        assert "Authorization" not in allowed["Access-Control-Allow-Headers"]


def test_a_key_is_wanted_before_anything_is_read(root: Path, alfa: Sender) -> None:
    text, revoked = Keys(Site(root).settings).new("alfa")
    Keys(Site(root).settings).revoke(revoked.id)
    then = datetime(2024, 1, 1, tzinfo=UTC)
    old = Keys(Site(root).settings, lambda: then)
    short, _ = old.new("alfa", expires=then + timedelta(days=1))
    for one, words in (
        ("", "needed"), ("pub_alfa_" + "x" * 43, "Nobody"), ("x", "Nobody"),
        (text, "revoked"), (short, "expired"),
    ):  # fmt: skip
        answer = Sender(alfa.url, one).send(
            "PUT", "graph/alfa/x", "no turtle", Accept=JSON, Accept_Language="en"
        )
        assert answer.status == 401
        assert words in fields_of(answer)["detail"]
        assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


def test_a_key_writes_where_it_may(root: Path, alfa: Sender) -> None:
    before = Site(root).open().identifier
    for path in (
        "graph/beta/x", "graph/mer.ttl", alfa.graph("beta/x"), alfa.graph("mer.ttl"),
        "graph/nobody/x", "upload/beta/x.csv", "graphs?graph=http://a.example/g",
    ):  # fmt: skip
        for method in ("PUT", "POST", "DELETE", *(("PATCH",) if "graph" in path else ())):
            answer = alfa.send(method, path, project("x"))
            assert answer.status == 403, (method, path, answer.data)
    reader = Sender(alfa.url, key(root, "alfa", "check"))
    answer = reader.send("PUT", "graph/alfa/x", project("x"))
    assert answer.status == 403
    assert "insufficient_scope" in answer.headers["WWW-Authenticate"]
    assert Site(root).open().identifier == before


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "status", "code"),
    [
        ("PUT", "graph/alfa/x", "<a> <b> .", "text/turtle", 400, "syntax"),
        ("PUT", "graph/alfa/x", "{}", JSON, 415, "media-type"),
        ("PUT", "graph/alfa/x", "x", "application/octet-stream", 415, "no-media-type"),
        ("PUT", "graph/alfa/x", "<a> <b> <c> .", "text/turtle; charset=utf-16", 415, "charset"),
        ("PUT", "graph/alfa/projekt.csv", "<a> <b> <c> .", "text/turtle", 409, "no-rdf-file"),
        ("PUT", "graph/alfa/README", "<a> <b> <c> .", "text/turtle", 400, "graph-name"),
        ("PUT", "graphs", "<a> <b> <c> .", "text/turtle", 400, "which-graph"),
        ("PUT", "graphs?graph=x", "<a> <b> <c> .", "text/turtle", 400, "relative-graph"),
        ("PUT", "graphs?graph=http://a/&default", "", "text/turtle", 400, "which-graph"),
        ("PUT", "graphs?default", "<a> <b> <c> .", "text/turtle", 405, "default-graph"),
        ("DELETE", "graph/alfa/none", "", "", 404, "no-such-graph"),
        ("PATCH", "graph/alfa/x", "LOAD <http://a.example/>", SPARQL, 422, "update-word"),
        ("PATCH", "graph/alfa/x", "INSERT DATA {", SPARQL, 400, "update-syntax"),
        ("PATCH", "graph/alfa/x", "<a> <b> <c> .", "text/turtle", 415, "media-type"),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_is_said(
    alfa: Sender, method: str, path: str, body: str, kind: str, status: int, code: str
) -> None:
    answer = alfa.send(method, path, body, kind, Accept=JSON)
    assert (answer.status, fields_of(answer)["code"]) == (status, code), answer.data
    if status == 415:
        assert "text/turtle" in answer.headers["Accept-Post"]
    if code == "syntax":
        assert fields_of(answer)["line"] == 1


def test_pages_from_elsewhere_may_send_a_key(alfa: Sender) -> None:
    for path in ("graph/alfa/x", "graphs", "upload/alfa/projekt.csv"):
        answer = alfa.send("OPTIONS", path, Origin="https://elsewhere.example")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "PUT" in answer.headers["Access-Control-Allow-Methods"] or path == "graphs"
        for name in ("Authorization", "If-Match", "Idempotency-Key"):
            assert name in answer.headers["Access-Control-Allow-Headers"]


def test_the_doors_are_described_for_programs(alfa: Sender) -> None:
    found = get(f"{alfa.url}api/openapi.json", Accept_Language="en").json()
    paths = found["paths"]
    assert {"/graphs", "/graph/{publisher}/{name}", "/upload"} <= set(paths)
    operations = [
        item for path in paths.values() for name, item in path.items() if name != "parameters"
    ]
    assert len({item["operationId"] for item in operations}) == len(operations)
    assert found["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert SPARQL in paths["/graphs"]["patch"]["requestBody"]["content"]


def test_a_graph_is_written_read_and_removed(root: Path, alfa: Sender) -> None:
    """A write is read at once, by whoever asks, also where it was edited meanwhile."""
    written = alfa.send("PUT", "graph/alfa/p", project("p1"), If_None_Match="*", Accept=JSON)
    assert written.status == 201, written.data
    told = fields_of(written)
    assert told["changed"]["created"]["things"] == [BASE + "alfa/project/p1"]
    assert written.headers["Publisher-Release"] == told["release"] == Site(root).open().identifier
    assert written.headers["Location"] == alfa.url + "graph/alfa/p"
    assert "ETag" not in written.headers, "what is read is not what was sent"
    assert (root / "data/alfa/p.graph.nt").is_file()

    read = get(alfa.url + alfa.graph("alfa/p"), "application/n-triples")
    assert len(read.data.splitlines()) == 3
    tag = read.headers["ETag"]
    assert told["sources"][0]["etag"] in tag

    title = f'INSERT DATA {{ <{BASE}alfa/project/p1> <http://purl.org/dc/terms/title> "P"@en }}'
    edited = alfa.send("PATCH", "graph/alfa/p", title, SPARQL, If_Match=tag, Accept=JSON)
    assert edited.status == 200, edited.data
    assert fields_of(edited)["changed"]["updated"]["count"] == 1
    changed = get(alfa.url + "graph/alfa/p", "text/turtle")
    assert b'"P"@en' in changed.data
    assert edited.headers["ETag"] == get(alfa.url + "graph/alfa/p", JSON).headers["ETag"]

    for method, body in (("PUT", project("p2")), ("DELETE", "")):
        late = alfa.send(method, "graph/alfa/p", body, If_Match=tag)
        assert late.status == 412
    removed = alfa.send("DELETE", "graph/alfa/p", Accept=JSON)
    assert removed.status == 200, removed.data
    assert fields_of(removed)["changed"]["deleted"]["count"] == 1
    assert get(alfa.url + "graph/alfa/p", "text/turtle").status == 404
    assert not (root / "data/alfa/p.graph.nt").exists()


@pytest.mark.large
def test_what_does_not_conform_is_refused_whole_with_a_report(root: Path, alfa: Sender) -> None:
    before = Site(root).open().identifier
    bad = project("p1", 'dct:identifier "x" ;') + ' <http://other.example/x> dct:title "x"@sv .'

    def refused(accept: str, language: str = "sv") -> urllib3.BaseHTTPResponse:
        answer = alfa.send("PUT", "graph/alfa/bad.ttl", bad, Accept=accept,
                           Accept_Language=language)  # fmt: skip
        assert answer.status == 422
        assert answer.headers["Content-Type"].startswith(accept)
        return answer

    report = fields_of(refused(JSON))["report"]
    assert {item["code"] for item in report["findings"]} == {"shape", "foreign-subject"}
    assert {item["file"] for item in report["findings"]} == {"alfa/bad.ttl"}
    page = refused("text/html").data.decode()
    assert '<html lang="sv">' in page
    assert "AB-123" in page
    shacl = {str(quad.triple) for quad in ox.parse(refused("text/turtle").data,
                                                   format=ox.RdfFormat.TURTLE)}  # fmt: skip
    focus = "<http://www.w3.org/ns/shacl#focusNode>"
    assert sum(focus in line for line in shacl) == 2
    assert Site(root).open().identifier == before
    assert not (root / "data/alfa/bad.ttl").exists()


@pytest.mark.large
def test_trying_changes_nothing(root: Path, alfa: Sender) -> None:
    before = Site(root).open().identifier
    check = Sender(alfa.url, key(root, "alfa", "check"))
    answer = check.send("PUT", "graph/alfa/tried?dry-run", project("t1"), Accept=JSON)
    assert answer.status == 200
    told = fields_of(answer)
    assert (told["dry_run"], told["conforms"], told["release"]) == (True, True, "")
    assert told["changed"]["created"]["things"] == [BASE + "alfa/project/t1"]
    assert Site(root).open().identifier == before
    assert get(alfa.url + "graph/alfa/tried").status == 404


@pytest.mark.large
def test_a_request_sent_again_gets_its_answer_again(root: Path, alfa: Sender) -> None:
    def post(body: str, name: str) -> urllib3.BaseHTTPResponse:
        return alfa.send("POST", "graph/alfa", body, Idempotency_Key=name, Accept=JSON)

    body = project("i1", "t:note [ dct:title 'n' ] ;")
    first, again = post(body, "one"), post(body, "one")
    assert (first.status, again.status) == (201, 201), again.data
    assert first.headers["Location"] == again.headers["Location"]
    assert first.data == again.data
    assert post(project("i2"), "one").status == 422
    path = first.headers["Location"].removeprefix(alfa.url)
    tag = get(alfa.url + path, "text/turtle").headers["ETag"]
    change = f'INSERT DATA {{ <{BASE}alfa/project/i1> <http://purl.org/dc/terms/title> "I"@en }}'
    patched = [alfa.send("PATCH", path, change, SPARQL, If_Match=tag, Idempotency_Key="two",
                         Accept=JSON) for _ in range(2)]  # fmt: skip
    assert [answer.status for answer in patched] == [200, 200]
    assert patched[0].data == patched[1].data
    minimal = alfa.send("DELETE", path, Prefer="return=minimal", Idempotency_Key="three")
    assert (minimal.status, minimal.data) == (204, b"")
    assert alfa.send("DELETE", path, Idempotency_Key="three").status == 200
    assert alfa.send("DELETE", path).status == 404


@pytest.mark.large
def test_what_two_add_at_once_is_all_there(root: Path, alfa: Sender) -> None:
    beta = Sender(alfa.url, key(root, "beta"))

    def add(number: int) -> int:
        who, name = ((alfa, "alfa"), (beta, "beta"))[number % 2]
        for _ in range(60):
            answer = who.send("POST", f"graph/{name}/many", project(f"m{number}", "", name))
            if answer.status != 503:
                return answer.status
            time.sleep(0.5)
        return 503

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(add, range(8)))
    assert set(statuses) <= {200, 201}
    for number, name in ((0, "alfa"), (1, "beta")):
        found = get(f"{alfa.url}graph/{name}/many", "application/n-triples").data.decode()
        for each in range(number, 8, 2):
            assert f"<{BASE}{name}/project/m{each}>" in found


@pytest.mark.large
def test_one_key_has_its_share(tmp_path: Path) -> None:
    root = site(tmp_path)
    text = (root / "site.toml").read_text(encoding="utf-8")
    text = text.replace("key_requests = 10000", "key_requests = 3\nconditional = true")
    (root / "site.toml").write_text(text, encoding="utf-8")
    with near(root) as alfa:
        answers = [alfa.send("PUT", "graph/alfa/x", project("x")) for _ in range(4)]
        assert [answer.status for answer in answers] == [428, 428, 428, 429]
        assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
