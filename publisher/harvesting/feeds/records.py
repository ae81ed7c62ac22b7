"""Statements about one thing -> the lines of its record: sorted, without blank nodes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

import pyoxigraph as ox

from publisher.errors import BadContent
from publisher.fetching import Remark
from publisher.harvesting.bounds import Bounds
from publisher.harvesting.feeds.graph import is_blank, is_iri
from publisher.sources.skolem import skolemise

GENID: Final = "/.well-known/genid/"
"""Where names of nodes without one live, at the host of the record (RDF 1.1 Concepts, 3.5)."""

MARK: Final = ox.NamedNode("urn:x-record:is")


def record_of(
    lines: Iterable[str], root: str, url: str, bounds: Bounds
) -> tuple[str, tuple[str, ...]]:
    """The IRI of a record and its lines; a root without an IRI is named after its content.

    Terms are as in N-Triples, lines without the final dot. Raises BadContent where there are too
    many statements, SourceFault where nodes without a name are knotted.
    """
    found, blank = set(), False
    for line in lines:
        found.add(line)
        blank = blank or is_blank(line) or " _:" in line
        if len(found) > bounds.statements:
            raise Remark(url, "too-many", root, f"{bounds.statements}").error(BadContent)
    if not blank:
        return root[1:-1], tuple(sorted(found))
    mark = f"{root} {MARK} {MARK}"
    text = "".join(f"{line} .\n" for line in (*sorted(found), mark))
    named = list(skolemise(ox.parse(text, ox.RdfFormat.N_TRIPLES), _prefix(root, url), file=url))
    iri = next(quad.subject.value for quad in named  # type: ignore[union-attr]
               if quad.predicate == MARK)  # fmt: skip
    return str(iri), tuple(sorted(set(lines_of(quad for quad in named if quad.predicate != MARK))))


def lines_of(quads: Iterable[ox.Quad]) -> list[str]:
    """Statements as N-Triples without the final dot; graphs do not matter."""
    text = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b""
    return text.decode().split(" .\n")[:-1]


def _prefix(root: str, url: str) -> str:
    """Where the nodes of a record get their names: at its own host, else at that of the feed."""
    for iri in (root[1:-1], url) if is_iri(root) else (url,):
        parts = urlsplit(iri)
        if parts.scheme in ("http", "https") and parts.netloc:
            return f"{parts.scheme}://{parts.netloc}{GENID}"
    return f"urn:x-genid:{GENID}"
