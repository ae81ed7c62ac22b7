"""The page that tells people what feeds there are, and where harvesters are to be sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from publisher.describe.views import pick
from publisher.formats import Format
from publisher.render.pages import FeedsBody, FeedsPart, Item, Page, Table, ValueView
from publisher.render.setting import Setting
from publisher.render.values import number_in_words

PATH: Final = "feeds"
DOCUMENT: Final = "datasets/dcat"
CATALOG: Final = "catalog"


@dataclass(frozen=True)
class Stream:
    """A stream of changes: what it is called, how much is in it, and its feeds by name."""

    titles: Mapping[str, str]
    records: int
    changes: int
    feeds: Mapping[str, str]
    """The paths of the feeds, by the name of the standard: the same ones for each stream."""


@dataclass(frozen=True)
class Feeds:
    """What the page lists.

    ``profiles`` are profiles of the catalogue by name, with what each is called; ``others`` are
    further doors: the key of what is said of each, and its path.
    """

    profiles: Mapping[str, Mapping[str, str]]
    formats: Sequence[Format]
    streams: Sequence[Stream]
    others: Sequence[tuple[str, str]]


def feeds_page(feeds: Feeds, setting: Setting, formats: Sequence[Format]) -> Page:
    """The page."""
    t = setting.t
    parts = [_catalogue(feeds, setting)] if feeds.streams else []
    if feeds.streams:
        parts.append(_changes(feeds.streams, setting))
        others = tuple(_door(key, path, setting) for key, path in feeds.others)
        parts.append(FeedsPart(heading=t("feeds-others"), text="", table=None, items=others))
    body = FeedsBody(text=t("feeds-text"), parts=tuple(parts))
    return setting.page(
        body, title=t("feeds"), path=PATH, canonical=setting.site.base_iri + PATH,
        formats=formats, summary=body.text,
    )  # fmt: skip


def _catalogue(feeds: Feeds, setting: Setting) -> FeedsPart:
    """The catalogue in each profile and format."""
    t = setting.t
    table = Table(
        caption=t("feeds-profiles"),
        headings=(t("profile"), *(item.name for item in feeds.formats)),
        rows=tuple(
            (_plain(pick(titles, setting.language)[0] or name),
             *(_link(item.name, f"{CATALOG}/{name}.{item.suffix}", setting)
               for item in feeds.formats))
            for name, titles in feeds.profiles.items()
        ),
    )  # fmt: skip
    doors = (_door("feeds-document", DOCUMENT, setting), _door("feeds-pages", CATALOG, setting))
    return FeedsPart(
        heading=t("feeds-catalogue"), text=t("feeds-catalogue-text"), table=table, items=doors
    )


def _changes(streams: Sequence[Stream], setting: Setting) -> FeedsPart:
    t = setting.t
    names = tuple(streams[0].feeds)
    table = Table(
        caption=t("feeds-streams"),
        headings=(t("feeds-stream"), t("entries"), t("changes"), *names),
        rows=tuple(tuple(_row(stream, names, setting)) for stream in streams),
    )
    return FeedsPart(
        heading=t("feeds-changes"), text=t("feeds-changes-text"), table=table, items=()
    )


def _row(stream: Stream, names: Sequence[str], setting: Setting) -> Iterator[ValueView]:
    yield _plain(pick(stream.titles, setting.language)[0])
    for number in (stream.records, stream.changes):
        yield _plain(number_in_words(str(number), setting.language))
    for name in names:
        yield _link(name, stream.feeds[name], setting)


def _door(key: str, path: str, setting: Setting) -> Item:
    """A door by its address, with what is said of it."""
    return Item(link=_link(f"/{path}", path, setting), text=_plain(setting.t(key)))


def _link(text: str, path: str, setting: Setting) -> ValueView:
    stem, mark, rest = path.partition("?")
    return ValueView(kind="link", text=text, href=setting.hrefs.path(stem) + mark + rest)


def _plain(text: str) -> ValueView:
    return ValueView(kind="text", text=text)
