"""The SPARQL engine: an ``oxigraph`` server as a child process, read-only over one release."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sysconfig
import time
from pathlib import Path
from types import TracebackType
from typing import Final

import urllib3

from publisher.errors import EndpointError

START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 5.0
ATTEMPTS: Final = 5


class Engine:
    """An engine over the store of a release, on a free port of the loopback interface.

    ``seconds`` is the wall-clock limit of a query, which the engine itself enforces. Use it as a
    context manager, or call :meth:`start` and :meth:`stop`.
    """

    def __init__(self, store: Path, *, seconds: int) -> None:
        self._store = store
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """The address of its SPARQL query endpoint."""
        return f"http://127.0.0.1:{self._port}/query"

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it and wait until it answers. Raises EndpointError when it does not."""
        for _ in range(ATTEMPTS):
            self._port = free_port()
            self._process = subprocess.Popen(
                self._command(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
            if self._answers():
                return
            self.stop()
        raise EndpointError("the SPARQL engine does not start.", where=str(self._store))

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
        leash = shutil.which("setpriv")
        return [
            *([leash, "--pdeathsig", "TERM"] if leash else []),
            binary(), "serve-read-only", "--location", str(self._store),
            "--bind", f"127.0.0.1:{self._port}", "--timeout-s", str(self._seconds),
        ]  # fmt: skip

    def _answers(self) -> bool:
        deadline = time.monotonic() + START_SECONDS
        with urllib3.PoolManager(retries=False) as pool:
            while self.alive and time.monotonic() < deadline:
                try:
                    answer = pool.request("GET", self.url, fields={"query": "ASK {}"}, timeout=5.0)
                except urllib3.exceptions.HTTPError:
                    time.sleep(0.02)
                    continue
                return answer.status == 200
        return False


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
