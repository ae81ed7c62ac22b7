"""Things and their documents over HTTP."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from publisher.namespaces import FOAF
from tests.releases import BASE
from tests.visits import Page, client, triples, with_rdflib

ALFA = ox.NamedNode(BASE + "project/alfa")
GRAPHS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
}


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return client(tmp_path_factory.mktemp("releases"))


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "*/*", "image/png"])
def test_a_thing_answers_303_to_its_document(web: FlaskClient, accept: str) -> None:
    answer = web.get("/project/alfa", headers={"Accept": accept})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/doc/project/alfa"
    assert answer.headers["Link"] == '</doc/project/alfa>; rel="describedby"'


def test_a_thing_with_a_suffix_leads_to_that_form_of_its_document(web: FlaskClient) -> None:
    assert web.get("/project/alfa.ttl").headers["Location"] == "/doc/project/alfa.ttl"
    assert web.get("/project/alfa.en.html").headers["Location"] == "/doc/project/alfa.en.html"


def test_every_format_holds_the_same_graph(web: FlaskClient) -> None:
    graphs = []
    for suffix, media_type in GRAPHS.items():
        by_suffix = web.get(f"/doc/project/alfa.{suffix}", headers={"Accept": "text/html"})
        by_accept = web.get("/doc/project/alfa", headers={"Accept": media_type})
        assert by_suffix.mimetype == by_accept.mimetype == media_type
        assert by_suffix.data == by_accept.data
        assert by_accept.headers["Content-Location"] == f"/doc/project/alfa.{suffix}"
        graphs.append(triples(by_suffix))
        assert len(with_rdflib(by_suffix)) == len(graphs[0])
    assert all(graph == graphs[0] for graph in graphs)
    about = ox.Triple(
        ox.NamedNode(BASE + "doc/project/alfa"), ox.NamedNode(FOAF + "primaryTopic"), ALFA
    )
    assert about in graphs[0]
    assert {triple.subject for triple in graphs[0] - {about}} == {ALFA}


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("application/turtle,text/turtle", "text/turtle"),
        ("application/ld+json,application/x-json+ld", "application/ld+json"),
        ("application/rdf+xml,text/rdf+n3;q=0.9", "application/rdf+xml"),
        ("", "text/html"),
    ],
)
def test_real_clients_get_what_they_ask_for(web: FlaskClient, accept: str, media_type: str) -> None:
    answer = web.get("/doc/project/alfa", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, media_type)


def test_the_page_is_in_the_language_of_the_reader(web: FlaskClient) -> None:
    for header, language, title in (
        ("en-GB, en;q=0.9", "en", "Alpha </script> & <Omega>"),
        ("sv", "sv", "Alfa & <Omega>"),
        ("de", "sv", "Alfa & <Omega>"),
    ):
        answer = web.get("/doc/project/alfa", headers={"Accept-Language": header})
        page = Page(answer)
        assert answer.headers["Content-Language"] == language
        assert {"Accept", "Accept-Language", "Accept-Datetime"} <= set(answer.vary)
        assert page.all("html", lang=language)
        assert title in page.text


def test_a_path_that_names_the_language_does_not_vary(web: FlaskClient) -> None:
    answer = web.get("/doc/project/alfa.en.html", headers={"Accept-Language": "sv"})
    assert answer.headers["Content-Language"] == "en"
    assert not {"Accept", "Accept-Language"} & set(answer.vary)
    middle = web.get("/doc/project/alfa.html", headers={"Accept-Language": "sv"})
    assert "Accept-Language" in middle.vary
    assert "Accept" not in middle.vary


def test_the_page_shows_values_as_people_read_them(web: FlaskClient) -> None:
    page = Page(web.get("/doc/project/alfa.sv.html"))
    assert "1 januari 2024" in page.text
    assert "juni 2024" in page.text
    assert page.all("a", href="/doc/challenge-area/food.sv.html")
    assert page.all("a", href="https://example.org/elsewhere?a=1&b=2", rel="external")
    place = Page(web.get("/doc/territory/t1.sv.html"))
    assert place.all("details")
    assert "Yta, 7 punkter" in place.text
    contact = Page(web.get("/doc/contact-point/c1.sv.html"))
    assert contact.all("a", href="mailto:role@example.org")


def test_the_page_says_what_is_in_another_language(web: FlaskClient) -> None:
    page = Page(web.get("/doc/project/orn.en.html"))
    assert page.all("h1", lang="sv")
    assert not Page(web.get("/doc/project/orn.sv.html")).all("h1", lang="sv")


def test_the_page_links_to_its_other_forms_and_to_its_permanent_address(web: FlaskClient) -> None:
    page = Page(web.get("/doc/project/alfa.sv.html"))
    assert page.all("link", rel="canonical", href=BASE + "doc/project/alfa")
    for suffix, media_type in GRAPHS.items():
        assert page.all("link", rel="alternate", type=media_type,
                        href=f"/doc/project/alfa.{suffix}")  # fmt: skip
    assert page.all("link", rel="alternate", hreflang="en", href="/doc/project/alfa.en.html")
    assert page.all("a", hreflang="en", href="/doc/project/alfa.en.html")
    assert BASE + "project/alfa" in page.text


def test_the_page_has_one_heading_landmarks_and_a_way_to_skip(web: FlaskClient) -> None:
    page = Page(web.get("/doc/project/alfa.sv.html"))
    assert len(page.all("h1")) == 1
    assert len(page.all("main", id="main")) == 1
    assert page.all("a", href="#main")
    levels = [int(tag[1]) for tag, _ in page.elements if tag in ("h1", "h2", "h3", "h4")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all("aria-label" in nav for nav in page.all("nav"))


def test_the_embedded_description_cannot_end_its_script(web: FlaskClient) -> None:
    text = web.get("/doc/project/alfa.en.html").get_data(as_text=True)
    start = text.index('<script type="application/ld+json">') + 35
    data = json.loads(text[start : text.index("</script>", start)])
    assert data["name"] == "Alpha </script> & <Omega>"
    assert (data["@type"], data["@id"]) == ("Project", BASE + "project/alfa")
    assert data["startDate"] == ["2024-01-01"]


def test_nothing_in_the_data_becomes_markup(web: FlaskClient) -> None:
    text = web.get("/doc/project/alfa.sv.html").get_data(as_text=True)
    assert "<Omega>" not in text
    assert "Alfa &amp; &lt;Omega&gt;" in text


@pytest.mark.parametrize("path", ["/project/gone", "/doc/project/gone", "/doc/project/gone.ttl",
                                  "/project/gone.jsonld"])  # fmt: skip
def test_what_is_withdrawn_answers_410_in_every_format(web: FlaskClient, path: str) -> None:
    for accept in ("text/html", *GRAPHS.values()):
        answer = web.get(path, headers={"Accept": accept, "Accept-Language": "en"})
        assert answer.status_code == 410
        if answer.mimetype == "text/html":
            page = Page(answer)
            assert "withdrawn on 1 March 2024" in page.text
            assert "Did not exist." in page.text
            assert page.all("a", href="/doc/project/alfa.en.html")
        else:
            assert len(triples(answer)) == 7


@pytest.mark.parametrize(
    "path", ["/project/none", "/doc/project/none", "/doc/project/none.ttl", "/none", "/doc/",
             "/project/alfa/", "/project/ALFA", "/doc/doc/project/alfa", "/%00", "/project/%ff"],
)  # fmt: skip
def test_what_is_unknown_answers_404(web: FlaskClient, path: str) -> None:
    assert web.get(path).status_code == 404


def test_an_exact_name_goes_before_a_suffix(web: FlaskClient) -> None:
    page = web.get("/doc/project/dotted.ttl")
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert web.get("/doc/project/dotted.ttl.ttl").mimetype == "text/turtle"
    assert web.get("/project/dotted.ttl").headers["Location"] == "/doc/project/dotted.ttl"


def test_a_node_that_was_blank_dereferences_too(web: FlaskClient) -> None:
    answer = web.get("/.well-known/genid/00aa")
    assert answer.headers["Location"] == "/doc/.well-known/genid/00aa"
    assert len(triples(web.get("/doc/.well-known/genid/00aa.ttl"))) == 3


def test_the_site_may_be_mounted_below_a_prefix(web: FlaskClient) -> None:
    inside = {"SCRIPT_NAME": "/data"}
    answer = web.get("/project/alfa", environ_overrides=inside)
    assert answer.headers["Location"] == "/data/doc/project/alfa"
    page = Page(web.get("/doc/project/alfa.sv.html", environ_overrides=inside))
    assert all(href.startswith("/data/") for href in page.hrefs() if not href.endswith(".html"))
    assert page.all("link", rel="stylesheet", href="/data/static/site.css")
    assert page.all("link", rel="canonical", href=BASE + "doc/project/alfa")


@pytest.mark.large
@pytest.mark.parametrize("name", ["a%20b", "%C3%A5%20b", "å", "å%20b", "å%22ö"])
def test_a_name_that_is_percent_encoded_dereferences_too(tmp_path: Path, name: str) -> None:
    data = {"x.ttl": f'<thing/{name}> dct:title "Något"@sv .'}
    with client(tmp_path, data) as web:
        answer = web.get("/thing/" + quote(name, safe="%"))
        assert answer.status_code == 303
        assert web.get(answer.headers["Location"] + ".ttl").status_code == 200
