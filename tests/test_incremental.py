"""A check that follows the data: after every change its report is that of a check from scratch."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox
import pytest

from publisher.check.engine import Session, check_lines, shapes_from
from publisher.vocabulary import Document

EX: Final = "http://example.org/"
TYPE: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
SUBCLASS: Final = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
INTEGER: Final = "<http://www.w3.org/2001/XMLSchema#integer>"

SHAPES: Final = '''
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix ex: <http://example.org/> .

ex:Thing a sh:NodeShape ;
    sh:targetClass ex:Thing ;
    sh:property ex:named, ex:parts ;
    sh:property [ sh:path ( ex:part ex:name ) ; sh:maxCount 2 ] ;
    sh:property [ sh:path [ sh:inversePath ex:part ] ; sh:maxCount 1 ; sh:class ex:Thing ] ;
    sh:property [ sh:path [ sh:oneOrMorePath ex:part ] ; sh:disjoint ex:made ] ;
    sh:property [ sh:path [ sh:alternativePath ( ex:name ex:made ) ] ; sh:maxCount 3 ] ;
    sh:property [ sh:path ex:made ; sh:lessThan ex:sold ; sh:datatype xsd:integer ] ;
    sh:sparql [ sh:prefixes ex:prefixes ; sh:select """
        SELECT $this WHERE { $this ex:made ?a ; ex:sold ?b . FILTER (?a + 3 < ?b) }""" ] .

ex:prefixes sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] .

ex:named a sh:PropertyShape ; sh:path ex:name ;
    sh:minCount 1 ; sh:pattern "^[a-m]" ; sh:uniqueLang true .

ex:parts a sh:PropertyShape ; sh:path ex:part ;
    sh:class ex:Thing ; sh:node ex:Small ;
    sh:property [ sh:path ex:name ; sh:hasValue "a" ] ;
    sh:qualifiedValueShape [ sh:property [ sh:path ex:made ; sh:minCount 1 ] ] ;
    sh:qualifiedMinCount 1 .

ex:Small a sh:NodeShape ; sh:not [ sh:property [ sh:path ex:part ; sh:minCount 2 ] ] ;
    sh:or (
        [ sh:property ex:named ]
        [ sh:closed true ; sh:ignoredProperties ( rdf:type ex:name ) ]
    ) .

ex:Sold a sh:NodeShape ; sh:targetSubjectsOf ex:sold ; sh:property ex:named ;
    sh:sparql [ sh:prefixes ex:prefixes ; sh:select """
        SELECT $this ?value WHERE { $this ex:part ?value . ?value ex:sold ?when }""" ] .

ex:Part a sh:NodeShape ; sh:targetObjectsOf ex:part ; sh:xone ( ex:Small [ sh:class ex:Odd ] ) .
ex:One a sh:NodeShape ; sh:targetNode ex:n1 ;
    sh:property [ sh:path ex:part ; sh:equals ex:sold ; sh:minCount 1 ] .
'''

BACKGROUND: Final = (
    f"<{EX}Odd> {SUBCLASS} <{EX}Thing>",
    f"<{EX}n2> <{EX}part> <{EX}n3>",
    f"<{EX}n4> {TYPE} <{EX}Thing>",
)

NODES: Final = tuple(f"<{EX}n{number}>" for number in range(12))


def statements(chance: random.Random) -> Iterator[str]:
    """Statements drawn at random: few nodes, so that much of it hangs together."""
    while True:
        subject, other = chance.choice(NODES), chance.choice(NODES)
        yield chance.choice((
            f"{subject} {TYPE} <{EX}Thing>",
            f"{subject} {TYPE} <{EX}Odd>",
            f'{subject} <{EX}name> "{chance.choice("abmz")}"',
            f'{subject} <{EX}name> "{chance.choice("az")}"@{chance.choice(("sv", "en"))}',
            f'{subject} <{EX}made> "{chance.randrange(5)}"^^{INTEGER}',
            f'{subject} <{EX}sold> "{chance.randrange(9)}"^^{INTEGER}',
            f"{subject} <{EX}part> {other}",
            f"{subject} <{EX}part> {other}",
            f"<{EX}Odd> {SUBCLASS} <{EX}Thing>",
            f"{subject} <{EX}sold> {other}",
        ))  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_every_report_of_a_history_of_edits_is_the_full_one(seed: int) -> None:
    triples = tuple(quad.triple for quad in ox.parse(SHAPES, format=ox.RdfFormat.TURTLE))
    shapes = shapes_from([Document(EX, "shapes.ttl", triples)])
    assert not shapes.problems
    chance = random.Random(seed)
    drawn = statements(chance)
    lines = {next(drawn) for _ in range(60)}
    session = Session(lines, shapes, background=BACKGROUND)
    kinds = set()
    for step in range(25):
        gone = set(chance.sample(sorted(lines), min(len(lines), chance.randrange(5))))
        new = {next(drawn) for _ in range(chance.randrange(6))}
        if step % 5 == 4:
            session.update((lines - gone) | new)
        else:
            session.change(gone, new)
        lines = (lines - gone) | new
        report = session.report()
        assert report == check_lines(sorted(lines), shapes, background=BACKGROUND)
        kinds |= {cause[1] for cause, _ in report.counts}
    assert len(kinds) >= 10, "the history has too few kinds of faults to show anything"


def test_what_changes_nothing_changes_no_report() -> None:
    triples = tuple(quad.triple for quad in ox.parse(SHAPES, format=ox.RdfFormat.TURTLE))
    shapes = shapes_from([Document(EX, "shapes.ttl", triples)])
    drawn = statements(random.Random(1))
    lines = {next(drawn) for _ in range(60)}
    session = Session(lines, shapes, background=BACKGROUND)
    before = session.report()
    session.change([f"<{EX}none> <{EX}none> <{EX}none>"], sorted(lines)[:3])
    assert session.report() == before
    session.update(lines)
    assert session.report() == before
