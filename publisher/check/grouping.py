"""Grouping: findings of one cause become one group, said once; what is not told is counted too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from publisher.check.findings import Finding, Findings, Group, Texts
from publisher.check.report import Cause
from publisher.check.sentences import Told
from publisher.fault_sentences import SEVERITIES

Reason = tuple[Cause, str]
"""A constraint, and the value where that is what is wrong."""

Severity = Callable[[Cause], str]
"""A constraint -> its severity as findings have it."""

GRAVITY: Final = {name: place for place, name in enumerate(SEVERITIES)}

ONCE: Final = frozenset(("shape-no-column",))
"""Codes of which a table has one finding, at its header, however many rows it counts for."""


@dataclass(frozen=True)
class Explained:
    """A finding with what it takes to group it."""

    finding: Finding
    key: tuple[str, ...]
    """What findings of one cause have in common."""
    told: Told
    reason: Reason = (("", "", ""), "")
    """What the report counts it under; empty for a fault of reading."""


def group(
    explained: Iterable[Explained], untold: Mapping[Reason, int], severity_of: Severity
) -> tuple[tuple[Group, ...], tuple[tuple[str, int], ...]]:
    """The groups, the gravest and most frequent first, and the number of each severity.

    ``untold`` counts the results that are not among ``explained``, by their reason.
    """
    members: dict[tuple[str, ...], list[Explained]] = {}
    for item in explained:
        members.setdefault((item.finding.severity, *item.key), []).append(item)
    rest = dict(untold)
    largest_first = sorted(members.values(), key=len, reverse=True)
    alike = [rest.pop(items[0].reason, 0) if items[0].reason[1] else 0 for items in largest_first]
    loose: Counter[Cause] = Counter()
    for (cause, _), number in rest.items():
        loose[cause] += number
    groups = [
        _group(items, more, loose.pop(items[0].reason[0], 0))
        for items, more in zip(largest_first, alike, strict=True)
    ]
    counts: Counter[str] = Counter()
    for found in groups:
        counts[found.severity] += found.count
    for cause, number in loose.items():
        counts[severity_of(cause)] += number
    groups.sort(key=lambda item: (GRAVITY[item.severity], -item.count, item.findings[0]))
    return tuple(groups), tuple((name, counts[name]) for name in SEVERITIES)


def _group(items: list[Explained], more: int, others: int) -> Group:
    """The group of ``items``, of ``more`` with the same value and ``others`` with any."""
    first = items[0]
    findings = sorted({item.finding for item in items})
    count = len(findings) + more + others
    if first.finding.code in ONCE:
        findings = [replace(findings[0], sentence=first.told.same, thing="", thing_label=())]
    sentence: Texts = first.finding.sentence
    if count > 1:
        same = len({item.told.same for item in items}) == 1 and not others
        sentence = first.told.same if same else first.told.general
    return Group(sentence, first.finding.severity, count, tuple(findings))


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
