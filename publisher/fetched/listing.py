"""Which files the build reads of what was fetched: the last good state of each source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from publisher.config import Settings
from publisher.errors import PublisherError
from publisher.fetched.state import State, read_state
from publisher.sources.discover import KINDS, SourceFile

DESCRIPTION: Final = "-metadata.json"
"""What the name of a file that describes a table ends with, after the name of the table."""


def folder_of(settings: Settings) -> Path:
    """The folder of what was fetched."""
    return settings.root / settings.fetching.folder


def fetched_sources(settings: Settings) -> list[SourceFile]:
    """The last good state of each source of the site that has one, by name.

    A source that was never read is passed over: ``publisher fetch`` has told why. Raises
    PublisherError where what is known of one is damaged, or its file is gone.
    """
    folder = folder_of(settings)
    found = []
    for name, state in _states(settings):
        if not state.file:
            continue
        path = folder / state.file
        if not path.is_file():
            raise PublisherError(
                "the last good state of this source is gone.", where=str(path),
                todo=f"Read it anew: publisher fetch {name} --anew.",
            )  # fmt: skip
        beside = path.with_name(path.name + DESCRIPTION)
        metadata = beside if beside.is_file() else None
        kind = KINDS[path.suffix.lower()]
        found.append(SourceFile(path, f"{folder.name}/{state.file}", kind, metadata))
    return sorted(found, key=lambda source: source.name)


def states_by_file(settings: Settings) -> dict[str, State]:
    """What is known of each source that has a good state, by the name of its file in a build."""
    base = folder_of(settings).name
    return {f"{base}/{state.file}": state for _, state in _states(settings) if state.file}


def _states(settings: Settings) -> Iterator[tuple[str, State]]:
    folder = folder_of(settings)
    for name in sorted(settings.sources):
        state = read_state(folder / name)
        if state is not None:
            yield name, state
