"""Who writes: the key of a request (RFC 6750), what it may do, and how often.

A key is looked at before anything of the body is read.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

from flask import current_app, request

from publisher import config
from publisher.config import Settings
from publisher.errors import Unauthorised
from publisher.intake import Intake
from publisher.iris import Iris
from publisher.publishers.following import Followed
from publisher.publishers.keys import Key, Keys, Scope
from publisher.publishers.registry import Publishers
from publisher.publishers.sentences import error, too_often
from publisher.sources.discover import megabytes
from publisher.web.caller import endpoint
from publisher.web.looking import body_is_next, is_looking
from publisher.web.rates import Attempts, Rates

NAME: Final = "publisher.writing"
SCHEME: Final = "bearer"
LONGEST_KEY: Final = 200
FORM_BYTES: Final = 100_000
"""What a body may have beside its files."""

SHARE: Final = 8
"""One part in so many of the threads may be busy with what is written; the others read."""

PLACE_SECONDS: Final = 10.0
"""How long one waits for a place."""

LEAST: Final = 2
"""Two who write at once both find a place, where that leaves as many threads to others."""


@dataclass(frozen=True)
class Writing:
    """What takes in what publishers send; one instance for each application."""

    settings: Settings
    intake: Intake
    keys: Keys
    rates: Rates
    attempts: Attempts
    places: threading.Semaphore
    waiting: threading.Semaphore
    iris: Iris = field(init=False)
    followed: Followed = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "iris", self.settings.minter())
        object.__setattr__(self, "followed", Followed(self.settings))

    @classmethod
    def of(cls, root: Path) -> Writing:
        """For the site in ``root``, whether it has publishers yet or not."""
        settings = config.load(root)
        threads = settings.serve.threads
        places = max(1, min(LEAST, threads // LEAST), threads // SHARE)
        return cls(
            settings, Intake(root), Keys(settings), Rates(settings.intake.key_requests),
            Attempts(settings.intake.wrong_keys), threading.Semaphore(places),
            threading.Semaphore(2 * places),
        )  # fmt: skip

    @property
    def publishers(self) -> Publishers:
        """The publishers, as of now."""
        return self.followed.now()

    @contextmanager
    def place(self) -> Iterator[None]:
        """One of the places of this process for what is written, whose body is read next.

        As many more wait for one for a moment, in turn. Raises TooLarge where the request says that
        it is, Occupied where no place is free.
        """
        said, most = request.content_length or 0, self.settings.limits.source_bytes
        if said > most:
            raise error("too-large", megabytes(said), megabytes(most))
        body_is_next()
        if not self.waiting.acquire(blocking=False):
            raise error("occupied")
        try:
            if not self.places.acquire(timeout=PLACE_SECONDS):
                raise error("occupied")
            try:
                yield
            finally:
                self.places.release()
        finally:
            self.waiting.release()


def may_write() -> Writing | None:
    """What this application writes with; None where nobody sends data to it: not now, or never."""
    known = cast("Writing | None", current_app.extensions.get(NAME))
    return known if known and known.publishers else None


def writing() -> Writing:
    """What this application writes with."""
    return cast(Writing, current_app.extensions[NAME])


def authorised(*scopes: Scope) -> Key:
    """The key of this request, which has one of ``scopes``.

    Raises Unauthorised without a key that counts, NotYours where it is not for this, TooOften.
    """
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    key = counting(text if scheme.lower() == SCHEME else "")
    key.require(*scopes)
    return key


def counting(text: str) -> Key:
    """The key that ``text`` is, by which this request is made.

    Raises Unauthorised where it does not count, TooOften for more requests than one key may make,
    or more wrong keys than one client may try.
    """
    here, text = writing(), text.strip()[:LONGEST_KEY]
    if not text:
        raise error("no-key")
    client = _client()
    here.attempts.require_few(client, text)
    try:
        key = here.keys.authenticate(text, here.publishers)
    except Unauthorised:
        here.attempts.wrong(client)
        raise
    here.attempts.right(text)
    count(key)
    return key


def count(key: Key) -> None:
    """Count a request by a key. Raises TooOften where there are too many."""
    rates = writing().rates
    if late := rates.wait(key.id) if is_looking() else rates.count(key.id):
        raise too_often("too-often", rates.most, retry=late, where=key.id)


def _client() -> str:
    """A pseudonym of who makes this request."""
    return endpoint().client(request.environ)


def own(key: Key, source: str) -> None:
    """Raise NotYours where a source is not of the publisher whose key this is."""
    owner = writing().publishers.of_source(source)
    if owner is None:
        raise error("nobodys-source", key.publisher, where=source)
    if owner.id != key.publisher:
        raise error("not-your-source", key.publisher, owner.id, where=source)
