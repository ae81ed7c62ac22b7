"""A site, or some of its tables, against its shapes; or what it has released, against others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from publisher import config, contract, vocabulary
from publisher.check.engine import Shapes, shapes_from
from publisher.check.findings import Texts
from publisher.check.grouping import only
from publisher.check.report import Report
from publisher.check.rows import RowExplainer
from publisher.check.rules import Rules
from publisher.config import FILE_NAME, Settings
from publisher.contract import Contract
from publisher.errors import PublisherError
from publisher.gather import DATA, Gatherer
from publisher.mapping.statements import subject_of
from publisher.release.build import Builder, Faulty
from publisher.review.files import data_file, named_once
from publisher.review.graphs import ShapeFiles
from publisher.review.reviewed import Reviewed
from publisher.review.shapes import problem_findings, with_problems
from publisher.review.warm import Engine
from publisher.sources.discover import SourceFile
from publisher.sources.lines import lines_of

Progress = Callable[[str], None]


class SiteReview:
    """Checks the site in ``root``; with ``files``, what concerns these alone.

    A file from outside the data folder stands in place of what has its name there, and what it
    says of a thing comes before what the site says. ``others`` are shapes to check by instead of
    the site's own.
    """

    def __init__(
        self,
        root: Path,
        files: Sequence[Path | SourceFile] = (),
        others: ShapeFiles | None = None,
        *,
        faulty: Faulty = "refuse",
        limit: int,
        progress: Progress,
        warm: bool = False,
    ) -> None:
        self._root, self._faulty, self._limit, self._progress = root, faulty, limit, progress
        self._others, self._engine = others, Engine(warm=warm)
        self._model: Contract | None = None
        self._shapes: Shapes = shapes_from(())
        data = (root / DATA).resolve()
        self._named: list[str] = []
        self._given: list[SourceFile] = []
        for file in files:
            if isinstance(file, Path) and file.resolve().is_relative_to(data) and file.exists():
                self._named.append(file.resolve().relative_to(data).as_posix())
                continue
            source = file if isinstance(file, SourceFile) else data_file(file, file.name)
            self._given.append(source)
            self._named.append(source.name)
        named_once(self._given)

    def watched(self) -> Iterable[Path]:
        """The settings, the data, the model, and the files from outside."""
        yield from site_files(self._root)
        yield from (source.path for source in self._given)
        if self._others:
            yield from (*self._others.shapes, *self._others.vocabulary)

    def __call__(self) -> Reviewed:
        """Read the site and check it."""
        settings = config.load(self._root)
        model = self._read_model()
        if self._named:
            reviewed = self._only(settings, model)
        else:
            checked = Builder(settings, model, self._check, self._progress).check(self._faulty)
            reviewed = Reviewed(checked.findings, checked.report)
        reviewed = self._about(reviewed, settings, model)
        return self._others.told(reviewed) if self._others else self._problems(reviewed, model)

    def _read_model(self) -> Contract:
        """The contract and its compiled shapes, as they were where no file has changed."""
        if self._others:
            self._others.read()
        found = vocabulary.read(self._root)
        if self._model is None or self._model.vocabulary.digest != found.digest:
            self._model = contract.read(found)
            self._shapes = shapes_from(found.documents)
        return self._model

    def _check(self, lines: list[str]) -> Report:
        """The check against the site's own shapes, or the others."""
        if self._others:
            return self._engine.check(lines, self._others.compiled, self._others.background)
        assert self._model is not None
        return self._engine.check(lines, self._shapes, self._model.vocabulary.class_tree)

    def _only(self, settings: Settings, model: Contract) -> Reviewed:
        """What concerns the named files; the rest of the data is what they may refer to."""
        gatherer = Gatherer(settings, model, self._given)
        self._progress("read")
        content = gatherer.gather()
        own = [source for source in content.sources if source.file in self._named]
        content.faults = [fault for fault in content.faults if fault.place.file in self._named]
        told = {*(source.file for source in own), *(fault.place.file for fault in content.faults)}
        for name in self._named:
            if name not in told:
                raise PublisherError("this is not one of the site's sources.", where=name)
        spoken_of = {subject_of(line) for source in own for line in source.lines}
        content.rejected_things -= {name[1:-1] for name in spoken_of}
        spoken_of.update(subject_of(line) for source in own for line in source.partial)
        self._progress("check")
        lines = [line for source in content.sources for line in (*source.lines, *source.partial)]
        report = _of(spoken_of, self._check(lines))
        self._progress("explain")
        explainer = RowExplainer(settings, model, gatherer, self._limit)
        explainer.round(content, report, partial=True, every=False)
        rows, rejected = (sum(source.rows for source in own),
                          sum(len(source.rejected) for source in own))  # fmt: skip
        findings = replace(
            only(explainer.findings(content), self._named),
            rows=rows, rejected=rejected, published=rows - rejected,
        )  # fmt: skip
        return Reviewed(findings, report)

    def _problems(self, reviewed: Reviewed, model: Contract) -> Reviewed:
        """The same with what is wrong with the site's own shapes."""
        failures = reviewed.report.failures if reviewed.report else ()
        problems = (*self._shapes.problems, *failures)

        def lines(file: str, names: set[str]) -> Mapping[str, int]:
            path = self._root / file
            return lines_of(path.read_bytes().decode("utf-8", "replace"), names, path.suffix)

        own = list(problem_findings(problems, model.vocabulary.documents, lines))
        paths = {item.place.file: self._root / item.place.file for item in own}
        findings = with_problems(reviewed.findings, own)
        return replace(reviewed, findings=findings, paths={**reviewed.paths, **paths})

    def _about(self, reviewed: Reviewed, settings: Settings, model: Contract) -> Reviewed:
        """The same with what writers want to know of the site."""
        paths = {file: self._root / DATA / file for file in reviewed.findings.files}
        rules = Rules(model.vocabulary)

        def message(shape: str) -> Texts:
            return tuple(sorted((rules.messages(shape) or rules.names(shape)).items()))

        return replace(
            reviewed,
            paths={**paths, **{source.name: source.path for source in self._given}},
            message=message,
            name=", ".join(self._named) or settings.site.title.get(settings.languages[0], ""),
            root=self._root,
            languages=settings.languages,
            shown=settings.limits.faults_shown,
            prefixes=settings.prefixes,
        )


def site_files(root: Path) -> tuple[Path, ...]:
    """The files and folders that say all of a site."""
    return (root / FILE_NAME, root / DATA, *(root / folder for folder in vocabulary.FOLDERS))


def _of(nodes: set[str], report: Report) -> Report:
    """What a report says of some nodes."""
    results = (result for result in report.results if result.focus in nodes)
    return replace(report, results=(found := Report.of(results, report.engine)).results,
                   counts=found.counts)  # fmt: skip
