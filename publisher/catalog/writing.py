"""Statements as the catalogue writes them: N-Triples lines without the final dot; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from publisher.namespaces import RDF, XSD


def link(subject: str, predicate: str, target: str) -> str:
    """A statement whose object is an IRI."""
    return f"<{subject}> <{predicate}> <{target}>"


def kind(subject: str, *classes: str) -> Iterator[str]:
    """That a thing is of some classes."""
    for name in classes:
        yield link(subject, RDF + "type", name)


def literal(subject: str, predicate: str, text: str, datatype: str = XSD + "string") -> str:
    """A statement whose object is a literal with a datatype."""
    return f"<{subject}> <{predicate}> {ox.Literal(text, datatype=ox.NamedNode(datatype))}"


def texts(subject: str, predicate: str, said: Mapping[str, str]) -> Iterator[str]:
    """A text in each of its languages."""
    for tag, text in said.items():
        yield f"<{subject}> <{predicate}> {ox.Literal(text, language=tag)}"


def number(subject: str, predicate: str, value: int) -> str:
    """A statement whose object is a whole number from 0."""
    return literal(subject, predicate, str(value), XSD + "nonNegativeInteger")
