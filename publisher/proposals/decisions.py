"""What a person decides of a proposal, in a form that can be kept: a table to be edited and read
back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from publisher.contract import Class, Contract
from publisher.errors import PublisherError
from publisher.faults import Place
from publisher.mapping.headings import read_headings
from publisher.mapping.references import ReferenceIndex
from publisher.names import nearest
from publisher.proposals.evidence import NONE, distinct, evidence
from publisher.proposals.model import Candidate, ClassCandidate, Meaning, TableProposal
from publisher.proposals.sheets import Sheet

SURE: Final = 0.6
"""The least score of a meaning that is taken without a person."""

SURE_CLASS: Final = 0.3
"""The least score of a class that is taken without a person."""

CLASS_ROW: Final = "*"
"""What stands for the column where a row of the kept table names the class."""

COLUMNS: Final = ("sheet", "column", "meaning", "score", "because", "others")

COPY: Final = re.compile(r"\{(.+)\}")
"""What is said to be the same as in another column."""


@dataclass(frozen=True)
class Filling:
    """What every row says though no cell does: a text, or what stands in another column."""

    meaning: Meaning
    text: str
    column: int | None = None


@dataclass(frozen=True)
class Decisions:
    """What a table means. ``columns`` has a meaning or None for each of its columns."""

    kind: Class
    columns: tuple[Candidate | None, ...]
    key: int | None
    fillings: tuple[Filling, ...] = ()

    @property
    def meanings(self) -> list[Meaning]:
        """Everything that a row says."""
        found = [column.meaning for column in self.columns if column]
        return [*found, *(filling.meaning for filling in self.fillings)]


def accepted(proposal: TableProposal, least: float = SURE) -> Decisions:
    """The decisions of somebody who takes every meaning of at least a score."""
    columns = tuple(
        column.chosen if column.chosen and column.chosen.score >= least else None
        for column in proposal.columns
    )
    return Decisions(proposal.kind, columns, proposal.key)


def meaning_of(text: str, kind: Class, languages: Sequence[str]) -> Meaning:
    """The meaning that ``text`` names as a heading does. Raises PublisherError for none."""
    found = read_headings([text], kind, Place(""), languages)
    if found.key is not None:
        return Meaning(None)
    for heading in found.columns:
        return Meaning(heading.property, heading.language)
    known = [Meaning(item, tag).name(languages[0]) for item in kind.columns
             for tag in (languages if item.kind == "text" else ("",))]  # fmt: skip
    like = nearest(text, known)
    raise PublisherError(
        f"“{text}” is no property of {kind.slug}.",
        todo=f"Did you mean “{like}”?" if like else f"Name one of {', '.join(known)}.",
    )


def candidate_for(
    meaning: Meaning, proposal: TableProposal, table: Sheet, at: int, index: ReferenceIndex
) -> Candidate:
    """The meaning as the proposal has it, else as a person alone says it, with how the values of
    the column are written."""
    column = proposal.columns[at]
    for item in (*([column.chosen] if column.chosen else []), *column.alternatives):
        if item.meaning.iri == meaning.iri:
            return item
    told = evidence(meaning.shape, distinct(table.column(at)), index) if meaning.shape else NONE
    return Candidate(meaning, 0.0, (), told.separator, told.format)


def filling_of(text: str, meaning: Meaning, table: Sheet) -> Filling:
    """What every row says: ``text``, or with ``{Heading}`` what that column does."""
    copied = COPY.fullmatch(text.strip())
    if copied is None:
        return Filling(meaning, text.strip())
    if copied[1] not in table.header:
        like = nearest(copied[1], table.header)
        raise PublisherError(
            f"the table has no column “{copied[1]}”.",
            where=table.file,
            todo=f"Did you mean “{like}”?" if like else "",
        )
    return Filling(meaning, "", table.header.index(copied[1]))


def with_fillings(
    decided: Decisions, said: Mapping[str, str], table: Sheet, languages: Sequence[str]
) -> Decisions:
    """Decisions with what every row says, by the names of properties."""
    found = [filling_of(text, meaning_of(name, decided.kind, languages), table)
             for name, text in said.items()]  # fmt: skip
    return replace(decided, fillings=(*decided.fillings, *found))


def written_decisions(
    pairs: Sequence[tuple[Sheet, TableProposal, Decisions]], language: str
) -> str:
    """Proposals as a table of a semicolon between cells, whose column ``meaning`` is the decision;
    emptied, a column is left out."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for sheet, proposal, decided in pairs:
        writer.writerows(_rows(sheet, proposal, decided, language))
    return target.getvalue()


def _rows(
    sheet: Sheet, proposal: TableProposal, decided: Decisions, language: str
) -> Iterator[list[str]]:
    name = sheet.sheet or ""
    chosen: ClassCandidate = proposal.classes[0]
    others = ", ".join(item.kind.slug for item in proposal.classes[1:])
    why = "; ".join(reason.words(language) for reason in chosen.reasons)
    yield [name, CLASS_ROW, decided.kind.slug, f"{chosen.score:.2f}", why, others]
    for column in proposal.columns:
        taken = decided.columns[column.index]
        best = column.chosen
        yield [
            name, column.heading, taken.meaning.name(language) if taken else "",
            f"{best.score:.2f}" if best else "",
            best.because(language) if best else column.reason.words(language),
            ", ".join(item.meaning.name(language) for item in column.alternatives),
        ]  # fmt: skip
    for filling in decided.fillings:
        text = filling.text if filling.column is None else f"{{{sheet.header[filling.column]}}}"
        yield [name, f"={text}", filling.meaning.name(language), "", "", ""]


def read_decisions(text: str, where: str) -> dict[str, list[tuple[str, str]]]:
    """The decisions of a kept table: for each sheet the pairs of column and meaning.

    Raises PublisherError where it is none.
    """
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))
    if not rows or tuple(rows[0][:3]) != COLUMNS[:3]:
        raise PublisherError(
            f"the first row is not {';'.join(COLUMNS)}.", where=where,
            todo="Write it with --export, and change its column “meaning”.",
        )  # fmt: skip
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows[1:]:
        if any(row):
            sheet, column, meaning = (*row, "", "", "")[:3]
            found.setdefault(sheet.strip(), []).append((column.strip(), meaning.strip()))
    return found


def decided_by(
    pairs: Sequence[tuple[str, str]], table: Sheet, proposal: TableProposal,
    index: ReferenceIndex, languages: Sequence[str],
) -> Decisions:  # fmt: skip
    """The decisions that a kept table has for one sheet, whose class is the proposal's."""
    columns: list[Candidate | None] = [None] * len(table.header)
    fillings: list[Filling] = []
    for column, name in pairs:
        if column == CLASS_ROW or not name:
            continue
        meaning = meaning_of(name, proposal.kind, languages)
        if column.startswith("="):
            fillings.append(filling_of(column[1:], meaning, table))
        elif column in table.header:
            at = table.header.index(column)
            columns[at] = candidate_for(meaning, proposal, table, at, index)
        else:
            filling_of(f"{{{column}}}", meaning, table)
    key = next((at for at, item in enumerate(columns) if item and not item.meaning.shape), None)
    return Decisions(proposal.kind, tuple(columns), proposal.key if key is None else key,
                     tuple(fillings))  # fmt: skip


def class_of(pairs: Sequence[tuple[str, str]], contract: Contract) -> str:
    """The class that a kept table names for a sheet; empty where it names none."""
    name = next((meaning for column, meaning in pairs if column == CLASS_ROW), "")
    if name and contract.named(name) is None:
        known = ", ".join(item.slug for item in contract.classes)
        raise PublisherError(f"there is no class “{name}”.", todo=f"Name one of {known}.")
    return name
