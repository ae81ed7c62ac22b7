"""A proposal as plain records, for other programs."""

from __future__ import annotations

from typing import Any

from publisher.proposals.decisions import Decisions
from publisher.proposals.model import Candidate, TableProposal
from publisher.proposals.sheets import Sheet

LANGUAGES = ("sv", "en")


def as_records(sheet: Sheet, proposal: TableProposal, decided: Decisions) -> dict[str, Any]:
    """What is proposed for a sheet, and what of it is decided, as JSON holds it."""
    return {
        "file": sheet.file,
        "sheet": sheet.sheet,
        "headerRow": sheet.row,
        "rows": len(sheet.rows),
        "class": proposal.kind.slug,
        "classes": [
            {"class": item.kind.slug, "score": item.score,
             "reasons": {name: [reason.words(name) for reason in item.reasons]
                         for name in LANGUAGES}}
            for item in proposal.classes
        ],
        "key": None if proposal.key is None else sheet.header[proposal.key],
        "columns": [
            {
                "heading": column.heading,
                "examples": list(column.examples),
                "proposed": _record(column.chosen) if column.chosen else None,
                "accepted": decided.columns[column.index] is not None,
                "alternatives": [_record(item) for item in column.alternatives],
                "reason": {name: column.reason.words(name) for name in LANGUAGES},
            }
            for column in proposal.columns
        ],
        "missing": [
            {"property": meaning.iri, "name": {name: meaning.name(name) for name in LANGUAGES}}
            for meaning in proposal.missing
        ],
    }  # fmt: skip


def _record(item: Candidate) -> dict[str, Any]:
    return {
        "property": item.meaning.iri,
        "name": {name: item.meaning.name(name) for name in LANGUAGES},
        "score": item.score,
        "reasons": {name: [reason.words(name) for reason in item.reasons] for name in LANGUAGES},
        **({"separator": item.separator} if item.separator else {}),
        **({"format": item.format} if item.format else {}),
    }
