"""What is never published again: the hashes of the IRIs of things that were erased.

They stand in a file of their own beside ``site.toml``, a line for each, and no name among them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

FILE_NAME: Final = "erased.txt"
HEADING: Final = (
    "# Things that were erased and are not published again, whoever sends them: a line for each,\n"
    "# the SHA-256 of its IRI. Remove a line where there is a new ground for publishing.\n"
)


def digest_of(iri: str) -> str:
    """What stands for a thing: the SHA-256 of its IRI, hexadecimal."""
    return hashlib.sha256(iri.encode()).hexdigest()


def read(root: Path) -> frozenset[str]:
    """The hashes in the file of a site; none where there is no file."""
    path = root / FILE_NAME
    if not path.exists():
        return frozenset()
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def add(root: Path, iri: str) -> None:
    """Put a thing on the list, once."""
    known = read(root)
    path = root / FILE_NAME
    if digest_of(iri) in known:
        return
    before = path.read_text(encoding="utf-8") if path.exists() else HEADING
    ending = "" if before.endswith("\n") else "\n"
    beside = path.with_name(f".{FILE_NAME}")
    beside.write_text(f"{before}{ending}{digest_of(iri)}\n", encoding="utf-8")
    beside.replace(path)
