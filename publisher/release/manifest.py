"""The manifest of a release: what is in it, where it came from, and the id that follows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from publisher.errors import ReleaseError

FILE_NAME: Final = "manifest.json"
LAYOUT: Final = 1
"""Version of the layout of a release; part of its id."""

ID_LENGTH: Final = 20
"""Hexadecimal digits of SHA-256 that name a release (80 bits)."""

GraphKind = Literal["source", "vocabulary", "description"]


@dataclass(frozen=True)
class Part:
    """One slice of a graph: the entities whose hash falls into it.

    ``digest`` is the SHA-256 of its sorted N-Triples; ``since`` the time (UTC, ISO 8601) of the
    first release that had exactly this slice; ``sizes`` the compressed bytes by suffix.
    """

    digest: str
    quads: int
    since: str
    sizes: Mapping[str, int]


@dataclass(frozen=True)
class GraphEntry:
    """A named graph: its IRI, the file it came from and its parts in order (a power of two)."""

    iri: str
    file: str
    kind: GraphKind
    quads: int
    digest: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class SourceEntry:
    """A source as it was read: its bytes and what became of its rows."""

    file: str
    checksum: str
    bytes: int
    rows: int
    published: int
    rejected: tuple[str, ...] = ()
    """The places of the rejected rows."""
    address: str = ""
    """Where it was fetched from; empty for a file of the site's own."""
    fetched: str = ""
    """When this state of it came, UTC, ISO 8601; not part of the id of a release."""


@dataclass(frozen=True)
class Manifest:
    """Everything about a release but its bytes."""

    id: str
    built: str
    """Time of the build, UTC, ISO 8601; not part of the id."""
    software: str
    base_iri: str
    site: Mapping[str, Any]
    prefixes: Mapping[str, str]
    iri_templates: Mapping[str, str]
    rendering: str
    """Digest of what the dumps depend on beside the quads: prefixes, JSON-LD context, layout."""
    conforms: bool | None
    """Whether the data conforms to the shapes; None when it was not checked."""
    faulty: str
    """What was done with faulty rows: ``refuse``, ``leave-out`` or ``include``."""
    results: int
    graphs: tuple[GraphEntry, ...]
    """The named graphs of the sources and of the vocabulary documents."""
    sources: tuple[SourceEntry, ...]
    description: GraphEntry | None = None
    """The named graph that describes the others; None in a release built without it."""
    erased: tuple[str, ...] = ()
    """When something was erased from it for good, UTC, ISO 8601: since then it says less than the
    content that its id is of."""

    @property
    def quads(self) -> int:
        """The number of quads in the release, its description aside."""
        return sum(graph.quads for graph in self.graphs)

    @property
    def entries(self) -> tuple[GraphEntry, ...]:
        """All named graphs of the store, the description last."""
        return (*self.graphs, *([self.description] if self.description else []))

    def graph(self, iri: str) -> GraphEntry | None:
        """The entry of a named graph."""
        return next((graph for graph in self.graphs if graph.iri == iri), None)


def identify(
    *,
    base_iri: str,
    site: Mapping[str, Any],
    iri_templates: Mapping[str, str],
    rendering: str,
    conforms: bool | None,
    graphs: Mapping[str, str],
) -> str:
    """The id of the release with this content: the same in every process.

    ``graphs`` maps each graph's IRI to its digest. The time, the software and the bytes of the
    sources are not part of it: what reads the same is the same release.
    """
    content = {
        "layout": LAYOUT,
        "base_iri": base_iri,
        "site": dict(site),
        "iris": dict(iri_templates),
        "rendering": rendering,
        "conforms": conforms,
        "graphs": dict(graphs),
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]


def write(manifest: Manifest, folder: Path) -> None:
    """Write the manifest into the folder of its release, a line for each of its fields."""
    lines = (f'"{name}": {json.dumps(value, ensure_ascii=False, default=vars)}'
             for name, value in vars(manifest).items())  # fmt: skip
    (folder / FILE_NAME).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def read(folder: Path) -> Manifest:
    """Read the manifest in ``folder``. Raises ReleaseError when it is missing or damaged."""
    path = folder / FILE_NAME
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        graphs = tuple(_graph(item) for item in content.pop("graphs"))
        sources = tuple(_source(item) for item in content.pop("sources"))
        own = content.pop("description", None)
        description = _graph(own) if own else None
        erased = tuple(content.pop("erased", ()))
        return Manifest(
            graphs=graphs, sources=sources, description=description, erased=erased, **content
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseError(
            f"the manifest cannot be read ({error}).",
            where=str(path),
            todo="Build again, or roll back to another release.",
        ) from error


def _graph(item: dict[str, Any]) -> GraphEntry:
    parts = tuple(Part(**part) for part in item.pop("parts"))
    return GraphEntry(parts=parts, **item)


def _source(item: dict[str, Any]) -> SourceEntry:
    rejected = tuple(item.pop("rejected"))
    return SourceEntry(rejected=rejected, **item)
