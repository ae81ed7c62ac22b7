"""Statements taken out of an RDF file.

A file of lines (N-Triples, N-Quads) loses lines. Any other is written anew, with the prefixes that
it had; its comments and its layout go, since a name may stand in a comment too.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Final

import pyoxigraph as ox

from publisher.erasing.scope import Scope
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.rdf import SYNTAXES, read_rdf

BY_LINE: Final = (".nt", ".nq")

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | ox.DefaultGraph


def edit_rdf(source: SourceFile, limits: SourceLimits, scope: Scope, base_iri: str) -> bytes:
    """The file without what is said of the thing, by it, and of what only hangs on it.

    Raises SourceFault where it cannot be read.
    """
    syntax = SYNTAXES[source.path.suffix.lower()]
    quads = list(read_rdf(source, base_iri, limits))
    nodes = _nodes(quads, scope)
    kept = [quad for quad in quads if not {quad.subject, quad.object} & nodes]
    out = io.BytesIO()
    if syntax in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.TURTLE, ox.RdfFormat.N3):
        ox.serialize([quad.triple for quad in kept], out, format=_writable(syntax),
                     prefixes=_prefixes(source), base_iri=base_iri)  # fmt: skip
    elif syntax == ox.RdfFormat.RDF_XML:
        ox.serialize([quad.triple for quad in kept], out, format=syntax, prefixes=_prefixes(source))
    else:
        ox.serialize(kept, out, format=syntax, prefixes=_prefixes(source))
    return out.getvalue()


def concerned(source: SourceFile, limits: SourceLimits, scope: Scope, base_iri: str) -> int:
    """How many statements of the file would go. Raises SourceFault where it cannot be read."""
    quads = list(read_rdf(source, base_iri, limits))
    nodes = _nodes(quads, scope)
    return sum(1 for quad in quads if {quad.subject, quad.object} & nodes)


def _nodes(quads: Sequence[ox.Quad], scope: Scope) -> set[Node]:
    """The thing and its fragments, and blank nodes that hang on these alone.

    None in a file that says that the thing is withdrawn.
    """
    if any(scope.is_stone(str(quad.triple)) for quad in quads):
        return set()
    own: set[Node] = {node for quad in quads for node in (quad.subject, quad.object)
                      if scope.is_own(str(node))}  # fmt: skip
    parents: dict[Node, set[Node]] = {}
    for quad in quads:
        if isinstance(quad.object, ox.BlankNode):
            parents.setdefault(quad.object, set()).add(quad.subject)
    more = True
    while more:
        found = {node for node, above in parents.items() if node not in own and above <= own}
        own |= found
        more = bool(found)
    return own


def _writable(syntax: ox.RdfFormat) -> ox.RdfFormat:
    return ox.RdfFormat.TURTLE if syntax == ox.RdfFormat.N3 else syntax


def _prefixes(source: SourceFile) -> dict[str, str]:
    """The prefixes that a file declares."""
    syntax = SYNTAXES[source.path.suffix.lower()]
    with source.path.open("rb") as stream:
        parser = ox.parse(stream, syntax, base_iri="https://example.org/")
        _drain(parser)
        return dict(parser.prefixes)


def _drain(quads: Iterable[object]) -> None:
    for _ in quads:
        pass
