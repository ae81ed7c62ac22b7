"""RDF files against shapes, with vocabularies as background. No site is needed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from publisher.check.data import Data
from publisher.check.engine import Shapes, shapes_from
from publisher.check.explain import Explainer, explain
from publisher.check.findings import Texts
from publisher.check.places import Locator
from publisher.check.report import Report
from publisher.check.rules import Rules
from publisher.faults import Fault
from publisher.review.files import rdf_files
from publisher.review.reviewed import Reviewed
from publisher.review.shapes import nearest_named, problem_findings, with_problems
from publisher.review.statements import Reading
from publisher.review.warm import Engine
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.rdf import SYNTAXES
from publisher.vocabulary import Document, Vocabulary


@dataclass
class ShapeFiles:
    """Shapes and vocabularies from disk; read again only when a file has changed."""

    shapes: Sequence[Path]
    vocabulary: Sequence[Path] = ()
    documents: tuple[Document, ...] = ()
    compiled: Shapes = field(default_factory=lambda: shapes_from(()))
    background: tuple[str, ...] = ()
    rules: Rules = field(default_factory=lambda: Rules(Vocabulary(())))
    faults: tuple[Fault, ...] = ()
    paths: Mapping[str, Path] = field(default_factory=dict)
    _read: tuple[tuple[str, str], ...] = ()

    def read(self) -> None:
        """Read and compile what has changed. Raises PublisherError for what is not there."""
        shapes, others = rdf_files(self.shapes), rdf_files(self.vocabulary)
        state = tuple((source.name, source.checksum) for source in (*shapes, *others))
        if state == self._read:
            return
        # The labels of blank nodes in shapes and in data must never be the same.
        reading = Reading(SourceLimits(), label="s")
        self.documents = tuple(reading.document(source) for source in shapes)
        known = tuple(reading.document(source) for source in others)
        self.compiled = shapes_from(self.documents)
        self.background = tuple(str(triple) for item in known for triple in item.triples)
        self.rules = Rules(Vocabulary((*self.documents, *known)))
        self.faults = tuple(reading.faults)
        self.paths = {source.name: source.path for source in (*shapes, *others)}
        self._read = state

    def told(self, reviewed: Reviewed) -> Reviewed:
        """The same with what is wrong with the shapes themselves."""
        failures = reviewed.report.failures if reviewed.report else ()
        reading = Reading(SourceLimits())

        def lines(file: str, names: set[str]) -> Mapping[str, int]:
            return reading.lines_in(SourceFile(self.paths[file], file, "rdf"), names)

        problems = (*self.compiled.problems, *failures)
        own = problem_findings(problems, self.documents, lines)
        return replace(
            reviewed,
            findings=with_problems(reviewed.findings, own),
            paths={**reviewed.paths, **self.paths},
            message=self.message,
        )

    def message(self, shape: str) -> Texts:
        """What a shape says of its rule: its message, else its name."""
        return tuple(sorted((self.rules.messages(shape) or self.rules.names(shape)).items()))


class GraphReview:
    """Checks RDF files. ``limit`` is how many results of each constraint are told at most."""

    def __init__(
        self, files: Sequence[SourceFile], shapes: ShapeFiles, *, limit: int, warm: bool = False
    ) -> None:
        self._files, self._shapes, self._limit = files, shapes, limit
        self._engine = Engine(warm=warm)

    def watched(self) -> Iterable[Path]:
        """The files, and the files and folders of shapes and vocabularies."""
        yield from (source.path for source in self._files)
        yield from self._shapes.shapes
        yield from self._shapes.vocabulary

    def __call__(self) -> Reviewed:
        """Read what has changed, and check it all."""
        self._shapes.read()
        reading = Reading(SourceLimits())
        parts = {source.name: sorted(set(reading.lines(source))) for source in self._files}
        report = self._engine.check(
            [line for lines in parts.values() for line in lines],
            self._shapes.compiled, self._shapes.background, self._limit,
        )  # fmt: skip
        explainer = Explainer(
            self._shapes.rules, Data(list(parts.values())), self._locator(report, parts, reading)
        )
        findings = explain(
            report, explainer, faults=(*self._shapes.faults, *reading.faults),
            limit=self._limit, files=parts,
        )  # fmt: skip
        paths = {source.name: source.path for source in self._files}
        name = ", ".join(parts)
        return self._shapes.told(Reviewed(findings, report, paths, name=name))

    def _locator(self, report: Report, parts: Mapping[str, list[str]], reading: Reading) -> Locator:
        focus = {result.focus for result in report.results}
        files = {node: file for node, file in _homes(focus, parts)}
        anywhere = next(iter(parts), "")
        above = _above(focus, parts)
        named = {node: nearest_named(node, above) for node in sorted(focus)}
        lines: dict[str, int] = {}
        for source in self._files:
            if Path(source.name).suffix.lower() not in SYNTAXES:
                continue
            here = {node: name.strip("<>") for node, name in named.items()
                    if name and files.get(node, anywhere) == source.name}  # fmt: skip
            found = reading.lines_in(source, set(here.values()))
            lines.update({node: found.get(name, 0) for node, name in here.items()})
        return Locator(files={node: files.get(node, anywhere) for node in focus}, lines=lines)


def _homes(focus: set[str], parts: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """The file that describes each node; the first of several. ``parts`` are sorted."""
    for file, lines in reversed(list(parts.items())):
        for node in focus:
            start = f"{node} "
            at = bisect_left(lines, start)
            if at < len(lines) and lines[at].startswith(start):
                yield node, file


def _above(focus: set[str], parts: Mapping[str, list[str]]) -> dict[str, str]:
    """For each blank node, a subject that leads to it; empty where no blank node is in focus."""
    if not any(node.startswith("_:") for node in focus):
        return {}
    found: dict[str, str] = {}
    for lines in parts.values():
        for line in lines:
            if " _:" in line:
                subject, _, value = line.split(" ", 2)
                if value.startswith("_:"):
                    found.setdefault(value, subject)
    return found
