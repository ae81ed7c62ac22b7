"""A dataset in the words of schema.org as one nested object, for the page about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pyoxigraph as ox

from publisher.namespaces import RDF, SCHEMA
from publisher.render.schema_org import CONTEXT, script

DEPTH: Final = 3
"""Objects within objects: catalogue, dataset, download."""


def dataset(triples: Sequence[ox.Triple], iri: str, language: str) -> str:
    """The thing ``iri`` in statements of schema.org, as JSON for a ``script`` element.

    Of texts in several languages the one in ``language`` is told, where there is one. Empty where
    the statements say nothing of the thing.
    """
    own: dict[str, list[ox.Triple]] = {}
    for item in triples:
        if isinstance(item.subject, ox.NamedNode):
            own.setdefault(item.subject.value, []).append(item)
    found = _object(iri, own, language, DEPTH)
    return script({"@context": CONTEXT, **found}) if iri in own else ""


def _object(iri: str, own: dict[str, list[ox.Triple]], language: str, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {"@id": iri}
    values: dict[str, list[ox.Triple]] = {}
    for item in own.get(iri, ()):
        values.setdefault(item.predicate.value, []).append(item)
    for predicate, items in sorted(values.items()):
        if predicate == RDF + "type":
            found["@type"] = next(str(item.object)[1:-1].removeprefix(SCHEMA) for item in items)
            continue
        told = [_value(item.object, own, language, depth) for item in _spoken(items, language)]
        found[predicate.removeprefix(SCHEMA)] = told[0] if len(told) == 1 else told
    return found


def _spoken(items: list[ox.Triple], language: str) -> list[ox.Triple]:
    """The statements in a language, with those in none; all where there is nothing in it."""
    fitting = [item for item in items if not isinstance(item.object, ox.Literal)
               or item.object.language in (None, language)]  # fmt: skip
    return fitting or items


def _value(value: object, own: dict[str, list[ox.Triple]], language: str, depth: int) -> Any:
    if isinstance(value, ox.NamedNode):
        nested = value.value in own and depth > 0
        return _object(value.value, own, language, depth - 1) if nested else value.value
    assert isinstance(value, ox.Literal)
    return value.value == "true" if value.datatype.value.endswith("#boolean") else value.value
