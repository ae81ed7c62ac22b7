"""As many findings as a person wants to see; what is counted stays exact."""

from __future__ import annotations

from dataclasses import replace

from publisher.check.findings import Findings, Group
from publisher.check.grouping import ONCE


def limited(findings: Findings, most: int) -> Findings:
    """The same with at most ``most`` findings, and one in each group while they last.

    Counts of groups and severities are as before; no group is dropped.
    """
    sizes = [len(group.findings) for group in findings.groups]
    if sum(sizes) <= most:
        return findings
    left = most
    shares = dict.fromkeys(range(len(sizes)), 0)
    smallest_first = sorted(shares, key=lambda place: (sizes[place], place))
    for done, place in enumerate(smallest_first):
        shares[place] = min(sizes[place], max(left // (len(sizes) - done), 1), left)
        left -= shares[place]
    groups = tuple(
        replace(group, findings=group.findings[: shares[place]])
        for place, group in enumerate(findings.groups)
    )
    return replace(findings, groups=groups)


def untold(group: Group) -> int:
    """How many findings of a group are not at hand; one may stand for all rows of its table."""
    if any(finding.code in ONCE for finding in group.findings):
        return 0
    return max(group.count - len(group.findings), 0)
