"""Judgements as JSON: the same keys each time. ``docs/harvest-check.md`` says what they mean."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from publisher.findings.records import record as findings_record
from publisher.harvesting.judging.judge import Judgement, Outcome
from publisher.harvesting.judging.metrics import MOST, Metric
from publisher.harvesting.judging.remarks import Remark
from publisher.harvesting.judging.scores import Score, rating_of
from publisher.harvesting.judging.sentences import SENTENCES

LANGUAGES = ("en", "sv")


def as_json(judgements: Sequence[Judgement]) -> str:
    """All of them as one JSON document."""
    content = {
        "fine": all(item.fine for item in judgements),
        "feeds": [record(item) for item in judgements],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def record(judgement: Judgement) -> dict[str, Any]:
    """One judgement."""
    return {
        "feed": judgement.feed.name,
        "fine": judgement.fine,
        "datasets": judgement.datasets,
        "distributions": judgement.distributions,
        "services": judgement.services,
        "compared": judgement.compared,
        "harvesters": [_outcome(item) for item in judgement.outcomes],
        "remarks": [_remark(item, judgement) for item in judgement.told],
        "profiles": [
            {"profile": item.key, "name": item.name, **findings_record(item.findings)}
            for item in judgement.profiles
        ],
        "points": {
            "mean": round(judgement.mean, 1),
            "most": MOST,
            "rating": rating_of(judgement.mean),
            "profile": judgement.scored_by,
            "datasets": [_score(item) for item in judgement.scores],
        },
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    moves = outcome.moves
    return {
        "harvester": outcome.reader.key,
        "name": outcome.reader.name,
        "reads": outcome.reads,
        "created": list(moves.created),
        "updated": list(moves.updated),
        "unchanged": list(moves.unchanged),
        "deleted": list(moves.deleted),
        "dropped": [{"dataset": iri, "why": remark.code} for iri, remark in outcome.dropped],
    }


def _remark(remark: Remark, judgement: Judgement) -> dict[str, Any]:
    return {
        "code": remark.code,
        "severity": SENTENCES[remark.code].severity,
        "thing": remark.thing,
        "dataset": remark.dataset,
        "value": remark.value,
        "message": {language: remark.sentence(language) for language in LANGUAGES},
        "effects": {reader.key: effect for reader, effect in judgement.effect(remark)},
    }


def _score(item: Score) -> dict[str, Any]:
    return {
        "dataset": item.dataset,
        "title": dict(item.title),
        "points": item.points,
        "rating": item.rating,
        "distribution": item.distribution,
        "lost": [_metric(metric) for metric in item.lost],
        "undecided": [_metric(metric) for metric in item.undecided],
    }


def _metric(metric: Metric) -> dict[str, Any]:
    return {
        "metric": metric.code,
        "dimension": metric.dimension,
        "points": metric.points,
        "how": {"en": metric.how[1], "sv": metric.how[0]},
    }
