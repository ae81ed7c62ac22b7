"""Addresses of erased things: told to harvesters for some days, then let go of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pyoxigraph as ox

from publisher.config import Settings
from publisher.erasing import log
from publisher.namespaces import RDF, WITHDRAWN
from publisher.people.erased import digest_of
from publisher.release import erasures
from publisher.release.shelf import Shelf
from publisher.store.reader import open_release


def due(settings: Settings, shelf: Shelf, today: date) -> list[str]:
    """The IRIs of erased things whose addresses have been told for ``people.address_days``, sorted.

    Only what the site still says of them tells which they are; of those that it says nothing of,
    there is nothing to let go of. Raises ReleaseError where a release or the log is damaged.
    """
    last = (today - timedelta(days=settings.people.address_days)).isoformat()
    told: dict[str, str] = {}
    for entry in erasures.read(shelf.folder):
        told.pop(entry.thing, None)
        if entry.address:
            told[entry.thing] = entry.at
    waiting = {thing for thing, at in told.items() if at[: len(last)] <= last}
    if not waiting:
        return []
    return sorted({iri for iri in _known(shelf) if digest_of(iri) in waiting})


def _known(shelf: Shelf) -> Iterator[str]:
    """What feeds say is deleted, and what is said to be withdrawn."""
    yield from log.deleted(shelf.folder)
    current = shelf.current()
    if current is not None:
        store = open_release(shelf.path(current)).store
        found = store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(WITHDRAWN))
        yield from (quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode))
