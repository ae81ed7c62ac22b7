"""Atom feeds over HTTP: for each stream and language one to subscribe to, and its archive.

Without a language in the address it is the first one of the site.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from publisher.changes import Log
from publisher.describe.views import pick
from publisher.render.feeds import atom, cutting
from publisher.render.feeds.atom import CONTENT_TYPE, Feed
from publisher.render.hrefs import Hrefs
from publisher.web.asking import desk
from publisher.web.feeding import log
from publisher.web.origin import address
from publisher.web.streams import link, send, stream

blueprint = Blueprint("atom", __name__)


@blueprint.route("/feeds/atom/<name>.xml")
@blueprint.route("/feeds/atom/<name>.<tag>.xml")
def current(name: str, tag: str = "") -> Response:
    """The feed to subscribe to: the last page of changes."""
    here = log()
    about = _feed(here, name, tag or desk().languages[0])
    length = here.length(name)
    cut = cutting.page(length, cutting.pages(length))
    if cut is None:
        raise NotFound
    changes = here.changes(name, cut.first, cut.last)
    body = atom.feed(about, changes, cut, archive=False)
    others = [link(atom.path(name, other), "alternate", CONTENT_TYPE)
              for other in about.languages if other != about.language]  # fmt: skip
    return send(body, CONTENT_TYPE, changes[-1].time, links=others)


@blueprint.route("/feeds/atom/<name>/<int:number>.<tag>.xml")
def archive(name: str, number: int, tag: str) -> Response:
    """An archive document: a page that is followed by others, and so never changes."""
    here = log()
    about = _feed(here, name, tag)
    cut = cutting.page(here.length(name), number)
    if cut is None or not cut.final:
        raise NotFound
    changes = here.changes(name, cut.first, cut.last)
    body = atom.feed(about, changes, cut, archive=True)
    return send(body, CONTENT_TYPE, changes[-1].time, full=True)


def paths(log: Log) -> Iterator[str]:
    """The paths of all files."""
    for name in log.streams():
        yield f"{atom.PATH}/{name}.xml"
        for tag in desk().languages:
            yield atom.path(name, tag)
            for number in range(1, cutting.pages(log.length(name))):
                yield atom.path(name, tag, number)


def _feed(here: Log, name: str, tag: str) -> Feed:
    if tag not in desk().languages:
        raise NotFound
    return Feed(
        stream(here, name), tag, desk().languages, _author(tag), address(),
        Hrefs(desk().reader.iris, address().rstrip("/"), tag),
    )  # fmt: skip


def _author(tag: str) -> str:
    """Who publishes the site: by the settings, by the data, or else by the name of the site."""
    reader = desk().reader
    named = reader.catalog.publisher_name
    if not named and reader.site.publisher:
        named = dict(desk().names.labels(reader.site.publisher))
    return pick(named or reader.site.title, tag)[0]
