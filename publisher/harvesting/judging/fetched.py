"""Pages and answers by way of HTTP: how a feed elsewhere is read, and its addresses asked."""

from __future__ import annotations

from typing import Final

from publisher.errors import FetchError, NotYet
from publisher.fetching import Client, Limits
from publisher.harvesting.judging.feed import LOOKED_AT, Feed, Page
from publisher.harvesting.judging.following import follow
from publisher.harvesting.judging.links import Answer
from publisher.harvesting.judging.streams import kind_of, stream

READING: Final = Limits(
    read_seconds=30.0, total_seconds=120.0, body_bytes=200_000_000, attempts=2, wait_seconds=30.0
)
"""How much of a page is read."""

ASKING: Final = Limits(
    connect_seconds=5.0, read_seconds=10.0, total_seconds=20.0, attempts=1, wait_seconds=0.0
)
"""How long an address may take that is only asked."""

NO_HEAD: Final = (400, 405, 501)
"""What servers answer that know no HEAD."""


class Elsewhere:
    """What is read and asked over HTTP. ``home`` is the address that a person named.

    ``base`` and ``at`` are where a site says that it is, and where it is served now: what begins
    with the one is asked at the other.
    """

    def __init__(self, home: str = "", *, base: str = "", at: str = "", inside: bool = False):
        self._reading = Client(READING, home=at or home, inside=inside)
        self._asking = Client(ASKING, home=at or home, inside=inside)
        self._base, self._at = base, at

    def get(self, url: str) -> Page:
        """A page. Raises FetchError."""
        with self._reading.fetch(self._moved(url), accept="*/*") as response:
            where = response.url
            if self._at and where.startswith(self._at):
                where = self._base + where.removeprefix(self._at)
            return Page(where, response.read(), response.media_type)

    def read(self, url: str) -> Feed:
        """What is at an address: a catalogue, page after page, or a feed of changes."""
        first: list[bytes] = []

        def get(address: str) -> Page:
            page = self.get(address)
            if not first:
                first.append(page.body[:LOOKED_AT])
            return page

        feed = follow(url, get)
        kind = kind_of(feed, first[0], url) if first else ""
        return stream(url, kind, self._reading) if kind else feed

    def ask(self, url: str) -> Answer:
        """What an address answers to HEAD, at the end of its redirects."""
        try:
            with self._asking.fetch(self._moved(url), method="HEAD", any_status=True) as response:
                status = response.status
            if status in NO_HEAD:
                with self._asking.fetch(self._moved(url), any_status=True) as response:
                    status = response.status
            return Answer(status)
        except NotYet as error:
            return Answer(error.status)
        except FetchError as error:
            return Answer(0, (error.said["sv"], error.said["en"]))

    def close(self) -> None:
        """Close what is open."""
        self._reading.close()
        self._asking.close()

    def _moved(self, url: str) -> str:
        if self._at and url.startswith(self._base):
            return self._at + url.removeprefix(self._base)
        return url
