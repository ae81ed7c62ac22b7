"""The engine: our own SHACL, and for what it does not cover the reference. Says which did what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Final

import numpy as np

from publisher.check.fallback import by_reference
from publisher.check.report import Cause, Report, Result
from publisher.shacl import session
from publisher.shacl.compile import Compiled, compile_shapes
from publisher.shacl.graph import Graph, Ids
from publisher.shacl.problems import Problem
from publisher.shacl.shapes import Found, Shape, is_flat
from publisher.shacl.validate import Run
from publisher.vocabulary import Document, Triples

ENGINE: Final = f"publisher {version('publisher')}"

DETAILS_DEEP: Final = 3
"""How deep results are told that stand within results."""


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
    every_way: bool = False,
) -> Report:
    """Check N-Triples statements (without the final dot) against shapes.

    ``background`` is known, but nothing in it is a target. With ``limit`` the report holds at most
    so many results of each constraint; the counts are exact all the same. With ``every_way`` a
    result of a property shape is there again for each way that leads to its focus node.
    """
    return check_graph(Graph(lines, background), shapes, limit=limit, every_way=every_way)


def check_graph(
    graph: Graph, shapes: Shapes, *, limit: int | None = None, every_way: bool = False
) -> Report:
    """Check a graph that has been read already."""
    run = Run(graph)
    found = list(run.validate(shapes.compiled.shapes, every_way=every_way))
    return _report(found, run, shapes, limit, every_way=every_way)


class Session:
    """A check that follows the data: after a change only what it can touch is checked again."""

    def __init__(
        self, lines: Iterable[str], shapes: Shapes, *, background: Iterable[str] = ()
    ) -> None:
        self._lines = set(lines)
        self._shapes = shapes
        graph = Graph(self._lines, background)
        self._session = session.Session(graph, shapes.compiled.shapes)

    def report(self, *, limit: int | None = None) -> Report:
        """The report on the data as it is now."""
        return _report(self._session.found, self._session.run, self._shapes, limit)

    def update(self, lines: Iterable[str]) -> None:
        """Take these statements for the data, in place of those before."""
        new = set(lines)
        self._session.update(sorted(self._lines - new), sorted(new - self._lines))
        self._lines = new

    def change(self, removed: Iterable[str], added: Iterable[str]) -> None:
        """Take statements out and put others in."""
        out, into = set(removed) & self._lines, set(added)
        self._lines -= out
        self._lines |= into
        self._session.update(sorted(out - into), sorted(into))


def _report(
    found: list[Found], run: Run, shapes: Shapes, limit: int | None, *, every_way: bool = False
) -> Report:
    other = Report()
    if run.uncovered:
        compiled = shapes.compiled.shapes
        other = by_reference(run, compiled, shapes.documents, every_way=every_way)
    left = [item for item in found if item.shape not in run.uncovered]
    results = [result for item in left for result in results_of(item, run, limit)]
    return Report(
        tuple(sorted([*results, *other.results])),
        ENGINE,
        tuple(sorted([*counts_of(left), *other.counts])),
        other.exceptions,
        tuple(sorted({*run.failures, *other.failures})),
    )


def counts_of(found: Iterable[Found]) -> tuple[tuple[Cause, int], ...]:
    """How many results each constraint has."""
    counts: Counter[Cause] = Counter()
    for item in found:
        counts[item.shape.node, item.component, item.shape.severity] += len(item)
    return tuple(sorted(counts.items()))


def results_of(
    found: Found, run: Run, limit: int | None = None, depth: int = 0
) -> Iterator[Result]:
    """The results that columns stand for, or the first ``limit`` of them."""
    shape, terms = found.shape, run.graph.terms
    path = shape.path.text if shape.path else ""
    number = len(found) if limit is None else min(limit, len(found))
    nested = _Nested(found, run, number, limit, depth)
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
            details=() if value is None else nested.of(value),
        )


class _Nested:
    """What the nested shape of some results says, value node by value node."""

    def __init__(self, found: Found, run: Run, number: int, limit: int | None, depth: int) -> None:
        self._run, self._limit, self._depth = run, limit, depth + 1
        self._inner = found.inner if depth < DETAILS_DEEP else None
        self._parts: list[tuple[Ids, Found]] = []
        self._flat = self._inner is not None and is_flat(self._inner)
        if self._flat and self._inner is not None and found.values is not None:
            for item in run.details(self._inner, np.unique(found.values[:number])):
                order = np.argsort(item.focus, kind="stable")
                self._parts.append((item.focus[order], item.only(order)))

    def of(self, value: int) -> tuple[Result, ...]:
        """The nested results of one value node, sorted."""
        if self._inner is None:
            return ()
        return tuple(sorted(
            result for item in self._columns(self._inner, value)
            for result in results_of(item, self._run, self._limit, self._depth)
        ))  # fmt: skip

    def _columns(self, inner: Shape, value: int) -> Iterator[Found]:
        if not self._flat:  # results lie deeper than the value node: look at it by itself
            yield from self._run.details(inner, np.array([value], dtype=np.int32))
        for focus, item in self._parts:
            first, end = (np.searchsorted(focus, value, side) for side in ("left", "right"))
            if first < end:
                yield item.only(np.arange(first, end))
