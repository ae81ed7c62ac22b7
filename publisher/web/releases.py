"""Which release a request is answered from: the current one, or an earlier one that it names.

Earlier releases are opened when they are asked for, and a few are kept open.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, cast

import pyoxigraph as ox
from flask import current_app, g

from publisher.errors import ReleaseError
from publisher.release.gone import Gone, recall
from publisher.release.shelf import CURRENT, Shelf
from publisher.store.reader import Reader, open_release
from publisher.store.serving import Served
from publisher.web.asking import current
from publisher.web.protocol import ProtocolError

SHORTEST: Final = 8
"""Fewest characters of an id that may stand for it in an address."""

LISTED: Final = 50
"""Releases that are named where another one was asked for."""


REMEMBERED: Final = 50_000
"""Things in releases of which it is remembered whether they are there."""


class NoRelease(ProtocolError):
    """The release that a request names is not kept here; ``known`` are those that are."""

    def __init__(self, what: str, status: int, known: tuple[str, ...] = ()) -> None:
        listed = f"Kept are: {', '.join(known[:LISTED])}." if known else ""
        super().__init__(what, status=status, todo=listed)


class Releases:
    """The earlier releases that are open, ``most`` at a time; one instance for each application."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: OrderedDict[str, Reader] = OrderedDict()
        self._built: dict[str, datetime] = {}
        self._known: OrderedDict[tuple[str, str], bool] = OrderedDict()
        self._lock, self._reading = threading.Lock(), threading.Lock()

    def reader(self, shelf: Shelf, identifier: str) -> Reader:
        """A release, opened for reading. Raises NoRelease where it has been removed meanwhile."""
        key = str(shelf.path(identifier))
        with self._lock:
            found = self._open.get(key)
            if found is None:
                try:
                    found = open_release(shelf.path(identifier))
                except (ReleaseError, OSError) as error:
                    raise missing(shelf, identifier) from error
                self._open[key] = found
            self._open.move_to_end(key)
            while len(self._open) > self._most:
                self._open.popitem(last=False)
            return found

    def knows(self, shelf: Shelf, identifier: str, iri: str) -> bool:
        """Whether a release says anything of ``iri``; what was found out once is remembered."""
        key = (identifier, iri)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        with self._reading:
            found = _says(self.reader(shelf, identifier), iri)
        with self._lock:
            self._known[key] = found
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return found

    def built(self, shelf: Shelf) -> list[tuple[datetime, str]]:
        """When each release that is kept was built, the oldest first."""
        found = []
        for identifier in shelf.ids():
            moment = self._built.get(identifier)
            if moment is None and shelf.damage(identifier) is None:
                moment = datetime.fromisoformat(shelf.manifest(identifier).built).astimezone(UTC)
                self._built[identifier] = moment
            if moment is not None:
                found.append((moment, identifier))
        return sorted(found)


def shelf() -> Shelf:
    """The releases of this site."""
    return Shelf(current().reader.folder.parent)


def releases() -> Releases:
    """The earlier releases that are open."""
    return cast(Releases, current_app.extensions["publisher.releases"])


def at(name: str) -> Served:
    """The release that ``name`` stands for: an id, eight characters of one or more, ``current``.

    Empty, it is the current one. Raises NoRelease: 404 with those that are kept, or 410 with what
    is known of one that was removed.
    """
    here = current()
    if name in ("", CURRENT, here.reader.identifier):
        return here
    identifier = _resolve(shelf(), name)
    if identifier == here.reader.identifier:
        return here
    reader = releases().reader(shelf(), identifier)
    moment = datetime.fromisoformat(reader.manifest.built).astimezone(UTC)
    return replace(here, reader=reader, switched=moment.replace(microsecond=0))


def pin(name: str) -> Served:
    """Answer this whole request, links and all, from the release that ``name`` stands for."""
    found = at(name)
    g.served, g.pinned = found, found.reader.identifier
    return found


def _resolve(shelf: Shelf, name: str) -> str:
    known = [*shelf.ids()]
    fitting = [item for item in known if item.startswith(name) and len(name) >= SHORTEST]
    if name in known:
        return name
    if len(fitting) > 1:
        raise NoRelease(f"{len(fitting)} releases begin with “{name}”.", 404, tuple(fitting))
    if not fitting:
        raise missing(shelf, name)
    return fitting[0]


def missing(shelf: Shelf, name: str) -> NoRelease:
    """The error of a release that is not kept: gone where it once was, else unknown."""
    gone = recall(shelf.folder, name) if len(name) >= SHORTEST else None
    if gone is not None:
        return NoRelease(f"release {gone.id} is no longer kept here. {_known(gone)}", 410)
    order = [identifier for _, identifier in reversed(releases().built(shelf))]
    return NoRelease(f"there is no release “{name[:64]}”.", 404, tuple(order))


def _says(reader: Reader, iri: str) -> bool:
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return False
    return next(reader.store.quads_for_pattern(node, None, None, None), None) is not None


def _known(gone: Gone) -> str:
    files = ", ".join(f"{file} (SHA-256 {checksum})" for file, checksum in gone.sources.items())
    return (f"It was built on {gone.built} by {gone.software}, with {gone.quads} statements from "
            f"these sources: {files}.")  # fmt: skip
