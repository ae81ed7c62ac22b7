"""Serving a site: a supervisor that keeps the engine and the web workers running.

The supervisor is one process with two kinds of children: the SPARQL engine of the release being
served, and gunicorn with its workers. When ``current`` moves, it starts an engine over the new
release, tells the workers, and lets the old engine finish what it is doing.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Final

from publisher.config import ServeSection
from publisher.errors import PublisherError
from publisher.release.assemble import STORE
from publisher.release.shelf import CURRENT, Shelf
from publisher.store.engine import Engine
from publisher.store.reader import open_release
from publisher.store.serving import State, overrun_file

STATE_FILE: Final = "serving.json"
VARIABLE: Final = "PUBLISHER_SERVING"
"""Environment variable that tells a worker where the supervisor's file is."""

TICK_SECONDS: Final = 0.25
GRACE_SECONDS: Final = 10
OLD_SECONDS: Final = 2
"""How long an engine is kept beyond the limit of a query once another has taken its place."""

MOST_PORTS: Final = 65_535
START_SECONDS: Final = 60.0
RETRY_SECONDS: Final = 5.0
"""How long after a release that cannot be served the supervisor looks at it again."""


@dataclass
class _Old:
    engine: Engine
    until: float


@dataclass
class Supervisor:
    """Serves the releases on ``shelf`` until it is told to stop.

    Raises PublisherError when the port is taken.
    """

    shelf: Shelf
    settings: ServeSection
    site: Path
    """The folder of the site."""
    _folder: Path = Path()
    _engine: Engine | None = None
    _release: str = ""
    _switched: int = 0
    _old: list[_Old] = field(default_factory=list)
    _stopping: bool = False
    _replaced: float = -1e9
    _retry: float = -1e9
    _complaint: str = ""
    _say: Callable[[str], None] = print

    def __post_init__(self) -> None:
        _require_free(self.settings.host, self.settings.port)

    def run(self, say: Callable[[str], None]) -> int:
        """Serve until SIGINT or SIGTERM; returns the exit code.

        ``say`` is told when the site is served and when it moves to another release. Raises
        ReleaseError when nothing is released yet.
        """
        self.shelf.resolve(CURRENT)
        self._say = say
        self._folder = Path(tempfile.mkdtemp(prefix="publisher-"))
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        web: subprocess.Popen[bytes] | None = None
        try:
            self._follow()
            web = subprocess.Popen(self._command(), env=self._environment(), cwd=self.site)
            self._wait_until_it_answers(web)
            host, port = self.settings.host, self.settings.port
            self._say(f"Serving release {self._release} at http://{host}:{port}/ (Ctrl-C stops).")
            while not self._stopping and web.poll() is None:
                time.sleep(TICK_SECONDS)
                self._keep_up()
            return 0 if self._stopping else 1
        finally:
            self._end(web)

    def _keep_up(self) -> None:
        """Follow ``current``; where it cannot be served, go on with what is, and say so once."""
        if time.monotonic() < self._retry:
            return
        try:
            self._follow()
        except (PublisherError, OSError) as error:
            self._retry = time.monotonic() + RETRY_SECONDS
            if str(error) != self._complaint:
                self._complaint = str(error)
                self._say(f"Still serving release {self._release}: {error}")
        else:
            self._complaint = ""

    def _follow(self) -> None:
        """Move to the current release where it has moved; replace an engine that has ended."""
        current = self.shelf.current()
        now = time.monotonic()
        for old in [item for item in self._old if item.until <= now]:
            old.engine.stop()
            self._old.remove(old)
        if current is None:
            return
        switched = int(self.shelf.switched().timestamp())
        alive = self._engine is not None and self._engine.alive and not self._overruns(now)
        if (current, switched) == (self._release, self._switched) and alive:
            return
        folder = self.shelf.path(current)
        if current != self._release or not alive:
            open_release(folder)  # raises ReleaseError where the workers could not read it
            engine = Engine(folder / STORE, seconds=self.settings.query_seconds)
            engine.start()
            if self._engine is not None:
                until = now + self.settings.query_seconds + OLD_SECONDS
                self._old.append(_Old(self._engine, until))
            self._engine = engine
            if self._release and current != self._release:
                self._say(f"Now serving release {current}.")
            elif self._release:
                self._say("The SPARQL engine was replaced.")
        self._release, self._switched = current, switched
        assert self._engine is not None
        State(str(folder.resolve()), switched, self._engine.url).write(self._folder / STATE_FILE)

    def _overruns(self, now: float) -> bool:
        """Whether a worker has reported the engine; it is replaced once in a query's time at most.

        The one replaced goes on for that time, so that other queries there can end, and is then
        stopped with whatever it still runs.
        """
        report = overrun_file(self._folder / STATE_FILE)
        if now < self._replaced + self.settings.query_seconds or not report.exists():
            return False
        reported = report.read_text(encoding="utf-8")
        report.unlink()
        if self._engine is None or reported != self._engine.url:
            return False
        self._replaced = now
        return True

    def _command(self) -> list[str]:
        leash = shutil.which("setpriv")
        return [
            *([leash, "--pdeathsig", "TERM"] if leash else []),
            sys.executable, "-m", "gunicorn", "publisher.web.wsgi:application()",
            "--bind", f"{self.settings.host}:{self.settings.port}",
            "--workers", str(self.settings.workers),
            "--worker-class", "gthread", "--threads", str(self.settings.threads),
            "--timeout", str(self.settings.query_seconds + GRACE_SECONDS),
            "--graceful-timeout", str(GRACE_SECONDS),
            "--limit-request-line", "8190",
            "--no-control-socket",
            "--log-level", "warning",
        ]  # fmt: skip

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            VARIABLE: str(self._folder / STATE_FILE),
            "PUBLISHER_SITE": str(self.site),
        }

    def _wait_until_it_answers(self, web: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while web.poll() is None and time.monotonic() < deadline and not self._stopping:
            with socket.socket() as client:
                client.settimeout(1.0)
                if client.connect_ex((self.settings.host, self.settings.port)) == 0:
                    return
            time.sleep(0.05)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _end(self, web: subprocess.Popen[bytes] | None) -> None:
        if web is not None and web.poll() is None:
            web.terminate()
            try:
                web.wait(GRACE_SECONDS + 5)
            except subprocess.TimeoutExpired:
                web.kill()
                web.wait()
        for engine in [*(item.engine for item in self._old), self._engine]:
            if engine is not None:
                engine.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


def _require_free(host: str, port: int) -> None:
    """Raise PublisherError when ``port`` cannot be listened on."""
    if not 1 <= port <= MOST_PORTS:
        raise PublisherError(f"{port} is no port.", todo=f"Name one from 1 to {MOST_PORTS}.")
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise PublisherError(
                f"cannot listen on {host}:{port} ({error.strerror}).",
                todo="Name another port with --port.",
            ) from error
