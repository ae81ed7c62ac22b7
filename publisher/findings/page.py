"""Findings as one page of HTML that stands alone: no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from publisher.check.findings import Finding, Findings, Group, text_in
from publisher.findings.limit import untold
from publisher.findings.places import many
from publisher.findings.words import PHRASES, say
from publisher.namespaces import shorten_iri
from publisher.render.html import environment, style_sheet

TEMPLATE: Final = "findings.html"
WEB: Final = ("http://", "https://")


@dataclass(frozen=True)
class Row:
    """One finding, as the page has it."""

    place: str
    thing: str
    thing_iri: str
    value: str
    better: str
    sentence: str
    """Empty where the group says it already."""


@dataclass(frozen=True)
class Section:
    """One cause."""

    anchor: str
    severity: str
    kind: str
    sentence: str
    count: int
    left: int
    """How many of its findings are not on the page."""
    rule: str
    """Address of the page about it; empty where there is none."""
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Account:
    """A line of the summary."""

    name: str
    value: str


@dataclass(frozen=True)
class FindingsPage:
    """All that the template sees."""

    language: str
    title: str
    style: Markup
    conforms: bool
    counts: tuple[Account, ...]
    account: tuple[Account, ...]
    files: tuple[str, ...]
    sections: tuple[Section, ...]


def as_page(findings: Findings, language: str, name: str = "") -> bytes:
    """The page as UTF-8; ``name`` is what was checked, for its title."""
    title = say("title", language) + (f": {name}" if name else "")
    page = FindingsPage(
        language=language,
        title=title,
        # The style sheet is a file of ours and holds no end of a style element.
        style=Markup(style_sheet().decode()),  # noqa: S704
        conforms=findings.conforms,
        counts=tuple(
            Account(say(f"{severity}s", language), str(count))
            for severity, count in findings.counts
        ),
        account=tuple(_account(findings, language)),
        files=findings.files,
        sections=tuple(
            _section(group, number, language) for number, group in enumerate(findings.groups, 1)
        ),
    )
    template = environment().get_template(TEMPLATE)
    return template.render(page=page, t=PHRASES.of(language)).encode()


def _account(findings: Findings, language: str) -> Iterator[Account]:
    if findings.rows:
        yield Account(say("all-rows", language), str(findings.rows))
        yield Account(say("published", language), str(findings.published))
        yield Account(say("rejected", language), str(findings.rejected))
    if findings.engine:
        yield Account(say("engine", language), findings.engine)


def _section(group: Group, number: int, language: str) -> Section:
    sentence = text_in(group.sentence, language)
    return Section(
        anchor=f"g{number}",
        severity=group.severity,
        kind=say(group.severity, language),
        sentence=sentence,
        count=group.count,
        left=untold(group),
        rule=next((item.rule for item in group.findings if item.rule.startswith(WEB)), ""),
        rows=tuple(_row(finding, sentence, language) for finding in group.findings),
    )


def _row(finding: Finding, said: str, language: str) -> Row:
    sentence = text_in(finding.sentence, language)
    return Row(
        place="; ".join(many(finding.places or (finding.place,), language)),
        thing=text_in(finding.thing_label, language) or shorten_iri(finding.thing),
        thing_iri=finding.thing if finding.thing.startswith(WEB) else "",
        value=finding.value,
        better=finding.fix or finding.nearest,
        sentence="" if sentence.endswith(said) else sentence,
    )
