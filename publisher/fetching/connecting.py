"""Connections on which nothing takes longer than it may, however slowly the other side sends.

A timeout of a socket begins anew with each byte. Here each read has what is left of the whole
exchange, headers included.
"""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Callable
from typing import Any, Final, cast

from urllib3.connection import HTTPConnection, HTTPSConnection

from publisher.fetching.places import Place

Left = Callable[[], float]
"""Seconds that the next read may take; nothing is left at zero and below."""

BUFFER: Final = 65_536


class _Reader(io.RawIOBase):
    """What comes in on a socket, each read bounded anew."""

    def __init__(self, sock: socket.socket, left: Left) -> None:
        self._sock, self._left = sock, left
        self._raw = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int | None:
        left = self._left()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(left)
        return cast(io.RawIOBase, self._raw).readinto(target)

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
            super().close()


class _Socket:
    """A socket whose file is a bounded reader."""

    def __init__(self, sock: socket.socket, left: Left) -> None:
        self._sock, self._left = sock, left

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    def makefile(self, mode: str, *_: object, **__: object) -> io.BufferedReader:
        assert mode == "rb"
        return io.BufferedReader(_Reader(self._sock, self._left), BUFFER)


class _Connecting:
    """What both kinds of connections do: end the exchange of keys in time, then wrap the socket."""

    left: Left
    seconds: float
    sock: Any
    _timer: threading.Timer | None = None

    def _watched(self, sock: socket.socket) -> socket.socket:
        def end() -> None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it has ended by itself

        self._timer = threading.Timer(self.seconds, end)
        self._timer.daemon = True
        self._timer.start()
        return sock

    def _connected(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self.sock is not None:
            self.sock = _Socket(self.sock, self.left)


class _Plain(_Connecting, HTTPConnection):
    def connect(self) -> None:
        super().connect()
        self._connected()


class _Secure(_Connecting, HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return self._watched(super()._new_conn())

    def connect(self) -> None:
        try:
            super().connect()
        finally:
            self._connected()


Connection = _Plain | _Secure


def connection_to(place: Place, address: str, seconds: float, left: Left) -> Connection:
    """A connection, not made yet, to an address that the name of a place has been looked up to."""
    found: Connection
    if place.scheme == "http":
        found = _Plain(address, place.port, timeout=seconds)
    else:
        found = _Secure(
            address, place.port, timeout=seconds, server_hostname=place.host,
            assert_hostname=place.host, cert_reqs="CERT_REQUIRED",
        )  # fmt: skip
    found.left, found.seconds = left, seconds
    return found
