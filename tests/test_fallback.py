"""Shapes that our engine does not cover exactly: the reference does them; the report says so."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from publisher.check.engine import ENGINE, Session, Shapes, check_lines, shapes_from
from publisher.check.report import Report
from publisher.namespaces import RDF, RDFS, SH, XSD
from publisher.vocabulary import Document

EX: Final = "https://example.org/"
SHAPES: Final = f"""
@prefix : <{EX}> .
@prefix sh: <{SH}> .
@prefix rdfs: <{RDFS}> .
:Thing a rdfs:Class, sh:NodeShape ; sh:property :asked, [ sh:path :q ; sh:property :asked ] .
:asked sh:path :p ; sh:sparql [ sh:select "SELECT $this ?value WHERE {{ $this $PATH ?value }}" ] .
:Named sh:targetNode :nowhere ; sh:property [ sh:path :p ; sh:minCount 1 ] .
"""
"""The query engine takes 01 for 1, and the query gives back which of the two it found."""

TWO: Final = tuple(f'"{text}"^^<{XSD}integer>' for text in ("1", "01"))
DATA: Final = (
    f"<{EX}a> <{RDF}type> <{EX}Thing>",
    f"<{EX}a> <{EX}p> {TWO[0]}",
    f"<{EX}a> <{EX}p> {TWO[1]}",
    f"<{EX}a> <{EX}q> <{EX}a>",
    f"_:b <{RDF}type> <{EX}Special>",
    f"_:b <{EX}p> {TWO[1]}",
)
BACKGROUND: Final = (
    f"<{EX}Special> <{RDFS}subClassOf> <{EX}Thing>",
    f"<{EX}known> <{RDF}type> <{EX}Thing>",
    f"<{EX}known> <{EX}p> {TWO[0]}",
)
EXPECTED: Final = [(f"<{EX}a>", TWO[1]), (f"<{EX}a>", TWO[0]), ("_:b", TWO[1])]


def shapes() -> Shapes:
    parsed = ox.parse(SHAPES, format=ox.RdfFormat.TURTLE)
    return shapes_from([Document(f"{EX}shapes", "s.ttl", tuple(quad.triple for quad in parsed))])


def asked(report: Report) -> list[tuple[str, str]]:
    return [(item.focus, item.value) for item in report.results if item.shape == f"{EX}asked"]


def test_the_reference_does_what_is_not_covered_and_the_report_names_it() -> None:
    report = check_lines(DATA, shapes(), background=BACKGROUND)
    assert asked(report) == EXPECTED
    ((shape, reason),) = report.exceptions
    assert shape == f"{EX}asked"
    assert reason.startswith("pySHACL ")
    assert TWO[1] in reason
    assert report.engine == ENGINE
    assert report.total == len(report.results) == 4


def test_the_other_shapes_are_done_by_our_engine() -> None:
    report = check_lines(DATA, shapes(), background=BACKGROUND)
    (other,) = (item for item in report.results if item.shape != f"{EX}asked")
    assert (other.focus, other.component) == (f"<{EX}nowhere>", f"{SH}MinCountConstraintComponent")


def test_each_way_is_counted_where_that_is_asked() -> None:
    report = check_lines(DATA, shapes(), background=BACKGROUND, every_way=True)
    assert len(asked(report)) == 5


def test_a_session_says_the_same_before_and_after_a_change() -> None:
    compiled = shapes()
    session = Session(DATA[:2], compiled, background=BACKGROUND)
    assert session.report().exceptions == ()
    for data in (DATA, DATA[:2]):
        session.update(data)
        assert session.report() == check_lines(data, compiled, background=BACKGROUND)
