"""Calls of other endpoints in a query: none is overlooked, whatever stands around it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import pytest
import urllib3

from publisher.errors import QueryError
from publisher.store.calls import calls, endpoints, redirect
from tests.engines import listening, writable

TRIES: Final = 1_000

HIDDEN: Final = [
    "FILTER(1<2)SERVICE:y#>\n{ ?s ?p ?o }",
    "FILTER(1 <'#> ') SERVICE <{url}> { ?s ?p ?o } #'\n",
    "FILTER(1<2#> '''\n) SERVICE <{url}> { ?s ?p ?o } #'''\n",
    "SERVICEx:y { ?s ?p ?o }",
    "SERVICE:y { ?s ?p ?o }",
    "SERVICESILENT:y { ?s ?p ?o }",
    "SERVICESILENTx:y{ ?s ?p ?o }",
    "{} OPTIONAL {}SERVICE:y { ?s ?p ?o }",
    "service#{\nx:y#}\n#{\n{ ?s ?p ?o }",
    "SERVICE x:a\\#b { ?s ?p ?o }",
    "SERVICE x:a\\'b { ?s ?p ?o }",
    "SERVICE <{url}\\u0041> { ?s ?p ?o }",
    f"SERVICE x:{'y' * 2000} {{ ?s ?p ?o }}",
    "SERVICE <{url}> { ?s ?p ?o }",
]
"""What the engine takes for a call."""

PREFIXES: Final = "PREFIX : <{url}> PREFIX x: <{url}> PREFIX SERVICE: <a:b>\n"
BEFORE: Final = [
    "", "?s ?p ?o .", "?s ?p ?o.", "?s ?p 1 .", "FILTER(1<2)", "FILTER(1 <'#> ')", "{}",
    "FILTER(1<2#>'\n)", 'FILTER(1<2#>"\n)', "# '\n", "#<\n", "VALUES ?x { :y }",
    "MINUS { :a :b :c }", "BIND(1 AS ?b)", "FILTER('<#'<\"#'>\")", "OPTIONAL {}",
    "FILTER(1<2&&'''#\n>'''!='')", "GRAPH ?g {}", "?s ?p 'GRAPH' .", "# GRAPH\n",
    "FILTER(?b<?x)", "{} UNION", "?s :p? ?o .",
]  # fmt: skip
KEYWORDS: Final = ["SERVICE", "service", "Service", "SERVICESILENT", "SERVICE silent", "SERVICE#\n"]
TARGETS: Final = ["<{url}>", ":y", "x:y", "x:a\\#b", "x:", ":", "<{url}#>", "x:%41", "x:a.b", "y:y"]
GAPS: Final = ["", " ", "\n", "#\n", "# {\n", "#'\n", " #>\n\t"]
AFTER: Final = ["", "#'", "#'''", "# > '\n", "FILTER('>' != \"'\")", "?s ?p '''SERVICE''' ."]


@pytest.fixture(scope="module")
def engine() -> Iterator[str]:
    with writable() as url:
        urllib3.request("POST", f"{url}update", body="INSERT DATA { <a:a> <a:a> <a:a> }",
                        headers={"Content-Type": "application/sparql-update"})  # fmt: skip
        yield url


def asked(engine: str, query: str) -> None:
    with suppress(urllib3.exceptions.HTTPError), urllib3.PoolManager() as pool:
        pool.request("POST", f"{engine}query", fields={"query": query}, encode_multipart=False,
                     retries=False, timeout=10.0)  # fmt: skip


@pytest.mark.parametrize("call", HIDDEN)
def test_what_the_engine_calls_is_found(engine: str, call: str) -> None:
    with listening() as listener:
        query = (PREFIXES + "SELECT * { " + call + " }").replace("{url}", listener.url)
        assert calls(query)
        asked(engine, query)
        assert listener.knocks, "the engine makes no call of this: the test shows nothing"


def test_no_query_made_of_pieces_hides_a_call(engine: str) -> None:
    """Random texts, each tried on the engine: it never calls where no call was found."""
    dice = random.Random(7)
    made = 0
    with listening() as listener:
        for _ in range(TRIES):
            before = "".join(dice.choice(BEFORE) for _ in range(dice.randint(0, 2)))
            call = "".join(map(dice.choice, (KEYWORDS, GAPS, TARGETS, GAPS)))
            text = f"{before}{call}{{ ?s ?p ?o }}{dice.choice(AFTER)}"
            query = (PREFIXES + "SELECT * { " + text + "\n}").replace("{url}", listener.url)
            knocks = listener.knocks
            asked(engine, query)
            if listener.knocks > knocks:
                made += 1
                assert calls(query), query
    assert made > TRIES // 10


@pytest.mark.parametrize(
    "text",
    [
        "?s ?p <https://example.org/service/1>",
        "?s x:service ?o { ?s ?p ?o }",
        "GRAPH service:x { ?s ?p ?o }",
        "?service x:y ?SERVICE { }",
        '?s ?p "SERVICE <https://example.org/>"',
        "# SERVICE <https://example.org/>\n?s ?p ?o",
        "?s ?p '''web service { }'''",
    ],
)
def test_a_mention_is_no_call(text: str) -> None:
    assert calls(f"SELECT ?service ?x {{ {text} }}") == ()


def test_what_is_called_is_told_as_an_iri_and_can_be_led_elsewhere() -> None:
    query = (
        "PREFIX e: <https://example.org/>\n"
        "SELECT * { SERVICE e:sparql { ?s ?p ?o } SERVICE silent <https://example.com/q> "
        "{ ?s ?p ?o . { SERVICE e:sparql { ?a ?b ?c } } } }"
    )
    assert endpoints(query) == {
        "e:sparql": "https://example.org/sparql",
        "<https://example.com/q>": "https://example.com/q",
    }
    led = redirect(query, {"e:sparql": "a:1", "<https://example.com/q>": "a:2"})
    assert led.count("<a:1>") == 2
    assert [call.target for call in calls(led)] == ["<a:1>", "<a:2>", "<a:1>"]
    with pytest.raises(QueryError, match="e:sparql is not allowed"):
        redirect(query, {"<https://example.com/q>": "a:2"})


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE ?where { ?s ?p ?o } }",
        "SELECT * { SERVICE x:y { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <a:b> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 'SERVICE <a:b> {' }",
        "SELECT * { SERVICE<a:b>{} # SERVICE <a:b> {\n }",
        "SELECT * {" + "SERVICE <a:b> {} " * 200 + "}",
    ],
)
def test_a_call_that_cannot_be_told_for_certain_is_refused(query: str) -> None:
    with pytest.raises(QueryError, match="SERVICE"):
        endpoints(query)


def test_a_text_that_only_says_service_is_refused() -> None:
    assert (
        calls("SELECT * { VALUES ?v { " + "<https://example.org/service/1> " * 5_000 + "} }") == ()
    )
    with pytest.raises(QueryError, match="more than 20000 times"):
        calls("SELECT * {" + "SERVICE " * 20_001 + "}")


@pytest.mark.parametrize("piece", ["SERVICE#", "SERVICE:", "service\n#", "SERVICE ", "SERVICE<"])
def test_hostile_text_is_read_in_one_go(piece: str) -> None:
    with suppress(QueryError):
        calls("SELECT * {" + piece * 100_000 + "\n#" * 100_000)
