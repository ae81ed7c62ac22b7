"""What a release says of things, stream by stream: all of them, or those that may have changed."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from publisher.mapping.statements import subject_of
from publisher.namespaces import RDF
from publisher.release.manifest import GraphEntry
from publisher.release.parts import PartFolder
from publisher.store.reader import Reader

TYPE: Final = re.compile(rf"<{re.escape(RDF)}type> <([^>]*)>$")
"""The class in a statement that gives a thing its type, behind its subject."""

Catalogue = Callable[[Reader, frozenset[str] | None], Iterable[tuple[str, tuple[str, ...]]]]
"""See :func:`publisher.catalog.dcat.records`."""


@dataclass(frozen=True)
class State:
    """A thing of a release, its statements, and the streams that it is in."""

    iri: str
    lines: tuple[str, ...]
    streams: frozenset[str]


def every(reader: Reader, targets: Mapping[str, str]) -> Iterator[State]:
    """All things of the classes in ``targets`` (class IRI -> stream), a slice at a time."""
    graphs = [entry for entry in reader.graphs if entry.kind == "source"]
    parts = PartFolder(reader.folder.parent, reader.manifest.rendering)
    count = max((len(entry.parts) for entry in graphs), default=0)
    for bucket in range(count):
        found: dict[str, list[str]] = {}
        for entry in graphs:
            for line in _lines(entry, parts, bucket, count):
                found.setdefault(subject_of(line), []).append(line)
        for subject, lines in found.items():
            state = _state(subject.strip("<>"), lines, targets)
            if state.streams:
                yield state


def some(reader: Reader, iris: Iterable[str], targets: Mapping[str, str]) -> Iterator[State]:
    """The things in ``iris``: in no stream, and without statements, where they are none."""
    graphs = {ox.NamedNode(entry.iri) for entry in reader.graphs if entry.kind == "source"}
    for iri in sorted(iris):
        quads = reader.store.quads_for_pattern(ox.NamedNode(iri), None, None, None)
        lines = [str(quad.triple) for quad in quads if quad.graph_name in graphs]
        yield _state(iri, lines, targets)


def _lines(entry: GraphEntry, parts: PartFolder, bucket: int, count: int) -> Iterator[str]:
    """The statements of a graph about the things that fall into one of ``count`` buckets."""
    shift = 32 - (count.bit_length() - 1)
    part = entry.parts[bucket * len(entry.parts) // count]
    whole = len(entry.parts) == count
    for line in parts.lines(part.digest, entry.iri) if part.quads else ():
        if whole or zlib.crc32(subject_of(line).encode()) >> shift == bucket:
            yield line


def _state(iri: str, lines: list[str], targets: Mapping[str, str]) -> State:
    kinds = {found[1] for line in lines if (found := TYPE.search(line))}
    streams = frozenset(targets[kind] for kind in kinds if kind in targets)
    return State(iri, tuple(sorted(set(lines))), streams)
