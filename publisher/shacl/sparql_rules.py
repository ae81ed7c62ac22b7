"""What SHACL and this engine ask of a query (SHACL, sections 5.2.1, 6.2.3 and appendix A).

A query that breaks a rule is not run: it is a fault of the shapes, told as a complaint.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import pyoxigraph as ox

from publisher.shacl.sparql_read import QueryReader
from publisher.shacl.sparql_tree import PATH, Foreign, Group, Named, Query, Unreadable
from publisher.sparql_tokens import OTHER, Token, tokens

TOKENS_AT_MOST: Final = 4000
PATTERNS_AT_MOST: Final = 64
DEPTH_AT_MOST: Final = 64
"""Sizes that a query may have: the time the engine takes to plan one grows fast beyond them."""

THIS, VALUE, SHAPES_GRAPH, CURRENT_SHAPE = "this", "value", "shapesGraph", "currentShape"

PRIVATE: Final = "urn:x-publisher:"
"""Beginning of the IRIs that no query may name: what is bound is kept below it."""

ALWAYS_BOUND: Final = (THIS, SHAPES_GRAPH, CURRENT_SHAPE)


@dataclass(frozen=True, order=True)
class Complaint:
    """What is wrong with a SPARQL-based constraint, validator or component.

    ``node`` is an IRI without brackets or a blank node's label after ``_:``.
    """

    node: str
    english: str
    swedish: str


@dataclass(frozen=True)
class Reading:
    """A query that keeps the rules: its text, tokens and parts, and the prefixes it came with."""

    text: str
    tokens: tuple[Token, ...]
    query: Query
    prefixes: tuple[tuple[str, str], ...]


class Refused(Exception):
    """A query breaks a rule: ``code`` is a row of :data:`SENTENCES`, ``detail`` fills it in."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    def at(self, node: str) -> Complaint:
        """The refusal as a complaint about a node of the shapes."""
        said = SENTENCES[self.code]
        return Complaint(node, said["en"].format(self.detail), said["sv"].format(self.detail))


def read(
    text: str,
    prefixes: dict[str, str],
    form: str,
    parameters: tuple[str, ...] = (),
    *,
    path: str = "",
) -> Reading:
    """Read a query of a ``form`` (SELECT or ASK). Raises Refused where it breaks a rule.

    ``parameters`` are the variables that a component binds beforehand, ``path`` is what ``$PATH``
    stands for (``""``: the shape has no path).
    """
    found = tuple(islice(tokens(text), TOKENS_AT_MOST + 1))
    _check_size(found)
    _check_words(found)
    _check_syntax(text, found, prefixes, form)
    if PRIVATE in text:
        raise Refused("unread", PRIVATE)
    reader = QueryReader(text, prefixes, path)
    try:
        query = reader.query()
    except Unreadable as error:
        raise Refused("unread", str(error)) from None
    except RecursionError:
        raise Refused("large", str(DEPTH_AT_MOST)) from None
    if query.form != form:
        raise Refused("form", form)
    reading = Reading(text, found, query, tuple(sorted(prefixes.items())))
    bound = {*ALWAYS_BOUND, *parameters, PATH} | ({VALUE} if form == "ASK" else set())
    _check_variables(found, bound)
    said = sum(token.variable == PATH for token in found)
    if said and (not path or said != reader.path_uses):
        raise Refused("path" if path else "no-path")
    needed = {THIS, *parameters} | ({VALUE} if form == "ASK" else set())
    _check_groups(query.where, needed)
    if query.datasets:
        raise Refused("clause", "FROM")
    if form == "SELECT" and THIS not in (query.projected or _variables(found)):
        raise Refused("this")
    return reading


def _check_words(found: tuple[Token, ...]) -> None:
    """Appendix A: no MINUS, VALUES, SERVICE; and nothing beyond SPARQL 1.1."""
    for at, token in enumerate(found):
        if token.word in FORBIDDEN:
            raise Refused("clause", token.word)
        following = found[at + 1].text if at + 1 < len(found) else ""
        if (token.text, following) in (("<", "<"), ("{", "|")):
            raise Refused("clause", token.text + following)
        if token.kind == OTHER and token.text == "\\":
            raise Refused("unread", "\\")


def _check_size(found: tuple[Token, ...]) -> None:
    """Before the engine sees it: what it would take long to plan, or too deep a stack."""
    depth = deepest = parts = 0
    brackets = 0
    before = ""
    for token in found:
        depth += (token.text in OPENING) - (token.text in CLOSING)
        brackets += (token.text == "(") - (token.text == ")")
        deepest = max(deepest, depth)
        doubled = token.text == "|" == before
        parts += token.text in PARTS and not (brackets and token.text == ",")
        parts -= 2 * doubled
        before = token.text
    if deepest > DEPTH_AT_MOST:
        raise Refused("deep", str(DEPTH_AT_MOST))
    if len(found) > TOKENS_AT_MOST:
        raise Refused("large", str(TOKENS_AT_MOST))
    groups = sum(token.text == "{" for token in found)
    if groups > PATTERNS_AT_MOST or parts > 2 * PATTERNS_AT_MOST:
        raise Refused("large", str(PATTERNS_AT_MOST))


def _check_syntax(text: str, found: tuple[Token, ...], prefixes: dict[str, str], form: str) -> None:
    """Let the engine parse it. An ASK is parsed as a SELECT, whose answer nobody asks for."""
    first = next((token for token in found if token.word in ("SELECT", "ASK")), None)
    if first is None or first.word != form:
        raise Refused("form", form)
    if form == "ASK":
        text = f"{text[: first.start]}SELECT (1 AS ?x__){text[first.end :]}"
    try:
        ox.Store().query(text, prefixes=prefixes)
    except (SyntaxError, ValueError) as error:
        raise Refused("syntax", str(error)) from None


def _check_variables(found: tuple[Token, ...], bound: set[str]) -> None:
    """Appendix A: no ``AS`` for what is bound beforehand."""
    before = ""
    for token in found:
        if before == "AS" and token.variable in bound:
            raise Refused("as", token.variable)
        before = token.word


def _variables(found: tuple[Token, ...]) -> set[str]:
    return {token.variable for token in found}


def _check_groups(group: Group, needed: set[str]) -> None:
    """Appendix A: a sub-select projects what is bound; only the shapes are a named graph."""
    number = 0
    for inner in groups(group):
        if inner.select is not None:
            projected = inner.select.projected
            missing = sorted(needed.difference(projected or ()))
            if projected is None or missing:
                raise Refused("sub-select", ", ".join(f"${name}" for name in missing))
        for element in inner.elements:
            if isinstance(element, Named) and element.graph != f"?{SHAPES_GRAPH}":
                raise Refused("graph", element.graph)
            if isinstance(element, Foreign):
                raise Refused("clause", element.word)
        number += sum(pattern.path.steps for pattern in inner.patterns()) + len(inner.elements)
    if number > PATTERNS_AT_MOST:
        raise Refused("large", str(PATTERNS_AT_MOST))


def groups(group: Group) -> Iterator[Group]:
    """A group and all that are in it."""
    yield group
    for _, inner in group.inner():
        yield from groups(inner)


OPENING, CLOSING = ("(", "{", "["), (")", "}", "]")

PARTS: Final = frozenset({".", ";", ",", "/", "|"})
"""What stands between patterns and between the steps of paths."""

FORBIDDEN: Final = frozenset({"MINUS", "VALUES", "SERVICE", "LATERAL"})

SENTENCES: Final[dict[str, dict[str, str]]] = {
    "syntax": {
        "en": "The SPARQL query cannot be read: {}.",
        "sv": "SPARQL-frågan går inte att läsa: {}.",
    },
    "unread": {
        "en": "“{}” in the SPARQL query is not understood here. Write absolute IRIs, spaces around "
        "comparisons, and characters as themselves.",
        "sv": "”{}” i SPARQL-frågan förstås inte här. Skriv absoluta IRI:er, mellanslag runt "
        "jämförelser och tecken som de är.",
    },
    "form": {
        "en": "The SPARQL query must be a {} query.",
        "sv": "SPARQL-frågan måste vara en {}-fråga.",
    },
    "clause": {
        "en": "The SPARQL query uses {}, which SHACL does not allow here.",
        "sv": "SPARQL-frågan använder {}, vilket SHACL inte tillåter här.",
    },
    "as": {
        "en": "The SPARQL query gives ${} a value with AS: it has one beforehand.",
        "sv": "SPARQL-frågan ger ${} ett värde med AS: den har redan ett.",
    },
    "this": {
        "en": "The SPARQL query must select $this.",
        "sv": "SPARQL-frågan måste välja $this.",
    },
    "sub-select": {
        "en": "A SELECT inside the SPARQL query must select, by name, what is bound beforehand: "
        "{} is missing.",
        "sv": "En SELECT inne i SPARQL-frågan måste, med namn, välja det som är bundet på förhand: "
        "{} saknas.",
    },
    "graph": {
        "en": "The SPARQL query asks for GRAPH {}: there is one graph of data, and $shapesGraph.",
        "sv": "SPARQL-frågan frågar efter GRAPH {}: det finns en graf med data, och $shapesGraph.",
    },
    "path": {
        "en": "$PATH may stand only where the predicate of a triple does.",
        "sv": "$PATH får bara stå där predikatet i en trippel står.",
    },
    "no-path": {
        "en": "$PATH stands for the path of a property shape, and this shape has none.",
        "sv": "$PATH står för stigen i en egenskapsform, och den här formen har ingen.",
    },
    "large": {
        "en": "The SPARQL query is too large: the limit is {}. Divide it.",
        "sv": "SPARQL-frågan är för stor: gränsen är {}. Dela upp den.",
    },
    "deep": {
        "en": "The SPARQL query has brackets in brackets more than {} deep.",
        "sv": "SPARQL-frågan har parenteser i parenteser mer än {} nivåer djupt.",
    },
    "text": {
        "en": "{} must be one text of the datatype xsd:string.",
        "sv": "{} måste vara en text av datatypen xsd:string.",
    },
    "prefix": {
        "en": "sh:declare must name one sh:prefix and one sh:namespace: {} does not.",
        "sv": "sh:declare måste ange en sh:prefix och en sh:namespace: {} gör inte det.",
    },
    "prefix-twice": {
        "en": "The prefix {} is declared with two namespaces.",
        "sv": "Prefixet {} deklareras med två namnrymder.",
    },
    "parameter": {
        "en": "A parameter of the component has no sh:path to a property that can name a variable: "
        "{}.",
        "sv": "En parameter i komponenten saknar en sh:path till en egenskap som kan ge namn åt en "
        "variabel: {}.",
    },
    "optional": {
        "en": "The component has no parameter that must be given.",
        "sv": "Komponenten har ingen parameter som måste anges.",
    },
    "several": {
        "en": "The shape gives several values for {}, a component with more than one parameter.",
        "sv": "Formen ger flera värden för {}, en komponent med mer än en parameter.",
    },
}
