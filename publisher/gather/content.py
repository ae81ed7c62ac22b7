"""What sources say: statements, rows, faults; and how what one row says is taken in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from publisher.errors import SourceFault
from publisher.faults import Fault
from publisher.mapping.references import ReferenceIndex
from publisher.mapping.statements import MappedRow

RowPlace = tuple[str, str, int]
"""File, sheet and row number."""


@dataclass
class SourceContent:
    """What one source says: its graph, its statements, and what became of its rows."""

    file: str
    graph: str
    checksum: str
    bytes: int
    lines: list[str] = field(default_factory=list)
    """N-Triples statements without the final dot; sorted and distinct once gathered."""
    partial: list[str] = field(default_factory=list)
    """The same of rows that were read and rejected: what their other cells say."""
    rows: int = 0
    rejected: set[RowPlace] = field(default_factory=set)


@dataclass
class Content:
    """What all sources say, and every fault in them."""

    sources: list[SourceContent] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    rejected_things: set[str] = field(default_factory=set)
    """The IRIs of things whose rows were rejected."""
    unreadable: set[str] = field(default_factory=set)
    """The files that could not be read to their end."""
    warnings: list[Fault] = field(default_factory=list)
    """What keeps nothing from being released, sorted."""
    left_out: frozenset[str] = frozenset()
    """The IRIs of persons that are left out, since their review is overdue."""
    index: ReferenceIndex = field(default_factory=ReferenceIndex)


@contextmanager
def collecting(content: Content) -> Iterator[None]:
    """Put the faults of a source that cannot be read into ``content``."""
    try:
        yield
    except SourceFault as fault:
        content.faults.extend(fault.faults)
        content.unreadable.update(item.place.file for item in fault.faults)


def account(
    own: SourceContent,
    content: Content,
    place: RowPlace,
    mapped: MappedRow,
    skip: frozenset[RowPlace],
) -> None:
    """Count a row, and take what it says, or what is wrong with it."""
    own.rows += 1
    if mapped.faults or not mapped.subject or place in skip:
        own.rejected.add(place)
        content.faults.extend(() if place in skip else mapped.faults)
        if mapped.subject:
            content.rejected_things.add(mapped.subject)
        if place not in skip and all(item.code != "duplicate-key" for item in mapped.faults):
            own.partial.extend(statement.line for statement in mapped.statements)
    else:
        own.lines.extend(statement.line for statement in mapped.statements)
