"""A document for every record of a stream: exactly its statements, and so with its digest.

The address of a record is made of its IRI, in signs that are the same in an address and in the
name of a file, whatever server sends it: what else there is in the IRI is a tilde and two digits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

PATH: Final = "feeds/record"
SUFFIX: Final = ".nt"
CONTENT_TYPE: Final = "application/n-triples"

UNSAFE: Final = re.compile(rb"[^A-Za-z0-9_.-]")
CODED: Final = re.compile(rb"~([0-9a-f]{2})")
NOTHING: Final = "~-"
"""Stands for an empty step, which servers would leave out."""

DOTS: Final = {".": "~2e", "..": "~2e~2e"}
"""Steps by which servers would go elsewhere."""

FOREIGN: Final = "~~/"
"""Begins the address of what is not named under the site's base IRI."""


def path_of(stream: str, iri: str, base_iri: str) -> str:
    """Where the document of a record is, below the site."""
    own = iri.removeprefix(base_iri)
    start = "" if own != iri else FOREIGN
    return f"{PATH}/{stream}/{start}{'/'.join(_coded(step) for step in own.split('/'))}{SUFFIX}"


def iri_of(rest: str, base_iri: str) -> str | None:
    """The IRI of the record whose path goes on with ``rest`` behind the stream; None without one.

    Every IRI has one path, and every other path has none.
    """
    if not rest.endswith(SUFFIX):
        return None
    steps = rest.removesuffix(SUFFIX).removeprefix(FOREIGN).split("/")
    try:
        found = "/".join(_read(step) for step in steps)
    except UnicodeError:
        return None
    iri = found if rest.startswith(FOREIGN) else base_iri + found
    return iri if path_of("", iri, base_iri) == f"{PATH}//{rest}" else None


def document(lines: Sequence[str]) -> bytes:
    """The document of a record: its statements as canonical N-Triples."""
    return "".join(f"{line} .\n" for line in lines).encode()


def length(lines: Sequence[str]) -> int:
    """The length of the document, in bytes."""
    return len(document(lines))


def _coded(step: str) -> str:
    if not step:
        return NOTHING
    return DOTS.get(step) or UNSAFE.sub(lambda sign: b"~%02x" % sign[0][0], step.encode()).decode()


def _read(step: str) -> str:
    if step == NOTHING:
        return ""
    return CODED.sub(lambda code: bytes([int(code[1], 16)]), step.encode()).decode()
