"""What our engine does not cover exactly, done by the reference: shape by shape, each named."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from publisher.check.report import Report, Result
from publisher.errors import ContractError
from publisher.shacl.graph import Graph
from publisher.shacl.problems import Problem
from publisher.shacl.validate import Run
from publisher.vocabulary import Document, Vocabulary


def by_reference(run: Run, documents: Iterable[Document]) -> Report:
    """The results of the shapes that are not covered, as the reference finds them.

    It may fail where a shape cannot be applied; each of them is then among the ``failures``.
    """
    from publisher.check import reference  # rdflib and pySHACL are slow to import

    reasons = {shape.node: reason for shape, reason in run.uncovered.items()}
    try:
        report = reference.check(run.graph.lines(), Vocabulary(tuple(documents)))
    except ContractError as error:
        failures = (Problem(node, "reference", value=str(error)) for node in sorted(reasons))
        return Report(engine=reference.ENGINE, failures=tuple(failures))
    found = Report.of(
        (item for item in report.results if item.shape in reasons and _is_own(item, run.graph)),
        report.engine,
    )
    exceptions = ((node, f"{report.engine}: {reason}") for node, reason in sorted(reasons.items()))
    return Report(found.results, found.engine, found.counts, tuple(exceptions))


def _is_own(result: Result, graph: Graph) -> bool:
    """Whether a focus node is one of the data: the background is no target."""
    focus = graph.id(result.focus)
    columns = (graph.column(predicate).mine for predicate in graph.predicates())
    return any(
        bool(np.any(column.subjects == focus) or np.any(column.objects == focus))
        for column in columns
    )
