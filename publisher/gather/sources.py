"""Which sources a build reads: those of the data folder, and what stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from publisher.config import Settings
from publisher.sources.discover import SourceFile, SourceLimits, discover

DATA: Final = "data"


def sources_of(
    settings: Settings, limits: SourceLimits, given: Sequence[SourceFile], data: Path | None = None
) -> list[SourceFile]:
    """Every source of a site, those ``given`` first; ``data`` stands in for its data folder."""
    return discover(data or settings.root / DATA, limits, given)
