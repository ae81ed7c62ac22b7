"""Answers to queries: the same bytes for good at their permanent address, kept, and never stale."""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
import rdflib
import urllib3
from hypothesis import given
from hypothesis import strategies as st

from publisher import Site
from publisher.formats import by_suffix
from publisher.store.answers import AnswerCache, kept, key, normalised, reproducible
from publisher.store.asked import Asked, AskedStore, Citation
from publisher.store.finishing import finish, link, named, whole
from publisher.store.warming import Popular
from tests.sites import Answer, get, post, served, tiny

pytestmark = pytest.mark.large

LOG = "queries.jsonl"
FURTHER = 20
"""Releases made after an answer was given."""

QUERIES = (
    ("SELECT * { ?s ?p ?o }", "csv"),
    ("SELECT * { ?s ?p ?o } LIMIT 20", "srj"),
    ("SELECT DISTINCT ?p { ?s ?p ?o }", "tsv"),
    ("SELECT ?p (COUNT(*) AS ?n) (SAMPLE(?o) AS ?one) { ?s ?p ?o } GROUP BY ?p", "srx"),
    ("SELECT * { ?s a ?c . OPTIONAL { ?s <http://purl.org/dc/terms/title> ?t } }", "srj"),
    ("SELECT ?s (BNODE() AS ?b) { ?s a ?c }", "csv"),
    ("ASK { ?s ?p ?o }", "srj"),
    ("CONSTRUCT { ?s a ?c } WHERE { ?s a ?c }", "ttl"),
    ("CONSTRUCT { [] <https://example.org/of> ?s } WHERE { ?s a ?c }", "nt"),
    ("CONSTRUCT { [] <https://example.org/of> ?s } WHERE { ?s a ?c }", "rdf"),
    ("DESCRIBE <https://example.org/id/project/alfa>", "jsonld"),
    ("SELECT ?s { ?s ?p ?o }" + " # a long query" * 200, "csv"),
)


@dataclass(frozen=True)
class Given:
    """An answer that was given: its permanent address and its bytes."""

    permalink: str
    body: bytes


@dataclass(frozen=True)
class History:
    """A site whose queries were answered, which then went on through further releases."""

    folder: Path
    release: str
    given: tuple[Given, ...]


def links(answer: Answer) -> dict[str, str]:
    """What each relation of the ``Link`` header leads to."""
    found = re.findall(r'<([^>]*)>; rel="([^"]*)"', answer.headers["Link"])
    return {relation: target for target, relations in found for relation in relations.split()}


def ask(base: str, query: str, suffix: str = "srj", **headers: str) -> Answer:
    """Ask the endpoint by GET."""
    return get(f"{base}sparql?{urlencode({'format': suffix, 'query': query})}", **headers)


def edit(folder: Path, budget: int) -> None:
    """Change a number in the table of projects."""
    table = folder / "data" / "projekt.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(re.sub(r"31/1 2024;[^;]*;", f"31/1 2024;{budget};", text), encoding="utf-8")


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    """Queries are asked of the first release; then there are twenty more."""
    folder = tiny(tmp_path_factory.mktemp("answers"))
    with (folder / "site.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[serve]\nquery_log = "{LOG}"\n')
    with served(folder) as base:
        given = []
        for query, suffix in QUERIES:
            answer = ask(base, query, suffix)
            assert answer.status == 200, answer.data
            given.append(Given(links(answer)["permalink"], answer.data))
        release = answer.headers["Publisher-Release"]
    for number in range(FURTHER):
        edit(folder, number)
        Site(folder).build()
    assert len(Site(folder).shelf.ids()) == FURTHER + 1
    return History(folder, release, tuple(given))


@pytest.fixture(scope="module")
def base(history: History) -> Iterator[str]:
    """The site after all that, served anew: other engines, other workers, nothing kept."""
    with served(history.folder) as url:
        yield url


def test_a_permanent_address_gives_the_same_bytes_after_twenty_releases(
    base: str, history: History
) -> None:
    assert any(item.permalink.startswith("/q/") for item in history.given)
    for _ in range(3):  # whichever worker answers; the first time from the engine, then kept
        for item in history.given:
            answer = get(base.rstrip("/") + item.permalink)
            assert answer.status == 200
            assert answer.data == item.body, item.permalink
            assert answer.headers["Publisher-Release"] == history.release
            assert answer.headers["Cache-Control"] == "public, max-age=604800, immutable"
            assert links(answer)["permalink"] == item.permalink


def test_the_current_release_answers_where_none_is_named(base: str, history: History) -> None:
    query, suffix = QUERIES[0]
    answer = ask(base, query, suffix)
    assert answer.headers["Publisher-Release"] == Site(history.folder).shelf.current()
    assert answer.data != history.given[0].body
    assert answer.headers["Cache-Control"] == "no-cache"


def test_every_answer_says_where_it_comes_from(base: str, history: History) -> None:
    iri = f"https://example.org/id/release/{history.release}".encode()
    for item in history.given:
        answer = get(base.rstrip("/") + item.permalink)
        digest = hashlib.sha256(answer.data).hexdigest()
        assert answer.headers["Publisher-Digest"] == f"sha-256={digest}"
        assert answer.headers["ETag"] == f'"{digest[:32]}"'
        assert re.fullmatch(r"oxigraph/[\d.]+", answer.headers["Publisher-Engine"])
        if "results+json" in answer.headers["Content-Type"]:
            assert iri in answer.data


def test_a_release_in_the_request(base: str, history: History) -> None:
    query = QUERIES[0][0]
    for name in (history.release, history.release[:8]):
        for answer in (
            get(f"{base}sparql?release={name}&format=csv&query={quote(query)}"),
            post(f"{base}sparql", {"query": query, "release": name, "format": "csv"}),
        ):
            assert answer.data == history.given[0].body
    unknown = get(f"{base}sparql?release=0123456789&query=ASK%20%7B%7D")
    assert unknown.status == 404
    assert history.release.encode() in unknown.data


def test_a_time_in_the_request(base: str, history: History) -> None:
    query = quote(QUERIES[0][0])
    early = "Sat, 01 Jan 2000 00:00:00 GMT"
    answer = get(f"{base}sparql?format=csv&query={query}", Accept_Datetime=early)
    assert answer.status == 302
    memento = get(base.rstrip("/") + answer.headers["Location"])
    assert memento.data == history.given[0].body
    assert "Memento-Datetime" in memento.headers
    timemap = get(base.rstrip("/") + links(memento)["timemap"]).data.decode()
    assert len(re.findall(r"memento\"", timemap)) > FURTHER


def test_what_the_client_has_is_not_sent_again(base: str) -> None:
    first = ask(base, "SELECT ?s { ?s ?p ?o }")
    again = ask(base, "SELECT ?s { ?s ?p ?o }", If_None_Match=first.headers["ETag"])
    assert (again.status, again.data) == (304, b"")
    assert again.headers["Publisher-Release"] == first.headers["Publisher-Release"]
    other = ask(base, "SELECT ?p { ?s ?p ?o }", If_None_Match=first.headers["ETag"])
    assert other.status == 200


def test_a_long_answer_is_sent_as_it_comes_and_known_by_what_it_follows_from(base: str) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 30000"
    address = f"{base}sparql?{urlencode({'format': 'csv', 'query': query})}"
    first = get(address)
    assert len(first.data) > 1_048_576
    assert "Content-Length" not in first.headers
    assert first.headers["ETag"].startswith('W/"')
    again = get(address, If_None_Match=first.headers["ETag"])
    assert (again.status, again.data) == (304, b"")
    assert get(base.rstrip("/") + links(first)["permalink"]).data == first.data
    head = urllib3.request("HEAD", address)
    assert (head.status, head.data) == (200, b"")
    assert head.headers["ETag"] == first.headers["ETag"]


def test_a_long_answer_begins_early_and_is_kept_when_it_has_come(base: str) -> None:
    query = "SELECT * { ?early ?p ?o . ?s ?p ?o } LIMIT 500"
    first = ask(base, query, "csv")
    assert 8_192 < len(first.data) < 1_048_576
    assert first.headers["ETag"].startswith('W/"')
    assert "Publisher-Digest" not in first.headers
    named = get(base.rstrip("/") + links(first)["permalink"])
    digest = f"sha-256={hashlib.sha256(first.data).hexdigest()}"
    assert (named.data, named.headers["Publisher-Digest"]) == (first.data, digest)
    for _ in range(3):  # whichever worker answers
        again = ask(base, query, "csv")
        assert (again.data, again.headers["Publisher-Digest"]) == (first.data, digest)
    nodes = ask(base, "SELECT (BNODE() AS ?b) ?s { ?s ?p ?o } LIMIT 500", "csv")
    assert nodes.headers["Publisher-Digest"]
    assert nodes.data.splitlines()[1].startswith(b"_:anon0,")


def test_what_chance_decides_has_no_permanent_address(base: str) -> None:
    answers = [ask(base, "SELECT (STRUUID() AS ?id) {}") for _ in range(2)]
    assert answers[0].data != answers[1].data
    for answer in answers:
        assert "Link" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["0" * 32, "..%2fcurrent", "x", "0" * 32 + ".csv", "cited"])
def test_only_what_was_asked_has_an_address(base: str, name: str) -> None:
    assert get(f"{base}q/{name}").status == 404


def test_a_stored_query_comes_in_each_of_its_formats(base: str, history: History) -> None:
    stored = next(item.permalink for item in history.given if item.permalink.startswith("/q/"))
    address = base.rstrip("/") + stored.rpartition(".")[0]
    for suffix in ("srj", "srx", "csv", "tsv"):
        assert get(f"{address}.{suffix}").status == 200
    for suffix in ("ttl", "zip"):
        assert get(f"{address}.{suffix}").status == 404
    assert get(address, "text/csv").headers["Content-Type"].startswith("text/csv")
    page = get(address, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    assert page.status == 303
    assert get(base.rstrip("/") + page.headers["Location"], "text/html").status == 200


def test_a_new_release_is_warm_and_never_answered_from_an_old_one(
    base: str, history: History
) -> None:
    query = "SELECT ?b { ?s <https://example.org/def/terms#budget> ?b } ORDER BY ?b"
    for _ in range(5):
        before = ask(base, query, "csv")
    edit(history.folder, 4_000)
    built = Site(history.folder).build().manifest
    assert built is not None
    for _ in range(50_000):  # until it is served
        answer = ask(base, query, "csv")
        new = answer.headers["Publisher-Release"] == built.id
        assert (b"4000" in answer.data) is new
        assert new or answer.data == before.data
        if new:
            break
    assert new
    of_it: list[dict[str, object]] = []
    while not of_it:  # an entry is written once its answer has been sent
        lines = (history.folder / LOG).read_text(encoding="utf-8").splitlines()
        entries = [json.loads(line) for line in lines]
        of_it = [entry for entry in entries if entry["release"] == built.id]
        time.sleep(0.01)
    assert of_it[0]["cached"], "the first answer of a new release was ready before it was served"


# what answers are made and kept by


def test_the_head_of_results_names_the_release_and_stays_readable() -> None:
    iri = "https://example.org/release/a?b&c"
    rows = b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"1"}}]}}'
    table = link(rows, "srj", iri)
    assert len(rdflib.query.Result.parse(source=BytesIO(table), format="json")) == 1
    solutions = ox.parse_query_results(table, format=ox.QueryResultsFormat.JSON)
    assert isinstance(solutions, ox.QuerySolutions)
    assert len(list(solutions)) == 1
    yes = link(b'{"head":{},"boolean":true}', "srj", iri)
    assert rdflib.query.Result.parse(source=BytesIO(yes), format="json").askAnswer
    assert ox.parse_query_results(yes, format=ox.QueryResultsFormat.JSON)
    assert b"release" in yes
    head = b"<head></head>"
    assert link(head, "srx", iri) == head, "roqet reads no row where there is a link"
    assert link(b"a\r\n1\r\n", "csv", iri) == b"a\r\n1\r\n"


def test_a_truth_value_is_a_whole_answer_and_a_row_that_ends_so_is_not() -> None:
    assert whole(b"true", "csv")
    assert whole(b"false", "tsv")
    assert not whole(b"?a\t?b\n1\ttrue", "tsv")


FIRST, SECOND = b"d7c5b56fb190e8816b0e894cd5c98b2c", b"a48717d3dfb655f915ee6ea258d966ca"


@pytest.mark.parametrize(
    ("suffix", "body"),
    [
        ("srj", b'[{"b":{"type":"bnode","value":"X"}},{"b":{"type":"bnode","value":"Y"}},'
                b'{"b":{"type":"bnode","value":"X"}}]'),
        ("srx", b"<bnode>X</bnode><bnode>Y</bnode><bnode>X</bnode>"),
        ("csv", b"a,b\r\n_:X,1\r\n2,_:Y\r\n_:X,_:X\r\n"),
        ("tsv", b"?a\t?b\n_:X\t1\n2\t_:Y\n_:X\t_:X\n"),
        ("nt", b"_:X <a:b> _:Y .\n_:X <a:b> _:X .\n"),
        ("ttl", b"_:X <a:b> _:Y , _:X .\n"),
        ("jsonld", b'[{"@id":"_:X","a:b":[{"@id":"_:Y"},{"@id":"_:X"}]}]'),
        ("rdf", b'<rdf:Description rdf:nodeID="X"><b rdf:nodeID="Y"/><b rdf:nodeID="X"/>'),
    ],
)  # fmt: skip
def test_blank_nodes_are_named_by_their_order(suffix: str, body: bytes) -> None:
    chance = body.replace(b"X", FIRST).replace(b"Y", SECOND)
    assert named(chance, suffix) == body.replace(b"X", b"anon0").replace(b"Y", b"anon1")
    other = body.replace(b"X", SECOND).replace(b"Y", FIRST)
    assert named(other, suffix) == named(chance, suffix)


@pytest.mark.parametrize(
    ("suffix", "body"),
    [
        ("srj", b'{"a":{"type":"literal","value":"\\"type\\":\\"bnode\\",\\"value\\":\\"X\\""}}'),
        ("nt", b'<a:_:X> <a:b> "_:X and \\"_:X\\"" .\n'),
        ("ttl", b'<a:_:X> <a:b> "_:X and \\"_:X\\"" .\n'),
        ("tsv", b'?a\n"_:X"\n<a:_:X>\n'),
        ("csv", b'a\r\n"say _:X"\r\nX\r\n'),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_blank_node_stays(suffix: str, body: bytes) -> None:
    text = body.replace(b"X", FIRST)
    assert finish(text, suffix, "https://example.org/r") == text


TRICKY = (
    'SELECT * { ?s ?p "a  b" }',
    'SELECT * { ?s ?p "a b" }',
    "SELECT * { ?s ?p 'a  b' }",
    'SELECT * { ?s ?p """a\n b""" }',
    'SELECT * { ?s ?p """a\n  b""" }',
    "SELECT * { ?s<#x>?o }",
    "SELECT * { ?s<#y>?o }",
    "SELECT * { ?s ?p ?o # one\n}",
    "SELECT * { ?s ?p ?o # one }",
    "SELECT * { ?s ?p ?o FILTER(?o<ex:b# '\n && ?o > 'a  b') }",
    "SELECT * { ?s ?p ?o FILTER(?o<ex:b#>'\n && ?o > 'a  b') }",
    "SELECT * { ?s ?p ?o FILTER(?o<ex:b#>'\n && ?o > 'a b') }",
    "SELECT * { ?s ?p ?o FILTER(?o<'x'&&?b='q>'&&?c='y  z') }",
    "SELECT * { ?s ?p ?o FILTER(?o<'x'&&?b='q>'&&?c='y z') }",
    "SELECT * { ?s ?p \\u0022a  b\\u0022 }",
    "SELECT * { ?s ?p \\u0022a b\\u0022 }",
)


def test_two_questions_never_become_one() -> None:
    assert len({normalised(query) for query in TRICKY}) == len(TRICKY)


def test_spaces_between_tokens_make_no_other_question() -> None:
    query = 'SELECT ?s { ?s <http://example.org/p#q> "a  b" ; ex:c 1.5 }'
    spaced = '\n SELECT  ?s\t{ ?s <http://example.org/p#q>  "a  b" ; ex:c\n 1.5 }  '
    assert normalised(spaced).split() == normalised(query).split()
    assert normalised(query.replace(" ", "   ").replace("a      b", "a  b")) == query
    assert key("r", "e", [("query", query + "\n\n")], "csv") == key(
        "r", "e", [("query", query)], "csv"
    )


@given(st.text(alphabet="abc ?$<>#'\"\\\n\r.:{}/", max_size=60))
def test_what_is_normalised_has_the_same_tokens_whatever_it_is(text: str) -> None:
    once = normalised(text)
    assert normalised(once) == once
    assert "".join(once.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ("SELECT * { ?now ?rand ?uuid }", True),
        ("SELECT (NOW() AS ?n) {}", False),
        ("SELECT * { FILTER(1<RAND()&&2>1) }", False),
        ("SELECT * { BIND(rand # so\n () AS ?r) }", False),
        ("SELECT (STRUUID() AS ?n) {}", False),
        ("SELECT (UU\\u0049D() AS ?n) {}", False),
    ],
)
def test_what_depends_on_more_than_the_release(query: str, same: bool) -> None:
    assert reproducible(query) is same


def test_the_cache_keeps_to_its_room_and_keeps_what_is_used(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "kept", 1_000_000)
    often = kept(b"often" * 100)
    cache.put("often", often)
    for number in range(2_000):
        assert cache.put(f"{number}", kept(b"x" * 1_000))
        assert cache.get("often") == often
    total = sum(path.stat().st_size + 4_096 for path in (tmp_path / "kept").iterdir())
    assert total <= 1_100_000
    assert not cache.put("large", kept(b"x" * 2_000_000))
    assert cache.get("large") is None


def test_workers_share_answers_and_see_them_whole(tmp_path: Path) -> None:
    caches = [AnswerCache(tmp_path / "kept", 500_000) for _ in range(4)]
    answers = {f"{number:02}": kept(b"%d" % number * 5_000) for number in range(40)}
    wrong: list[str] = []

    def work(cache: AnswerCache) -> None:
        for _ in range(5):
            for name, answer in answers.items():
                found = cache.get(name)
                if found is None:
                    cache.put(name, answer)
                elif found != answer:
                    wrong.append(name)

    threads = [threading.Thread(target=work, args=(cache,)) for cache in caches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_cache_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    cache = AnswerCache(tmp_path / "file", 1_000_000)
    assert not cache.put("a", kept(b"b"))
    assert cache.get("a") is None


def test_queries_that_were_cited_stay_and_others_make_room(tmp_path: Path) -> None:
    store = AskedStore(tmp_path / "asked", 200_000)
    cited = Asked("SELECT 1", "r", (("default-graph-uri", "https://example.org/g"),))
    assert store.cite(Citation(cited, {"csv": "00"}, "oxigraph/1"))
    for number in range(500):
        assert store.keep(Asked(f"SELECT {number} " + "x" * 1_000, "r"))
    assert store.get(cited.digest) == Citation(cited, {"csv": "00"}, "oxigraph/1")
    total = sum(path.stat().st_size + 4_096 for path in (tmp_path / "asked").glob("*"))
    assert total < 500_000
    assert store.cite(Citation(cited, {"csv": "11", "srj": "22"}, "oxigraph/2"))
    found = store.get(cited.digest)
    assert found is not None
    assert (found.answers, found.engine) == ({"csv": "00", "srj": "22"}, "oxigraph/1")
    assert not all(store.cite(Citation(Asked(f"SELECT {number} " + "y" * 10_000, "r")))
                   for number in range(100)), "room for what is cited has an end"  # fmt: skip
    assert not store.keep(Asked("x" * 300_000, "r"))


@pytest.mark.parametrize("name", ["", "..", "../asked", "cited", "0" * 31, "g" * 32])
def test_nothing_else_can_be_read_by_way_of_a_digest(tmp_path: Path, name: str) -> None:
    assert AskedStore(tmp_path, 1_000).get(name) is None


def test_what_is_asked_most_comes_first_and_the_past_fades(tmp_path: Path) -> None:
    popular = Popular(tmp_path / "popular")
    csv = by_suffix("csv")
    assert csv is not None
    for query, times in (("a", 3), ("b", 5), ("c", 1)):
        for _ in range(times):
            popular.count([("query", query)], csv)
            popular.count([("query", f" {query}  ")], csv)
    assert [item.fields[0][1].strip() for item in popular.most(5)] == ["b", "a", "c"]
    assert [item.fields[0][1].strip() for item in popular.most(1)] == ["b"]
    assert [item.fields[0][1].strip() for item in popular.most(5)] == ["b"]
