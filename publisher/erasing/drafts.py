"""What was sent by the form and waits: a draft that speaks of the thing goes whole.

Its check, its preview and its difference were made of it; whoever sent it sends the file again.
One that was published has no file any more, and stays for what it says of the release.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from publisher.config import Settings
from publisher.contract import Contract
from publisher.erasing.contents import Closed
from publisher.erasing.finding import Sources
from publisher.erasing.leftovers import holds
from publisher.erasing.scope import Scope
from publisher.erasing.spellings import Finder
from publisher.errors import PublisherError, SourceFault
from publisher.sources.discover import SourceLimits, discover

FOLDER: Final = "drafts"
"""The folder, below that of the intake, of the drafts: of each key in a folder, each in its own."""

RECORD: Final = "draft.json"
SENT: Final = "data"
"""The folder of the files of a draft, each below it by its name, as in the data folder."""


def speaking(
    settings: Settings, contract: Contract, scope: Scope, finder: Finder
) -> Iterator[Path]:
    """The folders of the drafts that speak of the thing, or have one of its values."""
    own = Sources(settings, contract, scope)
    limits = SourceLimits.of(settings.limits)
    for folder in _all(settings):
        if not _is_published(folder) and (_names(folder, finder) or _tells(folder, own, limits)):
            yield folder


def _all(settings: Settings) -> list[Path]:
    place = settings.root / settings.intake.folder / FOLDER
    return sorted(path for path in place.glob("*/*") if path.is_dir())


def _is_published(folder: Path) -> bool:
    with suppress(OSError, ValueError, AttributeError):
        return bool(json.loads((folder / RECORD).read_text(encoding="utf-8")).get("release"))
    return False


def _names(folder: Path, finder: Finder) -> bool:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with suppress(Closed, OSError):
                if holds(path, finder):
                    return True
    return False


def _tells(folder: Path, own: Sources, limits: SourceLimits) -> bool:
    """Whether a file of a draft describes the thing, whatever it says of it."""
    with suppress(SourceFault, PublisherError, OSError):
        given = discover(folder / SENT, limits)
        found, _ = own.find(given)
        return any(item.source in given for item in found)
    return False
