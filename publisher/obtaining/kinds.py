"""Which kind of source is at an address, and what reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from publisher.errors import BadContent
from publisher.harvesting.bounds import Bounds
from publisher.harvesting.feeds.kinds import kind_of
from publisher.obtaining.endpoint import read_endpoint
from publisher.obtaining.feeds import read_feed
from publisher.obtaining.files import is_table, read_statements, read_table
from publisher.obtaining.manner import Asked, Received
from publisher.remote_sources import DCAT, LDES, OAI, RDF, SPARQL, TABLE

NO_FEED: Final = "no-feed"

READERS: Final[dict[str, Callable[[Asked], Received]]] = {
    TABLE: read_table,
    RDF: read_statements,
    DCAT: lambda asked: read_feed(asked, DCAT),
    LDES: lambda asked: read_feed(asked, LDES),
    OAI: lambda asked: read_feed(asked, OAI),
    SPARQL: read_endpoint,
}


def read(asked: Asked) -> Received:
    """What a source has now.

    Raises FetchError, SourceFault and Refusal where that cannot be had, or not be used.
    """
    return READERS[_kind(asked)](asked)


def _kind(asked: Asked) -> str:
    """The kind of a source: as it is said, as it was, or as it is found to be."""
    section = asked.section
    if section.kind:
        return section.kind
    if section.query:
        return SPARQL
    if section.description or section.table:
        return TABLE
    if asked.known is not None:
        return asked.known.kind
    client = asked.client()
    try:
        with client.fetch(section.address, accept="*/*") as response:
            if is_table(response):
                return TABLE
        return kind_of(client, section.address, Bounds(json_bytes=section.bytes))
    except BadContent as error:
        if error.code != NO_FEED:
            raise
        return RDF
    finally:
        client.close()
