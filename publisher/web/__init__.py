"""The site over HTTP: a Flask application with one blueprint for each door.

``create_app`` takes what it serves from as an argument; nothing here is kept between applications.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, request

from publisher.config import ServeSection
from publisher.store.examining import Examiner
from publisher.store.serving import Served
from publisher.store.warming import answer_cache, popular
from publisher.store.wire import Wires
from publisher.web import (
    activity,
    atom,
    catalog,
    citing,
    class_files,
    documents,
    dumps,
    editor,
    errors,
    feeds,
    graphstore,
    graphstore_errors,
    home,
    ldes,
    lists,
    looking,
    memento,
    oai,
    opening,
    permanent,
    publish,
    publish_columns,
    publish_links,
    publish_sent,
    queries,
    querylog,
    reconcile,
    reconcile_draft,
    resourcesync,
    running,
    service,
    sitemap,
    sources,
    sparql,
    things,
    upload,
    void,
)
from publisher.web.arriving import LONGEST_BODY
from publisher.web.bodies import Bodies
from publisher.web.caller import EXTENSION as ENDPOINT
from publisher.web.caller import Endpoint
from publisher.web.clients import Places
from publisher.web.desk import Desks
from publisher.web.encodings import Encoded, packable, with_coding
from publisher.web.federation import Forwarder
from publisher.web.front import Front
from publisher.web.keys import NAME as WRITING
from publisher.web.keys import Writing
from publisher.web.patience import EXTENSION as PATIENCE
from publisher.web.patience import Patience
from publisher.web.querylog import QueryLog
from publisher.web.reconcile_service import Reconcilers
from publisher.web.releases import Releases
from publisher.web.responses import PREFLIGHT, SHARED
from publisher.web.sources import FETCHED
from publisher.web.straight import Straight
from publisher.web.watch import Watch, bound_writing

DOORS = (
    home, catalog, feeds, lists, dumps, class_files, documents, memento, permanent, citing,
    service, sparql, editor, queries, running, void, ldes, activity, oai,
    resourcesync, atom, sitemap, reconcile, reconcile_draft, sources,
    things,
)  # fmt: skip

WRITERS = (graphstore, upload, publish, publish_sent, publish_columns, publish_links)
"""The doors by which publishers send data; they are open while a site has publishers."""

KEYED = tuple(door for door in WRITERS if door is not publish)
"""Those that look at a key, or a session, before the body of any request."""

EXAMINING = 2
"""Long queries may be read, or wait for that, in one part in so many of the threads."""

BODY_FACTOR = 4
"""How much longer than the query the body may be: percent-encoding makes three bytes of one."""

CONNECTIONS = 32
"""Connections to SPARQL engines that are kept open."""

FRONT = 16
"""What a process has of answers that are given again as they were: one part in so many of the room
of those that are kept."""


def create_app(
    current: Callable[[], Served],
    *,
    serve: ServeSection,
    salt: bytes = b"",
    key: bytes = b"",
    kept: Path | None = None,
    writing: Writing | None = None,
    fetched: Path | None = None,
) -> Flask:
    """The application over what ``current`` gives, asked once for each request.

    ``salt`` makes the pseudonyms of clients: the same in all processes that share engines.
    ``key`` opens the door of the operator; there is none without.
    ``kept`` is the folder for what the workers of a machine remember; without it, nothing is.
    ``writing`` takes in what publishers send; without it nothing is taken in.
    ``fetched`` is the folder of what was fetched from elsewhere, of which the public is told.
    """
    app = Flask("publisher.web", static_folder=None)
    app.url_map.merge_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = BODY_FACTOR * serve.query_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = BODY_FACTOR * serve.query_bytes
    app.extensions["publisher.current"] = current
    app.extensions["publisher.serve"] = serve
    app.extensions[PATIENCE] = Patience(
        head=serve.head_seconds, body=serve.request_seconds, trusted=serve.trusted_proxies,
        streamed=writing.settings.intake.body_seconds if writing else serve.request_seconds,
        longest=max(LONGEST_BODY, BODY_FACTOR * serve.query_bytes), reader=serve.answer_seconds,
    )  # fmt: skip
    app.extensions["publisher.key"] = key
    app.extensions["publisher.desks"] = Desks(most=serve.releases_open + 2)
    app.extensions["publisher.releases"] = Releases(serve.releases_open)
    endpoint = Endpoint(
        serve, salt or os.urandom(16), Places(serve.threads), Watch(), Wires(CONNECTIONS),
        answer_cache(kept, serve) if kept else None, popular(kept) if kept else None,
        Examiner(max(1, serve.threads // EXAMINING)),
    )  # fmt: skip
    app.extensions[ENDPOINT] = endpoint
    app.extensions["publisher.bodies"] = Bodies(
        kept / "catalogue" if kept else None, serve.documents_mb * 1_000_000
    )
    app.extensions["publisher.reconcilers"] = Reconcilers(kept / "names" if kept else None)
    app.extensions["publisher.forwarder"] = Forwarder(serve)
    app.extensions[WRITING] = writing
    app.extensions[FETCHED] = fetched
    for door in (*DOORS, *(WRITERS if writing else ())):
        app.register_blueprint(door.blueprint)
    errors.register(app)
    graphstore_errors.register(app)
    if writing:
        opening.register(app, {door.blueprint.name for door in WRITERS})
        graphstore_errors.announce(app)
    log = None
    if serve.query_log:
        log = QueryLog(Path(serve.query_log), serve.query_log_mb, serve.query_log_text)
        querylog.register(app, log)
    looking.register(app, {door.blueprint.name for door in KEYED})
    app.before_request(bound_writing)
    app.after_request(_finish)
    room = serve.cache_mb * 1_000_000 // FRONT
    front = Front(
        Encoded(Straight(app.wsgi_app, endpoint, current, log)),
        current,
        room,
        serve.answer_seconds,
        log,
    )
    app.extensions["publisher.front"] = front
    app.wsgi_app = front  # type: ignore[method-assign]
    return app


def _finish(response: Response) -> Response:
    """The headers that every response has."""
    headers = response.headers
    present = {name.lower() for name, _ in headers}
    if "content-encoding" in present or packable(headers.get("Content-Type", "")):
        headers["Vary"] = with_coding(headers.get("Vary", ""))
    headers.extend(pair for pair in SHARED.items() if pair[0].lower() not in present)
    if request.method == "OPTIONS":
        response.headers.setdefault(
            "Access-Control-Allow-Methods", response.headers.get("Allow", "")
        )
        for name, value in PREFLIGHT.items():
            response.headers.setdefault(name, value)
    return response
