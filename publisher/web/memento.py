"""Earlier releases by date: RFC 7089 (Memento) for the documents of things and for the endpoint.

An address without a release is the original resource and its own TimeGate (section 4.1): asked
with ``Accept-Datetime`` it leads to the same address with ``?release=``, which is a memento. A
release is taken to be of the time at which it was built.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response, g, request
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.http import http_date, parse_date

from publisher.formats import carrying
from publisher.iris import DOCUMENTS
from publisher.render.hrefs import escape
from publisher.render.setting import QUERY
from publisher.store.reader import Reader
from publisher.web.asking import asked, current, root, served
from publisher.web.releases import pin, releases, shelf

blueprint = Blueprint("memento", __name__)

LINK_FORMAT: Final = "application/link-format"
TIMEMAP: Final = "timemap/link/"
TIMEGATES: Final = ("things.document",)
"""The views whose addresses are TimeGates by themselves; the endpoint is one too."""

FORMATS: Final = carrying("page", "graph")

Moment = tuple[datetime, str]
"""When a release was built, and its id."""


@blueprint.before_app_request
def choose_release() -> Response | None:
    """Answer from the release that the address names, or lead to the one of the time asked for."""
    if request.method not in ("GET", "HEAD"):
        return None
    if request.args.get("release"):
        pin(request.args["release"])
    elif request.endpoint in TIMEGATES and (moment := wanted()) is not None:
        found = mementos(request.path.lstrip("/"))
        if found:
            return lead_to(in_effect(found, moment))
    return None


@blueprint.after_app_request
def tell(response: Response) -> Response:
    """The headers of a memento, and of an original resource."""
    if request.endpoint in TIMEGATES and response.status_code < 500:
        path = f"{root()}/{escape(request.path.lstrip('/'))}"
        if "pinned" not in g:
            response.vary.add("Accept-Datetime")
        add_links(response, path, f"{root()}/{TIMEMAP}{escape(request.path.lstrip('/'))}")
    if "pinned" in g and response.status_code in (200, 304, 410):
        response.headers["Memento-Datetime"] = http_date(built_of(served().reader))
        if erased := served().reader.manifest.erased:
            response.headers["Publisher-Erased"] = erased[-1]
    return response


@blueprint.route("/timemap/link/<path:path>")
def timemap(path: str) -> Response:
    """All mementos of a document, or of a query (RFC 7089, section 5)."""
    query = request.query_string.decode("ascii", "replace")
    if path == QUERY and "query" in request.args:
        found = releases().built(shelf())
    elif path.startswith(DOCUMENTS) and not query:
        found = mementos(path)
    else:
        raise NotFound
    if not found:
        raise NotFound
    address = f"{root()}/{escape(path)}" + (f"?{query}" if query else "")
    own = f"{root()}/{TIMEMAP}{escape(path)}" + (f"?{query}" if query else "")
    text = ",\n".join(_entries(address, own, found)) + "\n"
    response = Response(text, content_type=LINK_FORMAT)
    response.headers["Cache-Control"] = "no-cache"
    return response


def wanted() -> datetime | None:
    """The time that the request asks for (section 2.1.1). Raises BadRequest for what is none."""
    header = request.headers.get("Accept-Datetime")
    if header is None:
        return None
    found = parse_date(header)
    if found is None:
        raise BadRequest("The header Accept-Datetime is no date of RFC 1123.")
    return found.astimezone(UTC)


def in_effect(among: list[Moment], moment: datetime) -> str:
    """The release that was current at a time: the last built by then, else the first of all.

    What is current now counts from when it was switched to: it may be an earlier one.
    """
    here = current()
    known = [identifier for _, identifier in among]
    if here.reader.identifier in known and moment >= here.switched:
        return here.reader.identifier
    before = [identifier for time, identifier in among if time <= moment]
    return before[-1] if before else known[0]


def lead_to(release: str) -> Response:
    """302 to the memento of this address (section 4.1.1)."""
    path, query = request.path.lstrip("/"), request.query_string.decode("ascii", "replace")
    location = f"{root()}/{escape(path)}?{query}{'&' if query else ''}release={release}"
    response = Response(f"{location}\n", 302, content_type="text/plain; charset=utf-8")
    response.headers["Location"] = location
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Publisher-Release"] = release
    response.vary.add("Accept-Datetime")
    return response


def add_links(response: Response, original: str, timemap: str) -> None:
    """``Link``: the original resource, which is its own TimeGate, and the TimeMap."""
    links = [response.headers["Link"]] if "Link" in response.headers else []
    links.append(f'<{original}>; rel="original timegate"')
    links.append(f'<{timemap}>; rel="timemap"; type="{LINK_FORMAT}"')
    response.headers["Link"] = ", ".join(links)


def built_of(reader: Reader) -> datetime:
    """When a release was built, to the second."""
    moment = datetime.fromisoformat(reader.manifest.built)
    return moment.astimezone(UTC).replace(microsecond=0)


def mementos(path: str) -> list[Moment]:
    """The releases that say something of the thing whose document is at ``path``."""
    iris = current().reader.iris
    stems = dict.fromkeys((path, asked(path, FORMATS).stem))
    things = [iri for stem in stems for iri in iris.candidates(stem.removeprefix(DOCUMENTS))
              if iri.startswith(iris.base_iri)]  # fmt: skip
    return [(moment, release) for moment, release in releases().built(shelf())
            if any(releases().knows(shelf(), release, iri) for iri in things)]  # fmt: skip


def _entries(address: str, own: str, found: list[Moment]) -> Iterator[str]:
    first, last = http_date(found[0][0]), http_date(found[-1][0])
    yield f'<{address}>; rel="original timegate"'
    yield f'<{own}>; rel="self"; type="{LINK_FORMAT}"; from="{first}"; until="{last}"'
    mark = "&" if "?" in address else "?"
    for number, (moment, release) in enumerate(found):
        place = ["first"] * (number == 0) + ["last"] * (number == len(found) - 1)
        target, relation = f"{address}{mark}release={release}", " ".join([*place, "memento"])
        yield f'<{target}>; rel="{relation}"; datetime="{http_date(moment)}"'
