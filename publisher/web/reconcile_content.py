"""What both versions of the reconciliation service answer with, as JSON of either."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

from flask import request

from publisher.describe.views import pick
from publisher.linking.reconcile.extending import Wanted
from publisher.linking.reconcile.questions import Candidate
from publisher.linking.reconcile.schema import Term, Type
from publisher.linking.reconcile.suggesting import suggest_terms, suggest_things
from publisher.namespaces import PREFIXES, shorten_iri
from publisher.render.reconcile import Json, Service, candidate_json, term_json, type_json
from publisher.web.asking import desk, language, settings
from publisher.web.reconcile_service import USUAL, named, place, reconciler, service, whole

MOST_SKIPPED: Final = 10_000
Item = TypeVar("Item", Type, Term)


def entities(*, draft: bool) -> Json:
    """Things for what a person has typed, of types where the request names some."""
    own = reconciler()
    types = [item.id for name in request.args.getlist("type") if (item := own.schema.type(name))]
    most = settings().reconcile_candidates
    with place():
        found = suggest_things(
            own.finder, request.args.get("prefix", ""), types, _skipped(),
            whole("limit", min(USUAL, most), most),
        )  # fmt: skip
    return {"result": [
        {"id": own.index.iris[number], **named(own.index.iris[number], draft=draft),
         "notable": _types(own.index.types_of(number))}
        for number in found
    ]}  # fmt: skip


def types() -> Json:
    """Types for what a person has typed."""
    own = service()
    found = suggest_terms(reconciler().schema.types, request.args.get("prefix", ""))
    return {"result": [{**type_json(item, own), **described(item)} for item in _part(found)]}


def terms() -> Json:
    """Properties for what a person has typed."""
    found = suggest_terms(reconciler().schema.properties, request.args.get("prefix", ""))
    return {"result": [term(item) for item in _part(found)]}


def proposals() -> Json:
    """The properties of things of the type that the request names."""
    name = request.args.get("type", "")
    schema = reconciler().schema
    kind = schema.type(name)
    found = schema.properties_of(kind.id if kind else "")
    limit = whole("limit", 0, len(found))
    said = {"limit": limit} if limit else {}
    return {
        "properties": [term(item) for item in found[: limit or len(found)]],
        "type": name,
        **said,
    }


def candidate(item: Candidate, draft: Service | None) -> Json:
    """A candidate, of 1.0 for the service of the ``draft``."""
    about = named(item.iri, draft=draft is not None)
    return candidate_json(item, about, _types(item.types), draft)


def meta(wanted: Sequence[Wanted]) -> list[Json]:
    """What is said of the properties whose values follow."""
    schema, tag = reconciler().schema, language()
    found = []
    for item in wanted:
        own = item.term
        about: Json = {"id": item.name, "name": own.name(tag) if own else item.name}
        kind = schema.type(own.target) if own and own.target and item.content != "id" else None
        found.append({**about, **({"type": term_json(kind, tag)} if kind else {})})
    return found


def term(item: Type | Term) -> Json:
    """A type or a property, with what it means where the shapes say it."""
    return {**term_json(item, language()), **described(item)}


def described(item: Type | Term) -> Json:
    """What a type or a property means, where the shapes say it."""
    text = pick(item.descriptions, language())[0]
    return {"description": text} if text else {}


def _types(names: Sequence[str]) -> list[Json]:
    """Types by their ids, the most particular first, also those that no question may name."""
    schema, tag = reconciler().schema, language()
    order = {item.id: number for number, item in enumerate(schema.types)}
    inner = sorted(names, key=lambda name: order.get(name, len(order)))
    known = ((name, schema.type(name)) for name in inner)
    return [term_json(item, tag) if item else {"id": name, "name": _label(name)}
            for name, item in known]  # fmt: skip


def _label(iri: str) -> str:
    return pick(desk().names.term(iri), language())[0] or shorten_iri(iri, PREFIXES)


def _part(found: Sequence[Item]) -> Sequence[Item]:
    """The part of a list of suggestions that the request asks for; all of it without a limit."""
    begin = _skipped()
    return found[begin : begin + whole("limit", len(found), len(found))]


def _skipped() -> int:
    """How many suggestions the client has seen: ``cursor``, which the draft calls ``offset``."""
    return whole("cursor", 0, MOST_SKIPPED) or whole("offset", 0, MOST_SKIPPED)
