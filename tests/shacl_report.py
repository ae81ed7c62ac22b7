"""Validation reports beside each other: what a suite expects, what an engine says, what differs.

Results are compared one by one: focus node, path, value, component, shape, severity and, where
both sides have to say the same, messages. Blank nodes that stand in the input are known by their
labels; others are compared up to isomorphism.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import pyoxigraph as ox
import pyshacl
import rdflib

from publisher.check.report import Result
from publisher.namespaces import RDF, SH
from publisher.vocabulary import Triples, node_name

Tree = str | tuple[Any, ...]

STEPS: Final = {
    SH + "inversePath": "^",
    SH + "zeroOrMorePath": "*",
    SH + "oneOrMorePath": "+",
    SH + "zeroOrOnePath": "?",
}
TOKEN: Final = re.compile(r"\s*(<[^>]*>|[/|^*+?()])")


# ---- paths


def path_in(graph: Triples, node: ox.NamedNode | ox.BlankNode) -> Tree:
    """The property path (SHACL, section 2.3.1) at ``node``, as a tree."""
    if isinstance(node, ox.NamedNode):
        return str(node)
    name = node_name(node)
    if graph.terms(name, RDF + "rest"):
        return _flat("/", [path_in(graph, _node(item)) for item in graph.members(name)])
    for head in graph.names(name, SH + "alternativePath"):
        return _flat("|", [path_in(graph, _node(item)) for item in graph.members(head)])
    for predicate, step in STEPS.items():
        for inner in graph.terms(name, predicate):
            return (step, path_in(graph, _node(inner)))
    raise ValueError(f"no path at {node}")


def path_of(text: str) -> Tree:
    """The property path that ``text`` writes in the syntax of SPARQL, as a tree."""
    tokens = TOKEN.findall(text)
    assert "".join(tokens) == text.replace(" ", ""), f"not a path: {text}"
    tree = _alternative(tokens)
    assert not tokens, f"not a path: {text}"
    return tree


def _alternative(tokens: list[str]) -> Tree:
    parts = [_sequence(tokens)]
    while tokens and tokens[0] == "|":
        tokens.pop(0)
        parts.append(_sequence(tokens))
    return _flat("|", parts)


def _sequence(tokens: list[str]) -> Tree:
    parts = [_element(tokens)]
    while tokens and tokens[0] == "/":
        tokens.pop(0)
        parts.append(_element(tokens))
    return _flat("/", parts)


def _element(tokens: list[str]) -> Tree:
    token = tokens.pop(0)
    if token == "^":
        return ("^", _element(tokens))
    if token == "(":
        tree = _alternative(tokens)
        assert tokens.pop(0) == ")"
    else:
        assert token.startswith("<"), f"not a path at {token}"
        tree = token
    while tokens and tokens[0] in "*+?":
        tree = (tokens.pop(0), tree)
    return tree


def path_text(path: Tree) -> str:
    """A tree in the syntax of SPARQL, with all parentheses."""
    if isinstance(path, str):
        return path
    kind: str = path[0]
    parts = path[1:]
    if kind == "^":
        return f"^({path_text(parts[0])})"
    if kind in "*+?":
        return f"({path_text(parts[0])}){kind}"
    return "(" + kind.join(map(path_text, parts)) + ")"


def _flat(kind: str, parts: Sequence[Tree]) -> Tree:
    """One list for lists in lists of the same kind; a list of one is that one."""
    found: list[Tree] = []
    for part in parts:
        found.extend(part[1:] if isinstance(part, tuple) and part[0] == kind else [part])
    return found[0] if len(found) == 1 else (kind, *found)


def _node(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Any:
    assert isinstance(term, ox.NamedNode | ox.BlankNode), f"{term} is not a path"
    return term


# ---- reports as RDF


def results_in(graph: Triples, report: str) -> Iterator[Result]:
    """The results of the report at ``report``."""
    for node in graph.names(report, SH + "result"):
        yield Result(
            focus=_one(graph, node, "focusNode"),
            path="".join(
                path_text(path_in(graph, _node(term)))
                for term in graph.terms(node, SH + "resultPath")
            ),
            value=_one(graph, node, "value"),
            component=_one(graph, node, "sourceConstraintComponent").strip("<>"),
            shape=_one(graph, node, "sourceShape").strip("<>"),
            severity=_one(graph, node, "resultSeverity").strip("<>"),
            messages=tuple(sorted(
                (term.language or "", term.value)
                for term in graph.terms(node, SH + "resultMessage") if isinstance(term, ox.Literal)
            )),
        )  # fmt: skip


def _one(graph: Triples, node: str, name: str) -> str:
    terms = graph.terms(node, SH + name)
    assert len(terms) <= 1, f"{node} has {len(terms)} values of sh:{name}"
    return str(terms[0]) if terms else ""


# ---- comparison


def spelled(result: Result, messages: bool) -> Result:
    """A result in one spelling: the path with all its parentheses, language tags in lower case."""
    path = path_text(path_of(result.path)) if result.path else ""
    texts = tuple(sorted((tag.lower(), text) for tag, text in result.messages))
    return Result(
        result.focus, path, result.value, result.component, result.shape, result.severity,
        texts if messages else (),
    )  # fmt: skip


def differences(
    found: Iterable[Result], wanted: Iterable[Result], *, messages: bool = True
) -> list[str]:
    """What one report says and the other does not; empty where they say the same.

    With ``messages`` the messages of a result are compared where ``wanted`` has some.
    """
    ours = [spelled(item, messages) for item in found]
    theirs = [spelled(item, messages) for item in wanted]
    if messages:
        told = {replace(item, messages=()) for item in theirs if item.messages}
        ours = [
            item if replace(item, messages=()) in told else replace(item, messages=())
            for item in ours
        ]
    more, fewer = Counter(ours) - Counter(theirs), Counter(theirs) - Counter(ours)
    if (more or fewer) and not _isomorphic(ours, theirs):
        return [f"{sign} {count} × {_told(item)}" for sign, side in (("+", more), ("-", fewer))
                for item, count in sorted(side.items())]  # fmt: skip
    return []


def _told(item: Result) -> str:
    component = item.component.rpartition("#")[2]
    severity = item.severity.rpartition("#")[2]
    return (
        f"focus {item.focus} path {item.path or '–'} value {item.value[:200] or '–'} "
        f"{component} of {item.shape} {severity} {list(item.messages)}"
    )


def _isomorphic(ours: Sequence[Result], theirs: Sequence[Result]) -> bool:
    """Whether the two are the same but for the labels of blank nodes."""
    if len(ours) != len(theirs) or not any("_:" in _blanks(item) for item in ours):
        return False
    return _canonical(ours) == _canonical(theirs)


def _blanks(item: Result) -> str:
    return f"{item.focus[:2]}{item.value[:2]}{item.shape[:2]}"


def _canonical(results: Sequence[Result]) -> set[str]:
    graph = ox.Dataset()
    for number, item in enumerate(results):
        node = ox.BlankNode(f"result{number}")
        for name, text in vars(item).items():
            blank = isinstance(text, str) and text.startswith("_:")
            term = ox.BlankNode(text[2:]) if blank else ox.Literal(repr(text))
            graph.add(ox.Quad(node, ox.NamedNode(f"https://example.org/{name}"), term))
    graph.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in graph}


# ---- pySHACL


def reference(lines: Iterable[str], shapes: Iterable[ox.Triple]) -> list[Result]:
    """What pySHACL says of N-Triples statements, every label of a blank node as it came."""
    data = rdflib.Graph()
    for line in lines:
        for quad in ox.parse(f"{line} .", format=ox.RdfFormat.N_TRIPLES):
            data.add(rdf_triple(quad.triple))
    graph = rdflib.Graph()
    for triple in shapes:
        graph.add(rdf_triple(triple))
    _, report, text = pyshacl.validate(
        data, shacl_graph=graph, inference="none", advanced=False, js=False,
        do_owl_imports=False, meta_shacl=False, inplace=True, allow_warnings=False,
    )  # fmt: skip
    assert isinstance(report, rdflib.Graph), text
    top = report.value(None, rdflib.RDF.type, rdflib.SH.ValidationReport)
    triples = Triples(ox.Triple(*map(ox_term, triple)) for triple in report)
    return list(results_in(triples, f"_:{top}"))


def rdf_triple(triple: ox.Triple) -> tuple[Any, Any, Any]:
    """The same triple for rdflib; literals keep their lexical form."""
    return rdf_term(triple.subject), rdf_term(triple.predicate), rdf_term(triple.object)


def rdf_term(term: Any) -> Any:
    """The same term for rdflib."""
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if term.datatype.value == str(rdflib.XSD.string):
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def ox_term(term: Any) -> Any:
    """The same term for pyoxigraph."""
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    if term.datatype:
        return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)))
    return ox.Literal(str(term))
