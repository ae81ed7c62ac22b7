"""What a sync came to, as data and in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from publisher.fetching import Remark

FAILING: Final = frozenset(
    {"empty-record", "no-datasets", "oai-record", "page-gone", "shrink", "state", "total",
     "total-moves"}
)  # fmt: skip
"""Remarks by which the replica is not, or may not be, what the source has."""

MARKS: Final = {"created": "+", "updated": "~", "deleted": "-"}


@dataclass(frozen=True)
class Report:
    """What one sync came to.

    ``records`` and ``statements`` are what there is now, ``state`` its state hash, and ``source``
    that of the source, empty where it publishes none. ``changes`` are pairs of what happened and
    the IRI, where these were asked for. ``polling`` is how often the source asks to be looked at,
    in seconds.
    """

    url: str
    kind: str
    plan: bool
    created: int
    updated: int
    deleted: int
    unchanged: int
    records: int
    statements: int
    state: str
    source: str
    polling: int
    changes: tuple[tuple[str, str], ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether the replica is what the source has, as far as can be told."""
        return not any(remark.code in FAILING for remark in self.remarks)

    def lines(self, language: str) -> Iterator[str]:
        """The report in words."""
        words = WORDS[language]
        for remark in self.remarks:
            yield f"{remark.place(language)}: {remark.sentence(language)}"
        counts = words["counts"].format(created=self.created, updated=self.updated,
                                        deleted=self.deleted, unchanged=self.unchanged)  # fmt: skip
        yield (words["plan"] if self.plan else words["done"]).format(counts)
        if self.plan:
            return
        yield words["records"].format(records=self.records, statements=self.statements)
        if not self.source:
            yield words["unverified"]
        elif self.source == self.state:
            yield words["verified"].format(self.state[:16])

    def as_json(self) -> str:
        """The report as JSON, with its remarks in both languages."""
        found: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("url", "kind", "plan", "created", "updated", "deleted", "unchanged",
                         "records", "statements", "state", "source", "whole")
        }  # fmt: skip
        found["remarks"] = [
            {"where": remark.where, "code": remark.code, "value": remark.value,
             "expected": remark.expected, "line": remark.line,
             "sv": remark.sentence("sv"), "en": remark.sentence("en")}
            for remark in self.remarks
        ]  # fmt: skip
        return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


WORDS: Final[dict[str, dict[str, str]]] = {
    "sv": {
        "counts": "{created} nya, {updated} ändrade, {deleted} borttagna, {unchanged} oförändrade",
        "done": "Läst: {}.",
        "plan": "Skulle ge: {}. Inget är ändrat.",
        "records": "Kopian har {records} poster med {statements} påståenden.",
        "unverified": "Källan publicerar inget tillstånd att jämföra med.",
        "verified": "Kopian är vad källan har (tillstånd {}…).",
        "due": "Källan ber att få frågan igen först {}. Inget är läst.",
        "next": "Läser igen om {} sekunder; Ctrl-C avslutar.",
    },
    "en": {
        "counts": "{created} new, {updated} changed, {deleted} deleted, {unchanged} unchanged",
        "done": "Read: {}.",
        "plan": "Would give: {}. Nothing is changed.",
        "records": "The replica has {records} records with {statements} statements.",
        "unverified": "The source publishes no state to compare with.",
        "verified": "The replica is what the source has (state {}…).",
        "due": "The source asks to be asked again at {}. Nothing was read.",
        "next": "Reading again in {} seconds; Ctrl-C ends.",
    },
}
