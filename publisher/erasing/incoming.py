"""What programs that were killed left of requests: it goes, unless it is still to land."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

from publisher.config import Settings
from publisher.publishers.landing import FOLDER, JOURNAL
from publisher.release.shelf import locked

LOCK: Final = ".lock"
"""The file in the folder of a request that is locked as long as somebody works in it."""


def tidy(settings: Settings) -> None:
    """Remove the folders of requests that nobody works in."""
    place = settings.root / settings.intake.folder / FOLDER
    for path in sorted(place.glob("*")):
        if path.is_dir() and not (place / f"{path.name}{JOURNAL}").exists() and _is_idle(path):
            shutil.rmtree(path, ignore_errors=True)


def _is_idle(path: Path) -> bool:
    with suppress(FileNotFoundError), (path / LOCK).open("r+") as handle:
        return locked(handle, 0.0)
    return True
