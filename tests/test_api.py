"""Named queries over HTTP and on the command line: what the bundled site answers."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from publisher import Site
from publisher.errors import QueryError
from tests.sites import ROOT, Answer, bundled, get, publisher, served

NAMES = sorted(path.stem for path in (ROOT / "data/queries").glob("*.rq"))
AREAS = "api/queries/initiatives-by-challenge-area"
LINK = re.compile(r'<([^>]*)>; rel="([^"]*)"')


BY_HAND = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@base <https://w3id.org/s3r/oms/> .
<query/by-hand> a sh:SPARQLSelectExecutable ; sh:parameter <query/by-hand/k>, <query/by-hand/n> ;
    sh:select "SELECT ?s { ?s a $k ; <http://purl.org/dc/terms/title> $n } # ready" .
<query/by-hand/k> sh:path <query/by-hand/k> ; sh:nodeKind sh:IRI ;
    sh:defaultValue <http://schema.org/Project> .
<query/by-hand/n> sh:path <x/n> ; sh:datatype <http://example.org/t> ; sh:optional true .
<query/no-form> a sh:SPARQLExecutable ; sh:select "SELEKT" .
<query/no-sparql> a sh:SPARQLSelectExecutable ; sh:select "SELECT ?x {" .
<query/outside> a sh:SPARQLAskExecutable ; sh:ask "ASK { SERVICE <http://example.org/> {} }" .
"""
"""Queries described in Turtle, sound and unsound, in a release before the one that is served."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = bundled(tmp_path_factory.mktemp("site"))
    by_hand = folder / "data" / "by-hand.ttl"
    by_hand.write_text(BY_HAND, encoding="utf-8")
    Site(folder).build()
    by_hand.unlink()
    Site(folder).build(gone="allow")
    return folder


@pytest.fixture(scope="module")
def earlier(base: str, site: Path) -> str:
    """The release before the one that is served."""
    return Site(site).releases()[0].id


@pytest.fixture(scope="module")
def base(site: Path) -> Iterator[str]:
    with served(site) as address:
        yield address


def rows(answer: Answer) -> list[dict[str, str]]:
    assert answer.status == 200, answer.data
    return list(csv.DictReader(io.StringIO(answer.data.decode())))


def links(answer: Answer) -> dict[str, str]:
    """The addresses in the Link header by relation."""
    return {relation: target for target, relations in LINK.findall(answer.headers["Link"])
            for relation in relations.split()}  # fmt: skip


def listed(base: str) -> dict[str, dict[str, Any]]:
    answer = get(f"{base}api/queries", "application/json")
    return {item["name"]: item for item in json.loads(answer.data)["queries"]}


# the list


def test_the_list_is_json_for_programs(base: str) -> None:
    found = listed(base)

    assert sorted(found) == NAMES
    one = found["initiatives-by-challenge-area"]
    assert one["title"]["sv"] == "Insatser inom ett utmaningsområde"
    assert one["columns"] == ["initiative", "title", "areaName"]
    assert one["parameters"][0] | {"label": 0, "description": 0} == {
        "name": "area", "label": 0, "description": 0, "type": "iri", "optional": True,
        "required": False, "class": "https://w3id.org/s3r/ns#ChallengeArea",
        "default": "smart-industry",
    }  # fmt: skip
    assert one["parameters"][1]["choices"] == ["sv", "en"]


@pytest.mark.parametrize("name", NAMES)
def test_an_example_runs_as_it_is_and_gives_what_the_address_gives(base: str, name: str) -> None:
    one = listed(base)[name]
    suffix = "nt" if one["form"] == "CONSTRUCT" else "csv"
    asked = get(f"{base}sparql?format={suffix}&query={quote(one['query'])}")
    given = get(f"{base}{one['href'].lstrip('/')}.{suffix}")

    assert (asked.status, given.status) == (200, 200)
    assert asked.data == given.data
    assert given.data.count(b"\n") > 1


def test_the_list_is_rdf(base: str) -> None:
    answer = get(f"{base}api/queries", "text/turtle")
    store = ox.Store()
    store.load(answer.data, format=ox.RdfFormat.TURTLE)
    found = store.query(
        "PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-"
        "schema#> SELECT DISTINCT ?query { ?query a sh:SPARQLExecutable ; rdfs:label ?label ; "
        "sh:select|sh:ask|sh:construct|sh:describe ?text }"
    )
    assert isinstance(found, ox.QuerySolutions)
    assert len(list(found)) == len(NAMES)


def test_a_query_is_a_thing_with_a_document(base: str) -> None:
    answer = get(f"{base}query/contacts")
    assert (answer.status, answer.headers["Location"]) == (303, "/doc/query/contacts")
    assert b"sh:SPARQLSelectExecutable" in get(f"{base}doc/query/contacts.ttl").data


# answers


@pytest.mark.parametrize(
    ("path", "accept", "media_type"),
    [
        (AREAS, "", "application/sparql-results+json"),
        (AREAS, "*/*", "application/sparql-results+json"),
        (AREAS, "application/json", "application/sparql-results+json"),
        (AREAS, "text/csv", "text/csv"),
        (AREAS, "application/sparql-results+xml", "application/sparql-results+xml"),
        (AREAS, "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "text/html"),
        (f"{AREAS}.json", "text/csv", "application/sparql-results+json"),
        (f"{AREAS}.xml", "", "application/sparql-results+xml"),
        (f"{AREAS}.tsv", "", "text/tab-separated-values"),
        (f"{AREAS}?format=csv", "text/html", "text/csv"),
        (f"{AREAS}.en.html", "text/csv", "text/html"),
        ("api/queries/initiative-graph", "text/turtle", "text/turtle"),
        ("api/queries/initiative-graph.json", "", "application/ld+json"),
        ("api/queries/initiative-graph.xml", "", "application/rdf+xml"),
    ],
)
def test_an_answer_is_in_the_format_that_is_asked_for(
    base: str, path: str, accept: str, media_type: str
) -> None:
    answer = get(base + path, accept)
    assert (answer.status, answer.headers["Content-Type"].partition(";")[0]) == (200, media_type)
    assert len(answer.headers["Publisher-Release"]) == 20


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        (AREAS, "text/turtle", 406),
        (f"{AREAS}.ttl", "", 404),
        (f"{AREAS}.de.html", "", 404),
        (f"{AREAS}.sv.csv", "", 404),
        ("api/queries/nothing", "", 404),
        ("api/queries/..%2f..", "", 404),
        (f"{AREAS}?release=0000000000", "", 404),
    ],
)
def test_what_is_not_there(base: str, path: str, accept: str, status: int) -> None:
    assert get(base + path, accept).status == status


def test_parameters_choose_the_rows(base: str) -> None:
    food = rows(get(f"{base}{AREAS}.csv?area=sustainable-food&language=en"))
    assert {row["areaName"] for row in food} == {"Sustainable food supply"}
    assert len(food) == 4
    iri = quote("https://w3id.org/s3r/oms/challenge-area/sustainable-food", safe="")
    for spelled in ("challenge-area/sustainable-food", iri):
        assert rows(get(f"{base}{AREAS}.csv?area={spelled}&language=en")) == food
    assert len(rows(get(f"{base}{AREAS}.csv?area="))) == 8
    assert len(rows(get(f"{base}{AREAS}.csv"))) == 1


WRONG = [
    ("area=nothing", "area"),
    ("area=project/visual-lift", "area"),
    ("area=%3E%20%7D%20%23", "area"),
    ("language=de", "language"),
    ("language=sv&language=en", "language"),
    ("arae=x", "arae"),
    ("area=%00", "area"),
    ("area=%FF", "area"),
]


@pytest.mark.parametrize(("query", "name"), WRONG)
def test_a_wrong_value_is_a_400_that_names_the_parameter(base: str, query: str, name: str) -> None:
    for language, words in (("sv", f"”{name}”"), ("en", f"“{name}”")):
        answer = get(
            f"{base}{AREAS}?{query}", "application/json", Accept_Language=language
        )  # fmt: skip
        assert (answer.status, answer.headers["Content-Type"]) == (400, "application/problem+json")
        assert words in json.loads(answer.data)["detail"]


@pytest.mark.parametrize(
    "text",
    [
        '") } UNION { ?s ?p ?o } #',
        "\\",
        '\\"',
        "\\u0022) } #",
        "'''",
        '"@sv',
        "x\n} #",
        "$text ?name",
    ],
)
def test_a_text_is_nothing_but_a_text(base: str, text: str) -> None:
    assert rows(get(f"{base}api/queries/search.csv?text={quote(text)}")) == []


def test_an_answer_keeps_its_address(base: str) -> None:
    answer = get(f"{base}{AREAS}.csv?area=sustainable-food")
    again = get(base.rstrip("/") + links(answer)["permalink"])

    assert again.data == answer.data
    assert "immutable" in again.headers["Cache-Control"]
    known = get(f"{base}{AREAS}.csv?area=sustainable-food", If_None_Match=answer.headers["ETag"])
    assert (known.status, known.data) == (304, b"")


# pages


@pytest.mark.parametrize("size", [1, 3, 8, 100])
def test_every_row_is_on_one_page_and_links_lead_through_all(base: str, size: int) -> None:
    whole = rows(get(f"{base}{AREAS}.csv?area="))
    found, address = [], f"{base}{AREAS}.csv?area=&limit={size}"
    while address:
        answer = get(address)
        page = rows(answer)
        assert 0 < len(page) <= size
        found += page
        following = links(answer).get("next", "")
        assert "release=" in following or not following
        address = base.rstrip("/") + following if following else ""
    assert found == sorted(whole, key=lambda row: (row["areaName"], row["title"]))


def test_pages_lead_back(base: str) -> None:
    answer = get(f"{base}{AREAS}.csv?area=&limit=3&page=2")
    first = get(f"{base}{AREAS}.csv?area=&limit=3")
    assert get(base.rstrip("/") + links(answer)["prev"]).data == first.data
    assert get(base.rstrip("/") + links(answer)["first"]).data == first.data
    assert "prev" not in links(first)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (f"{AREAS}?page=0", "“page” must be"),
        (f"{AREAS}?page=x", "“page” must be"),
        (f"{AREAS}?limit=-1", "“limit” must be"),
        (f"{AREAS}?limit=10001", "“limit” must be"),
        ("api/queries/initiative-graph?limit=2", "SELECT"),
    ],
)
def test_what_cannot_be_divided_is_refused(base: str, path: str, words: str) -> None:
    answer = get(base + path, "application/json, text/turtle", Accept_Language="en")
    assert answer.status == 400
    assert words in json.loads(answer.data)["detail"]


# earlier releases, and queries described by hand


def test_an_earlier_release_is_asked_with_its_own_queries(base: str, earlier: str) -> None:
    answer = get(f"{base}api/queries/by-hand.csv?limit=5&release={earlier}")
    assert answer.headers["Publisher-Release"] == earlier
    assert len(rows(answer)) == 5
    assert f"release={earlier}" in links(answer)["next"]
    assert get(f"{base}api/queries/by-hand.csv").status == 404
    page = get(f"{base}{AREAS}.sv.html?release={earlier}").data.decode()
    assert f'name="release" value="{earlier}"' in page
    assert f"release={earlier}" in page[page.index("csv") - 90 :]


def test_a_moment_leads_to_the_release_of_that_time(base: str, earlier: str) -> None:
    moment = "Sat, 01 Jan 2000 00:00:00 GMT"
    answer = get(f"{base}{AREAS}.csv?area=sustainable-food", Accept_Datetime=moment)
    assert answer.status == 302
    assert f"release={earlier}" in answer.headers["Location"]
    assert "area=sustainable-food" in answer.headers["Location"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("by-hand?n=1", "“n” is “1”"),
        ("no-form?", "not a SPARQL query"),
        ("no-sparql?", "not valid SPARQL"),
        ("outside?", "SERVICE is not allowed"),
    ],
)
def test_an_unsound_query_harms_nobody(base: str, earlier: str, path: str, words: str) -> None:
    given = {"Accept_Language": "en"}
    answer = get(f"{base}api/queries/{path}&release={earlier}", "application/json", **given)
    assert answer.status == 400
    assert words in json.loads(answer.data)["detail"]
    page = get(f"{base}api/queries/{path}&release={earlier}", "text/html").status
    assert page == (200 if path == "no-form?" else 400)
    for other in ("api/openapi.json", "api/queries.json", "api/queries.sv.html"):
        assert get(f"{base}{other}?release={earlier}").status == 200


# pages for people


class Form(HTMLParser):
    """What a form has: the labels by the id of their field, the fields, the options by field."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.labels: set[str] = set()
        self.fields: dict[str, dict[str, str]] = {}
        self.options: dict[str, list[tuple[str, bool]]] = {}
        self.actions: list[str] = []
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "label":
            self.labels.add(said["for"])
        elif tag == "form":
            self.actions.append(said["action"])
        elif tag in ("input", "select") and said.get("type") != "hidden":
            self.fields[said["name"]] = said
            self._select = said["name"]
        elif tag == "option":
            chosen = (said["value"], "selected" in said)
            self.options.setdefault(self._select, []).append(chosen)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_query_has_a_form_that_works_without_a_script(
    base: str, name: str, language: str
) -> None:
    answer = get(f"{base}api/queries/{name}", "text/html", Accept_Language=language)
    text = answer.data.decode()
    found = Form(text)
    one = listed(base)[name]

    assert (answer.status, answer.headers["Content-Language"]) == (200, language)
    assert one["title"][language] in text
    assert "<script" not in text
    assert list(found.fields) == [item["name"] for item in one["parameters"]]
    assert {said["id"] for said in found.fields.values()} == found.labels
    for item in one["parameters"]:
        if "class" in item or "choices" in item:
            chosen = [value for value, selected in found.options[item["name"]] if selected]
            if item["name"] == "language":
                assert chosen == [language]
            else:
                assert chosen == [item.get("default", "")]
    if one["parameters"]:
        assert get(base.rstrip("/") + found.actions[0]).status == 200


def test_a_form_shows_the_rows_and_offers_the_whole_answer(base: str) -> None:
    text = get(f"{base}{AREAS}.en.html?area=sustainable-food").data.decode()
    assert "Agro Sörmland" in text
    assert "Rows 1 to 4." in text
    assert '<a href="/doc/project/agroost.en.html"' in text
    (address,) = re.findall(r'href="(/api/queries/[^"]*\.csv[^"]*)"', text)
    assert len(rows(get(base.rstrip("/") + address.replace("&amp;", "&")))) == 4
    assert 'hreflang="sv" href="/api/queries/initiatives-by-challenge-area.sv.html?area=' in text


def test_a_wrong_value_is_told_at_its_field(base: str) -> None:
    answer = get(f"{base}{AREAS}.sv.html?area=%22%3E%3Cb%3E&language=sv")
    text = answer.data.decode()
    field = Form(text).fields["area"]

    assert answer.status == 400
    assert (field["aria-invalid"], field["aria-describedby"]) == ("true", "area-wrong")
    assert "förväntat nyckeln för, eller adressen till, Utmaningsområde" in text
    assert "<b>" not in text


def test_classes_and_the_list_lead_to_the_queries(base: str) -> None:
    assert b'href="/api/queries/contacts.sv.html"' in get(f"{base}list/contact-point.sv.html").data
    assert b'href="/api/queries/contacts.sv.html"' not in get(f"{base}list/film.sv.html").data
    whole = get(f"{base}api/queries", "text/html").data.decode()
    assert [f'href="/api/queries/{name}.sv.html"' in whole for name in NAMES] == [True] * len(NAMES)


# the interface


def references(value: object) -> Iterator[str]:
    """Every ``$ref`` in a description."""
    if isinstance(value, dict):
        yield from (target for name, target in value.items() if name == "$ref")
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_the_interface_is_described(base: str) -> None:
    answer = get(f"{base}api/openapi.json", Accept_Language="en")
    found = json.loads(answer.data)

    assert (answer.headers["Content-Type"], found["openapi"]) == ("application/json", "3.1.0")
    assert sorted(found["paths"]) == ["/api/queries", *(f"/api/queries/{name}" for name in NAMES)]
    operations = [item["get"] for item in found["paths"].values()]
    assert len({item["operationId"] for item in operations}) == len(operations)
    for target in references(found):
        inside: Any = found
        for step in target.removeprefix("#/").split("/"):
            inside = inside[step]
    for operation in operations:
        plain = [item for item in operation["parameters"] if "$ref" not in item]
        assert len({item["name"] for item in plain}) == len(plain)
        for item in plain:
            assert item["in"] == "query"
            assert item["description"]
            default = item["schema"].get("default")
            assert default is None or default in item["schema"].get("enum", [default])


def test_each_operation_answers_as_it_is_described(base: str) -> None:
    found = json.loads(get(f"{base}api/openapi.json").data)
    for path, item in found["paths"].items():
        for media_type in item["get"]["responses"]["200"]["content"]:
            answer = get(base + path.lstrip("/"), media_type)
            assert answer.status == 200
            assert answer.headers["Content-Type"].partition(";")[0] == media_type


# Python and the command line


def test_python_asks_by_name(base: str, site: Path) -> None:
    own = Site(site)
    assert [query.name for query in own.queries()] == NAMES
    answer = own.ask("initiatives-by-challenge-area", area="sustainable-food", language="en")
    assert isinstance(answer, ox.QuerySolutions)
    assert len(list(answer)) == 4
    with pytest.raises(QueryError, match="Did you mean “contacts”"):
        own.ask("contact")
    with pytest.raises(QueryError, match="“area” is “x”"):
        own.ask("contacts", area="x")


def test_the_command_line_asks_by_name(base: str, site: Path) -> None:
    run = publisher(site, "query", "contacts", "--param", "area=life-science")
    assert (run.returncode, run.stderr) == (0, "")
    assert [row["organisationName"] for row in csv.DictReader(io.StringIO(run.stdout))] == [
        "Region Uppsala"
    ]
    graph = publisher(site, "query", "initiative-graph", "--param", "initiative=agroost")
    assert "project/agroost> a" in graph.stdout.replace("\n", " ")


def test_the_command_line_lists_the_queries(base: str, site: Path) -> None:
    run = publisher(site, "query", "--list")
    assert [line.split("\t")[0] for line in run.stdout.splitlines()] == NAMES
    assert "contacts\tWho answers questions about a challenge area?\tarea language" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["query"], "there is no query"),
        (["query", "contacts", "--param", "area"], "no name and value"),
        (["query", "contacts", "--param", "area=x"], "Parametern ”area” är ”x”"),
        (["query", "ASK {}", "--param", "area=x"], "goes with a query that has a name"),
    ],
)
def test_wrong_usage_is_told(base: str, site: Path, arguments: list[str], words: str) -> None:
    run = publisher(site, *arguments, language="sv")
    assert (run.returncode, run.stdout) == (2, "")
    assert words in run.stderr
