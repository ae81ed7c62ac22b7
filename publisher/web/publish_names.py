"""What things are called in a release, as far as it helps to tell what a column means."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

import pyoxigraph as ox

from publisher.mapping.references import NAMING, ReferenceIndex
from publisher.namespaces import RDF
from publisher.store.reader import Reader

MOST: Final = 5_000
"""Things of a class whose names are looked at."""

TYPE: Final = ox.NamedNode(RDF + "type")


def names_in(reader: Reader, nearness: Callable[[str], Callable[[str], int] | None]) \
        -> ReferenceIndex:  # fmt: skip
    """The names of the things that something refers to, at most ``MOST`` of each class.

    ``nearness`` says of a source how near things are to it; see
    :class:`~publisher.mapping.references.ReferenceIndex`.
    """
    contract = reader.contract
    index = ReferenceIndex(contract.targets, contract.superclasses, nearness)
    below = {name for name, above in contract.superclasses.items() if above & contract.targets}
    for target in sorted(contract.targets | below):
        index.enter(_said(reader.store, target))
    return index


def _said(store: ox.Store, target: str) -> Iterator[str]:
    """What things of a class are and are called, as N-Triples without the final dot."""
    kind = ox.NamedNode(target)
    for quad in islice(store.quads_for_pattern(None, TYPE, kind, None), MOST):
        yield f"{quad.subject} {TYPE} {kind}"
        for predicate in sorted(NAMING):
            named = ox.NamedNode(predicate)
            found = store.quads_for_pattern(quad.subject, named, None, None)
            yield from sorted(f"{quad.subject} {named} {said.object}" for said in found)
