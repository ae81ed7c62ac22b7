"""Sources that are SPARQL queries: all rows, page by page, of one state of the endpoint."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
import urllib3
from flask import Flask, Response, request

from publisher import Site
from publisher.obtaining.query import parse
from tests.engines import listening_to, writable
from tests.sites import post, publisher, served, tiny
from tests.test_remote_sources import FAR, get, one, project, site_with, titles

P: Final = "PREFIX dct: <http://purl.org/dc/terms/> PREFIX t: <https://example.org/def/terms#> "
CONSTRUCT: Final = P + (
    "CONSTRUCT { ?p a t:Project ; dct:title ?t ; dct:subject ?s } "
    "WHERE { ?p a t:Project ; dct:title ?t ; dct:subject ?s } ORDER BY ?p ?t"
)
KEYED: Final = P + (
    "CONSTRUCT { ?p a t:Project ; dct:title ?t ; dct:subject ?s } "
    'WHERE { ?p a t:Project ; dct:title ?t ; dct:subject ?s FILTER(STR(?p) > "{after}") } '
    "ORDER BY STR(?p)"
)


@pytest.fixture
def engine() -> Iterator[str]:
    with writable() as url:
        yield url


def update(engine: str, text: str) -> None:
    answer = urllib3.request(
        "POST", engine + "update", body=text, headers={"Content-Type": "application/sparql-update"}
    )
    assert answer.status == 204, answer.data


def put(engine: str, *projects: str) -> None:
    update(engine, P + "INSERT DATA {" + "".join(projects) + "}")


def asking(
    folder: Path, address: str, query: str, *more: str, rows: int = 3, name: str = "uppsala"
) -> Path:
    source = [
        f"[sources.{name}]", f'address = "{address}"', 'query = "q.rq"', f"page_rows = {rows}",
        *more,
    ]  # fmt: skip
    site = site_with(folder, "\n".join(source))
    (site / "q.rq").write_text(query, encoding="utf-8")
    return site


@pytest.mark.parametrize("query", [CONSTRUCT, KEYED])
@pytest.mark.parametrize("count", [1, 6, 8])
def test_all_rows_come_page_by_page(engine: str, tmp_path: Path, query: str, count: int) -> None:
    put(engine, *(project(f"n{number}", f"T{number}") for number in range(count)))
    site = asking(tmp_path, engine + "query", query)
    told = one(get(site))
    assert (told.became, told.state.things, told.state.statements) == ("new", count, 3 * count)
    Site(site).build()
    assert titles(site) == [f"T{number}" for number in range(count)]
    assert one(get(site)).became == "unchanged"


def test_keys_that_go_over_a_page(engine: str, tmp_path: Path) -> None:
    put(engine, *(project("n", f"T{number}") for number in range(3)), project("m"), project("o"))
    site = asking(tmp_path, engine + "query", KEYED, rows=3)
    told = one(get(site))
    assert (told.state.code, told.became) == ("one-key", "missing")
    text = (site / "site.toml").read_text().replace("page_rows = 3", "page_rows = 4")
    (site / "site.toml").write_text(text)
    assert one(get(site)).state.code == "faulty"  # three titles in one language, and all have come


def test_a_select_is_a_table(engine: str, tmp_path: Path) -> None:
    put(engine, *(project(f"n{number}", f"T{number}") for number in range(5)))
    query = P + (
        'SELECT (STRAFTER(STR(?p), "/p/") AS ?id) (STR(?t) AS ?Titel) ("mat" AS ?Utmaningsområde) '
        "WHERE { ?p dct:title ?t } ORDER BY ?p"
    )
    site = asking(tmp_path, engine + "query", query, 'table = "projekt"')
    told = one(get(site))
    assert (told.became, told.state.things) == ("new", 5), told.state.said
    table = (site / "fetched/files/fetched/uppsala/projekt.csv").read_text(encoding="utf-8")
    assert table.splitlines()[:2] == ["id,Titel,Utmaningsområde", "n0,T0,mat"]


def test_what_changes_meanwhile_is_read_anew(engine: str, tmp_path: Path) -> None:
    put(engine, *(project(f"n{number}", f"T{number}") for number in range(8)))
    site = asking(tmp_path, engine + "query", CONSTRUCT)
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        if text == "uppsala: 2 …" and said.count(text) == 1:
            put(engine, project("a", "Ny"))  # the rows after it are one place further on

    told = one(get(site, say=say))
    assert (told.became, told.state.things) == ("new", 9)
    assert said.count("uppsala: 2 …") == 2


def test_what_never_rests_is_not_taken(engine: str, tmp_path: Path) -> None:
    put(engine, *(project(f"n{number}", f"T{number}") for number in range(8)))
    site = asking(tmp_path, engine + "query", CONSTRUCT)
    count = iter(range(100))

    def say(text: str) -> None:
        if text == "uppsala: 2 …":
            put(engine, project(f"a{next(count)}", "Ny"))

    assert one(get(site, say=say)).state.code == "moving"


def relay(engine: str, change: Callable[[dict[str, list[object]]], object]) -> Flask:
    """An endpoint that changes what an engine answers, except to COUNT."""
    app = Flask("relay")

    @app.post("/query")
    def query() -> Response:
        kind = "application/sparql-results+json"
        answer = post(engine + "query", {"query": request.form["query"]}, kind)
        content = json.loads(answer.data)
        if "COUNT(" not in request.form["query"]:
            change(content["results"])
        return Response(json.dumps(content), content_type=kind)

    return app


def test_an_answer_that_is_cut_short_is_not_taken(engine: str, tmp_path: Path) -> None:
    put(engine, *(project(f"n{number}", f"T{number}") for number in range(8)))

    def cut(results: dict[str, list[object]]) -> None:
        del results["bindings"][2:]

    with listening_to(relay(engine, cut)) as url:
        for number, query in enumerate((CONSTRUCT, KEYED, CONSTRUCT.partition("ORDER")[0])):
            folder = tmp_path / str(number)
            folder.mkdir()
            told = one(get(asking(folder, url + "query", query)))
            assert told.state.code == "truncated"
            assert "8" in told.state.said["sv"]


def test_blank_nodes_have_names_of_their_own(engine: str, tmp_path: Path) -> None:
    update(engine, P + f'INSERT DATA {{ <{FAR}x> dct:relation [ dct:title "a" ] }}')
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"
    site = asking(tmp_path, engine + "query", query, rows=50)
    told = one(get(site))
    assert told.became == "new"
    text = (site / "fetched/files/fetched/uppsala.nt").read_text()
    assert text.count("<https://example.org/id/.well-known/genid/") == 2
    assert one(get(site)).became == "unchanged"
    update(engine, P + f'INSERT DATA {{ <{FAR}x> dct:relation [ dct:title "b" ] }}')
    (site / "site.toml").write_text((site / "site.toml").read_text().replace("= 50", "= 2"))
    assert one(get(site)).state.code == "blank-rows"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("ASK {}", "neither SELECT"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY ?s LIMIT 5", "of its own"),
        ('SELECT ?s { ?s ?p ?o FILTER(STR(?s) > "{after}") }', "no ORDER BY"),
        ("SELECT ?s { ?s ?p ?o", "not closed"),
        ("nonsense", "neither SELECT"),
    ],
)
def test_queries_that_cannot_be_asked(tmp_path: Path, query: str, said: str) -> None:
    told = one(get(asking(tmp_path, "http://127.0.0.1:9/", query)))
    assert (told.became, told.state.code) == ("missing", "query")
    assert said in told.state.said["en"]


@pytest.mark.parametrize(
    ("text", "page", "count"),
    [
        (
            "PREFIX a: <http://a/> SELECT DISTINCT ?s (MAX(?o) AS ?m) FROM <http://g/> WHERE "
            "{ ?s a:p ?o . { SELECT ?o { ?o a:q 1 } ORDER BY ?o LIMIT 3 } } GROUP BY ?s "
            "ORDER BY DESC(?m) # as {said}\n ?s VALUES ?s { a:x }",
            "PREFIX a: <http://a/> SELECT DISTINCT ?s (MAX(?o) AS ?m) FROM <http://g/> WHERE "
            "{ ?s a:p ?o . { SELECT ?o { ?o a:q 1 } ORDER BY ?o LIMIT 3 } } GROUP BY ?s "
            "ORDER BY DESC(?m) ?s LIMIT 2 OFFSET 4 VALUES ?s { a:x }",
            "PREFIX a: <http://a/> SELECT (COUNT(*) AS ?publisher_count) FROM <http://g/> WHERE "
            "{ { SELECT DISTINCT ?s (MAX(?o) AS ?m) WHERE { ?s a:p ?o . { SELECT ?o { ?o a:q 1 } "
            "ORDER BY ?o LIMIT 3 } } GROUP BY ?s VALUES ?s { a:x } } }",
        ),
        (
            "CONSTRUCT WHERE { ?s ?p ?o }", "SELECT ?s ?p ?o WHERE { ?s ?p ?o }",
            "SELECT (COUNT(*) AS ?publisher_count) WHERE { { SELECT ?s ?p ?o WHERE "
            "{ ?s ?p ?o } } }",
        ),
        (
            "SELECT * { ?s ?p ?o } LIMIT 7", "SELECT * WHERE { ?s ?p ?o } LIMIT 7",
            "SELECT (COUNT(*) AS ?publisher_count) WHERE { { SELECT * WHERE { ?s ?p ?o } "
            "LIMIT 7 } }",
        ),
    ],
)  # fmt: skip
def test_a_query_is_taken_apart(text: str, page: str, count: str) -> None:
    query = parse(text)
    assert " ".join(query.page(2, 4).split()) == page
    assert " ".join(query.whole().split()) == count


@pytest.mark.large
def test_a_site_of_this_kind_is_read_as_of_one_release(tmp_path: Path) -> None:
    far = tiny(tmp_path / "far")
    text = (far / "site.toml").read_text()
    (far / "site.toml").write_text(text.replace("https://example.org/id/", FAR))
    table = far / "data" / "projekt.csv"
    more = "".join(f"n{number};N{number};;2024;;mat;;;;;;\n" for number in range(10))
    table.write_text(table.read_text(encoding="utf-8") + more, encoding="utf-8")
    (far / "data" / "mer.ttl").unlink()
    first = Site(far).build().manifest
    query = P + (
        "CONSTRUCT { ?p dct:title ?t } WHERE { ?p a t:Project ; dct:title ?t } ORDER BY ?p ?t"
    )
    (tmp_path / "here").mkdir()
    with served(far) as url:
        site = asking(tmp_path / "here", url + "sparql", query, rows=4)
        done: list[str] = []

        def say(line: str) -> None:
            if line == "uppsala: 2 …" and not done:
                done.append(line)
                table.write_text(table.read_text(encoding="utf-8").replace("N7", "Ny"))
                Site(far).build()
                wait_for(url, Site(far))

        told = one(get(site, say=say))
        assert first is not None
        assert (told.became, told.state.release, told.state.things) == ("new", first.id, 13)
        kept = site / "fetched/files/fetched/uppsala.nt"
        assert '"N7"' in kept.read_text()
        told = one(get(site))
        assert (told.became, told.state.release) == ("new", Site(far).shelf.resolve("current"))
        assert '"Ny"' in kept.read_text()
        asked: list[str] = []
        assert one(get(site, say=asked.append)).became == "unchanged"
        assert "uppsala: 1 …" not in asked  # its release says that nothing has changed


def wait_for(url: str, site: Site) -> None:
    """Until the site is served as it is released."""
    for _ in range(1_000):
        answer = urllib3.request("GET", url + "sparql?query=ASK%7B%7D")
        if answer.headers.get("Publisher-Release") == site.shelf.resolve("current"):
            return
        time.sleep(0.02)
    pytest.fail("the new release is not served")


@pytest.mark.large
@pytest.mark.parametrize("query", [CONSTRUCT, KEYED])
def test_twenty_five_thousand_rows(engine: str, tmp_path: Path, query: str) -> None:
    for start in range(0, 25_000, 5_000):
        put(engine, *(project(f"n{start + number}", "T") for number in range(5_000)))
    site = asking(tmp_path, engine + "query", query, rows=5_000)
    told = one(get(site))
    assert (told.became, told.state.things) == ("new", 25_000)


@pytest.mark.large
def test_it_is_told_on_the_command_line(engine: str, tmp_path: Path) -> None:
    put(engine, project("a", "Ett"))
    site = asking(tmp_path, engine + "query", CONSTRUCT)
    plan = publisher(site, "fetch", "--plan", "--json")
    assert plan.returncode == 0, plan.stderr
    assert json.loads(plan.stdout)["sources"][0]["outcome"] == "new"
    assert not (site / "fetched").exists()
    built = publisher(site, "build", "--fetch", language="sv")
    assert built.returncode == 0, built.stderr
    assert "uppsala: nytt, 1 poster." in built.stderr
    update(engine, "CLEAR ALL")
    again = publisher(site, "build", "--fetch")
    assert again.returncode == 1
    assert "uppsala: the new state is not taken" in again.stderr
    assert titles(site) == ["Ett"]
