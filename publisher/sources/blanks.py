"""The statements of a dataset that touch blank nodes, by node; nodes are known by label."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TypeAlias

import pyoxigraph as ox

Node: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal | ox.DefaultGraph | ox.Triple"


@dataclass
class Blanks:
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


def nodes_of(quad: ox.Quad) -> tuple[Node, Node, Node]:
    return quad.subject, quad.object, quad.graph_name


def hash_of(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
