"""Questions -> candidates with their scores, from the index and the store of one release."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from publisher.describe import Names
from publisher.linking.index import Index
from publisher.linking.index_texts import Array
from publisher.linking.reconcile.finding import Finder
from publisher.linking.reconcile.likeness import IRI, SCORES, SURE, Likeness
from publisher.linking.reconcile.questions import Candidate, Condition, Feature, Given, Question
from publisher.linking.reconcile.schema import Schema, Term
from publisher.linking.reconcile.values import agreement, literals, things_with

WEIGHED: Final = 40
"""Things whose properties are looked at: the best by name."""

LEAST: Final = 30.0
"""Candidates that score less are not worth being shown."""

PROPERTIES_SHARE: Final = 0.4
"""How much of a score is of the properties, where the question has some that the thing has."""

WRONG_TYPE: Final = 0.7
"""What is left of the score of a thing that should be of a type and is not."""

CLEARLY: Final = 3.0
"""How much more than the next one a thing that is meant must score."""

CONTRARY: Final = 0.5
"""A property that agrees less than this speaks against a thing's being meant."""

NOTHING: Final = Likeness(0.0, 0.0)


@dataclass
class Hit:
    """A thing that was found, and how."""

    likeness: Likeness = NOTHING
    matched: str = ""
    identified: bool = False
    agreements: dict[str, float] = field(default_factory=dict)
    fits: bool | None = None
    """Whether it is of the types in the question; None where there are none."""

    def score(self, *, named: bool) -> float:
        """From 0 to 100; ``named`` says whether the question has a name or an id."""
        own = self.likeness.score
        if self.agreements:
            mean = 100 * sum(self.agreements.values()) / len(self.agreements)
            own = own + PROPERTIES_SHARE * (mean - own) if named else mean
        return round(own * (WRONG_TYPE if self.fits is False else 1.0), 1)

    @property
    def sure(self) -> bool:
        """Whether it is found by what it is called or identified by, and nothing speaks against."""
        contrary = self.fits is False or any(v < CONTRARY for v in self.agreements.values())
        return self.likeness.score >= SURE and not contrary


class Reconciler:
    """Answers questions from one release, in whose data texts are in ``languages``."""

    def __init__(
        self, index: Index, schema: Schema, names: Names, languages: Sequence[str]
    ) -> None:
        self.index, self.schema, self.names = index, schema, names
        self.finder = Finder(index, names.iris)
        self._languages = tuple(languages)

    def candidates(self, question: Question, limit: int) -> list[Candidate]:
        """What may be meant, the likeliest first, at most ``limit``."""
        types = self._types(question)
        allowed = self._allowed(question, types)
        if allowed is not None and not allowed.any():
            return []
        named = bool(question.names or question.ids)
        hits = self._found(question, types, allowed) if named else {
            thing: Hit() for thing in self._by_values(question, allowed)
        }  # fmt: skip
        if types:
            for thing, hit in hits.items():
                hit.fits = not types.isdisjoint(self.index.all_types_of(thing))
        if question.conditions:
            hits = self._weighed(hits, question.conditions)
        scores = {thing: hit.score(named=named) for thing, hit in hits.items()}
        order = sorted((n for n in hits if scores[n] >= LEAST), key=lambda n: (-scores[n], n))
        first = order[0] if order and hits[order[0]].sure else None
        if first is not None and len(order) > 1 and scores[first] - scores[order[1]] < CLEARLY:
            first = None
        return [self._candidate(n, hits[n], scores[n], match=n == first) for n in order[:limit]]

    def _types(self, question: Question) -> frozenset[str]:
        """The types in the question, by id; those that nobody knows are left out."""
        known = (self.schema.type(name) for name in question.types)
        return frozenset(item.id for item in known if item is not None)

    def _allowed(self, question: Question, types: frozenset[str]) -> Array | None:
        """The things that may be meant, as far as the types say; None for all."""
        if not question.types or question.strict == "should":
            return None
        every = question.strict == "all"
        if every and len(types) < len(set(question.types)):
            types = frozenset()
        return self.index.allowed(sorted(types), every=every and bool(types))

    def _found(
        self, question: Question, types: frozenset[str], allowed: Array | None
    ) -> dict[int, Hit]:
        """What the names and ids lead to, each thing by the best way."""
        hits: dict[int, Hit] = {}
        masks = [allowed]
        if types and allowed is None:
            masks.append(self.index.allowed(sorted(types)))
        for text in question.names:
            for found in self.finder.by_name(text, *masks):
                known = hits.get(found.thing)
                if known is None or _rank(found.likeness) > _rank(known.likeness):
                    hits[found.thing] = Hit(found.likeness, found.matched)
        for text in (*question.ids, *question.names):
            for thing in self.finder.identified(text, allowed):
                hit = hits.setdefault(thing, Hit())
                hit.identified, hit.likeness = True, Likeness(SCORES[IRI], 100.0, IRI)
        return hits

    def _by_values(self, question: Question, allowed: Array | None) -> Iterator[int]:
        """The things that have a value that the question names."""
        for condition in question.conditions:
            term = self.schema.property(condition.property)
            if term is not None and condition.quantifier != "none":
                nodes = list(self._nodes(term, condition.values))
                for iri in things_with(self.names, term, nodes):
                    number = self.index.number(iri)
                    if number is not None and (allowed is None or allowed[number]):
                        yield number

    def _nodes(self, term: Term, values: Sequence[Given]) -> Iterator[ox.NamedNode | ox.Literal]:
        """What may stand in the data for values in a question."""
        for given in values:
            for text in dict.fromkeys(filter(None, (given.id, given.text))):
                same = self.finder.of_name(text) if term.target or term.inverse else []
                for number in dict.fromkeys((*self.finder.identified(text), *same)):
                    yield ox.NamedNode(self.index.iris[number])
                yield from literals(text, term, self._languages)

    def _weighed(self, hits: dict[int, Hit], conditions: Sequence[Condition]) -> dict[int, Hit]:
        """The best of what was found, with how it agrees; what lacks what is required is not."""
        best = sorted(hits, key=lambda n: (hits[n].fits is False, -hits[n].likeness.score, n))
        kept = {thing: hits[thing] for thing in best[:WEIGHED]}
        for condition in conditions:
            term = self.schema.property(condition.property)
            for thing, hit in list(kept.items()):
                iri = self.index.iris[thing]
                found = agreement(self.names, iri, term, condition) if term else None
                if found is not None:
                    hit.agreements[condition.property] = found
                if condition.required and (found is None or found < 1.0):
                    del kept[thing]
        return kept

    def _candidate(self, thing: int, hit: Hit, score: float, *, match: bool) -> Candidate:
        return Candidate(
            self.index.iris[thing], score, match, self.index.types_of(thing), tuple(_features(hit)),
            hit.matched,
        )  # fmt: skip


def _rank(likeness: Likeness) -> tuple[float, float]:
    return likeness.score, likeness.similarity


def _features(hit: Hit) -> Iterator[Feature]:
    """What the score of a hit is made of."""
    yield Feature("identifier", hit.identified)
    if hit.matched:
        yield Feature("name_similarity", round(hit.likeness.similarity, 1))
        yield Feature("name_exact", hit.likeness.score >= SURE and hit.likeness.how != IRI)
    if hit.likeness.apart:
        yield Feature("kind_differs", True)
    if hit.fits is not None:
        yield Feature("type_match", hit.fits)
    for name, value in hit.agreements.items():
        yield Feature(f"property:{name}", round(100 * value, 1))
