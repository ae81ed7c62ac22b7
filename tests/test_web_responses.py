"""HTTP as the standards have it: caching, headers, methods, errors (RFC 9110, 9111, Fetch)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.http import http_date

from publisher.config import ServeSection
from publisher.errors import EndpointError, QueryError, QueryTimeout, ReleaseError
from publisher.store.engine import free_port
from publisher.store.leases import Fixed
from publisher.store.reader import Reader
from publisher.store.serving import Served
from publisher.web import create_app
from publisher.web.paths import iter_paths
from tests.releases import BASE, release
from tests.visits import SWITCHED, Page, app

CONDITIONAL = ["/", "/doc/project/alfa.ttl", "/doc/project/alfa", "/list/project", "/ns.ttl",
               "/graph/projekt.csv.nq", "/dump.trig", "/dump.nq.gz", "/context.jsonld",
               "/static/site.css", "/release/0a1b2c3d.ttl"]  # fmt: skip


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return release(tmp_path_factory.mktemp("releases"))


@pytest.fixture(scope="module")
def web(reader: Reader) -> FlaskClient:
    return app(reader).test_client()


@pytest.mark.parametrize("path", CONDITIONAL)
def test_what_has_not_changed_is_not_sent_again(web: FlaskClient, path: str) -> None:
    first = web.get(path)
    assert first.status_code == 200
    tag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    assert not tag.startswith("W/")
    assert modified == http_date(SWITCHED)
    for header in ({"If-None-Match": tag}, {"If-None-Match": f'"other", {tag}'},
                   {"If-None-Match": "*"}, {"If-Modified-Since": modified}):  # fmt: skip
        again = web.get(path, headers=header)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tag
        assert again.headers.get("Vary") == first.headers.get("Vary")
    earlier = http_date(SWITCHED - timedelta(seconds=1))
    for header in ({"If-None-Match": '"other"'}, {"If-Modified-Since": earlier},
                   {"If-None-Match": '"other"', "If-Modified-Since": modified}):  # fmt: skip
        assert web.get(path, headers=header).status_code == 200


def test_forms_of_one_document_have_tags_of_their_own(web: FlaskClient) -> None:
    paths = ("ttl", "jsonld", "rdf", "nt", "sv.html", "en.html")
    tags = {web.get(f"/doc/project/alfa.{suffix}").headers["ETag"] for suffix in paths}
    assert len(tags) == len(paths)


@pytest.mark.parametrize("path", CONDITIONAL)
def test_head_has_the_headers_of_get_and_no_body(web: FlaskClient, path: str) -> None:
    there, here = web.get(path), web.head(path)
    streamed = path.endswith((".nq", ".trig"))
    assert ("Content-Length" in here.headers) is not streamed
    assert ("Content-Length" in there.headers) is not streamed
    assert here.data == b""
    assert here.status_code == 200
    for name in ("Content-Type", "ETag", "Last-Modified", "Vary", "Link"):
        assert here.headers.get(name) == there.headers.get(name)
    if not streamed:
        assert here.headers["Content-Length"] == there.headers["Content-Length"]


def test_links_say_what_else_there_is(web: FlaskClient) -> None:
    link = web.get("/doc/project/alfa.ttl").headers["Link"]
    assert f'<{BASE}doc/project/alfa>; rel="canonical"' in link
    assert f'<{BASE}project/alfa>; rel="describes"' in link
    assert '</doc/project/alfa.jsonld>; rel="alternate"; type="application/ld+json"' in link
    assert '</doc/project/alfa.en.html>; rel="alternate"; type="text/html"; hreflang="en"' in link
    assert 'publicdomain/zero/1.0/>; rel="license"' in link
    assert '.ttl>; rel="alternate"' not in link


def test_any_origin_may_read(web: FlaskClient) -> None:
    for path in (*CONDITIONAL, "/project/alfa", "/project/none", "/project/gone"):
        answer = web.get(path, headers={"Origin": "https://example.org"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Link" in answer.headers["Access-Control-Expose-Headers"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_preflight_is_answered(web: FlaskClient) -> None:
    answer = web.options("/doc/project/alfa", headers={
        "Origin": "https://example.org", "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "accept",
    })  # fmt: skip
    assert answer.status_code == 200
    assert "GET" in answer.headers["Access-Control-Allow-Methods"]
    assert "Accept" in answer.headers["Access-Control-Allow-Headers"]
    assert "GET" in answer.headers["Allow"]


def test_pages_run_no_scripts_and_load_nothing_from_elsewhere(web: FlaskClient) -> None:
    for path in ("/", "/doc/project/alfa", "/project/none", "/sparql"):
        answer = web.get(path, headers={"Accept": "text/html"})
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        page = Page(answer)
        editor = path == "/sparql"  # the one page with a program, which the site itself serves
        for item in page.all("script"):
            own = item.get("type") in ("application/ld+json", "application/json")
            assert own or (editor and item["src"].startswith("/static/editor/"))
        assert not page.all("img")
        for sheet in page.all("link", rel="stylesheet"):
            own = sheet["href"] == "/static/site.css"
            assert own or (editor and sheet["href"].startswith("/static/editor/"))
        assert not any("style" in attrs or "onclick" in attrs for _, attrs in page.elements)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_with_those_that_are_taken(web: FlaskClient, method: str) -> None:
    for path in ("/doc/project/alfa", "/project/alfa", "/", "/dump"):
        answer = web.open(path, method=method)
        assert answer.status_code == 405
        assert {"GET", "HEAD", "OPTIONS"} <= set(answer.headers["Allow"].split(", "))


@pytest.mark.parametrize("path", ["/doc/project/alfa", "/", "/list/project", "/ns", "/dump"])
def test_what_no_format_satisfies_says_which_there_are(web: FlaskClient, path: str) -> None:
    answer = web.get(path, headers={"Accept": "image/png", "Accept-Language": "en"})
    assert (answer.status_code, answer.mimetype) == (406, "text/plain")
    stem = "/index" if path == "/" else path
    assert f"{stem}.ttl text/turtle" in answer.get_data(as_text=True)
    assert f"{stem}.sv.html text/html" in answer.get_data(as_text=True)


def test_an_error_is_a_page_for_people_and_text_for_others(web: FlaskClient) -> None:
    page = Page(web.get("/none", headers={"Accept": "text/html", "Accept-Language": "sv"}))
    assert "Finns inte" in page.text
    assert page.all("a", href="/index.sv.html")
    answer = web.get("/none", headers={"Accept": "text/turtle", "Accept-Language": "en"})
    assert answer.mimetype == "text/plain"
    assert answer.get_data(as_text=True).startswith("Not found\n")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (QueryTimeout("too slow."), 504),
        (EndpointError("no answer."), 502),
        (QueryError("not a query."), 400),
        (ReleaseError("nothing released."), 503),
        (RuntimeError("secret detail"), 500),
    ],
)
def test_each_error_has_its_status(reader: Reader, error: Exception, status: int) -> None:
    own = app(reader)
    own.config["PROPAGATE_EXCEPTIONS"] = False

    def fail() -> str:
        raise error

    own.add_url_rule("/fail", view_func=fail)
    answer = own.test_client().get("/fail", headers={"Accept-Language": "en"})
    assert answer.status_code == status
    assert "secret" not in answer.get_data(as_text=True)
    assert "Traceback" not in answer.get_data(as_text=True)


def test_before_anything_is_released_the_site_is_not_ready() -> None:
    def nothing() -> Served:
        raise ReleaseError("nothing is being served yet.")

    own = create_app(nothing, serve=ServeSection()).test_client()
    for path in ("/", "/doc/x", "/static/site.css"):
        assert own.get(path).status_code == 503


@pytest.mark.large
def test_a_request_reads_one_release_throughout(tmp_path: Path) -> None:
    releases = [release(tmp_path, identifier="aaaa"), release(tmp_path, identifier="bbbb")]
    asked: list[int] = []

    def current() -> Served:
        asked.append(1)
        return Served(releases[len(asked) % 2], SWITCHED)

    own = create_app(current, serve=ServeSection()).test_client()
    for number in range(1, 5):
        answer = own.get("/doc/project/alfa")
        assert len(asked) == number
        assert answer.headers["Publisher-Release"] in answer.get_data(as_text=True)


def crawl(get: Callable[[str], Page | None], start: str) -> set[str]:
    seen, todo = {start}, [start]
    while todo:
        page = get(todo.pop())
        for href in page.hrefs() if page else ():
            if href not in seen:
                seen.add(href)
                todo.append(href)
    return seen


def test_every_link_on_every_page_leads_somewhere(web: FlaskClient) -> None:
    def get(path: str) -> Page | None:
        answer = web.get(path, follow_redirects=True)
        assert answer.status_code in (200, 410), (path, answer.status_code)
        return Page(answer) if answer.mimetype == "text/html" else None

    seen = crawl(get, "/index.sv.html")
    assert "/doc/project/alfa.en.html" in seen
    assert len(seen) > 200


def test_every_path_of_a_static_copy_answers_and_is_named_once(reader: Reader) -> None:
    own = app(reader).test_client()
    paths = list(iter_paths(reader, ServeSection()))
    assert len(paths) == len(set(paths))
    for path in paths:
        assert own.head("/" + path).status_code == 200, path
    assert {"index.sv.html", "static/site.css", "context.jsonld", "doc/project/alfa.ttl",
            "list/project.en.html", "ns.jsonld", "graph/projekt.csv.trig", "dump.nq.gz",
            "dump.sv.html", "release/0a1b2c3d.ttl"} <= set(paths)  # fmt: skip
    assert not any("gone" in path for path in paths)


def test_every_iri_that_the_site_mints_dereferences(reader: Reader) -> None:
    own = app(reader).test_client()
    terms = {term.value for quad in reader.store
             for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)
             if type(term).__name__ == "NamedNode"}  # fmt: skip
    own_terms = [term for term in sorted(terms) if reader.iris.path_of(term) is not None]
    assert len(own_terms) > 300
    for term in own_terms:
        answer = own.get(f"/{reader.iris.path_of(term)}", follow_redirects=True)
        assert answer.status_code in (200, 410), term


def test_an_engine_that_is_gone_is_no_query_that_took_too_long(tmp_path: Path) -> None:
    served = Served(release(tmp_path), SWITCHED, Fixed(f"http://127.0.0.1:{free_port()}/query"))
    own = create_app(lambda: served, serve=ServeSection()).test_client()
    answer = own.get("/sparql?query=ASK%20%7B%7D")
    assert answer.status_code == 502
    assert "does not answer" in answer.text
