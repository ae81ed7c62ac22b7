"""How sources are fetched, and what a reader of one is given and gives."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from publisher.config import Settings
from publisher.fetched import State
from publisher.fetching import Client, Limits
from publisher.remote_sources import SourceSection


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How one round goes.

    ``plan`` keeps nothing of it; ``anew`` asks as if nothing had been read; ``accept_shrink`` takes
    also what has lost more than the guard allows; ``early`` asks also sources that do not want to
    be asked yet. ``now`` tells the time (UNIX seconds), ``sleep`` is how one waits, ``say`` is told
    what goes on.
    """

    plan: bool = False
    anew: bool = False
    accept_shrink: bool = False
    early: bool = False
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    say: Callable[[str], None] = lambda _: None

    def time(self, later: float = 0.0) -> str:
        """The time now, or some seconds later: UTC, ISO 8601 to the second with ``Z``."""
        return datetime.fromtimestamp(self.now() + later, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class Asked:
    """One source that is to be read.

    ``own`` is its folder, ``work`` a folder for what comes, ``kept`` the file of the last good
    state, if any. ``genid`` is what nodes without an address of their own are named under.
    """

    name: str
    section: SourceSection
    settings: Settings
    manner: Manner
    own: Path
    work: Path
    prefix: str
    genid: str
    state: State | None = None
    kept: Path | None = None

    def client(self) -> Client:
        """A client for this source: the address may be inside the own network, and so may all of
        its origin."""
        fetching = self.settings.fetching
        limits = Limits(
            total_seconds=fetching.seconds, body_bytes=self.section.bytes,
            attempts=fetching.attempts,
        )  # fmt: skip
        return Client(
            limits, home=self.section.address, inside=fetching.private, sleep=self.manner.sleep,
            say=self.manner.say,
        )  # fmt: skip

    @property
    def known(self) -> State | None:
        """What is known of the source, where it may be asked for what has changed since."""
        if self.manner.anew or self.kept is None or self.state is None:
            return None
        same = self.state.address == self.section.address
        return self.state if same and self.section.kind in ("", self.state.kind) else None


@dataclass(frozen=True)
class Received:
    """What a source has now.

    ``file`` is what it is called, ``path`` where it lies; that is the last good state itself where
    the source says that nothing has changed. ``description`` is the metadata of a table. The rest
    is by which the source tells whether that is current; ``polling`` is how often it asks to be
    looked at, in seconds.
    """

    kind: str
    file: str
    path: Path
    description: bytes = b""
    etag: str = ""
    modified: str = ""
    release: str = ""
    polling: int = 0
    said: tuple[str, ...] = field(default=())
    """What is to be told of it besides."""
