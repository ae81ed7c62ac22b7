"""A small site with publishers who send data over HTTP, for the tests of the doors for that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import urllib3

from publisher import Site
from publisher.publishers.keys import Keys, Scope
from publisher.release.shelf import CURRENT
from publisher.store.reader import Reader
from publisher.store.serving import Served
from publisher.web import create_app
from publisher.web.keys import Writing
from tests.engines import listening_to
from tests.sites import served, tiny

BASE = "https://example.org/id/"
PUBLISHERS = """
[alfa]
name = { sv = "Alfa", en = "Alpha" }
also = ["http://www.example/"]

[beta]
name = { sv = "Beta", en = "Beta" }
"""
QUICK = """
[serve]
workers = 1
engines = 1
warmed = 1

[intake]
key_requests = 10000
wrong_keys = 1000
"""


@dataclass(frozen=True)
class Sender:
    """Who sends to a served site; ``url`` ends with a slash."""

    url: str
    key: str = ""

    def send(
        self, method: str, path: str, body: bytes | str = b"", kind: str = "text/turtle",
        **headers: str,
    ) -> urllib3.BaseHTTPResponse:  # fmt: skip
        """Send a request; names of headers are written with underscores."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.key:
            fields.setdefault("Authorization", f"Bearer {self.key}")
        if body or method in ("PUT", "POST", "PATCH"):
            fields.setdefault("Content-Type", kind)
        return urllib3.request(
            method, self.url + path, body=body or None, headers=fields, redirect=False,
            retries=False, timeout=120.0,
        )  # fmt: skip

    def graph(self, name: str) -> str:
        """The path by which a graph is named indirectly."""
        return f"graphs?graph={quote(BASE + 'graph/' + name, safe='')}"


def site(folder: Path, settings: str = "") -> Path:
    """A tiny site with two publishers, released."""
    root = tiny(folder)
    (root / "publishers.toml").write_text(PUBLISHERS, encoding="utf-8")
    with (root / "site.toml").open("a", encoding="utf-8") as file:
        file.write(QUICK + settings)
    Site(root).build()
    return root


def key(root: Path, publisher: str = "alfa", *scopes: Scope, **more: Any) -> str:
    """A new key of a publisher."""
    return Keys(Site(root).settings).new(publisher, scopes or ("check", "write"), **more)[0]


@contextmanager
def sender(root: Path, publisher: str = "alfa") -> Iterator[Sender]:
    """The site served, and somebody with a key of a publisher."""
    with served(root) as url:
        yield Sender(url, key(root, publisher))


@contextmanager
def near(root: Path, publisher: str = "alfa") -> Iterator[Sender]:
    """The same, served by a thread of this process, without engines for queries."""
    here = Site(root)
    opened: dict[str, Reader] = {}

    def current() -> Served:
        release = here.shelf.resolve(CURRENT)
        if release not in opened:
            opened[release] = here.open()
        return Served(opened[release], here.shelf.switched())

    app = create_app(current, serve=here.settings.serve, writing=Writing.of(root))
    with listening_to(app) as url:
        yield Sender(url, key(root, publisher))


def fields_of(answer: urllib3.BaseHTTPResponse) -> Mapping[str, Any]:
    """The body of an answer in JSON."""
    found: dict[str, Any] = answer.json()
    return found
