"""Proposals: the pairs whose score is high enough, one to one where each list has no doubles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from publisher.linking.matching.candidates import pairs
from publisher.linking.matching.entities import Entity
from publisher.linking.matching.scoring import ASKED, AUTOMATIC, Score, score

MARGIN: Final = 0.02
"""How much better than every rival a proposal is at the least to be automatic."""


@dataclass(frozen=True)
class Proposal:
    """Two things that may be one."""

    one: Entity
    other: Entity
    score: Score
    rivals: int = 0
    """Other candidates that are about as good; a proposal with rivals is asked about."""

    @property
    def automatic(self) -> bool:
        """Whether it is good enough to be accepted without being asked about."""
        return self.score.value >= AUTOMATIC and not self.rivals and not self.score.forbidden


def propose(
    left: Sequence[Entity],
    right: Sequence[Entity] | None = None,
    *,
    decided: Collection[tuple[str, str]] = (),
    one_to_one: bool = True,
) -> list[Proposal]:
    """Proposals between two lists, or within one, the best first.

    ``decided`` are pairs of IRIs that are not proposed again, in either order. With
    ``one_to_one`` a thing is proposed with one other at most.
    """
    others = left if right is None else right
    known = {*decided, *((other, one) for one, other in decided)}
    scored: list[tuple[Score, int, int]] = []
    for one, other in pairs(left, others):
        if left[one].iri == others[other].iri or (left[one].iri, others[other].iri) in known:
            continue
        found = score(left[one], others[other])
        if found.value >= ASKED:
            scored.append((found, one, other))
    scored.sort(key=lambda item: (-item[0].value, -_bits(item[0]), item[1], item[2]))
    rivals = _rivals(scored, within=right is None) if one_to_one else {}
    taken: set[tuple[str, int]] = set()
    proposals = []
    for found, one, other in scored:
        ends = {("left", one), ("left" if right is None else "right", other)}
        if one_to_one and ends & taken:
            continue
        taken |= ends
        proposals.append(Proposal(left[one], others[other], found, rivals.get((one, other), 0)))
    return proposals


def _bits(found: Score) -> float:
    return sum(reason.bits for reason in found.evidence)


def _rivals(
    scored: Sequence[tuple[Score, int, int]], *, within: bool
) -> dict[tuple[int, int], int]:
    """How many other candidates of either thing are as good as a pair, about."""
    ends: dict[tuple[str, int], list[tuple[float, float]]] = defaultdict(list)
    right = "left" if within else "right"
    for found, one, other in scored:
        for end in (("left", one), (right, other)):
            ends[end].append((found.value, _bits(found)))
    counts = {}
    for found, one, other in scored:
        near = [
            value > found.value - MARGIN and bits > _bits(found) - 2
            for end in (("left", one), (right, other))
            for value, bits in ends[end]
        ]
        counts[one, other] = sum(near) - 2
    return counts
