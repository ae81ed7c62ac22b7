"""What is written down as JSON of sources that were fetched: it forgets what names the thing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from publisher.config import Settings
from publisher.erasing.drafts import FOLDER as DRAFTS
from publisher.erasing.drafts import RECORD
from publisher.erasing.spellings import Finder
from publisher.fetched import folder_of
from publisher.release.parts import replace

SUFFIX: Final = ".json"


def naming(settings: Settings, finder: Finder) -> list[Path]:
    """The files of that kind that name one of the texts."""
    return [path for path in _files(settings) if finder.named(path.read_text("utf-8", "replace"))]


def clean(paths: list[Path], finder: Finder) -> None:
    """Take out of each file what names one of the texts; one that is no JSON goes."""
    for path in paths:
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            path.unlink()
            continue
        text = json.dumps(_without(content, finder), ensure_ascii=False, indent=1)
        replace(path, (text + "\n").encode())


def _files(settings: Settings) -> Iterator[Path]:
    fetched = folder_of(settings)
    yield from sorted(fetched.glob(f"*{SUFFIX}"))
    yield from sorted(fetched.glob(f"*/*{SUFFIX}"))
    yield from sorted((settings.root / settings.intake.folder / DRAFTS).glob(f"*/*/{RECORD}"))


def _without(content: Any, finder: Finder) -> Any:
    """A text that names one is empty; so much of a list goes as has such a text itself."""
    if isinstance(content, str):
        return "" if finder.named(content) else content
    if isinstance(content, dict):
        return {name: _without(value, finder) for name, value in content.items()
                if not finder.named(name)}  # fmt: skip
    if isinstance(content, list):
        return [_without(item, finder) for item in content if not _names(item, finder)]
    return content


def _names(item: Any, finder: Finder) -> bool:
    values = item.values() if isinstance(item, dict) else item if isinstance(item, list) else [item]
    return any(isinstance(value, str) and finder.named(value) for value in values)
