"""Points of each dataset: its own metrics, and those of the distribution that has the most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from publisher.check.data import shown
from publisher.harvesting.judging.metrics import METRICS, RATINGS, Known, Metric


@dataclass(frozen=True)
class Score:
    """The points of one dataset."""

    dataset: str
    """Its IRI, or the label of a blank node."""
    title: tuple[tuple[str, str], ...]
    points: int
    lost: tuple[Metric, ...]
    undecided: tuple[Metric, ...]
    """Metrics that nobody looked into; their points are not counted."""
    distribution: str = ""
    """The IRI of the distribution that counts; empty where there is none."""

    @property
    def rating(self) -> str:
        """``excellent``, ``good``, ``sufficient`` or ``bad``."""
        return rating_of(self.points)


def rating_of(points: float) -> str:
    """What points are called."""
    return next(name for least, name in RATINGS if int(points) >= least)


def score(known: Known, dataset: str) -> Score:
    """The points of a dataset, given as an N-Triples term."""
    own = {metric.code: metric.test(known, dataset) for metric in METRICS
           if metric.scope != "distribution"}  # fmt: skip
    best: dict[str, bool | None] = {}
    chosen = ""
    for distribution in known.things.distributions(dataset):
        found = _measured(known, distribution)
        if not chosen or _points(found) > _points(best):
            best, chosen = found, distribution
    final = {metric.code: _merged(metric, own, best) for metric in METRICS}
    return Score(
        dataset=shown(dataset),
        title=tuple(sorted(known.things.title(dataset).items())),
        points=_points(final),
        lost=tuple(metric for metric in METRICS if final[metric.code] is False),
        undecided=tuple(metric for metric in METRICS if final[metric.code] is None),
        distribution=shown(chosen) if chosen else "",
    )


def mean(scores: Sequence[Score]) -> float:
    """The mean of the points; 0 where there are no datasets."""
    return sum(item.points for item in scores) / len(scores) if scores else 0.0


def _measured(known: Known, distribution: str) -> dict[str, bool | None]:
    return {metric.code: metric.test(known, distribution) for metric in METRICS
            if metric.scope != "dataset"}  # fmt: skip


def _merged(
    metric: Metric, own: dict[str, bool | None], best: dict[str, bool | None]
) -> bool | None:
    if metric.scope == "dataset":
        return own[metric.code]
    if metric.scope == "either":
        return bool(best.get(metric.code) or own[metric.code])
    return best.get(metric.code, False)


def _points(found: dict[str, bool | None]) -> int:
    return sum(metric.points for metric in METRICS if found.get(metric.code))
