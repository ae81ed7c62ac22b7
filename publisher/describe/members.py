"""The members of a class, in the order of what they are called."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from publisher.contract import Class
from publisher.describe.collation import collation
from publisher.describe.names import Names
from publisher.describe.views import local_name, pick
from publisher.namespaces import RDF

SORTED: Final = 50_000
"""Members of a class that are put in the order of their labels; more are in that of their IRIs."""

TYPE: Final = ox.NamedNode(RDF + "type")


def count_members(store: ox.Store, item: Class) -> int:
    """How many things of the class there are."""
    answer = store.query(
        f"SELECT (COUNT(DISTINCT ?member) AS ?total) {{ ?member a {ox.NamedNode(item.target)} }}",
        use_default_graph_as_union=True,
    )
    assert isinstance(answer, ox.QuerySolutions)
    return int(next(answer)["total"].value)


def list_members(names: Names, item: Class, language: str) -> tuple[str, ...]:
    """The IRIs of all things of the class, by label in ``language``, then by IRI."""
    quads = names.store.quads_for_pattern(None, TYPE, ox.NamedNode(item.target), None)
    members = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    if len(members) > SORTED:
        return tuple(sorted(members))
    key = collation(language)
    titles = ((pick(names.look_up(iri), language)[0] or local_name(iri), iri) for iri in members)
    return tuple(iri for _, iri in sorted((key(title), iri) for title, iri in titles))
