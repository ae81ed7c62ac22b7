"""Queries that go deeper than an engine can follow are refused before one is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
import urllib3

from publisher.errors import QueryError
from publisher.store.mistakes import Mistake
from publisher.store.nesting import LEVELS, WEIGHT, require_shallow
from publisher.web.protocol import Message, parse
from tests.engines import writable

KINDS: Final[dict[str, tuple[str, str, str, str, str]]] = {
    "groups": ("ASK {", "{", "", "}", "}"),
    "groups with something in them": ("ASK {", "FILTER EXISTS { ?s ?p ?o ", "", "}", "}"),
    "functions": ("ASK { FILTER(", "COALESCE(", "1", ")", ") }"),
    "choices": ("ASK { FILTER(", "IF(true,1,", "1", ")", ") }"),
    "subqueries": ("", "SELECT * {", "", "}", ""),
    "paths": ("ASK { ?s ", "^(", "<a:>", ")", " ?o }"),
    "statements about statements": ("ASK { ?s ?p ", "<<( ?s ?p ", "1", ")>>", " }"),
}
"""What stands before, opens again and again, is inside, closes as often, and stands after."""

FLAT: Final[dict[str, tuple[str, str, str, int]]] = {
    "sums": ("ASK { FILTER(", "1+", "1) }", 1),
    "sums of what is written with its sign": ("ASK { FILTER(1", " -1", ") }", 1),
    "either or": ("ASK { ?s ?p ?o FILTER(", "?o=1||", "true) }", 1),
    "no": ("ASK { FILTER(", "!", "true) }", 1),
    "unions": ("ASK {", "{?s ?p ?o}UNION", "{} }", 1),
    "options": ("ASK {", "OPTIONAL { ?s ?p ?o } ", "}", 3),
    "subqueries": ("ASK {", "{ SELECT * {} } ", "}", 3),
    "steps": ("ASK { ?s ", "<a:>|", "<a:> ?o }", 1),
    "names": ("SELECT ", "(1 AS ?x) ", "{}", 3),
}
"""What stands before, what is repeated, what stands after, and what each weighs."""

TAKEN: Final = (
    "ASK { VALUES ?v { " + "-1 " * 2_000 + "} }",
    "ASK { VALUES (?v ?w) { " + "(-1 'a'^^<a:b>) " * 2_000 + "} }",
    "ASK { ?s ?p ?o FILTER(?o IN (" + "-1, " * 2_000 + "1)) }",
    "ASK { ?s ?p '" + "({[" * 2_000 + "' }",
    "ASK { ?s ?p '''" + "'({[ UNION \n" * 2_000 + "''' }",
    "ASK { # " + "({[ UNION " * 2_000 + "\n }",
    "ASK { ?s <a:" + "-(" * 2_000 + "> ?o }",
    "ASK { ?union ?optional ?as . " + "?a x:union-as ?b-1 . " * 600 + "}",
    "SELECT " + "?v " * 2_000 + "{ ?s ?p ?o }",
    "ASK { FILTER(1 " + "!= 1) FILTER(1 " * 500 + "< 2) }",
)
"""Long, and yet not deep."""


def nested(kind: str, times: int) -> str:
    before, opening, inner, closing, after = KINDS[kind]
    return before + opening * times + inner + closing * times + after


def flat(kind: str, share: float) -> str:
    """So much of what may be joined."""
    before, part, after, weight = FLAT[kind]
    return before + part * int(WEIGHT * share / weight) + after


@pytest.fixture(scope="module")
def engine() -> Iterator[str]:
    with writable() as url:
        yield url


def ask(engine: str, query: str) -> int:
    """What an engine says: the status of its answer."""
    return urllib3.request(
        "POST", engine + "query", body=query, timeout=60.0, retries=False,
        headers={"Content-Type": "application/sparql-query"},
    ).status  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_nested_too_deep_is_refused_and_what_is_not_is_answered(
    kind: str, engine: str
) -> None:
    with pytest.raises(Mistake, match=r"deep|joins more parts") as caught:
        require_shallow(nested(kind, LEVELS + 1))
    assert caught.value.line == 1
    assert caught.value.column > LEVELS
    assert f"at line 1, column {caught.value.column}" in caught.value.what
    few = nested(kind, LEVELS - 20)
    require_shallow(few)
    assert ask(engine, few) == 200


@pytest.mark.parametrize("kind", FLAT)
def test_what_is_joined_too_often_is_refused_and_what_is_not_is_answered(
    kind: str, engine: str
) -> None:
    with pytest.raises(Mistake, match="joins more parts"):
        require_shallow(flat(kind, 1.05))
    some = flat(kind, 0.95)
    require_shallow(some)
    assert ask(engine, some) in (200, 400)


@pytest.mark.parametrize("query", TAKEN, ids=range(len(TAKEN)))
def test_what_is_only_long_is_taken(query: str) -> None:
    require_shallow(query)


def test_levels_and_parts_count_together() -> None:
    inside = "FILTER EXISTS { " * 40 + "FILTER(" + "1+" * 500 + "1)" + "}" * 40
    require_shallow(f"ASK {{ {inside} }}")
    require_shallow(f"ASK {{ {{ {inside} }} {{ {inside} }} }}")
    with pytest.raises(Mistake, match="parts"):
        require_shallow(f"ASK {{ {'FILTER(1) ' * 400} {inside} }}")


def test_the_place_is_told_in_lines_and_columns() -> None:
    query = "ASK {\n  FILTER(\n" + "(" * 200
    with pytest.raises(Mistake) as caught:
        require_shallow(query)
    assert (caught.value.line, caught.value.column) == (3, LEVELS - 1)


@pytest.mark.parametrize("opening", ["{", "\\u007B", "\\U0000007b"])
def test_the_protocol_refuses_it_however_it_is_written(opening: str) -> None:
    message = Message("POST", media_type="application/sparql-query",
                      body=f"ASK {{ {opening * 200} {'}' * 200} }}".encode())  # fmt: skip
    with pytest.raises(QueryError, match="brackets in brackets"):
        parse(message, longest=1_000_000)


@pytest.mark.parametrize("text", ["(" * 9_000, "{" * 9_000 + "'", "!" * 9_000, ")" + "[" * 200])
def test_what_is_no_query_is_refused(text: str) -> None:
    with pytest.raises(Mistake, match="VALUES and IN"):
        require_shallow(text)


@pytest.mark.parametrize(
    "text", [")" * 9_000, "'''" * 3_000, "<" * 9_000, "^" * 9_000, "\\" * 9_000]
)
def test_what_is_not_deep_is_left_to_the_engine(text: str) -> None:
    require_shallow(text)
