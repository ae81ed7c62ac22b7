"""The SPARQL engine: an ``oxigraph`` server as a child process over one release.

On disk it opens the store of the release read-only; in memory it holds a copy of its own, which is
faster and takes room. Either way it gives way to the pages: it runs at a lower priority, with a
limit on memory beyond which it ends.
"""

from __future__ import annotations

import os
import resource
import shutil
import socket
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Final

import urllib3

from publisher.errors import EndpointError
from publisher.store.confined import command

START_SECONDS: Final = 60.0
LOAD_SECONDS: Final = 3_600.0
STOP_SECONDS: Final = 5.0
PAUSE_SECONDS: Final = 0.01
ATTEMPTS: Final = 5
NICENESS: Final = 10
"""How far below the pages the engine stands when both want the processor.

Where the system groups processes by session (autogroup, sched(7)), it counts within a session only:
an engine has a process group of its own, so that Ctrl-C does not reach it, but no session.
"""

MB: Final = 1_048_576

LISTENS: Final = b"Listening for requests"
"""What the engine says when the port is its own."""

FIRST_WORDS: Final = 4_096

Quads = Callable[[], Iterator[bytes]]
"""Gives the N-Quads of a release, in pieces."""


class Engine:
    """An engine over the store of a release, on a free port of the loopback interface.

    ``seconds`` is a wall-clock limit of a query that the engine itself enforces where it reads from
    the store (none without; with it, each query leaves a thread behind that sleeps so long).
    ``megabytes`` is the memory that queries may use beyond what it has at its start, and past which
    it ends (no limit without). With ``quads`` it loads them into memory
    instead of opening ``store``. What it says goes to the file ``says``. One that is ``confined``
    can connect to nothing, where the system can see to that. Use it as a context manager, or call
    :meth:`start` and :meth:`stop`.
    """

    def __init__(
        self, store: Path, *, seconds: int = 0, megabytes: int = 0, quads: Quads | None = None,
        says: Path | None = None, confined: bool = False,
    ) -> None:  # fmt: skip
        self._confined = confined
        self._store, self._quads = store, quads
        self._seconds, self._megabytes, self._says = seconds, megabytes, says
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """The address of its SPARQL query endpoint."""
        return f"http://127.0.0.1:{self._port}/query"

    @property
    def pid(self) -> int:
        """The number of its process; 0 before it is launched."""
        return self._process.pid if self._process else 0

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it and wait until it answers. Raises EndpointError when it does not."""
        for left in reversed(range(ATTEMPTS)):
            self.launch()
            try:
                self.wait()
            except EndpointError:
                if not left:
                    raise
            else:
                return

    def launch(self) -> None:
        """Start the process and do not wait. It ends with the thread that launches it."""
        self._port = free_port()
        path = self._says
        self._said = path.open("a+b") if path else tempfile.TemporaryFile()  # noqa: SIM115
        self._process = subprocess.Popen(
            self._command(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=self._said, process_group=0, env={**os.environ, "RUST_BACKTRACE": "0"},
        )  # fmt: skip

    def wait(self) -> None:
        """Wait until a launched engine answers; any thread may.

        Raises EndpointError, and stops it, when it does not.
        """
        process = self._process
        if process is None or not self._listens(process) or not self._loads():
            self.stop()
            raise EndpointError("the SPARQL engine does not start.", where=str(self._store))
        self._limit(process)

    def kill(self) -> None:
        """End it at once, with whatever it runs."""
        if self._process is not None:
            self._process.kill()

    def stop(self) -> None:
        """Stop it; kill it when it does not stop by itself."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def __enter__(self) -> Engine:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _command(self) -> list[str]:
        """The command; where the system can, the child is told to end when this process does."""
        leash, gentle = shutil.which("setpriv"), shutil.which("nice")
        place = ["serve-read-only", "--location", str(self._store)]
        server = [
            binary(), *(["serve"] if self._quads else place),
            "--bind", f"127.0.0.1:{self._port}",
            *(["--timeout-s", str(self._seconds)] if self._seconds else []),
        ]  # fmt: skip
        return [
            *([leash, "--pdeathsig", "TERM"] if leash else []),
            *([gentle, "-n", str(NICENESS)] if gentle else []),
            *(command(server) if self._confined else server),
        ]

    def _listens(self, process: subprocess.Popen[bytes]) -> bool:
        """Whether it comes to listen: its own word, for another may have been given the port."""
        assert self._said is not None
        deadline = time.monotonic() + START_SECONDS
        with self._said as said:
            while process.poll() is None and time.monotonic() < deadline:
                if LISTENS in os.pread(said.fileno(), FIRST_WORDS, 0):
                    return True
                time.sleep(PAUSE_SECONDS)
        return False

    def _loads(self) -> bool:
        """Load the copy, in one transaction (SPARQL 1.1 Graph Store HTTP Protocol, section 5.5)."""
        if self._quads is None:
            return True
        with urllib3.PoolManager(retries=False) as pool:
            try:
                answer = pool.request(
                    "POST", self.url.replace("/query", "/store"), body=self._quads(),
                    headers={"Content-Type": "application/n-quads"}, timeout=LOAD_SECONDS,
                )  # fmt: skip
            except urllib3.exceptions.HTTPError:
                return False
        return answer.status in (200, 201, 204)

    def _limit(self, process: subprocess.Popen[bytes]) -> None:
        """Bound its memory, where the system can, and let it write no core file when it ends."""
        if not self._megabytes or not hasattr(resource, "prlimit"):
            return
        bound = _data_bytes(process.pid) + self._megabytes * MB
        with suppress(OSError):
            resource.prlimit(process.pid, resource.RLIMIT_CORE, (0, 0))
            resource.prlimit(process.pid, resource.RLIMIT_DATA, (bound, bound))


def _data_bytes(pid: int) -> int:
    """The memory that RLIMIT_DATA counts, as a process has it now."""
    with suppress(OSError), open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next((int(line.split()[1]) * 1024 for line in status
                     if line.startswith("VmData:")), 0)  # fmt: skip
    return 0


def binary() -> str:
    """The path of the ``oxigraph`` command. Raises EndpointError when it is not installed."""
    found = shutil.which("oxigraph", path=sysconfig.get_path("scripts")) or shutil.which("oxigraph")
    if found is None:
        raise EndpointError(
            "the oxigraph command is not installed.", todo="Install the package “oxigraph”."
        )
    return found


def free_port() -> int:
    """A TCP port of the loopback interface that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
