"""Proposals: the pairs whose score is high enough, one to one where each list has no doubles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from publisher.linking.matching.candidates import pairs
from publisher.linking.matching.entities import Entity
from publisher.linking.matching.scoring import ASKED, AUTOMATIC, Score, score

MARGIN: Final = 0.02
"""How much better than every rival a proposal is at the least to be automatic."""
MARGIN_BITS: Final = 2.0
"""The same in bits, where both scores are near the highest there is."""


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
    scored: list[_Scored] = []
    for one, other in pairs(left, others):
        if left[one].iri == others[other].iri or (left[one].iri, others[other].iri) in known:
            continue
        found = score(left[one], others[other])
        if found.value >= ASKED:
            scored.append(_Scored(found.value, _bits(found), one, other))
    scored.sort(
        key=lambda item: (-item.value, -item.bits, left[item.one].iri, others[item.other].iri)
    )
    if not one_to_one:
        return [_proposal(left, others, item, 0) for item in scored]
    rivals = _rivals(scored, within=right is None)
    taken: set[tuple[str, int]] = set()
    proposals = []
    for item in scored:
        ends = {("left", item.one), ("left" if right is None else "right", item.other)}
        if not ends & taken:
            taken |= ends
            near = rivals[item.one, item.other]
            proposals.append(_proposal(left, others, item, near))
    return proposals


class _Scored(NamedTuple):
    """A pair of positions; its evidence is worked out again where it is proposed."""

    value: float
    bits: float
    one: int
    other: int


def _proposal(
    left: Sequence[Entity], right: Sequence[Entity], item: _Scored, rivals: int
) -> Proposal:
    one, other = left[item.one], right[item.other]
    return Proposal(one, other, score(one, other), rivals)


def _bits(found: Score) -> float:
    return sum(reason.bits for reason in found.evidence)


def _rivals(scored: Sequence[_Scored], *, within: bool) -> dict[tuple[int, int], int]:
    """How many other candidates of either thing are about as good as a pair."""
    ends: dict[tuple[str, int], list[_Scored]] = defaultdict(list)
    right = "left" if within else "right"
    for item in scored:
        ends["left", item.one].append(item)
        ends[right, item.other].append(item)
    return {
        (item.one, item.other): sum(
            other.value > item.value - MARGIN and other.bits > item.bits - MARGIN_BITS
            for end in (("left", item.one), (right, item.other))
            for other in ends[end]
        ) - 2
        for item in scored
    }  # fmt: skip
