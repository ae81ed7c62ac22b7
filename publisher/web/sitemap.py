"""``/sitemap.xml`` and ``/robots.txt``: the pages about things, for search engines.

A site with many things has an index instead, with sitemaps for each class.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from publisher.changes import CATALOG, Log, Record
from publisher.render.feeds import sitemap as sitemaps
from publisher.render.feeds.cutting import time_of
from publisher.render.feeds.sitemap import CONTENT_TYPE, PART, PATH, Pages
from publisher.web.asking import desk
from publisher.web.feeding import log
from publisher.web.origin import address
from publisher.web.streams import send

blueprint = Blueprint("sitemap", __name__)

STEP: Final = 500
"""Records that are read at a time."""

ROBOTS: Final = "robots.txt"


@blueprint.route(f"/{PATH}.xml")
def sitemap() -> Response:
    """All pages about things, or the sitemaps that list them."""
    here = log()
    if _is_small(here):
        found = (record for name in _classes(here) for record in here.each(name))
        body = sitemaps.sitemap(found, _pages())
    else:
        body = sitemaps.index(_parts(here), address())
    return send(body, CONTENT_TYPE, here.time)


@blueprint.route(f"/{PATH}/<name>/<int:part>.xml")
def sitemap_part(name: str, part: int) -> Response:
    """The pages about some things of a class."""
    here = log()
    if name not in _classes(here) or not 1 <= part <= _count(here, name):
        raise NotFound
    return send(sitemaps.sitemap(_records(here, name, part), _pages()), CONTENT_TYPE, here.time)


@blueprint.route(f"/{ROBOTS}")
def robots() -> Response:
    """What robots are told."""
    return send(sitemaps.robots(address()), "text/plain; charset=utf-8", log().time)


def paths(log: Log) -> Iterator[str]:
    """The paths of all files."""
    yield ROBOTS
    yield f"{PATH}.xml"
    if not _is_small(log):
        yield from (path for path, _ in _parts(log))


def _classes(here: Log) -> list[str]:
    return [name for name in here.streams() if name != CATALOG]


def _is_small(here: Log) -> bool:
    return sum(here.count(name) for name in _classes(here)) <= PART


def _count(here: Log, name: str) -> int:
    return -(-here.count(name) // PART)


def _parts(here: Log) -> Iterator[tuple[str, str]]:
    for name in _classes(here):
        modified = time_of(here, name, here.length(name))
        for part in range(1, _count(here, name) + 1):
            yield sitemaps.part_path(name, part), modified


def _records(here: Log, name: str, part: int) -> Iterable[Record]:
    for page in range((part - 1) * PART // STEP + 1, part * PART // STEP + 1):
        found = here.records(name, page, STEP)
        yield from found
        if len(found) < STEP:
            return


def _pages() -> Pages:
    return Pages(desk().reader.iris, desk().languages, address())
