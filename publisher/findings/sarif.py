"""Findings as SARIF 2.1.0 (OASIS), for code hosting and editors that show what a check found.

Rules are the shapes that something was found by, and the kinds of faults of reading.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

from publisher.check.findings import Finding, Findings, Texts, text_in
from publisher.fault_sentences import SENTENCES
from publisher.faults import Place
from publisher.findings.places import character
from publisher.namespaces import shorten_iri

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
"""Named in the document (section 3.13.3); nothing is fetched."""

ROOT: Final = "%SRCROOT%"
"""What the addresses of files are relative to: the repository, else the site."""

FINGERPRINT: Final = "publisherFinding/v1"
LEVELS: Final = {"violation": "error", "warning": "warning", "info": "note"}

Message = Callable[[str], Texts]
Locate = Callable[[str], str]


def as_sarif(
    findings: Findings,
    language: str,
    *,
    version: str,
    locate: Locate = lambda file: file,
    message: Message = lambda shape: (),
) -> str:
    """The document. ``locate`` gives the path of a file in the repository, with ``/``; ``message``
    what a shape says of itself, by its IRI.
    """
    rules: dict[str, dict[str, Any]] = {}
    places: dict[str, int] = {}
    results = []
    seen: Counter[str] = Counter()
    for finding in findings.all():
        name = rule_of(finding)
        if name not in rules:
            places[name] = len(rules)
            own = message(name) if finding.component else ()
            rules[name] = _rule(name, finding, own, language)
        results.append(_result(finding, places[name], language, locate, seen))
    run = {
        "tool": {
            "driver": {
                "name": "publisher",
                "version": version,
                "semanticVersion": version,
                "language": language,
                "rules": list(rules.values()),
                "properties": {"engine": findings.engine},
            }
        },
        "language": language,
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            ROOT: {"description": {"text": "The root of the repository, or of the site."}}
        },
        "artifacts": [_artifact(file, locate) for file in findings.files],
        "results": results,
        "properties": {"counts": dict(findings.counts)},
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def rule_of(finding: Finding) -> str:
    """The identifier of the rule that a finding breaks.

    It is the shape; for a shape without an IRI the constraint and the property; else the kind of
    fault.
    """
    if not finding.component:
        return finding.code
    name = finding.component.rpartition("#")[2].removesuffix("ConstraintComponent")
    return finding.shape or f"{name} {finding.property}".rstrip()


def _rule(name: str, finding: Finding, own: Texts, language: str) -> dict[str, Any]:
    """A rule in both languages: what its shape says, else what is said of any such fault."""
    texts = own or _general(finding)
    help_text = "\n\n".join(f"{tag}: {text}" if tag else text for tag, text in texts)
    label = text_in(finding.property_label, language)
    return {
        "id": name,
        "name": shorten_iri(name),
        "shortDescription": {"text": label or text_in(texts, language) or name},
        "fullDescription": {"text": text_in(texts, language) or name},
        "help": {"text": help_text or name},
        **({"helpUri": finding.rule} if finding.rule else {}),
        "defaultConfiguration": {"level": LEVELS[finding.severity]},
    }


def _general(finding: Finding) -> Texts:
    """What a kind of fault is, without what one finding has of it."""
    sentences = SENTENCES.get(finding.code)
    if finding.component or not sentences:
        return finding.sentence
    return tuple((language, text.format(value="…", expected="…"))
                 for language, text in sorted(sentences.items()))  # fmt: skip


def _result(
    finding: Finding, rule: int, language: str, locate: Locate, seen: Counter[str]
) -> dict[str, Any]:
    mark = _fingerprint(finding)
    seen[mark] += 1
    number = seen[mark]
    others = finding.places[1:]
    facts = {
        "sheet": finding.place.sheet, "column": finding.place.column, "value": finding.value,
        "nearest": finding.nearest, "fix": finding.fix, "thing": finding.thing,
        "property": finding.property, "component": finding.component,
    }  # fmt: skip
    return {
        "ruleId": rule_of(finding),
        "ruleIndex": rule,
        "level": LEVELS[finding.severity],
        "message": {"text": text_in(finding.sentence, language) or finding.code},
        "locations": [_location(finding.place, locate)],
        **({"relatedLocations": [_location(place, locate) for place in others]} if others else {}),
        "partialFingerprints": {FINGERPRINT: f"{mark}:{number}"},
        "properties": {
            **{name: text for name, text in facts.items() if text},
            "message": dict(finding.sentence),
        },
    }


def _fingerprint(finding: Finding) -> str:
    """The same for the same fault after rows have moved: everything but the row."""
    place = finding.place
    parts = (place.file, place.sheet, place.column, finding.code, finding.thing, finding.property,
             finding.component, finding.shape, finding.value)  # fmt: skip
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _location(place: Place, locate: Locate) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if place.file:
        found["physicalLocation"] = {"artifactLocation": _address(place.file, locate)}
        if place.row:
            found["physicalLocation"]["region"] = {"startLine": place.row}
            if column := character(place):
                found["physicalLocation"]["region"]["startColumn"] = column
    names = [name for name in (place.sheet, place.column) if name and not character(place)]
    if names:
        found["logicalLocations"] = [
            {"name": names[-1], "fullyQualifiedName": "/".join([place.file, *names]),
             "kind": "member"}
        ]  # fmt: skip
    return found


def _artifact(file: str, locate: Locate) -> dict[str, Any]:
    return {"location": _address(file, locate)}


def _address(file: str, locate: Locate) -> dict[str, str]:
    return {"uri": quote(locate(file)), "uriBaseId": ROOT}
