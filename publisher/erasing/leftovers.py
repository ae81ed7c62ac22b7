"""Files in which a value of the thing still stands: what nobody but a person can decide on.

Everything that the site keeps is looked through, the releases too: it is the proof that the thing
is gone. What nobody can look into from here is named as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from publisher.erasing.contents import STORE, Closed, contents, quads
from publisher.erasing.spellings import Finder

PASSED_OVER: Final = ("__pycache__", "node_modules", ".venv", ".git", ".hg", ".svn")
"""Folders that are not looked into; whether a repository keeps a value is said of it as a whole."""


@dataclass(frozen=True)
class Left:
    """A file, or a store, with a value in it or in its name; or one that could not be read."""

    path: Path
    unread: bool = False


def leftovers(places: Iterable[Path], finder: Finder) -> Iterator[Left]:
    """What is left below folders, or in files; by name.

    A file of a writer that was ended in the middle goes, where it has a value: nobody reads it.
    """
    if not finder:
        return
    for place in places:
        for path in _files(place):
            try:
                found = finder.named(path.name) or holds(path, finder)
            except FileNotFoundError:  # it went meanwhile
                continue
            except (Closed, OSError):
                yield Left(path, unread=True)
                continue
            if found and _is_unfinished(path):
                path.unlink(missing_ok=True)
            elif found:
                yield Left(path)


def holds(path: Path, finder: Finder) -> bool:
    """Whether a file, a part of it where it is packed, or a store has one of the texts.

    Raises Closed where it cannot be looked into, OSError where it cannot be read.
    """
    said = quads(path) if path.is_dir() else contents(path, finder.longest)
    return any(finder.named(text) for text in said)


def _files(place: Path) -> Iterator[Path]:
    """The files below a folder, and the folders that are stores after the files in them."""
    if place.is_file():
        yield place
        return
    for path in sorted(place.iterdir()):
        if path.is_symlink() or path.name in PASSED_OVER:
            continue
        if path.is_dir():
            yield from _files(path)
            if all((path / name).is_file() for name in STORE):
                yield path
        elif path.is_file():
            yield path


def _is_unfinished(path: Path) -> bool:
    """Whether a file is one that was to take the place of another: ``.<name>…`` beside it."""
    if not path.name.startswith(".") or path.is_dir():
        return False
    return any(path.name.startswith(f".{other.name}.") or path.name == f".{other.name}"
               for other in path.parent.iterdir() if other != path and other.is_file())  # fmt: skip
