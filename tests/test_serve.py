"""The served site, over HTTP on loopback: facts, every IRI in every format, and a new release."""

from __future__ import annotations

import random
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import quote

import pyoxigraph as ox
import pytest
import rdflib
import urllib3
from SPARQLWrapper import JSON, SPARQLWrapper

from publisher import Site
from publisher.serve import TICK_SECONDS
from tests.facts import FACTS
from tests.sites import bundled, command, get, post, publisher, served, tiny

RESULTS = "application/sparql-results+json"
GRAPHS = {
    "ttl": ("text/turtle", "turtle", ox.RdfFormat.TURTLE),
    "nt": ("application/n-triples", "nt", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", "xml", ox.RdfFormat.RDF_XML),
    "jsonld": ("application/ld+json", "json-ld", ox.RdfFormat.JSON_LD),
}
DATASETS = {
    "trig": ("application/trig", "trig", ox.RdfFormat.TRIG),
    "nq": ("application/n-quads", "nquads", ox.RdfFormat.N_QUADS),
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The bundled site, served."""
    with served(bundled(tmp_path_factory.mktemp("served"))) as url:
        yield url


def select(base: str, query: str) -> list[dict[str, str]]:
    """The rows of a SELECT query, by SPARQLWrapper."""
    client = SPARQLWrapper(base + "sparql")
    client.setQuery(query)
    client.setReturnFormat(JSON)
    answer = client.queryAndConvert()
    assert isinstance(answer, dict)
    return [{name: term["value"] for name, term in row.items()}
            for row in answer["results"]["bindings"]]  # fmt: skip


@pytest.mark.parametrize(("sentence", "query"), FACTS, ids=[fact[0] for fact in FACTS])
def test_fact(base: str, sentence: str, query: str) -> None:
    client = SPARQLWrapper(base + "sparql")
    client.setQuery(query)
    client.setReturnFormat(JSON)
    answer = client.queryAndConvert()
    assert isinstance(answer, dict)
    assert answer["boolean"], sentence


FILES = {".nt", ".ttl", ".trig", ".nq", ".jsonld", ".rdf", ".gz"}
"""Suffixes of files, which have one form: the dumps that the description of the dataset names."""


def minted(base: str) -> list[str]:
    """Every document-less IRI of the site's own that its data mentions anywhere, without #…"""
    own = 'FILTER(isIRI(?i) && STRSTARTS(STR(?i), "https://w3id.org/s3r/"))'
    named = select(base, "SELECT DISTINCT ?i { GRAPH ?i { ?s ?p ?o } }")
    used = select(
        base,
        f"SELECT DISTINCT ?i {{ {{ ?i ?p ?o }} UNION {{ ?s ?i ?o }} UNION {{ ?s ?p ?i }} {own} }}",
    )
    found = {row["i"].partition("#")[0] for row in (*named, *used)}
    return sorted(iri for iri in found if PurePosixPath(iri).suffix not in FILES)


def path(iri: str) -> str:
    """The path at which this site serves one of its IRIs."""
    for prefix in ("https://w3id.org/s3r/oms/", "https://w3id.org/s3r/"):
        if iri.startswith(prefix):
            return iri.removeprefix(prefix)
    raise AssertionError(iri)


def follow(base: str, iri: str, accept: str) -> tuple[str, bytes]:
    """Content type and body of what an IRI leads to, over at most one 303."""
    answer = get(base + path(iri), accept)
    if answer.status == 303:
        location = answer.headers["Location"]
        answer = get(location if "://" in location else base.rstrip("/") + location, accept)
    assert answer.status == 200, (iri, accept, answer.status, answer.data[:200])
    return answer.headers["Content-Type"].partition(";")[0], answer.data


@pytest.mark.large
def test_every_iri_that_the_site_mints_dereferences_in_every_format(base: str) -> None:
    iris = minted(base)
    assert len(iris) > 100
    for iri in iris:
        kind, body = follow(base, iri, "text/html")
        assert kind == "text/html", iri
        assert b"<h1" in body, iri
        graphs = []
        for media, name, syntax in GRAPHS.values():
            kind, body = follow(base, iri, media)
            assert kind == media, iri
            with_rdflib = rdflib.Graph().parse(data=body, format=name, publicID=iri)
            quads = ox.parse(body, format=syntax, base_iri=iri)
            lines = "".join(f"{quad.triple} .\n" for quad in quads)
            with_oxigraph = rdflib.Graph().parse(data=lines, format="nt")
            graphs += [with_rdflib, with_oxigraph]
        found = {frozenset(graph.serialize(format="nt").splitlines()) for graph in graphs}
        assert len(found) == 1, (iri, [len(graph) for graph in graphs])
        assert len(graphs[0]) > 0, iri


def test_named_graphs_and_the_dump_in_the_dataset_formats(base: str) -> None:
    graphs = [row["g"] for row in select(base, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")]
    for iri in [*graphs, "https://w3id.org/s3r/oms/dump"]:
        sizes = set()
        for media, name, syntax in DATASETS.values():
            kind, body = follow(base, iri, media)
            assert kind == media
            quads = {str(quad) for quad in ox.parse(body, format=syntax)}
            dataset = rdflib.Dataset()
            dataset.parse(data=body, format=name)
            assert len(quads) == sum(len(graph) for graph in dataset.graphs())
            sizes.add(len(quads))
        assert len(sizes) == 1


def test_a_thing_answers_303_and_its_document_200(base: str) -> None:
    thing = get(base + "project/visual-lift", "text/turtle")
    assert thing.status == 303
    assert thing.headers["Location"] == "/doc/project/visual-lift"
    document = get(base + "doc/project/visual-lift", "text/turtle")
    assert document.status == 200
    assert document.headers["Content-Type"].startswith("text/turtle")
    assert document.headers["Access-Control-Allow-Origin"] == "*"
    again = get(base + "doc/project/visual-lift", "text/turtle",
                If_None_Match=document.headers["ETag"])  # fmt: skip
    assert again.status == 304
    assert again.data == b""
    later = get(base + "doc/project/visual-lift", "text/turtle",
                If_Modified_Since=document.headers["Last-Modified"])  # fmt: skip
    assert later.status == 304


def test_what_is_unknown_is_404_and_what_cannot_be_had_is_406(base: str) -> None:
    assert get(base + "project/nothing").status == 404
    refused = get(base + "doc/project/visual-lift", "image/png")
    assert refused.status == 406
    assert b"text/turtle" in refused.data


@pytest.mark.parametrize(
    ("query", "accept", "content_type"),
    [
        ("SELECT * { ?s ?p ?o } LIMIT 1", RESULTS, RESULTS),
        ("SELECT * { ?s ?p ?o } LIMIT 1", "application/sparql-results+xml",
         "application/sparql-results+xml"),
        ("SELECT * { ?s ?p ?o } LIMIT 1", "text/csv", "text/csv; charset=utf-8"),
        ("SELECT * { ?s ?p ?o } LIMIT 1", "text/tab-separated-values",
         "text/tab-separated-values; charset=utf-8"),
        ("ASK {}", RESULTS, RESULTS),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1", "text/turtle",
         "text/turtle; charset=utf-8"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1", "application/ld+json",
         "application/ld+json"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1", "application/n-triples",
         "application/n-triples"),
        ("DESCRIBE <https://w3id.org/s3r/oms/project/visual-lift>", "application/rdf+xml",
         "application/rdf+xml"),
    ],
)  # fmt: skip
def test_sparql_answers_by_get_and_by_both_posts(
    base: str, query: str, accept: str, content_type: str
) -> None:
    answers = [
        get(f"{base}sparql?query={quote(query, safe='')}", accept),
        post(base + "sparql", {"query": query}, accept),
        post(base + "sparql", query, accept, "application/sparql-query"),
    ]
    for answer in answers:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == content_type
        assert answer.data
    assert len({answer.data for answer in answers}) == 1


@pytest.mark.parametrize(
    "target",
    ["", "?query=SELEC", "?query=ASK%20%7B%7D&query=ASK%20%7B%7D", "?update=CLEAR%20ALL",
     "?query=CLEAR%20ALL"],
)  # fmt: skip
def test_what_is_no_query_is_refused(base: str, target: str) -> None:
    answer = get(f"{base}sparql{target}", RESULTS)
    assert answer.status in (400, 406)
    assert b"Traceback" not in answer.data


@pytest.fixture(scope="module")
def hurried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The tiny site, served with a limit of one second for a query."""
    site = tiny(tmp_path_factory.mktemp("hurried"))
    path = site / "site.toml"
    settings = path.read_text(encoding="utf-8") + "\n[serve]\nquery_seconds = 1\n"
    path.write_text(settings, encoding="utf-8")
    with served(site) as url:
        yield url


PRODUCT = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


def test_a_query_that_takes_too_long_is_stopped_and_says_so(hurried: str) -> None:
    answer = post(hurried + "sparql", {"query": f"SELECT (COUNT(*) AS ?n) {PRODUCT}"}, RESULTS)
    assert answer.status == 504
    assert b"1 second" in answer.data
    _until(lambda: get(hurried + "sparql?query=ASK%20%7B%7D", RESULTS).status == 200)


def test_an_answer_that_is_broken_off_never_looks_whole(hurried: str) -> None:
    with pytest.raises(urllib3.exceptions.HTTPError):
        post(hurried + "sparql", {"query": f"SELECT * {PRODUCT}"}, "text/csv")
    assert get(hurried + "doc/project/alfa.ttl").status == 200


def test_a_body_that_is_too_large_is_refused(hurried: str) -> None:
    answer = post(hurried + "sparql", {"query": "ASK {} #" + "x" * 20_000_000}, RESULTS)
    assert answer.status == 413
    longer = "ASK {} #" + "x" * 1_000_000
    assert post(hurried + "sparql", {"query": longer}, RESULTS).status == 413


@pytest.mark.large
def test_a_new_release_is_picked_up_without_dropping_a_request(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    with served(site) as base:
        first = get(base + "doc/project/alfa.ttl")
        failures: list[object] = []
        seen: set[bytes] = set()
        stop = threading.Event()

        def ask() -> None:
            while not stop.is_set():
                for target in ("doc/project/alfa.ttl", "sparql?query=ASK%20%7B%7D"):
                    answer = get(base + target)
                    seen.add(answer.data)
                    if answer.status != 200:
                        failures.append((target, answer.status, answer.data))

        workers = [threading.Thread(target=ask) for _ in range(3)]
        for worker in workers:
            worker.start()
        table = site / "data" / "projekt.csv"
        for budget in ("2", "3", "4"):
            text = table.read_text(encoding="utf-8")
            table.write_text(text.replace("1 234,50", budget), encoding="utf-8")
            assert publisher(site, "build").returncode == 0
            _until(lambda: get(base + "doc/project/alfa.ttl").data != first.data)
            table.write_text(text, encoding="utf-8")
            assert publisher(site, "build").returncode == 0
            _until(lambda: get(base + "doc/project/alfa.ttl").data == first.data)
        stop.set()
        for worker in workers:
            worker.join()
        assert failures == []


@pytest.mark.large
def test_the_old_release_is_served_while_builds_are_killed(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    drawn = random.Random(20)
    with served(site) as base:
        table = site / "data" / "projekt.csv"
        text = table.read_text(encoding="utf-8")
        for moment in range(20):
            table.write_text(text.replace("1 234,50", str(moment)), encoding="utf-8")
            with subprocess.Popen(command(site, "build"), stderr=subprocess.DEVNULL) as process:
                try:
                    process.wait(drawn.uniform(0.0, 1.5))
                except subprocess.TimeoutExpired:
                    process.kill()
            current = Site(site).shelf.current()
            assert current in Site(site).shelf.ids()
            answer = get(base + "doc/project/alfa.ttl")
            assert answer.status == 200
            assert b"budget" in answer.data
        assert publisher(site, "build").returncode == 0
        manifest = Site(site).open().manifest
        assert manifest.conforms
        assert Site(site).query("ASK { ?s <https://example.org/def/terms#budget> 19.0 }")


@pytest.mark.large
@pytest.mark.parametrize("target", ["0123456789abcdef0123", "emptied"])
def test_what_is_served_goes_on_where_current_leads_nowhere(tmp_path: Path, target: str) -> None:
    site = tiny(tmp_path)
    with served(site) as base:
        link = site / "releases" / "current"
        good = link.readlink()
        (site / "releases" / "emptied").mkdir()
        link.unlink()
        link.symlink_to(target)
        time.sleep(8 * TICK_SECONDS)
        assert get(base + "doc/project/alfa.ttl").status == 200
        assert get(base + "sparql?query=ASK%20%7B%7D").status == 200
        link.unlink()
        link.symlink_to(good)
        assert get(base + "sparql?query=ASK%20%7B%7D").status == 200


@pytest.mark.large
def test_what_is_released_is_served_while_another_build_is_at_work(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    assert publisher(site, "build").returncode == 0
    with Site(site).shelf.lock(), served(site) as base:
        assert get(base + "doc/project/alfa.ttl").status == 200


def test_a_server_that_does_not_start_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    assert publisher(tiny(tmp_path), "serve", "--no-build").returncode == 2
    assert list((tmp_path / "temporary").iterdir()) == []


def test_head_is_answered_as_get_is(base: str) -> None:
    for path in ("", "sparql", "sparql?query=ASK%20%7B%7D", "dump.nq.gz", "context.jsonld"):
        done = urllib3.request("HEAD", base + path, retries=False)
        assert done.status == 200
        assert done.headers["Content-Type"] == get(base + path).headers["Content-Type"]


def _until(holds: Callable[[], bool]) -> None:
    """Wait until ``holds`` gives True; a test that waits for ever is stopped from outside."""
    for _ in range(1200):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to pass")
