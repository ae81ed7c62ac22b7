"""A thing's description: its statements in the order of its shape, and what points at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from publisher.contract import LAST, Class, Contract, Group, Property
from publisher.describe.matches import MATCHES, Matching
from publisher.describe.names import Names
from publisher.describe.pointing import Pointing
from publisher.describe.views import (
    Description,
    GroupView,
    Link,
    PropertyView,
    Text,
    Value,
    Withdrawal,
)
from publisher.iris import Iris
from publisher.namespaces import DCT, PROV, RDF, WITHDRAWN

TYPE: Final = RDF + "type"
OTHER: Final = Group("", {"sv": "Övrigt", "en": "Other"}, LAST)
Statements = dict[str, list[ox.NamedNode | ox.Literal]]


def describe(
    store: ox.Store,
    contract: Contract,
    iris: Iris,
    iri: str,
    *,
    languages: Sequence[str],
    inverse_limit: int,
    names: Names | None = None,
) -> Description | None:
    """What the release says of ``iri``; None when it says nothing.

    ``languages`` are the site's; things that point here are sorted by the first of them, and at
    most ``inverse_limit`` of each kind are named; with 0 they are not looked for. ``names``
    remembers labels between calls.
    """
    names = names or Names(store, contract, iris)
    try:
        subject = ox.NamedNode(iri)
    except ValueError:
        return None
    quads = list(store.quads_for_pattern(subject, None, None, None))
    if not quads:
        return None
    triples = tuple(sorted({quad.triple for quad in quads}, key=str))
    statements: Statements = {}
    for triple in triples:
        if isinstance(triple.object, ox.NamedNode | ox.Literal):
            statements.setdefault(triple.predicate.value, []).append(triple.object)
    types = [value.value for value in statements.get(TYPE, []) if isinstance(value, ox.NamedNode)]
    own = names.class_of(iri, types)
    shapes = _shapes(contract, own, types)
    pointing = Pointing(names, iri, languages[0] if languages else "", inverse_limit)
    shown = {shape.path for shape in shapes if not shape.inverse}
    out = {name: [value.value for value in statements.pop(name)]
           for name in MATCHES if name in statements and name not in shown}  # fmt: skip
    return Description(
        iri=iri,
        document=iris.document_of(iri),
        slug=own.slug if own else "",
        kind=own.labels if own else {},
        kinds=own.plurals if own else {},
        types=tuple(Link(name, names.term(name), iris.path_of(name)) for name in types),
        labels=names.labels(iri),
        groups=tuple(_groups(statements, shapes, names, pointing)),
        matches=tuple(Matching(names, iri, pointing, out).found()),
        incoming=tuple(pointing.rest()),
        graphs=tuple(sorted({quad.graph_name.value for quad in quads
                             if isinstance(quad.graph_name, ox.NamedNode)})),
        triples=triples,
        withdrawal=_withdrawal(statements, names) if WITHDRAWN in types else None,
    )  # fmt: skip


def _shapes(contract: Contract, own: Class | None, types: Sequence[str]) -> list[Property]:
    """The property shapes that say how to show the thing, those of its own class first."""
    others = [item for item in contract.classes if item.target in types and item is not own]
    return [member for item in ([own] if own else []) + others for member in item.properties
            if member.names and member.path != TYPE]  # fmt: skip


def _groups(
    statements: Statements, shapes: Sequence[Property], names: Names, pointing: Pointing
) -> Iterator[GroupView]:
    """The groups that have anything to show, what no shape knows last."""
    found: dict[str, list[PropertyView]] = {}
    left = {predicate: list(values) for predicate, values in statements.items()
            if predicate != TYPE}  # fmt: skip
    for shape in shapes:
        if shape.inverse:
            values: tuple[Value, ...] = pointing.take(shape.path)
        else:
            values = _claim(left, shape, shapes, names)
        if values:
            view = PropertyView(shape.path, shape.names, values, shape.inverse)
            found.setdefault(shape.group, []).append(view)
    for predicate in sorted(left):
        if left[predicate]:
            values = tuple(_value(item, names) for item in left[predicate])
            found.setdefault("", []).append(PropertyView(predicate, names.term(predicate), values))
    known = names.contract.groups
    order = sorted(found, key=lambda iri: (known.get(iri, OTHER).order, iri == "", iri))
    for iri in order:
        yield GroupView(iri, known.get(iri, OTHER).labels, tuple(found[iri]))


def _claim(
    left: Statements, shape: Property, shapes: Sequence[Property], names: Names
) -> tuple[Value, ...]:
    """Take the values that ``shape`` is about; of several shapes on one property, by datatype."""
    values = left.get(shape.path, [])
    rivals = [item for item in shapes
              if item.path == shape.path and not item.inverse and item is not shape]  # fmt: skip
    wanted = {datatype for item in rivals for datatype in item.datatypes} - set(shape.datatypes)
    mine = [value for value in values if not _is_of(value, wanted)] if rivals else values
    left[shape.path] = [value for value in values if value not in mine]
    return tuple(_value(value, names) for value in mine)


def _is_of(value: ox.NamedNode | ox.Literal, datatypes: set[str]) -> bool:
    return isinstance(value, ox.Literal) and value.datatype.value in datatypes


def _value(term: ox.NamedNode | ox.Literal, names: Names) -> Value:
    if isinstance(term, ox.Literal):
        return Text(term.value, term.language or "", term.datatype.value)
    return names.link(term.value)


def _withdrawal(statements: Statements, names: Names) -> Withdrawal:
    texts = statements.get(DCT + "description", [])
    reasons = {text.language or "": text.value for text in texts if isinstance(text, ox.Literal)}
    dates = [value.value for value in statements.get(PROV + "invalidatedAtTime", [])]
    others = [value.value for value in statements.get(DCT + "isReplacedBy", [])
              if isinstance(value, ox.NamedNode)]  # fmt: skip
    return Withdrawal(min(dates, default=""), reasons, tuple(map(names.link, others)))
