"""The reconciliation service, version 0.2: what OpenRefine and its kin speak.

Questions and wanted values go to one address, which gives the manifest to who sends neither.
"""

from __future__ import annotations

import re
from typing import Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import MethodNotAllowed, NotFound

from publisher.errors import QueryError
from publisher.render.reconcile import DRAFT_PATH, PATH, Json, cell_json, flyout, manifest
from publisher.web import reconcile_content as content
from publisher.web.reconcile_preview import preview_of, view_of
from publisher.web.reconcile_reading import batch, extension, parsed
from publisher.web.reconcile_service import (
    answer_errors,
    answers,
    extended,
    known,
    named,
    reconciler,
    send,
    service,
)

blueprint = Blueprint("reconcile", __name__)

DRAFT: Final = DRAFT_PATH.removeprefix(f"{PATH}/")
CALLBACK: Final = re.compile(r"[A-Za-z_$][\w$]{0,63}(?:\.[A-Za-z_$][\w$]{0,63}){0,5}", re.ASCII)
"""What may be called by JSONP."""


@blueprint.route(f"/{PATH}", methods=["GET", "POST"])
@blueprint.route(f"/{PATH}/", methods=["GET", "POST"])
def reconcile() -> Response:
    """The manifest; with ``queries`` candidates, with ``extend`` values of properties."""
    given = request.values
    if "queries" in given:
        return _send(_candidates(given["queries"]))
    if "extend" in given:
        return _send(_values(given["extend"]))
    if request.method == "POST":
        raise QueryError("the form has neither queries nor extend.", todo="Send one of them.")
    return _send(manifest(service(), reconciler().schema))


@blueprint.route(f"/{PATH}/suggest/entity")
def suggest_entity() -> Response:
    """Things for what a person has typed."""
    return _send(content.entities(draft=False))


@blueprint.route(f"/{PATH}/suggest/type")
def suggest_type() -> Response:
    """Types for what a person has typed."""
    return _send(content.types())


@blueprint.route(f"/{PATH}/suggest/property")
def suggest_property() -> Response:
    """Properties for what a person has typed."""
    return _send(content.terms())


@blueprint.route(f"/{PATH}/properties")
def properties() -> Response:
    """The properties that things of a type may have."""
    return _send(content.proposals())


@blueprint.route(f"/{PATH}/flyout/<kind>")
def few_words(kind: str) -> Response:
    """A few words about a thing, a type or a property, as HTML in JSON."""
    name = request.args.get("id", "")
    return _send(flyout(name, _about(kind, name)))


@blueprint.route(f"/{PATH}/preview")
def preview() -> Response:
    """A small page about a thing, to be shown within another."""
    return preview_of(known(request.args.get("id", "")))


@blueprint.route(f"/{PATH}/view")
def view() -> Response:
    """303 to what the site has about a thing."""
    return view_of(known(request.args.get("id", "")))


@blueprint.route(f"/{PATH}/<path:rest>")
def nothing(rest: str) -> Response:
    """Any other address of the service, in either version."""
    if rest in (f"{DRAFT}/match", f"{DRAFT}/extend"):
        raise MethodNotAllowed(["OPTIONS", "POST"])
    raise NotFound("There is nothing at this address.")


def _about(kind: str, name: str) -> Json:
    """What a thing, a type or a property is called. Raises NotFound."""
    if kind == "entity":
        return named(known(name), draft=False)
    schema = reconciler().schema
    item = schema.type(name) if kind == "type" else schema.property(name)
    if item is None or kind not in ("type", "property"):
        raise NotFound("There is nothing called that here.")
    return content.term(item)


def _candidates(text: str) -> Json:
    questions = batch(parsed(text, "queries"))
    found = answers(list(questions.values()))
    return {name: {"result": [content.candidate(item, None) for item in candidates]}
            for name, candidates in zip(questions, found, strict=True)}  # fmt: skip


def _values(text: str) -> Json:
    ids, wanted = extension(parsed(text, "extend"), reconciler().schema)
    rows = {name: {term: [cell_json(cell, draft=False) for cell in found] for term, found in row}
            for name, row in extended(ids, wanted)}  # fmt: skip
    return {"meta": content.meta(wanted), "rows": rows}


def _send(answer: Json) -> Response:
    """JSON, or a script that calls what the request names (JSONP)."""
    callback = request.args.get("callback", "")
    if not callback:
        return send(answer)
    if not CALLBACK.fullmatch(callback):
        raise QueryError("this is no name of a function.", where="callback")
    return send(answer, around=(f"/**/{callback}(", ");"))


answer_errors(
    blueprint, lambda status, reason: {"status": "error", "code": status, "message": reason}
)
