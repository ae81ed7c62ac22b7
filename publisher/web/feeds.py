"""``/feeds``: what harvesters can read here, for people."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from publisher.catalog.profiles import PROFILES
from publisher.formats import Format, carrying
from publisher.render.feeds_page import PATH, Feeds, Stream, feeds_page
from publisher.render.pages import Page
from publisher.render.setting import Setting
from publisher.render.sources_page import PATH as SOURCES
from publisher.web.asking import Asked, asked, desk
from publisher.web.feeding import log, logged
from publisher.web.representations import FORMATS as CATALOG_FORMATS
from publisher.web.responses import Document, answer
from publisher.web.sources import told
from publisher.web.streams import streams

blueprint = Blueprint("feeds", __name__)

FORMATS: Final = carrying("page")

OF_STREAMS: Final[Mapping[str, str]] = MappingProxyType({
    "LDES": "feeds/ldes/{}.trig",
    "ActivityStreams": "feeds/activity/{}.json",
    "Atom": "feeds/atom/{}.xml",
})  # fmt: skip
"""The feeds that each stream has, and where."""

OTHERS: Final = (
    ("feeds-oai", "oai?verb=Identify"),
    ("feeds-resourcesync", ".well-known/resourcesync"),
    ("feeds-sitemap", "sitemap.xml"),
    ("feeds-state", "feeds/state.json"),
)
"""Further doors, by the key of what is said of them."""

OAI: Final = "feeds-oai"


@blueprint.route("/feeds")
@blueprint.route("/feeds.<suffix>")
def feeds(suffix: str = "") -> Response:
    """The page, in the language of the address or of the client."""
    wanted = asked(f"{PATH}.{suffix}", FORMATS) if suffix else Asked(PATH)
    if wanted.stem != PATH:
        raise NotFound
    document = Document(
        path=PATH, iri=desk().reader.site.base_iri + PATH, formats=FORMATS, page=_page, rdf=_none
    )
    return answer(document, wanted)


def _page(setting: Setting) -> Page:
    if not logged():
        return feeds_page(Feeds({}, (), (), ()), setting, FORMATS)
    here = log()
    found = [Stream(item.titles, here.count(item.name), here.length(item.name),
                    {name: path.format(item.name) for name, path in OF_STREAMS.items()})
             for item in streams(here)]  # fmt: skip
    spoken = "oai" in desk().reader.catalog.services
    others = [pair for pair in OTHERS if pair[0] != OAI or spoken]
    others += [("feeds-sources", SOURCES)] if told() else []
    profiles = {item.name: item.title for item in PROFILES.values()}
    return feeds_page(Feeds(profiles, CATALOG_FORMATS, found, others), setting, FORMATS)


def _none(_: Format) -> bytes:
    """A page has no other formats."""
    raise NotFound
