"""Blank nodes -> stable IRIs, whatever their labels and the order of the statements.

RDF 1.1 Concepts, section 3.5 (skolemization). A blank node that is alone at its place, under one
subject and predicate, is named after the place, so that editing its values keeps its IRI; among
siblings, and at the top, its content is part of the name. Two siblings with the same content say
the same thing twice and become one. Where blank nodes are tied in cycles or shared, every node of
the knot is named after the whole of it by colour refinement; what is still alike is told apart by
trying each in turn and keeping the least result, as canonical labellings (RDFC-1.0) do.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import pyoxigraph as ox

from publisher.errors import SourceFault
from publisher.faults import Fault, Place

KNOT_NODES: Final = 1_000
"""Most blank nodes in one knot."""

KNOT_WORK: Final = 500_000
"""Most looks at the statements of one knot; symmetry makes the work grow without bound."""

Node: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal | ox.DefaultGraph | ox.Triple"


@dataclass
class _Blanks:
    """The statements that touch blank nodes, by node; nodes are known by label."""

    quads: list[ox.Quad] = field(default_factory=list)
    outgoing: dict[str, list[ox.Quad]] = field(default_factory=lambda: defaultdict(list))
    incoming: dict[str, list[ox.Quad]] = field(default_factory=lambda: defaultdict(list))
    graphs: dict[str, list[ox.Quad]] = field(default_factory=lambda: defaultdict(list))
    siblings: Counter[tuple[Node, Node, Node]] = field(default_factory=Counter)
    """How many blank nodes stand under one subject and predicate, in one graph."""
    names: dict[str, str] = field(default_factory=dict)

    def add(self, quad: ox.Quad) -> None:
        self.quads.append(quad)
        for node, place in (
            (quad.subject, self.outgoing),
            (quad.object, self.incoming),
            (quad.graph_name, self.graphs),
        ):
            if isinstance(node, ox.BlankNode):
                place[node.value].append(quad)
        if isinstance(quad.object, ox.BlankNode):
            self.siblings[quad.subject, quad.predicate, quad.graph_name] += 1

    def labels(self) -> list[str]:
        return list(dict.fromkeys([*self.outgoing, *self.incoming, *self.graphs]))

    def touching(self, label: str) -> list[ox.Quad]:
        return [*self.outgoing[label], *self.incoming[label], *self.graphs[label]]


def skolemise(quads: Iterable[ox.Quad], prefix: str, *, file: str = "") -> Iterator[ox.Quad]:
    """``quads`` with every blank node replaced by ``prefix`` and 16 hexadecimal digits.

    Statements without blank nodes pass through as they come; those with them follow at the end,
    sorted, each once. The same statements in any order and under any labels give the same IRIs.
    Raises SourceFault (``knot``, in ``file``) where one knot is too large or too symmetrical.
    """
    blanks, seen = _Blanks(), set()
    for quad in quads:
        if not any(isinstance(node, ox.BlankNode) for node in _nodes(quad)):
            yield quad
        elif quad not in seen:
            seen.add(quad)
            blanks.add(quad)
    for part in _parts(blanks):
        if _is_forest(blanks, part):
            _name_forest(blanks, part)
        else:
            _name_knot(blanks, part, file)
    names = blanks.names

    def named(node: Node) -> Node:
        return ox.NamedNode(prefix + names[node.value]) if isinstance(node, ox.BlankNode) else node

    renamed = {
        ox.Quad(named(quad.subject), quad.predicate, named(quad.object), named(quad.graph_name))  # type: ignore[arg-type]
        for quad in blanks.quads
    }
    yield from sorted(renamed, key=str)


def _nodes(quad: ox.Quad) -> tuple[Node, Node, Node]:
    return quad.subject, quad.object, quad.graph_name


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _parts(blanks: _Blanks) -> Iterator[list[str]]:
    """The blank nodes by connected part: those that statements tie together."""
    seen: set[str] = set()
    for label in blanks.labels():
        if label in seen:
            continue
        seen.add(label)
        part = [label]
        for reached in part:
            for quad in blanks.touching(reached):
                for node in _nodes(quad):
                    if isinstance(node, ox.BlankNode) and node.value not in seen:
                        seen.add(node.value)
                        part.append(node.value)
        yield part


def _is_forest(blanks: _Blanks, part: list[str]) -> bool:
    """Whether every node of the part hangs at one place at most, and no cycle ties them."""
    if any(blanks.graphs[label] or len(blanks.incoming[label]) > 1 for label in part):
        return False
    # With one way in at most, a connected part without a cycle has exactly one top.
    return any(not _parent(blanks, label) for label in part)


def _name_forest(blanks: _Blanks, part: list[str]) -> None:
    """Name a tree from its top down; contents are worked out only where names need them."""
    contents: dict[str, str] = {}
    todo = [label for label in part if not _parent(blanks, label)]
    while todo:
        label = todo.pop()
        blanks.names[label] = _place_name(blanks, label, contents)
        todo += _children(blanks, label)


def _parent(blanks: _Blanks, label: str) -> str:
    """The label of the blank node that ``label`` hangs from, or an empty string."""
    for quad in blanks.incoming[label]:
        if isinstance(quad.subject, ox.BlankNode):
            return quad.subject.value
    return ""


def _children(blanks: _Blanks, label: str) -> list[str]:
    nodes = [quad.object for quad in blanks.outgoing[label]]
    return [node.value for node in nodes if isinstance(node, ox.BlankNode)]


def _place_name(blanks: _Blanks, label: str, contents: dict[str, str]) -> str:
    if not blanks.incoming[label]:
        return _hash("top", _content(blanks, label, contents))
    (quad,) = blanks.incoming[label]
    parent = (
        blanks.names[quad.subject.value]
        if isinstance(quad.subject, ox.BlankNode)
        else str(quad.subject)
    )
    place = (parent, str(quad.predicate), str(quad.graph_name))
    if _is_alone(blanks, quad):
        return _hash("alone", *place)
    return _hash("sibling", *place, _content(blanks, label, contents))


def _is_alone(blanks: _Blanks, quad: ox.Quad) -> bool:
    """Whether no other blank node stands under the same subject and predicate."""
    return blanks.siblings[quad.subject, quad.predicate, quad.graph_name] == 1


def _content(blanks: _Blanks, top: str, contents: dict[str, str]) -> str:
    """The hash of all that is said below ``top``, worked out from the leaves upwards."""
    order = [top]
    for label in order:
        order += [child for child in _children(blanks, label) if child not in contents]
    for label in reversed(order):
        contents[label] = _hash(*sorted(
            f"{quad.predicate} {_read(quad.object, contents)} {quad.graph_name}"
            for quad in blanks.outgoing[label]
        ))  # fmt: skip
    return contents[top]


def _read(node: Node, contents: dict[str, str]) -> str:
    return "_:" + contents[node.value] if isinstance(node, ox.BlankNode) else str(node)


def _name_knot(blanks: _Blanks, part: list[str], file: str) -> None:
    if len(part) > KNOT_NODES:
        raise _too_tight(part, file)
    left = [KNOT_WORK]
    try:
        whole, colours = _least(blanks, _refine(blanks, dict.fromkeys(part, ""), left), left)
    except OverflowError:
        raise _too_tight(part, file) from None
    for label in part:
        blanks.names[label] = _hash("knot", whole, colours[label])


def _refine(blanks: _Blanks, colours: dict[str, str], left: list[int]) -> dict[str, str]:
    """Colour each node by what its statements say of the others, until no more differ."""
    classes, cost = 0, sum(len(blanks.touching(label)) for label in colours)
    while len(set(colours.values())) > classes:
        classes = len(set(colours.values()))
        left[0] -= cost
        if left[0] < 0:
            raise OverflowError
        colours = {label: _signature(blanks, label, colours) for label in colours}
    return colours


def _signature(blanks: _Blanks, label: str, colours: dict[str, str]) -> str:
    lines = {_line(quad, colours, {label: "self"}) for quad in blanks.touching(label)}
    return _hash(colours[label], *sorted(lines))


def _line(quad: ox.Quad, colours: dict[str, str], own: dict[str, str]) -> str:
    return " ".join(
        "_:" + (own.get(node.value) or colours[node.value])
        if isinstance(node, ox.BlankNode)
        else str(node)
        for node in (quad.subject, quad.predicate, quad.object, quad.graph_name)
    )


def _least(blanks: _Blanks, colours: dict[str, str], left: list[int]) -> tuple[str, dict[str, str]]:
    """The colouring in which every node differs and the whole reads least, and that whole."""
    classes: dict[str, list[str]] = defaultdict(list)
    for label, colour in colours.items():
        classes[colour].append(label)
    alike = sorted((len(labels), colour) for colour, labels in classes.items() if len(labels) > 1)
    if not alike:
        quads = {quad for label in colours for quad in blanks.touching(label)}
        return _hash(*sorted(_line(quad, colours, {}) for quad in quads)), colours
    _, colour = alike[0]
    return min(
        (
            _least(blanks, _refine(blanks, {**colours, label: _hash("one", colour)}, left), left)
            for label in classes[colour]
        ),
        key=lambda found: found[0],
    )


def _too_tight(part: list[str], file: str) -> SourceFault:
    return SourceFault([
        Fault(
            Place(file), "knot", str(len(part)),
            f"at most {KNOT_NODES} in one knot, and few that are alike",
            f"högst {KNOT_NODES} i en knut, och få som är lika",
        )
    ])  # fmt: skip
