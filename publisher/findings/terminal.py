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

MARKS: Final = {"violation": "\x01", "warning": "\x02", "info": "\x03", "place": "\x04"}
"""What stands before a piece that is painted while lines are broken: one character each."""

END: Final = "\x05"
PAINT: Final = str.maketrans({
    MARKS["violation"]: "\x1b[1;31m", MARKS["warning"]: "\x1b[1;33m", MARKS["info"]: "\x1b[1;36m",
    MARKS["place"]: "\x1b[1m", END: "\x1b[0m",
})  # fmt: skip
"""The colours (ECMA-48, SGR): red, yellow and cyan for severities, bold for places."""

HARMLESS: Final = str.maketrans(dict.fromkeys((*range(32), *range(127, 160)), "\ufffd"))
"""Control characters of the data would be obeyed by a terminal."""

NARROWEST: Final = 40
"""Columns below which lines are left to the terminal to break."""


def terminal_lines(
    findings: Findings, language: str, *, width: int = 0, colour: bool = False
) -> Iterator[str]:
    """Lines for a person, without line ends. ``width`` in columns breaks them; 0 does not."""
    for group in findings.groups:
        for at, line in enumerate(_group(group, language, colour)):
            for piece in _wrapped(line, width, "  " if at == 0 else "      "):
                yield piece.translate(PAINT)
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
    def painted(text: str, kind: str) -> str:
        text = text.translate(HARMLESS)
        return f"{MARKS[kind]}{text}{END}" if colour else text

    kind = painted(say(group.severity, language), group.severity)
    if group.count == 1 and group.findings:
        (finding,) = group.findings
        place = painted(words(finding.place, language), "place")
        sentence = text_in(finding.sentence, language) + _remedy(finding, language)
        yield f"{kind}: {place}: {sentence.translate(HARMLESS)}"
        return
    sentence = text_in(group.sentence, language).translate(HARMLESS)
    yield f"{kind}: {sentence} ({say('places', language, group.count)})"
    if len({finding.value for finding in group.findings}) > 1:
        for finding in group.findings:
            place = painted(words(finding.place, language), "place")
            yield f"  {place}: {_change(finding, language).translate(HARMLESS)}"
    else:
        for line in many(_places(group), language):
            yield f"  {painted(line, 'place')}"
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


def _wrapped(line: str, width: int, indent: str) -> list[str]:
    if width < NARROWEST or len(line) <= width:
        return [line]
    first = line[: len(line) - len(line.lstrip())]
    return textwrap.wrap(
        line.strip(), width, initial_indent=first, subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
