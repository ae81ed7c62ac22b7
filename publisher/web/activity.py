"""The log as ActivityStreams over HTTP, and the state of all streams, as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from publisher.changes import Log
from publisher.render.feeds import activity, cutting, state
from publisher.render.feeds.cutting import time_of
from publisher.web.feeding import log
from publisher.web.origin import address
from publisher.web.streams import link, send, stream

blueprint = Blueprint("activity", __name__)

SUFFIX: Final = ".json"


@blueprint.route("/feeds/activity/<name>")
def collection(name: str) -> Response:
    """The collection of the changes of a stream: its first page and its last."""
    here = log()
    about = stream(here, name.removesuffix(SUFFIX))
    length = here.length(about.name)
    body = activity.collection(about, length, address())
    return send(
        body, activity.CONTENT_TYPE, time_of(here, about.name, length),
        links=[link(state.PATH, "describedby", "application/json")],
    )  # fmt: skip


@blueprint.route("/feeds/activity/<name>/<int:number>.json")
def page(name: str, number: int) -> Response:
    """A page of activities. It changes no more once the next one is there."""
    here = log()
    about = stream(here, name)
    cut = cutting.page(here.length(name), number)
    if cut is None:
        raise NotFound
    changes = here.changes(name, cut.first, cut.last)
    body = activity.page(about, changes, cut, address())
    return send(body, activity.CONTENT_TYPE, changes[-1].time, full=cut.final)


@blueprint.route("/feeds/state.json")
def feeds_state() -> Response:
    """What the release holds, stream by stream."""
    here = log()
    return send(state.state(here), "application/json", here.time)


def paths(log: Log) -> Iterator[str]:
    """The paths of all files."""
    yield state.PATH
    for name in log.streams():
        yield f"{activity.PATH}/{name}{SUFFIX}"
        for number in range(1, cutting.pages(log.length(name)) + 1):
            yield f"{activity.PATH}/{name}/{number}{SUFFIX}"
