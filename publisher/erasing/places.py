"""Where a site keeps files: its own folder, and every other that its settings name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from publisher.config import Settings
from publisher.fetched import folder_of
from publisher.gather import DATA

HISTORIES = (".git", ".hg", ".svn")
"""Folders by which one sees that a folder is under version control."""


def folders(settings: Settings) -> list[Path]:
    """The folders, as they are called once links are followed; none lies within another."""
    root = settings.root
    named = (root, root / DATA, root / settings.releases.folder, root / settings.intake.folder,
             folder_of(settings))  # fmt: skip
    found = sorted({path.resolve() for path in named if path.is_dir()})
    return [path for path in found if not any(path.is_relative_to(other) for other in found
                                              if other != path)]  # fmt: skip


def histories(settings: Settings) -> Iterator[Path]:
    """The folders whose history is kept, which have what the site has: its own, or one above."""
    for folder in folders(settings):
        for path in (folder, *folder.parents):
            if any((path / name).exists() for name in HISTORIES):
                yield path
                break
