"""What of a release can be found: its things with their types, names and identifiers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from publisher.contract import Contract
from publisher.namespaces import (
    ADMS,
    DCT,
    FOAF,
    LABELS,
    LOCN,
    ORG,
    OWL,
    RDF,
    SCHEMA,
    SKOS,
    VCARD,
    WITHDRAWN,
)
from publisher.store.reader import Reader

CONCEPT: Final = SKOS + "Concept"
ROV: Final = "http://www.w3.org/ns/regorg#"
ROLE: Final = VCARD + "role"

OTHER_NAMES: Final = (
    SKOS + "altLabel", SKOS + "hiddenLabel", DCT + "alternative", SCHEMA + "alternateName",
    SCHEMA + "legalName", ROV + "legalName", FOAF + "nick", ORG + "name",
)  # fmt: skip
"""Further names of a thing."""

IDENTIFIERS: Final = (
    SKOS + "notation", DCT + "identifier", SCHEMA + "identifier", SCHEMA + "taxID",
    SCHEMA + "vatID", SCHEMA + "leiCode", ADMS + "identifier", ORG + "identifier",
    ROV + "registration", LOCN + "adminUnitL1",
)  # fmt: skip
"""Properties whose values identify a thing."""

SAME: Final = (OWL + "sameAs", SKOS + "exactMatch", SCHEMA + "sameAs")
"""Properties whose values are other IRIs of the same thing."""


@dataclass(frozen=True)
class Named:
    """One name of a thing, which has a number; ``first`` tells it from further names."""

    thing: int
    text: str
    language: str
    first: bool


@dataclass
class Content:
    """The things by IRI, sorted, so that one's place is its number."""

    iris: list[str]
    kinds: dict[str, list[int]]
    """The things of each type, those of its subclasses among them."""
    own: dict[str, list[int]]
    """The things that are said to be of a type, by the type."""
    names: list[Named] = field(default_factory=list)
    identifiers: list[tuple[int, str]] = field(default_factory=list)


def types_of(contract: Contract) -> list[str]:
    """The types that things are found by: the classes of the contract, and concepts."""
    targets = [item.target for item in contract.classes if item.target != WITHDRAWN]
    return list(dict.fromkeys([*targets, CONCEPT]))


def read_content(reader: Reader) -> Content:
    """What can be found in a release."""
    store, types = reader.store, types_of(reader.contract)
    said = {kind: _things(store, kind) for kind in _said(reader.contract, types)}
    gone = _things(store, WITHDRAWN)
    genid = reader.iris.genid()
    iris = sorted({iri for things in said.values() for iri in things
                   if iri not in gone and not iri.startswith(genid)})  # fmt: skip
    numbers = {iri: number for number, iri in enumerate(iris)}
    above = reader.contract.superclasses
    kinds = {
        kind: sorted({numbers[iri] for name, things in said.items()
                      if kind == name or kind in above.get(name, ()) for iri in things
                      if iri in numbers})
        for kind in types
    }  # fmt: skip
    own = {kind: sorted(numbers[iri] for iri in said[kind] if iri in numbers) for kind in types}
    content = Content(iris, kinds, own)
    content.names = sorted(
        set(_names(store, numbers)), key=lambda n: (n.thing, not n.first, n.language, n.text)
    )
    content.identifiers = sorted(set(_identifiers(store, numbers)))
    return content


def _said(contract: Contract, types: list[str]) -> list[str]:
    """The types, and the classes below them."""
    below = [name for name, above in contract.superclasses.items() if above & set(types)]
    return sorted({*types, *below})


def _things(store: ox.Store, kind: str) -> set[str]:
    quads = store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(kind), None)
    return {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}


def _names(store: ox.Store, numbers: Mapping[str, int]) -> Iterator[Named]:
    """The names of things; a role is one where there is no other."""
    named: set[int] = set()
    for predicate in (*LABELS, *OTHER_NAMES):
        for thing, value in _values(store, predicate, numbers):
            if isinstance(value, ox.Literal) and value.value.strip():
                if predicate == ROLE and thing in named:
                    continue
                yield Named(thing, value.value, value.language or "", predicate in LABELS)
                named.add(thing)


def _identifiers(store: ox.Store, numbers: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    for predicate in (*IDENTIFIERS, *SAME):
        for thing, value in _values(store, predicate, numbers):
            if isinstance(value, ox.NamedNode) or predicate not in SAME:
                yield thing, value.value


def _values(
    store: ox.Store, predicate: str, numbers: Mapping[str, int]
) -> Iterator[tuple[int, ox.NamedNode | ox.Literal]]:
    for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
        thing = numbers.get(quad.subject.value if isinstance(quad.subject, ox.NamedNode) else "")
        if thing is not None and isinstance(quad.object, ox.NamedNode | ox.Literal):
            yield thing, quad.object
