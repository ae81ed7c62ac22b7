"""Filling the store of a release: from nothing, or from the store of the release before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, Protocol

import pyoxigraph as ox

from publisher.release.difference import Difference
from publisher.release.parts import Slice

BATCH_QUADS: Final = 50_000
"""Quads loaded at a time into a new store."""


class Graph(Protocol):
    """A named graph, cut into slices."""

    @property
    def iri(self) -> str: ...

    @property
    def pieces(self) -> Sequence[Slice]: ...


def carry_on(before: ox.Store, target: Path, changed: Difference) -> None:
    """Hard-link the store of the release before, and change what differs."""
    before.backup(str(target))
    store = ox.Store(str(target))
    for quad in changed.removed_quads():
        store.remove(quad)
    store.extend(changed.added_quads())
    store.flush()


def fill(target: Path, graphs: Iterable[Graph]) -> None:
    """Load everything, a batch at a time: the loader's memory follows the batch, not the whole."""
    store = ox.Store(str(target))
    batch: list[str] = []
    for graph in graphs:
        for piece in graph.pieces:
            batch += [f"{line} <{graph.iri}> .\n" for line in piece.lines]
            if len(batch) >= BATCH_QUADS:
                store.bulk_load("".join(batch), format=ox.RdfFormat.N_QUADS)
                batch.clear()
    store.bulk_load("".join(batch), format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
