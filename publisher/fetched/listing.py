"""Which files the build reads of what was fetched: the last good state of each source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from publisher.config import FILE_NAME, Settings
from publisher.errors import ConfigError, PublisherError
from publisher.fetched.state import State, read_state
from publisher.names import nearest
from publisher.publishers.reading import read
from publisher.sources.discover import KINDS, SourceFile

PREFIX: Final = "fetched/"
"""What the names of these sources begin with, after the folder of the publisher whose they are."""

FILES: Final = "files"
"""The folder of the last good states, each below it by its name, as in ``data/``."""

DESCRIPTION: Final = "-metadata.json"
"""What the name of a file that describes a table ends with, after the name of the table."""


def folder_of(settings: Settings) -> Path:
    """The folder of what was fetched."""
    return settings.root / settings.fetching.folder


def prefixes(settings: Settings) -> dict[str, str]:
    """What the names of each source's files begin with.

    Where a site has publishers, a source is one of theirs, or the site's own. Raises ConfigError
    for a publisher that it has not.
    """
    if not settings.sources:
        return {}
    publishers = read(settings)
    found = {}
    for name, section in settings.sources.items():
        known = publishers.known.get(section.publisher)
        if publishers and section.publisher and known is None:
            like = nearest(section.publisher, list(publishers.known))
            raise ConfigError(
                f"sources.{name}.publisher is “{section.publisher}”, which is no publisher here.",
                where=str(settings.root / FILE_NAME),
                todo=f"Did you mean “{like}”?" if like else
                f"Known are {', '.join(publishers.known)}.",
            )  # fmt: skip
        found[name] = (known.folder if known else "") + PREFIX
    return found


def fetched_sources(settings: Settings) -> list[SourceFile]:
    """The last good state of each source of the site that has one, by name.

    A source that was never read is passed over: ``publisher fetch`` has told why. Raises
    PublisherError where what is known of one is damaged, or its file is gone.
    """
    files = folder_of(settings) / FILES
    found = []
    for source, file, _ in _states(settings):
        path = files / file
        if not path.is_file():
            raise PublisherError(
                "the last good state of this source is gone.", where=str(path),
                todo=f"Read it anew: publisher fetch {source} --anew.",
            )  # fmt: skip
        beside = path.with_name(path.name + DESCRIPTION)
        metadata = beside if beside.is_file() else None
        found.append(SourceFile(path, file, KINDS[path.suffix.lower()], metadata))
    return sorted(found, key=lambda source: source.name)


def states_by_file(settings: Settings) -> dict[str, State]:
    """What is known of each source that has a good state, by the name of its file in a build."""
    return {file: state for _, file, state in _states(settings)}


def _states(settings: Settings) -> Iterator[tuple[str, str, State]]:
    """Each source with a good state: its name, that of its file, and what is known of it."""
    folder = folder_of(settings)
    for name, prefix in sorted(prefixes(settings).items()):
        state = read_state(folder / name)
        if state is not None and state.file:
            yield name, prefix + state.file, state
