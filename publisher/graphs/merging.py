"""The RDF merge of two graphs (RDF 1.1 Semantics, section 4.1), one of which has names for nodes.

What is published has no blank nodes: each has an IRI that says where it stands, and what it holds
where others stand there, too. So a blank node that is sent for a place where there are some already
is named together with these; one that says the same as one of them is that one.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from publisher.sources.skolem import skolemise

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def merged(present: Iterable[ox.Quad], received: Iterable[ox.Quad], genid: str) -> set[ox.Quad]:
    """What is there together with what is sent; nodes without a name get one below ``genid``.

    Raises SourceFault where the blank nodes are tied too tightly to be named.
    """
    old, sent = set(present), list(received)
    new = set(skolemise(sent, genid))
    if new <= old:
        return old
    nameless = _beside(old, sent, genid)
    if not nameless:
        return old | new

    def bare(node: Node) -> Node:
        if isinstance(node, ox.NamedNode) and node in nameless:
            return ox.BlankNode("old" + node.value.removeprefix(genid))
        return node

    again = [
        ox.Quad(bare(quad.subject), quad.predicate, bare(quad.object))  # type: ignore[arg-type]
        for quad in old
    ]
    return set(skolemise([*again, *sent], genid))


def _beside(old: set[ox.Quad], sent: list[ox.Quad], genid: str) -> set[ox.NamedNode]:
    """Nodes that once were blank and stand where blank ones are sent, with all below them."""
    places = {(quad.subject, quad.predicate) for quad in sent
              if isinstance(quad.object, ox.BlankNode)}  # fmt: skip
    kept = {quad.subject for quad in sent} | {quad.object for quad in sent}
    below: dict[Node, list[ox.NamedNode]] = {}
    todo: list[ox.NamedNode] = []
    for quad in old:
        target = quad.object
        if isinstance(target, ox.NamedNode) and target.value.startswith(genid):
            below.setdefault(quad.subject, []).append(target)
            if (quad.subject, quad.predicate) in places:
                todo.append(target)
    found: set[ox.NamedNode] = set()
    while todo:
        node = todo.pop()
        if node not in found and node not in kept:
            found.add(node)
            todo += below.get(node, [])
    return found
