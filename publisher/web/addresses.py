"""Permanent addresses: of an answer to a query, and of the question behind it.

A short query stands in its address as it is; a longer one is kept under its digest, and the
address has the digest. Both name the release and the format, so that they give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol
from urllib.parse import quote

from publisher.formats import Format
from publisher.render.setting import QUERY
from publisher.store.asked import Asked, AskedStore
from publisher.web.asking import current, root
from publisher.web.caller import endpoint

STORED: Final = "q"
LONGEST: Final = 800
"""Characters of an address that has the query in it: three of them fit into the headers that a
proxy takes by default (4 KB)."""

SAFE: Final = "/?:@!$()*,;="
"""What stands in a query string as it is (RFC 3986, section 3.4) and ends nothing around it."""


class Question(Protocol):
    """A query as the protocol brings it."""

    @property
    def query(self) -> str: ...

    @property
    def dataset(self) -> tuple[tuple[str, str], ...]: ...

    @property
    def base(self) -> str: ...


@dataclass(frozen=True)
class Address:
    """Where an answer stays: ``path`` on this host, and whether the query stands in it."""

    path: str
    stored: bool


def asked(operation: Question, release: str) -> Asked:
    """What is to be known of a query so that it can be asked again."""
    return Asked(operation.query, release, operation.dataset, operation.base)


@dataclass(frozen=True)
class Addresses:
    """The addresses of an application that is mounted at ``root``; ``store`` has what is long."""

    root: str
    store: AskedStore

    def permanent(self, question: Asked, chosen: Format) -> Address | None:
        """Where the answer in one format stays; None where the query is too long to be kept."""
        whole = _with_query(question, chosen.suffix)
        if len(whole) <= LONGEST:
            return Address(f"{self.root}/{whole}", False)
        if not self.store.keep(question):
            return None
        return Address(f"{self.root}/{STORED}/{question.digest}.{chosen.suffix}", True)

    def keeping(self, question: Asked, chosen: Format) -> Callable[[], bool] | None:
        """What keeps a query that is kept under its digest; None for one that is short enough."""
        if len(_with_query(question, chosen.suffix)) <= LONGEST:
            return None
        return partial(self.store.keep, question)

    def original(self, question: Asked) -> str:
        """The address of the query as it is asked of whatever release is current; empty if long."""
        whole = _with_query(Asked(question.query, "", question.dataset), "")
        return f"{self.root}/{whole}" if len(whole) <= LONGEST else ""


def addresses() -> Addresses:
    """Those of this request's application."""
    return Addresses(root(), asked_store())


def asked_store() -> AskedStore:
    """The queries that were asked, kept beside the releases."""
    return endpoint().asked(current())


def encoded(text: str) -> str:
    """``text`` as the value of a parameter of an address."""
    return quote(text, safe=SAFE)


def _with_query(question: Asked, suffix: str) -> str:
    """The address with the query in it; a query that is too long is encoded only until it is."""
    parameters = [("release", question.release), ("format", suffix), *question.dataset,
                  ("query", question.query)]  # fmt: skip
    pairs = (f"{name}={encoded(value[: LONGEST + 1])}" for name, value in parameters if value)
    return f"{QUERY}?{'&'.join(pairs)}"
