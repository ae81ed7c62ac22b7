"""The folder of releases: list them, find one, switch to one, prune, keep two builders apart."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

from publisher.errors import Locked, ReleaseError
from publisher.release import manifest as manifests
from publisher.release.gone import remember
from publisher.release.manifest import Manifest
from publisher.release.parts import FOLDER, PartFolder

CURRENT: Final = "current"
LOCK: Final = ".lock"
UNFINISHED: Final = ".next-"
ASK_AGAIN_SECONDS: Final = 0.02
SHORTEST: Final = 4
"""Fewest characters of an id that may stand for it."""


@dataclass(frozen=True)
class Shelf:
    """The folder ``releases/`` of a site.

    ``current`` is a symbolic link to the release being served; it is replaced by a rename, so that
    a reader sees the old release or the new one.
    """

    folder: Path
    patience: float = 0.0
    """How long to wait for another build to end, in seconds."""

    def current(self) -> str | None:
        """The id of the release that ``current`` points at; None before the first build.

        Raises ReleaseError where ``current`` is no link, as in a copy made by following links.
        """
        path = self.folder / CURRENT
        if path.exists() and not path.is_symlink():
            raise ReleaseError(
                "this must be a symbolic link to a release; a copy may have followed it.",
                where=str(path),
                todo="Remove it, then roll back to a release by its id, or build.",
            )
        try:
            return os.readlink(path).rstrip("/")
        except FileNotFoundError:
            return None

    def switched(self) -> datetime:
        """When ``current`` was last switched, UTC, to the second."""
        seconds = int((self.folder / CURRENT).lstat().st_mtime)
        return datetime.fromtimestamp(seconds, UTC)

    def ids(self) -> list[str]:
        """The ids of all whole releases, sorted."""
        if not self.folder.is_dir():
            return []
        folders = [path.parent for path in self.folder.glob(f"*/{manifests.FILE_NAME}")]
        return sorted(folder.name for folder in folders
                      if not folder.is_symlink() and not folder.name.startswith("."))  # fmt: skip

    def manifests(self) -> list[Manifest]:
        """The manifests of all releases but the damaged, in the order in which they were built."""
        found = (self.manifest(identifier) for identifier in self.ids()
                 if self.damage(identifier) is None)  # fmt: skip
        return sorted(found, key=lambda item: (item.built, item.id))

    def damage(self, identifier: str) -> ReleaseError | None:
        """Why a release cannot be read; None where it can, as far as its manifest tells."""
        try:
            self.manifest(identifier)
        except ReleaseError as error:
            return error
        return None

    def damaged(self) -> dict[str, ReleaseError]:
        """The releases that cannot be read, by id, and why; what ``current`` lacks among them."""
        found = {name: self.damage(name) for name in sorted({*self.ids(), self.current() or ""})}
        return {name: error for name, error in found.items() if name and error}

    def path(self, identifier: str) -> Path:
        """The folder of a release."""
        return self.folder / identifier

    def manifest(self, identifier: str) -> Manifest:
        """The manifest of a release. Raises ReleaseError when it is damaged."""
        return manifests.read(self.path(identifier))

    def resolve(self, name: str) -> str:
        """The id that ``name`` stands for: an id, the beginning of one, or ``current``.

        Raises ReleaseError when none or several fit.
        """
        if name == CURRENT:
            current = self.current()
            if current is None:
                raise ReleaseError("nothing is released yet.", todo="Run `publisher build`.")
            return current
        known = self.ids()
        fitting = [item for item in known if item.startswith(name) and len(name) >= SHORTEST]
        if len(fitting) == 1:
            return fitting[0]
        raise ReleaseError(
            f"{len(fitting) or 'no'} release{'s' if len(fitting) > 1 else ''} named “{name}”.",
            where=str(self.folder),
            todo="`publisher releases` lists them.",
        )

    def switch(self, identifier: str) -> None:
        """Point ``current`` at a release, atomically."""
        if self.current() == identifier:
            return
        beside = self.folder / f".{CURRENT}.{os.getpid()}"
        beside.unlink(missing_ok=True)
        beside.symlink_to(identifier)
        beside.replace(self.folder / CURRENT)

    def before_current(self) -> str:
        """The id of the release built before the current one; raises ReleaseError without one."""
        order = [item.id for item in self.manifests()]
        current = self.resolve(CURRENT)
        before = order[: order.index(current)] if current in order else order
        if not before:
            raise ReleaseError("there is no release before the current one.")
        return before[-1]

    def unneeded(self, keep: int) -> list[str]:
        """What :meth:`prune` would remove: all but the current and the ``keep`` newest."""
        current = self.current()
        order = [item.id for item in self.manifests()]
        newest = set(order[-keep:]) if keep else set()
        return [item for item in order if item not in newest and item != current]

    def prune(self, keep: int) -> list[str]:
        """Remove all but the current and the ``keep`` newest releases, and parts of theirs alone.

        What they were called is remembered. Returns the ids removed. Call it under :meth:`lock`.
        """
        removed = self.unneeded(keep)
        for identifier in removed:
            hidden = self.folder / f"{UNFINISHED}{identifier}"
            remember(self.folder, self.manifest(identifier))
            self.path(identifier).rename(hidden)
            shutil.rmtree(hidden)
        self.clear()
        self.sweep()
        return removed

    def clear(self) -> None:
        """Remove what a killed build or prune left half done. Call it under :meth:`lock`."""
        for path in (*self.folder.glob(f"{UNFINISHED}*"), *self.folder.glob(f".{CURRENT}.*")):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()

    def sweep(self) -> None:
        """Remove the parts that no release has. Call it under :meth:`lock`.

        While a release is damaged nobody knows which parts it has, and all of them stay.
        """
        if self.damaged():
            return
        needed: set[tuple[str, str]] = {
            (item.rendering, part.digest)
            for item in self.manifests() for graph in item.entries for part in graph.parts
        }  # fmt: skip
        for path in (self.folder / FOLDER).glob("*/*/*"):
            if (path.parents[1].name, path.name.partition(".")[0]) not in needed:
                path.unlink()

    def parts(self, item: Manifest) -> PartFolder:
        """The parts of a release."""
        return PartFolder(self.folder, item.rendering)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other builders out.

        Raises Locked when another one is at work, and still is after :attr:`patience`. The lock
        belongs to the process: it falls when the process ends, however it ends.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / LOCK).open("w") as handle:
            if not locked(handle, self.patience):
                raise Locked(
                    "another build is at work on these releases.",
                    where=str(self.folder),
                    todo="Wait for it to end, then try again.",
                )
            yield


def locked(handle: IO[str], patience: float) -> bool:
    """Take the lock of an open file (flock), waiting up to ``patience`` seconds; whether it is had.

    It falls when the file is closed in every process that has it open.
    """
    end = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                return False
            time.sleep(ASK_AGAIN_SECONDS)
        else:
            return True
