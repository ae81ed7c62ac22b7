"""The folder of engines: which there are, what each runs, and who holds it. No broker is needed.

For each engine there are three files named by its number: ``.engine`` says where it is, ``.lease``
is locked by who holds it and says what runs, ``.err`` is what the engine says. A lock belongs to
the process that holds it and falls when that ends; a lease that says that something runs, and is
locked by nobody, is one whose holder died.

Whoever looks at several files at once, ends an engine or removes its files holds the mutex. Only
the process that started an engine reaps it, under the mutex and together with its files: the
process id of an engine in the folder is never that of another process.
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from io import FileIO
from pathlib import Path
from typing import Final

from publisher.store.leases import DEPTH, MEMORY, OPERATOR, Running

ENGINE, LEASE, SAYS = ".engine", ".lease", ".err"
MUTEX: Final = ".mutex"
BELL: Final = ".bell"
WANTED: Final = "wanted"

ENDED: Final = "ended by the operator"
SIGNS: Final[dict[str, str]] = {
    "memory allocation of ": MEMORY, "overflowed its stack": DEPTH, ENDED: OPERATOR,
}  # fmt: skip
"""What an engine's last words say of why it ended."""

LAST_WORDS: Final = 4_096

UNSURE: Final = 2_000_000_000
"""Nanoseconds within which two changes of a folder may bear the same time."""


@dataclass(frozen=True)
class Slot:
    """An engine: its number, the release that it has, its address and its process.

    ``pid`` is 0 for one that runs elsewhere and that nobody here can kill. ``of`` is how many
    engines there are to be over that release.
    """

    number: int
    release: str
    url: str
    pid: int
    of: int


class Held:
    """A slot held by this process: see :class:`publisher.store.leases.Lease`."""

    def __init__(self, folder: Folder, slot: Slot, lock: FileIO, says: FileIO) -> None:
        self._folder, self._slot, self._lock, self._says = folder, slot, lock, says
        self._before = os.fstat(says.fileno()).st_size
        self._reason, self._over = "", False
        self._letting_go = threading.Lock()
        self.quick = False

    @property
    def url(self) -> str:
        """The address of the engine."""
        return self._slot.url

    @property
    def reason(self) -> str:
        """Why the engine ended: as it was ended here, else by its last words."""
        if self._reason or self._over or not self._has_said():
            return self._reason
        said = os.pread(self._says.fileno(), LAST_WORDS, self._before).decode("utf-8", "replace")
        return next((reason for sign, reason in SIGNS.items() if sign in said), "")

    @property
    def told(self) -> bool:
        """Whether somebody has ended the query of an engine elsewhere: its holder has to let go."""
        with self._letting_go:
            return not self._over and not self._slot.pid and self._has_said()

    def begin(self, running: Running) -> None:
        """Write down what runs. Call it under the mutex."""
        self.quick = running.quick
        os.pwrite(self._lock.fileno(), json.dumps(vars(running)).encode(), 0)

    def finish(self) -> None:
        """Give the engine back."""
        with self._letting_go:
            if not self._over:
                self._over, self._reason = True, self.reason
                self._lock.truncate(0)
                self._folder.keep(self._slot, self._lock, self._says)

    def end(self, reason: str = "") -> None:
        """Kill the engine, and give back what is left of it: it will be replaced."""
        with self._letting_go:
            if self._over:
                return
            self._reason = self.reason or reason
            self._over = True
            with self._folder.mutex():
                self._folder.kill(self._slot)
                self._lock.close()
                self._says.close()
        self._folder.ring()

    def _has_said(self) -> bool:
        return os.fstat(self._says.fileno()).st_size > self._before


@dataclass
class Folder:
    """The folder itself, made by the supervisor and read by every worker.

    What is looked at for every query stays open, and is read again where it may have changed.
    """

    path: Path
    _known: dict[str, Slot] = field(default_factory=dict, repr=False, compare=False)
    _seen: int = field(default=-1, repr=False, compare=False)
    _spare: dict[int, list[tuple[FileIO, FileIO]]] = field(
        default_factory=dict, repr=False, compare=False
    )
    _mutex: int | None = field(default=None, repr=False, compare=False)
    _sharing: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)
    _inside: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def file(self, number: int, kind: str) -> Path:
        """One of the files of an engine."""
        return self.path / f"{number}{kind}"

    def name(self, number: int, kind: str) -> str:
        """The same as text: what is done for every query makes no path."""
        return f"{self.path}/{number}{kind}"

    @contextmanager
    def mutex(self) -> Iterator[None]:
        """Keep the others out: for as long as it takes to look, never while waiting."""
        with self._inside:
            if self._mutex is None:
                flags = os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC
                self._mutex = os.open(f"{self.path}/{MUTEX}", flags, 0o600)
            fcntl.flock(self._mutex, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._mutex, fcntl.LOCK_UN)

    def slots(self) -> list[Slot]:
        """The engines there are, the oldest first. Call it under the mutex.

        A number is never given twice. The time of the folder says whether any came or went: not
        where it is about that of the last look, when something may have followed.
        """
        changed = os.stat(self.path).st_mtime_ns
        if changed != self._seen:
            names = [name for name in os.listdir(self.path) if name.endswith(ENGINE)]
            found = [self._known.get(name) or self._slot(name) for name in names]
            found.sort(key=lambda slot: slot.number)
            self._known = {f"{slot.number}{ENGINE}": slot for slot in found}
            with self._sharing:
                for number in self._spare.keys() - {slot.number for slot in found}:
                    for files in self._spare.pop(number):
                        _close(*files)
                for slot in found:
                    self._spare.setdefault(slot.number, [])
            self._seen = changed if abs(time.time_ns() - changed) > UNSURE else -1
        return list(self._known.values())

    def _slot(self, name: str) -> Slot:
        return Slot(**json.loads((self.path / name).read_bytes()))

    def add(self, slot: Slot) -> None:
        """Offer an engine."""
        with self.mutex():
            self.file(slot.number, LEASE).touch()
            path = self.file(slot.number, ENGINE)
            path.write_text(json.dumps(asdict(slot)), encoding="utf-8")

    def remove(self, number: int) -> None:
        """Offer an engine no longer. Call it under the mutex."""
        for kind in (ENGINE, LEASE, SAYS):
            self.file(number, kind).unlink(missing_ok=True)

    def hold(self, slot: Slot) -> Held | None:
        """Take a slot; None where it is held, or was left by a holder that died.

        Call it under the mutex. What such a holder left running is killed.
        """
        with self._sharing:
            spare = self._spare.get(slot.number)
            files = spare.pop() if spare else None
        lock, says = files or self._open(slot)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _close(lock, says)
            return None
        if os.fstat(lock.fileno()).st_size:
            self.kill(slot)
            _close(lock, says)
            return None
        return Held(self, slot, lock, says)

    def keep(self, slot: Slot, lock: FileIO, says: FileIO) -> None:
        """Unlock the files of a slot, and have them at hand for its next holder in this process."""
        fcntl.flock(lock, fcntl.LOCK_UN)
        with self._sharing:
            spare = self._spare.get(slot.number)
            if spare is not None:
                spare.append((lock, says))
                return
        _close(lock, says)

    def _open(self, slot: Slot) -> tuple[FileIO, FileIO]:
        lock = FileIO(self.name(slot.number, LEASE), "r+")
        try:
            return lock, FileIO(self.name(slot.number, SAYS))
        except BaseException:
            lock.close()
            raise

    def used(self, slot: Slot) -> int:
        """When a slot was last taken or given back, in nanoseconds. Call it under the mutex."""
        return self.file(slot.number, LEASE).stat().st_mtime_ns

    def running(self, slot: Slot) -> Running | None:
        """What the holder of a slot runs; None where nobody holds it. Call it under the mutex."""
        name = self.name(slot.number, LEASE)
        if not os.stat(name).st_size:
            return None
        with FileIO(name) as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                text = lock.read()
                return Running(**json.loads(text)) if text else None
        return None

    def kill(self, slot: Slot, why: str = "") -> None:
        """Kill an engine; one elsewhere is offered no longer. Call it under the mutex."""
        if not self.file(slot.number, ENGINE).exists():
            return
        if why:
            with self.file(slot.number, SAYS).open("a", encoding="utf-8") as says:
                says.write(f"{why}\n")
        if not slot.pid:
            self.file(slot.number, ENGINE).unlink()
            return
        with suppress(ProcessLookupError):
            os.kill(slot.pid, signal.SIGKILL)

    def want(self, release: str) -> None:
        """Ask for an engine over an earlier release."""
        (self.path / WANTED / release).touch()
        self.ring()

    def ring(self) -> None:
        """Tell the supervisor that there is something to do; it looks by itself anyway."""
        with suppress(OSError):
            bell = os.open(self.path / BELL, os.O_WRONLY | os.O_NONBLOCK)
            try:
                os.write(bell, b".")
            finally:
                os.close(bell)

    @contextmanager
    def listening(self) -> Iterator[Bell]:
        """Hear the bell."""
        bell = os.open(self.path / BELL, os.O_RDWR | os.O_NONBLOCK)
        try:
            yield Bell(bell)
        finally:
            os.close(bell)


@dataclass(frozen=True)
class Bell:
    """What the supervisor listens to between two looks."""

    descriptor: int

    def wait(self, seconds: float) -> None:
        """Wait until it is rung, or for so many seconds."""
        if select.select([self.descriptor], [], [], seconds)[0]:
            os.read(self.descriptor, LAST_WORDS)


def _close(*files: FileIO) -> None:
    for file in files:
        file.close()


def make(path: Path) -> Folder:
    """A new folder of engines."""
    (path / WANTED).mkdir(parents=True)
    os.mkfifo(path / BELL)
    return Folder(path)
