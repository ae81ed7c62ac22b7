"""The SHACL test suite of the W3C, every case by its whole report.

A case passes when the check says the same results as the expected report: focus node, path, value,
component, shape, severity and, where the report has messages, messages; blank nodes of the input
by their labels. A case whose result is ``sht:Failure`` passes when the check refuses the shapes.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyoxigraph as ox
import pytest

from publisher.check.engine import ENGINE, check_lines, shapes_from
from publisher.check.report import Result
from publisher.namespaces import SH
from publisher.vocabulary import Document, Triples
from tests.shacl_report import differences, reference, results_in
from tests.sites import shared

SUITE: Final = ("conformance", "w3c", "data-shapes", "data-shapes-test-suite", "tests")
BASE: Final = "https://example.org/suite/"
MF: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT: Final = "http://www.w3.org/ns/shacl-test#"

CASES: Final = {
    "core/complex": 2,
    "core/misc": 5,
    "core/node": 32,
    "core/path": 13,
    "core/property": 38,
    "core/targets": 7,
    "core/validation-reports": 1,
    "sparql/component": 4,
    "sparql/node": 4,
    "sparql/pre-binding": 14,
    "sparql/property": 1,
}
"""Cases in each folder: 98 of the core, 23 of SPARQL."""

UNLISTED: Final = ("sparql/component/nodeValidator-001.ttl",)
"""Files of the suite that hold a case and that no manifest includes; they are run all the same."""

DIGEST: Final = "ce12ba5fc46fe513a280b253f1ff17d0390725887d68dda6e9943695cc0cfc8e"
"""SHA-256 over the names and contents of the suite's files."""

REFERENCE: Final = {
    "core/property/uniqueLang-002": "takes “1” for true; section 4.4.5 asks for the term true",
    "sparql/node/prefixes-001": "does not follow owl:imports to sh:declare",
    "sparql/pre-binding/shapesGraph-001": "does not bind $shapesGraph",
}
"""The cases that pySHACL does not pass: what it says is no measure there."""


@dataclass(frozen=True)
class Case:
    """One test: the file that declares it, and what it asks for."""

    file: str
    name: str
    data: str
    shapes: str
    result: str
    """The node of the expected report, or sht:Failure."""
    status: str

    @property
    def folder(self) -> str:
        return self.file.rpartition("/")[0]


@cache
def triples(file: str) -> tuple[ox.Triple, ...]:
    """The triples of a file; read once, so that blank nodes have the same labels everywhere."""
    path = shared(*SUITE) / file
    parsed = ox.parse(path=path, format=ox.RdfFormat.TURTLE, base_iri=BASE + file)
    return tuple(quad.triple for quad in parsed)


def index(file: str) -> Triples:
    return Triples(triples(file))


def listed(manifest: str = "manifest.ttl") -> Iterator[str]:
    """The files with cases, as the manifests include them."""
    graph = index(manifest)
    for iri in graph.iris(BASE + manifest, MF + "include"):
        file = iri.removeprefix(BASE)
        if file.endswith("/manifest.ttl"):
            yield from listed(file)
        else:
            yield file


def cases() -> Iterator[Case]:
    for file in (*listed(), *UNLISTED):
        graph = index(file)
        for head in graph.names(BASE + file, MF + "entries"):
            for entry in graph.members(head):
                assert isinstance(entry, ox.NamedNode)
                (action,) = graph.names(entry.value, MF + "action")
                (result,) = graph.names(entry.value, MF + "result")
                yield Case(
                    file,
                    entry.value.removeprefix(BASE),
                    graph.iris(action, SHT + "dataGraph")[0].removeprefix(BASE),
                    graph.iris(action, SHT + "shapesGraph")[0].removeprefix(BASE),
                    result,
                    graph.iris(entry.value, MF + "status")[0].removeprefix(SHT),
                )


class Refused(Exception):
    """An engine holds the shapes to be ill-formed."""


def said(case: Case) -> list[Result]:
    """The results of our check; a problem with the shapes is a refusal."""
    shapes = shapes_from([Document(BASE + case.shapes, case.shapes, triples(case.shapes))])
    lines = [str(triple) for triple in triples(case.data)]
    report = check_lines(lines, shapes, every_way=True)
    if problems := (*shapes.problems, *report.failures):
        raise Refused(", ".join(problem.sentence("en") for problem in problems))
    assert (report.engine, report.exceptions) == (ENGINE, ()), f"{case.name}: by another engine"
    assert report.total == len(report.results)
    return list(report.results)


def said_by_pyshacl(case: Case) -> list[Result]:
    try:
        return reference(map(str, triples(case.data)), triples(case.shapes))
    except Exception as error:  # pySHACL and rdflib raise what they like
        raise Refused(str(error)) from error


ENGINES: Final[dict[str, Callable[[Case], list[Result]]]] = {
    "publisher": said,
    "pySHACL": said_by_pyshacl,
}


def wrong(case: Case, engine: str) -> list[str]:
    """What is wrong with what an engine says of a case; nothing when it passes."""
    try:
        found = ENGINES[engine](case)
    except Refused as error:
        return [] if case.result == SHT + "Failure" else [f"refused: {error}"]
    if case.result == SHT + "Failure":
        return [f"not refused, {len(found)} results"]
    graph = index(case.file)
    conforms = graph.texts(case.result, SH + "conforms") == ["true"]
    unequal = differences(found, results_in(graph, case.result))
    return unequal + (["the wrong sh:conforms"] if conforms == bool(found) else [])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("part", "number"), [("core", 98), ("sparql", 23)])
def test_every_case_has_the_report_that_is_expected(engine: str, part: str, number: int) -> None:
    every = [case for case in cases() if case.file.startswith(f"{part}/")]
    failed = {case.name: found for case in every if (found := wrong(case, engine))}
    known = {name for name in REFERENCE if engine == "pySHACL" and name.startswith(f"{part}/")}
    told = "\n".join(f"{name}: {line}" for name, lines in failed.items() for line in lines)
    assert failed.keys() == known, told
    assert len(every) == number


def test_the_suite_is_the_one_that_was_counted() -> None:
    root = shared(*SUITE)
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.ttl")):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(root).as_posix()} {content}\n".encode())
    assert digest.hexdigest() == DIGEST
    assert Counter(case.folder for case in cases()) == CASES
    assert {path.relative_to(root).as_posix() for path in root.rglob("*.ttl")
            if "mf:entries" in path.read_text(encoding="utf-8")} == {
        case.file for case in cases()
    }  # fmt: skip
    core = [case for case in cases() if case.file.startswith("core/")]
    assert (len(core), len(list(cases())) - len(core)) == (98, 23)
