"""ResourceSync over HTTP: the description of the source, the lists of each stream, the resources.

A list of more than a part is an index. The parts of a resource list are those of a release, and
say so in their addresses; those of a change list never change once they are full.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response
from werkzeug.exceptions import Gone, NotFound

from publisher.changes import Change, Log, Record, open_log
from publisher.render.feeds import documents
from publisher.render.feeds import resourcesync as lists
from publisher.render.feeds.cutting import Cut, time_of
from publisher.render.feeds.resourcesync import CONTENT_TYPE, DESCRIPTION, PART, PATH
from publisher.web.asking import desk
from publisher.web.feeding import log
from publisher.web.origin import address
from publisher.web.streams import link, send, stream

blueprint = Blueprint("resourcesync", __name__)

STEP: Final = 500
"""Records or changes that are read at a time."""

ADDRESS: Final = ":/?#[]@!$&'()*+,;=%~"
"""What else than letters and digits stands in an address as it is (RFC 3986, section 2.2)."""


@blueprint.route(f"/{DESCRIPTION}")
def description() -> Response:
    """What the site has, stream by stream."""
    here = log()
    return send(lists.description(here.streams(), address()), CONTENT_TYPE, here.time)


@blueprint.route(f"/{PATH}/<name>/capabilitylist.xml")
def capability_list(name: str) -> Response:
    """What there is of a stream."""
    here = log()
    about = stream(here, name)
    return send(lists.capability_list(about.name, address()), CONTENT_TYPE, here.time)


@blueprint.route(f"/{PATH}/<name>/resourcelist.xml")
def resource_list(name: str) -> Response:
    """The resources of a stream, or the parts that list them."""
    here = log()
    stream(here, name)
    found = lists.parts(here.count(name))
    if found == 1:
        body = _resources(here, name, 1, part=False)
    else:
        times = (("at", here.time),)
        parts = ((lists.part_path(name, "resourcelist", part, here.release), times)
                 for part in range(1, found + 1))  # fmt: skip
        body = lists.index(name, "resourcelist", parts, times, address())
    return send(body, CONTENT_TYPE, here.time)


@blueprint.route(f"/{PATH}/<name>/resourcelist/<release>/<int:part>.xml")
def resource_part(name: str, release: str, part: int) -> Response:
    """A part of the resources of a stream, as they were in a release."""
    here = log()
    stream(here, name)
    if release != here.release:
        found = open_log(desk().reader.folder.parent, release)
        if found is None or name not in found.streams():
            raise NotFound
        here = found
    if not 1 <= part <= lists.parts(here.count(name)):
        raise NotFound
    return send(_resources(here, name, part, part=True), CONTENT_TYPE, here.time)


@blueprint.route(f"/{PATH}/<name>/changelist.xml")
def change_list(name: str) -> Response:
    """The changes of a stream, or the parts that list them."""
    here = log()
    stream(here, name)
    found = _cuts(here, name)
    if len(found) == 1:
        body = _changes(here, name, found[0], part=False)
    else:
        parts = ((lists.part_path(name, "changelist", cut.number), _times(here, name, cut))
                 for cut in found)  # fmt: skip
        body = lists.index(name, "changelist", parts, (("from", here.earliest()),), address())
    return send(body, CONTENT_TYPE, time_of(here, name, here.length(name)))


@blueprint.route(f"/{PATH}/<name>/changelist/<int:part>.xml")
def change_part(name: str, part: int) -> Response:
    """A part of the changes of a stream. It changes no more once it is full."""
    here = log()
    stream(here, name)
    cut = lists.cut(here.length(name), part)
    if cut is None:
        raise NotFound
    body = _changes(here, name, cut, part=True)
    return send(body, CONTENT_TYPE, time_of(here, name, cut.last), full=cut.final)


@blueprint.route(f"/{documents.PATH}/<name>/<path:rest>")
def record(name: str, rest: str) -> Response:
    """The document of a record; 410 once it is deleted (RFC 9110, section 15.5.11)."""
    here = log()
    stream(here, name)
    iri = documents.iri_of(rest, desk().reader.site.base_iri)
    found = here.last(name, iri) if iri is not None else None
    if found is None:
        raise NotFound
    if not found.lines:
        raise Gone
    about = f'<{quote(found.iri, safe=ADDRESS)}>; rel="describes"'
    capabilities = link(lists.capability_list_path(name), "resourcesync", CONTENT_TYPE)
    body = documents.document(found.lines)
    return send(body, documents.CONTENT_TYPE, found.time, links=[about, capabilities])


def paths(log: Log) -> Iterator[str]:
    """The paths of all files."""
    base = desk().reader.site.base_iri
    yield DESCRIPTION
    for name in log.streams():
        yield lists.capability_list_path(name)
        for kind in ("resourcelist", "changelist"):
            yield lists.list_path(name, kind)
        found = lists.parts(log.count(name))
        for part in range(1, found + 1 if found > 1 else 1):
            yield lists.part_path(name, "resourcelist", part, log.release)
        cuts = _cuts(log, name)
        for cut in cuts if len(cuts) > 1 else ():
            yield lists.part_path(name, "changelist", cut.number)
        for item in log.each(name):
            yield documents.path_of(name, item.iri, base)


def _resources(here: Log, name: str, number: int, *, part: bool) -> bytes:
    base = desk().reader.site.base_iri
    found = _records(here, name, number)
    return lists.resource_list(name, found, here.time, address(), base, part=part)


def _records(here: Log, name: str, number: int) -> Iterable[Record]:
    for page in range((number - 1) * PART // STEP + 1, number * PART // STEP + 1):
        found = here.records(name, page, STEP)
        yield from found
        if len(found) < STEP:
            return


def _changes(here: Log, name: str, cut: Cut, *, part: bool) -> bytes:
    times = dict(_times(here, name, cut))
    base = desk().reader.site.base_iri
    return lists.change_list(
        name, _changed(here, name, cut), times["from"], times.get("until", ""), address(), base,
        part=part,
    )  # fmt: skip


def _changed(here: Log, name: str, cut: Cut) -> Iterable[Change]:
    for first in range(cut.first, cut.last + 1, STEP):
        yield from here.changes(name, first, min(first + STEP - 1, cut.last))


def _times(here: Log, name: str, cut: Cut) -> tuple[tuple[str, str], ...]:
    """From when a part has all changes and, where more will not be added, until when."""
    start = time_of(here, name, cut.first) if cut.number > 1 else here.earliest()
    end = (("until", time_of(here, name, cut.last)),) if cut.final else ()
    return (("from", start), *end)


def _cuts(here: Log, name: str) -> list[Cut]:
    length = here.length(name)
    found = (lists.cut(length, number) for number in range(1, lists.parts(length) + 1))
    return [cut for cut in found if cut is not None]
