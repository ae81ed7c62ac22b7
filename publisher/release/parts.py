"""Parts: a graph cut into slices by the hash of the entity, each kept once under its digest.

Dumps are parts put one after the other: every part is a gzip member, and gzip members may be
concatenated (RFC 1952, section 2.2). A release that shares a slice with an earlier one shares the
files, so that a small change writes a small part and nothing else.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

import pyoxigraph as ox

from publisher.errors import ReleaseError
from publisher.mapping.statements import subject_of
from publisher.release.manifest import GraphEntry, GraphKind, Part

FOLDER: Final = "parts"
QUADS: Final = "nq"
HASHES: Final = "hashes"
COMPRESSION: Final = 6
MOST_PARTS: Final = 2**14

Render = Callable[[Sequence[ox.Quad], str], bytes]
"""Quads of one graph, sorted, and a suffix -> the bytes of this slice of the dump."""


class Frame(NamedTuple):
    """What stands around and between the parts of a dump in one format."""

    header: bytes
    separator: bytes
    footer: bytes


def slices(lines: Sequence[str], aim: int) -> list[list[str]]:
    """Cut the sorted, distinct ``lines`` into a power of two of slices of about ``aim`` each.

    Where an entity falls depends on its IRI alone, and the number of slices on the number of
    lines, so that the same lines give the same slices, whatever came before.
    """
    bits = max(0, (len(lines) // aim).bit_length())
    count = min(1 << bits, MOST_PARTS)
    shift = 32 - (count.bit_length() - 1)
    found: list[list[str]] = [[] for _ in range(count)]
    for subject, statements in groupby(lines, key=subject_of):
        found[zlib.crc32(subject.encode()) >> shift].extend(statements)
    return found


def digest_of(lines: Iterable[str]) -> str:
    """SHA-256 of the N-Triples ``lines``, hexadecimal."""
    return hashlib.sha256("".join(f"{line} .\n" for line in lines).encode()).hexdigest()


def entity_hashes(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each subject in the sorted ``lines`` with the hash of its description."""
    for subject, statements in groupby(lines, key=subject_of):
        yield subject, digest_of(statements)


@dataclass(frozen=True)
class PartFolder:
    """The files of all parts that one rendering gives, shared by the releases of a site."""

    folder: Path
    rendering: str

    def path(self, digest: str, suffix: str) -> Path:
        """The file of a part in one format, compressed."""
        return Path(f"{self._shelf(digest)}/{digest}.{suffix}.gz")

    def _shelf(self, digest: str) -> str:
        """The folder of a part; text, since a release may ask for thousands."""
        return f"{self.folder}/{FOLDER}/{self.rendering}/{digest[:2]}"

    def read(self, digest: str, suffix: str) -> bytes:
        """The compressed bytes of a part. Raises ReleaseError when they cannot be read."""
        try:
            return self.path(digest, suffix).read_bytes()
        except OSError as error:
            raise self._damaged(digest, suffix, error) from error

    def has(self, part: Part) -> bool:
        """Whether the files of a part are there, each as long as it was."""
        stem = f"{self._shelf(part.digest)}/{part.digest}"
        try:
            return all(os.stat(f"{stem}.{suffix}.gz").st_size == size
                       for suffix, size in part.sizes.items())  # fmt: skip
        except FileNotFoundError:
            return False

    def lines(self, digest: str, graph: str) -> list[str]:
        """The N-Triples statements of a part, sorted, as they were given to :func:`write_graph`.

        Raises ReleaseError when they cannot be read, or are not those that the digest is of.
        """
        try:
            text = gzip.decompress(self.read(digest, QUADS)).decode()
        except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
            raise self._damaged(digest, QUADS, error) from error
        end = f" <{graph}> ."
        lines = [line.removesuffix(end) for line in text.split("\n") if line]
        if digest_of([f"<{graph}>", *lines]) != digest:
            raise self._damaged(digest, QUADS, "its content is another")
        return lines

    def _damaged(self, digest: str, suffix: str, why: object) -> ReleaseError:
        return ReleaseError(
            f"a part of a dump cannot be read ({why}).",
            where=str(self.path(digest, suffix)),
            todo="Build again, or restore it from a copy.",
        )


@dataclass(frozen=True)
class Slice:
    """The statements of the entities that fall together, and their digest."""

    digest: str
    lines: Sequence[str]


def cut(lines: Sequence[str], graph: str, aim: int) -> tuple[Slice, ...]:
    """Cut a graph into slices of about ``aim`` statements and take their digests.

    ``lines`` are the graph's N-Triples statements, sorted and distinct, without the final dot.
    """
    return tuple(Slice(digest_of([f"<{graph}>", *piece]), piece) for piece in slices(lines, aim))


def write_graph(
    pieces: Sequence[Slice],
    *,
    iri: str,
    file: str,
    kind: GraphKind,
    known: Mapping[str, Part],
    parts: PartFolder,
    now: str,
    render: Render,
    suffixes: Sequence[str],
) -> GraphEntry:
    """Write the parts of a graph that are not there yet.

    ``known`` has the parts of the release before, by digest: what is among them is not touched,
    unless a file of it is missing or broken off.
    """
    entries: list[Part] = []
    for piece in pieces:
        part = known.get(piece.digest)
        if part is None or not parts.has(part):
            sizes = _write(piece, iri, parts, render, suffixes)
            since = part.since if part else now
            part = Part(piece.digest, len(piece.lines), since, sizes)
        entries.append(part)
    total = sum(part.quads for part in entries)
    digest = digest_of(part.digest for part in entries)
    return GraphEntry(iri, file, kind, total, digest, tuple(entries))


def _write(
    piece: Slice,
    graph: str,
    parts: PartFolder,
    render: Render,
    suffixes: Sequence[str],
) -> dict[str, int]:
    text = "".join(f"{line} <{graph}> .\n" for line in piece.lines)
    quads = list(ox.parse(text, format=ox.RdfFormat.N_QUADS))
    bodies = {QUADS: text.encode()}
    bodies.update((suffix, render(quads, suffix)) for suffix in suffixes if suffix != QUADS)
    bodies[HASHES] = "".join(
        f"{value} {name}\n" for name, value in entity_hashes(piece.lines)
    ).encode()
    sizes: dict[str, int] = {}
    for suffix, body in bodies.items():
        content = gzip.compress(body, compresslevel=COMPRESSION, mtime=0)
        replace(parts.path(piece.digest, suffix), content)
        sizes[suffix] = len(content)
    return sizes


def replace(path: Path, content: bytes) -> None:
    """Write a file so that another process sees the old one or the new one, never a half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)
