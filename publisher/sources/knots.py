"""Names for blank nodes that are tied in cycles or shared: the knots.

Every node of a knot is named after the whole of it by colour refinement; what is still alike is
told apart by trying each in turn and keeping the least result, as canonical labellings (RDFC-1.0)
do. The work is bounded.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import pyoxigraph as ox

from publisher.errors import SourceFault
from publisher.faults import Fault, Place
from publisher.sources.blanks import Blanks, hash_of

KNOT_NODES: Final = 1_000
"""Most blank nodes in one knot."""

KNOT_WORK: Final = 500_000
"""Most looks at the statements of one knot; symmetry makes the work grow without bound."""


def name_knot(blanks: Blanks, part: list[str], file: str) -> None:
    if len(part) > KNOT_NODES:
        raise _too_tight(part, file)
    left = [KNOT_WORK]
    try:
        whole, colours = _least(blanks, _refine(blanks, dict.fromkeys(part, ""), left), left)
    except OverflowError:
        raise _too_tight(part, file) from None
    for label in part:
        blanks.names[label] = hash_of("knot", whole, colours[label])


def _refine(blanks: Blanks, colours: dict[str, str], left: list[int]) -> dict[str, str]:
    """Colour each node by what its statements say of the others, until no more differ."""
    classes, cost = 0, sum(len(blanks.touching(label)) for label in colours)
    while len(set(colours.values())) > classes:
        classes = len(set(colours.values()))
        left[0] -= cost
        if left[0] < 0:
            raise OverflowError
        colours = {label: _signature(blanks, label, colours) for label in colours}
    return colours


def _signature(blanks: Blanks, label: str, colours: dict[str, str]) -> str:
    lines = {_line(quad, colours, {label: "self"}) for quad in blanks.touching(label)}
    return hash_of(colours[label], *sorted(lines))


def _line(quad: ox.Quad, colours: dict[str, str], own: dict[str, str]) -> str:
    return " ".join(
        "_:" + (own.get(node.value) or colours[node.value])
        if isinstance(node, ox.BlankNode)
        else str(node)
        for node in (quad.subject, quad.predicate, quad.object, quad.graph_name)
    )


def _least(blanks: Blanks, colours: dict[str, str], left: list[int]) -> tuple[str, dict[str, str]]:
    """The colouring in which every node differs and the whole reads least, and that whole."""
    classes: dict[str, list[str]] = defaultdict(list)
    for label, colour in colours.items():
        classes[colour].append(label)
    alike = sorted((len(labels), colour) for colour, labels in classes.items() if len(labels) > 1)
    if not alike:
        quads = {quad for label in colours for quad in blanks.touching(label)}
        return hash_of(*sorted(_line(quad, colours, {}) for quad in quads)), colours
    _, colour = alike[0]
    return min(
        (
            _least(blanks, _refine(blanks, {**colours, label: hash_of("one", colour)}, left), left)
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
