"""Virtuoso behind the endpoint: loaded, and asked what the release itself is asked too.

Where its answers differ from the standard is told in DIFFERENCES, and in the documentation.
"""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
import rdflib
import urllib3

from publisher import Site
from publisher.store.engine import free_port
from tests.engines import endpoint, listening
from tests.sites import ROOT, bundled, get, post
from tests.test_stores import with_stores

pytestmark = pytest.mark.clients

KIND: Final = 'store_kind = "virtuoso"'
USER: Final = ('store_user = "dba"', 'store_password_env = "PASSWORD_OF_VIRTUOSO"')

INI: Final = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 20
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
AllowOSCalls = 0
CaseMode = 2
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
MaxClientConnections = 20
EnabledDavVSP = 0
HTTPProxyEnabled = 0
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryExecutionTime = 60
[Replication]
ServerName = local
"""


@contextmanager
def virtuoso(folder: Path) -> Iterator[str]:
    """A server of its own below ``folder``; its address."""
    command = shutil.which("virtuoso-t")
    if command is None:
        pytest.skip("virtuoso is not installed (package virtuoso-opensource-7)")
    port = free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(INI.format(folder=folder, port=port, sql=free_port()), encoding="utf-8")
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        [command, "+foreground", "+configfile", str(settings)], cwd=folder,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            for _ in range(600):
                try:
                    urllib3.request("GET", f"{url}/sparql?query=ASK%7B%7D", retries=False)
                except urllib3.exceptions.HTTPError:
                    time.sleep(0.1)
                else:
                    break
            else:
                pytest.fail("virtuoso does not start")
            yield url
        finally:
            process.kill()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The bundled site, its release loaded into Virtuoso."""
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as store, pytest.MonkeyPatch.context() as m:
        m.setenv("PASSWORD_OF_VIRTUOSO", "dba")
        found = with_stores(bundled(tmp_path_factory.mktemp("site")), [store], KIND, *USER)
        found.build(check=False)
        assert found.load().stores == (store,)
        yield found


@pytest.fixture(scope="module")
def url(site: Site) -> Iterator[str]:
    serve = site.settings.serve
    with endpoint(site.open(), f"{serve.stores[0]}/sparql", serve) as address:
        yield f"{address}sparql"


QUERIES: Final = {
    "count": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "graphs": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "classes": "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c",
    "labels": "SELECT ?s (STR(?l) AS ?t) { ?s skos:prefLabel ?l FILTER(LANG(?l) = 'sv') }",
    "optional": "SELECT ?s ?d { ?s a schema:Project OPTIONAL { ?s schema:startDate ?d } }",
    "minus": "SELECT ?s { ?s a schema:Project MINUS { ?s schema:endDate ?d } }",
    "exists": "SELECT ?s { ?s a schema:Project FILTER NOT EXISTS { ?s schema:endDate ?d } }",
    "union": "SELECT DISTINCT ?s { { ?s a schema:Project } UNION { ?s a m8g:AdminUnit } }",
    "values": "SELECT ?s ?c { VALUES ?c { schema:Project m8g:AdminUnit } ?s a ?c }",
    "bind": "SELECT ?s ?u { ?s a schema:Project BIND(UCASE(STR(?s)) AS ?u) }",
    "subquery": "SELECT ?n { { SELECT (COUNT(*) AS ?n) { ?s a schema:Project } } }",
    "having": "SELECT ?c { ?s a ?c } GROUP BY ?c HAVING(COUNT(*) > 3)",
    "sequence": "SELECT ?s ?x { ?s dct:subject/skos:inScheme ?x }",
    "inverse": "SELECT ?s { ?s ^dct:subject ?p }",
    "alternative": "SELECT ?s ?x { ?s dct:subject|dct:spatial ?x }",
    "any length": "SELECT ?s ?x { ?s a skos:Concept ; skos:inScheme/skos:inScheme* ?x }",
    "one or more": "SELECT ?s ?x { ?s dct:isPartOf+ ?x }",
    "one or more, from": "SELECT ?x { "
    "<https://w3id.org/s3r/oms/project/agronoder-i-samverkan> dct:subject+ ?x }",
    "dates": "SELECT ?s ?d "
    "{ ?s ?p ?d FILTER(DATATYPE(?d) = xsd:date && ?d > '2020-01-01'^^xsd:date) }",
    "typed literals": "SELECT ?s ?o { ?s ?p ?o FILTER(DATATYPE(?o) = xsd:integer) }",
    "geometries": "SELECT ?s ?o { ?s <http://www.w3.org/ns/dcat#centroid> ?o }",
    "truth": "SELECT ?s { ?s sh:uniqueLang true }",
    "truth told": "SELECT ?s ?o { ?s sh:uniqueLang ?o }",
    "order": "SELECT ?s { ?s a schema:Project } ORDER BY ?s LIMIT 5 OFFSET 2",
    "regex": "SELECT ?s { ?s dct:title ?t FILTER(REGEX(?t, 'energi', 'i')) }",
    "ask": "ASK { ?s a schema:Project }",
    "from": "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/s3r/oms/graph/void> { ?s ?p ?o }",
    "typed": "SELECT DISTINCT ?t { ?s ?p ?o BIND(DATATYPE(?o) AS ?t) FILTER(ISLITERAL(?o)) }",
    "literals": "SELECT DISTINCT ?o { ?s ?p ?o FILTER(ISLITERAL(?o)) }",
    "concat": "SELECT (GROUP_CONCAT(STR(?s); SEPARATOR=' ') AS ?all) "
    "{ { SELECT ?s { ?s a m8g:AdminUnit } ORDER BY ?s } }",
}  # fmt: skip

DIFFERENCES: Final[dict[str, str]] = {
    "one or more": "a path of any length needs a beginning or an end that is known",
    "typed": "a text in a language has no datatype; WKT has one of Virtuoso's own",
    "literals": "WKT is respelled, and true is 1",
    "geometries": "WKT is respelled, its numbers in single precision",
    "truth told": "true is given out as 1",
}
"""Queries that Virtuoso answers otherwise -> why."""

PREFIXES: Final = (
    "PREFIX m8g: <http://data.europa.eu/m8g/> PREFIX dct: <http://purl.org/dc/terms/> "
    "PREFIX schema: <http://schema.org/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> PREFIX sh: <http://www.w3.org/ns/shacl#> "
)


def table(text: str) -> list[list[str]]:
    return sorted(list(csv.reader(io.StringIO(text)))[1:])


def own(site: Site, query: str) -> list[list[str]]:
    """What the release itself answers."""
    answer = site.query(query)
    if isinstance(answer, ox.QueryBoolean):
        return [[str(bool(answer)).lower()]]
    assert isinstance(answer, ox.QuerySolutions)
    content = answer.serialize(format=ox.QueryResultsFormat.CSV)
    assert content is not None
    return table(content.decode())


@pytest.mark.parametrize("name", QUERIES)
def test_it_answers_as_the_release_does(
    site: Site, url: str, name: str, request: pytest.FixtureRequest
) -> None:
    query = PREFIXES + QUERIES[name]
    if name in DIFFERENCES:
        request.applymarker(pytest.mark.xfail(reason=DIFFERENCES[name], strict=True))
    accept = "application/sparql-results+json" if name == "ask" else "text/csv"
    answer = post(url, {"query": query}, accept)
    assert answer.status == 200, answer.data
    if name == "ask":
        assert answer.json()["boolean"] is True
        return
    expected = own(site, query)
    assert expected
    assert answer.data
    assert table(answer.data.decode()) == expected


@pytest.mark.parametrize(
    ("accept", "name"),
    [("text/turtle", "turtle"), ("application/n-triples", "nt"), ("application/rdf+xml", "xml")],
)
def test_graphs_are_whole(site: Site, url: str, accept: str, name: str) -> None:
    query = PREFIXES + "CONSTRUCT { ?s ?p ?o } { ?s a schema:Project ; ?p ?o FILTER(ISIRI(?o)) }"
    answer = post(url, {"query": query}, accept)
    assert answer.status == 200, answer.data
    expected = site.query(query)
    assert isinstance(expected, ox.QueryTriples)
    assert len(rdflib.Graph().parse(data=answer.data, format=name)) == len(set(expected)) > 0


def test_what_is_wrong_is_told(url: str) -> None:
    assert get(f"{url}?query={quote('SELECT * { ?s ')}", "text/csv").status == 400


def test_its_own_functions_are_not_called(site: Site, url: str) -> None:
    with listening() as listener:
        query = f"SELECT (<bif:http_get>('{listener.url}') AS ?x) {{}}"
        assert post(url, {"query": query}, "text/csv").status == 400
        fields = urlencode({"query": query})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        urllib3.request("POST", f"{site.settings.serve.stores[0]}/sparql", body=fields,
                        headers=kind, retries=False)  # fmt: skip
        assert listener.knocks == 1  # asked without the site between, it does call


def test_a_part_of_an_answer_is_never_taken_for_the_whole(site: Site) -> None:
    heavy = "SELECT (COUNT(*) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c < ?f && ?h != ?e) }"
    serve = replace(site.settings.serve, query_seconds=1)
    with endpoint(site.open(), f"{serve.stores[0]}/sparql", serve) as address:
        long = post(f"{address}sparql", {"query": "SELECT ?a { ?a ?b ?c . ?d ?e ?f }"}, "text/csv")
        assert (long.status, b"1 seconds" in long.data) == (504, True), long.data
        answer = post(f"{address}sparql", {"query": heavy}, "text/csv")
        told = answer.headers.get("Publisher-Incomplete")
        assert (answer.status, told) in ((504, None), (200, "time")), answer.data


def test_the_program_installs_it_where_it_can() -> None:
    assert "have virtuoso-t virtuoso-opensource-7" in (ROOT / ".ci" / "run").read_text("utf-8")
