"""The members of a class, sorted by what they are called."""

from __future__ import annotations

import pyoxigraph as ox

from publisher.contract import Class
from publisher.describe.collation import collation
from publisher.describe.names import Names
from publisher.describe.views import Link
from publisher.namespaces import LABELS, RDF

TYPE = ox.NamedNode(RDF + "type")


def count_members(store: ox.Store, item: Class) -> int:
    """How many things of the class there are."""
    return len(_members(store, item))


def list_members(names: Names, item: Class, language: str) -> tuple[Link, ...]:
    """All things of the class, by label in ``language``, then by IRI.

    The labels come out of one query for each naming property, not one for each thing.
    """
    left = _members(names.store, item)
    labels: dict[str, dict[str, str]] = {}
    for predicate in LABELS:
        if left:
            for subject, value in _labels(names.store, item, predicate):
                if subject in left:
                    labels.setdefault(subject, {}).setdefault(value.language or "", value.value)
            left -= labels.keys()
    found = [Link(iri, labels.get(iri, {}), names.iris.path_of(iri))
             for iri in (*labels, *left)]  # fmt: skip
    key = collation(language)
    return tuple(sorted(found, key=lambda link: (key(link.title(language)), link.iri)))


def _members(store: ox.Store, item: Class) -> set[str]:
    quads = store.quads_for_pattern(None, TYPE, ox.NamedNode(item.target), None)
    return {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}


def _labels(store: ox.Store, item: Class, predicate: str) -> list[tuple[str, ox.Literal]]:
    """Each member with one of its labels, sorted."""
    kind, name = ox.NamedNode(item.target), ox.NamedNode(predicate)
    answer = store.query(
        f"SELECT ?member ?label {{ ?member a {kind} ; {name} ?label }}",
        use_default_graph_as_union=True,
    )
    assert isinstance(answer, ox.QuerySolutions)
    rows = [(row["member"], row["label"]) for row in answer]
    found = [(member.value, label) for member, label in rows
             if isinstance(member, ox.NamedNode) and isinstance(label, ox.Literal)]  # fmt: skip
    return sorted(found, key=lambda pair: (pair[0], str(pair[1])))
