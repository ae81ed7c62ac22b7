"""Watching files: again whenever one of them has changed and come to rest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

INTERVAL: Final = 0.5
"""Seconds between two looks at the files."""

Snapshot = dict[Path, tuple[int, int, int]]
"""Time of the last change (nanoseconds), size in bytes and inode of each file."""


def rounds(
    watched: Callable[[], Iterable[Path]],
    pause: Callable[[], object] = lambda: time.sleep(INTERVAL),
) -> Iterator[Snapshot]:
    """The files at once, and again each time that they differ and have ceased to change.

    ``watched`` names files and folders anew at each look, ``pause`` waits between two looks. A
    program that writes a file in several goes is waited for; so a file is read once it is whole.
    """
    before: Snapshot | None = None
    while True:
        now = snapshot(watched())
        if now == before:
            pause()
            continue
        if before is not None:
            now = _at_rest(now, watched, pause)
        before = now
        yield now


def snapshot(paths: Iterable[Path]) -> Snapshot:
    """What the files among ``paths``, and those in the folders among them, look like now.

    Hidden files and the locks of office programs are passed over, and what goes away meanwhile.
    """
    found: Snapshot = {}
    for path in paths:
        for file in _files(path):
            try:
                state = file.stat()
            except OSError:
                continue
            found[file] = (state.st_mtime_ns, state.st_size, state.st_ino)
    return found


def _at_rest(
    now: Snapshot, watched: Callable[[], Iterable[Path]], pause: Callable[[], object]
) -> Snapshot:
    while True:
        pause()
        again = snapshot(watched())
        if again == now:
            return now
        now = again


def _files(path: Path) -> Iterator[Path]:
    try:
        if not path.is_dir():
            yield path
            return
        children = sorted(path.iterdir())
    except OSError:
        return
    for child in children:
        if not child.name.startswith((".", "~$")) and not (child.is_symlink() and child.is_dir()):
            yield from _files(child)
