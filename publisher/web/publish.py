"""``/publish``: the form for who has only a browser. Nothing comes in here by another way than
through the intake: a file is tried first, and published when its sender has seen what comes of it.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from publisher.errors import IntakeError
from publisher.publishers.audit import Audit
from publisher.release.manifest import SourceEntry
from publisher.render.publish import LOOKING, PATH, SCRIPT, history_page, overview
from publisher.web.asking import desk
from publisher.web.home import A_DAY
from publisher.web.publish_door import (
    ask_for_key,
    door,
    drafts,
    here,
    inside,
    send,
    to,
    why,
    within,
)
from publisher.web.publish_session import Session, from_here, keep, opened
from publisher.web.responses import plain

blueprint = Blueprint("publish", __name__)

LONGEST_FORM: Final = 10_000
"""Bytes of the form with the key."""


@blueprint.get(f"/{PATH}")
@inside
def start(found: Session) -> Response:
    """What a publisher has here; who has given no key is asked for it."""
    return overview_of(found)


@blueprint.post(f"/{PATH}")
def enter() -> Response:
    """A key opens a session."""
    here()
    if not from_here():
        return ask_for_key(within().t("publish-foreign"), 403)
    request.max_content_length = LONGEST_FORM
    try:
        cookie = opened(request.form.get("key", ""))
    except IntakeError as error:
        return ask_for_key(*why(error))
    except RequestEntityTooLarge:
        return ask_for_key(within().t("publish-key-hint"), 413)
    return keep(to(), cookie)


@blueprint.post(f"/{PATH}/leave")
@inside
def leave(_: Session) -> Response:
    """The session ends."""
    return keep(to(), "")


@blueprint.get(f"/{PATH}/history")
@inside
def history(found: Session) -> Response:
    """What the publisher has sent."""
    found.key.require(*LOOKING)
    entries = Audit(here().settings).entries(found.publisher.id)
    return send(history_page(door(found), entries))


@blueprint.get(f"/{SCRIPT}")
def script() -> Response:
    """What makes the pages more at ease where scripts run; they work without."""
    here()
    text = files("publisher").joinpath(SCRIPT).read_bytes()
    return plain(text, "text/javascript; charset=utf-8", cache=A_DAY)


def overview_of(found: Session, wrong: str = "", status: int = 200) -> Response:
    """The overview; ``wrong`` says why the last thing did not work."""
    reader = desk().reader
    sources = [(source, reader.iris.graph(source.file)) for source in own_sources(found)]
    waiting = [(draft.id, draft.name, draft.made) for draft in drafts(found).waiting()]
    return send(overview(door(found), sources, waiting, wrong=wrong), status)


def own_sources(found: Session) -> list[SourceEntry]:
    """The sources of the publisher in the release."""
    return [source for source in desk().reader.manifest.sources
            if source.file.startswith(found.publisher.folder)]  # fmt: skip
