"""The site asked within this process: what a harvester would be answered, without any network."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote, urlsplit

from publisher.config import ServeSection
from publisher.errors import BadStatus, Gone
from publisher.harvesting.judging.feed import Page
from publisher.harvesting.judging.links import Answer
from publisher.store.reader import Reader
from publisher.store.serving import Served
from publisher.web import create_app
from publisher.web.export import EPOCH

REDIRECTS = 5
NOT_HERE = Answer(0, ("adressen ligger inte på sajten", "the address is not on the site"))


class Inside:
    """A release, asked by the IRIs of the site."""

    def __init__(self, reader: Reader, serve: ServeSection) -> None:
        self._base = reader.iris.base_iri
        served = Served(reader, EPOCH)
        app = create_app(lambda: served, serve=replace(serve, query_log=""))
        self._client = app.test_client()

    def has(self, url: str) -> bool:
        """Whether an address is one of the site."""
        return url.startswith(self._base)

    def get(self, url: str) -> Page:
        """What the site answers. Raises BadStatus where it is not the document asked for."""
        status, body, media_type, where = self._asked("GET", url)
        if status != 200:
            kind = Gone if status == 410 else BadStatus
            error = kind("status", {
                "sv": f"Svaret är {status}.", "en": f"The answer is {status}."
            }, where=where)  # fmt: skip
            error.status = status
            raise error
        return Page(where, body, media_type)

    def ask(self, url: str) -> Answer | None:
        """What the site answers to HEAD, at the end of its redirects; None where it is elsewhere.

        Where it sends on to another site, that is its answer.
        """
        return Answer(self._asked("HEAD", url)[0]) if self.has(url) else None

    def _asked(self, method: str, url: str) -> tuple[int, bytes, str, str]:
        for _ in range(REDIRECTS):
            path, _, query = url.removeprefix(self._base).partition("?")
            response = self._client.open(
                "/" + quote(path.partition("#")[0], safe="/%:;,=+@~!$&'()*"),
                method=method, query_string=query, headers={"Accept": "*/*"},
            )  # fmt: skip
            with response:
                location = response.headers.get("Location", "")
                body = response.get_data() if method == "GET" else b""
                status, media_type = response.status_code, response.mimetype or ""
            if not location or not 300 <= status < 400:
                break
            parts = urlsplit(location)
            if parts.netloc and parts.netloc != "localhost" and not self.has(location):
                break
            target = location if self.has(location) else self._base + _path(location).lstrip("/")
            url = target
        return status, body, media_type, url


def _path(location: str) -> str:
    """The path and query of an address."""
    parts = urlsplit(location)
    return parts.path + (f"?{parts.query}" if parts.query else "")
