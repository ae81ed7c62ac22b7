"""The query editor: its page, its words, and what a browser makes of it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote_plus

import pytest

from publisher.render.editor import FILES, WORDS
from tests.browser import Browser, browser
from tests.sites import ROOT, bundled, get, served

EDITOR: Final = ROOT / "editor"
BUILT: Final = ROOT / "publisher" / "static" / "editor"
SAID: Final = re.compile(r"""say\(\s*(?:\w+\.length === 1 \? )?"([^"]*)"(?: : "([^"]*)")?""")
SILENT: Final = "http://127.0.0.1:9/sparql"
"""Nobody answers there."""

REGIONS: Final = """\
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX locn: <http://www.w3.org/ns/locn#>
SELECT ?wkt ?place { ?place geo:asWKT ?wkt }"""
COUNTS: Final = "SELECT ?class (COUNT(?s) AS ?things) { ?s a ?class } GROUP BY ?class LIMIT 5"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = bundled(tmp_path_factory.mktemp("editor"))
    settings = site / "site.toml"
    text = settings.read_text(encoding="utf-8")
    assert "[serve]" not in text
    settings.write_text(f'{text}\n[serve]\ninternal_services = ["{SILENT}"]\n', encoding="utf-8")
    with served(site) as url:
        yield url


def told(base: str, language: str) -> dict[str, Any]:
    """What the page tells the editor."""
    page = get(f"{base}sparql.{language}.html").data.decode()
    found = re.search(r'<script type="application/json" id="editor-settings">(.*?)</script>', page)
    assert found
    settings: dict[str, Any] = json.loads(found[1])
    return settings


def test_every_word_of_the_editor_is_there_in_swedish() -> None:
    texts = [*EDITOR.glob("src/*.js"), EDITOR / "patches.mjs"]
    said = {
        word
        for path in texts
        for found in SAID.findall(path.read_text(encoding="utf-8"))
        for word in found
        if word
    }
    assert said == set(WORDS)
    for english, swedish in WORDS.items():
        assert english.count("{}") == swedish.count("{}"), english


def test_the_page_allows_scripts_of_this_site_alone(base: str) -> None:
    answer = get(base + "sparql.en.html")
    rules = dict(part.strip().split(" ", 1)
                 for part in answer.headers["Content-Security-Policy"].split(";"))  # fmt: skip
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    page = answer.data.decode()
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]* src=)(?![^>]*type=\"application/)", page)
    for address in re.findall(
        r'<(?:script|link rel="stylesheet")[^>]*(?:src|href)="([^"]*)"', page
    ):
        assert address.startswith("/static/")
        assert get(base + address[1:]).status == 200


def test_other_pages_allow_no_script(base: str) -> None:
    assert "script-src" not in get(base + "index.en.html").headers["Content-Security-Policy"]


def test_the_form_works_without_a_script(base: str) -> None:
    page = get(base + "sparql.sv.html").data.decode()
    assert '<div id="editor" hidden>' in page
    assert '<form id="query-form" method="get" action="/sparql">' in page


@pytest.mark.parametrize("name", sorted(FILES))
def test_the_files_of_the_editor(base: str, name: str) -> None:
    answer = get(f"{base}static/editor/{name}")
    assert answer.headers["Content-Type"] == FILES[name]
    assert answer.data == (BUILT / name).read_bytes()


def test_no_other_file_is_given(base: str) -> None:
    for name in ("main.js", "..%2fsite.css", "%2e%2e/site.css"):
        assert get(f"{base}static/editor/{name}").status == 404


def test_the_licences_of_what_is_built_in_are_kept() -> None:
    text = (BUILT / "LICENSES.txt").read_text(encoding="utf-8")
    for package in ("@zazuko/yasgui", "@zazuko/yasqe", "@zazuko/yasr", "codemirror", "jquery"):
        assert f"\n{package} " in text


def test_what_the_page_tells_the_editor(base: str) -> None:
    swedish, english = told(base, "sv"), told(base, "en")
    assert swedish["words"] == WORDS
    assert english["words"] == {}
    assert english["endpoint"] == "/sparql"
    assert english["prefixes"]["s3r"] == "https://w3id.org/s3r/ns#"
    assert [item["suffix"] for item in english["formats"]["results"]] == [
        "srj",
        "srx",
        "csv",
        "tsv",
    ]
    for key in ("queries", "terms"):
        assert get(base + english[key][1:], "application/json").status == 200
    assert english["pinned"] == ""


def test_a_page_of_a_release_asks_that_release(base: str) -> None:
    release = told(base, "en")["release"]
    page = get(f"{base}sparql.en.html?release={release}").data.decode()
    assert f'"pinned": "{release}"' in page


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as found:
        found.size(1280, 900)
        yield found


def ready(page: Browser, base: str, query: str = "", language: str = "en") -> None:
    """Open the query page, with a query in its address, and wait for the editor."""
    page.said.clear()
    page.asked.clear()
    page.open(
        f"{base}sparql.{language}.html" + (f"#query={quote(query, safe='')}" if query else "")
    )
    page.wait("document.querySelector('#editor .examples')")


def run(page: Browser) -> None:
    """Run the query as it stands and wait for what comes of it."""
    page.look("document.querySelector('#editor .run').click()")
    page.wait(
        "document.querySelector('#editor [role=status]').textContent.match(/[0-9]|below|nedan/)"
    )
    page.wait("document.querySelector('.yasr_results').children.length")


def text(page: Browser, selector: str) -> str:
    """The text of the first element that fits."""
    found: str = page.look(f"document.querySelector({json.dumps(selector)})?.textContent ?? ''")
    return found


def cells(page: Browser) -> list[list[str]]:
    """The rows of the table."""
    found: list[list[str]] = page.look(
        "[...document.querySelectorAll('.yasr_results tbody tr')].map("
        "(row) => [...row.cells].map((cell) => cell.textContent))"
    )
    return found


def complaints(page: Browser) -> list[str]:
    """What the browser complains of."""
    return list(page.said)


def value(page: Browser) -> str:
    """The query in the editor."""
    found: str = page.look("document.querySelector('#editor .CodeMirror').CodeMirror.getValue()")
    return found


def write(page: Browser, words: str) -> None:
    """Type at the end of the query."""
    page.look(
        "(() => { const editor = document.querySelector('#editor .CodeMirror').CodeMirror;"
        " editor.focus(); editor.execCommand('goDocEnd'); })()"
    )
    page.type(words)


@pytest.mark.clients
def test_a_query_is_typed_and_answered_in_a_table(base: str, page: Browser) -> None:
    ready(page, base, "SELECT ?place ?name ")
    write(page, '{ ?place <http://purl.org/dc/terms/title> ?name FILTER(lang(?name) = "sv") }')
    asked = value(page)
    page.key("Enter", 13, 2)
    page.wait("document.querySelector('.yasr_results tbody td')")
    titles = [row[2] for row in cells(page)]
    assert '"Visual LIFT"@sv' in titles
    sent = [unquote_plus(url) for url in page.asked if "/sparql?" in url]
    assert sent == [f"{base}sparql?query={asked}"], "as it was typed: no LIMIT is added"
    assert told(base, "en")["release"] in text(page, "#editor .facts")
    href = page.look("document.querySelector('.yasr_results a.iri').href")
    assert href.startswith(base), "links lead to this host"
    assert page.look("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0
    assert complaints(page) == []
    assert [url for url in page.asked if not url.startswith(base)] == []


@pytest.mark.clients
def test_what_an_answer_offers(base: str, page: Browser) -> None:
    ready(page, base, COUNTS)
    run(page)
    links = page.look(
        "Object.fromEntries([...document.querySelectorAll('#editor .facts a')].map("
        "(link) => [link.textContent, link.getAttribute('href')]))"
    )
    table = get(base + links["CSV"][1:])
    assert table.headers["Content-Type"].startswith("text/csv")
    assert table.data.startswith(b"class,things\r\n")
    kept = get(base + links["Permanent link to the answer"][1:])
    assert len(json.loads(kept.data)["results"]["bindings"]) == table.data.count(b"\r\n") - 1
    cited = get(base + links["Cite this answer"][1:], "text/html")
    assert cited.status == 200
    assert told(base, "en")["release"] in cited.data.decode()
    ready(page, base, "")
    page.open(f"{base}sparql.en.html{links['Link to this query']}")
    page.wait("document.querySelector('#editor .CodeMirror')")
    assert value(page) == COUNTS


@pytest.mark.clients
def test_classes_and_properties_of_the_site_are_offered(base: str, page: Browser) -> None:
    ready(page, base, "SELECT * { ?s a ", "sv")
    write(page, "proj")
    page.key(" ", 32, 2)
    page.wait("document.querySelector('.CodeMirror-hints li')")
    assert text(page, ".CodeMirror-hints li").startswith("schema:Project – Projekt, ")
    page.key("Enter", 13)
    page.wait(
        "document.querySelector('#editor .CodeMirror').CodeMirror.getValue().includes('PREFIX')"
    )
    write(page, " ; titel")
    page.key(" ", 32, 2)
    page.wait("document.querySelector('.CodeMirror-hints li')")
    page.key("Enter", 13)
    page.wait(
        "document.querySelector('#editor .CodeMirror').CodeMirror.getValue().includes('dct:')"
    )
    assert value(page) == (
        "PREFIX dct: <http://purl.org/dc/terms/>\nPREFIX schema: <http://schema.org/>\n"
        "SELECT * { ?s a schema:Project ; dct:title"
    )
    assert [url for url in page.asked if not url.startswith(base)] == []
    assert complaints(page) == []


@pytest.mark.clients
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_example_has_an_answer(base: str, page: Browser, language: str) -> None:
    ready(page, base, language=language)
    names = page.look(
        "[...document.querySelector('.examples select').options].map((one) => one.value)"
    )
    assert len(names) >= 8
    for name in names if language == "sv" else names[:1]:
        page.look(
            f"(() => {{ const select = document.querySelector('.examples select');"
            f" select.value = {json.dumps(name)}; select.dispatchEvent(new Event('change'));"
            " document.querySelector('.examples button').click();"
            " document.querySelector('#editor [role=status]').textContent = ''; })()"
        )
        run(page)
        assert re.match(r"[1-9]", text(page, "#editor [role=status]")), name
    assert complaints(page) == []


@pytest.mark.clients
def test_a_chart_and_a_map_are_drawn_from_the_answer_alone(base: str, page: Browser) -> None:
    ready(page, base, COUNTS)
    run(page)
    page.look("document.querySelector('.select_chart').click()")
    page.wait("document.querySelectorAll('.chart rect').length === 5")
    assert (
        page.look("document.querySelector('.select_chart').getAttribute('aria-pressed')") == "true"
    )
    ready(page, base, REGIONS)
    run(page)
    page.wait("!document.querySelector('.select_map').disabled")
    page.look("document.querySelector('.select_map').click()")
    page.wait("document.querySelectorAll('.plan .place').length >= 5")
    assert page.look("document.querySelector('.select_chart').disabled")
    assert [url for url in page.asked if not url.startswith(base)] == []
    assert complaints(page) == []


@pytest.mark.clients
def test_a_long_answer_as_text(base: str, page: Browser) -> None:
    ready(page, base, "SELECT * { ?s ?p ?o } LIMIT 1000")
    run(page)
    page.wait("document.querySelector('.yasr_results tbody td')")
    page.look("document.querySelector('.select_response').click()")
    page.wait("document.querySelector('pre.source')")
    assert text(page, "pre.source").startswith('{\n  "head": {')
    assert len(text(page, "pre.source")) < 60_000
    assert "download" in text(page, ".yasr_results p")
    assert complaints(page) == []


@pytest.mark.clients
def test_yes_or_no(base: str, page: Browser) -> None:
    ready(page, base, "ASK { ?s ?p ?o }", "sv")
    run(page)
    page.wait("document.querySelector('.booleanResult')")
    assert text(page, ".booleanResult") == "Ja (true)"


@pytest.mark.clients
def test_literals_are_shown_as_they_are(base: str, page: Browser) -> None:
    ready(page, base, 'SELECT ?a ?b { BIND("x" AS ?a) BIND("{{a}} <b onclick=x>c</b>" AS ?b) }')
    run(page)
    page.wait("document.querySelector('.yasr_results tbody td')")
    assert cells(page)[0][2].startswith("{{a}} <b onclick=x>c</b>")
    assert complaints(page) == []


@pytest.mark.clients
def test_a_mistake_is_said_in_the_language_of_the_page(base: str, page: Browser) -> None:
    ready(page, base, "SELECT * { ?s ?p ", "sv")
    run(page)
    page.wait("document.querySelector('.errorResult .redOutline')")
    assert "SPARQL" in text(page, ".errorResult")
    assert text(page, "#editor [role=status]") == WORDS["There is no answer: see below."]


@pytest.mark.clients
def test_an_answer_that_is_not_complete_says_so(base: str, page: Browser) -> None:
    ready(page, base, f"SELECT * {{ ?s a ?c SERVICE SILENT <{SILENT}> {{ ?s ?p ?o }} }} LIMIT 3")
    run(page)
    page.wait("document.querySelector('#editor [role=alert]')")
    assert text(page, "#editor [role=alert]").startswith("The answer is not complete.")


@pytest.mark.clients
def test_a_query_too_long_for_an_address_is_posted(base: str, page: Browser) -> None:
    ready(page, base, f"SELECT ?class {{ ?s a ?class }} LIMIT 3 #{'x' * 5000}")
    run(page)
    page.wait("document.querySelector('.yasr_results tbody td')")
    assert len(cells(page)) == 3
    assert base + "sparql" in page.asked
    assert complaints(page) == []


@pytest.mark.clients
def test_the_keyboard_goes_through(base: str, page: Browser) -> None:
    ready(page, base)
    write(page, "")
    page.key("Tab", 9)
    focused = page.look("document.activeElement.className")
    assert focused == "run", "the tabulator leaves the editor"


NAMELESS: Final = """
[...document.querySelectorAll(['button', 'select', 'input', 'textarea', 'a[href]', '[role=img]']
  .map((kind) => `main ${kind}`).join())]
  .filter((one) => one.getClientRects().length)
  .filter((one) => !(one.getAttribute('aria-label') || one.title || one.textContent.trim()
    || one.labels?.length))
  .map((one) => one.outerHTML.slice(0, 200))"""
TWICE: Final = """
[...document.querySelectorAll('[id]')].map((one) => one.id)
  .filter((id, place, all) => all.indexOf(id) !== place)"""


@pytest.mark.clients
@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_what_is_there_has_a_name_and_fits(
    base: str, page: Browser, width: int, height: int
) -> None:
    page.size(width, height)
    ready(page, base, COUNTS)
    run(page)
    page.wait("document.querySelector('.yasr_results tbody td')")
    assert page.look(NAMELESS) == []
    assert page.look(TWICE) == []
    assert page.look("document.documentElement.scrollWidth <= innerWidth")
    assert page.look("document.querySelectorAll('h1').length") == 1
    page.size(1280, 900)


@pytest.mark.clients
def test_the_files_are_what_the_lock_file_builds(tmp_path: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    copy = tmp_path / "editor"
    shutil.copytree(EDITOR, copy, ignore=shutil.ignore_patterns("node_modules"))
    done = subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=copy, capture_output=True,
        text=True, timeout=240, check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.skip(f"the packages are not to be had: {done.stderr[-300:]}")
    subprocess.run(["node", "build.mjs", tmp_path / "built"], cwd=copy, check=True, timeout=120)
    for name in FILES:
        assert (tmp_path / "built" / name).read_bytes() == (BUILT / name).read_bytes(), (
            f"{name} is behind: npm ci --ignore-scripts && npm run build, in editor/"
        )
