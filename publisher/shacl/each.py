"""Constraints on each value node by itself (SHACL, sections 4.1, 4.3, 4.4 and 4.8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from publisher.namespaces import SH
from publisher.shacl.compare import Bound
from publisher.shacl.graph import BLANK, IRI, LITERAL, Columns, Ids, Mask
from publisher.shacl.literals import language_matches, length
from publisher.shacl.problems import Failure
from publisher.shacl.regex import Pattern, PatternTimeout
from publisher.shacl.shapes import Broken, Readers, Running, Shape, Values

NODE_KINDS: Final[dict[str, tuple[int, ...]]] = {
    SH + "IRI": (IRI,),
    SH + "BlankNode": (BLANK,),
    SH + "Literal": (LITERAL,),
    SH + "BlankNodeOrIRI": (BLANK, IRI),
    SH + "BlankNodeOrLiteral": (BLANK, LITERAL),
    SH + "IRIOrLiteral": (IRI, LITERAL),
}


class Each:
    """A constraint that each value node meets or not, whatever the focus node."""

    component: str

    def broken(self, run: Running, shape: Shape, values: Values) -> Iterator[Broken]:
        """Each value node that does not meet it."""
        if not len(values.ids):
            return
        bad = ~self.holds(run, values.distinct)
        if bad.any():
            marked = bad[values.back]
            yield Broken(values.places[marked], values.ids[marked])

    def holds(self, run: Running, ids: Ids) -> Mask:
        """Which of the terms, all distinct and sorted, meet it."""
        raise NotImplementedError

    def readers(self, run: Running, some: Columns) -> Readers:
        """Nobody: a term is what it is."""
        return Readers()


@dataclass(frozen=True, eq=False)
class ClassOf(Each):
    """``sh:class``: an instance of the class or of one below it."""

    name: str
    component: str = SH + "ClassConstraintComponent"

    def holds(self, run: Running, ids: Ids) -> Mask:
        return run.is_instance(ids, self.name)

    def readers(self, run: Running, some: Columns) -> Readers:
        """Each thing whose types are among the statements."""
        return Readers(values=run.typed(some))


@dataclass(frozen=True, eq=False)
class Datatype(Each):
    """``sh:datatype``: a literal of the datatype, well-formed."""

    datatype: str
    component: str = SH + "DatatypeConstraintComponent"

    def holds(self, run: Running, ids: Ids) -> Mask:
        good = run.facts.has_datatype(ids, self.datatype)
        good[good] = run.facts.is_well_formed(ids[good], self.datatype)
        return good


@dataclass(frozen=True, eq=False)
class NodeKind(Each):
    """``sh:nodeKind``."""

    kinds: tuple[int, ...]
    component: str = SH + "NodeKindConstraintComponent"

    def holds(self, run: Running, ids: Ids) -> Mask:
        return np.isin(run.graph.kinds[ids], self.kinds)


@dataclass(frozen=True, eq=False)
class Range(Each):
    """``sh:minInclusive`` and its like: ``value operator bound``."""

    bound: Bound
    operator: str
    component: str

    def holds(self, run: Running, ids: Ids) -> Mask:
        return _by_text(run, ids, lambda texts: self.bound.holds(texts, self.operator))


@dataclass(frozen=True, eq=False)
class Length(Each):
    """``sh:minLength`` and ``sh:maxLength``, in characters; a blank node has no length."""

    least: int
    most: int | None
    component: str

    def holds(self, run: Running, ids: Ids) -> Mask:
        def fits(term: str) -> bool:
            number = length(term)
            return (number is not None and number >= self.least) and (
                self.most is None or number <= self.most
            )

        return _by_text(run, ids, lambda texts: list(map(fits, texts)))


@dataclass(frozen=True, eq=False)
class Matches(Each):
    """``sh:pattern`` with ``sh:flags``; a blank node matches nothing."""

    pattern: Pattern
    component: str = SH + "PatternConstraintComponent"

    def holds(self, run: Running, ids: Ids) -> Mask:
        named: Mask = run.graph.kinds[ids] != BLANK
        try:
            named[named] = _by_text(run, ids[named], self.pattern.matches_terms)
        except PatternTimeout as error:
            raise Failure("pattern-time", "pattern", str(error)) from error
        return named


@dataclass(frozen=True, eq=False)
class LanguageIn(Each):
    """``sh:languageIn``: a literal with a language that one of the ranges matches."""

    ranges: tuple[str, ...]
    component: str = SH + "LanguageInConstraintComponent"

    def holds(self, run: Running, ids: Ids) -> Mask:
        numbers, names = run.facts.languages(ids)
        fits = [bool(name) and any(language_matches(name, item) for item in self.ranges)
                for name in names]  # fmt: skip
        good: Mask = np.array(fits, dtype=np.bool_)[numbers]
        return good


@dataclass(frozen=True, eq=False)
class OneOf(Each):
    """``sh:in``: one of the listed terms."""

    terms: tuple[str, ...]
    component: str = SH + "InConstraintComponent"

    def holds(self, run: Running, ids: Ids) -> Mask:
        return np.isin(ids, [run.graph.id(term) for term in self.terms])


def _by_text(run: Running, ids: Ids, test: Callable[[list[str]], list[bool]]) -> Mask:
    terms = run.graph.terms
    return np.array(test([terms[item] for item in ids.tolist()]), dtype=np.bool_)
