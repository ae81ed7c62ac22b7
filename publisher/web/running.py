"""For the operator: the queries that run, listed and ended over HTTP, by whoever has the key.

Without a key in the settings there is no such door.
"""

from __future__ import annotations

import time
from dataclasses import asdict
from hmac import compare_digest
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request
from werkzeug.exceptions import NotFound, Unauthorized

from publisher.store.leases import Running
from publisher.web.asking import served

blueprint = Blueprint("running", __name__)


@blueprint.route("/-/queries")
def queries() -> Response:
    """The queries that run, the oldest first, as JSON."""
    _require_key()
    engines = served().engines
    return _answer({"queries": [_shown(item) for item in (engines.running() if engines else ())]})


@blueprint.route("/-/queries/<identifier>", methods=["DELETE"])
def end(identifier: str) -> Response:
    """End one of them."""
    _require_key()
    engines = served().engines
    if engines is None or not engines.end(identifier):
        raise NotFound("No such query runs.")
    return _answer({"ended": identifier})


def _require_key() -> None:
    """Raises NotFound where there is no door, Unauthorized for another key (RFC 6750)."""
    key: bytes = current_app.extensions["publisher.key"]
    if not key:
        raise NotFound
    said = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if not compare_digest(said.encode(), key):
        raise Unauthorized("Send the key of the operator: Authorization: Bearer …")


def _shown(item: Running) -> dict[str, Any]:
    return {**asdict(item), "seconds": round(max(0.0, time.time() - item.since), 1)}


def _answer(content: dict[str, Any]) -> Response:
    response = jsonify(content)
    response.headers["Cache-Control"] = "no-store"
    return response
