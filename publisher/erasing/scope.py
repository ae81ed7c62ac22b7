"""What is erased with a thing: what is said of it and by it, and what only hangs on it; pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from publisher.mapping.statements import term
from publisher.namespaces import RDF, WITHDRAWN, XSD

TEXTS: Final = frozenset((XSD + "string", RDF + "langString", XSD + "anyURI"))
"""Datatypes of what may give a person away wherever it stands; a number or a date does not."""

SHORTEST: Final = 4
"""Characters of the shortest value that is looked for in running text."""

WORD: Final = re.compile(r"[^\W_]{4,}")
TYPE: Final = f"<{RDF}type>"
SCHEMES: Final = ("mailto:", "tel:")

Terms = frozenset[str]
"""Nodes as N-Triples terms."""


@dataclass(frozen=True)
class Scope:
    """A thing by its IRI; nodes without an address of their own are named below ``genid``.

    With ``whole`` goes also what says that it is withdrawn, and its address with that.
    """

    iri: str
    genid: str
    whole: bool = False

    def is_own(self, node: str) -> bool:
        """Whether a node (an N-Triples term) is the thing itself, or a fragment of it."""
        return node == f"<{self.iri}>" or node.startswith(f"<{self.iri}#")

    def is_stone(self, line: str) -> bool:
        """Whether a statement says that the thing is withdrawn: that stays, unless all goes."""
        return not self.whole and line == f"<{self.iri}> {TYPE} <{WITHDRAWN}>"

    def nodes(self, lines: Iterable[str]) -> Terms:
        """The thing as some statements have it, and the nodes that only hang on it.

        ``lines`` are N-Triples without the final dot.
        """
        own: set[str] = {f"<{self.iri}>"}
        parents: dict[str, set[str]] = {}
        hidden = f"<{self.genid}"
        for line in lines:
            subject, _, value = line.split(" ", 2)
            if self.is_own(subject):
                own.add(subject)
            if self.is_own(value):
                own.add(value)
            if value.startswith(hidden):
                parents.setdefault(value, set()).add(subject)
        more = True
        while more:
            found = {node for node, above in parents.items() if node not in own and above <= own}
            own |= found
            more = bool(found)
        return frozenset(own)


def concerns(line: str, nodes: Collection[str]) -> bool:
    """Whether a statement is about one of some nodes, or points to one."""
    subject, _, value = line.split(" ", 2)
    return subject in nodes or value in nodes


def parted(lines: Iterable[str], nodes: Collection[str]) -> tuple[list[str], list[str]]:
    """The statements that stay, and those that go with some nodes."""
    kept: list[str] = []
    gone: list[str] = []
    for line in lines:
        (gone if concerns(line, nodes) else kept).append(line)
    return kept, gone


@dataclass
class Values:
    """The values that are said of a thing and of nothing else, as they may stand in any text."""

    _own: set[str]
    _others: set[str]

    @classmethod
    def none(cls) -> Values:
        """No values yet."""
        return cls(set(), set())

    def add(self, kept: Iterable[str], gone: Iterable[str], nodes: Collection[str]) -> None:
        """Take in statements that stay and statements that go with ``nodes``."""
        for line in kept:
            subject, _, value = line.split(" ", 2)
            self._others.update((subject, value))
        for line in gone:
            subject, predicate, value = line.split(" ", 2)
            if subject in nodes and value not in nodes and predicate != TYPE:
                self._own.add(value)

    def add_name(self, text: str) -> None:
        """Take in what a thing is called in its address."""
        self._own.add(str(ox.Literal(text)))

    def texts(self) -> tuple[str, ...]:
        """What to look for, sorted: addresses also without their schemes, and single words.

        A word is looked for where nothing else that is published has it.
        """
        own = {text for value in self._own - self._others for text in _texts(value)}
        words = {word for text in own for word in _words(text)}
        if words:
            words -= {word for value in self._others for text in _texts(value)
                      for word in _words(text)}  # fmt: skip
        return tuple(sorted(text for text in own | words if len(text) >= SHORTEST))


def _words(text: str) -> list[str]:
    """The words of a text, or of what stands before the sign in an address of e-mail."""
    return [] if "://" in text else WORD.findall(text.partition("@")[0].casefold())


def _texts(value: str) -> Iterator[str]:
    if value.startswith("<"):
        yield value[1:-1]
        for scheme in SCHEMES:
            if value[1:].startswith(scheme):
                yield value[1 + len(scheme) : -1]
        return
    found = term(value)
    if isinstance(found, ox.Literal) and found.datatype.value in TEXTS:
        yield found.value
