"""What differs: things created, updated and deleted, and how many statements, graph by graph."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from publisher.gather import Content, SourceContent
from publisher.intake.received import Changed
from publisher.namespaces import RDF, WITHDRAWN
from publisher.release.assemble import open_store
from publisher.release.difference import Difference, GraphDifference
from publisher.release.manifest import Manifest
from publisher.release.shelf import Shelf

TYPE: Final = RDF + "type"


def changed(
    difference: Difference | None, content: Content, shelf: Shelf, before: Manifest | None,
    genid: str,
) -> Changed:  # fmt: skip
    """What a difference between the release ``before`` and ``content`` comes to.

    What is withdrawn counts as deleted. Nodes without an address, below ``genid``, are no things.
    """
    graphs = difference.graphs if difference else _whole(content)
    subjects = {line[: line.index(" ")] for item in graphs
                for line in (*item.removed, *item.added)}  # fmt: skip
    store = open_store(shelf.path(before.id)) if before else None
    created: list[str] = []
    updated: list[str] = []
    deleted: list[str] = []
    for name in sorted(subjects):
        if name.startswith(f"<{genid}"):
            continue
        was, is_there = store is not None and _was(store, name), described(name, content.sources)
        if is_there or was:
            (updated if is_there and was else created if is_there else deleted).append(name[1:-1])
    return Changed(
        tuple(created), tuple(updated), tuple(deleted),
        {item.graph: len(item.added) for item in graphs if item.added},
        {item.graph: len(item.removed) for item in graphs if item.removed},
    )  # fmt: skip


def tried(
    content: Content, names: Collection[str], shelf: Shelf, before: Manifest | None
) -> Difference:
    """What the sources called ``names`` would change, where nothing is released."""
    new = {own.file: own for own in content.sources if own.file in names}
    found = []
    old = {entry.file: entry for entry in before.graphs} if before else {}
    for name in sorted(names):
        said: set[str] = set(new[name].lines) if name in new else set()
        entry = old.get(name)
        had: set[str] = set()
        if entry is not None and before is not None:
            parts = shelf.parts(before)
            for part in entry.parts:
                had.update(parts.lines(part.digest, entry.iri))
        graph = new[name].graph if name in new else entry.iri if entry else ""
        if said != had:
            found.append(
                GraphDifference(graph, tuple(sorted(had - said)), tuple(sorted(said - had)))
            )
    return Difference(tuple(found))


def described(name: str, sources: Sequence[SourceContent]) -> bool:
    """Whether any source says something of the subject ``name`` but that it is withdrawn."""
    gone = f"{name} <{TYPE}> <{WITHDRAWN}>"
    for source in sources:
        index = bisect_left(source.lines, f"{name} ")
        if index < len(source.lines) and source.lines[index].startswith(f"{name} "):
            at = bisect_left(source.lines, gone)
            if at == len(source.lines) or source.lines[at] != gone:
                return True
    return False


def _was(store: ox.Store, name: str) -> bool:
    subject = ox.NamedNode(name[1:-1])
    said: Iterator[ox.Quad] = store.quads_for_pattern(subject, None, None, None)
    if next(said, None) is None:
        return False
    gone = store.quads_for_pattern(subject, ox.NamedNode(TYPE), ox.NamedNode(WITHDRAWN), None)
    return next(gone, None) is None


def _whole(content: Content) -> tuple[GraphDifference, ...]:
    """All that is said, where there is no release before."""
    return tuple(GraphDifference(own.graph, (), tuple(own.lines)) for own in content.sources)
