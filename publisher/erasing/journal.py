"""The journal of an erasure under way: what was begun is taken up where it was broken off."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

FILE_NAME: Final = ".erasing.json"


@dataclass
class Journal:
    """An erasure that was begun: of which thing, when (UTC, ISO 8601), and what is done of it."""

    iri: str
    at: str
    done: list[str] = field(default_factory=list)
    """The releases that are written anew."""
    changed: list[str] = field(default_factory=list)
    """Those of them that had something of the thing."""
    whole: bool = False
    """Whether its address goes, too."""

    def write(self, releases: Path) -> None:
        """Write the journal, whole or not at all."""
        releases.mkdir(parents=True, exist_ok=True)
        beside = releases / f"{FILE_NAME}.new"
        beside.write_text(json.dumps(asdict(self)), encoding="utf-8")
        beside.replace(releases / FILE_NAME)

    @staticmethod
    def end(releases: Path) -> None:
        """The erasure is done."""
        (releases / FILE_NAME).unlink(missing_ok=True)


def read(releases: Path) -> Journal | None:
    """The erasure that was begun and not ended; None where there is none."""
    try:
        return Journal(**json.loads((releases / FILE_NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
