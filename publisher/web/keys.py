"""Who writes: the key of a request (RFC 6750), what it may do, and how often.

A key is looked at before anything of the body is read.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

from flask import current_app, request

from publisher import config
from publisher.config import Settings
from publisher.errors import Occupied
from publisher.graphs.sentences import sentences
from publisher.intake import Intake
from publisher.iris import Iris
from publisher.publishers.keys import Key, Keys, Scope
from publisher.publishers.reading import read
from publisher.publishers.registry import Publishers
from publisher.publishers.sentences import error

NAME: Final = "publisher.writing"
SCHEME: Final = "bearer"
LONGEST_KEY: Final = 200
MINUTE: Final = 60.0
MOST_KEYS: Final = 10_000
"""Keys whose requests are counted."""

SHARE: Final = 8
"""One part in so many of the threads may be busy with what is written; the others read."""


class TooOften(Occupied):
    """One key makes more requests than one key may."""


class Rates:
    """Requests of the last minute, by key, in this process."""

    def __init__(self, most: int, now: Callable[[], float] = time.monotonic) -> None:
        self._most, self._now = most, now
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def count(self, key: str) -> None:
        """Count a request. Raises TooOften where there are too many."""
        now = self._now()
        with self._lock:
            seen = self._seen.setdefault(key, deque())
            self._seen.move_to_end(key)
            while len(self._seen) > MOST_KEYS:
                self._seen.popitem(last=False)
            while seen and seen[0] <= now - MINUTE:
                seen.popleft()
            if len(seen) >= self._most:
                late = TooOften("too-often", sentences("too-often", self._most), where=key)
                late.retry = max(1, round(seen[0] + MINUTE - now))
                raise late
            seen.append(now)


@dataclass(frozen=True)
class Writing:
    """What takes in what publishers send; one instance for each application."""

    settings: Settings
    intake: Intake
    keys: Keys
    rates: Rates
    places: threading.Semaphore
    iris: Iris = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "iris", self.settings.minter())

    @classmethod
    def of(cls, root: Path) -> Writing | None:
        """For the site in ``root``; None where it has no publishers."""
        settings = config.load(root)
        if not read(settings):
            return None
        places = max(1, settings.serve.threads // SHARE)
        return cls(settings, Intake(root), Keys(settings), Rates(settings.intake.key_requests),
                   threading.Semaphore(places))  # fmt: skip

    @property
    def publishers(self) -> Publishers:
        """The publishers, as of now."""
        return read(self.settings)

    @contextmanager
    def place(self) -> Iterator[None]:
        """One of the places of this process for what is written. Raises Occupied without one."""
        if not self.places.acquire(blocking=False):
            raise error("occupied")
        try:
            yield
        finally:
            self.places.release()


def may_write() -> Writing | None:
    """What this application writes with; None where nobody sends data to it."""
    return cast("Writing | None", current_app.extensions.get(NAME))


def writing() -> Writing:
    """What this application writes with."""
    return cast(Writing, current_app.extensions[NAME])


def authorised(*scopes: Scope) -> Key:
    """The key of this request, which has one of ``scopes``.

    Raises Unauthorised without a key that counts, NotYours where it is not for this, TooOften.
    """
    here = writing()
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    text = text.strip() if scheme.lower() == SCHEME else ""
    key = here.keys.authenticate(text[:LONGEST_KEY], here.publishers)
    here.rates.count(key.id)
    key.require(*scopes)
    return key


def own(key: Key, source: str) -> None:
    """Raise NotYours where a source is not of the publisher whose key this is."""
    owner = writing().publishers.of_source(source)
    if owner is None:
        raise error("nobodys-source", key.publisher, where=source)
    if owner.id != key.publisher:
        raise error("not-your-source", key.publisher, owner.id, where=source)
