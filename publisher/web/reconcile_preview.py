"""A thing in small, to be shown within the page of another site; and the way to its whole page."""

from __future__ import annotations

from flask import Response
from werkzeug.exceptions import NotFound

from publisher.render.reconcile_preview import policy, preview, preview_page
from publisher.web.asking import desk, language, setting
from publisher.web.reconcile_service import summary
from publisher.web.responses import REVALIDATE, conditional, see_other

WEB = ("http://", "https://")


def preview_of(iri: str) -> Response:
    """A small page about a thing."""
    tag = language()
    description = desk().describe(iri, 0)
    if description is None:
        raise NotFound
    body = preview_page(preview(description, summary(iri), setting(tag)))
    response = Response(body, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = policy()
    response.headers["Cache-Control"] = REVALIDATE
    response.headers["Content-Language"] = tag
    response.headers["Vary"] = "Accept-Language"
    response.add_etag()
    return conditional(response)


def view_of(iri: str) -> Response:
    """303 to what there is about a thing: its address on this host, or its IRI elsewhere."""
    path = desk().reader.iris.path_of(iri)
    if path is not None:
        return see_other(path)
    if not iri.startswith(WEB):
        raise NotFound
    response = Response(f"{iri}\n", 303, content_type="text/plain; charset=utf-8")
    response.headers["Location"] = iri
    return response
