"""The reconciliation service by the draft of version 1.0: an address for each kind of request."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.http import HTTP_STATUS_CODES

from publisher.render.reconcile import DRAFT_PATH, Json, cell_json, draft_manifest
from publisher.web import reconcile_content as content
from publisher.web.reconcile_preview import preview_of, view_of
from publisher.web.reconcile_reading import draft_batch, extension, parsed
from publisher.web.reconcile_service import (
    answer_errors,
    answers,
    extended,
    known,
    reconciler,
    send,
    service,
)

blueprint = Blueprint("reconcile_draft", __name__)


@blueprint.route(f"/{DRAFT_PATH}")
@blueprint.route(f"/{DRAFT_PATH}/")
def manifest() -> Response:
    """What the service can do."""
    return send(draft_manifest(service(), reconciler().schema))


@blueprint.route(f"/{DRAFT_PATH}/match", methods=["POST"])
def match() -> Response:
    """Candidates for each question of a batch, in its order."""
    questions, own = draft_batch(_body()), service()
    return send({"results": [
        {"candidates": [content.candidate(item, own) for item in candidates]}
        for candidates in answers(questions)
    ]})  # fmt: skip


@blueprint.route(f"/{DRAFT_PATH}/suggest/entity")
def suggest_entity() -> Response:
    """Things for what a person has typed."""
    return send(content.entities(draft=True))


@blueprint.route(f"/{DRAFT_PATH}/suggest/type")
def suggest_type() -> Response:
    """Types for what a person has typed."""
    return send(content.types())


@blueprint.route(f"/{DRAFT_PATH}/suggest/property")
def suggest_property() -> Response:
    """Properties for what a person has typed."""
    return send(content.terms())


@blueprint.route(f"/{DRAFT_PATH}/preview")
def preview() -> Response:
    """A small page about a thing, to be shown within another."""
    return preview_of(known(request.args.get("id", "")))


@blueprint.route(f"/{DRAFT_PATH}/view")
def view() -> Response:
    """303 to what the site has about a thing."""
    return view_of(known(request.args.get("id", "")))


@blueprint.route(f"/{DRAFT_PATH}/extend", methods=["POST"])
def extend() -> Response:
    """Values of properties of things."""
    ids, wanted = extension(_body(), reconciler().schema)
    rows = [
        {"id": name, "properties": [
            {"id": term, "values": [cell_json(cell, draft=True) for cell in found]}
            for term, found in row
        ]}
        for name, row in extended(ids, wanted)
    ]  # fmt: skip
    return send({"meta": content.meta(wanted), "rows": rows})


@blueprint.route(f"/{DRAFT_PATH}/extend/propose")
def propose() -> Response:
    """The properties that things of a type may have."""
    return send(content.proposals())


def _body() -> Any:
    """The JSON that is sent. Raises UnsupportedMediaType for a form."""
    if request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise UnsupportedMediaType("The body is JSON here; a form is what version 0.2 takes.")
    return parsed(request.get_data(), "the body")


def _problem(status: int, reason: str) -> Json:
    """A problem (RFC 9457, section 3.1)."""
    return {"type": "about:blank", "title": HTTP_STATUS_CODES.get(status, "Error"),
            "status": status, "detail": reason}  # fmt: skip


answer_errors(blueprint, _problem, "application/problem+json")
