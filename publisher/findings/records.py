"""Findings as JSON: the same keys in every finding, whether or not they hold anything.

``docs/checking.md`` says what each key means; keys are added, never renamed.
"""

from __future__ import annotations

import json
from typing import Any, Final

from publisher.check.findings import Finding, Findings, Texts
from publisher.faults import Place

KINDS: Final = {"violation": "fault", "warning": "warning", "info": "note"}
"""What a severity is called in ``kind``."""


def as_json(findings: Findings) -> str:
    """All findings and the account of the rows as a JSON document, in the order of groups."""
    return json.dumps(record(findings), ensure_ascii=False, indent=1) + "\n"


def record(findings: Findings) -> dict[str, Any]:
    """What the JSON document holds."""
    return {
        "conforms": findings.conforms,
        "rows": findings.rows,
        "published": findings.published,
        "rejected": findings.rejected,
        **{f"{kind}s": findings.count(severity) for severity, kind in KINDS.items()},
        "engine": findings.engine,
        "files": list(findings.files),
        "groups": [
            {
                "kind": KINDS[group.severity],
                "count": group.count,
                "message": dict(group.sentence),
            }
            for group in findings.groups
        ],
        "findings": [
            finding_record(finding, at)
            for at, group in enumerate(findings.groups)
            for finding in group.findings
        ],
    }


def finding_record(finding: Finding, group: int) -> dict[str, Any]:
    """One finding; ``group`` is the place of its group in the document."""
    return {
        "kind": KINDS[finding.severity],
        "code": finding.code,
        **_place(finding.place),
        "value": finding.value,
        "nearest": finding.nearest,
        "fix": finding.fix,
        "message": dict(finding.sentence),
        "thing": finding.thing,
        "thing_label": _texts(finding.thing_label),
        "property": finding.property,
        "property_label": _texts(finding.property_label),
        "component": finding.component,
        "shape": finding.shape,
        "rule": finding.rule,
        "group": group,
        "places": [_place(place) for place in finding.places or (finding.place,)],
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "file": place.file,
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
    }


def _texts(texts: Texts) -> dict[str, str]:
    return dict(texts)
