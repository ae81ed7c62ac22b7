"""What our engine does not cover exactly, done by the reference: shape by shape, each named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

import pyoxigraph as ox

from publisher.check.report import Report
from publisher.errors import ContractError
from publisher.mapping.statements import term
from publisher.namespaces import RDF, RDFS, SH
from publisher.shacl.problems import Problem
from publisher.shacl.shapes import Shape
from publisher.shacl.validate import Run
from publisher.vocabulary import Document, Vocabulary, node_name

TYPE: Final = ox.NamedNode(RDF + "type")
TARGET: Final = ox.NamedNode(SH + "targetNode")
TARGETS: Final = frozenset(
    {SH + f"target{kind}" for kind in ("Node", "Class", "SubjectsOf", "ObjectsOf")}
)
SHAPES: Final = frozenset({SH + "NodeShape", SH + "PropertyShape"})


def by_reference(
    run: Run, shapes: Iterable[Shape], documents: Iterable[Document], *, every_way: bool = False
) -> Report:
    """The results of the shapes that are not covered, as the reference finds them.

    It is asked about the focus nodes that our engine finds, of the shapes that lead to those. It
    may fail where a shape cannot be applied; each of them is then among the ``failures``.
    """
    from publisher.check import reference  # rdflib and pySHACL are slow to import

    reasons = {shape.node: reason for shape, reason in run.uncovered.items()}
    try:
        report = reference.check(
            run.graph.lines(), Vocabulary(tuple(_aimed(run, shapes, documents)))
        )
    except ContractError as error:
        failures = (Problem(node, "reference", value=str(error)) for node in sorted(reasons))
        return Report(engine=reference.ENGINE, failures=tuple(failures))
    results = [item for item in report.results if item.shape in reasons]
    found = Report.of(results if every_way else dict.fromkeys(results), report.engine)
    exceptions = ((node, f"{report.engine}: {reason}") for node, reason in sorted(reasons.items()))
    return Report(found.results, found.engine, found.counts, tuple(exceptions))


def _aimed(run: Run, shapes: Iterable[Shape], documents: Iterable[Document]) -> Iterator[Document]:
    """The documents with the focus nodes written out in place of targets (section 2.1.3).

    So the background is no target. Its class tree, too, is among the data already.
    """
    every = list(shapes)
    nodes = {shape.node for shape in every}
    for document in documents:
        kept = (triple for triple in document.triples if not _is_target(triple, nodes))
        yield replace(document, triples=tuple(kept))
    found = []
    for shape in every:
        if shape.deactivated or not _leads_to(shape, run.uncovered):
            continue
        node = _term(shape.node if shape.node.startswith("_:") else f"<{shape.node}>")
        kind = "NodeShape" if shape.path is None else "PropertyShape"
        found.append(ox.Triple(node, TYPE, ox.NamedNode(SH + kind)))
        for focus in run.targets(shape).tolist():
            found.append(ox.Triple(node, TARGET, _term(run.graph.terms[focus])))
    yield Document("", "", tuple(found))


def _is_target(triple: ox.Triple, shapes: set[str]) -> bool:
    """Whether a statement says what is a focus node, or what class is below another."""
    if triple.predicate == TYPE:
        return node_name(triple.subject) in shapes and node_name(triple.object) not in SHAPES
    return triple.predicate.value in TARGETS or triple.predicate.value == RDFS + "subClassOf"


def _term(text: str) -> Any:
    return ox.BlankNode(text[2:]) if text.startswith("_:") else term(text)


def _leads_to(shape: Shape, wanted: Iterable[Shape]) -> bool:
    """Whether a shape is among the wanted ones, or one of its property shapes leads to one."""
    todo, seen = [shape], {shape}
    while todo:
        new = [item for item in todo.pop().properties if item not in seen]
        seen.update(new)
        todo += new
    return not seen.isdisjoint(wanted)
