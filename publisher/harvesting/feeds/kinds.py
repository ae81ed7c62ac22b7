"""Which kind of feed is at an address: by what is in it, where nobody says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Protocol
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox

from publisher.errors import BadContent
from publisher.fetching import Client, Remark, media_of
from publisher.fetching.media import OAI as OAI_PMH
from publisher.harvesting.bounds import Bounds
from publisher.harvesting.feeds import ldes
from publisher.harvesting.feeds.dcat import DcatFeed
from publisher.harvesting.feeds.ldes import LdesFeed
from publisher.harvesting.feeds.oai import OaiFeed
from publisher.harvesting.feeds.reading import document, quads
from publisher.harvesting.feeds.steps import Memory, Step
from publisher.namespaces import DCAT, HYDRA, RDF
from publisher.render.feeds.nodes import LDES, TREE

DCAT_KIND: Final = "dcat"
LDES_KIND: Final = "ldes"
OAI_KIND: Final = "oai"


class Feed(Protocol):
    """What can be read step by step."""

    def steps(self, memory: Memory) -> Iterator[Step]:
        """The steps from where the memory stands."""


FEEDS: Final[dict[str, Callable[[Client, str, Bounds], Feed]]] = {
    DCAT_KIND: DcatFeed,
    LDES_KIND: LdesFeed,
    OAI_KIND: OaiFeed,
}
"""The kinds of feeds that are read."""

EVENTS: Final = (TREE + "member", TREE + "relation")
STREAM: Final = LDES + "EventStream"
CATALOGUE: Final = (DCAT + "Catalog", DCAT + "Dataset", DCAT + "DataService", HYDRA + "totalItems")


def kind_of(client: Client, url: str, bounds: Bounds) -> str:
    """The kind of the feed at an address.

    Raises FetchError and SourceFault where it cannot be read, BadContent where there is none.
    """
    if "verb" in parse_qs(urlsplit(url).query):
        return OAI_KIND
    with client.fetch(url, accept=f"{ldes.ACCEPT}, text/xml;q=0.1") as response:
        media = media_of(response)
        if media is OAI_PMH:
            return OAI_KIND
        with document(response, media, bounds) as source:
            found = _kind(quads(source, response.url))
    if not found:
        raise Remark(url, "no-feed", media.name).error(BadContent)
    return found


def _kind(statements: Iterator[ox.Quad]) -> str:
    """What statements are of: a catalogue may have streams among its datasets, and distributions;
    a list of streams has none."""
    seen = set()
    for quad in statements:
        if quad.predicate.value in EVENTS:
            return LDES_KIND
        seen.add(quad.object.value if quad.predicate.value == RDF + "type"  # type: ignore[union-attr]
                 else quad.predicate.value)  # fmt: skip
    if STREAM in seen and DCAT + "distribution" not in seen:
        return LDES_KIND
    return DCAT_KIND if seen & set(CATALOGUE) else ""
