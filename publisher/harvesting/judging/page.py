"""Judgements as one page of HTML that stands alone: no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from publisher.findings.limit import limited, untold
from publisher.findings.places import words as place_words
from publisher.harvesting.judging.judge import Judgement, Outcome
from publisher.harvesting.judging.metrics import MOST
from publisher.harvesting.judging.scores import rating_of
from publisher.harvesting.judging.shapes import Checked
from publisher.harvesting.judging.summary import (
    Kind,
    effects_in_words,
    group_in_words,
    kinds,
    lost_in_words,
    poorest_first,
    title_in,
    ways_to_win,
)
from publisher.harvesting.judging.text import MOVES
from publisher.harvesting.judging.words import PHRASES, say
from publisher.render.html import environment, style_sheet

TEMPLATE: Final = "harvest_check.html"
WEB: Final = ("http://", "https://")


@dataclass(frozen=True)
class HarvesterRow:
    """What one harvester does; ``counts`` is empty where it reads nothing."""

    name: str
    counts: tuple[int, ...]
    gone: tuple[str, ...]
    """The datasets that it deletes."""
    dropped: tuple[tuple[str, str], ...]
    """The datasets that it leaves out, each with why."""


@dataclass(frozen=True)
class RemarkSection:
    """One kind of remark: what harvesters do about it, then each thing with its sentence."""

    severity: str
    kind: str
    effects: str
    count: int
    left: int
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ProfileSection:
    """What one profile finds: severity, its word, how many, the sentence, things, and the rest."""

    name: str
    counts: str
    rows: tuple[tuple[str, str, int, str, tuple[str, ...], int], ...]


@dataclass(frozen=True)
class ScoreRow:
    """The points of one dataset."""

    title: str
    iri: str
    points: int
    rating: str
    lost: str


@dataclass(frozen=True)
class FeedSection:
    """One feed."""

    anchor: str
    name: str
    holds: str
    compared: bool
    harvesters: tuple[HarvesterRow, ...]
    remarks: tuple[RemarkSection, ...]
    profiles: tuple[ProfileSection, ...]
    mean: str
    ways: tuple[str, ...]
    scores: tuple[ScoreRow, ...]
    left: int
    """Datasets whose points are not on the page."""


@dataclass(frozen=True)
class HarvestPage:
    """All that the template sees."""

    language: str
    title: str
    style: Markup
    fine: bool
    moves: tuple[str, ...]
    feeds: tuple[FeedSection, ...]


def as_page(judgements: Sequence[Judgement], language: str, shown: int) -> bytes:
    """The page as UTF-8; ``shown`` is how many findings and datasets are told of each kind."""
    page = HarvestPage(
        language=language,
        title=say("title", language),
        # The style sheet is a file of ours and holds no end of a style element.
        style=Markup(style_sheet().decode()),  # noqa: S704
        fine=all(item.fine for item in judgements),
        moves=tuple(say(move, language) for move in (*MOVES, "dropped")),
        feeds=tuple(
            _feed(item, number, language, shown) for number, item in enumerate(judgements, 1)
        ),
    )
    return environment().get_template(TEMPLATE).render(page=page, t=PHRASES.of(language)).encode()


def _feed(judgement: Judgement, number: int, language: str, shown: int) -> FeedSection:
    scores = poorest_first(judgement.scores)
    mean = ""
    if scores:
        rating = say(rating_of(judgement.mean), language)
        points = f"{judgement.mean:.0f}"
        mean = say("mean", language, points, MOST, rating, judgement.scored_by)
    return FeedSection(
        anchor=f"f{number}",
        name=judgement.feed.name,
        holds=say(
            "holds", language, judgement.datasets, judgement.distributions, judgement.services
        ),
        compared=judgement.compared,
        harvesters=tuple(_harvester(item, language, shown) for item in judgement.outcomes),
        remarks=tuple(_remarks(item, language, shown) for item in kinds(judgement)),
        profiles=tuple(_profile(item, language, shown) for item in judgement.profiles),
        mean=mean,
        ways=tuple(
            say("win-line", language, metric.points, count, metric.how[language == "en"])
            for metric, count in ways_to_win(judgement.scores)
        ),
        scores=tuple(
            ScoreRow(
                title_in(item, language),
                item.dataset if item.dataset.startswith(WEB) else "",
                item.points, say(item.rating, language), lost_in_words(item, language),
            )
            for item in scores[:shown]
        ),
        left=max(len(scores) - shown, 0),
    )  # fmt: skip


def _harvester(outcome: Outcome, language: str, shown: int) -> HarvesterRow:
    if not outcome.reads:
        return HarvesterRow(outcome.reader.name, (), (), ())
    counts = tuple(len(getattr(outcome.moves, move)) for move in MOVES)
    dropped = tuple((iri, remark.sentence(language)) for iri, remark in outcome.dropped[:shown])
    return HarvesterRow(
        outcome.reader.name, (*counts, len(outcome.dropped)), outcome.moves.deleted[:shown], dropped
    )


def _remarks(kind: Kind, language: str, shown: int) -> RemarkSection:
    return RemarkSection(
        kind.severity,
        say(kind.severity, language),
        effects_in_words(kind, language),
        len(kind.remarks),
        max(len(kind.remarks) - shown, 0),
        tuple((item.thing, item.sentence(language)) for item in kind.remarks[:shown]),
    )


def _profile(item: Checked, language: str, shown: int) -> ProfileSection:
    counts = dict(item.findings.counts)
    rows = tuple(
        (
            group.severity, say(group.severity, language), group.count,
            group_in_words(group, language),
            tuple(finding.thing or place_words(finding.place, language)
                  for finding in group.findings),
            untold(group),
        )
        for group in limited(item.findings, shown).groups
    )  # fmt: skip
    return ProfileSection(
        item.name, say("counts", language, counts["violation"], counts["warning"]), rows
    )
