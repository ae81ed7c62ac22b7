"""The types and properties that questions may name: the classes of the contract, by any name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from publisher.contract import Class, Contract, Property, Texts
from publisher.describe.views import pick
from publisher.linking.index_content import CONCEPT
from publisher.names import normalise
from publisher.namespaces import PREFIXES, shorten_iri

INVERSE: Final = "^"
"""What the id of a property begins with that is followed backwards, as in SPARQL."""

CONCEPT_NAMES: Final[Texts] = {"sv": "Begrepp", "en": "Concept"}


@dataclass(frozen=True)
class Type:
    """A type of things: its IRI is its id; ``broader`` are those directly above it."""

    id: str
    labels: Texts
    descriptions: Texts
    broader: tuple[Type, ...]
    names: frozenset[str]

    def name(self, language: str) -> str:
        """What it is called."""
        return pick(self.labels, language)[0] or shorten_iri(self.id, PREFIXES)


@dataclass(frozen=True)
class Term:
    """A property: its id is its IRI, with a sign before it where it is followed backwards."""

    id: str
    iri: str
    inverse: bool
    labels: Texts
    descriptions: Texts
    target: str
    """The type of the things that are its values; empty for other values."""
    datatypes: tuple[str, ...]
    names: frozenset[str]

    def name(self, language: str) -> str:
        """What it is called."""
        return pick(self.labels, language)[0] or shorten_iri(self.iri, PREFIXES)


class Schema:
    """The types that have things, and the properties of their classes."""

    def __init__(self, contract: Contract, used: Sequence[str]) -> None:
        self._contract = contract
        self._used = [item for item in used if item]
        self.types = tuple(self._types())
        self.properties = tuple(self._properties(contract.classes))

    def type(self, name: str) -> Type | None:
        """The type that an id, a slug, a prefixed or a human name stands for."""
        return self._by_id.get(name) or self._type_names.get(normalise(name))

    def property(self, name: str) -> Term | None:
        """The property that an id, a JSON-LD term, a prefixed or a human name stands for."""
        return self._terms_by_id.get(name) or self._term_names.get(normalise(name))

    def properties_of(self, type_: str) -> tuple[Term, ...]:
        """The properties that things of a type may have; all of them for an unknown type."""
        classes = [item for item in self._contract.classes if item.target == type_]
        return tuple(self._properties(classes)) if classes else self.properties

    @cached_property
    def _by_id(self) -> Mapping[str, Type]:
        return {item.id: item for item in self.types}

    @cached_property
    def _type_names(self) -> Mapping[str, Type]:
        return {name: item for item in reversed(self.types) for name in sorted(item.names)}

    @cached_property
    def _terms_by_id(self) -> Mapping[str, Term]:
        return {item.id: item for item in self.properties}

    @cached_property
    def _term_names(self) -> Mapping[str, Term]:
        return {name: item for item in reversed(self.properties) for name in sorted(item.names)}

    def _types(self) -> Iterator[Type]:
        found: dict[str, Type] = {}
        for iri in self._used:
            yield self._type(iri, found)

    def _type(self, iri: str, found: dict[str, Type]) -> Type:
        """A type, after those above it; ``found`` has those that are known by now."""
        if iri not in found:
            own = self._contract.by_target.get(iri)
            known = own.labels if own else self._contract.label(iri)
            found[iri] = Type(
                iri,
                known or (CONCEPT_NAMES if iri == CONCEPT else {}),
                own.descriptions if own else {},
                tuple(self._type(name, found) for name in self._above(iri)),
                frozenset([*(own.names if own else ()), normalise(shorten_iri(iri, PREFIXES))]),
            )
        return found[iri]

    def _above(self, iri: str) -> list[str]:
        """The types directly above one, of those that there are."""
        superclasses = self._contract.superclasses
        above = [name for name in self._used
                 if name != iri and name in superclasses.get(iri, ())
                 and iri not in superclasses.get(name, ())]  # fmt: skip
        further = {name for other in above for name in superclasses.get(other, ()) if name != other}
        return [name for name in above if name not in further]

    def _properties(self, classes: Sequence[Class]) -> Iterator[Term]:
        """The properties of ``classes``, each once, in the order of the contract."""
        found: dict[str, list[Property]] = {}
        for item in classes:
            for member in item.columns:
                found.setdefault((INVERSE if member.inverse else "") + member.path, []).append(
                    member
                )
        for name, members in found.items():
            first = members[0]
            texts = [
                text for member in members
                for text in (*member.names.values(), *member.other_names, member.term)
            ]  # fmt: skip
            yield Term(
                name, first.path, first.inverse, first.names, first.descriptions,
                next((member.target for member in members if member.target), ""),
                tuple(dict.fromkeys(kind for member in members for kind in member.datatypes)),
                frozenset(map(normalise, [*texts, shorten_iri(first.path, PREFIXES)])),
            )  # fmt: skip
