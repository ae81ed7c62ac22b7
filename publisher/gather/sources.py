"""Which sources a build reads: those of the data folder, and what stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from publisher.config import Settings
from publisher.errors import ConfigError
from publisher.fetched import fetched_sources
from publisher.sources.discover import SourceFile, SourceLimits, discover

DATA: Final = "data"


def sources_of(
    settings: Settings, limits: SourceLimits, given: Sequence[SourceFile], data: Path | None = None
) -> list[SourceFile]:
    """Every source of a site, those ``given`` first; ``data`` stands in for its data folder.

    What was fetched comes last; where there is some, the data folder may be empty. Raises what
    :func:`~publisher.sources.discover.discover` does, and ConfigError where a file in the data
    folder is called like one that was fetched.
    """
    folder = data or settings.root / DATA
    fetched = fetched_sources(settings)
    empty = not folder.is_dir() or not any(folder.iterdir())
    found = list(given) if fetched and empty else discover(folder, limits, given)
    names = {source.name: source for source in found}
    for source in fetched:
        if source.name in names and names[source.name] not in given:
            raise ConfigError(
                f"{DATA}/{source.name} is called like what is fetched.",
                where=str(names[source.name].path), todo="Move it to another folder.",
            )  # fmt: skip
    return [*found, *(source for source in fetched if source.name not in names)]
