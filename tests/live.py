"""A site with a history over HTTP, that moves on to what has been released when it is told to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pyoxigraph as ox

from publisher import Site
from publisher.config import ServeSection
from publisher.store.serving import Served
from publisher.web import create_app
from tests.engines import listening_to
from tests.histories import STREAM, History
from tests.visits import SWITCHED


class Live:
    """A served site. ``url`` ends with a slash."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.url = ""
        self.served = Served(Site(history.root).open(), SWITCHED)

    def move(self) -> None:
        """Serve what is released now."""
        self.served = Served(Site(self.history.root).open(), SWITCHED)

    def publish(self, edits: int) -> None:
        """Edit things, release, and serve that."""
        self.history.edit(edits)
        self.history.release()
        self.move()

    def held(self, stream: str = STREAM) -> dict[str, str]:
        """What the site holds: the hash of each record by its IRI."""
        return {item.iri: item.digest for item in self.history.log().each(stream)}


@contextmanager
def live(history: History) -> Iterator[Live]:
    """The site of a history, served."""
    found = Live(history)
    with listening_to(create_app(lambda: found.served, serve=ServeSection())) as url:
        found.url = url
        yield found


def canonical(triples: Iterable[ox.Triple | ox.Quad]) -> str:
    """The SHA-256 of statements in their canonical form (RDFC-1.0)."""
    found = ox.Dataset(ox.Quad(item.subject, item.predicate, item.object) for item in triples)
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    text = "".join(sorted(f"{quad.triple} .\n" for quad in found))
    return hashlib.sha256(text.encode()).hexdigest()
