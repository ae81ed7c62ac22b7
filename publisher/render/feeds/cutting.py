"""How a stream is cut into pages that never change once they are full.

A page has PAGE changes by number, and GROUP pages are a group. Both are constants, not settings:
with another number, an address that clients keep for good would have other changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from publisher.changes import Log

PAGE: Final = 100
"""Changes of a page."""

GROUP: Final = 100
"""Pages of a group."""


@dataclass(frozen=True)
class Cut:
    """Piece ``number`` (from 1) of a stream: its changes are those from ``first`` to ``last``.

    ``full`` says that nothing will be added. ``final`` says that a further piece is there.
    """

    number: int
    first: int
    last: int
    full: bool
    final: bool


def pages(length: int) -> int:
    """How many pages a stream with so many changes has."""
    return -(-length // PAGE)


def groups(length: int) -> int:
    """How many groups of pages a stream with so many changes has."""
    return -(-length // (PAGE * GROUP))


def page(length: int, number: int) -> Cut | None:
    """One page of a stream with so many changes; None where there is no such page."""
    return _cut(length, number, PAGE)


def group(length: int, number: int) -> Cut | None:
    """One group of pages; None where there is no such group."""
    return _cut(length, number, PAGE * GROUP)


def pages_of(length: int, cut: Cut) -> list[Cut]:
    """The pages of a group."""
    found = (page(length, number) for number in range(page_of(cut.first), page_of(cut.last) + 1))
    return [item for item in found if item is not None]


def groups_of(length: int) -> list[Cut]:
    """All groups of a stream with so many changes."""
    found = (group(length, number) for number in range(1, groups(length) + 1))
    return [item for item in found if item is not None]


def page_of(number: int) -> int:
    """The page that has the change with this number."""
    return (number - 1) // PAGE + 1


def time_of(log: Log, stream: str, number: int) -> str:
    """When the change with this number was made."""
    [change] = log.changes(stream, number, number)
    return change.time


def second_after(time: str) -> str:
    """The first time that is later than ``time``: the log counts in seconds."""
    later = datetime.fromisoformat(time) + timedelta(seconds=1)
    return later.strftime("%Y-%m-%dT%H:%M:%SZ")


def _cut(length: int, number: int, size: int) -> Cut | None:
    first, last = (number - 1) * size + 1, number * size
    if number < 1 or first > length:
        return None
    return Cut(number, first, min(last, length), last <= length, last < length)
