"""Grouping: findings of one cause become one group, said once; what is not told is counted too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from publisher.check.findings import Finding, Findings, Group, Texts
from publisher.check.report import Cause
from publisher.check.sentences import Told
from publisher.faults import SEVERITIES

GRAVITY: Final = {name: place for place, name in enumerate(SEVERITIES)}

ONCE: Final = frozenset(("shape-no-column",))
"""Codes of which a table has one finding, whose places are all the rows."""


@dataclass(frozen=True)
class Explained:
    """A finding with what it takes to group it."""

    finding: Finding
    key: tuple[str, ...]
    """What findings of one cause have in common."""
    told: Told
    cause: Cause = ("", "", "")
    """The constraint that the report counts it under; empty for a fault of reading."""


def group(
    explained: Iterable[Explained], untold: Mapping[Cause, int], severities: Mapping[Cause, str]
) -> tuple[tuple[Group, ...], tuple[tuple[str, int], ...]]:
    """The groups, the gravest and most frequent first, and the number of each severity.

    ``untold`` counts the results of each constraint that are not among ``explained``.
    """
    members: dict[tuple[str, ...], list[Explained]] = {}
    for item in explained:
        members.setdefault((item.finding.severity, *item.key), []).append(item)
    rest = dict(untold)
    groups = []
    for items in sorted(members.values(), key=len, reverse=True):
        more = rest.pop(items[0].cause, 0)
        groups.append(_group(items, more))
    counts: Counter[str] = Counter()
    for found in groups:
        counts[found.severity] += found.count
    for cause, number in rest.items():
        counts[severities[cause]] += number
    groups.sort(key=lambda item: (GRAVITY[item.severity], -item.count, item.findings[0]))
    return tuple(groups), tuple((name, counts[name]) for name in SEVERITIES)


def _group(items: list[Explained], more: int) -> Group:
    first = items[0]
    findings = sorted({item.finding for item in items})
    count = len(findings) + more
    if first.finding.code in ONCE:
        findings = [_merged(findings)]
    sentence: Texts = first.finding.sentence
    if count > 1:
        alike = {item.told.same for item in items}
        sentence = first.told.same if len(alike) == 1 and not more else first.told.general
    return Group(sentence, first.finding.severity, count, tuple(findings))


def _merged(findings: list[Finding]) -> Finding:
    first = findings[0]
    places = dict.fromkeys(place for finding in findings for place in finding.places)
    return replace(first, places=tuple(places), thing="", thing_label=()) \
        if len(findings) > 1 else first  # fmt: skip


def only(findings: Findings, files: Iterable[str]) -> Findings:
    """The findings that concern some files alone."""
    wanted = frozenset(files)
    groups = []
    for item in findings.groups:
        kept = tuple(
            finding
            for finding in item.findings
            if any(place.file in wanted for place in (finding.place, *finding.places))
        )
        if kept:
            whole = len(kept) == len(item.findings)
            groups.append(replace(item, findings=kept, count=item.count if whole else len(kept)))
    counts = tuple(
        (name, sum(item.count for item in groups if item.severity == name)) for name in SEVERITIES
    )
    return replace(findings, groups=tuple(groups), counts=counts, files=tuple(sorted(wanted)))
