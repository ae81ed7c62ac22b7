"""A site with a publisher, its application with a door for what is sent, and a key."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from publisher import Site
from publisher.publishers.keys import Key, Scope
from publisher.store.reader import open_release
from publisher.store.serving import Served
from publisher.web import create_app
from publisher.web.keys import Writing
from tests.sites import tiny
from tests.visits import Page

WHO: Final = "uppsala"
NAMES: Final = 'name = { sv = "Region Uppsala", en = "Uppsala Region" }'
HEAD: Final = "id;Titel (sv);Titel (en);Startdatum;Utmaningsområde\n"
TABLE: Final = f"{HEAD}ett;Ett;One;2024-01-01;industri\ntva;Två;Two;2024-02-01;mat\n"
SOURCE: Final = f"{WHO}/projekt.csv"


def site(folder: Path) -> Path:
    """The tiny site with a publisher that has a table of two projects; released."""
    root = tiny(folder)
    (root / "publishers.toml").write_text(f"[{WHO}]\n{NAMES}\n", encoding="utf-8")
    (root / "data" / WHO).mkdir()
    (root / "data" / SOURCE).write_text(TABLE, encoding="utf-8")
    Site(root).build()
    return root


class Follows:
    """What is served: the current release, whichever it is now."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._served: Served | None = None

    def __call__(self) -> Served:
        shelf = Site(self._root).shelf
        current = shelf.current()
        assert current is not None
        if self._served is None or self._served.reader.identifier != current:
            self._served = Served(open_release(shelf.path(current)), datetime.now(UTC))
        return self._served


def application(root: Path) -> Flask:
    """The application over what is current."""
    writing = Writing.of(root)
    assert writing is not None
    return create_app(Follows(root), serve=writing.settings.serve, writing=writing)


def keys(root: Path, *scopes: Scope) -> tuple[str, Key]:
    """A new key of the publisher."""
    writing = Writing.of(root)
    assert writing is not None
    return writing.keys.new(WHO, scopes)


def revoke(root: Path, identifier: str) -> None:
    """Let a key count no longer."""
    writing = Writing.of(root)
    assert writing is not None
    writing.keys.revoke(identifier)


def inside(app: Flask, key: str) -> FlaskClient:
    """A browser in which the key has been entered."""
    client = app.test_client()
    assert client.post("/publish", data={"key": key}).status_code == 303
    return client


def token(page: TestResponse) -> str:
    """What every form on a page carries."""
    return Page(page).all("input", name="token")[0]["value"]


def send(
    browser: FlaskClient, content: str | bytes, name: str = "projekt.csv", **fields: str
) -> TestResponse:
    """Send a file by the form, and see what the browser is led to."""
    carried = token(browser.get("/publish"))
    file = (BytesIO(content.encode() if isinstance(content, str) else content), name)
    return browser.post(
        "/publish/file", data={"token": carried, "file": file, **fields}, follow_redirects=True,
        content_type="multipart/form-data",
    )  # fmt: skip


def decide(browser: FlaskClient, page: TestResponse, what: str) -> TestResponse:
    """Press a button below a draft."""
    return browser.post(
        page.request.path, data={"token": token(page), "do": what}, follow_redirects=True
    )
