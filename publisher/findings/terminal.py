"""Findings for a terminal: each cause once, then the places, then the counts."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from publisher.check.findings import Finding, Findings, Group, text_in
from publisher.check.grouping import ONCE
from publisher.faults import Place
from publisher.findings.limit import untold
from publisher.findings.places import many, words
from publisher.findings.words import say

COLOURS: Final = {"violation": "31", "warning": "33", "info": "36"}
"""The colour of each severity (ECMA-48, SGR): red, yellow, cyan."""

BOLD: Final = "1"
NARROWEST: Final = 40
"""Columns below which lines are left to the terminal to break."""


def terminal_lines(
    findings: Findings, language: str, *, width: int = 0, colour: bool = False
) -> Iterator[str]:
    """Lines for a person, without line ends. ``width`` in columns breaks them; 0 does not."""
    for group in findings.groups:
        for at, line in enumerate(_group(group, language, colour)):
            yield from _wrapped(line, width, "  " if at == 0 else "      ")
    yield from _wrapped(summary(findings, language), width, "  ")


def summary(findings: Findings, language: str) -> str:
    """The account of the rows, where there are any, and the number of each severity."""
    parts = []
    if findings.rows:
        parts.append(say("rows", language, findings.rows, findings.published, findings.rejected))
    for severity, count in findings.counts:
        if count or severity != "info":
            parts.append(f"{say(f'{severity}s', language)}: {count}.")
    return " ".join(parts)


def _group(group: Group, language: str, colour: bool) -> Iterator[str]:
    kind = _painted(say(group.severity, language), f"1;{COLOURS[group.severity]}", colour)
    if group.count == 1 and group.findings:
        (finding,) = group.findings
        place = words(finding.place, language)
        sentence = text_in(finding.sentence, language) + _remedy(finding, language)
        yield f"{kind}: {_painted(place, BOLD, colour)}: {sentence}"
        return
    count = say("places", language, group.count)
    yield f"{kind}: {text_in(group.sentence, language)} ({count})"
    if len({finding.value for finding in group.findings}) > 1:
        for finding in group.findings:
            place = _painted(words(finding.place, language), BOLD, colour)
            yield f"  {place}: {_change(finding, language)}"
    else:
        for line in many(_places(group), language):
            yield f"  {_painted(line, BOLD, colour)}"
    if left := untold(group):
        yield "  " + say("more", language, left)


def _places(group: Group) -> Iterator[Place]:
    for finding in group.findings:
        yield from finding.places if finding.code in ONCE else (finding.place,)


def _change(finding: Finding, language: str) -> str:
    """What stands there, and what should where that is known: “Testbäd” → “Testbädd”."""
    said = say("quoted", language, finding.value) if finding.value else "–"
    if finding.fix or finding.nearest:
        better = say("quoted", language, finding.fix or finding.nearest)
        return f"{said} → {better}{'' if finding.fix else '?'}"
    return said


def _remedy(finding: Finding, language: str) -> str:
    if not finding.fix or finding.fix == finding.nearest:
        return ""
    return " " + say("should-be", language, finding.fix)


def _painted(text: str, code: str, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text


def _wrapped(line: str, width: int, indent: str) -> list[str]:
    if width < NARROWEST or len(line) <= width:
        return [line]
    first = line[: len(line) - len(line.lstrip())]
    return textwrap.wrap(
        line.strip(), width, initial_indent=first, subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
