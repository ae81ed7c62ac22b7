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
    shares = []
    for place, size in enumerate(sizes):
        after = len(sizes) - place - 1
        share = min(size, max(left - after, 1), left)
        shares.append(share)
        left -= share
    groups = tuple(
        replace(group, findings=group.findings[:share])
        for group, share in zip(findings.groups, shares, strict=True)
    )
    return replace(findings, groups=groups)


def untold(group: Group) -> int:
    """How many findings of a group are not at hand; one may stand for all rows of its table."""
    if any(finding.code in ONCE for finding in group.findings):
        return 0
    return max(group.count - len(group.findings), 0)
