"""Vocabularies, named graphs, the dump, releases and the JSON-LD context over HTTP."""

from __future__ import annotations

import gzip
import json

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from publisher.namespaces import HYDRA, PROV, RDF, SD, VOID
from publisher.store.reader import Reader
from tests.releases import BASE, IRIS, VOCABULARY, release
from tests.visits import Page, app, quads, triples, with_rdflib

GRAPHS = ("ttl", "jsonld", "rdf", "nt")
DATASETS = ("trig", "nq")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return release(tmp_path_factory.mktemp("releases"))


@pytest.fixture(scope="module")
def web(reader: Reader) -> FlaskClient:
    return app(reader, list_page=2).test_client()


@pytest.mark.parametrize("path", ["ns", "shapes/project", "shapes/groups", "graph/projekt.csv",
                                  "graph/areas.ttl"])  # fmt: skip
def test_a_graph_is_the_same_in_every_format(reader: Reader, web: FlaskClient, path: str) -> None:
    name = ox.NamedNode((VOCABULARY if path[0] in "ns" else BASE) + path)
    whole = {quad for quad in reader.store if quad.graph_name == name}
    assert whole
    for suffix in GRAPHS:
        answer = web.get(f"/{path}.{suffix}")
        assert answer.status_code == 200
        assert triples(answer) == {quad.triple for quad in whole}
        assert len(with_rdflib(answer)) == len(whole)
    for suffix in DATASETS:
        assert quads(web.get(f"/{path}.{suffix}")) == whole


def test_the_whole_dataset_is_the_same_in_every_format(reader: Reader, web: FlaskClient) -> None:
    whole = set(reader.store)
    for suffix in DATASETS:
        assert quads(web.get(f"/dump.{suffix}")) == whole
    for suffix in GRAPHS:
        assert triples(web.get(f"/dump.{suffix}")) == {quad.triple for quad in whole}
    assert quads(web.get("/dump", headers={"Accept": "application/n-quads"})) == whole


@pytest.mark.parametrize("suffix", ["nq", "ttl", "jsonld", "rdf"])
def test_a_packed_dump_unpacks_to_the_other(web: FlaskClient, suffix: str) -> None:
    answer = web.get(f"/dump.{suffix}.gz")
    assert answer.mimetype == "application/gzip"
    assert "Content-Encoding" not in answer.headers
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert gzip.decompress(answer.data) == web.get(f"/dump.{suffix}").data


@pytest.mark.parametrize("path", ["/dump.trig.gz", "/dump.html.gz", "/dump.xyz", "/dump.ttl.ttl",
                                  "/dump.", "/graph/none.csv", "/graph/", "/release/ffff",
                                  "/release/..", "/index.xyz", "/sparql.xyz"])  # fmt: skip
def test_what_is_not_there_answers_404(web: FlaskClient, path: str) -> None:
    assert web.get(path).status_code == 404


def test_pages_about_graphs_and_the_dump_lead_on(web: FlaskClient) -> None:
    page = Page(web.get("/graph/projekt.csv.sv.html"))
    assert "projekt.csv" in page.text
    assert page.all("a", href="/doc/project/alfa.sv.html")
    dump = Page(web.get("/dump.en.html"))
    for suffix in ("nq", "ttl", "jsonld", "rdf"):
        assert dump.all("a", href=f"/dump.{suffix}.gz")
    assert dump.all("a", href="/graph/projekt.csv.en.html")
    assert dump.all("a", href="/ns.en.html")


def test_each_term_of_the_ontology_has_its_anchor(reader: Reader, web: FlaskClient) -> None:
    page = Page(web.get("/ns", headers={"Accept": "text/html", "Accept-Language": "sv"}))
    anchors = {attrs["id"] for _, attrs in page.elements if "id" in attrs}
    terms = {quad.subject.value.partition("#")[2] for quad in reader.store
             if isinstance(quad.subject, ox.NamedNode)
             and quad.subject.value.startswith(VOCABULARY + "ns#")}  # fmt: skip
    assert terms <= anchors
    assert "Utmaningsområde" in page.text


def test_links_within_a_shapes_page_lead_to_anchors_that_are_there(web: FlaskClient) -> None:
    page = Page(web.get("/shapes/project.en.html"))
    anchors = {attrs["id"] for _, attrs in page.elements if "id" in attrs}
    wanted = {link["href"][1:] for link in page.all("a") if link["href"].startswith("#")}
    assert wanted <= anchors
    assert page.all("a", href="/shapes/groups.en.html#about")


def test_the_version_of_a_vocabulary_leads_to_it(web: FlaskClient) -> None:
    assert web.get("/ns/1.0.0").headers["Location"] == "/ns"
    answer = web.get("/shapes/project/1.0.0.en.html")
    assert answer.headers["Location"] == "/shapes/project.en.html"


def test_a_release_tells_where_it_came_from(reader: Reader, web: FlaskClient) -> None:
    path = f"/release/{reader.identifier}"
    found = triples(web.get(f"{path}.ttl"))
    node = ox.NamedNode(IRIS.release(reader.identifier))
    assert any(item.subject == node and item.predicate.value == PROV + "generatedAtTime"
               for item in found)  # fmt: skip
    page = Page(web.get(f"{path}.sv.html"))
    assert "1 maj 2024 kl. 10.00 UTC" in page.text
    assert "projekt.csv" in page.text
    assert all(triples(web.get(f"{path}.{suffix}")) == found for suffix in GRAPHS)
    assert web.get("/release/").headers["Location"] == path


def test_the_context_is_json_ld_that_expands_a_document(web: FlaskClient) -> None:
    answer = web.get("/context.jsonld")
    assert answer.mimetype == "application/ld+json"
    document = json.loads(web.get("/doc/project/alfa.jsonld").data)
    document["@context"] = json.loads(answer.data)["@context"]
    found = ox.parse(json.dumps(document), format=ox.RdfFormat.JSON_LD)
    assert {quad.triple for quad in found} == triples(web.get("/doc/project/alfa.ttl"))


def test_a_list_goes_page_by_page_in_swedish_order(web: FlaskClient) -> None:
    first = Page(web.get("/list/project.sv.html"))
    assert "6 poster" in first.text
    assert "Sida 1 av 3" in first.text
    assert first.all("a", rel="next", href="/list/project/2.sv.html")
    assert not first.all("a", rel="prev")
    last = Page(web.get("/list/project/3.sv.html"))
    assert last.text.index("Ängel") < last.text.index("Örn")
    assert last.all("a", rel="prev", href="/list/project/2.sv.html")
    assert not last.all("a", rel="next")


def test_a_list_tells_machines_its_members_and_its_neighbours(web: FlaskClient) -> None:
    members = set()
    for path in ("/list/project", "/list/project/2", "/list/project/3"):
        graphs = [triples(web.get(f"{path}.{suffix}")) for suffix in GRAPHS]
        assert all(graph == graphs[0] for graph in graphs)
        members |= {item.object for item in graphs[0] if item.predicate.value == HYDRA + "member"}
    assert len(members) == 6
    view = ox.NamedNode(BASE + "list/project/2")
    found = triples(web.get("/list/project/2.ttl"))
    steps = {item.predicate.value.removeprefix(HYDRA): item.object for item in found
             if item.subject == view and item.predicate.value != RDF + "type"}  # fmt: skip
    assert steps["previous"] == ox.NamedNode(BASE + "list/project")
    assert steps["next"] == ox.NamedNode(BASE + "list/project/3")


@pytest.mark.parametrize("path", ["/list/none", "/list/project/0", "/list/project/1",
                                  "/list/project/4", "/list/project/02", "/list/project/x",
                                  "/list/project/²", "/list/", "/list/project/2/"])  # fmt: skip
def test_a_list_that_is_not_there_answers_404(web: FlaskClient, path: str) -> None:
    assert web.get(path).status_code == 404


def test_the_name_of_a_class_leads_to_its_list(web: FlaskClient) -> None:
    assert web.get("/project").headers["Location"] == "/list/project"
    assert web.get("/challenge-area/").headers["Location"] == "/list/challenge-area"


def test_the_start_page_leads_everywhere(web: FlaskClient) -> None:
    for path in ("/", "/index.sv.html"):
        page = Page(web.get(path, headers={"Accept-Language": "sv"}))
        assert len(page.all("h1")) == 1
        assert "En provplats" in page.text
        assert "Något att äta." in page.text
        for href in ("/doc/challenge-area/food.sv.html", "/list/project.sv.html",
                     "/dump.sv.html", "/sparql.sv.html", "/context.jsonld",
                     "/ns.sv.html"):  # fmt: skip
            assert page.all("a", href=href), href


def test_the_start_page_describes_the_dataset_for_machines(web: FlaskClient) -> None:
    found = triples(web.get("/", headers={"Accept": "text/turtle"}))
    values = {item.predicate.value: item.object for item in found
              if item.subject == ox.NamedNode(BASE + "dump")}  # fmt: skip
    assert values[VOID + "sparqlEndpoint"] == ox.NamedNode(BASE + "sparql")
    assert triples(web.get("/index.rdf")) == found


def test_the_endpoint_without_a_query_is_a_form_or_its_description(web: FlaskClient) -> None:
    page = Page(web.get("/sparql", headers={"Accept": "text/html", "Accept-Language": "sv"}))
    assert page.all("form", action="/sparql")
    assert page.all("label", **{"for": "query"})
    found = triples(web.get("/sparql", headers={"Accept": "text/turtle"}))
    assert any(item.object == ox.NamedNode(SD + "Service") for item in found)
    there = ox.Triple(ox.NamedNode(BASE + "sparql"), ox.NamedNode(SD + "endpoint"),
                      ox.NamedNode("http://localhost/sparql"))  # fmt: skip
    assert triples(web.get("/sparql.jsonld")) == found - {there}
