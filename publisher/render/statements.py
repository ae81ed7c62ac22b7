"""Triples as three terms in N-Triples: what the writers sort, group and write."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

Statement = tuple[str, str, str]
"""Subject, predicate and object, each as N-Triples writes it."""


def statements_of(triples: Iterable[ox.Triple | ox.Quad]) -> list[Statement]:
    """The terms of each triple (of a quad without its graph)."""
    return [(str(item.subject), str(item.predicate), str(item.object)) for item in triples]


def sorted_statements(statements: Iterable[Statement]) -> list[Statement]:
    """The distinct statements by subject, predicate and object."""
    return sorted(set(statements))
