"""Whether the doors for publishers are open: they are as soon as the site has a publisher.

While there is none, the site answers as if there were no such doors. A publisher that is added to a
site that is being served comes in at once; nothing has to be started again.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from flask import Flask, Response, request
from werkzeug.exceptions import MethodNotAllowed, NotFound

from publisher.web.graphstore_errors import DOORS
from publisher.web.keys import may_write

READING: Final = ("GET", "HEAD")
ALLOWED: Final = (*READING, "OPTIONS")
OF_THE_SITE: Final = "graphstore.own_store"
"""A door that also reads what is the site's own."""


def register(app: Flask, doors: Collection[str]) -> None:
    """Let the blueprints called ``doors`` be there only while there are publishers."""

    def closed() -> Response | None:
        if request.blueprint not in doors and not _asks_about_a_door():
            return None
        if may_write():
            return None
        if request.method == "OPTIONS":
            return Response(headers={"Allow": ", ".join(ALLOWED)})
        if request.method not in READING:
            raise MethodNotAllowed(ALLOWED)
        if request.endpoint == OF_THE_SITE:
            return None
        raise NotFound

    app.before_request(closed)


def _asks_about_a_door() -> bool:
    return request.method == "OPTIONS" and request.path.startswith(DOORS)
