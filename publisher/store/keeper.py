"""Keeps the engines running: so many over the release being served, one over others when asked for.

Everything here is done by one thread of the supervisor, a little at a time: :meth:`Keeper.tick`
never waits. Only the waiting for an engine that starts, or loads its copy, is done aside.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from math import inf
from pathlib import Path
from typing import Final

from publisher.config import ServeSection
from publisher.errors import PublisherError, ReleaseError
from publisher.release.assemble import STORE
from publisher.release.parts import QUADS, Frame
from publisher.release.shelf import Shelf
from publisher.store.engine import Engine, Quads
from publisher.store.reader import Reader, open_release
from publisher.store.slots import SAYS, WANTED, Folder, Slot

RETRY_SECONDS: Final = 5.0
"""How long after an engine that did not start another is tried."""

LINGER_SECONDS: Final = 2.0
"""How long the engines of a release stay once another is served: requests begun before ask them."""

IDLE_SECONDS: Final = 600.0
"""How long the engine of an earlier release stays when nobody asks it."""

BYTES_PER_QUAD: Final = 450
"""Memory that a statement takes in an engine that holds a copy; measured with 1,000,000."""

BARE: Final = Frame(b"", b"", b"")


@dataclass
class _Member:
    """An engine of a crew; ``ready`` ends when it answers."""

    number: int
    engine: Engine
    ready: Future[None]
    offered: bool = False


@dataclass
class _Crew:
    """The engines over one release: so many are wanted; ``until`` says when they may go."""

    reader: Reader
    wanted: int = 0
    quads: Quads | None = None
    members: list[_Member] = field(default_factory=list)
    until: float = inf
    retry: float = -inf

    @property
    def whole(self) -> bool:
        """Whether every engine that is wanted can be asked."""
        return len(self.members) >= self.wanted and all(item.offered for item in self.members)


class Keeper:
    """The engines over the releases below ``releases``, offered in ``folder``."""

    def __init__(self, folder: Folder, releases: Path, settings: ServeSection) -> None:
        self._folder, self._releases, self._settings = folder, releases, settings
        self._crews: dict[str, _Crew] = {}
        self._numbers = count(1)
        self._waiting = ThreadPoolExecutor(2 * settings.engines + settings.older_releases)
        self._served = ""

    def wanted(self, shelf: Shelf) -> tuple[str, int] | None:
        """The release to serve, and since when it is current (UTC, epoch seconds)."""
        current = shelf.current()
        return (current, int(shelf.switched().timestamp())) if current else None

    def prepare(self, release: str) -> bool:
        """Have engines over a release, as soon as may be; True when all of them can be asked.

        What was being prepared before is let go. Raises ReleaseError when it cannot be read.
        """
        crew = self._crews.get(release)
        if crew is None:
            crew = self._crews[release] = _Crew(open_release(self._releases / release))
        if crew.wanted < self._settings.engines:
            crew.wanted = self._settings.engines
            crew.quads = _copy(crew.reader, self._settings)
        crew.until = inf
        for name, other in self._crews.items():
            if name not in (self._served, release) and other.until == inf:
                other.until = 0.0
        return crew.whole

    def serve(self, release: str) -> None:
        """From now on this release is the one being served; let go of the one before."""
        if self._served not in ("", release):
            self._crews[self._served].until = time.monotonic() + LINGER_SECONDS
        self._served = release

    def tick(self) -> None:
        """Replace what has ended, let go of what is needed no longer, start what is asked for.

        Raises EndpointError when an engine over the release being served or prepared does not
        start; the others go on.
        """
        self._open_wanted()
        trouble: list[PublisherError] = []
        for release, crew in list(self._crews.items()):
            if time.monotonic() >= crew.until:
                self._retire(release, crew)
                continue
            try:
                self._work(crew)
            except PublisherError as error:
                trouble += [error] if crew.until == inf else []
                if release != self._served:
                    self._drop(release)
        if trouble:
            raise trouble[0]

    @property
    def busy(self) -> bool:
        """Whether an engine is being started."""
        return any(not item.offered for crew in self._crews.values() for item in crew.members)

    def stop(self) -> None:
        """End all engines."""
        for release in list(self._crews):
            self._drop(release)
        self._waiting.shutdown()

    def _work(self, crew: _Crew) -> None:
        """Bring a crew to its number. Raises EndpointError when an engine does not start."""
        with self._folder.mutex():
            for item in [item for item in crew.members if item.offered]:
                held = self._folder.hold(_slot(crew, item))  # kills what a dead holder left
                if held:
                    held.finish()
                if not item.engine.alive:
                    self._folder.remove(item.number)
                    crew.members.remove(item)
        for item in [item for item in crew.members if item.ready.done() and not item.offered]:
            error = item.ready.exception()
            if error is not None:
                crew.members.remove(item)
                with self._folder.mutex():
                    self._folder.remove(item.number)
                crew.retry = time.monotonic() + RETRY_SECONDS
                raise error
            self._folder.add(_slot(crew, item))
            item.offered = True
        while len(crew.members) < crew.wanted and time.monotonic() >= crew.retry:
            crew.members.append(self._launch(crew))

    def _launch(self, crew: _Crew) -> _Member:
        number, settings = next(self._numbers), self._settings
        engine = Engine(
            crew.reader.folder / STORE, megabytes=settings.query_mb, quads=crew.quads,
            says=self._folder.file(number, SAYS),
            confined=not (settings.services or settings.internal_services),
        )  # fmt: skip
        engine.launch()
        return _Member(number, engine, self._waiting.submit(engine.wait))

    def _retire(self, release: str, crew: _Crew) -> None:
        """Let the engines of a crew go as they become free."""
        for item in list(crew.members):
            with self._folder.mutex():
                held = self._folder.hold(_slot(crew, item)) if item.offered else None
                if item.offered and held is None and item.engine.alive:
                    continue  # it still runs a query
                self._folder.remove(item.number)
                crew.members.remove(item)
            item.engine.kill()
            item.engine.stop()
            if held:
                held.finish()
        if not crew.members:
            del self._crews[release]

    def _open_wanted(self) -> None:
        """Start an engine over each release that a worker asks for, within what may be kept."""
        for path in sorted((self._folder.path / WANTED).iterdir()):
            path.unlink()
            if path.name in self._crews:
                continue
            earlier = [crew for name, crew in self._crews.items()
                       if name != self._served and crew.until < inf]  # fmt: skip
            if len(earlier) >= self._settings.older_releases:
                earlier[0].until = 0.0
                continue  # whoever waits asks again
            with suppress(ReleaseError):
                reader = open_release(self._releases / path.name)
                until = time.monotonic() + IDLE_SECONDS
                self._crews[path.name] = _Crew(reader, wanted=1, until=until)

    def _drop(self, release: str) -> None:
        """End the engines over a release, whatever they run."""
        crew = self._crews.pop(release)
        for item in crew.members:
            item.engine.kill()
        with self._folder.mutex():
            for item in crew.members:
                item.engine.stop()
                self._folder.remove(item.number)


def _slot(crew: _Crew, item: _Member) -> Slot:
    return Slot(item.number, crew.reader.identifier, item.engine.url, item.engine.pid, crew.wanted)


def in_memory(quads: int, settings: ServeSection) -> bool:
    """Whether engines hold copies of their own of a release of so many quads."""
    needed = quads * BYTES_PER_QUAD * settings.engines
    fits = settings.engine_mode == "auto" and needed <= settings.engine_mb * 1_048_576
    return settings.engine_mode == "memory" or fits


def _copy(reader: Reader, settings: ServeSection) -> Quads | None:
    """Where the engines' own copies come from; None where they read from the disk."""
    if not in_memory(reader.manifest.quads, settings):
        return None

    def quads() -> Iterator[bytes]:
        return (zlib.decompress(member, wbits=31) for member in reader.dump(QUADS, BARE))

    return quads
