"""What is remembered of a release that was removed: enough to say what a citation meant."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from publisher.release.manifest import Manifest

FOLDER: Final = "gone"


@dataclass(frozen=True)
class Gone:
    """A release that is no longer kept: its id, when it was built, by what, and its size.

    ``sources`` has the SHA-256 of each source by its file, as it was read.
    """

    id: str
    built: str
    software: str
    quads: int
    sources: dict[str, str]


def remember(releases: Path, manifest: Manifest) -> None:
    """Write down what is to be known of a release once it is removed."""
    folder = releases / FOLDER
    folder.mkdir(exist_ok=True)
    content = {
        "id": manifest.id, "built": manifest.built, "software": manifest.software,
        "quads": manifest.quads, "sources": {item.file: item.checksum for item in manifest.sources},
    }  # fmt: skip
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    beside = folder / f".{manifest.id}"
    beside.write_text(text, encoding="utf-8")
    beside.replace(folder / f"{manifest.id}.json")


def recall(releases: Path, name: str) -> Gone | None:
    """The removed release whose id is, or begins with, ``name``; None where none or several do."""
    found = sorted((releases / FOLDER).glob(f"{name}*.json")) if name.isalnum() else []
    if len(found) != 1:
        return None
    with suppress(OSError, ValueError, TypeError):
        return Gone(**json.loads(found[0].read_text(encoding="utf-8")))
    return None
