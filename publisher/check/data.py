"""Data: what the statements say of a thing, looked up where they lie; terms as people see them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Final

from publisher.check.known import Known
from publisher.check.rules import Words
from publisher.mapping.statements import term
from publisher.namespaces import LABELS, RDF

SCHEMES: Final = ("mailto:", "tel:")


class Data:
    """Statements in N-Triples without the final dot, in lists that are each sorted."""

    def __init__(self, parts: Sequence[Sequence[str]]) -> None:
        self._parts = parts
        self.instances = lru_cache(maxsize=256)(self._instances)
        self.known = lru_cache(maxsize=64)(self._known)
        self._backwards = lru_cache(maxsize=16)(self._inverted)

    def about(self, subject: str) -> Iterator[tuple[str, str]]:
        """The predicates and values of a subject; all of them as N-Triples terms."""
        start = f"{subject} "
        for lines in self._parts:
            for index in range(bisect_left(lines, start), len(lines)):
                if not lines[index].startswith(start):
                    break
                _, predicate, value = lines[index].split(" ", 2)
                yield predicate, value

    def values(self, subject: str, path: str) -> list[str]:
        """The values at the end of a path of one step (``<iri>``, or ``^<iri>``); else nothing."""
        if not path.startswith("^"):
            return sorted({value for predicate, value in self.about(subject) if predicate == path})
        return sorted(self._backwards(path[1:]).get(subject, ()))

    def types(self, subject: str) -> list[str]:
        """The IRIs of the classes that a subject is said to have."""
        return [value[1:-1] for value in self.values(subject, f"<{RDF}type>") if value[0] == "<"]

    def label(self, subject: str) -> Words:
        """What a thing is called, by language; nothing where it is called nothing."""
        found: dict[str, dict[str, str]] = {}
        for predicate, value in self.about(subject):
            if value.startswith('"'):
                found.setdefault(predicate[1:-1], {}).setdefault(language_of(value), shown(value))
        return next((found[name] for name in LABELS if name in found), {})

    def _inverted(self, predicate: str) -> dict[str, set[str]]:
        """The subjects of each value of a predicate."""
        found: dict[str, set[str]] = {}
        middle = f" {predicate} "
        for lines in self._parts:
            for line in lines:
                if middle in line:
                    subject, own, value = line.split(" ", 2)
                    if own == predicate:
                        found.setdefault(value, set()).add(subject)
        return found

    def _instances(self, target: str) -> tuple[str, ...]:
        """The things that are said to be of a class, as N-Triples terms, sorted."""
        return tuple(sorted(self._by_type.get(f"<{target}>", ())))

    @cached_property
    def _by_type(self) -> dict[str, set[str]]:
        """The things of each class."""
        return self._inverted(f"<{RDF}type>")

    def _known(self, classes: tuple[str, ...]) -> Known:
        """The things that are said to be of any of some classes."""
        return Known(shown(thing) for name in classes for thing in self.instances(name))


def shown(text: str) -> str:
    """An N-Triples term as people see it: a literal's text, an IRI without brackets."""
    if text.startswith("<"):
        return text[1:-1]
    if not text.startswith('"'):
        return text
    if "\\" in text:
        return term(text).value
    return text[1 : text.rindex('"')]


def as_written(text: str) -> str:
    """A term as a person writes it in a cell: an address without ``mailto:``.

    A blank node is written as nothing.
    """
    found = "" if text.startswith("_:") else shown(text)
    if text.startswith("<"):
        for scheme in SCHEMES:
            found = found.removeprefix(scheme)
    return found


def language_of(text: str) -> str:
    """The language of an N-Triples literal; empty where it has none."""
    after = text[text.rindex('"') + 1 :] if text.startswith('"') else ""
    return after[1:].partition("--")[0] if after.startswith("@") else ""


def datatype_of(text: str) -> str:
    """The IRI of the datatype that an N-Triples literal is written with; else empty."""
    after = text[text.rindex('"') + 1 :] if text.startswith('"') else ""
    return after[3:-1] if after.startswith("^^<") else ""
