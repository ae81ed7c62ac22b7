"""One release, read in-process: its store, its manifest, and the contract that it was built by."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from publisher import contract as contracts
from publisher.config import CatalogSection, SiteSection
from publisher.contract import Contract
from publisher.errors import ReleaseError
from publisher.iris import Iris
from publisher.release import manifest as manifests
from publisher.release.assemble import open_store
from publisher.release.manifest import GraphEntry, Manifest
from publisher.release.parts import Frame, PartFolder
from publisher.vocabulary import Document, Vocabulary


@dataclass(frozen=True)
class Reader:
    """A release, opened read-only. It never changes, so everything read from it may be kept."""

    folder: Path
    manifest: Manifest
    store: ox.Store

    @property
    def identifier(self) -> str:
        """The release's id."""
        return self.manifest.id

    @property
    def edition(self) -> str:
        """What tells its content from any other: its id, and how often something was erased."""
        times = len(self.manifest.erased)
        return f"{self.manifest.id}-{times}" if times else self.manifest.id

    @cached_property
    def quads(self) -> int:
        """The number of quads, the description aside."""
        return self.manifest.quads

    @property
    def graphs(self) -> tuple[GraphEntry, ...]:
        """The named graphs: one for each source and each vocabulary document."""
        return self.manifest.graphs

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that the release is written with."""
        return self.manifest.prefixes

    @cached_property
    def iris(self) -> Iris:
        """The site's IRIs, as of the release."""
        return Iris(
            self.manifest.base_iri, self.site.vocabulary_iri, dict(self.manifest.iri_templates)
        )

    @cached_property
    def site(self) -> SiteSection:
        """What the site said of itself when the release was built."""
        return SiteSection(**_known(SiteSection, self.manifest.site))

    @cached_property
    def catalog(self) -> CatalogSection:
        """What the site said for its catalogue when the release was built."""
        return CatalogSection(**_known(CatalogSection, self.manifest.site.get("catalog", {})))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the site, the default one first."""
        return self.site.languages

    @cached_property
    def contract(self) -> Contract:
        """The contract, read from the vocabulary graphs of the release."""
        return contracts.read(Vocabulary(tuple(
            Document(graph.iri, graph.file, tuple(
                quad.triple for quad in
                self.store.quads_for_pattern(None, None, None, ox.NamedNode(graph.iri))
            ))
            for graph in self.graphs if graph.kind == "vocabulary"
        )))  # fmt: skip

    def dump(self, suffix: str, frame: Frame, graph: str | None = None) -> Iterator[bytes]:
        """The gzip members of a dump of the release, or of one ``graph``.

        Put one after the other they are one gzip file. ``suffix`` is one that the parts have.
        """
        parts = PartFolder(self.folder.parent, self.manifest.rendering)
        digests = [part.digest for entry in self._entries(graph) for part in entry.parts
                   if part.quads]  # fmt: skip
        if frame.header:
            yield _member(frame.header)
        for number, digest in enumerate(digests):
            if number and frame.separator:
                yield _member(frame.separator)
            yield parts.read(digest, suffix)
        if frame.footer:
            yield _member(frame.footer)

    def dump_bytes(self, suffix: str, frame: Frame, graph: str | None = None) -> int:
        """The length of what :meth:`dump` gives, in bytes."""
        sizes = [part.sizes[suffix] for entry in self._entries(graph) for part in entry.parts
                 if part.quads]  # fmt: skip
        between = len(_member(frame.separator)) * max(0, len(sizes) - 1) if frame.separator else 0
        ends = sum(len(_member(text)) for text in (frame.header, frame.footer) if text)
        return sum(sizes) + between + ends

    def _entries(self, graph: str | None) -> list[GraphEntry]:
        found = [entry for entry in self.manifest.entries if graph in (None, entry.iri)]
        if not found:
            raise ReleaseError("the release has no such graph.", where=str(graph))
        return found


def open_release(folder: Path) -> Reader:
    """Open the release in ``folder``. Raises ReleaseError when it is damaged."""
    manifest = manifests.read(folder)
    return Reader(folder, manifest, open_store(folder))


def _known(section: type, content: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a section that this version knows."""
    known = {field.name for field in fields(section)}
    return {name: tuple(value) if isinstance(value, list) else value
            for name, value in content.items() if name in known}  # fmt: skip


def _member(text: bytes) -> bytes:
    return gzip.compress(text, mtime=0)
