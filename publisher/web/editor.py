"""The files of the query editor, from this host and no other."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from publisher.render.editor import FILES, FOLDER, file
from publisher.web.responses import plain

blueprint = Blueprint("editor", __name__)

A_DAY: Final = "public, max-age=86400"
"""The address of a file has its digest in it, so that none is mixed with one of another version."""


@blueprint.route(f"/{FOLDER}/<name>")
def asset(name: str) -> Response:
    """A file of the query editor."""
    if name not in FILES:
        raise NotFound
    return plain(file(name), FILES[name], cache=A_DAY)
