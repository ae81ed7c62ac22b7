"""Feeds as harvesters read them: a file, an address, or what a site has released."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from publisher.config import ServeSection
from publisher.errors import PublisherError
from publisher.harvesting.judging.feed import MEDIA_TYPES, Feed, Page, read_pages
from publisher.harvesting.judging.fetched import Elsewhere
from publisher.harvesting.judging.following import follow
from publisher.harvesting.judging.judge import Asked, Judgement, judge
from publisher.harvesting.judging.links import Answer
from publisher.harvesting.judging.readers import READERS
from publisher.harvesting.judging.states import read_state, state_of, write_state
from publisher.harvesting.judging.things import Things
from publisher.release.shelf import CURRENT, Shelf
from publisher.review.files import STDIN, rdf_files
from publisher.review.statements import Reading
from publisher.sources.discover import SourceLimits
from publisher.store.reader import open_release

WEB: Final = ("http://", "https://")
FILE_BYTES: Final = 200_000_000
"""How large a file may be."""

ADDRESSES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "dcat-ap-3": ("catalog", ("eu", "ckan")),
    "dcat-ap-2": ("catalog/dcat-ap-2", ("eu", "ckan")),
    "hvd": ("catalog/hvd", ("eu", "ckan")),
    "dcat-ap-se": ("datasets/dcat", ("se",)),
}
"""Where the site has its catalogue in each profile, and which harvesters read it there."""

USUAL: Final = ("dcat-ap-3", "dcat-ap-se")
"""The profiles in which our own feed is judged where none is named."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be judged, and how; see the arguments of the verb."""

    readers: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    shapes: tuple[Path, ...] = ()
    state: Path | None = None
    offline: bool = False
    inside: bool = False
    at: str = ""
    links: int = 1_000
    limit: int = 10_000

    def asked(self) -> Asked:
        """The same, as the judge wants it. Raises PublisherError for shapes that cannot be read."""
        reading = Reading(SourceLimits(), label="s")
        documents = tuple(reading.document(source) for source in rdf_files(self.shapes))
        for fault in reading.faults:
            raise PublisherError(fault.sentence("en"), where=fault.place.words("en"))
        return Asked(
            readers=self.readers or tuple(READERS), profiles=self.profiles, shapes=documents,
            links=self.links, limit=self.limit,
        )  # fmt: skip


def judge_feed(source: str, wanted: Wanted, *, media_type: str = "") -> Judgement:
    """Judge a file, stdin (``-``) or an address. Raises PublisherError where there is no file."""
    elsewhere = Elsewhere(source if source.startswith(WEB) else "", inside=wanted.inside)
    try:
        feed = _feed(source, elsewhere, media_type)
        asked = replace(
            wanted.asked(),
            ask=None if wanted.offline else elsewhere.ask,
            before=read_state(wanted.state) if wanted.state else None,
        )
        found = judge(feed, asked)
    finally:
        elsewhere.close()
    if wanted.state and not feed.unread and not found.loses_all:
        write_state(wanted.state, found.state)
    return found


def judge_own(
    shelf: Shelf, serve: ServeSection, wanted: Wanted | None = None
) -> tuple[Judgement, ...]:
    """Judge the feed of a site: what is released, else what is served at ``wanted.at``.

    It is compared with the release before the current one. Raises ReleaseError where nothing is
    released, PublisherError where no harvester is left.
    """
    from publisher.web.inprocess import Inside  # Flask is slow to import

    wanted = wanted or Wanted()
    current = shelf.resolve(CURRENT)
    order = [item.id for item in shelf.manifests()]
    place = order.index(current) if current in order else 0
    reader = open_release(shelf.path(current))
    own = Inside(reader, serve)
    before = Inside(open_release(shelf.path(order[place - 1])), serve) if place else None
    base = reader.iris.base_iri
    live = Elsewhere(base=base, at=wanted.at, inside=wanted.inside) if wanted.at else None

    def ask(url: str) -> Answer | None:
        if live is not None:
            return live.ask(url)
        return own.ask(url)

    def one(key: str) -> Judgement | None:
        path, readers = ADDRESSES[key]
        chosen = tuple(item for item in readers if item in (wanted.readers or readers))
        if not chosen:
            return None
        feed = follow(base + path, live.get if live else own.get)
        had = follow(base + path, before.get) if before else None
        known = had is not None and not had.unread
        asked = replace(
            wanted.asked(), readers=chosen, profiles=(key,), ask=None if wanted.offline else ask,
            before=state_of(Things(had)) if had is not None and known else None,
        )  # fmt: skip
        return judge(feed, asked)

    try:
        found = [one(key) for key in wanted.profiles or USUAL]
    finally:
        if live is not None:
            live.close()
    if not any(found):
        raise PublisherError(
            "none of the harvesters named reads these profiles.",
            todo="dataportal.se (se) reads dcat-ap-se, the others read the others.",
        )
    return tuple(item for item in found if item)


def _feed(source: str, elsewhere: Elsewhere, media_type: str) -> Feed:
    if source.startswith(WEB):
        return elsewhere.read(source)
    if source == STDIN:
        body = sys.stdin.buffer.read(FILE_BYTES + 1)
        name = "stdin"
    else:
        path = Path(source)
        if not path.is_file():
            raise PublisherError(
                "there is no such file.", where=source,
                todo="Name a file, or an address that begins with http:// or https://.",
            )  # fmt: skip
        with path.open("rb") as stream:
            body = stream.read(FILE_BYTES + 1)
        name = path.as_posix()
        media_type = media_type or MEDIA_TYPES.get(path.suffix.lower(), "")
    if len(body) > FILE_BYTES:
        raise PublisherError(
            f"it is larger than {FILE_BYTES // 1_000_000} MB.", where=name,
            todo="Judge it page by page.",
        )  # fmt: skip
    return read_pages(name, [Page(name, body, media_type)], SourceLimits())
