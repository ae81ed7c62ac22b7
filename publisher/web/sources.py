"""``/sources`` and ``/sources.json``: how the sources are that are fetched from elsewhere.

They tell of the last reading, so of more than the release being served; a site without such
sources has no such door.
"""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, current_app
from werkzeug.exceptions import NotFound

from publisher.fetched import read_overview
from publisher.formats import Format, carrying
from publisher.render.sources_page import PATH, Source, sources_page
from publisher.web.asking import Asked, asked, desk
from publisher.web.responses import Document, answer, plain

blueprint = Blueprint("sources", __name__)

FETCHED: Final = "publisher.fetched"
"""The extension that is the folder of what was fetched; None without one."""

FORMATS: Final = carrying("page")
KNOWN: Final = frozenset(item.name for item in fields(Source))


@blueprint.route(f"/{PATH}")
@blueprint.route(f"/{PATH}.<suffix>")
def sources(suffix: str = "") -> Response:
    """The page, or the same for programs."""
    found = _overview()
    if suffix == "json":
        text = json.dumps({"sources": found}, ensure_ascii=False, indent=1) + "\n"
        return plain(text.encode(), "application/json")
    wanted = asked(f"{PATH}.{suffix}", FORMATS) if suffix else Asked(PATH)
    if wanted.stem != PATH:
        raise NotFound
    shown = [_source(item) for item in found]
    return answer(
        Document(
            path=PATH, iri=desk().reader.site.base_iri + PATH, formats=FORMATS,
            page=lambda setting: sources_page(shown, setting, FORMATS), rdf=_none,
        ),
        wanted,
    )  # fmt: skip


def _overview() -> list[dict[str, Any]]:
    """What is told of each source. Raises NotFound where there is none."""
    found = told()
    if not found:
        raise NotFound
    return found


def told() -> list[dict[str, Any]]:
    """What the public is told of each source; nothing where a site has none."""
    folder: Path | None = current_app.extensions.get(FETCHED)
    return list(read_overview(folder).values()) if folder else []


def _source(item: dict[str, Any]) -> Source:
    values = {name: value for name, value in item.items() if name in KNOWN}
    return Source(**{**values, "reason": item.get("reason") or {}})


def _none(_: Format) -> bytes:
    """A page has no other formats."""
    raise NotFound
