"""Named queries as JSON, for editors and other programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from publisher.queries.declared import DATATYPES, NamedQuery, Parameter
from publisher.queries.given import Names, short
from publisher.queries.paging import columns
from publisher.render.queries import API
from publisher.render.setting import QUERY


def as_json(
    queries: Sequence[NamedQuery],
    examples: Mapping[str, str],
    names: Names,
    *,
    release: str,
    root: str,
) -> dict[str, Any]:
    """All queries of a release; ``examples`` are the texts with the defaults in them, by name."""
    return {
        "release": release,
        "endpoint": f"{root}/{QUERY}",
        "queries": [_query(item, examples[item.name], names, root) for item in queries],
    }


def _query(query: NamedQuery, example: str, names: Names, root: str) -> dict[str, Any]:
    return {
        "name": query.name,
        "href": f"{root}/{API}/{query.name}",
        "title": dict(query.labels),
        "description": dict(query.descriptions),
        "about": list(query.about),
        "form": query.form,
        "columns": list(columns(query.text)) if query.form == "SELECT" else [],
        "query": example,
        "template": query.text,
        "parameters": [_parameter(item, names) for item in query.parameters],
    }


def _parameter(item: Parameter, names: Names) -> dict[str, Any]:
    kind = next((name for name, iri in DATATYPES.items() if iri == item.datatype), item.datatype)
    found: dict[str, Any] = {
        "name": item.name,
        "label": dict(item.labels),
        "description": dict(item.descriptions),
        "type": kind,
        "optional": item.optional,
        "required": item.required,
    }
    if item.target:
        found["class"] = item.target
    if item.choices:
        found["choices"] = [short(term, item, names) for term in item.choices]
    if item.default is not None:
        found["default"] = short(item.default, item, names)
    return found
