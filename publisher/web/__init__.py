"""The site over HTTP: a Flask application with one blueprint for each door.

``create_app`` takes what it serves from as an argument; nothing here is kept between applications.
"""

from __future__ import annotations

from collections.abc import Callable

import urllib3
from flask import Flask, Response, request

from publisher.config import ServeSection
from publisher.store.serving import Served
from publisher.web import documents, dumps, errors, home, lists, service, sparql, things
from publisher.web.desk import Desks
from publisher.web.responses import PREFLIGHT, SHARED

DOORS = (home, lists, dumps, documents, service, sparql, things)

BODY_FACTOR = 4
"""How much longer than the query the body may be: percent-encoding makes three bytes of one."""

CONNECTIONS = 32
"""Connections to the SPARQL engine that are kept open."""


def create_app(
    current: Callable[[], Served],
    *,
    serve: ServeSection,
    overrun: Callable[[str], None] = lambda engine: None,
) -> Flask:
    """The application over what ``current`` gives, asked once for each request.

    ``overrun`` is told the address of an engine that does not keep the limit of a query.
    """
    app = Flask("publisher.web", static_folder=None)
    app.url_map.merge_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = BODY_FACTOR * serve.query_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = BODY_FACTOR * serve.query_bytes
    app.extensions["publisher.current"] = current
    app.extensions["publisher.serve"] = serve
    app.extensions["publisher.overrun"] = overrun
    app.extensions["publisher.desks"] = Desks()
    app.extensions["publisher.pool"] = urllib3.PoolManager(maxsize=CONNECTIONS, block=False)
    for door in DOORS:
        app.register_blueprint(door.blueprint)
    errors.register(app)
    app.after_request(_finish)
    return app


def _finish(response: Response) -> Response:
    """The headers that every response has."""
    for name, value in SHARED.items():
        response.headers.setdefault(name, value)
    if request.method == "OPTIONS":
        response.headers.setdefault(
            "Access-Control-Allow-Methods", response.headers.get("Allow", "")
        )
        for name, value in PREFLIGHT.items():
            response.headers.setdefault(name, value)
    return response
