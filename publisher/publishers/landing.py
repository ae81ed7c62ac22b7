"""Landing: received files take their places in the data folder, all of them, whatever happens.

What is to be done is written down first, on disk; whoever comes next takes up what a program that
ended in between has left. So a request is wholly in or wholly out.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from publisher.config import Settings
from publisher.errors import PublisherError
from publisher.publishers.audit import Entry
from publisher.publishers.database import private_folder

FOLDER: Final = "incoming"
JOURNAL: Final = ".journal.json"


@dataclass(frozen=True)
class Landing:
    """What is to be done for one request, whose log line is ``entry``."""

    entry: Entry
    pieces: tuple[tuple[str, str], ...]
    """Name below the data folder, and where the bytes lie now; nothing where it is removed."""
    landed: bool = False


class Journal:
    """What is being landed in a site. Call what changes anything under the lock of the shelf."""

    def __init__(self, settings: Settings, data: Path) -> None:
        self.folder: Path = settings.root / settings.intake.folder / FOLDER
        self._data = data

    def begin(self, landing: Landing) -> None:
        """Write down what is to be done; from here on it will be."""
        private_folder(self.folder.parent)
        for _, staged in landing.pieces:
            if staged:
                _sync(Path(staged))
        self._write(landing)

    def pending(self) -> Iterator[Landing]:
        """What was begun and not brought to its end. Raises PublisherError where it is damaged."""
        for path in sorted(self.folder.glob(f"*{JOURNAL}")):
            try:
                said = json.loads(path.read_text(encoding="utf-8"))
                entry = Entry(**{**said["entry"], "sources": tuple(said["entry"]["sources"])})
                pieces = tuple((name, staged) for name, staged in said["pieces"])
                yield Landing(entry, pieces, said["landed"])
            except FileNotFoundError:  # it came to its end meanwhile
                continue
            except (ValueError, KeyError, TypeError) as error:
                raise PublisherError(
                    f"what came in cannot be taken up: {error!r}.",
                    where=str(path),
                    todo="Remove the file, and send again what is missing.",
                ) from None

    def land(self, landing: Landing) -> None:
        """Put everything in its place; what is there already stays."""
        if landing.landed:
            return
        for name, staged in landing.pieces:
            target = self._data / name
            if not staged:
                target.unlink(missing_ok=True)
            elif Path(staged).exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                _move(Path(staged), target)
            if target.parent.is_dir():
                _sync(target.parent)
        self._write(replace(landing, landed=True))

    def close(self, landing: Landing) -> None:
        """Forget it: it is in a release, and in the log."""
        self._path(landing).unlink(missing_ok=True)

    def _path(self, landing: Landing) -> Path:
        return self.folder / f"{landing.entry.id}{JOURNAL}"

    def _write(self, landing: Landing) -> None:
        path = self._path(landing)
        beside = path.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as stream:
            json.dump(asdict(landing), stream)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
        _sync(path.parent)


def _move(staged: Path, target: Path) -> None:
    """Rename, by way of a copy where the folders are on two file systems."""
    try:
        staged.replace(target)
    except OSError:
        beside = target.with_name(f".{target.name}.landing")
        shutil.copyfile(staged, beside)
        _sync(beside)
        beside.replace(target)


def _sync(path: Path) -> None:
    """Have a file, or the names in a folder, on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
