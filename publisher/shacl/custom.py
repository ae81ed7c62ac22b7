"""SPARQL-based constraint components (SHACL, section 6): declared in the shapes, used by shapes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from publisher.namespaces import RDF, RDFS, SH
from publisher.shacl.paths import Path
from publisher.shacl.select import messages, read_query, select_constraints
from publisher.shacl.shapes import Texts
from publisher.shacl.sparql import Sparql
from publisher.shacl.sparql_rules import (
    CURRENT_SHAPE,
    SHAPES_GRAPH,
    THIS,
    VALUE,
    Complaint,
    Refused,
)
from publisher.shacl.sparql_tree import PATH
from publisher.shacl.substore import SECONDS, ByRun
from publisher.vocabulary import Triples

LOCAL_NAME: Final = re.compile(r"[^\W\d][\w.-]*\Z")
"""The longest NCName at the end of an IRI (section 6.2.1)."""

VARIABLE: Final = re.compile(r"[^\W\d]\w*\Z")

RESERVED: Final = frozenset({THIS, SHAPES_GRAPH, CURRENT_SHAPE, "path", PATH, VALUE})

FORMS: Final = {"SELECT": SH + "select", "ASK": SH + "ask"}


@dataclass(frozen=True)
class Parameter:
    """A parameter: the property that gives it, and the variable that it binds."""

    property: str
    name: str
    optional: bool


@dataclass(frozen=True)
class Custom:
    """A constraint component (IRI or blank node's label) with its parameters and validators."""

    node: str
    parameters: tuple[Parameter, ...]
    label: Texts
    """``sh:labelTemplate``, or the messages of the component itself."""
    for_nodes: tuple[str, ...]
    for_properties: tuple[str, ...]
    for_both: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The variables of the parameters."""
        return tuple(parameter.name for parameter in self.parameters)

    def validator(self, path: Path | None) -> tuple[str, str]:
        """The validator for a kind of shape (section 6.3) and its form; none: empty texts."""
        own = self.for_nodes if path is None else self.for_properties
        if own:
            return own[0], "SELECT"
        return (self.for_both[0], "ASK") if self.for_both else ("", "")


class Components:
    """The components that a shapes graph declares, and what is wrong with some of them."""

    def __init__(self, shapes: Triples, stores: ByRun) -> None:
        self._shapes = shapes
        self._stores = stores
        self.problems: list[Complaint] = []
        self.found: dict[str, Custom] = {}
        for node in self._declared():
            try:
                self.found[node] = self._component(node)
            except Refused as error:
                self.problems.append(error.at(node))

    def uses(self, shape: str, path: Path | None) -> tuple[list[Sparql], list[Complaint]]:
        """The constraints that a shape has by these components, and those that mean nothing.

        A component of one parameter is used once for each of its values; one of several must not
        have more than one value for any (section 6.1). Where no validator fits, none is used.
        """
        constraints: list[Sparql] = []
        wrong: list[Complaint] = []
        for component in self.found.values():
            try:
                given = list(self._given(component, shape))
            except Refused as error:
                wrong.append(error.at(shape))
                continue
            node, form = component.validator(path)
            if not node or not given:
                continue
            try:
                reading = read_query(node, form, self._shapes, path, component.names)
            except Refused as error:
                wrong.append(error.at(node))
                continue
            said = messages(node, self._shapes)
            constraints += [
                Sparql(node, component.node, shape, reading, said, path, self._stores, one,
                       component.label)
                for one in given
            ]  # fmt: skip
        return constraints, wrong

    def _declared(self) -> list[str]:
        """Instances of ``sh:ConstraintComponent``, or of a class below it, with validators."""
        kinds = [SH + "ConstraintComponent"]
        for kind in kinds:
            below = self._shapes.having(RDFS + "subClassOf", kind)
            kinds += [item for item in below if item not in kinds]
        return sorted({
            node for kind in kinds for node in self._shapes.having(RDF + "type", kind)
            if not node.startswith(SH) and self._shapes.terms(node, SH + "parameter")
        })  # fmt: skip

    def _component(self, node: str) -> Custom:
        shapes = self._shapes
        parameters = tuple(sorted(
            map(self._parameter, shapes.names(node, SH + "parameter")),
            key=lambda item: item.name,
        ))  # fmt: skip
        if all(parameter.optional for parameter in parameters):
            raise Refused("optional")
        label = shapes.by_language(node, SH + "labelTemplate")
        return Custom(
            node,
            parameters,
            messages(node, shapes) or tuple(sorted(label.items())),
            self._validators(node, "nodeValidator", "SELECT"),
            self._validators(node, "propertyValidator", "SELECT"),
            self._validators(node, "validator", "ASK"),
        )

    def _validators(self, node: str, name: str, form: str) -> tuple[str, ...]:
        """The validators in SPARQL; those in other languages are not ours."""
        return tuple(item for item in self._shapes.names(node, SH + name)
                     if self._shapes.terms(item, FORMS[form]))  # fmt: skip

    def _parameter(self, node: str) -> Parameter:
        paths = self._shapes.iris(node, SH + "path")
        match = LOCAL_NAME.search(paths[0]) if len(paths) == 1 else None
        if match is None or not VARIABLE.match(match[0]) or match[0] in RESERVED:
            raise Refused("parameter", ", ".join(paths) or node)
        optional = bool({"true", "1"} & {*self._shapes.texts(node, SH + "optional")})
        return Parameter(paths[0], match[0], optional)

    def _given(self, component: Custom, shape: str) -> Iterator[tuple[tuple[str, str], ...]]:
        """The values of the parameters that make up each use of a component by a shape."""
        values = {parameter: self._shapes.terms(shape, parameter.property)
                  for parameter in component.parameters}  # fmt: skip
        if not all(terms or parameter.optional for parameter, terms in values.items()):
            return
        if len(values) == 1:
            for parameter, terms in values.items():
                yield from (((parameter.name, str(term)),) for term in terms)
            return
        for terms in values.values():
            if len(terms) > 1:
                raise Refused("several", component.node)
        yield tuple((parameter.name, str(terms[0]))
                    for parameter, terms in values.items() if terms)  # fmt: skip


class Sparqls:
    """The constraints that shapes state in SPARQL: ``sh:sparql`` and components.

    ``problems`` are those of the components; ``seconds`` limits each query.
    """

    def __init__(self, shapes: Triples, seconds: float = SECONDS) -> None:
        self._shapes = shapes
        self._stores = ByRun(shapes, seconds)
        self._components = Components(shapes, self._stores)
        self.problems = tuple(self._components.problems)

    def constraints(self, shape: str, path: Path | None) -> tuple[list[Sparql], list[Complaint]]:
        """The constraints of a shape, and what is wrong with those that mean nothing."""
        own, wrong = select_constraints(shape, self._shapes, path, self._stores)
        used, more = self._components.uses(shape, path)
        return own + used, wrong + more
