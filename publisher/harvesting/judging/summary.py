"""A judgement summed up, as every writer tells it: remarks by kind, lost points by metric."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from publisher.check.findings import Group, text_in
from publisher.harvesting.judging.judge import Judgement
from publisher.harvesting.judging.metrics import METRICS, Metric
from publisher.harvesting.judging.profiles import owner
from publisher.harvesting.judging.remarks import Remark
from publisher.harvesting.judging.scores import Score
from publisher.harvesting.judging.sentences import SENTENCES
from publisher.harvesting.judging.words import say


@dataclass(frozen=True)
class Kind:
    """All remarks of one code."""

    code: str
    severity: str
    remarks: tuple[Remark, ...]
    effects: tuple[tuple[str, str], ...]
    """Harvesters by name, and what each does about it."""


def kinds(judgement: Judgement) -> Iterator[Kind]:
    """The remarks by code, the gravest first."""
    for code, members in groupby(judgement.told, key=lambda item: item.code):
        found = tuple(members)
        effects = tuple(
            (reader.name, effect) for reader, effect in judgement.effect(found[0])
        )  # fmt: skip
        yield Kind(code, SENTENCES[code].severity, found, effects)


def effects_in_words(kind: Kind, language: str) -> str:
    """What the harvesters do about a kind of remark."""
    names: dict[str, list[str]] = {}
    for name, effect in kind.effects:
        names.setdefault(effect, []).append(name)
    return "; ".join(say(effect, language, ", ".join(found)) for effect, found in names.items())


def group_in_words(group: Group, language: str) -> str:
    """What is wrong with many things, and of what kind they are."""
    sentence = text_in(group.sentence, language)
    kind = owner(group.findings[0].shape, language) if group.findings else ""
    return f"{kind}, {sentence}" if kind and group.count > 1 else sentence


def ways_to_win(scores: Iterable[Score]) -> list[tuple[Metric, int]]:
    """The metrics that points are lost by, with how many datasets lose them; the most first."""
    lost = Counter(metric.code for item in scores for metric in item.lost)
    found = [(metric, lost[metric.code]) for metric in METRICS if lost[metric.code]]
    return sorted(found, key=lambda item: -item[0].points * item[1])


def poorest_first(scores: Iterable[Score]) -> list[Score]:
    """The scores, those with the fewest points first."""
    return sorted(scores, key=lambda item: (item.points, item.dataset))


def lost_in_words(item: Score, language: str) -> str:
    """The points that a dataset loses, each named, and those that nobody looked into."""
    parts = [
        say("lost-name", language, say(metric.code, language), metric.points)
        for metric in item.lost
    ]
    parts += [
        say("undecided", language, say(metric.code, language), metric.points)
        for metric in item.undecided
    ]
    return ", ".join(parts)


def title_in(item: Score, language: str) -> str:
    """What a dataset is called; its IRI where it is called nothing."""
    return text_in(item.title, language) or item.dataset
