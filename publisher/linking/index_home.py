"""Where the index of a release is: in the release's folder, made when it is first asked for.

It has the version of what is in it in its name, and goes with its release. Where the release
cannot be written to, it is made in another folder, under the release's id and the digest of its
manifest. A large one is made by a process of its own, so that who serves pages meanwhile has their
memory and their interpreter.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from publisher.errors import Busy, ReleaseError
from publisher.linking.index import Index
from publisher.linking.index_build import META, write_index
from publisher.linking.index_content import read_content
from publisher.release.manifest import FILE_NAME as MANIFEST
from publisher.store.reader import Reader, open_release

VERSION: Final = 1
"""Version of what is in an index, and how it is written down."""

PREFIX: Final = "names-"
FOLDER: Final = f"{PREFIX}{VERSION}"
UNFINISHED: Final = f".{PREFIX}"
LOCK: Final = f"{UNFINISHED}lock"

SMALL: Final = 30_000
"""Quads of a release whose index is made on the spot."""

WAIT_SECONDS: Final = 25.0
"""How long a request waits for an index that is being made."""

TICK_SECONDS: Final = 0.05
DIGITS: Final = 12
MAKING: Final = """\
import sys
from pathlib import Path
from publisher.linking.index_home import make
make(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def open_index(reader: Reader, beside: Path | None = None) -> Index:
    """The index of a release, made now where there is none.

    ``beside`` is the folder for it where the release's cannot be written to. Raises Busy where it
    is being made for longer than a request waits, ReleaseError where it cannot be made.
    """
    homes = [reader.folder, *([beside / _name(reader.folder)] if beside else [])]
    for home in homes:
        if _made(home):
            return _read(home)
    for home in homes:
        if home is not reader.folder:
            _tidy(home, reader.folder.parent)
        lock = _lock(home)
        if lock is not None:
            with lock:
                _wait(lock)
                if not _made(home):
                    _make(reader, home)
                return _read(home)
    raise ReleaseError("the index of names has no place to be.", where=str(reader.folder),
                       todo="Let the server write into the folder of the release.")  # fmt: skip


def make(release: Path, home: Path, reader: Reader | None = None) -> None:
    """Make the index of the release in the folder ``release``, in the folder ``home``.

    Raises ReleaseError when the release is damaged.
    """
    read = reader or open_release(release)
    content = read_content(read)
    for left in home.glob(f"{UNFINISHED}[0-9]*"):
        shutil.rmtree(left, ignore_errors=True)
    making = home / f"{UNFINISHED}{os.getpid()}"
    making.mkdir()
    try:
        write_index(content, making)
        making.rename(home / FOLDER)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def forget(home: Path) -> None:
    """Remove every index in a folder, of whatever version."""
    for folder in (*home.glob(f"{PREFIX}*"), *home.glob(f"{UNFINISHED}*")):
        shutil.rmtree(folder, ignore_errors=True) if folder.is_dir() else folder.unlink()


def _made(home: Path) -> bool:
    return (home / FOLDER / META).is_file()


def _name(release: Path) -> str:
    """What the index of a release is called elsewhere: another name once something is erased from
    the release, which keeps its id. Raises ReleaseError where the release is no more."""
    try:
        said = hashlib.sha256((release / MANIFEST).read_bytes()).hexdigest()
    except OSError as error:
        raise ReleaseError("the release is no longer there.", where=str(release)) from error
    return f"{release.name}-{said[:DIGITS]}"


def _tidy(home: Path, releases: Path) -> None:
    """Make a folder outside of the release, and remove those of releases that are gone."""
    with suppress(OSError, ReleaseError):
        home.mkdir(parents=True, exist_ok=True)
        for other in home.parent.iterdir():
            release = releases / other.name.partition("-")[0]
            if not release.is_dir() or other.name != _name(release):
                shutil.rmtree(other, ignore_errors=True)


def _make(reader: Reader, home: Path) -> None:
    try:
        if reader.manifest.quads <= SMALL:
            make(reader.folder, home, reader)
            return
        done = subprocess.run(
            [sys.executable, "-c", MAKING, str(reader.folder.resolve()), str(home.resolve())],
            capture_output=True, check=False, text=True,
        )  # fmt: skip
        why = done.stderr.strip().rpartition("\n")[2] if done.returncode else ""
    except OSError as error:
        why = error.strerror or "no reason is given"
    if why:
        raise ReleaseError(f"the index of names cannot be made ({why}).", where=str(home),
                           todo="See to it that there is room and memory.")  # fmt: skip


def _read(home: Path) -> Index:
    try:
        return Index(home / FOLDER)
    except (OSError, ValueError, KeyError) as error:
        raise ReleaseError(
            f"the index of names cannot be read ({error}).", where=str(home / FOLDER),
            todo="Remove this folder; it is made anew.",
        ) from error  # fmt: skip


def _lock(home: Path) -> IO[str] | None:
    """The file by which processes keep out of each other's way; None where none can be written."""
    try:
        return (home / LOCK).open("w")
    except OSError:
        return None


def _wait(lock: IO[str]) -> None:
    """Wait for another process that makes the same index. Raises Busy after a while."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise Busy(
                    "the index of names is being made.", todo="Try again in a minute."
                ) from None
            time.sleep(TICK_SECONDS)
        else:
            return
