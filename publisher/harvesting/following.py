"""Following a feed: the replica is brought up to date as often as the source asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from publisher.errors import FetchError, NotYet, SourceFault
from publisher.harvesting.report import Report
from publisher.harvesting.syncing import Manner, sync

Outcome = Report | FetchError | SourceFault

LEAST_SECONDS: Final = 5.0
"""How long there is between two readings, however often a source asks."""


def follow(url: str, folder: Path, manner: Manner, every: float) -> Iterator[tuple[Outcome, float]]:
    """What each reading came to, and how many seconds the next one is away.

    That is as long as the source asks for, by its polling interval or Retry-After, and ``every``
    seconds where it does not. A source that fails is asked again. Raises PublisherError for what
    does not mend itself.
    """
    polling = 0
    while True:
        found: Outcome
        wait = 0.0
        try:
            found = sync(url, folder, manner)
            polling = found.polling
        except (FetchError, SourceFault) as error:
            found = error
            wait = error.seconds if isinstance(error, NotYet) else 0.0
        seconds = max(wait or polling or every, LEAST_SECONDS)
        yield found, seconds
        manner.sleep(seconds)
