"""Feeds of changes -> a feed to be judged: the records that are left when all was applied."""

from __future__ import annotations

import re
from typing import Final

from publisher.errors import FetchError, SourceFault
from publisher.fetching import Client
from publisher.harvesting.bounds import Bounds
from publisher.harvesting.feeds.kinds import FEEDS, LDES_KIND, OAI_KIND
from publisher.harvesting.feeds.steps import Forgetful
from publisher.harvesting.judging.feed import Feed
from publisher.harvesting.judging.remarks import Remark

EVENTS: Final = re.compile(r" <https://w3id\.org/tree#(?:member|relation)> ")
OAI: Final = re.compile(rb"<(?:\w+:)?OAI-PMH[\s>]")
NAMES: Final = {LDES_KIND: "LDES", OAI_KIND: "OAI-PMH"}


def kind_of(feed: Feed, first: bytes, address: str) -> str:
    """What kind of changes an address has, by its first page; empty where it is a catalogue."""
    if OAI.search(first[:2_000]) or re.search(r"[?&]verb=", address):
        return OAI_KIND
    return LDES_KIND if any(EVENTS.search(line) for line in feed.lines) else ""


def stream(address: str, kind: str, client: Client) -> Feed:
    """Read all changes; what goes wrong is a remark, and then nothing is known of the feed."""
    base = address.partition("?")[0] if kind == OAI_KIND else address
    memory = Forgetful()
    records: dict[str, tuple[str, tuple[str, ...]]] = {}
    try:
        for _, items in memory.follow(FEEDS[kind](client, base, Bounds()).steps(memory)):
            for item in items:
                if item.time >= records.get(item.iri, ("", ()))[0]:
                    records[item.iri] = (item.time, item.lines if item.kind == "Put" else ())
    except FetchError as error:
        wrong = Remark("unfetched", error.where, error.said["sv"], english=error.said["en"])
    except SourceFault as error:
        fault = error.faults[0]
        wrong = Remark(
            "unreadable", address, fault.sentence("sv"), english=fault.sentence("en")
        )  # fmt: skip
    else:
        lines = sorted({line for _, found in records.values() for line in found})
        return Feed(
            address, tuple(lines), remarks=(Remark("changes", value=NAMES[kind]),), changes=True
        )
    return Feed(address, remarks=(wrong,), unread=True, changes=True)
