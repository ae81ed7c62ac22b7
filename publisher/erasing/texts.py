"""Questions that people asked, as they are kept: those that name a value of the thing go.

They are queries under permanent addresses, and the log of queries where it has their texts.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from publisher.config import Settings
from publisher.erasing.spellings import Finder
from publisher.store.asked import CITED, FOLDER
from publisher.store.asked import erase as erase_asked

LOGS: Final = 5
"""Files of the log that are kept beside the one being written to."""


def naming(releases: Path, finder: Finder) -> list[Path]:
    """The kept queries in which one of the texts stands."""
    folder = releases / FOLDER
    files = [path for place in (folder, folder / CITED) if place.is_dir()
             for path in sorted(place.iterdir()) if path.is_file()]  # fmt: skip
    return [path for path in files if finder.named(path.read_text("utf-8", "replace"))]


def erase(paths: Sequence[Path], now: str) -> None:
    """Leave nothing of kept queries but that they were there."""
    for path in paths:
        erase_asked(path, now)


def logs(settings: Settings) -> Iterator[Path]:
    """The files of the log of queries."""
    if settings.serve.query_log:
        path = settings.root / settings.serve.query_log
        found = [path, *(path.with_name(f"{path.name}.{number}") for number in range(1, LOGS + 1))]
        yield from (item for item in found if item.is_file())


def clean(path: Path, finder: Finder, *, plan: bool = False) -> int:
    """Take the query out of each line of a log that names one of the texts; returns how many.

    With ``plan`` they are only counted. Who writes to the log meanwhile waits.
    """
    with path.open("r+b") as stream, suppress(BlockingIOError):
        fcntl.flock(stream, fcntl.LOCK_EX)
        return _rewrite(stream, finder, plan=plan)
    return 0


def _rewrite(stream: IO[bytes], finder: Finder, *, plan: bool) -> int:
    lines, count = [], 0
    for line in stream.read().decode("utf-8", "replace").splitlines(keepends=True):
        if finder.named(line):
            count += 1
            line = _bare(line)
        lines.append(line)
    if count and not plan:
        content = "".join(lines).encode()
        stream.seek(0)
        stream.write(content)
        stream.truncate()
    return count


def _bare(line: str) -> str:
    """A line of the log without the text and the digest of the query."""
    with suppress(ValueError):
        entry = json.loads(line)
        if isinstance(entry, dict):
            kept = {name: value for name, value in entry.items() if name not in ("query", "digest")}
            return json.dumps(kept, ensure_ascii=False) + "\n"
    return "\n"
