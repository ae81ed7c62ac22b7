"""All that the sources say of the things of a class, thing by thing."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pyoxigraph as ox

from publisher.contract import Class
from publisher.namespaces import RDF


def statements_of_class(
    store: ox.Store, item: Class, sources: Collection[str]
) -> Iterator[list[ox.Triple]]:
    """The statements in the graphs ``sources`` of each thing that one of them says is of the class.

    By IRI; what several graphs say is there once.
    """
    graphs = [ox.NamedNode(name) for name in sorted(sources)]
    kind, target = ox.NamedNode(RDF + "type"), ox.NamedNode(item.target)
    things = {quad.subject.value for graph in graphs
              for quad in store.quads_for_pattern(None, kind, target, graph)
              if isinstance(quad.subject, ox.NamedNode)}  # fmt: skip
    for thing in sorted(things):
        name = ox.NamedNode(thing)
        found = {quad.triple for graph in graphs
                 for quad in store.quads_for_pattern(name, None, None, graph)}  # fmt: skip
        yield sorted(found, key=str)
