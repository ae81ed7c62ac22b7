"""Serving a site: a supervisor that keeps the engines and the web workers running.

The supervisor is one process with two kinds of children: the SPARQL engines, and gunicorn with its
workers. When ``current`` moves, it starts engines over the new release, tells the workers, and lets
the old engines finish what they are doing.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Final

from publisher.config import ServeSection
from publisher.errors import PublisherError
from publisher.outcomes import outcome
from publisher.release import erasures
from publisher.release.shelf import CURRENT, Shelf
from publisher.store.keeper import Keeper
from publisher.store.pool import Pool
from publisher.store.processes import Children
from publisher.store.reader import open_release
from publisher.store.remote import remote
from publisher.store.remote_keeper import RemoteKeeper
from publisher.store.serving import STATE_FILE, Served, State, engines_folder, kept_folder, mark
from publisher.store.slots import Folder, make
from publisher.store.warming import warmer

VARIABLE: Final = "PUBLISHER_SERVING"
"""Environment variable that tells a worker where the supervisor's file is."""

TICK_SECONDS: Final = 0.25
START_TICK_SECONDS: Final = 0.01
"""Seconds between two looks, and while an engine is being started."""

ARENAS: Final = "2"
"""Heaps that the threads of a worker share (glibc): with one for each thread or two, what large
requests took is given back by none of them."""

GRACE_SECONDS: Final = 10
KEPT_SECONDS: Final = 35
"""How long a connection may lie idle: longer than clients keep one (Node 4 s, Java 30 s). Where
the server closes first, a request may meet the closing, and harvesters do not ask again."""

MOST_PORTS: Final = 65_535
START_SECONDS: Final = 60.0
RETRY_SECONDS: Final = 5.0
"""How long after a release that cannot be served the supervisor looks at it again."""


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
    _keeper: Keeper | RemoteKeeper | None = None
    _release: str = ""
    _switched: int = 0
    _stopping: bool = False
    _retry: float = -1e9
    _complaint: str = ""
    _warmer: Callable[[Served], object] | None = None
    """Told of a release before it is served, aside; it is served once this has returned."""
    _erasures: int = 0
    _ending: Children | None = None
    """The workers that an erasure has come upon, until they have ended."""
    _warming: tuple[str, Future[object]] | None = None
    _mark: Path | None = None
    _aside: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    _say: Callable[[str], None] = print
    _language: str = "en"

    def __post_init__(self) -> None:
        _require_free(self.settings.host, self.settings.port)

    def run(self, say: Callable[[str], None], language: str = "en") -> int:
        """Serve until SIGINT or SIGTERM; returns the exit code.

        ``say`` is told, in ``language`` (``sv`` or ``en``), when the site is served and when it
        moves to another release. Raises ReleaseError when nothing is released yet.
        """
        self.shelf.resolve(CURRENT)
        self._say, self._language = say, language
        self._folder = Path(tempfile.mkdtemp(prefix="publisher-"))
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        web: subprocess.Popen[bytes] | None = None
        try:
            state = self._folder / STATE_FILE
            engines = make(engines_folder(state))
            self._mark = mark(self.shelf.folder, self.settings.port, self._folder)
            if remote(self.settings) is None:
                self._warmer = warmer(kept_folder(state), self.settings)
            self._keeper = self._new_keeper(engines)
            self._followed(len(erasures.read(self.shelf.folder)))
            with engines.listening() as bell:
                while not self._release and not self._stopping:
                    self._follow(self._keeper)
                    bell.wait(START_TICK_SECONDS)
                web = subprocess.Popen(self._command(), env=self._environment(), cwd=self.site)
                self._wait_until_it_answers(web)
                host, port = self.settings.host, self.settings.port
                address = f"http://{host}:{port}/"
                self._say(outcome("serving", self._language, self._release, address))
                while not self._stopping and web.poll() is None:
                    bell.wait(START_TICK_SECONDS if self._keeper.busy else TICK_SECONDS)
                    self._let_go(engines, web)
                    self._keep_up(self._keeper)
            return 0 if self._stopping else 1
        finally:
            self._end(web)

    def _new_keeper(self, engines: Folder) -> Keeper | RemoteKeeper:
        stores = remote(self.settings)
        if stores is None:
            return Keeper(engines, self.shelf.folder, self.settings)
        return RemoteKeeper(engines, self.shelf.folder, self.settings, stores)

    def _let_go(self, engines: Folder, web: subprocess.Popen[bytes]) -> None:
        """Begin anew where something was erased from the releases: engines, workers, what is kept.

        The workers before answer what they have begun; what they kept goes when they have ended.
        """
        if self._ending is not None:
            if self._ending.ended(web.pid):
                self._ending = None
                shutil.rmtree(kept_folder(self._folder / STATE_FILE), ignore_errors=True)
                self._followed(self._erasures)
            return
        count = len(erasures.read(self.shelf.folder))
        if count != self._erasures and self._keeper is not None:
            self._erasures = count
            self._keeper.stop()
            self._keeper = self._new_keeper(engines)
            self._warming, self._release = None, ""
            self._ending = Children.of(web.pid, GRACE_SECONDS + START_SECONDS)
            web.send_signal(signal.SIGHUP)

    def _followed(self, count: int) -> None:
        """Say how many erasures this server has followed."""
        self._erasures = count
        (self._folder / erasures.SEEN).write_text(str(count), encoding="ascii")

    def _keep_up(self, keeper: Keeper | RemoteKeeper) -> None:
        """Follow ``current``; where it cannot be served, go on with what is, and say so once."""
        try:
            self._follow(keeper)
        except (PublisherError, OSError) as error:
            self._retry = time.monotonic() + RETRY_SECONDS
            if str(error) != self._complaint:
                self._complaint = str(error)
                self._say(outcome("serving-still", self._language, self._release, error))

    def _follow(self, keeper: Keeper | RemoteKeeper) -> None:
        """Keep the engines up; where ``current`` has moved, follow it when all is ready."""
        keeper.tick()
        if time.monotonic() < self._retry:
            return
        wanted = keeper.wanted(self.shelf)
        if wanted is None:
            return
        current, switched = wanted
        if not keeper.prepare(current) or not self._warm(current, switched):
            return
        self._complaint = ""
        if (current, switched) == (self._release, self._switched):
            return
        keeper.serve(current)
        folder = self.shelf.path(current).resolve()
        State(str(folder), switched).write(self._folder / STATE_FILE)
        if self._release and current != self._release:
            self._say(outcome("serving-next", self._language, current))
        self._release, self._switched = current, switched

    def _warm(self, release: str, switched: int) -> bool:
        """Whether a release is warm; where it is not, it is being warmed."""
        if self._warmer is None or self._release in ("", release):
            return True
        if self._warming is None or self._warming[0] != release:
            pool = Pool(engines_folder(self._folder / STATE_FILE), self.settings.client_queries)
            reader = open_release(self.shelf.path(release))
            served = Served(reader, datetime.fromtimestamp(switched, UTC), pool)
            self._warming = release, self._aside.submit(self._warmer, served)
        return self._warming[1].done()

    def _command(self) -> list[str]:
        leash = shutil.which("setpriv")
        return [
            *([leash, "--pdeathsig", "TERM"] if leash else []),
            sys.executable, "-m", "gunicorn", "publisher.web.wsgi:application()",
            "--bind", f"{self.settings.host}:{self.settings.port}",
            "--workers", str(self.settings.workers),
            "--worker-class", "publisher.web.worker.Worker",
            "--threads", str(self.settings.threads),
            "--worker-connections", str(self.settings.connections),
            "--timeout", str(self.settings.query_seconds + GRACE_SECONDS),
            "--graceful-timeout", str(GRACE_SECONDS),
            "--keep-alive", str(KEPT_SECONDS),
            "--limit-request-line", "8190",
            "--no-control-socket",
            "--log-level", "warning",
        ]  # fmt: skip

    def _environment(self) -> dict[str, str]:
        return {
            "MALLOC_ARENA_MAX": ARENAS,
            **os.environ,
            VARIABLE: str(self._folder / STATE_FILE),
            "PUBLISHER_SALT": secrets.token_hex(16),
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
        if self._keeper is not None:
            self._keeper.stop()
        if self._mark is not None:
            self._mark.unlink(missing_ok=True)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._aside.shutdown(cancel_futures=True)


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
