"""The data folder as it would be: the same files by hard links, with what came in put in place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from publisher.erasing.incoming import LOCK, is_to_land, tidy
from publisher.intake.received import Piece
from publisher.release.shelf import locked

MIRROR: Final = "data"


@contextmanager
def workplace(incoming: Path, identifier: str) -> Iterator[tuple[Path, IO[str]]]:
    """A folder of its own for one request, and the open file whose lock says that it is at work.

    It goes when the context ends, unless files in it are still to land. What programs that were
    killed have left behind goes first.
    """
    incoming.mkdir(parents=True, exist_ok=True)
    tidy(incoming)
    beside, place = incoming / f".{identifier}", incoming / identifier
    beside.mkdir()
    with (beside / LOCK).open("w") as handle:
        locked(handle, 0.0)
        beside.rename(place)  # it is seen with its lock
        try:
            yield place, handle
        finally:
            if not is_to_land(place):
                shutil.rmtree(place, ignore_errors=True)


def mirror(data: Path, place: Path, pieces: Sequence[Piece]) -> Path:
    """The data folder with ``pieces``, in ``place``; nothing in ``data`` changes by it.

    A file in it is never written to, only replaced: it may be the very one in ``data``.
    """
    target = place / MIRROR
    target.mkdir()
    if data.is_dir():
        _link(data, target)
    for piece in pieces:
        path = target / piece.name
        path.unlink(missing_ok=True)
        if piece.content is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(piece.content, path)
    return target


def _link(folder: Path, target: Path) -> None:
    for entry in os.scandir(folder):
        path = target / entry.name
        if entry.is_dir(follow_symlinks=False):
            path.mkdir()
            _link(Path(entry.path), path)
        elif entry.is_symlink() and entry.is_dir():
            path.symlink_to(Path(entry.path).resolve())  # a fault that the build tells
        else:
            _same(Path(entry.path).resolve(), path)


def _same(file: Path, path: Path) -> None:
    """``file`` under another name: a hard link, or a copy on another file system."""
    try:
        os.link(file, path)
    except FileNotFoundError:
        path.symlink_to(file)  # a link to nothing: a fault that the build tells
    except OSError:
        shutil.copyfile(file, path)
