"""SHACL-SPARQL: what queries mean, which are refused, how many nodes are asked about at once."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pyoxigraph as ox
import pytest

from publisher.namespaces import RDF, RDFS, SH, XSD
from publisher.shacl import sparql
from publisher.shacl.custom import Sparqls
from publisher.shacl.graph import Graph
from publisher.shacl.paths import Path, read
from publisher.shacl.problems import Failure
from publisher.shacl.shapes import Shape, Values
from publisher.shacl.sparql import Sparql, Stopped
from publisher.shacl.sparql_exact import Uncovered
from publisher.shacl.sparql_rules import Complaint
from publisher.shacl.validate import Run
from publisher.vocabulary import Triples, node_name

EX = "https://example.org/"
PREFIXES = f"""
@prefix : <{EX}> . @prefix sh: <{SH}> . @prefix rdf: <{RDF}> . @prefix rdfs: <{RDFS}> .
@prefix xsd: <{XSD}> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
"""
DECLARED = f': sh:declare [ sh:prefix "" ; sh:namespace "{EX}"^^xsd:anyURI ] .'


def shapes_of(turtle: str) -> Triples:
    quads = ox.parse(PREFIXES + DECLARED + turtle, format=ox.RdfFormat.TURTLE)
    return Triples(quad.triple for quad in quads)


def graph_of(turtle: str) -> Graph:
    quads = ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE)
    return Graph(f"{quad.subject} {quad.predicate} {quad.object}" for quad in quads)


def compiled(turtle: str, seconds: float = 30.0) -> tuple[list[Sparql], list[Complaint]]:
    """The constraints of the shape ``:S``, and all that is wrong."""
    shapes = shapes_of(turtle)
    path: Path | None = None
    for term in shapes.terms(EX + "S", SH + "path"):
        path = read(node_name(term), shapes)
    sparqls = Sparqls(shapes, seconds)
    found, wrong = sparqls.constraints(EX + "S", path)
    return found, [*sparqls.problems, *wrong]


def query(text: str, more: str = "", seconds: float = 30.0) -> Sparql:
    """The one constraint of ``:S`` that a query states."""
    found, wrong = compiled(
        f':S sh:sparql [ sh:prefixes : ; sh:select """{text}""" ; {more} ] .', seconds
    )
    assert not wrong
    return found[0]


Row = tuple[str, str, str, tuple[tuple[str, str], ...]]


def results(constraint: Sparql, graph: Graph, focus: list[str] | None = None) -> list[Row]:
    """Focus node, value, path and messages of each result, prefixes of ours cut off."""
    terms = focus or sorted({graph.terms[item] for name in graph.predicates()
                             for item in graph.column(name).subjects.tolist()})  # fmt: skip
    nodes = np.unique(np.array([graph.intern(term) for term in terms], dtype=np.int32))
    run = Run(graph)
    path = constraint.path
    places, ids = path.follow(graph, nodes) if path else (np.arange(len(nodes)), nodes)
    shape = Shape(EX + "S", SH + "Violation", path)
    found = []
    for broken in constraint.broken(run, shape, Values(nodes, places, ids)):
        for at, place in enumerate(broken.places.tolist()):
            value = "" if broken.ids is None else graph.terms[broken.ids[at]]
            own = broken.paths[at] if broken.paths else (path.text if path else "")
            messages = broken.messages[at] if broken.messages else ()
            found.append((short(graph.terms[nodes[place]]), short(value), short(own), messages))
    return sorted(found)


def short(term: str) -> str:
    """A term without brackets, the namespace of the examples, or the datatype."""
    return term.replace(f"<{EX}", "").replace(f"^^<{XSD}", "^").replace(">", "")


DATA = """
:a :start "2024-05-01"^^xsd:date ; :end "2024-01-01"^^xsd:date ; :part :b ; a :Lower .
:b :start "2024-01-01"^^xsd:date ; :end "2024-05-01"^^xsd:date ; :label "B"@en, "Be"@sv .
:c :start "2024-01-01"^^xsd:date ; :part _:x ; :next :a .
_:x :label "X" ; :part :c . :Lower rdfs:subClassOf :Upper . :empty :none true .
"""

MEANINGS = [
    ("$this ?value WHERE { $this :start ?s ; :end ?value FILTER(?value < ?s) }",
     [("a", '"2024-01-01"^date')]),
    ("$this WHERE { $this :start ?s FILTER NOT EXISTS { $this :end ?e } }", [("c", "c")]),
    ("$this WHERE { FILTER($this = :b) }", [("b", "b")]),
    ("$this WHERE { FILTER(isBlank($this)) }", [("_:x", "_:x")]),
    ("$this WHERE { { FILTER(false) } UNION { FILTER($this = :b) } }", [("b", "b")]),
    ("$this WHERE { BIND($this AS ?that) FILTER(?that = :b) }", [("b", "b")]),
    ("$this WHERE { { FILTER(bound($this)) } $this :label 'B'@en . }", [("b", "b")]),
    ("$this WHERE { { SELECT $this WHERE { FILTER($this = :b) } } }", [("b", "b")]),
    ("$this WHERE { SELECT $this WHERE { FILTER($this = :b) } }", [("b", "b")]),
    ("$this ?value WHERE { $this :part ?p . ?p :label ?value }",
     [("a", '"B"@en'), ("a", '"Be"@sv'), ("c", '"X"')]),
    ("$this (COUNT(?l) AS ?value) WHERE { $this :label ?l } GROUP BY $this HAVING(COUNT(?l) > 1)",
     [("b", '"2"^integer')]),
    ("$this ?value WHERE { $this :part+ ?value FILTER(?value = $this) }",
     [("_:x", "_:x"), ("c", "c")]),
    ("$this WHERE { $this a/rdfs:subClassOf* :Upper }", [("a", "a")]),
    ("$this ?value WHERE { $this :part ?value } ORDER BY ?value LIMIT 1",
     [("_:x", "c"), ("a", "b"), ("c", "_:x")]),
    ("$this ?path ?value WHERE { $this ?path ?value FILTER(?value = true) }",
     [("empty", '"true"^boolean')]),
    ("* WHERE { $this :none ?x }", [("empty", "empty")]),
    ("$this WHERE { $this :part ?p, ?q }", [("_:x", "_:x"), ("a", "a"), ("c", "c")]),
    ("$this ?value WHERE { $this :start ?s BIND(?nothing AS ?value) FILTER($this = :a) }",
     [("a", "a")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MEANINGS)
def test_a_solution_is_a_result(text: str, expected: list[tuple[str, str]]) -> None:
    assert [row[:2] for row in results(query(f"SELECT {text}"), graph_of(DATA))] == sorted(expected)


def test_a_path_that_a_solution_names_is_the_results() -> None:
    found = results(query("SELECT $this ?path WHERE { $this ?path true }"), graph_of(DATA))
    assert found == [("empty", "empty", "none", ())]


def test_a_literal_or_unknown_node_can_be_the_focus_node() -> None:
    constraint = query('SELECT $this WHERE { FILTER(isLiteral($this) && $this > "a") }')
    found = results(constraint, graph_of(DATA), ['"a"', '"b"', f"<{EX}nowhere>"])
    assert [row[0] for row in found] == ['"b"']


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (":part", [("a", "b"), ("c", "_:x"), ("_:x", "c")]),
        ("[ sh:inversePath :next ]", [("a", "c")]),
        ("( :part :part )", [("c", "c"), ("_:x", "_:x")]),
        ("[ sh:alternativePath ( :next [ sh:inversePath :next ] ) ]", [("a", "c"), ("c", "a")]),
    ],
)
def test_the_path_of_the_shape_stands_in_the_query(
    path: str, expected: list[tuple[str, str]]
) -> None:
    found, wrong = compiled(
        f':S sh:path {path} ; sh:sparql [ sh:select "SELECT ?this ?value {{ ?this $PATH ?value }}"]'
        " ."
    )
    assert not wrong
    assert [row[:2] for row in results(found[0], graph_of(DATA))] == sorted(expected)


def test_the_shapes_graph_can_be_asked() -> None:
    found, _ = compiled(
        """:S :knows :b ; sh:sparql [ sh:prefixes : ; sh:select '''SELECT $this WHERE {
        FILTER bound($shapesGraph) GRAPH $shapesGraph { $currentShape :knows $this } }''' ] ."""
    )
    assert [row[0] for row in results(found[0], graph_of(DATA))] == ["b"]


def test_messages_are_filled_in() -> None:
    constraint = query(
        "SELECT $this ?value ?s WHERE { $this :start ?s ; :end ?value FILTER(?value < ?s) }",
        'sh:message "{$this}: {?value} before {?s} {?t}"@en, "Fel"@sv',
    )
    assert results(constraint, graph_of(DATA))[0][3] == (
        ("en", f"{EX}a: 2024-01-01 before 2024-05-01 {{?t}}"),
        ("sv", "Fel"),
    )


def test_a_query_may_say_its_message_itself() -> None:
    constraint = query(
        "SELECT $this (CONCAT('no ', STR(:x)) AS ?message) WHERE { FILTER($this = :a) }",
        'sh:message "not this"',
    )
    assert results(constraint, graph_of(DATA))[0][3] == (("", f"no {EX}x"),)


def test_a_query_that_reports_failure_is_one() -> None:
    constraint = query("SELECT $this ?failure WHERE { $this :none ?failure }")
    with pytest.raises(Failure, match="failure"):
        results(constraint, graph_of(DATA))


def test_deactivated_constraints_are_passed_over() -> None:
    text = ':S sh:sparql [ sh:deactivated true ; sh:select "SELECT $this { MINUS {} }" ] .'
    assert compiled(text) == ([], [])


def test_prefixes_come_by_imports() -> None:
    found, wrong = compiled(
        f""":P owl:imports :Q . :Q owl:imports :P ;
        sh:declare [ sh:prefix "e" ; sh:namespace "{EX}" ] .
        :S sh:sparql [ sh:prefixes :P ; sh:select "SELECT $this {{ $this a e:Lower }}" ] ."""
    )
    assert not wrong
    assert [row[0] for row in results(found[0], graph_of(DATA))] == ["a"]


REFUSED = [
    ("SELECT $this WHERE { $this ?p ?o MINUS { $this ?p 1 } }", "MINUS"),
    ("SELECT $this WHERE { VALUES ?x { 1 } }", "VALUES"),
    ("SELECT $this WHERE { $this ?p ?o } VALUES ?x { 1 }", "VALUES"),
    ("SELECT $this WHERE { SERVICE <https://example.org/> { ?a ?b ?c } }", "SERVICE"),
    ("SELECT $this WHERE { ?s ?p true.SERVICE <https://example.org/> { ?a ?b ?c } }", "SERVICE"),
    ("SELECT $this FROM <https://example.org/> WHERE { ?a ?b ?c }", "FROM"),
    ("SELECT $this WHERE { GRAPH <https://example.org/> { ?a ?b ?c } }", "GRAPH"),
    ("SELECT $this WHERE { GRAPH ?g { ?a ?b ?c } }", "GRAPH"),
    ("SELECT $this WHERE { $this ?p ?o LATERAL { ?a ?b ?c } }", "LATERAL"),
    ("SELECT $this WHERE { << $this ?p ?o >> ?a ?b }", "<<"),
    ("SELECT $this WHERE { BIND(true AS $this) }", "$this"),
    ("SELECT $this WHERE { { SELECT * WHERE { FILTER($this = 1) } } }", "by name"),
    ("SELECT $this WHERE { $this ?x ?y { SELECT ?o WHERE { ?o ?b ?c } } }", "$this is missing"),
    ("SELECT ?that WHERE { ?that ?p ?o }", "select $this"),
    ("SELECT * WHERE { ?that ?p ?o }", "select $this"),
    ("SELECT $this WHERE { $this $PATH ?o }", "$PATH"),
    ("SELECT $this WHERE { $this nowhere:p ?o }", "cannot be read"),
    ("SELECT $this WHERE { $this :p }", "cannot be read"),
    ("ASK { $this ?p ?o }", "must be a SELECT"),
    ("CONSTRUCT { $this ?p ?o } WHERE { $this ?p ?o }", "must be a SELECT"),
    ("CLEAR ALL", "must be a SELECT"),
    ("SELECT $this WHERE { ?a ?b <urn:x-publisher:table:> }", "not understood"),
    ("SELECT $this WHERE { \\\\u003Fa ?b ?c }", "not understood"),
    ("SELECT $this WHERE { ?a ?b ?c FILTER(?a <?b&&?c> ?d) }", "not understood"),
    ("SELECT $this WHERE " + "{" * 100 + "$this ?p ?o" + "}" * 100, "64 deep"),
    ("SELECT $this WHERE { ?a ?b ?c FILTER(" + "STR(" * 9999 + "1" + ")" * 9999 + ") }", "64 deep"),
    ("SELECT $this WHERE { ?a ?b ?c " + "OPTIONAL { ?a ?b ?c } " * 100 + "}", "too large"),
    ("SELECT $this WHERE { " + "?a :p ?c . " * 200 + "}", "too large"),
    ("SELECT $this WHERE { ?a " + ":p/" * 500 + ":p ?c }", "too large"),
    ("SELECT $this WHERE { ?a ?b ?c FILTER(" + "?a=1||" * 99999 + "?a=2) }", "too large"),
]


@pytest.mark.parametrize(("text", "said"), REFUSED, ids=[text[:60] for text, _ in REFUSED])
def test_what_shacl_does_not_allow_is_refused(text: str, said: str) -> None:
    found, wrong = compiled(f':S sh:sparql :Q . :Q sh:prefixes : ; sh:select """{text}""" .')
    assert not found
    assert len(wrong) == 1
    assert wrong[0].node == EX + "Q"
    assert said in wrong[0].english
    assert wrong[0].swedish != wrong[0].english


@pytest.mark.parametrize(
    "text",
    [
        "SELECT $this WHERE { $this :p 'MINUS', <https://example.org/VALUES> } # SERVICE",
        "SELECT $this WHERE { $this :SERVICE ?minusOne }",
        "SELECT $this WHERE { ?a ?b ?c FILTER(?a<?b&&?c>?d) }",
        "SELECT $this WHERE { $this :p 1.5, -2, +.5 ; :q ( 1 [ :p 2 ] ) . [] :p [ ] . }",
        "PREFIX a: <https://example.org/> SELECT $this { $this a:b.c ?x. ?x a a:c. }",
        "SELECT REDUCED $this (1 + 1 AS ?value) { $this ^(:p|!:q)?/:r* ?x }",
        "SELECT $this { $this :p ?x FILTER(?x IN (1" + ", 2" * 300 + ")) }",
    ],
)
def test_what_only_looks_forbidden_is_not(text: str) -> None:
    assert isinstance(query(text), Sparql)


@pytest.mark.parametrize(
    ("turtle", "node", "said"),
    [
        (":S sh:sparql 'SELECT' .", "S", "sh:sparql"),
        (":S sh:sparql :Q . :Q :p 1 .", "Q", "sh:select"),
        (":S sh:sparql :Q . :Q sh:select 'SELECT $this {}'@en .", "Q", "sh:select"),
        (":S sh:sparql :Q . :Q sh:prefixes :P ; sh:select 'SELECT $this {}' ."
         " :P sh:declare [ sh:prefix 'a' ] .", "Q", "sh:namespace"),
        (":S sh:sparql :Q . :Q sh:prefixes : ; sh:select 'SELECT $this {}' ."
         " : sh:declare [ sh:prefix '' ; sh:namespace 'a:' ] .", "Q", "two namespaces"),
    ],
)  # fmt: skip
def test_a_constraint_needs_one_query(turtle: str, node: str, said: str) -> None:
    found, wrong = compiled(turtle)
    assert not found
    assert [item.node for item in wrong] == [EX + node]
    assert said in wrong[0].english


COMPONENT = """
:C a sh:ConstraintComponent ; sh:parameter [ sh:path :atMost ], [ sh:path :but ; sh:optional true ];
  sh:labelTemplate "At most {$atMost}" ; sh:validator [ sh:prefixes : ; sh:message "Over {$atMost}";
    sh:ask "ASK { FILTER(?value <= $atMost || ?value = COALESCE($but, 0)) }" ] .
"""
NUMBERS = ":a :n 1, 5, 9 . :b :n 4 ."


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (":atMost 4", ["5", "9"]),
        (":atMost 4 ; :but 9", ["5"]),
        (":but 9", []),
    ],
)
def test_a_component_asks_about_each_value(given: str, expected: list[str]) -> None:
    found, wrong = compiled(f"{COMPONENT} :S sh:path :n ; {given} .")
    assert not wrong
    rows = [row for constraint in found for row in results(constraint, graph_of(NUMBERS))]
    assert [row[1] for row in rows] == [f'"{value}"^integer' for value in expected]
    assert all(row[0] == "a" and row[3] == (("", "Over 4"),) for row in rows)
    assert all(item.label == (("", "At most {$atMost}"),) for item in found)


def test_several_values_are_several_uses_of_one_parameter() -> None:
    component = COMPONENT.replace(", [ sh:path :but ; sh:optional true ]", "")
    found, wrong = compiled(f"{component.replace('$but', '?x')} :S sh:path :n ; :atMost 4, 8 .")
    assert not wrong
    rows = [row for constraint in found for row in results(constraint, graph_of(NUMBERS))]
    assert [row[1][1] for row in rows] == ["5", "9", "9"]


def test_several_values_of_several_parameters_mean_nothing() -> None:
    found, wrong = compiled(f"{COMPONENT} :S sh:path :n ; :atMost 4, 8 .")
    assert not found
    assert "several values" in wrong[0].english


def test_the_validator_is_that_of_the_kind_of_shape() -> None:
    component = """
    :D rdfs:subClassOf sh:ConstraintComponent . :C a :D ; sh:parameter [ sh:path :tag ] ;
      sh:nodeValidator [ sh:prefixes : ; sh:select
        "SELECT $this WHERE { $this :label ?l FILTER(lang(?l) = $tag) }" ] ;
      sh:propertyValidator [ sh:prefixes : ; sh:select
        "SELECT $this ?value WHERE { $this $PATH ?value FILTER(lang(?value) = $tag) }" ] .
    """
    for shape, value in (("", "b"), ("sh:path :label ;", '"Be"@sv')):
        found, wrong = compiled(f'{component} :S {shape} :tag "sv" .')
        assert not wrong
        assert [row[:2] for row in results(found[0], graph_of(DATA))] == [("b", value)]


@pytest.mark.parametrize(
    ("component", "said"),
    [
        (":C a sh:ConstraintComponent ; sh:parameter [ sh:path :p ; sh:optional true ] .", "must"),
        (":C a sh:ConstraintComponent ; sh:parameter [ sh:path :value ] .", "variable"),
        (":C a sh:ConstraintComponent ; sh:parameter [ sh:path :a-b ] .", "variable"),
        (":C a sh:ConstraintComponent ; sh:parameter [ sh:name 'p' ] .", "variable"),
    ],
)
def test_a_component_that_is_none(component: str, said: str) -> None:
    _, wrong = compiled(component)
    assert said in wrong[0].english


PLANS = [
    ("SELECT $this { $this :p ?x }", "free"),
    ("SELECT $this { $this :p ?x OPTIONAL { $this :q ?y FILTER(?y = $this) } }", "free"),
    ("SELECT $this { $this :p ?x FILTER NOT EXISTS { ?y :q ?x FILTER(?y != $this) } }", "free"),
    ("SELECT $this { FILTER(?x = $this) ?y :p $this ; :q ?x }", "free"),
    ("SELECT $this (COUNT(?x) AS ?n) { $this :p ?x } GROUP BY $this", "free"),
    ("SELECT $this { $this :p ?x BIND($this AS ?y) }", "free"),
    ("SELECT $this { FILTER($this = ?x) }", "all"),
    ("SELECT $this { BIND($this AS ?y) $this :p ?x }", "all"),
    ("SELECT $this { OPTIONAL { $this :p ?x } }", "all"),
    ("SELECT $this { $this :p* ?x }", "all"),
    ("SELECT $this { { $this :p ?x } UNION { $this :q ?x } }", "all"),
    ("SELECT $this { $this :p ?x OPTIONAL { ?x :q ?y BIND($this AS ?z) } }", "all"),
    ("SELECT $this { $this :p ?x OPTIONAL { ?x :q ?y OPTIONAL { ?y :r ?z FILTER(?z = $this) } } }",
     "all"),
    ("SELECT $this { $this :p ?x FILTER EXISTS { { ?x :q $this } UNION { ?x :r $this } } }", "all"),
    ("SELECT $this { $this :p ?x { SELECT $this ?y { $this :q ?y } } }", "all"),
    ("SELECT $this { $this :p ?x } LIMIT 1", "alone"),
    ("SELECT $this { $this :p ?x { SELECT $this ?y { $this :q ?y } ORDER BY ?y OFFSET 1 } }",
     "alone"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "way"), PLANS)
def test_many_nodes_are_asked_about_at_once_where_that_is_the_same(text: str, way: str) -> None:
    plan = query(text).plan
    assert way == ("alone" if plan.alone else "free" if plan.free else "all")


ALIKE = [
    *(text for text, way in PLANS if way != "alone"),
    "SELECT $this ?value { $this :p ?value FILTER NOT EXISTS { BIND($this AS ?t) ?t :q ?o } }",
    "SELECT $this ?value { OPTIONAL { ?value :q ?o FILTER(?o = $this) } }",
    "SELECT $this ?value { $this (:p|:q)+ ?value }",
    "SELECT $this ?value { $this :p/^:q ?value FILTER(?value != $this) }",
    "SELECT $this ?value { $this ?any ?value . ?value ?other $this }",
    "SELECT $this ?value { { FILTER NOT EXISTS { $this :p ?x } } UNION { $this :r ?value } }",
    "SELECT $this ?value { $this :p ?v BIND(EXISTS { $this :q ?x } AS ?value) }",
    "SELECT $this (MAX(?v) AS ?value) { $this :p|:q ?v FILTER isNumeric(?v) } GROUP BY $this",
    "SELECT $this ?value { $this !:p ?value }",
]


@pytest.mark.parametrize("text", ALIKE)
def test_each_way_of_asking_gives_the_same(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    choose = random.Random(text)
    nodes = [f"<{EX}n{at}>" for at in range(8)] + ["_:a", "_:b"]
    values = [*nodes, *(f'"{at}"^^<{XSD}integer>' for at in (1, 2)), '"x"@en']
    lines = {
        f"{choose.choice(nodes)} <{EX}{choose.choice('pqr')}> {choose.choice(values)}"
        for _ in range(70)
    }
    monkeypatch.setattr(sparql, "FREE_FROM", 0)
    plan = query(text).plan
    ways = [replace(plan, free=False), replace(plan, free=False, alone=True)]
    found = []
    for way in [plan, *ways]:
        constraint = query(text)
        constraint.__dict__["plan"] = way
        found.append(results(constraint, Graph(sorted(lines)), nodes))
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("shape", [":S :x :n1 .", ":S sh:path ( :p :q ) ; :x 2 ."])
@pytest.mark.parametrize(
    "text",
    [
        "ASK { FILTER($value != $x) }",
        "ASK { $this :p $value }",
        "ASK { FILTER NOT EXISTS { $value :q $this } }",
        "ASK { { $value :p ?z } UNION { FILTER(isLiteral($value)) } }",
        "ASK { OPTIONAL { $value :q ?z } FILTER(!bound(?z) || ?z = $this) }",
        "ASK { $value :p* $x }",
        "ASK { { SELECT $this $value $x (COUNT(?z) AS ?n) { $this :p ?z OPTIONAL { $value :q ?z } }"
        " GROUP BY $this $value $x } FILTER(?n > 1) }",
        "ASK { FILTER(false) }",
    ],
)
def test_values_are_asked_about_at_once(text: str, shape: str) -> None:
    component = ":C a sh:ConstraintComponent ; sh:parameter [ sh:path :x ] ;"
    validator = f'sh:validator [ sh:prefixes : ; sh:ask "{text}" ] .'
    choose = random.Random(7)
    nodes = [f"<{EX}n{at}>" for at in range(8)] + ["_:a", "_:b"]
    lines = {f"{choose.choice(nodes)} <{EX}{choose.choice('pq')}> {choose.choice(nodes)}"
             for _ in range(50)}  # fmt: skip
    found = []
    for alone in (False, True):
        (constraint,), wrong = compiled(f"{component} {validator} {shape}")
        assert not wrong
        constraint.__dict__["plan"] = replace(constraint.plan, alone=alone)
        found.append(results(constraint, Graph(sorted(lines)), nodes))
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("text", "predicates", "everything", "of_this"),
    [
        ("SELECT $this { $this :p ?x ; :q ?y }", "pq", False, "pq"),
        ("SELECT $this { $this :p/:q* ?x . ?x :r 1 }", "pqr", False, ""),
        ("SELECT $this { $this a ?c FILTER NOT EXISTS { ?x :p $this } }", "p", False, ""),
        ("SELECT $this { $this ?p ?x }", "", True, ""),
        ("SELECT $this { $this !:p ?x }", "p", True, ""),
        ("SELECT $this { $this :q ?y . ?x :p* ?z }", "pq", True, ""),
        ("SELECT $this { $this :q ?y . ?y :p* ?z }", "pq", False, "q"),
        ("SELECT $this { GRAPH $shapesGraph { ?a ?b $this } }", "", False, ""),
    ],
)
def test_only_what_a_query_reads_is_loaded(
    text: str, predicates: str, everything: bool, of_this: str
) -> None:
    reads = query(text).reads
    named = {short(f"<{name[1:]}").strip("<") for name in reads.predicates}
    assert {name for name in named if len(name) == 1} == set(predicates)
    assert reads.everything == everything
    assert {short(name) for name in reads.of_this if EX in name} == set(of_this)


@pytest.mark.parametrize(
    "literal",
    [
        '"01"^^xsd:integer',
        '"1.50"^^xsd:decimal',
        '"2024-01-01T00:00:00.0Z"^^xsd:dateTime',
        '"5"^^xsd:int',
        '"1"^^xsd:boolean',
        "1.0e1",
        '"P12M"^^xsd:duration',
    ],
)
def test_values_come_back_as_they_were_written(literal: str) -> None:
    graph = graph_of(f":a :p {literal} .")
    found = results(query("SELECT $this ?value { $this :p ?value }"), graph)
    (written,) = (term for term in graph.terms if term.startswith('"'))
    assert [row[1] for row in found] == [short(written)]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (':a :p "01"^^xsd:integer .', "SELECT $this { $this :p ?v FILTER(STR(?v) = '01') }"),
        (':a :p "5"^^xsd:int .', "SELECT $this { $this :p ?v FILTER(datatype(?v) = xsd:int) }"),
        (':a :p "01"^^xsd:integer . :b :p 1 .', "SELECT $this ?v { $this :p ?v }"),
        (':a :p "01"^^xsd:integer .', "SELECT $this { $this :p 1 }"),
        (f":a :p {'9' * 30} .", "SELECT $this { $this :p ?v FILTER(?v > 1) }"),
        (':a :p "300"^^xsd:byte .', "SELECT $this { $this :p ?v FILTER(?v > 1) }"),
    ],
)
def test_what_the_query_engine_cannot_tell_apart_is_not_covered(data: str, text: str) -> None:
    with pytest.raises(Uncovered, match="query engine"):
        results(query(text), graph_of(data))


def test_respelled_literals_elsewhere_do_not_matter() -> None:
    graph = graph_of(':a :p "01"^^xsd:integer ; :q "x" .')
    constraint = query("SELECT $this ?value { $this :q ?value FILTER(STR(?value) = 'x') }")
    assert [row[:2] for row in results(constraint, graph)] == [("a", '"x"')]


def test_a_query_that_runs_away_is_stopped() -> None:
    graph = Graph([f"<{EX}n{at}> <{EX}p> <{EX}m{at % 3}>" for at in range(3000)])
    text = "SELECT $this { $this :p ?x . ?a :p ?b . ?c :p ?d FILTER(?a = ?d) }"
    constraint = query(text, seconds=0.2)
    stores = constraint.stores.of(Run(graph))
    nodes = np.unique(graph.column(f"<{EX}p>").subjects)
    with pytest.raises(Stopped) as caught:
        constraint.evaluate(stores, nodes, np.arange(len(nodes)), nodes)
    assert caught.value.code == "time"
    assert caught.value.node == constraint.node


def test_a_query_apart_answers_like_one_here() -> None:
    text = """SELECT $this ?value ?message { $this :label ?value BIND(CONCAT(?value, "a") AS ?x)
        BIND(CONCAT(?x, "b") AS ?y) BIND(CONCAT(?y, "c") AS ?message) }"""
    assert [row[:2] + row[3] for row in results(query(text), graph_of(DATA))] == [
        ("_:x", '"X"', ("", "Xabc")),
        ("b", '"B"@en', ("", "Babc")),
        ("b", '"Be"@sv', ("", "Beabc")),
    ]


def test_a_change_concerns_the_nodes_that_read_it() -> None:
    graph = graph_of(DATA)
    run = Run(graph)
    some = graph.read([f"<{EX}a> <{EX}end> <{EX}c>"])
    near = query("SELECT $this { $this :end ?e ; :start ?s }").readers(run, some).focus
    assert near is not None
    assert near.tolist() == [graph.id(f"<{EX}a>")]
    assert query("SELECT $this { ?x :end $this }").readers(run, some).focus is None
    other = query("SELECT $this { $this :start ?s }").readers(run, some).focus
    assert other is not None
    assert not len(other)
