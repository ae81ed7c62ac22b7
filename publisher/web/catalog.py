"""The harvest address: the catalogue over HTTP, whole or page by page, in every profile.

``/catalog`` is for those who follow pages, ``/datasets/dcat`` for those who want one document.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from publisher.catalog.profiles import PROFILES
from publisher.changes import CATALOG, Log
from publisher.render.feeds.hydra import pages
from publisher.web.asking import is_number
from publisher.web.catalogued import PATH, WHOLE, changed, entry, numbered, page_path, whole_path
from publisher.web.catalogued import whole as whole_document
from publisher.web.moments import moment
from publisher.web.origin import address
from publisher.web.protocol import ProtocolError
from publisher.web.releases import NoRelease, pin
from publisher.web.representations import FORMATS, Form, form, named, send
from publisher.web.things import anything

blueprint = Blueprint("catalog", __name__)

DCAT: Final = "dcat"
"""The name of the whole document where portals look for it."""

USUAL: Final = "dcat-ap-3"
SWEDISH: Final = "dcat-ap-se"
"""The profiles of the pages and of the whole document, where nobody asks for another."""

SINCE: Final = "modified_since"


@blueprint.route("/catalog")
@blueprint.route("/catalog.<suffix>")
def catalog(suffix: str = "") -> Response:
    """The catalogue, or its first page where there are several.

    ``page`` and ``release`` ask for another page, ``modified_since`` for what was changed.
    """
    if suffix and all(suffix != item.suffix for item in FORMATS):
        raise NotFound
    return _asked(form(PATH, default=USUAL, suffix=suffix))


@blueprint.route("/catalog/<name>")
def in_profile(name: str) -> Response:
    """The same in the profile that is named, with or without the suffix of a format."""
    profile, suffix = named(name)
    if profile not in PROFILES:
        return anything(f"{PATH}/{name}")
    return _asked(form(f"{PATH}/{profile}", profile=profile, suffix=suffix))


@blueprint.route("/catalog/<release>/<profile>/<name>")
def page(release: str, profile: str, name: str) -> Response:
    """A page of the catalogue as of a release; it stays as it is as long as that is kept."""
    number, suffix = named(name)
    if profile not in PROFILES or not is_number(number):
        return anything(f"{PATH}/{release}/{profile}/{name}")
    wanted = form(f"{PATH}/{release}/{profile}/{number}", profile=profile, suffix=suffix)
    _pin(release)
    return _page(wanted, int(number), pinned=True)


@blueprint.route("/datasets/<name>")
def whole(name: str) -> Response:
    """The catalogue in one document, however long."""
    profile, suffix = named(name)
    if profile != DCAT and profile not in PROFILES:
        return anything(f"{WHOLE}/{name}")
    given = profile if profile != DCAT else ""
    wanted = form(f"{WHOLE}/{profile}", profile=given, default=SWEDISH, suffix=suffix)
    since = moment(request.args[SINCE], SINCE) if SINCE in request.args else ""
    return send(whole_document(wanted, since), wanted)


def paths(log: Log) -> Iterator[str]:
    """The paths of all files: the catalogue in each form, and its pages where there are several."""
    total = pages(log.count(CATALOG))
    for item in FORMATS:
        yield f"{PATH}.{item.suffix}"
        yield f"{WHOLE}/{DCAT}.{item.suffix}"
        for name in PROFILES:
            yield f"{PATH}/{name}.{item.suffix}"
            yield whole_path(name, item.suffix)
            for number in range(1, total + 1 if total > 1 else 1):
                yield page_path(log.release, number, name, item.suffix)


def _asked(wanted: Form) -> Response:
    """What the parameters of the address say."""
    given = request.args
    pinned = bool(given.get("release"))
    if pinned:
        _pin(given["release"])
    if SINCE in given:
        after = _number(given["after"], "after") if given.get("after") else 0
        return send(changed(wanted, moment(given[SINCE], SINCE), after), wanted)
    if given.get("page"):
        return _page(wanted, _number(given["page"], "page"), pinned=pinned)
    return send(entry(wanted), wanted)


def _page(wanted: Form, number: int, *, pinned: bool) -> Response:
    found = numbered(wanted, number, pinned=pinned)
    if found is None:
        raise ProtocolError(
            f"the catalogue has no page {number} in this release.", status=404,
            todo=_from_the_start(),
        )  # fmt: skip
    return send(found, wanted)


def _pin(release: str) -> None:
    """Answer from a release. Raises ProtocolError (404, or 410 where it is no longer kept)."""
    try:
        pin(release)
    except NoRelease as error:
        raise ProtocolError(error.what, status=error.status, todo=_from_the_start()) from None


def _from_the_start() -> str:
    return f"Start again at {address()}{PATH}."


def _number(text: str, name: str) -> int:
    if not is_number(text):
        raise ProtocolError(f"{name} is “{text[:50]}”, which is no whole number above zero.")
    return int(text)
