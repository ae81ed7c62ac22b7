"""Statements about one thing -> the lines of its record: sorted, without blank nodes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

import pyoxigraph as ox

from publisher.errors import BadContent
from publisher.fetching import Remark
from publisher.harvesting.bounds import Bounds
from publisher.sources.skolem import skolemise

GENID: Final = "/.well-known/genid/"
"""Where names of nodes without one live, at the host of the record (RDF 1.1 Concepts, 3.5)."""

MARK: Final = ox.NamedNode("urn:x-record:is")


def lines_of(
    quads: Iterable[ox.Quad], root: ox.NamedNode | ox.BlankNode, url: str, bounds: Bounds
) -> tuple[str, tuple[str, ...]]:
    """The IRI of a record and its lines; a root without an IRI is named after its content.

    Graphs do not matter. Raises BadContent where there are too many statements, SourceFault where
    nodes without a name are knotted.
    """
    found = set()
    for quad in quads:
        found.add(ox.Quad(quad.subject, quad.predicate, quad.object))
        if len(found) > bounds.statements:
            raise Remark(url, "too-many", str(root), f"{bounds.statements}").error(BadContent)
    if not any(isinstance(node, ox.BlankNode) for quad in found
               for node in (quad.subject, quad.object)):  # fmt: skip
        return root.value, _sorted(found)
    whole = skolemise([*found, ox.Quad(root, MARK, MARK)], _prefix(root, url), file=url)
    named = list(whole)
    iri = next(str(quad.subject.value) for quad in named if quad.predicate == MARK)  # type: ignore[union-attr]
    return iri, _sorted(quad for quad in named if quad.predicate != MARK)


def _sorted(quads: Iterable[ox.Quad]) -> tuple[str, ...]:
    text = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b""
    return tuple(sorted(set(text.decode().split(" .\n")[:-1])))


def _prefix(root: ox.NamedNode | ox.BlankNode, url: str) -> str:
    """Where the nodes of a record get their names: at its own host, else at that of the feed."""
    for iri in (root.value, url) if isinstance(root, ox.NamedNode) else (url,):
        parts = urlsplit(iri)
        if parts.scheme in ("http", "https") and parts.netloc:
            return f"{parts.scheme}://{parts.netloc}{GENID}"
    return f"urn:x-genid:{GENID}"
