"""What nobody wrote on purpose: queries with faults sown in, parameters that nobody expects.

Whatever comes in, the endpoint answers it or says what is wrong with it; it never fails.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import pytest
import urllib3

from tests.engines import endpoint, writable
from tests.releases import release
from tests.sites import FORM, Answer, bundled, served, shared

pytestmark = pytest.mark.large

SEED: Final = 2013
CASES: Final = 2_500
TOKEN: Final = re.compile(rb"\s+|\w+|.", re.DOTALL)
LONGEST: Final = 20_000
"""Bytes of a query to start from; a longer one adds nothing but time."""


def delete(tokens: list[bytes], chance: random.Random) -> None:
    """Without one token."""
    del tokens[chance.randrange(len(tokens))]


def double(tokens: list[bytes], chance: random.Random) -> None:
    """One token once more, or very often."""
    place = chance.randrange(len(tokens))
    tokens[place] *= chance.choice((2, 2, 2, 300))


def swap(tokens: list[bytes], chance: random.Random) -> None:
    """Two tokens in each other's place."""
    one, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
    tokens[one], tokens[other] = tokens[other], tokens[one]


def truncate(tokens: list[bytes], chance: random.Random) -> None:
    """Only the beginning."""
    del tokens[chance.randrange(len(tokens)) + 1 :]


def flip(tokens: list[bytes], chance: random.Random) -> None:
    """One bit of one byte the other way around."""
    place = chance.randrange(len(tokens))
    token = bytearray(tokens[place])
    token[chance.randrange(len(token))] ^= 1 << chance.randrange(8)
    tokens[place] = bytes(token)


def insert(tokens: list[bytes], chance: random.Random) -> None:
    """Something that has a meaning elsewhere."""
    alien = (b"{", b"}", b"\x00", b"\xff", b"\\u0000", b"\\uD800", b"'''", b"#", b"<", b"SERVICE",
             b"SELECT", b"*", b"\xef\xbb\xbf", "\U0010ffff".encode(), b"^", b"1e9999")  # fmt: skip
    tokens.insert(chance.randrange(len(tokens) + 1), chance.choice(alien))


MUTATIONS: Final[tuple[Callable[[list[bytes], random.Random], None], ...]] = (
    delete, double, swap, truncate, flip, insert,
)  # fmt: skip


def mutated(text: bytes, chance: random.Random) -> bytes:
    """A query with one to four faults."""
    tokens = TOKEN.findall(text)
    for _ in range(chance.randint(1, 4)):
        if tokens:
            chance.choice(MUTATIONS)(tokens, chance)
    return b"".join(tokens)


@pytest.fixture(scope="module")
def queries() -> list[bytes]:
    """The queries of the suites of the W3C."""
    found = sorted(shared("conformance", "w3c", "sparql").rglob("*.rq"))
    return [text for path in found if 0 < len(text := path.read_bytes()) <= LONGEST]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An endpoint over a few triples."""
    reader = release(tmp_path_factory.mktemp("fuzz"))
    with writable() as engine:
        urllib3.request("POST", engine + "update", body=b"INSERT DATA { <a:a> <a:b> 1, 'c'@sv }",
                        headers={"Content-Type": "application/sparql-update"})  # fmt: skip
        with endpoint(reader, engine + "query") as base:
            yield base + "sparql"


WAYS: Final[tuple[Callable[[str, bytes], Answer], ...]] = (
    lambda url, query: send("GET", f"{url}?query={quote(query)}"),
    lambda url, query: send("POST", url, urlencode({"query": query}).encode(), FORM),
    lambda url, query: send("POST", url, query, "application/sparql-query"),
    lambda url, query: send("POST", url, b"query=" + query, FORM),
)
"""How a query comes; the last forgets to encode it."""


def send(method: str, url: str, body: bytes = b"", kind: str = "") -> Answer:
    """One request."""
    headers = {"Content-Type": kind} if kind else {}
    return urllib3.request(method, url, body=body or None, headers=headers, retries=False,
                           redirect=False, timeout=60.0)  # fmt: skip


def test_a_query_with_faults_is_answered_or_refused(here: str, queries: list[bytes]) -> None:
    assert len(queries) > 500
    chance = random.Random(SEED)
    counts: Counter[int] = Counter()
    for number in range(CASES):
        query = mutated(chance.choice(queries), chance)
        answer = WAYS[number % len(WAYS)](here, query)
        counts[answer.status] += 1
        assert answer.status < 500, (number, query, answer.data)
        assert answer.data or answer.status == 200, (number, query)
    assert set(counts) >= {200, 400}
    assert min(counts[200], counts[400]) > CASES // 20, counts


def test_an_interface_gets_values_that_nobody_expects(tmp_path: Path) -> None:
    schemathesis = pytest.importorskip("schemathesis", reason="needs the extra “fuzz”")
    hypothesis = pytest.importorskip("hypothesis")
    with served(bundled(tmp_path)) as base:
        schema = schemathesis.openapi.from_url(f"{base}api/openapi.json")
        checks = [schemathesis.checks.not_a_server_error]
        few = hypothesis.settings(max_examples=20, database=None, deadline=None,
                                  suppress_health_check=list(hypothesis.HealthCheck))  # fmt: skip
        seen = 0

        def ask(case: Any) -> None:
            case.call_and_validate(base_url=base, checks=checks)

        for found in schema.get_all_operations():
            given = hypothesis.given(case=found.ok().as_strategy())
            hypothesis.seed(SEED)(few(given(ask)))()
            seen += 1
        assert seen > 5
