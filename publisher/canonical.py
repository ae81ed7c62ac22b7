"""Typed literals in the one lexical form that the store gives back.

Oxigraph keeps numbers, times and truth values by value: ``"1234.50"^^xsd:decimal`` comes out as
``"1234.5"``. What is released is therefore written that way from the start, so that the dumps, the
pages and the answers to queries say the same, character for character.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from publisher.namespaces import XSD

MARK: Final = f'"^^<{XSD}'


def canonical(lines: Iterable[str]) -> list[str]:
    """N-Triples statements with every typed literal as the store will give it back.

    Order is kept; a literal whose text is no value of its datatype stays as it is.
    """
    kept = list(lines)
    typed = {index: line.split(" ", 2)[2] for index, line in enumerate(kept) if MARK in line}
    forms = _forms(set(typed.values()))
    for index, old in typed.items():
        new = forms[old]
        if new != old:
            kept[index] = kept[index][: -len(old)] + new
    return kept


def _forms(literals: set[str]) -> dict[str, str]:
    """Each object with what the store makes of it."""
    ordered = sorted(literals)
    store = ox.Store()
    text = "".join(f"<n:{number}> <n:n> {value} .\n" for number, value in enumerate(ordered))
    store.bulk_load(text, format=ox.RdfFormat.N_TRIPLES)
    return {ordered[int(str(quad.subject.value)[2:])]: str(quad.object) for quad in store}
