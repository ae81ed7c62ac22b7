"""Shapes and data that mean harm: each check ends, in bounded time and memory, and says what it is.

The jobs run in a child process with limits on its memory and processor time, so that one that
does not end fails here and takes nothing else with it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
import pytest

from publisher.check.engine import Shapes, check_lines, shapes_from
from publisher.check.report import Report
from publisher.namespaces import RDF, RDFS, SH, XSD
from publisher.vocabulary import Document

ROOT: Final = Path(__file__).parents[1]
EX: Final = "https://example.org/"
MEGABYTE: Final = 1 << 20
SPACE: Final = 12_000
"""Megabytes of addresses that a child may have: a net below the limits that are measured."""

PREFIXES: Final = f"""
@prefix : <{EX}> .
@prefix sh: <{SH}> .
@prefix rdf: <{RDF}> .
@prefix rdfs: <{RDFS}> .
@prefix xsd: <{XSD}> .
"""
Answer = dict[str, Any]


# ---- the child


def run(job: str, *arguments: int, seconds: int, megabytes: int) -> Answer:
    """Do a job in a child that may use so many seconds of processor time and so much memory."""
    code = (
        "import json, resource, sys; from tests import test_hostile_shapes as tests; "
        f"answer = tests.JOBS[{job!r}](*{arguments!r}); "
        "answer['megabytes'] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024; "
        "print(json.dumps(answer))"
    )

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (SPACE * MEGABYTE, SPACE * MEGABYTE))

    child = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, cwd=ROOT,
        preexec_fn=limit, timeout=seconds * 4, check=False,
    )  # fmt: skip
    assert child.returncode == 0, f"{job}: ended with {child.returncode}\n{child.stderr[-3000:]}"
    answer: Answer = json.loads(child.stdout)
    assert answer["megabytes"] <= megabytes, f"{job}: {answer['megabytes']} MB"
    return answer


JOBS: Final[dict[str, Callable[..., Answer]]] = {}


def job(function: Callable[..., Answer]) -> Callable[..., Answer]:
    """Name a job by its function."""
    JOBS[function.__name__] = function
    return function


# ---- what jobs are made of


def turtle(text: str) -> Shapes:
    """Shapes from Turtle; the prefixes are there."""
    return triples(quad.triple for quad in ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE))


def triples(found: Iterable[ox.Triple]) -> Shapes:
    return shapes_from([Document(EX + "shapes", "shapes.ttl", tuple(found))])


def codes(shapes: Shapes) -> list[str]:
    """The kinds of problems, each once."""
    return sorted({problem.code for problem in shapes.problems})


def counted(report: Report) -> dict[str, int]:
    """How many results each component has."""
    counts: Counter[str] = Counter()
    for (_, component, _), number in report.counts:
        counts[component.removeprefix(SH).removesuffix("ConstraintComponent")] += number
    return dict(counts)


def said(shapes: Shapes, report: Report) -> list[str]:
    """Problems with the shapes, failures to apply them, and components that have results."""
    assert not report.exceptions
    failures = {problem.code for problem in report.failures}
    return [*codes(shapes), *sorted(failures), *counted(report)]


THING: Final = f"<{EX}thing>"
ONE: Final = (f'{THING} <{EX}p> "a"',)


# ---- shapes that hold themselves

RECURSIVE: Final = {
    "node": ":S sh:targetNode :thing ; sh:node :S .",
    "property": ":S sh:targetNode :thing ; sh:path :p ; sh:property :S .",
    "not": ":S sh:targetNode :thing ; sh:not :S .",
    "list": ":S sh:targetNode :thing ; sh:and ( :S ) .",
    "by another": """:S sh:targetNode :thing ; sh:node :T .
        :T sh:property [ sh:path :p ; sh:node :S ] .""",
    "qualified": """:S sh:targetNode :thing ; sh:property [ sh:path :p ; sh:qualifiedValueShape :S ;
        sh:qualifiedMinCount 1 ] .""",
}  # fmt: skip


@pytest.mark.parametrize("name", RECURSIVE)
def test_a_shape_within_itself_is_named(name: str) -> None:
    shapes = turtle(RECURSIVE[name])
    assert codes(shapes) == ["recursive"]
    for problem in shapes.problems:
        assert "itself" in problem.sentence("en")
        assert "sig själv" in problem.sentence("sv")
    check_lines(ONE, shapes)


def test_the_rest_of_a_recursive_shape_is_checked() -> None:
    shapes = turtle(":S sh:targetNode :thing ; sh:node :S ; sh:nodeKind sh:Literal .")
    assert counted(check_lines(ONE, shapes)) == {"NodeKind": 1}


# ---- depth

CYCLIC: Final = {
    "in": ":S sh:in _:list .",
    "and": ":S sh:and _:list .",
    "languageIn": ":S sh:languageIn _:list .",
    "ignoredProperties": ":S sh:closed true ; sh:ignoredProperties _:list .",
    "sequence": ":S sh:path _:list .",
    "alternative": ":S sh:path [ sh:alternativePath _:list ] .",
    "inverse": ":S sh:path _:path . _:path sh:inversePath _:path .",
    "repeated": ":S sh:path _:path . _:path sh:zeroOrMorePath _:path .",
}


@pytest.mark.parametrize("name", CYCLIC)
def test_a_list_without_an_end_is_named(name: str) -> None:
    ring = "_:list rdf:first :a ; rdf:rest _:more . _:more rdf:first :b ; rdf:rest _:list ."
    shapes = turtle(f":S sh:targetNode :thing ; sh:minLength 1 . {ring} {CYCLIC[name]}")
    assert codes(shapes) in (["list"], ["path"])
    check_lines(ONE, shapes)


def chain(number: int, predicate: str, *, listed: bool = False) -> Iterator[str]:
    """A shape in a shape in a shape, ``number`` deep."""
    yield ":S0 sh:targetNode :thing ."
    for place in range(number):
        inner = f"( :S{place + 1} )" if listed else f":S{place + 1}"
        yield f":S{place} {predicate} {inner} ."
    yield f":S{number} sh:nodeKind sh:Literal ."


@job
def deep(number: int) -> Answer:
    """Nest shapes and paths very deeply."""
    path = ":S sh:targetNode :thing ; sh:minCount 1 ; sh:path _:p0 ."
    steps = " ".join(f"_:p{place} sh:inversePath _:p{place + 1} ." for place in range(number))
    properties = "".join(f":S{place} sh:path :p ." for place in range(1, number + 1))
    texts = {
        "not": " ".join(chain(number, "sh:not")),
        "and": " ".join(chain(number, "sh:and", listed=True)),
        "node": " ".join(chain(number, "sh:node")),
        "property": " ".join(chain(number, "sh:property")) + properties,
        "path": f"{path} {steps} _:p{number} sh:inversePath :p .",
    }
    found: Answer = {}
    for name, text in texts.items():
        shapes = turtle(text)
        check_lines(ONE, shapes)
        found[name] = codes(shapes)
    return found


def test_ten_thousand_shapes_within_each_other() -> None:
    found = run("deep", 10_000, seconds=20, megabytes=600)
    assert found.pop("path") == ["path"]
    for name in ("not", "and", "node", "property"):
        assert found[name] == ["too-deep"], name


DOUBLING: Final = {
    "and": "{shape} sh:and ( {next} {next} ) .",
    "or": "{shape} sh:or ( {next} {next} ) .",
    "node": "{shape} sh:node [ sh:node {next} ], {next} .",
    "not": "{shape} sh:not [ sh:not {next} ], [ sh:not {next} ] .",
    "property": "{shape} sh:property [ sh:path :p ; sh:node {next} ], "
    "[ sh:path [ sh:inversePath :p ] ; sh:node {next} ] .",
}


@pytest.mark.parametrize("name", DOUBLING)
def test_shapes_that_double_at_each_step_do_not_double_the_work(name: str) -> None:
    steps = "".join(
        DOUBLING[name].format(shape=f":S{place}", next=f":S{place + 1}") for place in range(28)
    )
    shapes = turtle(f":S0 sh:targetNode :thing . {steps} :S28 sh:minLength 100 .")
    assert not shapes.problems
    report = check_lines([f"{THING} <{EX}p> {THING}"], shapes)
    assert report.total in (1, 2)


# ---- number


@job
def many_shapes(number: int) -> Answer:
    """Many shapes, each with a target of its own."""
    target, least, path = (ox.NamedNode(SH + name) for name in ("targetClass", "minCount", "path"))
    prop, kind = ox.NamedNode(SH + "property"), ox.NamedNode(RDF + "type")
    one = ox.Literal("1", datatype=ox.NamedNode(XSD + "integer"))

    def every() -> Iterator[ox.Triple]:
        for place in range(number):
            shape, inner = ox.NamedNode(f"{EX}S{place}"), ox.BlankNode(f"p{place}")
            yield ox.Triple(shape, kind, ox.NamedNode(SH + "NodeShape"))
            yield ox.Triple(shape, target, ox.NamedNode(f"{EX}C{place}"))
            yield ox.Triple(shape, prop, inner)
            yield ox.Triple(inner, path, ox.NamedNode(f"{EX}p{place % 7}"))
            yield ox.Triple(inner, least, one)

    data = (f"<{EX}t{place}> <{RDF}type> <{EX}C{place}>" for place in range(number))
    return counted(check_lines(data, triples(every())))


def test_many_shapes() -> None:
    found = run("many_shapes", 5_000, seconds=15, megabytes=400)
    assert found["MinCount"] == 5_000


@pytest.mark.large
def test_a_hundred_thousand_shapes() -> None:
    found = run("many_shapes", 100_000, seconds=120, megabytes=2_000)
    assert found["MinCount"] == 100_000


@job
def many_results(number: int) -> Answer:
    """Many violations of one shape, a few of which are wanted."""
    shapes = turtle(":S sh:targetClass :C ; sh:property [ sh:path :p ; sh:datatype xsd:date ] .")

    def data() -> Iterator[str]:
        for place in range(number):
            yield f"<{EX}t{place}> <{RDF}type> <{EX}C>"
            yield f'<{EX}t{place}> <{EX}p> "{place}"'

    report = check_lines(data(), shapes, limit=100)
    return {**counted(report), "shown": len(report.results), "conforms": report.conforms}


def test_many_results_are_counted_and_a_few_are_kept() -> None:
    found = run("many_results", 50_000, seconds=15, megabytes=300)
    assert (found["Datatype"], found["shown"], found["conforms"]) == (50_000, 100, False)


@pytest.mark.large
def test_a_million_results_are_counted_and_a_few_are_kept() -> None:
    found = run("many_results", 1_000_000, seconds=60, megabytes=1_500)
    assert (found["Datatype"], found["shown"], found["conforms"]) == (1_000_000, 100, False)


@job
def many_values(number: int) -> Answer:
    """One thing with very many values."""
    shapes = turtle(""":S sh:targetNode :thing ; sh:property [ sh:path :p ; sh:maxCount 1 ;
        sh:uniqueLang true ; sh:equals :q ; sh:disjoint :q ; sh:minLength 3 ; sh:hasValue "no" ;
        sh:datatype xsd:integer ; sh:nodeKind sh:Literal ] .""")
    data = (f'{THING} <{EX}p> "{place}"' for place in range(number))
    report = check_lines(data, shapes, limit=10)
    return {**counted(report), "shown": len(report.results)}


@job
def many_nested(number: int) -> Answer:
    """Many things that break a nested shape in many ways, and a few of each are wanted."""
    shapes = turtle(""":S sh:targetClass :C ; sh:node :T, :U .
        :T sh:property [ sh:path :p ; sh:maxLength 0 ] .
        :U sh:property [ sh:path :q ; sh:property [ sh:path :p ; sh:maxLength 0 ] ] .""")

    def data() -> Iterator[str]:
        for place in range(number):
            yield f"<{EX}t{place}> <{RDF}type> <{EX}C>"
            yield f'<{EX}t{place}> <{EX}p> "{place}"'
            yield f"<{EX}t{place}> <{EX}q> <{EX}t0>"
            yield f'<{EX}t0> <{EX}p> "{place} "'

    report = check_lines(data(), shapes, limit=10)
    details = sum(len(result.details) for result in report.results)
    return {**counted(report), "shown": len(report.results), "details": details}


def test_details_are_worked_out_for_what_is_told() -> None:
    found = run("many_nested", 20_000, seconds=15, megabytes=300)
    assert (found["Node"], found["shown"]) == (40_000, 20)
    assert found["details"] <= 20 * 10


VALUES_SAY: Final = ("Datatype", "Equals", "HasValue", "MaxCount", "MinLength")


def test_one_thing_with_many_values() -> None:
    found = run("many_values", 50_000, seconds=15, megabytes=300)
    assert [found[name] for name in VALUES_SAY] == [50_000, 50_000, 1, 1, 100]
    assert found["shown"] == 32


@pytest.mark.large
def test_one_thing_with_a_million_values() -> None:
    found = run("many_values", 1_000_000, seconds=60, megabytes=1_500)
    assert [found[name] for name in VALUES_SAY] == [1_000_000, 1_000_000, 1, 1, 100]


# ---- paths


@job
def long_chain(number: int) -> Answer:
    """``zeroOrMore`` along a chain, and back."""
    shapes = turtle("""
        :S sh:targetNode :n0 ; sh:path [ sh:zeroOrMorePath :p ] ; sh:nodeKind sh:Literal .
        :T sh:targetNode :n0 ; sh:path [ sh:oneOrMorePath [ sh:inversePath :p ] ] ; sh:minCount 1 .
        """)
    data = (f"<{EX}n{place}> <{EX}p> <{EX}n{place + 1}>" for place in range(number))
    report = check_lines(data, shapes, limit=10)
    return counted(report)


@job
def dense_cycle(number: int) -> Answer:
    """``zeroOrMore`` where everything leads to everything."""
    shapes = turtle(
        ":S sh:targetNode :n0, :n1 ; sh:path [ sh:zeroOrMorePath :p ] ; sh:maxCount 1 ."
    )
    data = (f"<{EX}n{one}> <{EX}p> <{EX}n{two}>" for one in range(number) for two in range(number))
    return counted(check_lines(data, shapes))


@job
def everything_to_everything(number: int) -> Answer:
    """``zeroOrMore`` from every node of a chain: more pairs than can be kept."""
    shapes = turtle(
        ":S sh:targetSubjectsOf :p ; sh:path [ sh:zeroOrMorePath :p ] ; sh:nodeKind sh:Literal ."
    )
    data = (f"<{EX}n{place}> <{EX}p> <{EX}n{place + 1}>" for place in range(number))
    report = check_lines(data, shapes, limit=10)
    return {"said": said(shapes, report), "conforms": report.conforms}


def test_repeated_paths_end() -> None:
    assert run("long_chain", 100_000, seconds=30, megabytes=500)["NodeKind"] == 100_001
    assert run("dense_cycle", 300, seconds=15, megabytes=400)["MaxCount"] == 2


@pytest.mark.large
def test_a_path_that_leads_too_far_is_named() -> None:
    found = run("everything_to_everything", 100_000, seconds=120, megabytes=4_000)
    assert (found["said"], found["conforms"]) == (["too-far"], False)


# ---- texts

PATTERNS: Final = (
    "^(a+)+$", "^(a|a)*$", "(a*)*b", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$", "^(a?){40}a{40}$",
    r"^(\\d+)*$", r"(?=a)a+$", r"(a)\\1+$", "a{99999}", "(", "[",
)  # fmt: skip


MALFORMED: Final = ("(", "[")

SLOW: Final = r"^(?=(a+)+$)a"
"""Only an engine that tries one way after the other reads this: it is stopped."""


@job
def patterns(number: int, slow: bool = False) -> Answer:
    """Regular expressions that take for ever where they are tried one way after the other."""
    text = "a" * number + "!"
    data = [f'{THING} <{EX}p> "{text}"']
    found: Answer = {}
    for pattern in (SLOW,) if slow else PATTERNS:
        shapes = turtle(
            f':S sh:targetNode :thing ; sh:property [ sh:path :p ; sh:pattern "{pattern}" ] .'
        )
        found[pattern] = said(shapes, check_lines(data, shapes))
    return found


def test_patterns_that_take_for_ever_end() -> None:
    found = run("patterns", 5_000, seconds=30, megabytes=500)
    for pattern in PATTERNS:
        wanted = ["pattern"] if pattern in MALFORMED else ["Pattern"]
        assert found[pattern] == wanted, pattern


@pytest.mark.large
def test_a_pattern_that_takes_for_ever_all_the_same_is_stopped_and_named() -> None:
    found = run("patterns", 5_000, True, seconds=60, megabytes=500)
    assert found[SLOW] == ["pattern-time"]


STRING_SHAPE: Final = """:S sh:targetNode :thing ; sh:property [ sh:path :p ;
    sh:minLength 20000000 ; sh:maxLength 1 ; sh:pattern "^b+$" ; sh:languageIn ( "en" ) ;
    sh:in ( "a" ) ; sh:hasValue "a" ; sh:datatype xsd:integer ; sh:maxInclusive 1 ;
    sh:lessThan :q ; sh:disjoint :q ] ."""


@job
def long_literals(number: int) -> Answer:
    """Literals of many megabytes, as text, with a language, and as numbers and dates."""
    shapes = turtle(STRING_SHAPE)
    found: Answer = {}
    for name, term in {
        "text": '"' + "a" * number + '"',
        "language": '"' + "å" * number + '"@sv',
        "integer": '"' + "9" * number + f'"^^<{XSD}integer>',
        "decimal": '"0.' + "9" * number + f'"^^<{XSD}decimal>',
        "double": '"' + "9" * number + f'E9"^^<{XSD}double>',
        "date": '"' + "9" * number + f'-01-01"^^<{XSD}date>',
        "year": '"' + "9" * number + f'"^^<{XSD}gYear>',
        "duration": '"P' + "9" * number + f'Y"^^<{XSD}duration>',
        "binary": '"' + "A" * number + f'"^^<{XSD}base64Binary>',
        "escaped": '"' + "\\n" * number + '"',
    }.items():
        report = check_lines([f"{THING} <{EX}p> {term}", f'{THING} <{EX}q> "a"'], shapes)
        found[name] = counted(report)
    return found


def said_of_literals(found: Answer) -> None:
    found.pop("megabytes")
    for name, counts in found.items():
        assert counts["MinLength"] == counts["MaxLength"] == counts["Pattern"] == 1, name
        assert counts["LanguageIn"] == counts["In"] == counts["HasValue"] == 1, name
        assert counts.get("Datatype", 0) == (0 if name == "integer" else 1), name


def test_long_literals() -> None:
    said_of_literals(run("long_literals", 200_000, seconds=20, megabytes=400))


@pytest.mark.large
def test_literals_of_ten_megabytes() -> None:
    said_of_literals(run("long_literals", 10 * MEGABYTE, seconds=120, megabytes=1_500))


INVALID: Final = {
    "boolean": "maybe", "byte": "128", "date": "2024-02-30", "dateTime": "2024-01-01T25:00:00",
    "dateTimeStamp": "2024-01-01T00:00:00", "dayTimeDuration": "P1Y", "decimal": "1e3",
    "double": "one", "duration": "P", "float": "1,5", "gDay": "---32", "gMonth": "--13",
    "gMonthDay": "--02-30", "gYear": "24", "gYearMonth": "2024-13", "hexBinary": "abc",
    "base64Binary": "*", "int": "2147483648", "integer": "1.0", "long": "9223372036854775808",
    "negativeInteger": "0", "nonNegativeInteger": "-1", "nonPositiveInteger": "1",
    "positiveInteger": "0", "short": "32768", "time": "24:00:01", "unsignedByte": "256",
    "unsignedInt": "-1", "unsignedLong": "18446744073709551616", "unsignedShort": "65536",
    "yearMonthDuration": "P1D", "language": "en us",
}  # fmt: skip
"""A datatype of XML Schema: a text that it does not allow."""


@pytest.mark.parametrize("datatype", INVALID)
def test_an_invalid_literal_of_every_datatype(datatype: str) -> None:
    shapes = turtle(
        f":S sh:targetNode :thing ; sh:path :p ; sh:datatype xsd:{datatype} ; sh:lessThan :q ; "
        'sh:minInclusive 0 ; sh:maxExclusive "2024-01-01"^^xsd:date .'
    )
    value = f'"{INVALID[datatype]}"^^<{XSD}{datatype}>'
    data = [f"{THING} <{EX}p> {value}", f"{THING} <{EX}q> {value}"]
    found = counted(check_lines(data, shapes))
    assert found == {"Datatype": 1, "LessThan": 1, "MinInclusive": 1, "MaxExclusive": 1}


# ---- SPARQL

REFUSED: Final = {
    "service": "SELECT $this WHERE { SERVICE <https://example.org/sparql> { $this ?p ?o } }",
    "syntax": "SELECT $this WHERE {",
    "minus": "SELECT $this WHERE { $this ?p ?o MINUS { $this ?p 1 } }",
    "values": "SELECT $this WHERE { VALUES $this { <https://example.org/n0> } }",
    "update": "DELETE WHERE { ?s ?p ?o }",
    "construct": "CONSTRUCT WHERE { ?s ?p ?o }",
    "no focus node": "SELECT ?x WHERE { ?x ?p ?o }",
    "no prefix": "SELECT $this WHERE { $this ex:p ?o }",
    "nested": "SELECT $this WHERE { { SELECT ?x WHERE { ?x ?p $this } } }",
}
BOMBS: Final = {
    "cross product": "SELECT $this WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l "
    "FILTER(CONCAT(STR(?c), STR(?f), STR(?i), STR(?l)) = 'x') }",
    "closure": "SELECT $this WHERE { ?a (<urn:a>|!<urn:a>)* ?b . ?c (<urn:a>|!<urn:a>)* ?d . "
    "?e (<urn:a>|!<urn:a>)* ?f FILTER(CONCAT(STR(?a), STR(?b), STR(?d), STR(?f)) = 'x') }",
}


def query_shape(query: str) -> Shapes:
    return turtle(f':S sh:targetNode :n0 ; sh:sparql [ sh:select "{query}" ] .')


@pytest.mark.parametrize("name", REFUSED)
def test_a_query_that_is_not_allowed_is_named(name: str) -> None:
    shapes = query_shape(REFUSED[name])
    assert codes(shapes) == ["sparql"]
    assert counted(check_lines(ONE, shapes)) == {}


@job
def bombs(number: int) -> Answer:
    """Queries that never end."""
    data = [f"<{EX}n{place}> <{EX}p> <{EX}n{place * 7 % number}>" for place in range(number)]
    found: Answer = {}
    for name, query in BOMBS.items():
        shapes = query_shape(query)
        found[name] = said(shapes, check_lines(data, shapes))
    return found


@pytest.mark.large
def test_queries_that_never_end_are_stopped_and_named() -> None:
    found = run("bombs", 1_000, seconds=60, megabytes=1_000)
    for name in BOMBS:
        (code,) = found[name]
        assert code.startswith("stopped-"), name
