"""What a person says that the columns of a sheet mean: the answers of a form -> decisions.

The fields of sheet ``n`` are ``kind-n`` (what a row is), ``shown-n`` (the class whose properties
its columns were shown with), ``key-n`` (the column that names the rows), ``column-n-m`` (what
column ``m`` means), and for what no column says ``filling-n-k`` with ``fill-n-k`` (the same in
every row) or ``same-n-k`` (what a column says).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from publisher.contract import Class, Contract
from publisher.mapping.references import ReferenceIndex
from publisher.proposals import (
    Candidate,
    Decisions,
    Filling,
    Meaning,
    Sheet,
    TableProposal,
    accepted,
    propose,
)
from publisher.proposals.decisions import SURE_CLASS, candidate_for
from publisher.proposals.proposing import OVERSEEN, missing_in
from publisher.render.messages import say

SHEETS: Final = 5
"""Sheets of a file that are asked about; others are left out."""

COLUMNS: Final = 40
"""Columns of a sheet that are asked about; others are left out."""

FILLINGS: Final = 12
"""What no column says that is asked for, at most."""

LONGEST: Final = 300
"""Characters of what every row says."""

Answers = Mapping[str, str]


@dataclass(frozen=True)
class Known:
    """What helps to tell what a column means: shapes, names of things, languages of the site."""

    contract: Contract
    index: ReferenceIndex
    languages: Sequence[str]

    @property
    def classes(self) -> list[Class]:
        """What a row may be."""
        return [item for item in self.contract.classes if item.columns and item.slug != OVERSEEN]


@dataclass(frozen=True)
class Asked:
    """A sheet: what is proposed for it, and what is decided by now; None leaves it out."""

    number: int
    sheet: Sheet
    """No wider than what is asked about."""
    proposal: TableProposal
    decided: Decisions | None
    missing: tuple[Meaning, ...]
    """What every row must say, and no column does."""
    look: bool
    """Whether its columns have not been shown with the properties of what is chosen."""


def ask(sheet: Sheet, number: int, known: Known, answers: Answers) -> Asked:
    """What sheet ``number`` means by the ``answers``, else by what is proposed for it."""
    cut = replace(sheet, header=sheet.header[:COLUMNS],
                  rows=tuple(row[:COLUMNS] for row in sheet.rows))  # fmt: skip
    given = answers.get(f"kind-{number}")
    kind = next((item.slug for item in known.classes if item.slug == given), "")
    proposal = propose(cut, known.contract, known.index, languages=known.languages, kind=kind)
    sure = bool(kind) or (given is None and proposal.classes[0].score >= SURE_CLASS)
    if not sure:
        return Asked(number, cut, proposal, None, (), look=False)
    shown = answers.get(f"shown-{number}") == proposal.kind.slug
    decided = _decided(cut, number, proposal, known, answers) if shown else _plain(proposal)
    missing = missing_in(decided.kind, [item.meaning for item in decided.columns if item],
                         known.languages)[:FILLINGS]  # fmt: skip
    fillings = tuple(_fillings(cut, number, missing, answers))
    return Asked(number, cut, proposal, replace(decided, fillings=fillings), missing,
                 look=not shown)  # fmt: skip


def meanings_of(kind: Class, languages: Sequence[str]) -> list[Meaning]:
    """Everything that a column of a table of a class may mean, in the order of the shapes."""
    return [
        meaning for item in kind.columns
        for meaning in ([Meaning(item, language) for language in languages]
                        if item.kind == "text" else [Meaning(item)])
    ]  # fmt: skip


def whole(sheet: Sheet, decided: Decisions | None) -> Decisions | None:
    """The decisions on a sheet in all its width: what was not asked about is left out."""
    if decided is None:
        return None
    left = len(sheet.header) - len(decided.columns)
    return replace(decided, columns=(*decided.columns, *(None for _ in range(left))))


def wanting(asked: Sequence[Asked], answers: Answers, language: str) -> str:
    """What is still to be decided before the file can be read, in words; empty where nothing is."""
    if all(item.decided is None for item in asked):
        return say("publish-columns-none", language)
    for item in asked:
        if item.decided and (words := _wanting(item, item.decided, answers, language)):
            return f"{item.sheet.sheet}: {words}" if item.sheet.sheet and len(asked) > 1 else words
    return ""


def _wanting(item: Asked, decided: Decisions, answers: Answers, language: str) -> str:
    if item.look:
        kind = decided.kind
        return say("publish-columns-look", language, kind.labels.get(language) or kind.slug)
    if decided.key is None:
        return say("publish-columns-no-key", language)
    seen: dict[str, str] = {}
    for at, chosen in enumerate(decided.columns):
        if chosen is None:
            continue
        heading, shape = item.sheet.header[at], chosen.meaning.shape
        before = seen.setdefault(chosen.meaning.iri, heading)
        if before != heading and shape and not shape.splits:
            name = chosen.meaning.name(language)
            return say("publish-columns-twice", language, name, before, heading)
    asked = {answers.get(f"filling-{item.number}-{place}") for place in range(FILLINGS)}
    new = [meaning.name(language) for meaning in item.missing if meaning.iri not in asked]
    return say("publish-columns-missing", language, ", ".join(new)) if new else ""


def _plain(proposal: TableProposal) -> Decisions:
    """What is certain of a proposal; a column that only names the rows says nothing else."""
    decided = accepted(proposal)
    return replace(decided, columns=tuple(
        item if item and item.meaning.shape else None for item in decided.columns
    ))  # fmt: skip


def _decided(
    sheet: Sheet, number: int, proposal: TableProposal, known: Known, answers: Answers
) -> Decisions:
    every = {item.iri: item for item in meanings_of(proposal.kind, known.languages)}
    columns: list[Candidate | None] = []
    for at, heading in enumerate(sheet.header):
        meaning = every.get(answers.get(f"column-{number}-{at}", "")) if heading else None
        columns.append(
            candidate_for(meaning, proposal, sheet, at, known.index) if meaning else None
        )
    return Decisions(proposal.kind, tuple(columns), _place(sheet, answers, f"key-{number}"))


def _fillings(
    sheet: Sheet, number: int, missing: Sequence[Meaning], answers: Answers
) -> Iterator[Filling]:
    """What every row says though no column does, of what is still ``missing``."""
    wanted = {meaning.iri: meaning for meaning in missing}
    for place in range(FILLINGS):
        meaning = wanted.pop(answers.get(f"filling-{number}-{place}", ""), None)
        column = _place(sheet, answers, f"same-{number}-{place}")
        text = answers.get(f"fill-{number}-{place}", "").strip()[:LONGEST]
        if meaning and (text or column is not None):
            yield Filling(meaning, "" if column is not None else text, column)


def _place(sheet: Sheet, answers: Answers, name: str) -> int | None:
    """The column that a field names by its place."""
    text = answers.get(name, "")
    found = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else len(sheet.header)
    return found if found < len(sheet.header) else None
