"""How an answer is cited, and that the code that is given gets it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest

from publisher import Site
from publisher.render.citation import CODE, Cited, Kind, bibtex, csl, in_words
from tests.sites import Answer, get, post, served, tiny

TITLE = "http://purl.org/dc/terms/title"
TABLE = f'SELECT ?s ?t {{ ?s <{TITLE}> ?t FILTER(?t != "\\"QUERY\'$(x)`") }}\n# "å"\nORDER BY ?s ?t'
QUERIES: dict[Kind, str] = {
    "table": TABLE,
    "graph": f"CONSTRUCT {{ ?s <{TITLE}> ?t }} WHERE {{ ?s <{TITLE}> ?t }}\n\nQUERY\n".replace(
        "\nQUERY\n", "\n#\nLIMIT 5\n"
    ),
    "truth": "ASK { ?s ?p ?o }",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny(tmp_path_factory.mktemp("citing"))


@pytest.fixture(scope="module")
def base(folder: Path) -> Iterator[str]:
    """The tiny site, served."""
    with served(folder) as url:
        yield url


def cite(base: str, query: str, form: str = "html", **more: str) -> Answer:
    """What is said of how to cite a query's answer."""
    parameters = urlencode({"query": query, "format": form, **more})
    answer = get(f"{base}sparql/cite?{parameters}", Accept_Language="en")
    assert answer.status == 200, answer.data
    return answer


def code(base: str, query: str, name: str) -> str:
    """The code in one language, as the page shows it."""
    page = cite(base, query).data.decode()
    found = re.search(rf"<h3>{name}</h3>\s*<pre[^>]*><code>(.*?)</code></pre>", page, re.DOTALL)
    assert found, page
    return unescape(found[1])


def entry(base: str, query: str) -> dict[str, object]:
    """The reference as CSL-JSON."""
    found: list[dict[str, object]] = json.loads(cite(base, query, "json").data)
    assert len(found) == 1
    return found[0]


def test_a_reference_names_query_release_digest_and_where_the_answer_stays(
    base: str, folder: Path
) -> None:
    found = entry(base, TABLE)
    release = Site(folder).shelf.current()
    custom = found["custom"]
    assert isinstance(custom, dict)
    assert (custom["query"], custom["release"], found["version"]) == (TABLE, release, release)
    answer = get(custom["file"])
    assert hashlib.sha256(answer.data).hexdigest() == custom["sha256"]
    assert answer.headers["Publisher-Cited-Digest"] == f"sha-256={custom['sha256']}"
    address = str(found["URL"])
    assert address.startswith("https://example.org/id/q/")
    bib = cite(base, TABLE, "bib").data.decode()
    page = unescape(cite(base, TABLE).data.decode())
    for text in (address, custom["sha256"], str(release)):
        assert text in bib
        assert text in page
    assert TABLE in page
    assert "Trial" in page


def test_citing_by_digest_is_citing_the_query(base: str) -> None:
    digest = str(entry(base, TABLE)["URL"]).rpartition("/")[2]
    again = get(f"{base}sparql/cite?q={digest}&format=json")
    assert json.loads(again.data)[0]["custom"]["query"] == TABLE
    assert get(f"{base}sparql/cite?q={'0' * 32}").status == 404


def test_a_query_may_be_posted_and_the_header_may_ask(base: str) -> None:
    answer = post(f"{base}sparql/cite", {"query": TABLE}, "application/x-bibtex")
    assert answer.headers["Content-Type"].startswith("application/x-bibtex")
    assert answer.data.startswith(b"@misc{")
    assert get(f"{base}sparql/cite", "text/html").status == 400
    assert get(f"{base}sparql/cite?query=SELEC", "text/html").status == 400
    assert get(f"{base}sparql/cite?query=ASK%7B%7D&release=0123456789").status == 404


def test_the_page_is_in_swedish_and_in_english(base: str) -> None:
    address = f"{base}sparql/cite?{urlencode({'query': TABLE})}"
    for language, words in (("sv", "Så citeras svaret"), ("en", "Cite this answer")):
        page = get(address, "text/html", Accept_Language=language)
        assert words in page.data.decode()
        assert page.headers["Content-Language"] == language


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT (RAND() AS ?r) {}", "chance or the clock"),
        ("SELECT * { ?s ?p ?o } LIMIT 3", "LIMIT or OFFSET without ORDER BY"),
    ],
)
def test_what_will_not_stay_the_same_is_said(base: str, query: str, words: str) -> None:
    assert words in cite(base, query).data.decode()


def test_what_chance_decides_is_not_said_to_stay(base: str) -> None:
    page = cite(base, "SELECT (RAND() AS ?r) {}").data.decode()
    assert "byte for byte" not in page
    assert "<h3>Python</h3>" not in page


@pytest.mark.parametrize("kind", list(QUERIES))
def test_the_code_in_python_runs(base: str, kind: Kind, tmp_path: Path) -> None:
    if kind == "table":
        pytest.importorskip("pandas", reason="the code for tables uses pandas")
    text = code(base, QUERIES[kind], "Python")
    done = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 0, done.stderr
    assert {"table": "Alfa", "graph": "5", "truth": "True"}[kind] in done.stdout
    changed = re.sub(r'== "\w{64}"', f'== "{"0" * 64}"', text)
    assert subprocess.run([sys.executable, "-c", changed], capture_output=True).returncode == 1


@pytest.mark.parametrize("kind", list(QUERIES))
def test_the_command_for_curl_runs(base: str, kind: Kind, tmp_path: Path) -> None:
    shell = shutil.which("sh")
    if not shutil.which("curl") or not shell:
        pytest.skip("curl is not installed")
    done = subprocess.run(
        [shell, "-c", code(base, QUERIES[kind], "curl")], capture_output=True, text=True,
        cwd=tmp_path, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"answer\.\w+: OK", done.stdout.strip())


@pytest.mark.parametrize("kind", list(QUERIES))
def test_the_code_in_r_reads_the_permanent_address(base: str, kind: Kind) -> None:
    text = code(base, QUERIES[kind], "R")
    found = re.search(r'"(http[^"]*/q/[^"]*)"', text)
    assert found
    assert get(found[1]).status == 200


def cited(**more: str) -> Cited:
    """An answer with words that are hard to write."""
    given = {"site": 'A & B_C {50 %} "#1"', "author": "Län~ett\\x", "language": "en",
             "query": 'SELECT """ \\ \'\'\' QUERY\nQUERY\n', **more}  # fmt: skip
    return Cited(
        **given, parameters=(("release", "r'1"),), kind="table", release="0a1b2c3d",
        built=date(2025, 1, 2), accessed=date(2025, 3, 4), address="https://example.org/q/1",
        endpoint="https://example.org/sparql", file="https://example.org/q/1.csv",
        digest="00" * 32, engine="oxigraph/0",
    )  # fmt: skip


def test_bibtex_is_safe_for_latex() -> None:
    text = bibtex(cited())
    assert r"A \& B\_C \{50 \%\}" in text
    assert r"Län\textasciitilde{}ett\textbackslash{}x" in text
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")


def test_csl_has_the_dates_and_the_version() -> None:
    entry = csl(cited())[0]
    assert entry["issued"] == {"date-parts": [[2025, 1, 2]]}
    assert entry["accessed"] == {"date-parts": [[2025, 3, 4]]}
    assert (entry["type"], entry["version"]) == ("dataset", "0a1b2c3d")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_words_say_when_and_where(language: str) -> None:
    text = in_words(cited(language=language))
    assert "(2025)" in text
    assert "2025-03-04" in text
    assert "https://example.org/q/1" in text


def test_no_query_breaks_out_of_the_code() -> None:
    texts = {name: write(cited()) for name, write in CODE}
    namespace: dict[str, str] = {}
    exec(texts["Python"].partition("\nclient")[0].partition("SPARQLWrapper\n\n")[2], namespace)
    assert namespace["QUERY"].removesuffix("\n") == cited().query
    assert "<<'QUERY_'" in texts["curl"]


@pytest.mark.parametrize(
    ("language", "heading", "more"),
    [
        ("sv", "Så citeras svaret", "Fler format, och kod"),
        ("en", "Cite this answer", "More formats"),
    ],
)
@pytest.mark.parametrize("query", [TABLE, "ASK {}", "CONSTRUCT { ?s ?p 1 } { ?s ?p ?o } LIMIT 3"])
def test_the_page_of_an_answer_says_how_it_is_cited(
    base: str, query: str, language: str, heading: str, more: str
) -> None:
    address = f"{base}sparql?{urlencode({'query': query})}"
    page = unescape(get(address, "text/html", Accept_Language=language).data.decode())
    block = page.partition(f"<h2>{heading}</h2>")[2].partition("</section>")[0]
    (entry,) = re.findall(
        r"<details>\s*<summary>BibTeX</summary>.*?(@misc.*?)</code>", block, re.DOTALL
    )
    (digest,) = set(re.findall(r"SHA-256 (\w{64})", entry))
    assert block.count(digest) >= 2
    place = re.search(r'<a href="([^"]*release=[^"]*format=[^"]*)"', block)
    assert place, block
    assert hashlib.sha256(get(place[1]).data).hexdigest() == digest
    assert more in block
    further = re.search(r'<a href="([^"]*/cite[?][^"]*)"', block)
    assert further, block
    assert get(base.rstrip("/") + further[1], "text/html").status == 200


@pytest.mark.parametrize("query", ["SELECT (RAND() AS ?r) {}", f"{TABLE} # {'long ' * 400}"])
def test_what_may_change_or_has_to_be_kept_first_is_only_cited_when_somebody_asks(
    base: str, query: str
) -> None:
    page = get(f"{base}sparql?{urlencode({'query': query})}", "text/html", Accept_Language="en")
    assert page.status == 200
    assert b"Cite this answer" in page.data  # the link
    assert b"BibTeX" not in page.data
