"""The way from page to page of a catalogue, so that any harvester finds it (Hydra Core Vocabulary).

Harvesters know one of two families of terms: the one of the specification
(``hydra:PartialCollectionView`` with ``hydra:next``), or the one that it had before
(``hydra:PagedCollection`` with ``hydra:nextPage``). Both are said of one node, the page itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from publisher.namespaces import HYDRA, RDF, RDFS, XSD

PAGE: Final = 100
"""Records of a page. A constant, not a setting: with another number, an address that caches keep
for good would have other records."""

TYPES: Final = ("PagedCollection", "PartialCollectionView")
STEPS: Final = ("first", "previous", "next", "last")

FEED: Final = "feeds/ldes/catalog.trig"
"""Where deletions are told, below the site."""


@dataclass(frozen=True)
class Way:
    """Where a page lies among the others, by absolute addresses; empty for one that is not there.

    ``total`` is how many records all pages have together, ``feed`` where deletions are told.
    """

    here: str
    total: int
    first: str = ""
    previous: str = ""
    next: str = ""
    last: str = ""
    feed: str = ""

    @property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """The pages that can be gone to, each with its relation."""
        found = ((name, str(getattr(self, name))) for name in STEPS)
        return tuple((name, address) for name, address in found if address)


def pages(total: int) -> int:
    """How many pages so many records make: at least one."""
    return max(1, -(-total // PAGE))


def statements(way: Way) -> Iterator[ox.Triple]:
    """What a page says of itself: what it is, how much there is, and where its neighbours are."""
    here = ox.NamedNode(way.here)
    for name in TYPES:
        yield ox.Triple(here, ox.NamedNode(RDF + "type"), ox.NamedNode(HYDRA + name))
    for name, number in (("totalItems", way.total), ("itemsPerPage", PAGE)):
        value = ox.Literal(str(number), datatype=ox.NamedNode(XSD + "integer"))
        yield ox.Triple(here, ox.NamedNode(HYDRA + name), value)
    for name, address in way.steps:
        for term in (name, f"{name}Page"):
            yield ox.Triple(here, ox.NamedNode(HYDRA + term), ox.NamedNode(address))
    if way.feed:
        yield ox.Triple(here, ox.NamedNode(RDFS + "seeAlso"), ox.NamedNode(way.feed))


RELATIONS: Final = {"first": "first", "previous": "prev", "next": "next", "last": "last"}
"""The same as relations of links (IANA, Link Relations)."""


def links(way: Way) -> Sequence[str]:
    """The same in the header of the answer (RFC 8288), for clients that read no Hydra."""
    return [f'<{address}>; rel="{RELATIONS[name]}"' for name, address in way.steps]
