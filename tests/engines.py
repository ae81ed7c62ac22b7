"""For tests on the loopback interface: a writable SPARQL engine, a socket that counts knocks."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import urllib3
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from publisher.config import ServeSection
from publisher.store.engine import binary, free_port
from publisher.store.leases import Fixed
from publisher.store.reader import Reader
from publisher.store.serving import Served
from publisher.web import create_app


class Listener:
    """A listening socket that counts who knocks, and answers with nothing."""

    def __init__(self) -> None:
        self.knocks = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/x"
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.knocks += 1
            connection.close()

    def close(self) -> None:
        self._socket.close()


@contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener()
    try:
        yield listener
    finally:
        listener.close()


@contextmanager
def writable(wrap: Callable[[list[str]], list[str]] = list) -> Iterator[str]:
    """An engine that also takes updates; its address ends with a slash.

    ``wrap`` makes the command that runs it out of its own.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    command = [binary(), "serve", "--bind", f"127.0.0.1:{port}", "--timeout-s", "20"]
    with subprocess.Popen(wrap(command), stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(1_000):
                try:
                    urllib3.request("GET", url + "query?query=ASK%7B%7D", retries=False)
                except urllib3.exceptions.HTTPError:
                    time.sleep(0.01)
                else:
                    break
            else:
                pytest.fail("the engine does not start")
            yield url
        finally:
            process.kill()


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Nobody reads it."""


@contextmanager
def endpoint(reader: Reader, engine: str, serve: ServeSection | None = None) -> Iterator[str]:
    """The site over HTTP, its queries answered by the engine at ``engine``; ends with a slash."""
    served = Served(reader, datetime(2024, 5, 2, 12, tzinfo=UTC), Fixed(engine))
    app = create_app(lambda: served, serve=serve or ServeSection())
    with listening_to(app) as url:
        yield url


@contextmanager
def listening_to(app: Flask) -> Iterator[str]:
    """An application over HTTP on the loopback interface; its address ends with a slash."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
