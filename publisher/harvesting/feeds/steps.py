"""What reading a feed gives, whatever its kind; and what a reader remembers of earlier readings.

A step is kept as a whole or not at all: its records with where to go on. Whoever is ended between
two steps goes on after the first one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from publisher.fetching import Remark

Kind = Literal["Put", "Delete"]
Cursor = Mapping[str, Any]
"""Where the reading of a feed stands, as JSON can hold it."""


@dataclass(frozen=True)
class Item:
    """What a page says of one record: how it is now, or that it is no more.

    ``lines`` are sorted N-Triples statements without the final dot and without blank nodes.
    ``time`` (UTC) orders what different pages say of one record; ``name`` is what the feed calls
    it where that is not its IRI.
    """

    kind: Kind
    iri: str
    lines: tuple[str, ...] = ()
    time: str = ""
    name: str = ""
    dataset: bool = False


@dataclass(frozen=True)
class Page:
    """What is remembered of a page: its validators, what it leads to, and how it may change.

    ``fixed`` is a page that never changes; ``done`` one that leads only to such pages, all read.
    """

    url: str
    etag: str = ""
    modified: str = ""
    links: tuple[str, ...] = ()
    fixed: bool = False
    done: bool = False
    total: int | None = None


@dataclass(frozen=True)
class Step:
    """One page of a feed.

    ``begins`` starts a new round, ``unchanged`` names a page whose records are as they were, and
    ``sweep`` says that all records of this round have come: what has not been seen in it is gone.
    ``cursor`` is where to go on, None where that stays as it is.
    """

    items: Iterable[Item] = ()
    cursor: Cursor | None = None
    page: Page | None = None
    begins: bool = False
    unchanged: str = ""
    sweep: bool = False
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Counted:
    """How many records have been seen in a round."""

    records: int = 0
    datasets: int = 0


class Memory(Protocol):
    """What is kept between steps, and from reading to reading."""

    @property
    def cursor(self) -> Cursor:
        """Where the reading stands."""

    @property
    def round(self) -> int:
        """The number of the round, from 1; 0 before the first one."""

    def page(self, url: str) -> Page | None:
        """What is remembered of a page."""

    def visited(self, url: str) -> bool:
        """Whether a page has been read in this round."""

    def counted(self) -> Counted:
        """What has been seen in this round."""

    def iri_of(self, name: str) -> str:
        """The IRI of the record that the feed calls ``name``; empty where there is none."""


@dataclass
class Forgetful:
    """A memory of nothing but this reading, for who only looks."""

    cursor: Cursor = field(default_factory=dict)
    round: int = 0
    pages: dict[str, Page] = field(default_factory=dict)
    seen: dict[str, bool] = field(default_factory=dict)

    def page(self, url: str) -> Page | None:
        """Nothing is remembered, so that all is asked for."""
        return None

    def visited(self, url: str) -> bool:
        """Whether a page has been read."""
        return url in self.pages

    def counted(self) -> Counted:
        """What has been seen."""
        return Counted(len(self.seen), sum(self.seen.values()))

    def iri_of(self, name: str) -> str:
        """The name itself: nothing else is known."""
        return name

    def follow(self, steps: Iterator[Step]) -> Iterator[tuple[Step, list[Item]]]:
        """Each step with its records, remembered for the reading itself."""
        for step in steps:
            items = list(step.items)
            self.seen |= {item.iri: item.dataset for item in items if item.kind == "Put"}
            if step.page is not None:
                self.pages[step.page.url] = step.page
            if step.cursor is not None:
                self.cursor = step.cursor
            self.round += step.begins
            yield step, items
