"""What the command line says of findings and builds: sentences for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from publisher.faults import Fault
from publisher.release.build import Checked, Outcome
from publisher.release.difference import Difference

LANGUAGES: Final = ("sv", "en")

WORDS: Final = {
    "en": {
        "fault": "fault",
        "warning": "warning",
        "more": "… and {} more.",
        "rows": "Rows: {rows}, published {published}, rejected {rejected}. "
        "Faults: {faults}. Warnings: {warnings}.",
    },
    "sv": {
        "fault": "fel",
        "warning": "varning",
        "more": "… och {} till.",
        "rows": "Rader: {rows}, publicerade {published}, avvisade {rejected}. "
        "Fel: {faults}. Varningar: {warnings}.",
    },
}


def sentences(checked: Checked, language: str, shown: int) -> Iterator[str]:
    """A line for each finding, at most ``shown`` of each kind, then the account of the rows."""
    words = WORDS[language]
    for kind, faults in (("fault", checked.faults), ("warning", checked.warnings)):
        for fault in faults[:shown]:
            yield f"{words[kind]}: {fault.place.words(language)}: {fault.sentence(language)}"
        if len(faults) > shown:
            yield words["more"].format(len(faults) - shown)
    yield words["rows"].format(**account(checked))


def as_json(checked: Checked) -> str:
    """All findings and the account of the rows, as JSON."""
    findings = [
        _record(kind, fault)
        for kind, faults in (("fault", checked.faults), ("warning", checked.warnings))
        for fault in faults
    ]
    return json.dumps({**account(checked), "findings": findings}, ensure_ascii=False, indent=1)


def account(checked: Checked) -> dict[str, int]:
    """Rows in = rows published + rows rejected."""
    sources = checked.content.sources
    rejected = sum(len(own.rejected) for own in sources)
    rows = sum(own.rows for own in sources)
    return {
        "rows": rows,
        "published": rows - rejected,
        "rejected": rejected,
        "faults": len(checked.faults),
        "warnings": len(checked.warnings),
    }


def outcome_lines(outcome: Outcome) -> Iterator[str]:
    """What a build came to."""
    manifest = outcome.manifest
    if manifest is None:
        yield "Nothing was released."
        return
    if not outcome.new:
        yield f"Nothing has changed: release {manifest.id} stays current."
    elif outcome.difference is None:
        yield f"Released {manifest.id}: {manifest.quads} quads."
    else:
        removed, added = outcome.difference.removed, outcome.difference.added
        yield f"Released {manifest.id}: {manifest.quads} quads (−{removed} +{added})."
    for iri in outcome.vanished:
        yield (
            f"gone: <{iri}>. If it is withdrawn, add it to data/withdrawn.csv: it then answers 410."
        )


def difference_lines(found: Difference) -> Iterator[str]:
    """A line for each statement, - gone, + new, under the graph that it is in."""
    for item in found.graphs:
        yield f"# <{item.graph}>: −{len(item.removed)} +{len(item.added)}"
        yield from (f"- {line} ." for line in item.removed)
        yield from (f"+ {line} ." for line in item.added)


def _record(kind: str, fault: Fault) -> dict[str, object]:
    place = fault.place
    return {
        "kind": kind,
        "code": fault.code,
        "file": place.file,
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "value": fault.value,
        "nearest": fault.nearest,
        "message": {language: fault.sentence(language) for language in LANGUAGES},
    }
