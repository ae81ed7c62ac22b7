"""How large the files of a release are, and their checksums, by the parts that they are made of.

What stands around the parts is written down beside the release when it is built
(:data:`FILE_NAME`), with the time of the first release that had each graph.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from publisher.errors import ReleaseError
from publisher.release.manifest import GraphEntry, Manifest
from publisher.release.parts import QUADS, Frame, PartFolder
from publisher.store.reader import Reader

FILE_NAME: Final = "catalog.json"
LAYOUT: Final = 1
CHECKSUM_BYTES: Final = 64_000_000
"""Largest dump, packed, whose checksum is worked out, in bytes: it must be read for that."""


@dataclass(frozen=True)
class Beside:
    """What lies beside a release for its catalogue.

    ``frames`` stand around the parts of a dump, by suffix; ``issued`` is the time of the first
    release of a graph, by IRI, where that is not the one in its parts.
    """

    frames: Mapping[str, Frame] = field(default_factory=dict)
    issued: Mapping[str, str] = field(default_factory=dict)


def to_json(beside: Beside) -> bytes:
    """What lies beside a release, as a file."""
    frames = {
        suffix: [piece.decode() for piece in frame] for suffix, frame in beside.frames.items()
    }
    content = {"layout": LAYOUT, "frames": frames, "issued": dict(beside.issued)}
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()


def read_beside(folder: Path) -> Beside:
    """What :func:`to_json` wrote into the folder of a release; empty where there is nothing.

    Raises ReleaseError when it cannot be read.
    """
    path = folder / FILE_NAME
    try:
        content = json.loads(path.read_bytes())
        if content["layout"] != LAYOUT:
            return Beside()
        frames = {suffix: Frame(*(piece.encode() for piece in pieces))
                  for suffix, pieces in content["frames"].items()}  # fmt: skip
        return Beside(frames, dict(content["issued"]))
    except FileNotFoundError:
        return Beside()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseError(
            f"what the catalogue needs cannot be read ({error}).",
            where=str(path),
            todo="Build again, or roll back to another release.",
        ) from error


def first_issued(manifest: Manifest, before: Beside) -> dict[str, str]:
    """When each graph of a release was first released."""
    return {graph.iri: before.issued.get(graph.iri) or min(part.since for part in graph.parts)
            for graph in manifest.graphs if graph.parts}  # fmt: skip


@dataclass(frozen=True)
class Files:
    """The files of one release."""

    reader: Reader

    @cached_property
    def beside(self) -> Beside:
        """What lies beside the release."""
        return read_beside(self.reader.folder)

    @cached_property
    def issued(self) -> Mapping[str, str]:
        """When each graph was first released."""
        return first_issued(self.reader.manifest, self.beside)

    def frame(self, suffix: str) -> Frame | None:
        """What stands around the parts; None where it was not written down."""
        return Frame(b"", b"", b"") if suffix == QUADS else self.beside.frames.get(suffix)

    def packed(self, suffix: str) -> tuple[int, str] | None:
        """The bytes of the packed dump and its SHA-256, which is empty for very large ones."""
        frame = self.frame(suffix)
        if frame is None:
            return None
        size = self.reader.dump_bytes(suffix, frame)
        if size > CHECKSUM_BYTES:
            return size, ""
        digest = hashlib.sha256()
        for member in self.reader.dump(suffix, frame):
            digest.update(member)
        return size, digest.hexdigest()

    def plain(self, suffix: str, entries: tuple[GraphEntry, ...]) -> int | None:
        """The bytes of some graphs, not packed; None where that is not known."""
        if suffix == "nt":
            names = sum(entry.quads * (len(entry.iri.encode()) + 3) for entry in entries)
            return sum(self._unpacked(QUADS, entry) for entry in entries) - names
        frame = self.frame(suffix)
        if frame is None:
            return None
        parts = sum(1 for entry in entries for part in entry.parts if part.quads)
        around = len(frame.header) + len(frame.footer) + len(frame.separator) * max(0, parts - 1)
        return around + sum(self._unpacked(suffix, entry) for entry in entries)

    @cached_property
    def _sizes(self) -> dict[tuple[str, str], int]:
        return {}

    def _unpacked(self, suffix: str, entry: GraphEntry) -> int:
        found = self._sizes.get((suffix, entry.iri))
        if found is None:
            parts = PartFolder(self.reader.folder.parent, self.reader.manifest.rendering)
            found = sum(unpacked(parts.path(part.digest, suffix))
                        for part in entry.parts if part.quads)  # fmt: skip
            self._sizes[suffix, entry.iri] = found
        return found


def unpacked(path: Path) -> int:
    """The bytes that a gzip file of one member holds (RFC 1952, section 2.3.1: ISIZE)."""
    try:
        with path.open("rb") as file:
            file.seek(-4, 2)
            return int(struct.unpack("<I", file.read(4))[0])
    except (OSError, struct.error) as error:
        raise ReleaseError(
            f"a part of a dump cannot be read ({error}).",
            where=str(path),
            todo="Build again, or restore it from a copy.",
        ) from error
