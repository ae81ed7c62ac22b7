"""What a check found, as far as whoever sent something is to be told of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from publisher.check.grouping import only
from publisher.check.report import Report
from publisher.gather import Content
from publisher.mapping.statements import subject_of
from publisher.release.build import Checked

MOST_LINES: Final = 50_000
"""Statements of the sources that came in that are handed back; beyond that none."""


def told(checked: Checked, names: Collection[str], limit: int) -> Checked:
    """What concerns the sources called ``names``; all that keeps the site from being released.

    At most ``limit`` results of the shapes are told one by one.
    """
    content = checked.content
    own = [source for source in content.sources if source.file in names]
    subjects = {subject_of(line) for source in own for line in (*source.lines, *source.partial)}
    if sum(len(source.lines) + len(source.partial) for source in own) > MOST_LINES:
        own = [replace(source, lines=[], partial=[]) for source in own]
    conforms = checked.findings.conforms
    report = checked.report
    if report is not None:
        chosen = [item for item in report.results
                  if item.focus in subjects or item.violation][:limit]  # fmt: skip
        if len(chosen) < len(report.results):
            report = replace(report, results=tuple(chosen))
            if conforms:
                counts = Report.of(chosen, report.engine).counts
                report = replace(report, counts=counts)
    return replace(
        checked,
        content=Content(own, content.faults[:limit], content.rejected_things, content.unreadable),
        report=report,
        findings=only(checked.findings, names) if conforms else checked.findings,
        faults=checked.faults[:limit],
        warnings=[item for item in checked.warnings if item.place.file in names],
    )
