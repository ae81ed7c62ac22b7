"""Triples or quads -> the bytes of an RDF format; whole documents, and the parts of a dump.

A dump is ``header + separator.join(parts) + footer``; every part is rendered by itself, so that a
part that has not changed need not be rendered again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from typing import Final

import pyoxigraph as ox

from publisher.formats import Format
from publisher.render import jsonld, rdfxml, turtle
from publisher.render.abbreviate import Abbreviator
from publisher.render.context import Context, plain_context
from publisher.render.statements import sorted_statements, statements_of

__all__ = [
    "DUMP_SUFFIXES",
    "dump_footer",
    "dump_header",
    "dump_separator",
    "render_dataset",
    "render_graph",
    "render_part",
]

Triples = Iterable[ox.Triple | ox.Quad]
Prefixes = Mapping[str, str]

DUMP_SUFFIXES: Final = ("nq", "ttl", "jsonld", "rdf")
"""The formats that dumps are kept in."""


def render_graph(
    triples: Triples, fmt: Format, prefixes: Prefixes, context: Context | None = None
) -> bytes:
    """A whole document in a format that carries a graph.

    The same set of triples gives the same bytes, in whatever order it comes. ``context`` shortens
    JSON-LD; without it, prefixes do. Raises RenderError for what the format cannot hold.
    """
    return GRAPH_WRITERS[fmt.suffix](triples, prefixes, context).encode()


def render_dataset(quads: Iterable[ox.Quad], fmt: Format, prefixes: Prefixes) -> bytes:
    """A whole document in a format that carries a dataset: TriG or N-Quads."""
    return DATASET_WRITERS[fmt.suffix](quads, prefixes).encode()


def render_part(
    quads: Triples, suffix: str, prefixes: Prefixes, context: Context | None = None
) -> bytes:
    """A part of a dump, to stand after :func:`dump_header` with the same prefixes and context."""
    return PART_WRITERS[suffix](quads, prefixes, context).encode()


def dump_header(suffix: str, prefixes: Prefixes, context: Context | None = None) -> bytes:
    """What a dump begins with."""
    if suffix == "jsonld":
        return jsonld.header(context or plain_context(prefixes)).encode()
    writers = {"ttl": turtle.header, "rdf": rdfxml.header}
    return writers[suffix](prefixes).encode() if suffix in writers else b""


def dump_separator(suffix: str) -> bytes:
    """What stands between two parts of a dump, neither of which is empty."""
    return {"ttl": b"\n", "jsonld": jsonld.PART_SEPARATOR.encode()}.get(suffix, b"")


def dump_footer(suffix: str) -> bytes:
    """What a dump ends with."""
    return {"rdf": rdfxml.FOOTER.encode(), "jsonld": jsonld.FOOTER.encode()}.get(suffix, b"")


def _turtle(triples: Triples, prefixes: Prefixes, _: Context | None) -> str:
    return turtle.document(statements_of(triples), prefixes)


def _turtle_part(triples: Triples, prefixes: Prefixes, _: Context | None) -> str:
    return turtle.body(statements_of(triples), prefixes)


def _rdfxml(triples: Triples, prefixes: Prefixes, _: Context | None) -> str:
    return rdfxml.document(triples, prefixes)


def _rdfxml_part(triples: Triples, prefixes: Prefixes, _: Context | None) -> str:
    return rdfxml.body(triples, prefixes)


def _jsonld(triples: Triples, prefixes: Prefixes, context: Context | None) -> str:
    return jsonld.document(triples, context or plain_context(prefixes))


def _jsonld_part(triples: Triples, prefixes: Prefixes, context: Context | None) -> str:
    return jsonld.body(triples, context or plain_context(prefixes))


def _ntriples(triples: Triples, _: Prefixes, __: Context | None) -> str:
    return "".join(f"{s} {p} {o} .\n" for s, p, o in sorted_statements(statements_of(triples)))


def _nquads(quads: Triples, *_: object) -> str:
    return "".join(sorted({f"{quad} .\n" for quad in quads}))


def _trig(quads: Iterable[ox.Quad], prefixes: Prefixes) -> str:
    """TriG: the graphs by IRI, the default graph first and without a name."""
    names = Abbreviator(prefixes)
    by_graph = sorted(quads, key=lambda quad: _graph_key(quad))
    pieces = []
    for key, members in groupby(by_graph, key=_graph_key):
        blocks = turtle.blocks(sorted_statements(statements_of(members)), names)
        text = "\n".join(blocks)
        pieces.append(f"{key} {{\n{text}}}\n" if key else text)
    return turtle.declarations(names.declared(only_used=True)) + "\n".join(pieces)


def _graph_key(quad: ox.Quad) -> str:
    return "" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name)


Writer = Callable[[Triples, Prefixes, Context | None], str]

GRAPH_WRITERS: Final[dict[str, Writer]] = {
    "ttl": _turtle,
    "jsonld": _jsonld,
    "rdf": _rdfxml,
    "nt": _ntriples,
}

PART_WRITERS: Final[dict[str, Writer]] = {
    "ttl": _turtle_part,
    "jsonld": _jsonld_part,
    "rdf": _rdfxml_part,
    "nq": _nquads,
}

DATASET_WRITERS: Final[dict[str, Callable[[Iterable[ox.Quad], Prefixes], str]]] = {
    "trig": _trig,
    "nq": _nquads,
}
