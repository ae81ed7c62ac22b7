"""A judgement for a terminal: what each harvester does, what is wrong, and the points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from publisher.findings.terminal import HARMLESS
from publisher.harvesting.judging.judge import Judgement, Outcome
from publisher.harvesting.judging.metrics import MOST
from publisher.harvesting.judging.scores import rating_of
from publisher.harvesting.judging.summary import (
    effects_in_words,
    group_in_words,
    kinds,
    lost_in_words,
    poorest_first,
    title_in,
    ways_to_win,
)
from publisher.harvesting.judging.words import say

MOVES: Final = ("created", "updated", "unchanged", "deleted")
NAMED: Final = 5
"""Things that are named of each kind of remark, and datasets of each move."""


def text_lines(judgement: Judgement, language: str, shown: int) -> Iterator[str]:
    """Lines without line ends; ``shown`` is how many findings and datasets are told."""
    for line in _lines(judgement, language, shown):
        yield line.translate(HARMLESS)


def _lines(judgement: Judgement, language: str, shown: int) -> Iterator[str]:
    holds = say("holds", language, judgement.datasets, judgement.distributions, judgement.services)
    yield f"{judgement.feed.name}: {holds}"
    yield ""
    yield say("tonight", language)
    for outcome in judgement.outcomes:
        yield from _outcome(outcome, language)
    if not judgement.compared and judgement.datasets:
        yield "  " + say("unknown-before", language)
    yield from _remarks(judgement, language)
    yield from _profiles(judgement, language, shown)
    yield from _points(judgement, language, shown)
    yield ""
    yield say("fine" if judgement.fine else "not-fine", language)


def _outcome(outcome: Outcome, language: str) -> Iterator[str]:
    name = outcome.reader.name
    if not outcome.reads:
        yield f"  {name}: {say('reads-nothing', language)}"
        return
    counts = [f"{say(move, language)} {len(getattr(outcome.moves, move))}" for move in MOVES]
    counts.append(f"{say('dropped', language)} {len(outcome.dropped)}")
    yield f"  {name}: {', '.join(counts)}"
    for iri in outcome.moves.deleted[:NAMED]:
        yield f"    − {iri}"
    if len(outcome.moves.deleted) > NAMED:
        yield "    " + say("more", language, len(outcome.moves.deleted) - NAMED)
    for iri, remark in outcome.dropped[:NAMED]:
        yield f"    × {iri}: {remark.sentence(language)}"
    if len(outcome.dropped) > NAMED:
        yield "    " + say("more", language, len(outcome.dropped) - NAMED)


def _remarks(judgement: Judgement, language: str) -> Iterator[str]:
    yield ""
    yield say("remarks", language)
    if not judgement.told:
        yield "  " + say("none", language)
    for kind in kinds(judgement):
        severity = say(kind.severity, language)
        effects = effects_in_words(kind, language)
        tail = f" [{effects}]" if effects else ""
        for remark in kind.remarks[:NAMED]:
            place = f"{remark.thing}: " if remark.thing else ""
            yield f"  {severity}: {place}{remark.sentence(language)}{tail}"
        if len(kind.remarks) > NAMED:
            yield "    " + say("more", language, len(kind.remarks) - NAMED)


def _profiles(judgement: Judgement, language: str, shown: int) -> Iterator[str]:
    for item in judgement.profiles:
        counts = dict(item.findings.counts)
        yield ""
        yield f"{item.name}: " + say("counts", language, counts["violation"], counts["warning"])
        for group in item.findings.groups[:shown]:
            number = f" ({group.count})" if group.count > 1 else ""
            sentence = group_in_words(group, language)
            yield f"  {say(group.severity, language)}{number}: {sentence}"
            for finding in group.findings[:NAMED]:
                yield f"    {finding.thing or '_:'}"
            if group.count > NAMED:
                yield "    " + say("more", language, group.count - NAMED)
        if len(item.findings.groups) > shown:
            yield "  " + say("more", language, len(item.findings.groups) - shown)


def _points(judgement: Judgement, language: str, shown: int) -> Iterator[str]:
    yield ""
    yield say("points", language)
    if not judgement.scores:
        yield "  " + say("no-datasets", language)
        return
    mean = f"{judgement.mean:.0f}"
    rating = say(rating_of(judgement.mean), language)
    yield "  " + say("mean", language, mean, MOST, rating, judgement.scored_by)
    for metric, number in ways_to_win(judgement.scores):
        how = metric.how[language == "en"]
        yield "  " + say("win-line", language, metric.points, number, how)
    for item in poorest_first(judgement.scores)[:shown]:
        title, lost = title_in(item, language), lost_in_words(item, language)
        rating = say(item.rating, language)
        yield f"  {item.points} {rating}  {title}" + (f": {lost}" if lost else "")
    if len(judgement.scores) > shown:
        yield "  " + say("more", language, len(judgement.scores) - shown)
