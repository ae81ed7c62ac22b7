"""The dataset described by itself: every number is the answer to a query over the endpoint."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyoxigraph as ox
import pytest

from publisher import Site
from publisher.catalog.counts import FILE_NAME, read_counts
from publisher.catalog.releasing import RECOUNT_SHARE
from publisher.catalog.service import FORMAT_NAMES, FORMATS, FUNCTIONS
from publisher.catalog.spaces import space_pattern
from publisher.formats import by_suffix
from publisher.namespaces import DCT, RDF, RDFS, SD, SH, VOID, XSD
from publisher.render.rdf import render_graph
from tests.sites import Answer, bundled, get, post, served, shared, tiny
from tests.visits import app

GOLDEN: Final = Path(__file__).parent / "golden" / "void-tiny.ttl"
SUBCLASS: Final = RDFS + "subClassOf"
PROBE: Final = "projekt.csv"


class Running(NamedTuple):
    """The bundled site, served."""

    base: str
    site: Site


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    root = bundled(tmp_path_factory.mktemp("void"))
    with served(root) as base:
        yield Running(base, Site(root))


def ask(running: Running, query: str) -> list[dict[str, Any]]:
    """The rows of a query put to the endpoint, whole numbers as such."""
    answer = post(running.base + "sparql", {"query": query}, "application/sparql-results+json")
    assert answer.status == 200, answer.data
    return [
        {name: int(term["value"]) if term.get("datatype") == XSD + "integer" else term["value"]
         for name, term in row.items()}
        for row in json.loads(answer.data)["results"]["bindings"]
    ]  # fmt: skip


class Described:
    """A description as it was fetched. Numbers are ticked off as they are asked for."""

    def __init__(self, triples: set[ox.Triple]) -> None:
        self._triples = triples
        self.unread = {triple for triple in triples if _is_number(triple)}

    def all(self, subject: str, term: str) -> list[str]:
        """The values of a property, by its name in VoID or by its IRI."""
        predicate = term if ":" in term else VOID + term
        node, verb = ox.NamedNode(subject), ox.NamedNode(predicate)
        found = {item for item in self._triples if (item.subject, item.predicate) == (node, verb)}
        self.unread -= found
        return sorted(_text(triple.object) for triple in found)

    def one(self, subject: str, term: str) -> str:
        """The only value of a property."""
        (found,) = self.all(subject, term)
        return found

    def number(self, subject: str, term: str) -> int:
        """The only value of a property as a number."""
        return int(self.one(subject, term))

    def parts(self, dataset: str, kind: str) -> dict[str, str]:
        """The partitions of a dataset (``class`` or ``property``): term -> node."""
        return {self.one(node, kind): node for node in self.all(dataset, f"{kind}Partition")}


def _text(term: object) -> str:
    assert isinstance(term, ox.NamedNode | ox.Literal)
    return term.value


def _is_number(triple: ox.Triple) -> bool:
    value = triple.object
    return isinstance(value, ox.Literal) and value.datatype.value == XSD + "integer"


@pytest.fixture(scope="module")
def described(running: Running) -> Described:
    answer = get(running.base + ".well-known/void")
    assert answer.status == 200
    return Described(parsed(answer))


def parsed(answer: Answer) -> set[ox.Triple]:
    """The triples of an answer in Turtle."""
    assert answer.headers["Content-Type"].startswith("text/turtle")
    return {quad.triple for quad in ox.parse(answer.data, format=ox.RdfFormat.TURTLE)}


@pytest.mark.large
def test_every_number_is_the_answer_to_a_query(running: Running, described: Described) -> None:
    reader = running.site.open()
    whole = reader.iris.base_iri + "dump"
    assert described.all(whole, "subset")
    _compare(running, described, whole, parted=True)
    for entry in reader.graphs:
        assert entry.iri in described.all(whole, "subset")
        _compare(running, described, entry.iri, parted=entry.kind == "source")
    assert not described.unread, "numbers that no query was put for"


def _compare(running: Running, described: Described, dataset: str, *, parted: bool) -> None:
    """Compare the numbers of one dataset with what the endpoint counts."""
    if dataset.endswith("/dump"):
        graphs = [entry.iri for entry in running.site.open().graphs]
        given = "VALUES ?g { " + " ".join(f"<{iri}>" for iri in graphs) + " }"
    else:
        given = f"VALUES ?g {{ <{dataset}> }}"
    said = f"{{ SELECT DISTINCT ?s ?p ?o {{ {given} GRAPH ?g {{ ?s ?p ?o }} }} }}"
    typed = f"{{ SELECT DISTINCT ?s ?c {{ {given} GRAPH ?g {{ ?s a ?c }} FILTER isIRI(?c) }} }}"
    space = described.one(dataset, "uriSpace")
    (row,) = ask(
        running,
        f"""
        SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?distinctSubjects)
               (COUNT(DISTINCT ?o) AS ?distinctObjects) (COUNT(DISTINCT ?p) AS ?properties)
        {{ {said} }}""",
    )
    (kinds,) = ask(
        running,
        f"""
        SELECT (COUNT(DISTINCT ?c) AS ?classes) (COUNT(DISTINCT ?own) AS ?entities)
        {{ {typed} BIND (IF(STRSTARTS(STR(?s), "{space}"), ?s, ?none) AS ?own) }}""",
    )
    for term, number in (row | kinds).items():
        assert described.number(dataset, term) == number, (dataset, term)
    if parted:
        _compare_properties(running, described, dataset, said)
        _compare_classes(running, described, dataset, (said, typed))
        _compare_links(running, described, dataset, said)
    else:
        assert not described.parts(dataset, "class")


def _compare_properties(running: Running, described: Described, dataset: str, said: str) -> None:
    parts = described.parts(dataset, "property")
    rows = ask(
        running,
        f"""
        SELECT ?p (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?distinctSubjects)
               (COUNT(DISTINCT ?o) AS ?distinctObjects) {{ {said} }} GROUP BY ?p""",
    )
    assert set(parts) == {row.pop("p") for row in [dict(row) for row in rows]}
    for row in rows:
        part = parts[row.pop("p")]
        assert {term: described.number(part, term) for term in row} == row


def _compare_classes(
    running: Running, described: Described, dataset: str, patterns: tuple[str, str]
) -> None:
    said, typed = patterns
    parts = described.parts(dataset, "class")
    rows = ask(running, f"SELECT ?c (COUNT(DISTINCT ?s) AS ?n) {{ {typed} }} GROUP BY ?c")
    assert {kind: described.number(part, "entities") for kind, part in parts.items()} == {
        row["c"]: row["n"] for row in rows
    }
    uses = ask(
        running,
        f"""
        SELECT ?c ?p (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?distinctSubjects)
        {{ {typed} {said} }} GROUP BY ?c ?p""",
    )
    within = {kind: described.parts(part, "property") for kind, part in parts.items()}
    assert sum(map(len, within.values())) == len(uses)
    for row in uses:
        part = within[row.pop("c")][row.pop("p")]
        assert {term: described.number(part, term) for term in row} == row
    for part in parts.values():
        for example in described.all(part, "exampleResource"):
            kind = described.one(part, "class")
            assert ask(running, f"SELECT * {{ <{example}> a <{kind}> ; ?p ?o }} LIMIT 1")
            path = example.removeprefix(running.site.settings.site.base_iri)
            assert get(running.base + path).status == 303


def _compare_links(running: Running, described: Described, dataset: str, said: str) -> None:
    for node in described.all(dataset, "subset"):
        if VOID + "Linkset" not in described.all(node, RDF + "type"):
            continue
        assert described.one(node, "subjectsTarget") == dataset
        target = described.one(node, "objectsTarget")
        pattern = described.one(target, "uriRegexPattern")
        assert pattern == space_pattern(described.one(target, "uriSpace"))
        spelt = json.dumps(pattern)
        (row,) = ask(
            running,
            f"""
            SELECT (COUNT(*) AS ?n) {{ {said} FILTER (isIRI(?o) && REGEX(STR(?o), {spelt})
                && ?p = <{described.one(node, "linkPredicate")}>) }}""",
        )
        assert described.number(node, "triples") == row["n"] > 0


def test_the_description_leads_to_the_data(running: Running, described: Described) -> None:
    base = running.site.settings.site.base_iri
    dataset = base + "dump"
    assert described.all(dataset, DCT + "license") == [running.site.settings.site.licence]
    assert len(described.all(dataset, DCT + "title")) == 2
    assert described.one(dataset, "sparqlEndpoint") == base + "sparql"
    assert described.one(dataset, DCT + "modified") == running.site.open().manifest.built
    release = described.one(dataset, DCT + "hasVersion")
    assert get(running.base + release.removeprefix(base), "text/turtle").status == 200
    source = f"{base}graph/{PROBE}"
    for subject in (dataset, source):
        for dump in described.all(subject, "dataDump"):
            assert get(running.base + dump.removeprefix(base)).status == 200
    assert FORMATS + "Turtle" in described.all(dataset, "feature")
    assert DCT in described.all(source, "vocabulary")
    for kind, part in described.parts(dataset, "class").items():
        if kind.endswith(("#Individual", "/Person")):
            assert not described.all(part, "exampleResource"), "people are not singled out"


def test_the_description_is_in_the_release_and_its_dumps(running: Running) -> None:
    reader = running.site.open()
    graph = ox.NamedNode(reader.iris.description())
    stored = {quad.triple for quad in reader.store.quads_for_pattern(None, None, None, graph)}
    assert stored == parsed(get(running.base + "graph/void.ttl"))
    assert stored < parsed(get(running.base + "void.ttl"))
    dump = ox.parse(get(running.base + "dump.nq").data, format=ox.RdfFormat.N_QUADS)
    assert set(dump) == set(reader.store)
    rows = ask(running, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph.value}> {{ ?s ?p ?o }} }}")
    assert rows == [{"n": len(stored)}]


def test_what_describes_is_no_data(running: Running) -> None:
    for form in ("en.html", "sv.html", "ttl"):
        text = get(f"{running.base}doc/project/agro-orebro.{form}").data.decode()
        assert "void#" not in text
        assert "exampleResource" not in text
    assert 'href="/void.en.html"' in get(running.base + "index.en.html").data.decode()
    assert "Smart specialisation" in get(running.base + "ns.en.html").data.decode()


@pytest.mark.parametrize("path", ["void", "graph/void"])
@pytest.mark.parametrize(("language", "words"), [
    ("sv", ("Vad datamängden innehåller", "Projekt", "Länkar till andra datamängder")),
    ("en", ("What the dataset contains", "Projects", "Links to other datasets")),
])  # fmt: skip
def test_people_read_what_is_in_it(
    running: Running, path: str, language: str, words: tuple[str, ...]
) -> None:
    answer = get(running.base + path, "text/html", Accept_Language=language)
    text = answer.data.decode()
    assert answer.headers["Content-Language"] == language
    assert all(word in text for word in words)
    assert f'href="/doc/project/agro-orebro.{language}.html"' in text
    assert f'href="/list/project.{language}.html"' in text
    assert "http://www.wikidata.org/entity" in text
    assert "sh:property" not in text


def test_the_description_is_negotiated(running: Running) -> None:
    assert get(running.base + "void").headers["Content-Type"] == "text/html; charset=utf-8"
    for accept, kind in (("application/ld+json", "application/ld+json"),
                         ("application/rdf+xml", "application/rdf+xml"),
                         ("text/html", "text/html; charset=utf-8"),
                         ("*/*", "text/turtle; charset=utf-8")):  # fmt: skip
        answer = get(running.base + ".well-known/void", accept)
        assert answer.headers["Content-Type"] == kind
        again = get(running.base + ".well-known/void", accept, If_None_Match=answer.headers["ETag"])
        assert again.status == 304
    assert get(running.base + "void", "image/png").status == 406
    assert get(running.base + "void.xyz").status == 404


def test_editors_get_the_terms_of_the_data(running: Running) -> None:
    answer = get(running.base + "api/terms")
    assert answer.headers["Content-Type"] == "application/json"
    content = json.loads(answer.data)
    counts = read_counts(running.site.open().folder)
    assert counts is not None
    classes = {item["iri"]: item for item in content["classes"]}
    project = classes["http://schema.org/Project"]
    assert project["label"] == {"en": "Project", "sv": "Projekt"}
    assert project["name"] == "schema:Project"
    assert project["count"] == counts.whole.classes["http://schema.org/Project"].entities
    properties = {item["iri"]: item for item in content["properties"]}
    assert set(properties[DCT + "title"]["label"]) == {"en", "sv"}
    assert properties[DCT + "title"]["count"] == counts.whole.properties[DCT + "title"].triples
    assert SH + "property" not in properties, "only the vocabulary uses it"
    order = [(-item["count"], item["iri"]) for item in content["properties"]]
    assert order == sorted(order)


def edit(site: Path, old: str, new: str) -> None:
    path = site / "data" / PROBE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.large
def test_after_a_small_change_it_is_as_if_made_anew(tmp_path: Path) -> None:
    root = bundled(tmp_path)
    for number, (old, new) in enumerate([
        ("Visual LIFT", "Visuella lyft"), ("Visual LIFT", "AGRO Örebro"), ("AGRO Örebro", "Lyft"),
    ]):  # fmt: skip
        site = Site(root)
        site.build(check=False)
        edit(root, old, new)
        outcome = site.build(check=False)
        carried = outcome.manifest
        (tmp_path / str(number)).mkdir()
        fresh = Site(bundled(tmp_path / str(number)))
        (fresh.root / "data" / PROBE).write_bytes((root / "data" / PROBE).read_bytes())
        anew = fresh.build(check=False).manifest
        assert carried
        assert anew
        assert outcome.difference
        assert 0 < outcome.difference.added < RECOUNT_SHARE * carried.quads
        assert carried.id == anew.id
        assert (site.shelf.path(carried.id) / FILE_NAME).read_bytes() == (
            fresh.shelf.path(anew.id) / FILE_NAME
        ).read_bytes()


def test_the_description_of_the_tiny_site_is_this(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    site.build()
    reader = site.open()
    graph = ox.NamedNode(reader.iris.description())
    turtle = by_suffix("ttl")
    assert turtle
    found = render_graph(reader.store.quads_for_pattern(None, None, None, graph), turtle,
                         reader.prefixes)  # fmt: skip
    (tmp_path / "found.ttl").write_bytes(found)
    told = f"where that is meant: cp {tmp_path / 'found.ttl'} {GOLDEN}"
    assert found.decode() == GOLDEN.read_text(encoding="utf-8"), told


def test_a_release_without_counts_says_so(tmp_path: Path) -> None:
    site = Site(tiny(tmp_path))
    site.build()
    reader = site.open()
    (reader.folder / FILE_NAME).unlink()
    web = app(reader).test_client()
    for path in ("/void", "/.well-known/void", "/api/terms"):
        assert web.get(path).status_code == 404
    assert web.get("/sparql.ttl").status_code == 200
    (reader.folder / FILE_NAME).write_text("{}", encoding="utf-8")
    assert app(reader).test_client().get("/void").status_code == 503
    (site.root / "data" / "mer.ttl").unlink()
    assert site.build().manifest is not None, "counts that are damaged are counted anew"


def service_of(running: Running) -> set[ox.Triple]:
    return parsed(get(running.base + "sparql", "text/turtle"))


def test_get_on_the_endpoint_returns_rdf(running: Running) -> None:
    for accept in (
        "text/turtle",
        "application/rdf+xml",
        "application/ld+json",
        "application/n-triples",
        "application/n-quads;q=0.5, text/turtle;q=0.4",
    ):
        answer = get(running.base + "sparql", accept)
        assert answer.status == 200
        assert answer.headers["Content-Type"].split(";")[0] in accept


def test_the_service_description_contains_a_matching_endpoint_triple(running: Running) -> None:
    endpoints = [_text(item.object) for item in service_of(running)
                 if item.predicate.value == SD + "endpoint"]  # fmt: skip
    assert running.base + "sparql" in endpoints
    assert running.site.settings.site.base_iri + "sparql" in endpoints
    assert running.base.encode() not in get(running.base + "sparql.ttl").data


def test_the_service_description_conforms_to_the_schema(running: Running) -> None:
    schema = Described({
        quad.triple for quad in ox.parse(
            path=str(shared("vocab", "w3c", "sparql-service-description.ttl")),
            format=ox.RdfFormat.TURTLE,
        )
    })  # fmt: skip
    found = service_of(running)
    described = Described(found)
    for item in found:
        assert isinstance(item.subject, ox.NamedNode)
        assert isinstance(item.object, ox.NamedNode | ox.Literal)
        if item.predicate.value.startswith(SD):
            for end, node in (("domain", item.subject.value), ("range", item.object.value)):
                for wanted in schema.all(item.predicate.value, RDFS + end):
                    if not wanted.startswith(SD):
                        continue
                    own = described.all(node, RDF + "type")
                    kinds = {*own, *(up for kind in own for up in schema.all(kind, SUBCLASS))}
                    assert wanted in kinds or _is_listed(schema, node), item
    (service,) = {item.subject for item in found if item.object == ox.NamedNode(SD + "Service")}
    assert isinstance(service, ox.NamedNode)
    assert described.all(service.value, SD + "endpoint")


def _is_listed(schema: Described, node: str) -> bool:
    """Whether the schema itself has the node, or it is one of the W3C's that lie elsewhere."""
    return bool(schema.all(node, RDF + "type")) or node.startswith(
        (FORMATS, "http://www.w3.org/ns/entailment/")
    )


def test_the_service_description_tells_what_the_endpoint_can(running: Running) -> None:
    service = Described(service_of(running))
    base = running.site.settings.site.base_iri
    endpoint = base + "sparql"
    formats = service.all(endpoint, SD + "resultFormat")
    assert formats == sorted(FORMATS + name for name in FORMAT_NAMES.values())
    assert service.all(endpoint, SD + "feature") == [SD + "UnionDefaultGraph"]
    assert service.one(endpoint, RDFS + "seeAlso") == base + "void"
    dataset = service.one(endpoint, SD + "defaultDataset")
    (rows,) = ask(running, "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }")
    assert service.number(service.one(dataset, SD + "defaultGraph"), "triples") == rows["n"]
    names = {service.one(node, SD + "name") for node in service.all(dataset, SD + "namedGraph")}
    graphs = ask(running, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    assert names == {row["g"] for row in graphs}
    for row in graphs:
        assert service.number(row["g"], "triples") == row["n"]


def test_the_engine_has_the_functions_that_are_named(running: Running) -> None:
    point = '"POINT(1 2)"^^<http://www.opengis.net/ont/geosparql#wktLiteral>'
    for function in FUNCTIONS:
        assert ask(running, f"SELECT (<{function}>({point}) AS ?x) {{}}") is not None
