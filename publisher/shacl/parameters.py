"""Constraint parameters -> constraints (SHACL, section 4): one row for each parameter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import pyoxigraph as ox

from publisher.namespaces import SH
from publisher.shacl.compare import Bound
from publisher.shacl.components import component
from publisher.shacl.each import (
    NODE_KINDS,
    ClassOf,
    Datatype,
    LanguageIn,
    Length,
    Matches,
    NodeKind,
    OneOf,
    Range,
)
from publisher.shacl.nested import Among, Node, Not, Qualified
from publisher.shacl.paths import Path, Step
from publisher.shacl.regex import MalformedPattern, Pattern
from publisher.shacl.said import Compiler, boolean, iris, is_true, listed, single, whole
from publisher.shacl.shapes import Constraint
from publisher.shacl.together import (
    Closed,
    Disjoint,
    Equals,
    HasValue,
    LessThan,
    MaxCount,
    MinCount,
    UniqueLang,
)

Compile = Callable[[Compiler, str, str, Path | None], Iterator[Constraint]]

RANGES: Final = {
    "minExclusive": ">",
    "minInclusive": ">=",
    "maxExclusive": "<",
    "maxInclusive": "<=",
}


def _class(own: Compiler, node: str, name: str, path: Path | None) -> Iterator[Constraint]:
    for iri in iris(own, node, name):
        yield ClassOf(iri)


def _datatype(own: Compiler, node: str, name: str, path: Path | None) -> Iterator[Constraint]:
    value = single(own, node, name)
    if isinstance(value, ox.NamedNode):
        yield Datatype(value.value)
    elif value is not None:
        own.say(node, "value", name, str(value))


def _node_kind(own: Compiler, node: str, name: str, path: Path | None) -> Iterator[Constraint]:
    value = single(own, node, name)
    if isinstance(value, ox.NamedNode) and value.value in NODE_KINDS:
        yield NodeKind(NODE_KINDS[value.value])
    elif value is not None:
        own.say(node, "value", name, str(value))


def _count(own: Compiler, node: str, name: str, path: Path | None) -> Iterator[Constraint]:
    if path is None:
        own.say(node, "node-only", name)
        return
    number = whole(own, node, name)
    if number is not None:
        yield MinCount(number) if name == "minCount" else MaxCount(number)


def _range(own: Compiler, node: str, name: str, path: Path | None) -> Iterator[Constraint]:
    value = single(own, node, name)
    if isinstance(value, ox.Literal):
        yield Range(Bound(str(value)), RANGES[name], component(name))
    elif value is not None:
        own.say(node, "value", name, str(value))


def _length(own: Compiler, node: str, name: str, path: Path | None) -> Iterator[Constraint]:
    number = whole(own, node, name)
    if number is None:
        return
    if name == "minLength":
        yield Length(number, None, component(name))
    else:
        yield Length(0, number, component(name))


def _pattern(own: Compiler, node: str, name: str, path: Path | None) -> Iterator[Constraint]:
    given = single(own, node, "flags")
    flags = given.value if isinstance(given, ox.Literal) else ""
    for value in own.triples.terms(node, SH + name):
        if not isinstance(value, ox.Literal):
            own.say(node, "value", name, str(value))
            continue
        try:
            yield Matches(Pattern(value.value, flags))
        except MalformedPattern as error:
            own.say(node, "pattern", name, str(error))


def _language_in(own: Compiler, node: str, name: str, path: Path | None) -> Iterator[Constraint]:
    found = listed(own, node, name)
    if found is not None:
        yield LanguageIn(tuple(item.value for item in found if isinstance(item, ox.Literal)))


def _in(own: Compiler, node: str, name: str, path: Path | None) -> Iterator[Constraint]:
    found = listed(own, node, name)
    if found is not None:
        yield OneOf(tuple(map(str, found)))


def _unique_lang(own: Compiler, node: str, name: str, path: Path | None) -> Iterator[Constraint]:
    if path is None:
        own.say(node, "node-only", name)
    elif is_true(own, node, name):
        yield UniqueLang()


def _equals(own: Compiler, node: str, name: str, path: Path | None) -> Iterator[Constraint]:
    for iri in iris(own, node, name):
        yield Equals(iri) if name == "equals" else Disjoint(iri)


def _less_than(own: Compiler, node: str, name: str, path: Path | None) -> Iterator[Constraint]:
    if path is None:
        own.say(node, "node-only", name)
        return
    for iri in iris(own, node, name):
        yield LessThan(iri, name == "lessThanOrEquals", component(name))


def _has_value(own: Compiler, node: str, name: str, path: Path | None) -> Iterator[Constraint]:
    for value in own.triples.terms(node, SH + name):
        yield HasValue(str(value))


def _closed(own: Compiler, node: str, name: str, path: Path | None) -> Iterator[Constraint]:
    if not boolean(own, node, name):
        return
    ignored: list[str] = []
    for head in own.triples.names(node, SH + "ignoredProperties"):
        ignored += own.members(node, "ignoredProperties", head) or []
    properties = own.triples.names(node, SH + "property")
    paths = [value for item in properties for value in own.triples.iris(item, SH + "path")]
    yield Closed(frozenset([*ignored, *(Step(f"<{item}>").text for item in paths)]))


def _not(own: Compiler, node: str, name: str, path: Path | None) -> Iterator[Constraint]:
    for shape in own.inner(node, name, own.triples.names(node, SH + name)):
        yield Not(shape)


def _node(own: Compiler, node: str, name: str, path: Path | None) -> Iterator[Constraint]:
    for shape in own.inner(node, name, own.triples.names(node, SH + name)):
        yield Node(shape)


def _logic(own: Compiler, node: str, name: str, path: Path | None) -> Iterator[Constraint]:
    for head in own.triples.names(node, SH + name):
        members = own.members(node, name, head)
        if members is None:
            continue
        nodes = [item[1:-1] if item.startswith("<") else item for item in members]
        shapes = tuple(own.inner(node, name, nodes))
        if len(shapes) < len(nodes):
            continue
        least = len(shapes) if name == "and" else 1
        most = 1 if name == "xone" else len(shapes)
        yield Among(shapes, least, most, component(name))


def _qualified(own: Compiler, node: str, name: str, path: Path | None) -> Iterator[Constraint]:
    if path is None:
        own.say(node, "node-only", name)
        return
    least = whole(own, node, "qualifiedMinCount")
    most = whole(own, node, "qualifiedMaxCount")
    if least is None and most is None:
        own.say(node, "without", name, "sh:qualifiedMinCount / sh:qualifiedMaxCount")
        return
    targets = own.triples.names(node, SH + name)
    for target in targets:
        for shape in own.inner(node, name, [target]):
            siblings = tuple(own.inner(node, name, _siblings(own, node, target)))
            if least is not None:
                yield Qualified(shape, least, None, siblings)
            if most is not None:
                yield Qualified(shape, 0, most, siblings, component("qualifiedMaxCount"))


def _siblings(own: Compiler, node: str, target: str) -> list[str]:
    """The qualified shapes beside this one, where they are to be disjoint (section 4.7.3)."""
    if not boolean(own, node, "qualifiedValueShapesDisjoint"):
        return []
    triples = own.triples
    found = {
        other
        for parent in triples.having(SH + "property", node)
        for beside in triples.names(parent, SH + "property")
        for other in triples.names(beside, SH + "qualifiedValueShape")
    }
    return sorted(found - {target})


TABLE: Final[dict[str, Compile]] = {
    "class": _class,
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "minCount": _count,
    "maxCount": _count,
    **dict.fromkeys(RANGES, _range),
    "minLength": _length,
    "maxLength": _length,
    "pattern": _pattern,
    "languageIn": _language_in,
    "uniqueLang": _unique_lang,
    "equals": _equals,
    "disjoint": _equals,
    "lessThan": _less_than,
    "lessThanOrEquals": _less_than,
    "not": _not,
    "and": _logic,
    "or": _logic,
    "xone": _logic,
    "node": _node,
    "qualifiedValueShape": _qualified,
    "closed": _closed,
    "hasValue": _has_value,
    "in": _in,
}
"""Local name of a parameter -> what reads it. ``sh:property`` and SPARQL are read elsewhere."""
