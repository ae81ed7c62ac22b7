"""What is being served just now: the release, told by one small file; its engines lie beside it.

The supervisor writes the file when a release and its engines are ready; every worker process reads
it before a request and moves over by itself. A request under way keeps the release it began with.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from publisher.errors import PublisherError, ReleaseError
from publisher.store.leases import Engines
from publisher.store.pool import Pool
from publisher.store.reader import Reader, open_release

STATE_FILE: Final = "serving.json"
MARK: Final = ".serving-"
"""Beginning of the name of the link beside the releases that leads to a server's files."""


@dataclass(frozen=True)
class State:
    """The release in ``folder``, served since ``switched`` (UTC, seconds since the epoch)."""

    folder: str
    switched: int

    def write(self, path: Path) -> None:
        """Replace the file by this state; readers see the old one or the new one."""
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        beside.write_text(json.dumps(asdict(self)), encoding="utf-8")
        beside.replace(path)


def engines_folder(state: Path) -> Path:
    """The folder of engines beside the supervisor's file."""
    return state.with_suffix(".engines")


def kept_folder(state: Path) -> Path:
    """The folder beside the supervisor's file for what its workers remember together."""
    return state.with_suffix(".kept")


def mark(releases: Path, port: int, folder: Path) -> Path | None:
    """Say beside the releases where a server keeps its files; None where nothing can be written."""
    path = releases / f"{MARK}{port}"
    try:
        path.unlink(missing_ok=True)
        path.symlink_to(folder)
    except OSError:
        return None
    return path


def pools(releases: Path) -> list[Pool]:
    """The engines of the servers that have said so, to look into and to end queries in.

    Raises PublisherError for a server whose files cannot be seen from here.
    """
    found = []
    for path in sorted(releases.glob(f"{MARK}*")):
        engines = engines_folder(path / STATE_FILE)
        try:
            if not engines.is_dir():
                raise FileNotFoundError
            next(engines.iterdir())
        except OSError:
            raise PublisherError(
                "the files of this server cannot be seen: it belongs to another user, has a "
                "temporary folder of its own, or was killed.",
                where=str(path),
                todo="Ask /-/queries over HTTP; where no server runs, remove the link.",
            ) from None
        found.append(Pool(engines, 0))
    return found


@dataclass(frozen=True)
class Served:
    """A release opened for reading, when it was switched to, and the engines that queries get.

    ``engines`` is None where no queries are answered.
    """

    reader: Reader
    switched: datetime
    engines: Engines | None = None


class Serving:
    """Follows the file of the supervisor; one instance for each worker process.

    ``engines`` answer the queries.
    """

    def __init__(self, path: Path, engines: Engines | None = None) -> None:
        self._path, self._engines = path, engines
        self._seen: tuple[int, int] = (0, 0)
        self._served: Served | None = None

    def current(self) -> Served:
        """What to answer a request from. Raises ReleaseError before anything is served."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            raise ReleaseError("nothing is being served yet.", where=str(self._path)) from None
        seen = (status.st_mtime_ns, status.st_ino)
        if self._served is None or seen != self._seen:
            state = State(**json.loads(self._path.read_text(encoding="utf-8")))
            old = self._served
            same = old is not None and str(old.reader.folder) == state.folder
            reader = old.reader if old and same else open_release(Path(state.folder))
            switched = datetime.fromtimestamp(state.switched, UTC)
            self._served, self._seen = Served(reader, switched, self._engines), seen
        return self._served
