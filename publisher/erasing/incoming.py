"""What programs that were killed left of requests: it goes, unless it is still to land."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

from publisher.publishers.landing import JOURNAL
from publisher.release.shelf import locked

BODIES: Final = "bodies"
"""The folder, beside that of requests, of bodies that are coming in."""

LOCK: Final = ".lock"
"""The file in the folder of a request that is locked as long as somebody works in it."""


def tidy(incoming: Path) -> None:
    """Remove the folders of requests that nobody works in.

    One that is only being made has a name that is hidden: it is seen with its lock.
    """
    for path in sorted(incoming.glob("[!.]*")):
        if path.is_dir() and not is_to_land(path):
            _clear(path)


def is_to_land(path: Path) -> bool:
    """Whether files in the folder of a request are still to be put in place."""
    return path.with_name(f"{path.name}{JOURNAL}").exists()


def _clear(path: Path) -> None:
    with suppress(FileNotFoundError):
        with (path / LOCK).open("r+") as handle:
            idle = locked(handle, 0.0)
        if idle:
            shutil.rmtree(path, ignore_errors=True)
