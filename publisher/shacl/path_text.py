"""The text of a property path back into a path, and a path into the triples that say it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import pyoxigraph as ox

from publisher.namespaces import RDF, SH
from publisher.shacl.paths import REPEATED, Alternative, Inverse, Path, Repeated, Sequence, Step

TOKEN: Final = re.compile(r"<[^>]*>|[()^/|*+?]")

MARKS: Final = {mark: ox.NamedNode(predicate) for predicate, mark in REPEATED.items()}


def parse(text: str) -> Path:
    """The path that :attr:`Path.text` wrote. Raises ValueError for anything else."""
    tokens = TOKEN.findall(text)
    if "".join(tokens) != text or not text:
        raise ValueError(text)
    path, rest = _alternative(tokens)
    if rest:
        raise ValueError(text)
    return path


def _alternative(tokens: list[str]) -> tuple[Path, list[str]]:
    return _joined(tokens, "|", _sequence, Alternative)


def _sequence(tokens: list[str]) -> tuple[Path, list[str]]:
    return _joined(tokens, "/", _element, Sequence)


def _joined(
    tokens: list[str],
    mark: str,
    part: Callable[[list[str]], tuple[Path, list[str]]],
    kind: Callable[[tuple[Path, ...]], Path],
) -> tuple[Path, list[str]]:
    path, tokens = part(tokens)
    paths = [path]
    while tokens and tokens[0] == mark:
        path, tokens = part(tokens[1:])
        paths.append(path)
    return (kind(tuple(paths)) if len(paths) > 1 else path), tokens


def _element(tokens: list[str]) -> tuple[Path, list[str]]:
    if not tokens:
        raise ValueError("a path ends where a step should be")
    first, tokens = tokens[0], tokens[1:]
    path: Path
    if first == "^":
        path, tokens = _element(tokens)
        return Inverse(path), tokens
    if first == "(":
        path, tokens = _alternative(tokens)
        if tokens[:1] != [")"]:
            raise ValueError("a bracket is not closed")
        tokens = tokens[1:]
    elif first.startswith("<"):
        path = Step(first)
    else:
        raise ValueError(f"{first} where a step should be")
    if tokens and tokens[0] in MARKS:
        return Repeated(path, tokens[0]), tokens[1:]
    return path, tokens


def triples(path: Path, name: str) -> tuple[ox.NamedNode, list[ox.Triple]]:
    """The node that stands for a path, and what is said of it (SHACL, section 2.3.1).

    ``name`` is an IRI under which the nodes of the path are named: there are no blank ones.
    """
    said: list[ox.Triple] = []
    return _node(path, name, said), said


def _node(path: Path, name: str, said: list[ox.Triple]) -> ox.NamedNode:
    if isinstance(path, Step):
        return ox.NamedNode(path.text[1:-1])
    node = ox.NamedNode(name)
    if isinstance(path, Sequence):
        return _list(path.paths, name, said)
    if isinstance(path, Alternative):
        head = _list(path.paths, f"{name}.0", said)
        said.append(ox.Triple(node, ox.NamedNode(SH + "alternativePath"), head))
    elif isinstance(path, Inverse):
        inner = _node(path.path, f"{name}.0", said)
        said.append(ox.Triple(node, ox.NamedNode(SH + "inversePath"), inner))
    elif isinstance(path, Repeated):
        inner = _node(path.path, f"{name}.0", said)
        said.append(ox.Triple(node, MARKS[path.mark], inner))
    return node


def _list(paths: tuple[Path, ...], name: str, said: list[ox.Triple]) -> ox.NamedNode:
    nodes = [ox.NamedNode(f"{name}.{place}" if place else name) for place in range(len(paths))]
    ends = [*nodes[1:], ox.NamedNode(RDF + "nil")]
    for place, (node, rest) in enumerate(zip(nodes, ends, strict=True)):
        first = _node(paths[place], f"{node.value}.f", said)
        said.append(ox.Triple(node, ox.NamedNode(RDF + "first"), first))
        said.append(ox.Triple(node, ox.NamedNode(RDF + "rest"), rest))
    return nodes[0]
