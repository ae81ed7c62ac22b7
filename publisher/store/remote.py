"""SPARQL stores that somebody else runs: how each kind of them is addressed and asked.

Each store holds one release at a time (:mod:`publisher.store.remote_ledger` knows which). What
differs between kinds stands in :data:`DIALECTS`; everything else is the SPARQL 1.1 Protocol.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from publisher.config import ServeSection
from publisher.errors import ConfigError
from publisher.store.remote_guard import guard

CONNECT_SECONDS: Final = 5.0
"""How long a store may take to accept a connection."""

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")

FORM: Final = "application/x-www-form-urlencoded"

UNION: Final = "union-default-graph"
"""The field that asks the engine that comes with the program for all graphs as the default one."""

Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class Dialect:
    """How a kind of store is addressed and asked.

    ``query``, ``update`` and ``graphs`` stand behind the address of a store; without ``graphs`` a
    store is filled by updates. ``timeout`` is the field that tells it the limit of a query: its
    name, how many of its units make a second, and its unit. ``union`` are the fields that make all
    graphs the default graph, where it needs any; where ``named`` the graphs are named one by one,
    since it has others of its own. ``slow`` are the statuses by which it says that a query took
    too long, ``partial`` the header, and how its value begins, by which it says that an answer is
    a part. Where ``digest``, updates need HTTP Digest, and queries no password.
    """

    query: str
    update: str
    graphs: str = ""
    timeout: tuple[str, int, str] | None = None
    union: tuple[tuple[str, str], ...] = ()
    named: bool = False
    slow: tuple[int, ...] = ()
    partial: tuple[str, str] | None = None
    digest: bool = False
    own: bool = False
    """Whether it is the engine that comes with the program."""


DIALECTS: Final[dict[str, Dialect]] = {
    "oxigraph": Dialect("/query", "/update", "/store", union=((UNION, ""),), own=True),
    "virtuoso": Dialect("/sparql", "/sparql-auth", timeout=("timeout", 1000, ""), named=True,
                        partial=("X-SQL-State", "S1TAT"), digest=True),
    "fuseki": Dialect("/sparql", "/update", "/data", timeout=("timeout", 1, ""), slow=(503,)),
    "graphdb": Dialect("", "/statements", "/rdf-graphs/service", timeout=("timeout", 1, ""),
                       slow=(503,)),
    "qlever": Dialect("", "", timeout=("timeout", 1, "s"), slow=(429,)),
}  # fmt: skip
"""Each kind of store by its name in the settings."""


@dataclass(frozen=True)
class Remote:
    """The stores of a site: their addresses, without a slash at the end, and their kind."""

    stores: tuple[str, ...]
    kind: str
    user: str = ""
    password: str = ""

    @property
    def dialect(self) -> Dialect:
        """How they are asked."""
        return DIALECTS[self.kind]

    def url(self, store: str) -> str:
        """The address of the query endpoint of a store."""
        return store + self.dialect.query

    def fields(self, fields: Fields, graphs: Iterable[str], seconds: int) -> Fields:
        """What a store is asked: ``fields`` as the engine that comes with the program takes them.

        ``graphs`` are those of the release, ``seconds`` is the limit of the query. Raises
        QueryError for what a store could take for more than a query.
        """
        dialect = self.dialect
        if not dialect.own:
            guard(next(value for name, value in fields if name == "query"))
        found = [pair for pair in fields if pair[0] != UNION]
        if len(found) < len(fields):
            found += dialect.union
            if dialect.named:
                found += [(name, graph) for name in ("default-graph-uri", "named-graph-uri")
                          for graph in graphs]  # fmt: skip
        if dialect.timeout:
            name, factor, unit = dialect.timeout
            found.append((name, f"{seconds * factor}{unit}"))
        return found

    @property
    def headers(self) -> dict[str, str]:
        """The headers by which a store knows who asks."""
        if not self.password or self.dialect.digest:
            return {}
        return dict(urllib3.make_headers(basic_auth=f"{self.user}:{self.password}"))

    def is_slow(self, status: int, said: str) -> bool:
        """Whether a store refuses since a query took too long, by its status and its words."""
        partial = self.dialect.partial
        return status in self.dialect.slow or (partial is not None and partial[1] in said)

    def is_partial(self, headers: Mapping[str, str]) -> bool:
        """Whether a store says that its answer is only a part of it."""
        if self.dialect.partial is None:
            return False
        name, beginning = self.dialect.partial
        return headers.get(name, "").startswith(beginning)


def remote(serve: ServeSection) -> Remote | None:
    """The stores in the settings; None where the program runs its own engines.

    Raises ConfigError for what is no store, or where the password is not in the environment.
    """
    if not serve.stores:
        return None
    if serve.store_kind not in DIALECTS:
        raise ConfigError(
            f"serve.store_kind is “{serve.store_kind}”.", todo=f"Known are {', '.join(DIALECTS)}."
        )
    for store in serve.stores:
        parts = urlsplit(store)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise ConfigError(f"serve.stores has “{store}”, which is no http(s) address.")
        if parts.username or parts.password:
            raise ConfigError(
                "serve.stores has an address with a password in it.",
                todo="Name the user in serve.store_user, and in serve.store_password_env the "
                "environment variable with the password.",
            )
        if parts.hostname not in LOOPBACK and (serve.services or serve.internal_services):
            raise ConfigError(
                f"serve.stores has “{store}”, and serve.services is set: a store on another "
                "machine cannot call through the site.",
                todo="Empty serve.services and serve.internal_services.",
            )
    stores = tuple(dict.fromkeys(store.rstrip("/") for store in serve.stores))
    password = ""
    if serve.store_password_env:
        password = os.environ.get(serve.store_password_env, "")
        if not password:
            raise ConfigError(
                f"the environment variable {serve.store_password_env} is not set.",
                todo="Put the password of the stores into it (serve.store_password_env).",
            )
    return Remote(stores, serve.store_kind, serve.store_user, password)


class Call:
    """One query on a connection of its own, which can be cut without harm to others."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None
        self._path = parts.path or "/"
        self._connection = (
            HTTPSConnection(parts.hostname, parts.port, timeout=CONNECT_SECONDS,
                            cert_reqs="CERT_REQUIRED")
            if parts.scheme == "https"
            else HTTPConnection(parts.hostname, parts.port, timeout=CONNECT_SECONDS)
        )  # fmt: skip
        self._socket: socket.socket | None = None

    def post(
        self, fields: Fields, headers: Mapping[str, str], seconds: float
    ) -> urllib3.BaseHTTPResponse:
        """The beginning of the response; each read of it may take so many ``seconds``."""
        self._connection.connect()
        self._socket = self._connection.sock
        self._socket.settimeout(seconds)
        self._connection.timeout = seconds  # the response takes it from here
        self._connection.request(
            "POST", self._path, body=urlencode(fields).encode(), preload_content=False,
            headers={"Content-Type": FORM, "Connection": "close", **headers},
        )  # fmt: skip
        return self._connection.getresponse()

    def cut(self) -> None:
        """Break it off: whoever reads from it is woken."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


def interleaved(stores: Sequence[str], times: int) -> list[str]:
    """Each store so many times, in turn."""
    return [store for _ in range(times) for store in stores]
