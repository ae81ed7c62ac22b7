"""The state that a source publishes of its feeds, by which a replica proves to be whole."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from publisher.changes import CATALOG
from publisher.errors import FetchError
from publisher.fetching import Client, joined
from publisher.harvesting.feeds.kinds import LDES_KIND, OAI_KIND

RELATION: Final = "describedby"
FOLDER: Final = "/feeds/"
NAME: Final = "state.json"
FORMAT: Final = "metadataPrefix"
MOST: Final = 10_000_000
"""Bytes of a state."""


@dataclass(frozen=True)
class Published:
    """What a source says of one stream: the state hash, and how many records it has."""

    address: str
    state: str
    count: int


def published(client: Client, url: str, kind: str) -> Published | None:
    """The state of the feed at an address; None where none is published.

    Raises FetchError where the source does not answer.
    """
    address = _address(client, url)
    if not address:
        return None
    try:
        with client.fetch(address, accept="application/json") as response:
            if response.size > MOST:
                return None
            content = json.loads(response.read())
            streams = content["streams"]
            name = _stream(streams, url, kind, response.url)
            return Published(address, str(streams[name]["state"]), int(streams[name]["count"]))
    except (FetchError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _address(client: Client, url: str) -> str:
    """Where the state is: by a link, else where it is by convention."""
    with client.fetch(url, method="HEAD", any_status=True) as response:
        found = [link for link in response.links(RELATION) if urlsplit(link).path.endswith(NAME)]
    if found:
        return found[0]
    before, folder, _ = url.partition(FOLDER)
    return before + folder + NAME if folder else ""


def _stream(streams: dict[str, Any], url: str, kind: str, base: str) -> str:
    """The name of the stream that a feed is of.

    Raises KeyError where that cannot be told, and for a document of DCAT: where what is said of one
    dataset ends is not marked in it, and so its records may be others.
    """
    parts = urlsplit(url)
    if kind == LDES_KIND:
        for name, about in streams.items():
            there = urlsplit(joined(base, str(about[LDES_KIND]))).path
            if PurePosixPath(there).with_suffix("") == PurePosixPath(parts.path).with_suffix(""):
                return name
    if kind == OAI_KIND:
        query = parse_qs(parts.query)
        if FORMAT in query:
            raise KeyError(url)  # it may be another form than that of the state
        return query.get("set", [CATALOG])[0]
    raise KeyError(url)
