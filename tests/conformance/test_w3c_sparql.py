"""The SPARQL query suites of the W3C over HTTP, through the endpoint as clients see it.

What stands between a client and the engine changes no answer: the data of each test is put into an
engine behind the endpoint, and the dataset is named in the request, as the protocol has it.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
import urllib3

from tests.conformance.sparql_suite import (
    RDF_FILES,
    RESULT_FILES,
    Answer,
    Case,
    answered,
    canonical,
    cases,
    differ,
    expected,
    read,
)
from tests.engines import endpoint, writable
from tests.releases import release
from tests.sites import FORM

MANIFESTS: Final = (
    "sparql10/manifest-evaluation.ttl",
    "sparql10/manifest-syntax.ttl",
    "sparql11/manifest-sparql11-query.ttl",
    "sparql11/manifest-sparql11-results.ttl",
    "sparql11/syntax-fed/manifest.ttl",
)
COUNTS: Final = {
    "QueryEvaluationTest": 509,
    "CSVResultFormatTest": 3,
    "PositiveSyntaxTest": 149,
    "PositiveSyntaxTest11": 66,
    "NegativeSyntaxTest": 50,
    "NegativeSyntaxTest11": 40,
}

NUMBER: Final = "the engine keeps a number by its value, not as it is written: 01 and +1 are 1"
DATE: Final = (
    "the engine compares dates as XSD 1.1 does: +00:00 is Z, with and without zone compare"
)
GRAPH: Final = "the engine does not join the variable of GRAPH with what is inside as it should"
PATH: Final = "the engine does not give a constant that is in no statement as the end of a path"
FUNCTION: Final = "the engine refuses a function that it does not know; the endpoint says which"
LABEL: Final = "the engine makes one blank node of a label for all solutions, not one for each"
CONCAT: Final = "the engine keeps the language that all values have in common, as SPARQL 1.2 does"
BOOLEAN: Final = "the engine does not take TRUE and FALSE in capitals"
STRICT: Final = "the engine takes < for an operator where it fits, not the longest token"

EXCEPTIONS: Final[dict[str, str]] = {
    "sparql10/open-world#open-eq-01": NUMBER,
    "sparql10/open-world#date-2": DATE,
    "sparql10/open-world#date-3": DATE,
    "sparql10/graph#graph-variable-scope": GRAPH,
    "sparql10/graph#graph-optional": GRAPH,
    "sparql10/expr-builtin#dawg-str-1": NUMBER,
    "sparql10/expr-builtin#dawg-str-2": NUMBER,
    "sparql10/expr-builtin#sameTerm-simple": NUMBER,
    "sparql10/expr-builtin#sameTerm-eq": NUMBER,
    "sparql10/expr-builtin#sameTerm-not-eq": NUMBER,
    "sparql10/expr-builtin#case-insensitive-booleans": BOOLEAN,
    "sparql10/expr-equals#eq-graph-1": NUMBER,
    "sparql10/expr-equals#eq-graph-2": NUMBER,
    "sparql10/distinct#distinct-1": NUMBER,
    "sparql10/distinct#distinct-9": NUMBER,
    "sparql10/syntax-sparql1#syntax-expr-05": FUNCTION,
    "sparql10/syntax-sparql1#syntax-order-05": FUNCTION,
    "sparql10/syntax-sparql1#syntax-order-06": FUNCTION,
    "sparql10/syntax-sparql2#syntax-function-01": FUNCTION,
    "sparql10/syntax-sparql2#syntax-function-02": FUNCTION,
    "sparql10/syntax-sparql2#syntax-function-03": FUNCTION,
    "sparql10/syntax-sparql2#syntax-function-04": FUNCTION,
    "sparql10/syntax-sparql3#syn-bad-26": STRICT,
    "sparql11/aggregates#agg-groupconcat-04": CONCAT,
    "sparql11/aggregates#agg-groupconcat-06": CONCAT,
    "sparql11/aggregates#agg-empty-group-count-graph": GRAPH,
    "sparql11/bindings#graph": GRAPH,
    "sparql11/csv-tsv-res#csv03": NUMBER,
    "sparql11/csv-tsv-res#tsv03": NUMBER,
    "sparql11/functions#bnode01": LABEL,
    "sparql11/negation#graph-minus": GRAPH,
    "sparql11/property-path#zero_or_more_set_start": PATH,
    "sparql11/property-path#zero_or_more_set_end": PATH,
    "sparql11/property-path#zero_or_one_set_start": PATH,
    "sparql11/property-path#zero_or_one_set_end": PATH,
    "sparql11/syntax-query#test_4": FUNCTION,
}
"""The cases that do not pass, and why. The engine (Oxigraph 0.5) answers the same by itself."""

DEFAULT: Final = "x:default"
EMPTY: Final = "x:empty"
BLANK: Final = re.compile(r"\A_:.+")
REFUSED: Final = "NegativeSyntaxTest"


@dataclass(frozen=True)
class Place:
    """The endpoint to ask, and the engine behind it to put data into."""

    endpoint: str
    engine: str
    pool: urllib3.PoolManager


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    reader = release(tmp_path_factory.mktemp("releases"))
    with writable() as engine, endpoint(reader, engine + "query") as url:
        yield Place(url + "sparql", engine, urllib3.PoolManager())


@cache
def suite() -> tuple[Case, ...]:
    found = {case.iri + case.query: case for manifest in MANIFESTS for case in cases(manifest)}
    return tuple(found.values())


def fill(place: Place, case: Case) -> list[tuple[str, str]]:
    """Put the data of a test into the engine; the dataset, as the protocol names it."""
    place.pool.request("POST", place.engine + "update", body="DROP ALL",
                       headers={"Content-Type": "application/sparql-update"})  # fmt: skip
    for number, (name, file) in enumerate([(DEFAULT, file) for file in case.data]
                                          + [(file, file) for file in case.graphs]):  # fmt: skip
        parsed = ox.parse(read(file), format=RDF_FILES[file.rpartition(".")[2]], base_iri=file,
                          rename_blank_nodes=number > 0)  # fmt: skip
        body = ox.serialize((quad.triple for quad in parsed), format=ox.RdfFormat.N_TRIPLES)
        done = place.pool.request(
            "POST", f"{place.engine}store?{urlencode({'graph': name})}", body=body,
            headers={"Content-Type": "application/n-triples"},
        )  # fmt: skip
        assert done.status < 300, done.data
    if b"FROM" in read(case.query).upper() and not case.data:
        return []
    named = [("named-graph-uri", file) for file in case.graphs]
    return [("default-graph-uri", DEFAULT if case.data else EMPTY), *named]


def ask(
    place: Place, case: Case, dataset: list[tuple[str, str]], accept: str
) -> urllib3.BaseHTTPResponse:
    query = f"BASE <{case.query}> {read(case.query).decode()}"
    return place.pool.request(
        "POST", place.endpoint, body=urlencode([("query", query), *dataset]),
        headers={"Content-Type": FORM, "Accept": accept},
    )  # fmt: skip


def evaluate(place: Place, case: Case) -> str:
    """Why a test fails; empty where it passes."""
    dataset, wanted = fill(place, case), expected(case)
    if wanted.graph is not None:
        answer = ask(place, case, dataset, "application/n-triples")
        if answer.status == 200:
            parsed = ox.parse(answer.data, format=ox.RdfFormat.N_TRIPLES)
            found = Answer(graph=canonical(quad.triple for quad in parsed))
    else:
        syntax = RESULT_FILES.get(case.result.rpartition(".")[2], ox.QueryResultsFormat.JSON)
        answer = ask(place, case, dataset, syntax.media_type)
        if answer.status == 200:
            found = answered(answer.data, syntax)
    if answer.status != 200:
        return f"{answer.status}: {answer.data.decode()}"
    return differ(found, wanted, lax=case.lax)


def as_text(place: Place, case: Case) -> str:
    """Why a test of CSV or TSV fails."""
    suffix = case.result.rpartition(".")[2]
    kind = {"csv": "text/csv", "tsv": "text/tab-separated-values"}[suffix]
    answer = ask(place, case, fill(place, case), kind)
    if answer.status != 200:
        return f"{answer.status}: {answer.data.decode()}"
    if suffix == "tsv":
        return differ(answered(answer.data, RESULT_FILES["tsv"]), expected(case))
    found, wanted = (
        Counter(frozenset((name, BLANK.sub("_:b", value)) for name, value in row.items())
                for row in csv.DictReader(text.decode().splitlines()))
        for text in (answer.data, read(case.result))
    )  # fmt: skip
    return "" if found == wanted else f"{found} instead of {wanted}"


def parses(place: Place, case: Case) -> str:
    answer = ask(place, case, [], "*/*")
    refused = case.kind.startswith(REFUSED)
    if "service" in case.query.lower() and b"SERVICE" in answer.data and not refused:
        return ""
    right = answer.status == (400 if refused else 200)
    return "" if right else f"{answer.status}: {answer.data.decode()}"


def failure(place: Place, case: Case) -> str:
    if case.result.endswith((".csv", ".tsv")):
        return as_text(place, case)
    return evaluate(place, case) if case.kind == "QueryEvaluationTest" else parses(place, case)


def test_the_suites_are_those_that_were_counted() -> None:
    assert Counter(case.kind for case in suite()) == COUNTS


def test_every_case_passes_but_the_exceptions(place: Place) -> None:
    failed = {case.name: why for case in suite() if (why := failure(place, case))}
    unforeseen = {name: why for name, why in failed.items() if name not in EXCEPTIONS}
    assert not unforeseen, "\n".join(f"{name}: {why}" for name, why in unforeseen.items())
    assert set(failed) == set(EXCEPTIONS), "an exception passes: take it out"
