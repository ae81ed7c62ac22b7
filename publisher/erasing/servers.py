"""Servers of the site: whether they have let go of what they held before an erasure."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from publisher.release.erasures import SEEN, read
from publisher.store.serving import MARK

STEP_SECONDS: Final = 0.1


def wait(releases: Path, seconds: float) -> list[str]:
    """Wait until every server of the site has followed all erasures; those that have not in time.

    They are named by the links beside the releases that lead to their files.
    """
    wanted, end = len(read(releases)), time.monotonic() + seconds
    while True:
        behind = [path.name for path in _marks(releases) if _seen(path) < wanted]
        if not behind or time.monotonic() > end:
            return behind
        time.sleep(STEP_SECONDS)


def _marks(releases: Path) -> Iterator[Path]:
    """The links of servers whose files are there."""
    for path in sorted(releases.glob(f"{MARK}*")):
        if path.is_dir():
            yield path


def _seen(path: Path) -> int:
    try:
        return int((path / SEEN).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return -1
