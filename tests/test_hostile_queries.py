"""Queries that mean harm: each gets an honest answer, and nobody else is harmed.

What is asserted is what is said and what is left afterwards, never how long it took.
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from itertools import count
from typing import Final
from urllib.parse import quote, urlsplit

import pytest
import urllib3

from publisher import Site
from tests.sites import Answer, get, served, tiny

SETTINGS: Final = """
[serve]
engines = 3
workers = 1
threads = 8
query_seconds = 2
quick_seconds = 1
query_mb = 128
query_bytes = 200000
"""
DIRECT: Final = "application/sparql-query"
JSON: Final = "application/sparql-results+json"
NUMBERS: Final = count(1)
ANY: Final = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o"


def deep(opening: str, inner: str = "", closing: str = "") -> str:
    """As many levels as a query may have bytes."""
    times = 190_000 // len(opening + closing)
    return opening * times + inner + closing * times


Outcome = tuple[int, bytes]

TIME, MEMORY = (504, b"2 seconds"), (507, b"128 MB")
DEEP, MANY = (400, b"more than 100 deep"), (400, b"joins more parts")
DONE: Final = (200, b"")

HOSTILE: Final[dict[str, tuple[str, *tuple[Outcome, ...]]]] = {
    "a product to count": (f"SELECT (COUNT(*) AS ?x) {{ {ANY} }}", TIME),
    "a product to sort": (f"SELECT * {{ {ANY} }} ORDER BY ?a ?f ?i", MEMORY, TIME),
    "a product without doubles":
        (f"SELECT (COUNT(*) AS ?x) {{ SELECT DISTINCT * {{ {ANY} }} }}", MEMORY, TIME),
    "a product that a filter refuses":
        (f"ASK {{ {ANY} FILTER(STRLEN(CONCAT(STR(?a), STR(?f), STR(?i), STR(?l))) < 0) }}", TIME),
    "a closure of everything, many times over":
        ("SELECT (COUNT(*) AS ?x) { ?a (!<a:a>)* ?b . ?c (!<a:a>)* ?d . ?e (!<a:a>)* ?f }", TIME),
    "a text that doubles": (
        "SELECT (STRLEN(?z) AS ?x) { "
        + " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(40))
        .replace("?v0", "'abcdefgh'") + " BIND(?v40 AS ?z) }", MEMORY, TIME),
    "a pattern that explodes":
        ("SELECT (COUNT(*) AS ?x) { ?s ?p ?o FILTER(REGEX(STR(?o), '((a{1,99}){1,99}){1,99}')) }",
         DONE, TIME),
    "a pattern that goes back and forth":
        (f"ASK {{ FILTER(REGEX('{'a' * 9_000}', '^(a+)+$|(a|a)*b')) }}", DONE, TIME),
    "values by the thousand":
        ("SELECT (COUNT(*) AS ?x) { VALUES ?v { " + "1 " * 90_000 + "} }", DONE, TIME),
    "groups in groups": (f"ASK {deep('{', '', '}')}", DEEP),
    "brackets in brackets": (f"ASK {{ FILTER({deep('(', '1', ')')}) }}", DEEP),
    "no, no, no": (f"ASK {{ FILTER({deep('!')}true) }}", MANY),
    "one and one and one": (f"ASK {{ FILTER({deep('1+')}1) }}", MANY),
    "queries in queries": (deep("SELECT * {", "", "}"), MANY),
    "lists in lists": (f"ASK {{ ?s ?p {deep('(', '1', ')')} }}", DEEP),
    "either or or or": (f"ASK {{ {deep('{}UNION')}{{}} }}", MANY),
    "step by step by step": (f"ASK {{ ?s {deep('<a:>/')}<a:> ?o }}", MANY),
}  # fmt: skip
"""A query, and what it may come to: a status, and what the answer says. Which of two limits is met
first depends on the machine."""


class Here:
    """A served site."""

    def __init__(self, base: str, site: Site) -> None:
        self.base, self.site, self.place = base, site, urlsplit(base)

    def post(self, query: str, kind: str = DIRECT) -> Answer:
        """The answer to a query in a body."""
        return urllib3.request("POST", f"{self.base}sparql", body=query.encode(), retries=False,
                               headers={"Content-Type": kind, "Accept": JSON}, timeout=60.0,
                               )  # fmt: skip

    def knock(self, query: str) -> socket.socket:
        """A client that has asked, and has not read yet."""
        connection = socket.create_connection((self.place.hostname, self.place.port))
        connection.sendall(f"GET /sparql?query={quote(query, safe='')} HTTP/1.1\r\nHost: x\r\n"
                           f"Accept: {JSON}\r\n\r\n".encode())  # fmt: skip
        return connection

    def is_well(self) -> None:
        """A page, and a query that nobody has asked before, are answered; nothing else runs."""
        assert get(f"{self.base}doc/project/alfa.ttl").status == 200
        number = next(NUMBERS)
        for _ in range(200):  # the thread of one that was cut off has let go of its place soon
            answer = self.post(f"SELECT ({number} AS ?x) {{}}")
            if answer.status != 429:
                break
            time.sleep(0.05)
        (row,) = json.loads(answer.data)["results"]["bindings"]
        assert row["x"]["value"] == str(number)
        self.until_quiet()

    def until_quiet(self) -> None:
        """Wait until no query runs."""
        for _ in range(1_200):
            if not self.site.running():
                return
            time.sleep(0.05)
        pytest.fail("a query runs on")


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    folder = tiny(tmp_path_factory.mktemp("hostile"))
    with (folder / "site.toml").open("a", encoding="utf-8") as file:
        file.write(SETTINGS)
    with served(folder) as base:
        yield Here(base, Site(folder))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_query_gets_an_honest_answer(here: Here, name: str) -> None:
    query, *outcomes = HOSTILE[name]
    answer = here.post(query)
    assert any(answer.status == status and said in answer.data for status, said in outcomes), (
        answer.status, answer.data[:500],
    )  # fmt: skip
    here.is_well()


@pytest.mark.parametrize("kind", [DIRECT, "application/x-www-form-urlencoded", "text/plain", ""])
def test_a_body_of_20_megabytes_is_refused(here: Here, kind: str) -> None:
    with suppress(urllib3.exceptions.ProtocolError, OSError):  # closed while more is being sent
        assert here.post("query=" + "x" * 20_000_000, kind).status in (413, 415)
    here.is_well()


def test_clients_that_hang_up_at_once_leave_nothing_behind(here: Here) -> None:
    for number in range(40):
        here.knock(f"SELECT * {{ {ANY} }} # {number}").close()
    here.until_quiet()
    here.is_well()


def test_clients_that_do_not_read_leave_room_for_others(here: Here) -> None:
    with ExitStack() as clients:
        for number in range(6):
            clients.enter_context(here.knock(f"SELECT * {{ {ANY} }} # {number}"))
        for _ in range(5):
            assert get(f"{here.base}doc/project/alfa.ttl").status == 200
    here.until_quiet()
    here.is_well()


@pytest.mark.parametrize("suffix", ["csv", "tsv", "srj", "srx"])
@pytest.mark.parametrize("truth", ["true", "false"])
def test_a_truth_value_is_an_answer_in_every_format(here: Here, suffix: str, truth: str) -> None:
    query = quote(f"ASK {{ FILTER({truth}) }}", safe="")
    answer = get(f"{here.base}sparql?query={query}&format={suffix}")
    assert answer.status == 200
    assert truth.encode() in answer.data
