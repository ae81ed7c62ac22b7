"""What became of each source in one round, as data and in words; what the public is told of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from publisher.faults import Fault
from publisher.fetched import State

Became = Literal["new", "unchanged", "kept", "missing", "waiting"]
"""How it ended; ``waiting`` is a source that was not asked, as it does not want to be yet."""

SHOWN: Final = 20
"""Faults of one source that are told in words."""

PLACES: Final = 100
"""Places of faults that the public is told."""

STATEMENTS: Final = ".nt"
QUOTED: Final = re.compile("([“”])[^”]*”")
"""What a sentence quotes: values, and what things are called."""


@dataclass(frozen=True)
class Told:
    """What became of one source."""

    name: str
    publisher: str
    became: Became
    state: State
    faults: tuple[Fault, ...] = ()
    said: tuple[str, ...] = ()
    """What there is to be told besides, in English."""

    @property
    def good(self) -> bool:
        """Whether the source is as it should be."""
        return self.became not in ("kept", "missing")


@dataclass(frozen=True)
class Fetched:
    """What one round came to. ``sources`` are in the order of their names."""

    plan: bool = False
    sources: tuple[Told, ...] = field(default=())

    @property
    def whole(self) -> bool:
        """Whether every source has what it sends."""
        return all(told.good for told in self.sources)

    @property
    def new(self) -> tuple[str, ...]:
        """The sources of which a new state was taken."""
        return tuple(told.name for told in self.sources if told.became == "new")

    def lines(self, language: str) -> Iterator[str]:
        """The round in words."""
        words = WORDS[language]
        for told in self.sources:
            yield words[told.became].format(told.name, **_numbers(told.state, language))
            if not told.good:
                yield f"  {told.state.said.get(language, '')}"
            for fault in told.faults[:SHOWN]:
                yield f"  {fault.place.words(language)}: {fault.sentence(language)}"
            if len(told.faults) > SHOWN or told.state.faults > len(told.faults):
                yield "  " + words["more"].format(told.state.faults - SHOWN, told.name)
            yield from (f"  {said}" for said in told.said)
        if self.plan:
            yield words["plan"]

    def as_json(self) -> dict[str, Any]:
        """The round as JSON can hold it, with all faults."""
        return {"plan": self.plan, "whole": self.whole,
                "sources": [report_of(told) for told in self.sources]}  # fmt: skip


def report_of(told: Told) -> dict[str, Any]:
    """All that is known of one source and its last reading: for its operator."""
    return {**_about(told), "said": list(told.said), "faults": [
        {"code": fault.code, "file": fault.place.file, "sheet": fault.place.sheet,
         "row": fault.place.row, "column": fault.place.column, "thing": fault.thing,
         "value": fault.value, "sv": fault.sentence("sv"), "en": fault.sentence("en")}
        for fault in told.faults
    ]}  # fmt: skip


def public_of(told: Told) -> dict[str, Any]:
    """What the public is told of a source: where its faults are, and no value that it sent."""
    return {**_about(told), "faults": [_public(fault) for fault in told.faults[:PLACES]]}


def _public(fault: Fault) -> dict[str, Any]:
    place = fault.place
    row = 0 if place.file.endswith(STATEMENTS) else place.row  # its lines are not the source's
    return {
        "code": fault.code, "thing": fault.thing, "file": place.file, "sheet": place.sheet,
        "row": row, "column": place.column,
        **{language: QUOTED.sub(r"\1…”", fault.general(language)) for language in ("sv", "en")},
    }  # fmt: skip


def _about(told: Told) -> dict[str, Any]:
    state = told.state
    return {
        "name": told.name, "publisher": told.publisher, "address": state.address,
        "kind": state.kind, "outcome": told.became, "since": state.since,
        "confirmed": state.confirmed, "read": state.read, "due": state.due,
        "things": state.things, "statements": state.statements, "checksum": state.checksum,
        "fault_count": state.faults,
        "reason": {"code": state.code, **state.said} if state.code else None,
    }  # fmt: skip


def _numbers(state: State, language: str) -> Mapping[str, str]:
    never = "aldrig" if language == "sv" else "never"
    return {"things": f"{state.things}", "since": state.since or never, "due": state.due}


WORDS: Final[dict[str, dict[str, str]]] = {
    "sv": {
        "new": "{0}: nytt, {things} poster.",
        "unchanged": "{0}: oförändrat sedan {since}, {things} poster.",
        "kept": "{0}: det nya är inte taget; läget från {since} gäller, med {things} poster.",
        "missing": "{0}: har aldrig kunnat tas.",
        "waiting": "{0}: ber att få frågan igen först {due}; inte läst.",
        "more": "… och {0} fel till, i rapporten för {1}.",
        "plan": "Inget är ändrat.",
    },
    "en": {
        "new": "{0}: new, {things} entries.",
        "unchanged": "{0}: unchanged since {since}, {things} entries.",
        "kept": "{0}: the new state is not taken; that of {since} stays, with {things} entries.",
        "missing": "{0}: could never be taken.",
        "waiting": "{0}: asks to be asked again at {due}; not read.",
        "more": "… and {0} more faults, in the report of {1}.",
        "plan": "Nothing is changed.",
    },
}
