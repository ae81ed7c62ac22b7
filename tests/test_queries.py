"""Named queries: as authors write them, as RDF, with values bound, divided into pages."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from publisher import config, contract, vocabulary
from publisher.errors import SourceFault
from publisher.gather import Content, Gatherer
from publisher.iris import Iris
from publisher.queries.authored import Author, names_of, read_query
from publisher.queries.binding import bind, written
from publisher.queries.declared import NamedQuery, Parameter
from publisher.queries.given import Names, WrongValue, value, values
from publisher.queries.paging import NoPages, slice_of
from publisher.queries.statements import queries_in, statements
from publisher.sources.skolem import skolemise
from publisher.store.calls import unescape
from tests.sites import ROOT, TINY, tiny

BASE = "https://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"
HEADER = """\
# title.sv = "En fråga"
# title.en = "A query"
# about = ["area"]
#
# [area]
# label.sv = "Område"
# label.en = "Area"
# class = "area"
# default = "a1"
# [year]
# type = "year"
# optional = true

"""
BODY = "SELECT ?s WHERE { ?s dct:subject $area FILTER (!BOUND($year) || ?s = $year) } ORDER BY ?s\n"


@cache
def author() -> Author:
    settings = config.load(TINY)
    return Author(
        contract.read(vocabulary.read(TINY)), Iris(BASE, "", settings.iris), settings.prefixes
    )


def read(text: str, file: str = "queries/q.rq") -> NamedQuery:
    return read_query(text.encode(), file, author())


def faults(text: str, file: str = "queries/q.rq") -> list[tuple[int, str]]:
    """The line and the sentence of each fault."""
    with pytest.raises(SourceFault) as raised:
        read(text, file)
    assert all(fault.sentence("sv") and fault.place.file == file for fault in raised.value.faults)
    return [(fault.place.row, fault.sentence("en")) for fault in raised.value.faults]


def gathered(root: Path) -> Content:
    return Gatherer(config.load(root), contract.read(vocabulary.read(root))).gather()


# what authors write


def test_a_file_is_a_query_with_its_words_and_parameters() -> None:
    query = read(HEADER + BODY)

    area = author().contract.by_slug["area"].target
    assert (query.name, query.form, query.about) == ("q", "SELECT", (area,))
    assert query.labels == {"sv": "En fråga", "en": "A query"}
    assert query.parameters == (
        Parameter("area", {"sv": "Område", "en": "Area"}, target=area,
                  default=ox.NamedNode(BASE + "area/a1")),
        Parameter("year", {"": "year"}, datatype=XSD + "gYear", optional=True),
    )  # fmt: skip
    assert query.text.startswith("PREFIX dct: <http://purl.org/dc/terms/>\nSELECT ?s")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("SELECT * {}", 1, "a title"),
        ("# title.sv = 'x'\n# titel = 1\nASK {}", 2, "Did you mean “title”?"),
        ("# title.sv = x\nASK {}", 1, "no TOML"),
        ("# title = 'x'\nASK {}", 1, "a text for each language"),
        ("# title.sv = 'x'\n# about = ['arae']\nASK {}", 2, "Did you mean “area”?"),
        ("# title.sv = 'x'\n# [p]\n# typ = 'date'\nASK {}", 3, "Did you mean “type”?"),
        ("# title.sv = 'x'\n# [p]\n# type = 'dat'\nASK { ?s ?o $p }", 3, "Did you mean “date”?"),
        ("# title.sv = 'x'\n# [page]\nASK { ?s ?o $page }", 2, "other than format, limit, page"),
        ("# title.sv = 'x'\n# [p]\n# type = 'date'\n# default = 'x'\nASK { ?s ?o $p }", 4,
         "“default = x”: expected a date"),
        ("# title.sv = 'x'\n# [p]\n# choices = ['a', 'b']\n# default = 'c'\nASK { ?s ?o $p }", 4,
         "expected one of a, b"),
        ("# title.sv = 'x'\n# [p]\nASK { ?s ?o ?q }", 2, "expected that the query uses $p"),
        ("# title.sv = 'x'\n\nASK {\n ?s ?o $p }", 4, "$p is not among the parameters"),
        ("# title.sv = 'x'\n# [p]\nASK { ?s ?o $p BIND (1 AS ?p) }", 2, "does not itself give"),
        ("# title.sv = 'x'\n# [p]\nASK { ?s ?o $p VALUES ?p { 1 } }", 2, "does not itself give"),
        ("# title.sv = 'x'\n# a comment\nASK {}", 2, "no TOML"),
        ("# title.sv = 'x'\n\n# a comment\n\nASK {\n  ?s ??\n}", 7, "no SPARQL at “}”"),
        ("# title.sv = 'x'\nASK { ?s nope:x ?o }", 2, "no SPARQL"),
        ("# title.sv = 'x'\nASK {\n ?s dct:title ?o ; }\nx", 4, "no SPARQL at “x”"),
        ("# title.sv = 'x'\n# [p]\nASK { ?s $p/dct:x ?o }", 3, "no SPARQL"),
        ("# title.sv = 'x'\nASK { SERVICE <http://example.org/> {} }", 2, "no SERVICE"),
        ("# title.sv = 'x'\nCLEAR ALL", 2, "SELECT, ASK"),
        ("# title.sv = 'x'", 1, "SELECT, ASK"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_line(text: str, line: int, words: str) -> None:
    found = faults(text)

    assert [number for number, sentence in found if words in sentence] == [line], found


def test_every_mistake_is_told_at_once() -> None:
    text = "# titel.sv = 'x'\n# [p]\n# type = 'dat'\n# [q]\n# class = 'nothing'\nASK {}"
    assert [line for line, _ in faults(text)] == [1, 1, 3, 5]


def test_a_name_must_fit_an_address() -> None:
    assert "small letters" in faults("# title.sv = 'x'\nASK {}", "queries/Min fråga.rq")[0][1]


def test_a_file_in_another_encoding_is_a_fault_at_its_line() -> None:
    with pytest.raises(SourceFault, match="not UTF-8") as raised:
        read_query("# title.sv = 'x'\n# title.en = 'å'\n".encode("latin-1"), "q.rq", author())
    assert raised.value.faults[0].place.row == 2


def test_line_ends_and_a_byte_order_mark_do_not_matter() -> None:
    text = "\ufeff" + (HEADER + BODY).replace("\n", "\r\n")
    assert read(text) == read(HEADER + BODY)


# queries are sources of a release


def test_queries_are_sources_like_others(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    (site / "data/queries").mkdir()
    (site / "data/queries/all.rq").write_text("# title.sv = 'Allt'\nSELECT * { ?s ?p ?o }\n")
    found = gathered(site)

    own = next(source for source in found.sources if source.file == "queries/all.rq")
    assert (found.faults, own.rows) == ([], 0)
    assert own.graph.endswith("graph/queries/all.rq")
    base = config.load(site).site.base_iri
    triples = [quad.triple for quad in ox.parse(
        "".join(f"{line} .\n" for line in own.lines), ox.RdfFormat.N_TRIPLES
    )]  # fmt: skip
    assert [query.name for query in queries_in(triples, base)] == ["all"]


def test_two_queries_of_one_name_are_a_fault(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    for folder in ("a", "b"):
        (site / "data" / folder).mkdir()
        (site / "data" / folder / "all.rq").write_text("# title.sv = 'Allt'\nSELECT * {}\n")

    assert [(item.place.file, item.code) for item in gathered(site).faults] == [
        ("b/all.rq", "duplicate-key")
    ]


def test_a_default_must_be_a_thing_of_its_class(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    text = (
        "# title.sv = 'x'\n# [area]\n# class = 'area'\n# default = 'nothing'\nASK { ?s ?p $area }"
    )
    (site / "data/one.rq").write_text(text)

    (fault,) = gathered(site).faults
    assert (fault.place.file, fault.place.row) == ("one.rq", 4)
    assert "“default = nothing”: expected the key or the address of" in fault.sentence("en")


# as RDF and back


def test_a_query_comes_back_from_rdf_as_it_was() -> None:
    query = NamedQuery(
        "q", {"sv": "En", "en": "One", "": "None"}, "SELECT ?x { ?x ?y $a, $b, $c }",
        {"sv": "Mer"}, ("http://example.org/A", "http://example.org/B"),
        (
            Parameter("c", {"sv": "C"}, {"sv": "D"}, datatype=XSD + "string",
                      choices=(ox.Literal("b"), ox.Literal("a")), default=ox.Literal("a")),
            Parameter("a", {"": "a"}, target="http://example.org/A", optional=True),
            Parameter("b", {"": "b"}, choices=(ox.NamedNode("http://example.org/x"),)),
        ),
    )  # fmt: skip
    quads = [ox.Quad(*triple) for triple in statements(query, BASE)]
    named = {quad.triple for quad in skolemise(quads, BASE + ".well-known/genid/")}

    assert queries_in(sorted(named, key=str), BASE) == (query,)
    assert queries_in(named, "https://example.com/") == ()


# values


def parameter(kind: str, **more: object) -> Parameter:
    datatype = "" if kind == "iri" else XSD + kind
    return Parameter("p", {}, datatype=datatype, **more)  # type: ignore[arg-type]


AREA = BASE + "Area"
AREAS = Names(BASE, {AREA: BASE + "area/"}, {AREA: {"sv": "Område", "en": "Area"}})


@pytest.mark.parametrize(
    ("kind", "text", "term"),
    [
        ("string", " å ", ox.Literal(" å ")),
        ("integer", " 12 ", ox.Literal("12", datatype=ox.NamedNode(XSD + "integer"))),
        ("date", "2024-02-29", ox.Literal("2024-02-29", datatype=ox.NamedNode(XSD + "date"))),
        ("iri", "urn:x:y", ox.NamedNode("urn:x:y")),
    ],
)
def test_a_value_is_read_as_its_parameter_says(kind: str, text: str, term: ox.Literal) -> None:
    assert value(parameter(kind), text, AREAS) == term


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("integer", "1.5"), ("integer", "1 }"), ("date", "2023-02-29"), ("gYear", "23"),
        ("iri", "area/x"), ("iri", "http://a/ b"), ("iri", "http://a/> } #"), ("iri", "a:\\u003e"),
        ("string", "\0"), ("string", "\ud800"), ("string", "x" * 4_001), ("unheard", "x"),
    ],
)  # fmt: skip
def test_a_wrong_value_names_its_parameter(kind: str, text: str) -> None:
    if kind == "unheard":
        wrong = Parameter(
            "p", {}, datatype="http://example.org/unheard", choices=(ox.Literal("y"),)
        )
    else:
        wrong = parameter(kind)
    with pytest.raises(WrongValue) as raised:
        value(wrong, text, AREAS)
    assert raised.value.parameter == "p"
    assert "“p”" in raised.value.sentence("en")
    assert "”p”" in raised.value.sentence("sv")


@pytest.mark.parametrize("text", ["a1", "area/a1", BASE + "area/a1"])
def test_a_thing_is_named_by_its_key_its_path_or_its_iri(text: str) -> None:
    own = parameter("iri", target=AREA)

    assert value(own, text, AREAS) == ox.NamedNode(BASE + "area/a1")
    assert AREAS.key(BASE + "area/a1", AREA) == "a1"
    assert AREAS.key(BASE + "area/a/1", AREA) == "area/a/1"
    assert AREAS.key("http://example.com/a", AREA) == "http://example.com/a"


def test_defaults_stand_in_and_open_parameters_stay_open() -> None:
    query = NamedQuery("q", {}, "", parameters=(
        Parameter("must", {}, datatype=XSD + "string"),
        Parameter("has", {}, datatype=XSD + "string", default=ox.Literal("d")),
        Parameter("may", {}, datatype=XSD + "string", optional=True),
        Parameter("both", {}, datatype=XSD + "string", default=ox.Literal("d"), optional=True),
    ))  # fmt: skip
    texts = {name: term.value for name, term in values(query, [("must", "x")], AREAS).items()}
    empty = values(query, [("must", "x"), ("has", ""), ("may", ""), ("both", " ")], AREAS)

    assert texts == {"must": "x", "has": "d", "both": "d"}
    assert sorted(empty) == ["has", "must"]
    for given, words in (
        ([], "“must” is missing: expected text"),
        ([("must", "x"), ("must", "x")], "“must” is given more than once"),
        ([("must", "x"), ("haz", "x")], "no parameter “haz”: expected one of must, has, may, both"),
    ):
        with pytest.raises(WrongValue, match=words):
            values(query, given, AREAS)


# binding


@pytest.mark.parametrize("seed", range(20))
def test_whatever_a_text_is_it_stays_one_term(seed: int) -> None:
    chance = random.Random(seed)
    store = ox.Store()
    for _ in range(200):
        text = "".join(chance.choices("\\uU0025\"'\n\r\t{}<>?$#.å\x00 ", k=chance.randint(0, 14)))
        query = bind("SELECT ($p AS ?v) {}", {"p": ox.Literal(text)})
        for spelled in (query, unescape(query)):
            answer = store.query(spelled)
            assert isinstance(answer, ox.QuerySolutions)
            assert [row["v"] for row in answer] == [ox.Literal(text)]


@pytest.mark.parametrize(
    ("query", "bound"),
    [
        ("SELECT ?p { ?s ?o $p }", "SELECT (<a:b> AS ?p) { ?s ?o <a:b> }"),
        ("SELECT ($p AS ?x) { ?s ?o ?p }", "SELECT (<a:b> AS ?x) { ?s ?o <a:b> }"),
        ("SELECT ?p (COUNT(?s) AS ?n) { ?s ?o ?p } GROUP BY ?p ORDER BY ?p DESC(?p)",
         "SELECT (<a:b> AS ?p) (COUNT(?s) AS ?n) { ?s ?o <a:b> } GROUP BY (<a:b>) "
         "ORDER BY (<a:b>) DESC(<a:b>)"),
        ("ASK { { SELECT ?p ?s { ?s ?o ?p } } }",
         "ASK { { SELECT (<a:b> AS ?p) ?s { ?s ?o <a:b> } } }"),
        ("SELECT ?p { { SELECT ?p { ?s ?o ?p } } }",
         "SELECT (<a:b> AS ?p) { { SELECT (<a:b> AS ?p_0) { ?s ?o <a:b> } } }"),
        ("ASK { FILTER BOUND ( ?p ) FILTER (!bound(?p)) }",
         "ASK { FILTER (true) FILTER (!(true)) }"),
        ("ASK { ?s ?o ?x FILTER (?x<?p) }", "ASK { ?s ?o ?x FILTER (?x< <a:b>) }"),
        ("ASK { ?s ?pp '?p', \"\"\"$p\"\"\" } # ?p", "ASK { ?s ?pp '?p', \"\"\"$p\"\"\" } # ?p"),
        ("DESCRIBE ?p", "DESCRIBE <a:b>"),
        ("CONSTRUCT { ?p ?s ?o } WHERE { ?s ?o ?p. }",
         "CONSTRUCT { <a:b> ?s ?o } WHERE { ?s ?o <a:b> . }"),
    ],
)  # fmt: skip
def test_a_value_stands_wherever_its_variable_stood(query: str, bound: str) -> None:
    found = bind(query, {"p": ox.NamedNode("a:b")})

    assert found == bound
    ox.Store().query(found)


def test_terms_are_written_whole() -> None:
    assert written(ox.Literal("a", language="sv")) == '"a"@sv'
    assert written(ox.Literal("-1", datatype=ox.NamedNode(XSD + "integer"))) == (
        f'"-1"^^<{XSD}integer>'
    )


# pages


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s ?o { ?s <a:p> ?o }",
        "SELECT ?s ?o { ?s <a:p> ?o } ORDER BY DESC(?o)",
        "SELECT (STR(?o) AS ?t) ?s FROM <a:g> WHERE { ?s <a:p> ?o } # a comment",
        "SELECT ?o (COUNT(?s) AS ?n) { ?s <a:p> ?o } GROUP BY ?o HAVING (COUNT(?s) > 0)",
        "SELECT ?s ?o { ?s <a:p> ?o } VALUES ?p { 1 2 }",
        "SELECT DISTINCT ?o { { SELECT ?o { ?s <a:p> ?o } LIMIT 100 } }",
    ],
)
def test_every_row_is_on_exactly_one_page(query: str) -> None:
    objects = ['"a"', '"a"@sv', '"a"@en', "1", "1.0", "<a:a>", '"b"', "true", '"01"^^<a:t>']
    store = ox.Store()
    said = [f"<a:{number}> <a:p> {term} ." for number in range(3) for term in objects]
    store.update("INSERT DATA { GRAPH <a:g> { " + " ".join(said) + " } }")

    def rows(text: str) -> list[str]:
        union = "FROM" not in text
        return [str(row) for row in store.query(text, use_default_graph_as_union=union)]  # type: ignore[union-attr]

    whole = rows(query)
    pages = [rows(slice_of(query, begin, 4)) for begin in range(0, len(whole) + 4, 4)]
    assert sorted(row for page in pages for row in page) == sorted(whole)
    assert {len(page) for page in pages[: len(whole) // 4]} == {4}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * { ?s ?p ?o }", "sure order"),
        ("SELECT ?s { ?s ?p ?o } LIMIT 3", "of its own"),
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s OFFSET 1", "of its own"),
        ("ASK { { SELECT ?s {} } }", "SELECT"),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "SELECT"),
    ],
)
def test_what_has_no_total_order_is_not_divided(query: str, words: str) -> None:
    with pytest.raises(NoPages, match=words) as raised:
        slice_of(query, 0, 10)
    assert raised.value.sentence("sv")


# the queries that ship with the bundled site


@cache
def bundled() -> tuple[tuple[NamedQuery, ...], ox.Store, Names]:
    settings, model = config.load(ROOT), contract.read(vocabulary.read(ROOT))
    content = Gatherer(settings, model).gather()
    assert content.faults == []
    store = ox.Store()
    text = "".join(f"{line} .\n" for source in content.sources for line in source.lines)
    store.load(text.encode(), format=ox.RdfFormat.N_TRIPLES)
    queries = queries_in((quad.triple for quad in store), settings.site.base_iri)
    return queries, store, names_of(model, settings.minter())


NAMES = sorted(path.stem for path in (ROOT / "data/queries").glob("*.rq"))


def test_there_are_queries_to_choose_from() -> None:
    assert len(NAMES) >= 8
    assert [query.name for query in bundled()[0]] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_bundled_query_has_answers_with_its_defaults(name: str) -> None:
    queries, store, names = bundled()
    query = next(item for item in queries if item.name == name)
    answer = store.query(bind(query.text, values(query, [], names)))

    assert not isinstance(answer, ox.QueryBoolean)
    assert next(answer, None) is not None
    for labels in (query.labels, *(item.labels for item in query.parameters)):
        assert sorted(labels) == ["en", "sv"]


def test_each_choice_of_a_bundled_query_has_an_answer_in_its_language() -> None:
    queries, store, names = bundled()
    query = next(item for item in queries if item.name == "initiatives-by-challenge-area")
    for language, area in (("sv", "Smart industri"), ("en", "Smart industry")):
        bound = values(query, [("language", language)], names)
        answer = store.query(bind(query.text, bound))
        assert isinstance(answer, ox.QuerySolutions)
        assert {row["areaName"].value for row in answer} == {area}
    everything = store.query(bind(query.text, values(query, [("area", "")], names)))
    assert isinstance(everything, ox.QuerySolutions)
    assert len(list(everything)) == 8
