"""The values of a constraint parameter, as what they have to be; what they are not is noted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Protocol

import pyoxigraph as ox

from publisher.namespaces import SH
from publisher.shacl.shapes import Shape
from publisher.vocabulary import Term, Triples, node_name


class Compiler(Protocol):
    """The compilation of one shapes graph, as parameters see it."""

    @property
    def triples(self) -> Triples:
        """The shapes graph."""
        ...

    def say(self, node: str, code: str, name: str = "", value: str = "") -> None:
        """Note a problem. ``name`` is a local name of the SHACL vocabulary."""
        ...

    def inner(self, node: str, name: str, targets: Iterable[str]) -> Iterator[Shape]:
        """The shapes that the values of a parameter name; what is none is noted."""
        ...

    def members(self, node: str, name: str, head: str) -> list[str] | None:
        """The members of a list as N-Triples terms; None, and noted, when it is malformed."""
        ...


def single(own: Compiler, node: str, name: str) -> Term | None:
    """The one value of a parameter that may have only one."""
    values = own.triples.terms(node, SH + name)
    if len(values) > 1:
        own.say(node, "once", name, ", ".join(map(str, values)))
        return None
    return values[0] if values else None


def whole(own: Compiler, node: str, name: str) -> int | None:
    """The value as a whole number from 0."""
    value = single(own, node, name)
    if value is None:
        return None
    if isinstance(value, ox.Literal) and value.value.lstrip("+").isascii():
        text = value.value.lstrip("+")
        if text.isdigit() and len(text) < DIGITS:
            return int(text)
    own.say(node, "value", name, str(value))
    return None


DIGITS: Final = 19
"""Digits of a number that is too large to mean anything here."""


def boolean(own: Compiler, node: str, name: str) -> bool:
    """Whether the value is true."""
    value = single(own, node, name)
    if value is None:
        return False
    if not isinstance(value, ox.Literal) or value.value not in ("true", "false", "1", "0"):
        own.say(node, "value", name, str(value))
        return False
    return value.value in ("true", "1")


def iris(own: Compiler, node: str, name: str) -> Iterator[str]:
    """The values as N-Triples IRIs."""
    for value in own.triples.terms(node, SH + name):
        if isinstance(value, ox.NamedNode):
            yield str(value)
        else:
            own.say(node, "value", name, str(value))


def listed(own: Compiler, node: str, name: str) -> list[Term] | None:
    """The members of the one list."""
    head = single(own, node, name)
    if head is None:
        return None
    if isinstance(head, ox.NamedNode | ox.BlankNode):
        key = node_name(head)
        if own.members(node, name, key) is not None:
            return list(own.triples.members(key))
        return None
    own.say(node, "list", name, str(head))
    return None


def is_true(own: Compiler, node: str, name: str) -> bool:
    """Whether the value is the literal ``true`` itself: "1" is another term (section 4.4.5)."""
    value = single(own, node, name)
    return boolean(own, node, name) and isinstance(value, ox.Literal) and value.value == "true"
