"""The engine: our own SHACL, and for what it does not cover the reference. Says which did what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from publisher.check.report import Cause, Report, Result
from publisher.shacl.compile import Compiled, compile_shapes
from publisher.shacl.graph import Graph
from publisher.shacl.problems import Problem
from publisher.shacl.shapes import Found
from publisher.shacl.validate import Run
from publisher.vocabulary import Document, Triples

ENGINE: Final = "publisher"


@dataclass(frozen=True)
class Shapes:
    """Compiled shapes, and the documents that they came from."""

    documents: tuple[Document, ...]
    compiled: Compiled

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is malformed in them; the rest is checked."""
        return self.compiled.problems

    @cached_property
    def files(self) -> dict[str, str]:
        """The file of each node that the documents describe, by IRI or blank node's label."""
        return {
            node: document.file
            for document in reversed(self.documents)
            for node in Triples(document.triples).all_subjects()
        }


def shapes_from(documents: Iterable[Document]) -> Shapes:
    """Compile the shapes in some documents; nothing malformed is raised, see ``problems``."""
    found = tuple(documents)
    triples = Triples(triple for document in found for triple in document.triples)
    return Shapes(found, compile_shapes(triples))


def check_lines(
    lines: Iterable[str],
    shapes: Shapes,
    *,
    background: Iterable[str] = (),
    limit: int | None = None,
) -> Report:
    """Check N-Triples statements (without the final dot) against shapes.

    ``background`` is known, but nothing in it is a target. With ``limit`` the report holds at most
    so many results of each constraint; the counts are exact all the same.
    """
    return check_graph(Graph(lines, background), shapes, limit=limit)


def check_graph(graph: Graph, shapes: Shapes, *, limit: int | None = None) -> Report:
    """Check a graph that has been read already."""
    run = Run(graph)
    found = list(run.validate(shapes.compiled.shapes))
    results = [result for item in found for result in results_of(item, graph, limit)]
    return Report(
        tuple(sorted(results)), ENGINE, counts_of(found), failures=tuple(sorted(run.failures))
    )


def counts_of(found: Iterable[Found]) -> tuple[tuple[Cause, int], ...]:
    """How many results each constraint has."""
    counts: Counter[Cause] = Counter()
    for item in found:
        counts[item.shape.node, item.component, item.shape.severity] += len(item)
    return tuple(sorted(counts.items()))


def results_of(found: Found, graph: Graph, limit: int | None = None) -> Iterator[Result]:
    """The results that columns stand for, or the first ``limit`` of them."""
    shape, terms = found.shape, graph.terms
    path = shape.path.text if shape.path else ""
    number = len(found) if limit is None else min(limit, len(found))
    for place in range(number):
        value = int(found.values[place]) if found.values is not None else None
        yield Result(
            focus=terms[found.focus[place]],
            path=found.paths[place] if found.paths else path,
            value="" if value is None else terms[value],
            component=found.component,
            shape=shape.node,
            severity=shape.severity,
            messages=found.messages[place] if found.messages else shape.messages,
            details=_details(found.details, value, graph),
        )


def _details(details: tuple[Found, ...], value: int | None, graph: Graph) -> tuple[Result, ...]:
    """What nested shapes found of one value node."""
    results: list[Result] = []
    for item in details:
        chosen = np.flatnonzero(item.focus == value)
        results += results_of(item.only(chosen), graph)
    return tuple(sorted(results))
