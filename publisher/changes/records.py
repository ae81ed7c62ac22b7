"""What the log holds: states of things, and the changes that led to them."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

CATALOG: Final = "catalog"
"""The stream of datasets and services; every other stream is that of a class, by its slug."""

Kind = Literal["Create", "Update", "Delete"]
"""What happened to a thing, by the names of ActivityStreams 2.0 (Activity Vocabulary, 3.1)."""

DELETE: Final = "Delete"


@dataclass(frozen=True)
class Change:
    """One change of one thing.

    ``number`` counts the changes of a stream from 1 without gaps. ``time`` (UTC, ISO 8601, to the
    second, with ``Z``) is that of the switch to ``release``; it never goes back. ``digest`` and
    ``lines`` are of the state after, empty after a deletion: N-Triples statements without the
    final dot, sorted, without blank nodes; the digest is the SHA-256 of them as N-Triples, and so
    that of the canonical form (RDF Dataset Canonicalization, W3C Recommendation of 21 May 2024).
    """

    stream: str
    number: int
    time: str
    kind: Kind
    iri: str
    digest: str
    release: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Record:
    """The state of one thing: when it was first and last changed, and by which change."""

    stream: str
    iri: str
    digest: str
    issued: str
    modified: str
    number: int
    lines: tuple[str, ...]


def pack(lines: Sequence[str]) -> bytes:
    """Statements as they are kept."""
    return zlib.compress("\n".join(lines).encode())


def unpack(body: bytes) -> tuple[str, ...]:
    """Kept statements; none where the thing is deleted."""
    return tuple(zlib.decompress(body).decode().split("\n")) if body else ()
