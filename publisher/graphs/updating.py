"""A SPARQL Update of one graph, run on a copy of it (Graph Store HTTP Protocol, section 5.7).

The update sees that graph and no other. It may name the graph or leave it out. What would reach
beyond is refused before anything is done.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urljoin

import pyoxigraph as ox

from publisher.graphs.merging import merged
from publisher.graphs.sentences import error
from publisher.sparql_tokens import IRI, NAME, Token, tokens
from publisher.store.mistakes import mistake

REFUSED: Final = ("LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "USING", "SERVICE")
NAMING: Final = ("GRAPH", "WITH")

Place = ox.NamedNode | ox.DefaultGraph


def updated(text: str, present: Iterable[ox.Quad], graph: str, genid: str) -> set[ox.Quad]:
    """What the graph holds after the update ``text``; new nodes are named below ``genid``.

    Raises EditError for what is no SPARQL Update, or more than one of this graph.
    """
    names = _names_graphs(text, graph)
    _run(ox.Store(), text, graph)  # what is wrong with it is told by its place in the whole
    before = set(present)
    here = ox.NamedNode(graph)
    store = ox.Store()
    store.bulk_extend(before)
    if not names:
        _run(store, text, graph)
    else:
        store.bulk_extend(
            ox.Quad(quad.subject, quad.predicate, quad.object, here) for quad in before
        )
        for step in _steps(text):
            _run(store, step, graph)
            _level(store, here, before)
            before = set(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    after = set(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    return _named(after, genid)


def _named(quads: set[ox.Quad], genid: str) -> set[ox.Quad]:
    """The statements with names for the nodes that the update has made."""
    blank = {
        quad
        for quad in quads
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)
    }
    return merged(quads - blank, blank, genid) if blank else quads


def _run(store: ox.Store, text: str, graph: str) -> None:
    try:
        store.update(text, base_iri=graph)
    except (SyntaxError, OSError, RuntimeError, ValueError) as fault:
        told = mistake(text, str(fault))
        if told is None or not told.line:
            raise error("update-fails", told.what if told else str(fault), where=graph) from None
        raise error("update-syntax", told.line, told.column, told.todo, where=graph) from None


def _level(store: ox.Store, here: ox.NamedNode, before: set[ox.Quad]) -> None:
    """Let the graph hold the same by its name and without it, after one operation."""
    for other in store.named_graphs():
        if other != here:
            raise error("update-elsewhere", other, where=here.value)
    bare = {quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    named = {quad.triple for quad in store.quads_for_pattern(None, None, None, here)}
    old = {quad.triple for quad in before}
    if bare == named:
        return
    if old not in (bare, named):
        raise error("update-both", where=here.value)
    changed, stale = (named, ox.DefaultGraph()) if bare == old else (bare, here)
    place: Place = stale
    store.clear_graph(place)
    store.extend(ox.Quad(item.subject, item.predicate, item.object, place) for item in changed)


def _names_graphs(text: str, graph: str) -> bool:
    """Whether the update names its graph. Raises EditError for another, and what is refused."""
    found, prefixes, base = False, dict[str, str](), graph
    expected = ""
    for token in tokens(text):
        if token.word in REFUSED:
            raise error("update-word", token.word, where=graph)
        if expected in NAMING and token.kind in (IRI, NAME):
            found = True
            iri = _expanded(token, prefixes, base)
            if iri != graph:
                raise error("update-elsewhere", f"<{iri}>", where=graph)
        if expected == "BASE" and token.kind == IRI:
            base = urljoin(base, token.text[1:-1])
        if expected.endswith(":") and token.kind == IRI:
            prefixes[expected] = urljoin(base, token.text[1:-1])
        found = found or expected in NAMING
        declares = expected == "PREFIX" and token.kind == NAME
        expected = token.text if declares else token.word
    return found


def _expanded(token: Token, prefixes: dict[str, str], base: str) -> str:
    if token.kind == IRI:
        return urljoin(base, token.text[1:-1])
    prefix, colon, local = token.text.partition(":")
    return prefixes.get(prefix + colon, "") + re.sub(r"\\(.)", r"\1", local)


def _steps(text: str) -> Iterator[str]:
    """The operations of a request one by one, each with all that is declared before it."""
    declared, start, depth, begun = "", 0, 0, False
    for token in tokens(text):
        if not begun and depth == 0 and token.word in ("INSERT", "DELETE", "WITH"):
            declared, start, begun = declared + text[start : token.start], token.start, True
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0 and token.text == ";":
            yield declared + text[start : token.start]
            start, begun = token.end, False
    if begun or text[start:].strip():
        yield declared + text[start:]
