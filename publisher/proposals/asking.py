"""Asking a person in a terminal: accept, choose another meaning, or leave out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from publisher.contract import Contract
from publisher.errors import PublisherError
from publisher.mapping.references import ReferenceIndex
from publisher.proposals.decisions import (
    Decisions,
    Filling,
    candidate_for,
    filling_of,
    meaning_of,
)
from publisher.proposals.model import Candidate, ClassCandidate, ColumnProposal, TableProposal
from publisher.proposals.proposing import missing_in, propose
from publisher.proposals.sheets import Sheet

WORDS: Final = {
    "en": {
        "class": "{0}: is each row a “{1}” ({2:.2f}: {3})?",
        "class choices": "Enter accepts, a number or a name is another, - passes the table over, "
        "q ends: ",
        "column": "{0}  (for example {1})",
        "proposed": "  → {0}  {1:.2f}: {2}",
        "nothing": "  → nothing: {0}",
        "choices": "  Enter accepts, a number or a name is another, - leaves it out, q ends: ",
        "missing": "Every row must have “{0}”, and no column has it.",
        "filling": "  A text for all rows, or {heading} for what that column says; Enter passes: ",
        "empty": "no values",
    },
    "sv": {
        "class": "{0}: är varje rad ”{1}” ({2:.2f}: {3})?",
        "class choices": "Enter godtar, en siffra eller ett namn är ett annat, - går förbi "
        "tabellen, q slutar: ",
        "column": "{0}  (till exempel {1})",
        "proposed": "  → {0}  {1:.2f}: {2}",
        "nothing": "  → inget: {0}",
        "choices": "  Enter godtar, en siffra eller ett namn är ett annat, - utelämnar, q slutar: ",
        "missing": "Varje rad måste ha ”{0}”, och ingen kolumn har det.",
        "filling": "  En text för alla rader, eller {rubrik} för vad den kolumnen säger; Enter går "
        "förbi: ",
        "empty": "inga värden",
    },
}  # fmt: skip


class Stopped(Exception):
    """The person ended it."""


@dataclass(frozen=True)
class Asked:
    """What is needed to ask, and in which ``language``; ``languages`` are the site's."""

    contract: Contract
    index: ReferenceIndex
    languages: Sequence[str]
    language: str
    read: Callable[[str], str] = input
    say: Callable[[str], None] = print


def ask(table: Sheet, proposal: TableProposal, asked: Asked) -> Decisions | None:
    """The decisions of a person on one table; None where it is passed over.

    Raises Stopped, and EOFError where nobody answers.
    """
    chosen = _class(table, proposal, asked)
    if chosen is None:
        return None
    if chosen != proposal.kind.slug:
        proposal = propose(
            table, asked.contract, asked.index, languages=asked.languages, kind=chosen
        )
    columns: list[Candidate | None] = []
    for column in proposal.columns:
        columns.append(_column(table, proposal, column, asked) if column.heading else None)
    key = next((at for at, item in enumerate(columns) if item and not item.meaning.shape), None)
    decided = Decisions(proposal.kind, tuple(columns), proposal.key if key is None else key)
    fillings = _fillings(table, decided, asked)
    return Decisions(decided.kind, decided.columns, decided.key, fillings)


def _class(table: Sheet, proposal: TableProposal, asked: Asked) -> str | None:
    words = WORDS[asked.language]
    best = proposal.classes[0]
    why = "; ".join(reason.words(asked.language) for reason in best.reasons)
    asked.say(words["class"].format(table.name, _label(best, asked), best.score, why))
    others = proposal.classes[1:]
    for number, item in enumerate(others, 1):
        asked.say(f"  {number}  {_label(item, asked)}  {item.score:.2f}")
    while True:
        answer = _answer(words["class choices"], asked)
        if answer in ("", "-"):
            return proposal.kind.slug if answer == "" else None
        if answer.isdecimal() and 0 < int(answer) <= len(others):
            return others[int(answer) - 1].kind.slug
        if (named := asked.contract.named(answer)) is not None:
            return named.slug


def _label(item: ClassCandidate, asked: Asked) -> str:
    return item.kind.labels.get(asked.language) or item.kind.slug


def _column(
    table: Sheet, proposal: TableProposal, column: ColumnProposal, asked: Asked
) -> Candidate | None:
    words, language = WORDS[asked.language], asked.language
    examples = ", ".join(text[:40] for text in column.examples) or words["empty"]
    asked.say(words["column"].format(column.heading, examples))
    if column.chosen:
        named = column.chosen.meaning.name(language)
        why = column.chosen.because(language)
        asked.say(words["proposed"].format(named, column.chosen.score, why))
    else:
        asked.say(words["nothing"].format(column.reason.words(language)))
    for number, item in enumerate(column.alternatives, 1):
        asked.say(f"    {number}  {item.meaning.name(language)}  {item.score:.2f}")
    while True:
        answer = _answer(words["choices"], asked)
        if answer in ("", "-"):
            return column.chosen if answer == "" else None
        if answer.isdecimal() and 0 < int(answer) <= len(column.alternatives):
            return column.alternatives[int(answer) - 1]
        try:
            meaning = meaning_of(answer, proposal.kind, asked.languages)
        except PublisherError as error:
            asked.say(f"  {error}")
            continue
        return candidate_for(meaning, proposal, table, column.index, asked.index)


def _fillings(table: Sheet, decided: Decisions, asked: Asked) -> tuple[Filling, ...]:
    words = WORDS[asked.language]
    found = []
    for meaning in missing_in(decided.kind, decided.meanings, asked.languages):
        asked.say(words["missing"].format(meaning.name(asked.language)))
        while answer := _answer(words["filling"], asked):
            try:
                found.append(filling_of(answer, meaning, table))
            except PublisherError as error:
                asked.say(f"  {error}")
                continue
            break
    return tuple(found)


def _answer(prompt: str, asked: Asked) -> str:
    answer = asked.read(prompt).strip()
    if answer.casefold() == "q":
        raise Stopped
    return answer
