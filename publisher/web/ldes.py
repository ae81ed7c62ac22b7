"""The event streams over HTTP: an overview, and for each stream a root, groups and pages.

Each has an address with the suffix of its format, by which they link to each other, and one
without, where the format is negotiated. A page is as good as a file: nothing but the log is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from publisher.changes import Log
from publisher.formats import FORMATS, Format
from publisher.render.feeds import cutting, ldes
from publisher.render.feeds.cutting import Cut, time_of
from publisher.render.feeds.state import PATH as STATE
from publisher.render.feeds.streams import EVENTS
from publisher.web.asking import Asked, asked, is_number, negotiated
from publisher.web.errors import NoFormat
from publisher.web.feeding import log
from publisher.web.responses import variant
from publisher.web.streams import link, send, stream, streams

blueprint = Blueprint("ldes", __name__)

Write = Callable[[str], bytes]
"""A document in the format with a suffix."""


def _formats(suffixes: Sequence[str]) -> tuple[Format, ...]:
    known = {item.suffix: item for item in FORMATS}
    return tuple(known[suffix] for suffix in suffixes)


PAGES: Final = _formats(ldes.SUFFIXES)
ENTRIES: Final = _formats(ldes.ENTRIES)


@blueprint.route("/feeds/ldes")
@blueprint.route("/feeds/ldes.<suffix>")
def overview(suffix: str = "") -> Response:
    """What streams there are."""
    here = log()
    wanted = _asked(EVENTS, suffix, ENTRIES)
    found = streams(here)
    return _answer(wanted, ENTRIES, lambda form: ldes.overview(found, form), here.time)


@blueprint.route("/feeds/ldes/<name>")
def root(name: str) -> Response:
    """The root of the view of a stream."""
    here = log()
    wanted = asked(f"{EVENTS}/{name}", ENTRIES)
    about = stream(here, wanted.stem.rpartition("/")[2])
    changed = time_of(here, about.name, here.length(about.name))
    return _answer(wanted, ENTRIES, lambda form: ldes.root(about, here, form), changed)


@blueprint.route(f"/feeds/ldes/<name>/{ldes.PARTS}/<part>")
def group(name: str, part: str) -> Response:
    """A group of pages."""
    here = log()
    about = stream(here, name)
    wanted = asked(f"{EVENTS}/{name}/{ldes.PARTS}/{part}", ENTRIES)
    cut = _cut(here, name, wanted, cutting.group)
    changed = time_of(here, name, cut.last)
    return _answer(
        wanted, ENTRIES, lambda form: ldes.group(about, here, cut, form), changed, full=cut.full
    )


@blueprint.route("/feeds/ldes/<name>/<part>")
def page(name: str, part: str) -> Response:
    """A page of changes."""
    here = log()
    about = stream(here, name)
    wanted = asked(f"{EVENTS}/{name}/{part}", PAGES)
    cut = _cut(here, name, wanted, cutting.page)
    changes = here.changes(name, cut.first, cut.last)
    return _answer(
        wanted, PAGES, lambda form: ldes.page(about, changes, cut, form), changes[-1].time,
        full=cut.full,
    )  # fmt: skip


def paths(log: Log) -> Iterator[str]:
    """The paths of all files, each with its suffix."""
    stems = [(EVENTS, ENTRIES)]
    for name in log.streams():
        length = log.length(name)
        below = f"{EVENTS}/{name}"
        stems.append((below, ENTRIES))
        stems += [(f"{below}/{ldes.PARTS}/{number}", ENTRIES)
                  for number in range(1, cutting.groups(length) + 1)]  # fmt: skip
        stems += [(f"{below}/{number}", PAGES) for number in range(1, cutting.pages(length) + 1)]
    for stem, formats in stems:
        for item in formats:
            yield f"{stem}.{item.suffix}"


def _asked(stem: str, suffix: str, formats: Sequence[Format]) -> Asked:
    wanted = asked(f"{stem}.{suffix}", formats) if suffix else Asked(stem)
    if wanted.stem != stem:
        raise NotFound
    return wanted


def _cut(log: Log, name: str, wanted: Asked, cut: Callable[[int, int], Cut | None]) -> Cut:
    """The piece whose number the address ends in."""
    number = wanted.stem.rpartition("/")[2]
    found = cut(log.length(name), int(number)) if is_number(number) else None
    if found is None:
        raise NotFound
    return found


def _answer(
    wanted: Asked, formats: Sequence[Format], write: Write, modified: str, *, full: bool = False
) -> Response:
    chosen = wanted.format or negotiated(formats)
    if chosen is None:
        raise NoFormat(wanted.stem, formats)
    response = send(
        write(chosen.suffix), chosen.content_type, modified, full=full,
        vary="" if wanted.format else "Accept", links=[*_links(wanted.stem, chosen, formats)],
    )  # fmt: skip
    if not wanted.format:
        response.headers["Content-Location"] = variant(wanted.stem, chosen, "")
    return response


def _links(stem: str, chosen: Format, formats: Sequence[Format]) -> Iterator[str]:
    """Where the other forms are, the root that a page belongs to, and the state of all streams."""
    for item in formats:
        if item is not chosen:
            yield link(f"{stem}.{item.suffix}", "alternate", item.media_type)
    below = stem.removeprefix(f"{EVENTS}/")
    if "/" in below:
        yield link(f"{EVENTS}/{below.partition('/')[0]}.{chosen.suffix}", "collection")
    else:
        yield link(STATE, "describedby", "application/json")
