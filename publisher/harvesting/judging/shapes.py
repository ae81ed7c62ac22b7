"""A feed against shapes: what is found, explained, and whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from publisher.check.engine import Shapes, check_lines, shapes_from
from publisher.check.explain import Explainer, explain
from publisher.check.findings import Findings
from publisher.check.places import Locator
from publisher.check.report import Report, Result
from publisher.check.rules import Rules
from publisher.harvesting.judging.profiles import HVD, Profile, document
from publisher.harvesting.judging.tables import DCATAP
from publisher.harvesting.judging.things import Things
from publisher.vocabulary import Document, Vocabulary

LEGISLATION = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
"""The regulation on high-value datasets: who names it declares to be one."""


@dataclass(frozen=True)
class Checked:
    """What one set of shapes finds in a feed."""

    key: str
    name: str
    findings: Findings
    faulty: frozenset[str]
    """The datasets that any result is about, as N-Triples terms."""


def check_profile(things: Things, profile: Profile, limit: int) -> Checked:
    """A feed against our shapes of a profile."""
    only = None
    if profile.key == HVD:
        only = {node for item in of_high_value(things) for node in things.nodes(item)}
    return check(things, (document(profile),), profile.key, profile.name, limit, only)


def check(
    things: Things,
    documents: Sequence[Document],
    key: str,
    name: str,
    limit: int,
    only: set[str] | None = None,
) -> Checked:
    """A feed against shapes; ``only`` are the focus nodes that count, all without it."""
    shapes: Shapes = shapes_from(documents)
    report = check_lines(things.feed.lines, shapes)
    if only is not None:
        kept = tuple(item for item in report.results if item.focus in only)
        report = Report.of(kept, report.engine)
    owners = owners_of(things, {item.focus for item in report.results})
    rules = Rules(Vocabulary(tuple(documents)))
    locator = Locator(
        files=dict.fromkeys((item.focus for item in report.results), things.feed.name)
    )
    explainer = Explainer(rules, things.data, locator)
    findings = explain(report, explainer, limit=limit, files=(things.feed.name,))
    return Checked(key, name, findings, frozenset(_faulty(report.results, owners)))


def of_high_value(things: Things) -> list[str]:
    """The datasets, series and services that say that the regulation applies to them."""
    return [
        item
        for name in ("DataService", "Dataset", "DatasetSeries")
        for item in things.of_class(name)
        if f"<{LEGISLATION}>" in things.values(item, DCATAP + "applicableLegislation")
        or things.values(item, DCATAP + "hvdCategory")
    ]


def owners_of(things: Things, nodes: set[str]) -> dict[str, set[str]]:
    """The datasets whose descriptions have each of some nodes."""
    found: dict[str, set[str]] = {}
    if nodes:
        for dataset in things.datasets:
            for node in things.nodes(dataset) & nodes:
                found.setdefault(node, set()).add(dataset)
    return found


def _faulty(results: Iterable[Result], owners: Mapping[str, set[str]]) -> Iterable[str]:
    for result in results:
        yield from owners.get(result.focus, ())
