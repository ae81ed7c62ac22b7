"""Blank nodes -> stable IRIs, whatever their labels and the order of the statements.

RDF 1.1 Concepts, section 3.5 (skolemization). A blank node that is alone at its place, under one
subject and predicate, is named after the place, so that editing its values keeps its IRI; among
siblings, and at the top, its content is part of the name. Two siblings with the same content say
the same thing twice and become one. Blank nodes that are shared or tied in cycles are named after
the whole of what ties them (``knots``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from publisher.sources.blanks import Blanks, Node, hash_of, nodes_of
from publisher.sources.knots import name_knot


def skolemise(quads: Iterable[ox.Quad], prefix: str, *, file: str = "") -> Iterator[ox.Quad]:
    """``quads`` with every blank node replaced by ``prefix`` and 16 hexadecimal digits.

    Statements without blank nodes pass through as they come; those with them follow at the end,
    sorted, each once. The same statements in any order and under any labels give the same IRIs.
    Raises SourceFault (``knot``, in ``file``) where one knot is too large or too symmetrical.
    """
    blanks, seen = Blanks(), set()
    for quad in quads:
        if not any(isinstance(node, ox.BlankNode) for node in nodes_of(quad)):
            yield quad
        elif quad not in seen:
            seen.add(quad)
            blanks.add(quad)
    for part in _parts(blanks):
        if _is_forest(blanks, part):
            _name_forest(blanks, part)
        else:
            name_knot(blanks, part, file)
    names = blanks.names

    def named(node: Node) -> Node:
        return ox.NamedNode(prefix + names[node.value]) if isinstance(node, ox.BlankNode) else node

    renamed = {
        ox.Quad(named(quad.subject), quad.predicate, named(quad.object), named(quad.graph_name))  # type: ignore[arg-type]
        for quad in blanks.quads
    }
    yield from sorted(renamed, key=str)


def _parts(blanks: Blanks) -> Iterator[list[str]]:
    """The blank nodes by connected part: those that statements tie together."""
    seen: set[str] = set()
    for label in blanks.labels():
        if label in seen:
            continue
        seen.add(label)
        part = [label]
        for reached in part:
            for quad in blanks.touching(reached):
                for node in nodes_of(quad):
                    if isinstance(node, ox.BlankNode) and node.value not in seen:
                        seen.add(node.value)
                        part.append(node.value)
        yield part


def _is_forest(blanks: Blanks, part: list[str]) -> bool:
    """Whether every node of the part hangs at one place at most, and no cycle ties them."""
    if any(blanks.graphs[label] or len(blanks.incoming[label]) > 1 for label in part):
        return False
    # With one way in at most, a connected part without a cycle has exactly one top.
    return any(not _parent(blanks, label) for label in part)


def _name_forest(blanks: Blanks, part: list[str]) -> None:
    """Name a tree from its top down; contents are worked out only where names need them."""
    contents: dict[str, str] = {}
    todo = [label for label in part if not _parent(blanks, label)]
    while todo:
        label = todo.pop()
        blanks.names[label] = _place_name(blanks, label, contents)
        todo += _children(blanks, label)


def _parent(blanks: Blanks, label: str) -> str:
    """The label of the blank node that ``label`` hangs from, or an empty string."""
    for quad in blanks.incoming[label]:
        if isinstance(quad.subject, ox.BlankNode):
            return quad.subject.value
    return ""


def _children(blanks: Blanks, label: str) -> list[str]:
    nodes = [quad.object for quad in blanks.outgoing[label]]
    return [node.value for node in nodes if isinstance(node, ox.BlankNode)]


def _place_name(blanks: Blanks, label: str, contents: dict[str, str]) -> str:
    if not blanks.incoming[label]:
        return hash_of("top", _content(blanks, label, contents))
    (quad,) = blanks.incoming[label]
    parent = (
        blanks.names[quad.subject.value]
        if isinstance(quad.subject, ox.BlankNode)
        else str(quad.subject)
    )
    place = (parent, str(quad.predicate), str(quad.graph_name))
    if _is_alone(blanks, quad):
        return hash_of("alone", *place)
    return hash_of("sibling", *place, _content(blanks, label, contents))


def _is_alone(blanks: Blanks, quad: ox.Quad) -> bool:
    """Whether no other blank node stands under the same subject and predicate."""
    return blanks.siblings[quad.subject, quad.predicate, quad.graph_name] == 1


def _content(blanks: Blanks, top: str, contents: dict[str, str]) -> str:
    """The hash of all that is said below ``top``, worked out from the leaves upwards."""
    order = [top]
    for label in order:
        order += [child for child in _children(blanks, label) if child not in contents]
    for label in reversed(order):
        contents[label] = hash_of(*sorted(
            f"{quad.predicate} {_read(quad.object, contents)} {quad.graph_name}"
            for quad in blanks.outgoing[label]
        ))  # fmt: skip
    return contents[top]


def _read(node: Node, contents: dict[str, str]) -> str:
    return "_:" + contents[node.value] if isinstance(node, ox.BlankNode) else str(node)
