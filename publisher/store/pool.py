"""Engines shared by all threads of all workers: one query at a time in each, and to each its share.

A client has at most so many queries running at a time, and waits with the next. The last free
engine is kept for short queries: one that does not end soon has to make room and wait for another,
so that a short query never waits behind long ones.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from publisher.errors import Busy, EndpointError, TooManyQueries
from publisher.store.leases import Ask, Running
from publisher.store.slots import ENDED, Folder, Held

FIRST_PAUSE: Final = 0.005
LONGEST_PAUSE: Final = 0.1
"""Seconds between two looks for a free engine."""

GROWTH: Final = 1.5

TOLD: Final = 4_000
"""Characters of a query that are told of it while it runs: whoever waits reads of all that run."""


@dataclass(frozen=True)
class Pool:
    """The engines of a supervisor, as a worker sees them.

    ``share`` is how many queries of one client run at a time.
    """

    path: Path
    share: int

    @cached_property
    def folder(self) -> Folder:
        """The folder of the engines."""
        return Folder(self.path)

    def lease(self, ask: Ask, *, patience: float, quick: bool = True) -> Held:
        """An engine over ``ask.release``, waited for at most ``patience`` seconds.

        ``quick`` says whether the engine kept for short queries will do. Raises Busy where all
        are taken, TooManyQueries where this client has its share.
        """
        deadline, pause = time.monotonic() + patience, FIRST_PAUSE
        folder = self.folder
        while True:
            with folder.mutex():
                found = self._take(folder, ask, quick)
            if isinstance(found, Held):
                return found
            if time.monotonic() >= deadline:
                raise found
            time.sleep(pause)
            pause = min(pause * GROWTH, LONGEST_PAUSE)

    def running(self) -> list[Running]:
        """The queries that run, the oldest first."""
        folder = self.folder
        with folder.mutex():
            found = [running for slot in folder.slots() if (running := folder.running(slot))]
        return sorted(found, key=lambda item: (item.since, item.id))

    def end(self, identifier: str) -> bool:
        """End a running query by its id; False where there is none."""
        folder = self.folder
        with folder.mutex():
            for slot in folder.slots():
                running = folder.running(slot)
                if running and running.id == identifier:
                    folder.kill(slot, ENDED)
                    folder.ring()
                    return True
        return False

    def _take(self, folder: Folder, ask: Ask, quick: bool) -> Held | EndpointError:
        pairs = [(slot, folder.running(slot)) for slot in folder.slots()]
        taken = [item.client for _, item in pairs if item is not None]
        if ask.client and taken.count(ask.client) >= self.share:
            return TooManyQueries(
                f"this client has {self.share} queries running already.",
                todo="Wait for one of them to end.",
            )
        own = [(slot, item) for slot, item in pairs if slot.release == ask.release]
        if not own:
            folder.want(ask.release)
            return Busy("no SPARQL engine is ready for this release.", todo="Try again.")
        lasting = sum(item is not None and not item.quick for _, item in own)
        first = own[0][0]
        kept = first.of > 1 and lasting >= first.of - 1
        if quick or not kept:
            idle = [slot for slot, item in own if item is None]
            if not first.pid:  # elsewhere each has its turn
                idle.sort(key=folder.used)
            free = next((held for slot in idle if (held := folder.hold(slot))), None)
            if free:
                free.begin(_entry(ask, quick=kept))
                return free
        return Busy("every SPARQL engine is taken.", todo="Try again in a while.")


def _entry(ask: Ask, *, quick: bool) -> Running:
    return Running(
        id=secrets.token_hex(4), since=time.time(), release=ask.release, client=ask.client,
        digest=ask.digest, query=ask.query[:TOLD], quick=quick,
    )  # fmt: skip
