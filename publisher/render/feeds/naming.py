"""What things are called and said to be, by the statements of a record alone; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import pyoxigraph as ox

from publisher.namespaces import DCT, LABELS, RDFS, SCHEMA, SKOS

SUMMARIES: Final = (
    DCT + "description",
    SKOS + "definition",
    SCHEMA + "description",
    RDFS + "comment",
)
"""The properties that say in a few words what a thing is, the most telling first."""

Texts = Mapping[str, str]
"""Texts by language; that without a language has the empty one."""


def names_in(triples: Iterable[ox.Triple]) -> Mapping[object, Texts]:
    """The names of whatever is named among some statements, by the most telling property."""
    return _said(triples, LABELS)


def name_of(iri: str, triples: Iterable[ox.Triple]) -> Texts:
    """What the thing ``iri`` is called; empty where it has no name."""
    return names_in(triples).get(ox.NamedNode(iri), {})


def summary_of(iri: str, triples: Iterable[ox.Triple]) -> Texts:
    """What the thing ``iri`` is, in a few words; empty where nothing says so."""
    return _said(triples, SUMMARIES).get(ox.NamedNode(iri), {})


def _said(triples: Iterable[ox.Triple], properties: tuple[str, ...]) -> Mapping[object, Texts]:
    ranks = {name: rank for rank, name in enumerate(properties)}
    best: dict[object, tuple[int, dict[str, str]]] = {}
    for item in triples:
        rank = ranks.get(item.predicate.value)
        if rank is None or not isinstance(item.object, ox.Literal):
            continue
        known = best.get(item.subject)
        if known is None or rank < known[0]:
            known = best[item.subject] = (rank, {})
        if rank == known[0]:
            tag, text = item.object.language or "", item.object.value
            known[1][tag] = min(text, known[1].get(tag, text))
    return {subject: dict(sorted(texts.items())) for subject, (_, texts) in best.items()}
