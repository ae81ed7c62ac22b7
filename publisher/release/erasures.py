"""Erasures: when something was taken out of the releases for good, so that servers let go of it.

What a server holds of a release (open files, answers) is of the release as it was. It looks at how
many erasures there were, and begins anew where there is one more.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from publisher.release.parts import replace

FILE_NAME: Final = "erasures.json"
PATH: Final = ".well-known/erased/"
"""Path under ``base_iri`` of what stands for an address that was let go of; its hash follows."""

SEEN: Final = "erasures-seen"
"""The file among a server's own in which it says how many erasures it has followed."""


@dataclass(frozen=True)
class Erasure:
    """One erasure: when (UTC, ISO 8601), of what (the SHA-256 of its IRI), from which releases.

    ``address`` says whether its address is still told, as that of something withdrawn.
    """

    at: str
    thing: str
    releases: tuple[str, ...]
    reason: str = ""
    address: bool = True


def read(releases: Path) -> list[Erasure]:
    """All erasures, the oldest first; none where there is no file, or none that can be read."""
    try:
        found = json.loads((releases / FILE_NAME).read_text(encoding="utf-8"))
        return [Erasure(**{**item, "releases": tuple(item["releases"])}) for item in found]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def remember(releases: Path, erasure: Erasure) -> None:
    """Add an erasure. Call it under the lock of the shelf."""
    content = [asdict(item) for item in (*read(releases), erasure)]
    replace(
        releases / FILE_NAME, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
    )
