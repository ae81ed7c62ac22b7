"""For tests on the loopback interface: a writable SPARQL engine, a socket that counts knocks."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import urllib3

from publisher.store.engine import binary, free_port


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
def writable() -> Iterator[str]:
    """An engine that also takes updates; its address ends with a slash."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    command = [binary(), "serve", "--bind", f"127.0.0.1:{port}", "--timeout-s", "20"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
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
