"""What clients of the reconciliation service send, in either version -> questions; pure.

What does not mean anything is said by the place in the request: ``queries.q0.limit``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast, get_args

from publisher.errors import QueryError
from publisher.linking.reconcile.extending import Wanted, settings_of
from publisher.linking.reconcile.questions import (
    Condition,
    Given,
    Quantifier,
    Question,
    Strictness,
)
from publisher.linking.reconcile.schema import Schema
from publisher.names import nearest

MOST_CONDITIONS: Final = 50
MOST_VALUES: Final = 50
"""Values of one property in a question."""

MEMBERS: Final = ("query", "type", "limit", "properties", "type_strict")
DRAFT_MEMBERS: Final = ("type", "limit", "lang", "dir", "conditions")
"""What a question may have; the schemas allow nothing else."""

KINDS: Final = {dict: "an object", list: "an array", str: "a text", bool: "true or false"}


class WrongQuestion(QueryError):
    """A request to the reconciliation service that cannot be understood."""


def parsed(text: str | bytes, where: str) -> Any:
    """JSON (RFC 8259). Raises WrongQuestion for what is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        why = "it is nested too deeply" if isinstance(error, RecursionError) else f"{error}"
        raise WrongQuestion(f"this is no JSON: {why}.", where=where) from None


def batch(content: Any) -> dict[str, Question]:
    """The questions of a batch of version 0.2, by name (section 4.1)."""
    found = _of(content, dict, "queries")
    return {name: _question(_of(item, dict, f"queries.{name}"), f"queries.{name}")
            for name, item in found.items()}  # fmt: skip


def draft_batch(content: Any) -> list[Question]:
    """The questions of a batch of the draft of 1.0 (section 4.1)."""
    found = _of(content, dict, "the body").get("queries")
    return [_draft_question(_of(item, dict, f"queries.{at}"), f"queries.{at}")
            for at, item in enumerate(_of(found, list, "queries"))]  # fmt: skip


def extension(content: Any, schema: Schema) -> tuple[list[str], list[Wanted]]:
    """The ids and properties of a data extension query."""
    found = _of(content, dict, "extend")
    ids = [_of(item, str, f"extend.ids.{at}")
           for at, item in enumerate(_of(found.get("ids"), list, "extend.ids"))]  # fmt: skip
    properties = _of(found.get("properties"), list, "extend.properties")
    if len(properties) > MOST_CONDITIONS:
        raise WrongQuestion(f"there are more than {MOST_CONDITIONS} properties.",
                            where="extend.properties", todo="Ask for the others next.")  # fmt: skip
    return ids, [_wanted(item, f"extend.properties.{at}", schema)
                 for at, item in enumerate(properties)]  # fmt: skip


def _wanted(item: Any, where: str, schema: Schema) -> Wanted:
    found = _of(item, dict, where)
    name = _of(found.get("id"), str, f"{where}.id")
    settings = _of(found.get("settings") or {}, dict, f"{where}.settings")
    limit, language, content = settings_of(settings)
    return Wanted(name, schema.property(name), limit, language, content)


def _question(item: Mapping[str, Any], where: str) -> Question:
    _require_known(item, MEMBERS, where)
    text = _of(item.get("query", ""), str, f"{where}.query")
    properties = _several(item, "properties", where)
    if not properties and "query" not in item:
        raise WrongQuestion("it has neither a query nor properties.", where=where,
                            todo="Give at least one of them.")  # fmt: skip
    types = item.get("type") or []
    strict = item.get("type_strict", "should")
    return Question(
        names=(text,) if text.strip() else (),
        types=tuple(
            _of(name, str, f"{where}.type")
            for name in (types if isinstance(types, list) else [types])
        ),
        strict=cast(Strictness, _one_of(strict, get_args(Strictness), f"{where}.type_strict")),
        conditions=tuple(
            Condition(
                _of(found.get("pid"), str, f"{place}.pid"), _values(found.get("v"), f"{place}.v")
            )
            for place, found in properties
        ),
        limit=_limit(item, where),
    )  # fmt: skip


def _draft_question(item: Mapping[str, Any], where: str) -> Question:
    _require_known(item, DRAFT_MEMBERS, where)
    conditions = _several(item, "conditions", where)
    if not conditions:
        raise WrongQuestion("it has no conditions.", where=where, todo="Give at least one.")
    sorts: dict[str, list[Condition]] = {"name": [], "id": [], "property": []}
    for place, found in conditions:
        sort = _one_of(found.get("matchType"), tuple(sorts), f"{place}.matchType")
        sorts[sort].append(_condition(found, place, named=sort != "property"))
    kind = item.get("type")
    return Question(
        names=_texts(sorts["name"]),
        ids=_texts(sorts["id"]),
        types=(_of(kind, str, f"{where}.type"),) if kind is not None else (),
        strict="any",
        conditions=tuple(sorts["property"]),
        limit=_limit(item, where),
    )


def _condition(found: Mapping[str, Any], place: str, *, named: bool) -> Condition:
    name = "" if named else _of(found.get("propertyId"), str, f"{place}.propertyId")
    quantifier = _one_of(
        found.get("matchQuantifier", "any"), get_args(Quantifier), f"{place}.matchQuantifier"
    )
    return Condition(
        name,
        _values(found.get("propertyValue"), f"{place}.propertyValue"),
        _of(found.get("required", False), bool, f"{place}.required"),
        cast(Quantifier, quantifier),
    )


def _texts(conditions: Sequence[Condition]) -> tuple[str, ...]:
    texts = (given.id or given.text for item in conditions if item.quantifier != "none"
             for given in item.values)  # fmt: skip
    return tuple(text for text in dict.fromkeys(texts) if text.strip())


def _several(item: Mapping[str, Any], name: str, where: str) -> list[tuple[str, Mapping[str, Any]]]:
    """The members of an array, each with its place."""
    found = _of(item.get(name) or [], list, f"{where}.{name}")
    if len(found) > MOST_CONDITIONS:
        raise WrongQuestion(f"there are more than {MOST_CONDITIONS}.", where=f"{where}.{name}")
    return [(f"{where}.{name}.{at}", _of(member, dict, f"{where}.{name}.{at}"))
            for at, member in enumerate(found)]  # fmt: skip


def _values(value: Any, where: str) -> tuple[Given, ...]:
    """One value, or several: texts, numbers, true and false, things with an id."""
    found = value if isinstance(value, list) else [value]
    if len(found) > MOST_VALUES:
        raise WrongQuestion(f"there are more than {MOST_VALUES} values.", where=where)
    return tuple(_given(item, where) for item in found)


def _given(value: Any, where: str) -> Given:
    if isinstance(value, dict):
        return Given(_of(value.get("name", ""), str, where), _of(value.get("id"), str, where))
    if isinstance(value, bool):
        return Given("true" if value else "false")
    if isinstance(value, int | float):
        return Given(f"{value}")
    return Given(_of(value, str, where))


def _limit(item: Mapping[str, Any], where: str) -> int | None:
    limit = item.get("limit")
    if limit is None:
        return None
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not limit >= 1:
        raise WrongQuestion("this is no number from 1.", where=f"{where}.limit")
    return int(min(limit, 1e9))


def _require_known(item: Mapping[str, Any], members: Sequence[str], where: str) -> None:
    for name in item:
        if name not in members:
            guess = nearest(name, members)
            raise WrongQuestion(
                "nothing is called that.", where=f"{where}.{name}",
                todo=f"Did you mean “{guess}”?" if guess else f"There are {', '.join(members)}.",
            )  # fmt: skip


def _one_of(value: Any, known: Sequence[str], where: str) -> str:
    if value not in known:
        raise WrongQuestion(f"this must be one of {', '.join(known)}.", where=where)
    return cast(str, value)


def _of(value: Any, kind: type, where: str) -> Any:
    if not isinstance(value, kind):
        raise WrongQuestion(f"this must be {KINDS[kind]}.", where=where)
    return value
