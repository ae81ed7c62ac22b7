"""What a site has released, against shapes from elsewhere; each result at the cells of today."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

from publisher import config, contract, vocabulary
from publisher.check.data import Data
from publisher.check.engine import check_lines
from publisher.check.explain import Explainer, explain
from publisher.check.findings import Findings
from publisher.check.places import Locator
from publisher.check.report import Report
from publisher.config import Settings
from publisher.errors import PublisherError, ReleaseError
from publisher.gather import DATA, Gatherer
from publisher.mapping.statements import Origin, subject_of
from publisher.release.shelf import CURRENT, Shelf
from publisher.review.graphs import ShapeFiles
from publisher.review.reviewed import Reviewed
from publisher.store.reader import Reader, open_release

Progress = Callable[[str], None]


class ReleaseReview:
    """Checks what a site has released against shapes from elsewhere."""

    def __init__(self, root: Path, others: ShapeFiles, *, limit: int, progress: Progress) -> None:
        self._root, self._others = root, others
        self._limit, self._progress = limit, progress

    def watched(self) -> Iterable[Path]:
        """The shapes, and the releases."""
        yield from (*self._others.shapes, *self._others.vocabulary)
        yield self._shelf(config.load(self._root)).folder / CURRENT

    def __call__(self) -> Reviewed:
        """Check the current release."""
        settings = config.load(self._root)
        shelf = self._shelf(settings)
        current = shelf.current()
        if current is None:
            raise ReleaseError(
                "nothing has been released yet, and other shapes are for what is released.",
                where=str(shelf.folder),
                todo="Run `publisher build` first, or name the files to check.",
            )
        self._others.read()
        reader = open_release(shelf.path(current))
        parts = {graph.file: sorted(_lines(reader, graph.iri))
                 for graph in reader.graphs if graph.kind == "source"}  # fmt: skip
        self._progress("check")
        report = check_lines(
            (line for lines in parts.values() for line in lines), self._others.compiled,
            background=self._others.background, limit=self._limit,
        )  # fmt: skip
        self._progress("explain")
        findings = self._explained(report, parts, settings)
        reviewed = Reviewed(
            findings, report, {file: self._root / DATA / file for file in parts},
            name=f"{settings.site.title.get(settings.languages[0], '')} {current}".strip(),
            root=self._root, languages=settings.languages, shown=settings.limits.faults_shown,
            prefixes=settings.prefixes,
        )  # fmt: skip
        return self._others.told(reviewed)

    def _explained(
        self, report: Report, parts: Mapping[str, list[str]], settings: Settings
    ) -> Findings:
        focus = {result.focus for result in report.results}
        files: dict[str, str] = {}
        for file, lines in reversed(list(parts.items())):
            files.update({name: file for name in map(subject_of, lines) if name in focus})
        locator = Locator(self._origins(focus, settings), files)
        explainer = Explainer(self._others.rules, Data(list(parts.values())), locator)
        return explain(
            report, explainer, faults=self._others.faults, limit=self._limit, files=parts
        )

    def _origins(self, focus: set[str], settings: Settings) -> Mapping[str, list[Origin]]:
        """The rows that speak of some things, as the tables are now; none if they are broken."""
        if not focus:
            return {}
        try:
            gatherer = Gatherer(settings, contract.read(vocabulary.read(self._root)))
            found = gatherer.origins(gatherer.gather(), {name.strip("<>") for name in focus})
        except PublisherError:
            return {}
        return {f"<{name}>": rows for name, rows in found.items()}

    def _shelf(self, settings: Settings) -> Shelf:
        return Shelf(self._root / settings.releases.folder)


def _lines(reader: Reader, graph: str) -> Iterable[str]:
    for quad in reader.store.quads_for_pattern(None, None, None, ox.NamedNode(graph)):
        yield str(quad.triple)
