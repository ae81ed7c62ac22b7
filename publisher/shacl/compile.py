"""Shapes graph -> shapes (SHACL, sections 2 to 4).

What is malformed is named in ``problems`` and passed over; the rest means what it says. What a
parameter compiles to stands in ``parameters``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from publisher.namespaces import RDF, RDFS, SH
from publisher.shacl import parameters
from publisher.shacl.custom import Sparqls
from publisher.shacl.paths import MalformedPath, Path, read
from publisher.shacl.problems import Problem
from publisher.shacl.shapes import Shape, Targets, Texts
from publisher.shacl.sparql_rules import Complaint
from publisher.vocabulary import Triples, node_name

DEEPEST: Final = 64
"""How deep shapes may stand in shapes."""

ALSO_CONSTRAINTS: Final = ("property", "sparql")
"""What makes a node a shape, besides the parameters that are read by their own row."""

TARGETS: Final = ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")


@dataclass(frozen=True)
class Compiled:
    """Every shape that targets something, and what is wrong with any of the shapes."""

    shapes: tuple[Shape, ...]
    problems: tuple[Problem, ...]
    by_node: dict[str, Shape]


def compile_shapes(triples: Triples) -> Compiled:
    """The shapes in ``triples``; whatever has a target or is said to be a shape is looked at."""
    compiler = Compiler(triples)
    found = [compiler.shape(node) for node in compiler.roots()]
    aimed = tuple(shape for shape in found if shape is not None and shape.targets)
    problems = tuple(sorted(set(compiler.problems)))
    return Compiled(aimed, problems, dict(compiler.done))


class Compiler:
    """Compiles the shapes of one graph, each once."""

    def __init__(self, triples: Triples) -> None:
        self.triples = triples
        self.problems: list[Problem] = []
        self.done: dict[str, Shape] = {}
        self._open: list[str] = []
        self._sparqls = Sparqls(triples)
        for complaint in self._sparqls.problems:
            self._complain(complaint)
        self._classes = self._rdfs_classes()

    def roots(self) -> list[str]:
        """The nodes that are said to be shapes, have targets or are classes with constraints."""
        kinds = (SH + "NodeShape", SH + "PropertyShape")
        typed = {node for kind in kinds for node in self.triples.subjects(kind)}
        aimed = {node for name in TARGETS for node in self.triples.having(SH + name)}
        classes = {node for kind in self._classes for node in self.triples.subjects(kind)}
        bound = {node for node in classes if self._has_constraints(node)}
        return sorted(typed | aimed | bound)

    def _has_constraints(self, node: str) -> bool:
        names = (name.removeprefix(SH) for name in self.triples.predicates(node))
        return any(name in parameters.TABLE or name in ALSO_CONSTRAINTS for name in names)

    def say(self, node: str, code: str, name: str = "", value: str = "") -> None:
        """Note a problem. ``name`` is a local name of the SHACL vocabulary."""
        self.problems.append(Problem(node, code, f"sh:{name}" if name else "", value))

    def _complain(self, item: Complaint) -> None:
        self.problems.append(Problem(item.node, "sparql", "sh:sparql", item.english, item.swedish))

    def shape(self, node: str) -> Shape | None:
        """The shape at a node; None when it is malformed, or stands within itself."""
        if node in self.done:
            return self.done[node]
        try:
            path = self._path(node)
        except MalformedPath:
            return None
        shape = Shape(
            node=node,
            severity=next(iter(self.triples.iris(node, SH + "severity")), SH + "Violation"),
            path=path,
            messages=self._messages(node),
            deactivated="true" in self.triples.texts(node, SH + "deactivated"),
            targets=self._targets(node),
        )
        self._open.append(node)
        for name in self.triples.predicates(node):
            local = name.removeprefix(SH)
            if local in parameters.TABLE:
                shape.constraints += parameters.TABLE[local](self, node, local, path)
        queries, complaints = self._sparqls.constraints(node, path)
        shape.constraints += queries
        for complaint in complaints:
            self._complain(complaint)
        properties = self.triples.names(node, SH + "property")
        shape.properties = list(self.inner(node, "property", properties))
        self._open.pop()
        self.done[node] = shape
        return shape

    def inner(self, node: str, name: str, targets: Iterable[str]) -> Iterator[Shape]:
        """The shapes that the values of a parameter name; what is none is noted."""
        for target in targets:
            if target in self._open:
                self.say(node, "recursive", name, _shown(target))
            elif len(self._open) > DEEPEST:
                self.say(node, "too-deep", name, str(DEEPEST))
            elif not self._is_shape(target, name):
                self.say(node, "dangling", name, _shown(target))
            elif (found := self.shape(target)) is not None:
                yield found

    def members(self, node: str, name: str, head: str) -> list[str] | None:
        """The members of a list as N-Triples terms; None, and noted, when it is malformed."""
        if not self.triples.is_list(head):
            self.say(node, "list", name, _shown(head))
            return None
        return [str(term) for term in self.triples.members(head)]

    def _is_shape(self, target: str, name: str) -> bool:
        has_path = bool(self.triples.terms(target, SH + "path"))
        if name == "property":
            return has_path
        return bool(self.triples.predicates(target)) and not (name == "node" and has_path)

    def _path(self, node: str) -> Path | None:
        """The path; None for a node shape. Raises MalformedPath, noted, where it is none."""
        values = self.triples.terms(node, SH + "path")
        is_property = SH + "PropertyShape" in self.triples.iris(node, RDF + "type")
        if not values and not is_property:
            return None
        if len(values) != 1:
            self.say(node, "one-path", value=str(len(values)))
            raise MalformedPath(node)
        try:
            return read(node_name(values[0]), self.triples)
        except MalformedPath as error:
            self.say(node, "path", value=_shown(str(error)))
            raise

    def _messages(self, node: str) -> Texts:
        found = self.triples.terms(node, SH + "message")
        return tuple(sorted((term.language or "", term.value) for term in found
                            if isinstance(term, ox.Literal)))  # fmt: skip

    def _targets(self, node: str) -> Targets:
        def terms(name: str) -> tuple[str, ...]:
            return tuple(map(str, self.triples.terms(node, SH + name)))

        types = self.triples.iris(node, RDF + "type")
        implicit = (f"<{node}>",) if self._classes.intersection(types) else ()
        return Targets(
            nodes=terms("targetNode"),
            classes=tuple(sorted({*terms("targetClass"), *implicit})),
            subjects_of=terms("targetSubjectsOf"),
            objects_of=terms("targetObjectsOf"),
        )

    def _rdfs_classes(self) -> frozenset[str]:
        """``rdfs:Class`` and what the shapes graph puts below it (section 2.1.3.3)."""
        below = [RDFS + "Class"]
        for item in below:
            above = self.triples.having(RDFS + "subClassOf", item)
            below += [one for one in above if one not in below]
        return frozenset(below)


def _shown(node: str) -> str:
    return node if node.startswith("_:") else f"<{node}>"
