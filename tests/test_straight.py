"""Plain queries are answered as the application answers them, in fewer steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pytest
import urllib3

from tests.sites import served, tiny

ROWS = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 20"
GRAPH = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 9"
LONG = ROWS + " # a long query" * 100
FORM = "application/x-www-form-urlencoded"

AROUND = {"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}
"""A header that changes nothing of an answer, and by which a query is no plain one."""

QUERIES = (
    ROWS, GRAPH, LONG, "ASK {}", "SELECT wrong", "SELECT ?x { ?x ?y }", "", "NOTHING",
    "SELECT ?x { SERVICE <https://example.org/> { ?x ?y ?z } }", "SELECT (RAND() > 2 AS ?x) {}",
    "DESCRIBE <https://example.org/>", "CONSTRUCT { [] a ?c } WHERE { ?s a ?c } LIMIT 3",
    "INSERT DATA { <a:a> <a:a> 1 }",
)  # fmt: skip

ACCEPTED = (
    "application/sparql-results+json", "text/csv", "text/turtle", "*/*",
    "application/pdf", "",
)  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """What a client sees of an answer."""

    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The tiny site with one process that answers."""
    folder = tiny(tmp_path_factory.mktemp("straight"))
    with (folder / "site.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[serve]\nworkers = 1\n")
    with served(folder) as address:
        yield address


def ask(base: str, query: str, accept: str, *, posted: bool, more: dict[str, str]) -> Seen:
    headers = {**more, "Accept": accept} if accept else more
    if posted:
        body = urlencode({"query": query})
        answer = urllib3.request("POST", f"{base}sparql", body=body, redirect=False, retries=False,
                                 headers={**headers, "Content-Type": FORM})  # fmt: skip
    else:
        answer = urllib3.request("GET", f"{base}sparql?query={quote(query)}", headers=headers,
                                 redirect=False, retries=False)  # fmt: skip
    told = {name: value for name, value in answer.headers.items() if name != "Date"}
    return Seen(answer.status, told, answer.data)


@pytest.mark.parametrize("posted", [True, False], ids=["post", "get"])
@pytest.mark.parametrize("query", QUERIES)
def test_the_answer_is_the_same(base: str, query: str, posted: bool) -> None:
    for accept in ACCEPTED:
        asked = f"{query} # {accept} {posted}"  # one that nobody has asked before
        headers: tuple[dict[str, str], ...] = ({}, AROUND) if posted else (AROUND, {})
        first, second = (ask(base, asked, accept, posted=posted, more=more) for more in headers)
        assert first == second, accept
