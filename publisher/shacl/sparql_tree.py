"""What a SPARQL query is made of (SPARQL 1.1 Query Language, section 19.8): groups and patterns.

Variables are written ``?name``, IRIs in full in brackets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from publisher.sparql_tokens import Token

PATH: Final = "PATH"
"""The variable that the path of a property shape takes the place of (SHACL, section 5.3.2)."""


class Unreadable(Exception):
    """A part of a query is not understood here; the text is that part."""


@dataclass(frozen=True)
class Path:
    """The verb of a pattern: the predicates in it, or a variable, and how it is put together."""

    names: tuple[str, ...]
    steps: int = 1
    variable: str = ""
    empty: bool = False
    """Whether it may lead from a node to itself without a triple."""
    marks: frozenset[str] = frozenset()
    """The operators in it, of ``^ ! | * ? +``."""

    @property
    def repeated(self) -> bool:
        """Whether it may lead on and on."""
        return bool(self.marks & {"*", "+"})


@dataclass(frozen=True)
class Pattern:
    """A triple pattern or path pattern."""

    subject: str
    path: Path
    object: str

    def ends(self) -> tuple[str, str]:
        """Subject and object."""
        return self.subject, self.object


@dataclass(frozen=True)
class Expression:
    """The tokens of an expression, by position, and the groups of ``EXISTS`` in it."""

    first: int
    last: int
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Filter(Expression):
    """``FILTER``."""


@dataclass(frozen=True)
class Bind(Expression):
    """``BIND``."""


@dataclass(frozen=True)
class Optional:
    """``OPTIONAL``."""

    group: Group


@dataclass(frozen=True)
class Branches:
    """A group in a group, or several with ``UNION`` between them."""

    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Named:
    """``GRAPH``."""

    graph: str
    group: Group


@dataclass(frozen=True)
class Foreign:
    """A clause that is only named: ``MINUS``, ``SERVICE``, ``VALUES``, ``LATERAL``."""

    word: str


Element = list[Pattern] | Filter | Bind | Optional | Branches | Named | Foreign


@dataclass(frozen=True)
class Group:
    """What stands between braces: after ``start`` and before ``end``, places in the text."""

    start: int
    end: int
    elements: tuple[Element, ...] = ()
    select: Query | None = None
    """The query, where all there is is a sub-select."""

    def inner(self) -> Iterator[tuple[str, Group]]:
        """The groups right inside, each with how it is inside."""
        for element in self.elements:
            match element:
                case Filter() | Bind():
                    yield from (("exists", group) for group in element.groups)
                case Optional():
                    yield "optional", element.group
                case Branches():
                    yield from (("branch", group) for group in element.groups)
                case Named():
                    yield "graph", element.group
        if self.select is not None:
            yield "branch", self.select.where

    def patterns(self) -> Iterator[Pattern]:
        """The patterns of this group itself."""
        for element in self.elements:
            if isinstance(element, list):
                yield from element


@dataclass(frozen=True)
class Query:
    """A query or sub-select."""

    form: str
    form_token: Token
    project_at: int
    """Where a variable may be added to those that are projected."""
    projected: tuple[str, ...] | None
    """Names of variables; None for ``*``."""
    where: Group
    own: tuple[tuple[int, int], ...]
    """The positions of the tokens of projection and solution modifiers."""
    group_at: int = -1
    """The place after ``GROUP BY``; -1 where there is none."""
    modifiers: frozenset[str] = frozenset()
    """Keywords after the pattern."""
    datasets: bool = False
