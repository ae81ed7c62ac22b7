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
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
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

    def __init__(self, folder: Folder, slot: Slot, lock: FileIO) -> None:
        self._folder, self._slot, self._lock = folder, slot, lock
        self._says = FileIO(folder.name(slot.number, SAYS))
        self._before = os.fstat(self._says.fileno()).st_size
        self._reason = ""
        self._letting_go = threading.Lock()
        self.quick = False

    @property
    def url(self) -> str:
        """The address of the engine."""
        return self._slot.url

    @property
    def reason(self) -> str:
        """Why the engine ended: as it was ended here, else by its last words."""
        if self._reason or self._says.closed or not self._has_said():
            return self._reason
        self._says.seek(self._before)
        said = self._says.read(LAST_WORDS).decode("utf-8", "replace")
        return next((reason for sign, reason in SIGNS.items() if sign in said), "")

    @property
    def told(self) -> bool:
        """Whether somebody has ended the query of an engine elsewhere: its holder has to let go."""
        with suppress(ValueError):  # it has
            return not self._slot.pid and self._has_said()
        return False

    def begin(self, running: Running) -> None:
        """Write down what runs. Call it under the mutex."""
        self.quick = running.quick
        self._lock.write(json.dumps(vars(running)).encode())

    def finish(self) -> None:
        """Give the engine back."""
        with self._letting_go:
            if not self._lock.closed:
                self._lock.truncate(0)
                self._close()

    def end(self, reason: str = "") -> None:
        """Kill the engine, and give back what is left of it: it will be replaced."""
        with self._letting_go:
            if self._lock.closed:
                return
            self._reason = self.reason or reason
            with self._folder.mutex():
                self._folder.kill(self._slot)
                self._close()
        self._folder.ring()

    def _close(self) -> None:
        self._reason = self.reason
        self._lock.close()
        self._says.close()

    def _has_said(self) -> bool:
        return os.fstat(self._says.fileno()).st_size > self._before


@dataclass(frozen=True)
class Folder:
    """The folder itself, made by the supervisor and read by every worker."""

    path: Path

    def file(self, number: int, kind: str) -> Path:
        """One of the files of an engine."""
        return self.path / f"{number}{kind}"

    def name(self, number: int, kind: str) -> str:
        """The same as text: what is done for every query makes no path."""
        return f"{self.path}/{number}{kind}"

    @contextmanager
    def mutex(self) -> Iterator[None]:
        """Keep the others out: for as long as it takes to look, never while waiting."""
        handle = os.open(f"{self.path}/{MUTEX}", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def slots(self, known: dict[str, Slot] | None = None) -> list[Slot]:
        """The engines there are, the oldest first. Call it under the mutex.

        ``known`` has what was found before, and gets what is found: a number is never given twice.
        """
        known = {} if known is None else known
        names = [name for name in os.listdir(self.path) if name.endswith(ENGINE)]
        if known.keys() != set(names):
            found = {name: known.get(name) or self._slot(name) for name in names}
            known.clear()
            known.update(sorted(found.items(), key=lambda item: item[1].number))
        return list(known.values())

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
        lock = FileIO(self.name(slot.number, LEASE), "r+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return None
        if os.fstat(lock.fileno()).st_size:
            self.kill(slot)
            lock.close()
            return None
        return Held(self, slot, lock)

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


def make(path: Path) -> Folder:
    """A new folder of engines."""
    (path / WANTED).mkdir(parents=True)
    os.mkfifo(path / BELL)
    return Folder(path)
