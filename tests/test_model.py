"""The shapes: each constraint of each property has an example that breaks it, and its report.

``tests/model/<slug>.ttl`` is a valid example that uses every property of the class. Beside it,
``<slug>.toml`` lists edits of that example with the whole report that each leads to: focus node,
path, constraint component and severity. pySHACL is the reference for what a shape means.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from rdflib import RDF, SH, BNode, Graph, URIRef
from rdflib.term import Node

from publisher import contract, vocabulary
from publisher.names import kebab_case, normalise
from publisher.namespaces import PREFIXES, shorten_iri

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "tests" / "model"
SHAPES = "https://w3id.org/s3r/shapes/"
SLUGS = sorted(path.stem for path in (ROOT / "shapes").glob("*.ttl") if path.stem != "groups")

HEADER = "@base <https://example.org/> .\n" + "".join(
    f"@prefix {prefix}: <{name}> .\n" for prefix, name in PREFIXES.items()
)

COMPONENTS = {
    "class": "ClassConstraintComponent",
    "datatype": "DatatypeConstraintComponent",
    "hasValue": "HasValueConstraintComponent",
    "in": "InConstraintComponent",
    "languageIn": "LanguageInConstraintComponent",
    "maxCount": "MaxCountConstraintComponent",
    "minCount": "MinCountConstraintComponent",
    "minInclusive": "MinInclusiveConstraintComponent",
    "nodeKind": "NodeKindConstraintComponent",
    "or": "OrConstraintComponent",
    "pattern": "PatternConstraintComponent",
    "qualifiedMaxCount": "QualifiedMaxCountConstraintComponent",
    "qualifiedMinCount": "QualifiedMinCountConstraintComponent",
    "sparql": "SPARQLConstraintComponent",
    "uniqueLang": "UniqueLangConstraintComponent",
}
"""Parameter -> constraint component (SHACL, section 4)."""

DESCRIBING = {
    "path", "name", "description", "message", "order", "group", "severity", "qualifiedValueShape",
}  # fmt: skip
"""What a property shape says that constrains nothing by itself."""

Reported = tuple[str, str, str, str]


@dataclass(frozen=True)
class Case:
    """Statements taken out of the valid example of a class and put in, and the report."""

    slug: str
    name: str
    out: tuple[str, ...]
    put: tuple[str, ...]
    report: tuple[str, ...]


@cache
def shapes(slug: str) -> Graph:
    """The shapes of one class."""
    return Graph().parse(ROOT / "shapes" / f"{slug}.ttl")


@cache
def every_shape() -> Graph:
    """The shapes of all classes, and the groups."""
    graph = Graph()
    for path in (ROOT / "shapes").glob("*.ttl"):
        graph.parse(path)
    return graph


def example(slug: str) -> Graph:
    """The valid example of one class."""
    return Graph().parse(EXAMPLES / f"{slug}.ttl")


def edited(case: Case) -> Graph:
    """The valid example with the edit made; what is taken out must have been there."""
    graph = example(case.slug)
    for triple in Graph().parse(data=HEADER + "\n".join(case.out), format="turtle"):
        assert triple in graph, f"{case.slug}.ttl has no statement {triple}"
        graph.remove(triple)
    return graph.parse(data=HEADER + "\n".join(case.put), format="turtle")


def results(data: Graph, slug: str) -> list[tuple[Reported, Node | None]]:
    """The results of checking ``data``: what is reported, and the shape that it comes from."""
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes(slug))
    return [_reported(report, node) for node in report.objects(None, SH.result)]


def _reported(report: Graph, node: Node) -> tuple[Reported, Node | None]:
    path = report.value(node, SH.resultPath)
    inverse = isinstance(path, BNode)
    step = report.value(path, SH.inversePath) if inverse else path
    line = (
        f"<{str(report.value(node, SH.focusNode)).removeprefix('https://example.org/')}>",
        ("^" if inverse else "") + shorten_iri(str(step)),
        f"sh:{str(report.value(node, SH.sourceConstraintComponent)).removeprefix(str(SH))}",
        f"sh:{str(report.value(node, SH.resultSeverity)).removeprefix(str(SH))}",
    )
    return line, report.value(node, SH.sourceShape)


def cases() -> Iterator[Case]:
    """Every edit of every valid example."""
    for slug in SLUGS:
        content: dict[str, Any] = tomllib.loads((EXAMPLES / f"{slug}.toml").read_text("utf-8"))
        for case in content["case"]:
            yield Case(
                slug,
                case["name"],
                tuple(case.get("out", ())),
                tuple(case.get("in", ())),
                tuple(case["report"]),
            )


CASES = list(cases())


def property_shapes() -> list[URIRef]:
    """Every property shape of every class."""
    found = every_shape().objects(None, SH.property)
    return sorted(shape for shape in set(found) if isinstance(shape, URIRef))


def parameters(shape: Node) -> set[str]:
    """The local names of what SHACL says about a shape."""
    names = (str(predicate) for predicate in every_shape().predicates(shape, None))
    return {name.removeprefix(str(SH)) for name in names if name.startswith(str(SH))}


@pytest.mark.parametrize("slug", SLUGS)
def test_the_valid_example_conforms_and_uses_every_property(slug: str) -> None:
    data = example(slug)

    assert results(data, slug) == []
    used = {str(predicate) for predicate in data.predicates()}
    for shape in shapes(slug).objects(None, SH.property):
        path = shapes(slug).value(shape, SH.path)
        step = shapes(slug).value(path, SH.inversePath) or path
        assert str(step) in used, f"{slug}.ttl has no example of {shape}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.slug}/{case.name}")
def test_an_edit_leads_to_its_report(case: Case) -> None:
    found = [" ".join(line) for line, _ in results(edited(case), case.slug)]

    assert sorted(found) == sorted(case.report)


def test_no_constraint_lacks_an_example_that_breaks_it() -> None:
    broken = {
        (str(shape), component)
        for case in CASES
        for (_, _, component, _), shape in results(edited(case), case.slug)
    }
    stated = {
        (str(shape), f"sh:{COMPONENTS[name]}")
        for shape in property_shapes()
        for name in parameters(shape) - DESCRIBING
    }

    assert stated - broken == set(), "add a case to tests/model/<slug>.toml for each"
    assert broken - stated == set()


def test_every_warning_and_violation_is_named_for_what_it_is() -> None:
    for case in CASES:
        severities = {line.rpartition("sh:")[2] for line in case.report}
        kind = "warning" if severities == {"Warning"} else "invalid"
        assert case.name.startswith(f"{kind}."), f"{case.slug}: {case.name} is {kind}"
    assert {case.name.partition(".")[0] for case in CASES} == {"warning", "invalid"}
    names = Counter((case.slug, case.name) for case in CASES)
    assert max(names.values()) == 1


def test_node_shapes_constrain_through_their_properties_alone() -> None:
    shape_predicates = {
        name for node in every_shape().subjects(RDF.type, SH.NodeShape) for name in parameters(node)
    }

    assert shape_predicates == {"targetClass", "property", "order"}


@pytest.mark.parametrize("slug", SLUGS)
def test_a_class_is_one_versioned_document_named_for_it(slug: str) -> None:
    read = contract.read(vocabulary.read(ROOT))
    found = read.by_slug[slug]

    assert found.iri.startswith(f"{SHAPES}{slug}#")
    assert found.document == f"{SHAPES}{slug}"
    assert kebab_case(found.iri.rpartition("#")[2]) == slug
    for texts in (found.labels, found.plurals, found.descriptions):
        assert set(texts) == {"sv", "en"}
    head = URIRef(found.document)
    version = shapes(slug).value(head, URIRef("http://www.w3.org/2002/07/owl#versionInfo"))
    iri = shapes(slug).value(head, URIRef("http://www.w3.org/2002/07/owl#versionIRI"))
    assert str(iri) == f"{head}/{version}"


def test_every_property_speaks_swedish_and_english() -> None:
    read = contract.read(vocabulary.read(ROOT))
    for kind in read.classes:
        named = {member.path for member in kind.properties if member.names}
        for member in kind.properties:
            assert set(member.descriptions) == {"sv", "en"}, member.iri
            assert set(member.messages) == {"sv", "en"}, member.iri
            assert set(member.names) == {"sv", "en"} or member.path in named, member.iri
            assert member.group in read.groups, member.iri
    for group in read.groups.values():
        assert set(group.labels) == {"sv", "en"}, group.iri


def test_a_heading_means_one_property_of_its_class() -> None:
    for kind in contract.read(vocabulary.read(ROOT)).classes:
        owners: dict[str, str] = {"id": "", "nyckel": "", "key": ""}
        for member in kind.columns:
            for heading in {*map(normalise, (*member.names.values(), *member.other_names))}:
                assert owners.setdefault(heading, member.iri) == member.iri, heading


def test_a_json_ld_term_means_one_predicate_and_kind_of_value() -> None:
    meanings: dict[str, tuple[str, bool, bool]] = {}
    for kind in contract.read(vocabulary.read(ROOT)).classes:
        for member in kind.columns:
            refers = member.kind in {"iri", "reference"}
            meaning = (member.path, member.inverse, refers)
            assert meanings.setdefault(member.term, meaning) == meaning, member.iri
