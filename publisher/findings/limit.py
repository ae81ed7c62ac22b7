"""As many findings as a person wants to see; what is counted stays exact."""

from __future__ import annotations

from dataclasses import replace

from publisher.check.findings import Findings


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
