"""Rows: what the check of a site's sources found, at the cells, and the rows that are to blame."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from publisher.check.data import Data
from publisher.check.expected import iris_in
from publisher.check.explain import Explainer, as_fault, choose, engine_of, findings_of
from publisher.check.findings import Findings
from publisher.check.grouping import Explained, Reason
from publisher.check.places import Locator
from publisher.check.report import Report, Result
from publisher.check.rules import Rules
from publisher.config import Settings
from publisher.contract import Contract
from publisher.faults import Fault
from publisher.gather import Content, Gatherer, RowPlace
from publisher.mapping.headings import heading_for
from publisher.mapping.statements import subject_of
from publisher.namespaces import SH
from publisher.sources.lines import lines_of


@dataclass
class Account:
    """What a check found so far; with rows left out there is more than one round of it."""

    faults: set[Fault] = field(default_factory=set)
    """Of reading."""
    violations: dict[Explained, None] = field(default_factory=dict)
    others: list[Explained] = field(default_factory=list)
    """Warnings and notes of the last round."""
    warnings: list[Fault] = field(default_factory=list)
    """Of reading, in the last round."""
    untold: dict[Reason, int] = field(default_factory=dict)
    engine: str = ""


class Consequences:
    """Which results only follow from a fault of reading in the same row.

    A rejected row is checked by what its good cells say; so what a bad cell would have said is
    missing there, and whatever depends on that cell says nothing.
    """

    def __init__(self, content: Content, rules: Rules) -> None:
        self._rules = rules
        self._gone = {f"<{thing}>" for thing in content.rejected_things}
        self._spoiled: set[tuple[str, str]] = set()
        self._lacking: set[str] = set()
        for fault in content.faults:
            for path in rules.triples.iris(fault.shape, SH + "path"):
                if fault.code == "missing-column":
                    self._lacking.add(path)
                else:
                    self._spoiled.add((f"<{fault.thing}>", path))

    def __call__(self, result: Result) -> bool:
        """Whether the result follows from a fault."""
        if result.focus not in self._gone:
            return False
        beside = self._rules.triples.iris(result.shape, SH + "equals")
        paths = [*iris_in(result.path), *beside]
        return not paths or any(
            path in self._lacking or (result.focus, path) in self._spoiled for path in paths
        )


def _gone(content: Content) -> Callable[[Result], bool]:
    """Which results are about rejected things, or follow from their absence."""
    gone = {f"<{thing}>" for thing in content.rejected_things}
    return lambda result: result.focus in gone or result.value in gone


class RowExplainer:
    """Explains rounds of a check of a site. ``limit`` is the most results told one by one."""

    def __init__(
        self, settings: Settings, contract: Contract, gatherer: Gatherer, limit: int
    ) -> None:
        iris = settings.minter()
        self._rules, self._gatherer = Rules(contract.vocabulary, iris), gatherer
        self._limit, self._language = limit, settings.languages[0]
        self._base_iri = iris.base_iri
        self._properties = {
            item.iri: column
            for kind in contract.classes
            for item in kind.properties if not item.constants
            for column in reversed(kind.columns)
            if (column.path, column.inverse) == (item.path, item.inverse)
        }  # fmt: skip
        self.account = Account()
        self._last: Explainer | None = None

    def round(
        self, content: Content, report: Report | None, *, partial: bool, every: bool
    ) -> set[RowPlace]:
        """Take in what one round found; returns the rows that a violation is to blame on.

        With ``partial`` the report also speaks of what the good cells of rejected rows say; with
        ``every`` all rows to blame are returned, else those of the results that are told.
        """
        account = self.account
        account.faults.update(content.faults)
        account.others, account.untold = [], {}
        account.warnings = content.warnings
        account.engine = engine_of(report)
        follows = Consequences(content, self._rules) if partial else _gone(content)
        chosen = choose(report or Report(), follows, self._limit)
        account.untold = dict(chosen.untold)
        blamed = [result for result in (report.results if report and every else ())
                  if result.violation and not follows(result)]  # fmt: skip
        explainer = self._explainer(content, [*chosen.results, *blamed])
        self._last = explainer
        failing: set[RowPlace] = set()
        for result in chosen.results:
            explained = explainer.result(result)
            if explained.finding.severity != "violation":
                account.others.append(explained)
                continue
            account.violations[explained] = None
            failing.update(explainer.locate(result).rows)
        for result in blamed:
            failing.update(explainer.locate(result).rows)
        return failing

    def findings(self, content: Content) -> Findings:
        """All that was found, grouped."""
        explainer = self._last or self._explainer(content, [])
        account = self.account
        explained = [explainer.fault(fault) for fault in sorted(account.faults)]
        explained += [explainer.fault(fault, "warning") for fault in account.warnings]
        return findings_of(
            [*explained, *account.violations, *account.others],
            account.untold,
            rows=sum(own.rows for own in content.sources),
            rejected=sum(len(own.rejected) for own in content.sources),
            files=[own.file for own in content.sources],
            engine=account.engine,
        )

    def faults(self) -> tuple[list[Fault], list[Fault]]:
        """What keeps the data from being released, and what does not, as faults; sorted."""
        told = {as_fault(item.finding) for item in self.account.violations}
        others = {as_fault(item.finding) for item in self.account.others}
        return sorted(self.account.faults | told), sorted({*others, *self.account.warnings})

    def _explainer(self, content: Content, results: Iterable[Result]) -> Explainer:
        """What is needed to explain some results: read for these alone."""
        data = Data([part for own in content.sources for part in (own.lines, own.partial)])
        focus = {result.focus for result in results}
        if not focus:
            return Explainer(self._rules, data, Locator())
        origins = self._gatherer.origins(content, {name.strip("<>") for name in focus})
        unknown = {name for name in focus if name.strip("<>") not in origins}
        files: dict[str, str] = {}
        lines: dict[str, int] = {}
        for own in content.sources if unknown else ():
            here = {name for name in map(subject_of, own.lines) if name in unknown} - set(files)
            files.update(dict.fromkeys(here, own.file))
            lines.update(self._lines(own.file, here) if here else {})
        named = {f"<{name}>": rows for name, rows in origins.items()}
        return Explainer(self._rules, data, Locator(named, files, lines, self._column))

    def _lines(self, file: str, nodes: set[str]) -> dict[str, int]:
        """The lines of an RDF file on which some nodes are described."""
        source = self._gatherer.source(file)
        if source is None:
            return {}
        text = source.path.read_bytes().decode("utf-8", "replace")
        return lines_of(text, nodes, source.path.suffix, self._base_iri)

    def _column(self, shape: str) -> str:
        """What the column of a property shape is called; empty where none stands for it."""
        item = self._properties.get(shape)
        return heading_for(item, self._language, self._language) if item else ""
