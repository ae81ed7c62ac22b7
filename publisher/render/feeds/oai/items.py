"""The log as the items of a repository: one for each thing, with the sets that it is in.

A list goes through the streams one after the other, by the numbers of changes, and has each thing
once, at its last change. It is a list of one log, which never changes: a harvester that goes on
with it sees what it saw at the beginning, whatever has been published since.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from publisher.changes import Change, Log

PAGE: Final = 100
"""Records of an incomplete list."""

UNFIT: Final = re.compile(r"[^A-Za-z0-9\-_.!*'()]")


@dataclass(frozen=True)
class Item:
    """A thing: when it was last changed, what is said of it (nothing once it is deleted), its sets.

    ``sets`` are the names of the streams in which it is present.
    """

    iri: str
    datestamp: str
    lines: tuple[str, ...]
    sets: tuple[str, ...]

    @property
    def deleted(self) -> bool:
        """Whether it is there no longer."""
        return not self.lines


@dataclass(frozen=True)
class Place:
    """Where a list goes on: in which of its streams, at which change, after how many items."""

    stream: int = 0
    number: int = 1
    cursor: int = 0


@dataclass(frozen=True)
class Wanted:
    """A list: of these streams, from when until when, both included; empty where it is open."""

    streams: tuple[str, ...]
    since: str = ""
    until: str = ""


def page(log: Log, wanted: Wanted, start: Place) -> tuple[list[Item], Place | None]:
    """The items of a list from a place on, and where it goes on; None where that is the end."""
    found: list[Item] = []
    for stream, number, item in _walk(log, wanted, start):
        if len(found) == PAGE:
            return found, Place(stream, number, start.cursor + PAGE)
        found.append(item)
    return found, None


def size(log: Log, wanted: Wanted) -> int | None:
    """How many items a list has; None where only going through it would tell."""
    if len(wanted.streams) != 1:
        return None
    [stream] = wanted.streams
    last = log.since(stream, _after(wanted.until)) - 1 if wanted.until else log.length(stream)
    return log.latest_count(stream, _first(log, stream, wanted), last)


def item(log: Log, streams: Sequence[str], iri: str) -> Item | None:
    """The item of a thing in some streams; None where it was never in any of them."""
    for stream in streams:
        change = log.last(stream, iri)
        if change is not None:
            known = _known(log, change)
            return _item(streams, known, _latest_of(streams, known).time)
    return None


def set_of(stream: str) -> str:
    """The set that a stream is (section 2.6): a setSpec has few signs."""
    return UNFIT.sub(lambda sign: f"~{ord(sign[0]):x}", stream)


def _walk(log: Log, wanted: Wanted, start: Place) -> Iterator[tuple[int, int, Item]]:
    """The items of a list from a place on, each with the stream and the number that it is at."""
    for at in range(start.stream, len(wanted.streams)):
        stream = wanted.streams[at]
        first = _first(log, stream, wanted)
        for change in _latest(log, stream, max(first, start.number if at == start.stream else 1)):
            if wanted.until and change.time > wanted.until:
                break
            known = _known(log, change)
            if _latest_of(wanted.streams, known) is change:
                yield at, change.number, _item(wanted.streams, known, change.time)


def _latest(log: Log, stream: str, first: int) -> Iterator[Change]:
    while batch := log.latest(stream, first, PAGE + 1):
        yield from batch
        first = batch[-1].number + 1


def _first(log: Log, stream: str, wanted: Wanted) -> int:
    return log.since(stream, wanted.since) if wanted.since else 1


def _known(log: Log, change: Change) -> Mapping[str, Change]:
    """The last change of a thing in each stream that it was ever in."""
    found = {stream: log.last(stream, change.iri) for stream in log.streams()
             if stream != change.stream}  # fmt: skip
    return {stream: last for stream, last in found.items() if last} | {change.stream: change}


def _latest_of(streams: Sequence[str], known: Mapping[str, Change]) -> Change:
    """The last change of a thing in some streams; of several at one time, that in the first."""
    return max((known[stream] for stream in streams if stream in known),
               key=lambda change: change.time)  # fmt: skip


def _item(streams: Sequence[str], known: Mapping[str, Change], datestamp: str) -> Item:
    """A thing; what is said of it is what the first stream says in which it is present."""
    present = [stream for stream in streams if stream in known and known[stream].lines]
    if not present:
        sets = [stream for stream in streams if stream in known]
        return Item(known[sets[0]].iri, datestamp, (), tuple(sorted(sets)))
    sets = sorted(stream for stream in known if known[stream].lines)
    first = known[present[0]]
    return Item(first.iri, datestamp, first.lines, tuple(sets))


def _after(time: str) -> str:
    """Greater than ``time`` and all that is not later."""
    return time + "~"
