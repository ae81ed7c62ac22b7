"""SPARQL-based constraints (SHACL, section 5): ``sh:sparql`` -> constraints, or what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from publisher.namespaces import OWL, RDF, RDFS, SH, XSD
from publisher.shacl.paths import Path
from publisher.shacl.shapes import Texts
from publisher.shacl.sparql import Sparql
from publisher.shacl.sparql_rules import Complaint, Reading, Refused, read
from publisher.shacl.substore import ByRun
from publisher.vocabulary import Triples, node_name

COMPONENT: Final = SH + "SPARQLConstraintComponent"

KNOWN: Final = {"owl": OWL, "rdf": RDF, "rdfs": RDFS, "xsd": XSD}
"""Prefixes that a query may use without a declaration, as the reference allows."""


def select_constraints(
    shape: str, shapes: Triples, path: Path | None, stores: ByRun
) -> tuple[list[Sparql], list[Complaint]]:
    """The constraints of ``sh:sparql`` at a shape, and what is wrong with those that mean nothing.

    ``path`` is the shape's, None for a node shape.
    """
    found: list[Sparql] = []
    wrong: list[Complaint] = []
    for term in shapes.terms(shape, SH + "sparql"):
        if isinstance(term, ox.Literal):
            wrong.append(Refused("text", "sh:sparql").at(shape))
            continue
        node = node_name(term)
        if {"true", "1"}.intersection(shapes.texts(node, SH + "deactivated")):
            continue
        try:
            reading = read_query(node, "SELECT", shapes, path)
        except Refused as error:
            wrong.append(error.at(node))
            continue
        own = messages(node, shapes)
        found.append(Sparql(node, COMPONENT, shape, reading, own, path, stores))
    return found, wrong


def read_query(
    node: str, form: str, shapes: Triples, path: Path | None, parameters: tuple[str, ...] = ()
) -> Reading:
    """The query that a constraint or validator has. Raises Refused where it breaks a rule."""
    name = f"sh:{form.lower()}"
    texts = shapes.terms(node, SH + form.lower())
    if len(texts) != 1 or not is_string(texts[0]):
        raise Refused("text", name)
    text = texts[0]
    assert isinstance(text, ox.Literal)
    own = path.text if path else ""
    return read(text.value, prefixes(node, shapes), form, parameters, path=own)


def prefixes(node: str, shapes: Triples) -> dict[str, str]:
    """The prefixes of a query (section 5.2.1): what ``sh:prefixes`` leads to, imports included.

    Raises Refused for a declaration that is none, or one that another contradicts.
    """
    found: dict[str, str] = {}
    todo = shapes.names(node, SH + "prefixes")
    for owner in todo:
        todo += [name for name in shapes.names(owner, OWL + "imports") if name not in todo]
        for declaration in shapes.names(owner, SH + "declare"):
            prefix, namespace = _declared(declaration, shapes)
            if found.setdefault(prefix, namespace) != namespace:
                raise Refused("prefix-twice", f"{prefix}:")
    return {**KNOWN, **found}


def _declared(node: str, shapes: Triples) -> tuple[str, str]:
    names = shapes.texts(node, SH + "prefix")
    namespaces = shapes.texts(node, SH + "namespace") + shapes.iris(node, SH + "namespace")
    if len(names) != 1 or len(namespaces) != 1:
        raise Refused("prefix", node)
    return names[0], namespaces[0]


def messages(node: str, shapes: Triples) -> Texts:
    """The values of ``sh:message``."""
    return tuple(sorted(_texts(node, SH + "message", shapes)))


def _texts(node: str, predicate: str, shapes: Triples) -> Iterator[tuple[str, str]]:
    for term in shapes.terms(node, predicate):
        if isinstance(term, ox.Literal):
            yield term.language or "", term.value


def is_string(term: object) -> bool:
    """Whether a term is a literal of ``xsd:string``."""
    return isinstance(term, ox.Literal) and term.datatype.value == XSD + "string"
