"""Our engine beside pySHACL on made-up shapes and data: every result the same, component by
component; and the few questions in which the two differ, each with what the standard says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox
import pyshacl.errors
import pytest
from hypothesis import HealthCheck, Phase, assume, given, note, settings

from publisher.check.engine import check_lines, shapes_from
from publisher.check.report import Result
from publisher.namespaces import RDFS, SH, XSD
from publisher.vocabulary import Document
from tests.shacl_graphs import COMPONENTS, cases
from tests.shacl_report import differences, reference

PREFIXES: Final = f"""
@prefix : <https://example.org/> .
@prefix sh: <{SH}> .
@prefix rdfs: <{RDFS}> .
@prefix xsd: <{XSD}> .
"""

FEW: Final = 6
MANY: Final = 120
"""Examples for each component."""

Lines = tuple[str, ...]


def document(lines: Iterable[str]) -> Document:
    """Shapes from N-Triples statements without dots."""
    text = "".join(f"{line} .\n" for line in lines)
    parsed = ox.parse(text, format=ox.RdfFormat.N_TRIPLES)
    return Document(
        "https://example.org/shapes", "shapes.nt", tuple(quad.triple for quad in parsed)
    )


def compare(shapes: Lines, data: Lines) -> None:
    """Both engines on one example; fails where they say different things."""
    parsed = document(shapes)
    try:
        wanted = reference(data, parsed.triples)
    except pyshacl.errors.ReportableRuntimeError:
        assume(False)
    found = check_lines(data, shapes_from([parsed]), every_way=True).results
    unequal = differences(authored(found), authored(wanted))
    note("\n".join((*(f"{line} ." for line in shapes), "", *(f"{line} ." for line in data))))
    assert not unequal, "\n".join(unequal)


def authored(results: Iterable[Result]) -> list[Result]:
    """The results without the sentences that pySHACL makes up itself.

    It writes the label of a blank node into a message without what stands before it.
    """
    given = ("wrong", "fel", "no", "this is ")
    return [
        Result(**{
            **vars(result),
            "messages": tuple(
                (tag, text.replace("_:", ""))
                for tag, text in result.messages if text.startswith(given)
            ),
        })
        for result in results
    ]  # fmt: skip


def agree(component: str, examples: int) -> None:
    """Compare the engines on many examples that all have ``component``; always the same ones."""

    @settings(
        max_examples=examples, derandomize=True, deadline=None, database=None,
        phases=(Phase.generate, Phase.shrink), suppress_health_check=tuple(HealthCheck),
    )  # fmt: skip
    @given(case=cases(component))
    def holds(case: tuple[Lines, Lines]) -> None:
        compare(*case)

    holds()


@pytest.mark.parametrize("component", COMPONENTS)
def test_both_engines_say_the_same(component: str) -> None:
    agree(component, FEW)


@pytest.mark.large
@pytest.mark.parametrize("component", COMPONENTS)
def test_both_engines_say_the_same_of_many(component: str) -> None:
    agree(component, MANY)


# ---- where they differ


@dataclass(frozen=True)
class Difference:
    """One question in which the engines differ, and ours says what the standard says."""

    name: str
    section: str
    """Where SHACL (or XML Schema) says it."""
    shape: str
    data: str
    ours: tuple[str, ...]
    """The components of the results, sorted."""
    pyshacl: tuple[str, ...] | None
    """The same of pySHACL; None where it refuses."""


DIFFERENCES: Final = (
    Difference(
        "a blank node has no length, not even 0",
        "SHACL 4.4.1: violated by a blank node, also where sh:minLength is 0",
        "sh:path :p ; sh:minLength 0",
        ":thing :p [] .",
        ("MinLength",),
        (),
    ),
    Difference(
        "an ill-typed number is not compared",
        "SHACL 4.3.1 and SPARQL 17.3: the comparison does not return true",
        "sh:path :p ; sh:minExclusive -2",
        ':thing :p "-1"^^xsd:nonNegativeInteger .',
        ("MinExclusive",),
        (),
    ),
    Difference(
        "a number is not compared with a date",
        "SHACL 4.3.2 and SPARQL 17.3: no operator takes the two",
        'sh:path :p ; sh:minInclusive "2024-02-29"^^xsd:date',
        ":thing :p 1 .",
        ("MinInclusive",),
        (),
    ),
    Difference(
        "IRIs are not ordered",
        "SHACL 4.5.4 and SPARQL 17.3: <= takes no IRIs",
        "sh:path :p ; sh:lessThanOrEquals :q",
        ":thing :p :a ; :q :a .",
        ("LessThanOrEquals",),
        (),
    ),
    Difference(
        "blank nodes are not ordered, and that is a result",
        "SHACL 4.5.3: a result where the two values cannot be compared",
        "sh:path :p ; sh:lessThan :q",
        ":thing :p [] ; :q [] .",
        ("LessThan",),
        None,
    ),
    Difference(
        "the end of a day is a time",
        "XML Schema 1.1 part 2, 3.3.7: 24:00:00 is in the lexical space",
        "sh:path :p ; sh:datatype xsd:dateTime",
        ':thing :p "2024-02-29T24:00:00"^^xsd:dateTime .',
        (),
        ("Datatype",),
    ),
    Difference(
        "sh:uniqueLang takes the term true",
        "SHACL 4.4.5: the value is true, and 1 is another term (test uniqueLang-002)",
        'sh:path :p ; sh:uniqueLang "1"^^xsd:boolean',
        ':thing :p "a"@en, "b"@en .',
        (),
        ("UniqueLang",),
    ),
    Difference(
        "a sequence is inverted from its end",
        "SHACL 2.3.1 and SPARQL 18.2.2.3: ^(p/q) is ^q/^p",
        "sh:path [ sh:inversePath ( :p :q ) ] ; sh:minCount 1",
        ":start :p :middle . :middle :q :thing .",
        (),
        ("MinCount",),
    ),
    Difference(
        "a class with a constraint is a shape, and its own target",
        "SHACL 2.1 and 2.1.3.3: what has a value for a parameter is a shape",
        "sh:deactivated true . :Class a rdfs:Class ; sh:nodeKind sh:Literal",
        ":thing a :Class .",
        ("NodeKind",),
        (),
    ),
    Difference(
        "a closed shape knows no exception but those it names",
        "SHACL 4.8.1: a result for each triple with another predicate",
        "sh:closed true",
        ":thing a rdfs:Resource .",
        ("Closed",),
        (),
    ),
)


def components(results: Iterable[Result]) -> tuple[str, ...]:
    return tuple(sorted(
        result.component.removeprefix(SH).removesuffix("ConstraintComponent") for result in results
    ))  # fmt: skip


@pytest.mark.parametrize("case", DIFFERENCES, ids=lambda case: case.name)
def test_where_the_engines_differ(case: Difference) -> None:
    def read(text: str) -> tuple[ox.Triple, ...]:
        parsed = ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE)
        return tuple(quad.triple for quad in parsed)

    shapes = Document("https://example.org/", "", read(f":S sh:targetNode :thing ; {case.shape} ."))
    data = [str(triple) for triple in read(case.data)]
    assert components(check_lines(data, shapes_from([shapes])).results) == case.ours
    if case.pyshacl is None:
        with pytest.raises(pyshacl.errors.ReportableRuntimeError):
            reference(data, shapes.triples)
    else:
        assert components(reference(data, shapes.triples)) == case.pyshacl
