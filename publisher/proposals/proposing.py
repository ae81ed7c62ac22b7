"""A sheet -> what it may mean: its class, the meaning of each column, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from publisher.contract import Class, Contract
from publisher.errors import PublisherError
from publisher.mapping.references import NAMING, ReferenceIndex
from publisher.namespaces import LABELS
from publisher.proposals.assigning import assign
from publisher.proposals.model import (
    Candidate,
    ClassCandidate,
    ColumnProposal,
    Meaning,
    Reason,
    TableProposal,
)
from publisher.proposals.scoring import Scorer, class_words
from publisher.proposals.sheets import Sheet
from publisher.proposals.words import words_of

PROPOSED: Final = 0.45
"""The least score of what is proposed; less is only an alternative."""

ALTERNATIVES: Final = 4
CLASSES: Final = 4
EXAMPLES: Final = 3

OVERSEEN: Final = "withdrawn"
"""The class of what is withdrawn: nobody's sheet is one by accident."""


def propose(
    table: Sheet,
    contract: Contract,
    index: ReferenceIndex,
    *,
    languages: Sequence[str] = ("sv", "en"),
    kind: str = "",
) -> TableProposal:
    """What ``table`` means by the shapes; the same table always gives the same.

    ``index`` knows what the things of the site are called, ``languages`` are the site's, the
    default one first. ``kind`` is the class where it is known, by any of its names; PublisherError
    where the shapes have none of that name.
    """
    scorer = Scorer(table, index, languages)
    wanted = [_asked(kind, contract)] if kind else [
        item for item in contract.classes if item.slug != OVERSEEN and item.columns
    ]  # fmt: skip
    tried = []
    for item in wanted:
        candidates = scorer.candidates(item)
        tried.append((_class(item, table, candidates, asked=bool(kind)), candidates))
    tried.sort(key=lambda pair: (-pair[0].score, pair[0].kind.order, pair[0].kind.iri))
    if not tried:
        raise PublisherError("the shapes have no class that a table could be of.")
    best, candidates = tried[0]
    columns = _columns(table, candidates)
    return TableProposal(
        best.kind,
        tuple(found for found, _ in tried[:CLASSES]),
        columns,
        key_of(columns, scorer),
        missing_in(best.kind, [column.chosen.meaning for column in columns if column.chosen],
                   languages),
    )  # fmt: skip


def _asked(kind: str, contract: Contract) -> Class:
    found = contract.named(kind)
    if found is None:
        known = ", ".join(item.slug for item in contract.classes)
        raise PublisherError(f"there is no class “{kind}”.", todo=f"Name one of {known}.")
    return found


def _class(
    kind: Class, table: Sheet, candidates: list[list[Candidate]], *, asked: bool
) -> ClassCandidate:
    """How well the columns fit a class, and whether the table is called after it."""
    chosen = [item for item in _assigned(candidates) if item and item.score >= PROPOSED]
    filled = sum(bool(heading) for heading in table.header) or 1
    fit = sum(item.score for item in chosen) / filled
    required = {item.iri for item in kind.columns if item.required}
    had = {item.meaning.shape.iri for item in chosen if item.meaning.shape}
    covered = len(required & had) / len(required) if required else 0.5
    own = class_words(kind)
    named = words_of(table.name, own).of_class
    in_header = sum(words_of(heading, own).of_class for heading in table.header) / filled
    score = 0.6 * fit + 0.15 * covered + (0.2 if named else 0.0) + 0.1 * min(1.0, 3 * in_header)
    reasons = [Reason("asked")] if asked else []
    reasons += [Reason("table", (table.name,))] if named else []
    reasons.append(Reason("columns", (str(len(chosen)), str(filled))))
    return ClassCandidate(kind, round(min(score, 1.0), 4), tuple(reasons))


def _assigned(candidates: list[list[Candidate]]) -> list[Candidate | None]:
    """The candidates that go best together: each meaning at most once."""
    meanings = sorted({item.meaning.iri for column in candidates for item in column})
    places = {name: place for place, name in enumerate(meanings)}
    scores = [[0.0] * len(meanings) for _ in candidates]
    for at, column in enumerate(candidates):
        for item in column:
            scores[at][places[item.meaning.iri]] = item.score
    found: list[Candidate | None] = []
    for at, place in enumerate(assign(scores)):
        wanted = None if place is None else meanings[place]
        found.append(next((item for item in candidates[at] if item.meaning.iri == wanted), None))
    return found


def _columns(table: Sheet, candidates: list[list[Candidate]]) -> tuple[ColumnProposal, ...]:
    found = []
    for at, chosen in enumerate(_assigned(candidates)):
        every = candidates[at]
        values = list(dict.fromkeys(table.column(at)))
        taken = chosen if chosen and chosen.score >= PROPOSED else None
        reason = Reason("unknown")
        if taken:
            reason = taken.reasons[0] if taken.reasons else Reason("unknown")
        elif not values:
            reason = Reason("empty")
        elif every and every[0].score >= PROPOSED:
            reason = Reason("other", (every[0].meaning.name("en"),), (every[0].meaning.name("sv"),))
        rest = [item for item in every if item is not taken][:ALTERNATIVES]
        found.append(ColumnProposal(
            at, table.header[at], tuple(values[:EXAMPLES]), taken, tuple(rest), reason
        ))  # fmt: skip
    return tuple(found)


def key_of(columns: Sequence[ColumnProposal], scorer: Scorer) -> int | None:
    """The column of the key, else one with an identifier or a name of its own in each row."""
    chosen = [(column.index, column.chosen.meaning) for column in columns if column.chosen]
    for at, meaning in chosen:
        if meaning.shape is None:
            return at
    for paths in (NAMING - set(LABELS), set(LABELS)):
        for at, meaning in chosen:
            item = meaning.shape
            if item and item.path in paths and not item.inverse and scorer.is_unique(at):
                return at
    return None


def missing_in(
    kind: Class, chosen: Sequence[Meaning], languages: Sequence[str]
) -> tuple[Meaning, ...]:
    """What every thing of a class must have, and nothing of what is chosen says."""
    found = []
    for item in kind.columns:
        if not item.required:
            continue
        had = [meaning.language for meaning in chosen
               if meaning.shape and meaning.shape.iri == item.iri]  # fmt: skip
        if item.kind != "text":
            found += [] if had else [Meaning(item)]
            continue
        lacking = [language for language in languages if language not in had]
        wanted = max(0, item.min_count - len(had))
        found += [Meaning(item, language) for language in lacking[:wanted]]
    return tuple(found)
