"""What lies on disk of sources that are addresses: last good states, and a stage to try new ones.

A file is replaced by a rename, and what is known of the source is written after it: whoever is
ended in between leaves a state that has been tried, whichever it is.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from publisher.errors import PublisherError
from publisher.fetched import DESCRIPTION, FILE_NAME, FILES, State
from publisher.obtaining.manner import Asked, Received
from publisher.release.parts import replace

LOCK: Final = ".lock"
WORK: Final = ".work"
IGNORED: Final = ".gitignore"


@contextmanager
def locked(folder: Path) -> Iterator[Path]:
    """The folder of what was fetched for this process alone; gives a new folder to work in.

    It keeps itself out of version control.

    Raises PublisherError where another one has it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / IGNORED).exists():
        (folder / IGNORED).write_text("*\n", encoding="utf-8")
    with (folder / LOCK).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PublisherError(
                "the sources are being fetched already.", where=str(folder),
                todo="Wait until that has ended.",
            ) from None  # fmt: skip
        work = folder / WORK
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def write_json(path: Path, content: object) -> None:
    """Write a JSON document, whole or not at all."""
    replace(path, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())


def write_state(folder: Path, state: State) -> None:
    """Write what is known of a source into its folder."""
    write_json(folder / FILE_NAME, asdict(state))


def checksum_of(files: Mapping[str, Path]) -> str:
    """The SHA-256 of the files of one state, of their names and what is in them."""
    found = hashlib.sha256()
    for name, path in sorted(files.items()):
        with path.open("rb") as stream:
            found.update(f"{hashlib.file_digest(stream, 'sha256').hexdigest()} {name}\n".encode())
    return found.hexdigest()


def files_of(received: Received, work: Path) -> dict[str, Path]:
    """The files of what was received: the data, and what describes it where there is something."""
    files = {received.file: received.path}
    if received.description:
        path = work / f"{Path(received.file).name}{DESCRIPTION}"
        path.write_bytes(received.description)
        files[received.file + DESCRIPTION] = path
    return files


def kept_files(folder: Path, prefix: str, state: State | None) -> dict[str, Path]:
    """The files of the last good state that there are, by their names."""
    if state is None or not state.file:
        return {}
    names = (state.file, state.file + DESCRIPTION)
    paths = {name: folder / FILES / (prefix + name) for name in names}
    return {name: path for name, path in paths.items() if path.is_file()}


def keep(folder: Path, asked: Asked, state: State, files: Mapping[str, Path]) -> None:
    """Put the files of a new state in place of those before, and write what is known of it."""
    before = kept_files(folder, asked.prefix, asked.state)
    for name, path in files.items():
        _put(path, folder / FILES / (asked.prefix + name))
    write_state(asked.own, state)
    for name, path in before.items():
        if name not in files:
            path.unlink(missing_ok=True)


@dataclass
class Stage:
    """A copy of what was fetched, in which new states stand in for last good ones.

    ``real`` is the folder of what was fetched; ``asked`` are all sources of the site.
    """

    folder: Path
    real: Path
    asked: Mapping[str, Asked]
    new: dict[str, tuple[State, Mapping[str, Path]]] = field(default_factory=dict)

    def begin(self) -> None:
        """Put everything in its place as it is."""
        self.put_back(*self.asked)

    def put(self, name: str) -> None:
        """Put the new state of a source in place of its last good one."""
        state, files = self.new[name]
        self._set(name, state, files)

    def put_back(self, *names: str) -> None:
        """Put the last good states of sources in their places again."""
        for name in names:
            item = self.asked[name]
            self._set(name, item.state, kept_files(self.real, item.prefix, item.state))

    def names_of(self, name: str) -> list[str]:
        """What the files of a source are called in a build while its new state is in place."""
        return [self.asked[name].prefix + file for file in self.new[name][1]]

    def _set(self, name: str, state: State | None, files: Mapping[str, Path]) -> None:
        prefix = self.asked[name].prefix
        item = self.new.get(name)
        for old in (
            *(item[1] if item else ()),
            *kept_files(self.real, prefix, self.asked[name].state),
        ):
            (self.folder / FILES / (prefix + old)).unlink(missing_ok=True)
        for file, path in files.items():
            _put(path, self.folder / FILES / (prefix + file))
        if state is not None and files:
            write_state(self.folder / name, state)
        else:
            with suppress(FileNotFoundError):
                (self.folder / name / FILE_NAME).unlink()


def _put(source: Path, target: Path) -> None:
    """Give a file another name, too, or a copy where the disk has no second names."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    try:
        os.link(source, beside)
    except OSError:
        shutil.copyfile(source, beside)
    with beside.open("rb") as stream:
        os.fsync(stream.fileno())
    beside.replace(target)
    beside.unlink(missing_ok=True)  # a rename over another name of the same file does nothing
