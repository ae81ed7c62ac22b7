"""Which files of the data folder are sources, and which metadata describes them.

Nothing is parsed here; a file that nobody can read is a fault rather than a file left out.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["table", "json", "rdf"]


@dataclass(frozen=True, slots=True)
class SourceLimits:
    """How much a source may hold; bytes, characters and counts."""

    file_bytes: int = 100_000_000
    unpacked_bytes: int = 400_000_000
    cell_characters: int = 1_000_000
    columns: int = 2_000
    rows: int = 2_000_000


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One source; ``name`` is its path below the data folder, with ``/``."""

    path: Path
    name: str
    kind: Kind
    metadata: Path | None = None

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self.path.parents[self.name.count("/")]

    @property
    def checksum(self) -> str:
        """SHA-256 in hex of the bytes, or of both checksums where metadata describes the file."""
        own = _sha256(self.path)
        if self.metadata is None:
            return own
        return hashlib.sha256(f"{own} {_sha256(self.metadata)}".encode()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
