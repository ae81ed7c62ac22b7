"""What a site says of a stream of changes, and the IRIs of the stream and of its changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from publisher.render.feeds.cutting import page_of

EVENTS: Final = "feeds/ldes"
"""The path of the event streams, under which every change has its IRI."""


@dataclass(frozen=True)
class Stream:
    """What a site says of a stream.

    ``kind`` is the class of the things in it. ``conforms_to`` is their shape, or the specification
    of the feed; empty where it is not known. ``polling`` is how often to look for changes, in
    seconds.
    """

    name: str
    base_iri: str
    titles: Mapping[str, str]
    licence: str
    kind: str
    conforms_to: str
    polling: int

    @property
    def iri(self) -> str:
        """The IRI of the stream; it is described at the root of its view."""
        return f"{self.base_iri}{EVENTS}/{self.name}#stream"

    def member(self, number: int) -> str:
        """The IRI of a change; it is described on its page."""
        return f"{self.base_iri}{EVENTS}/{self.name}/{page_of(number)}#{number}"
