"""The things of a release, or of any RDF, as matching sees them.

Which property says what of a thing is a table. Persons are left out: who somebody is, is not for a
machine to propose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

import pyoxigraph as ox

from publisher.linking.identifiers import SCHEMES, Identifier, equivalents, of_iri, parse
from publisher.linking.matching.entities import Entity, entity
from publisher.linking.names import read
from publisher.namespaces import (
    DCAT,
    DCT,
    LABELS,
    LOCN,
    ORG,
    OWL,
    PERSONS,
    RDF,
    SCHEMA,
    SKOS,
    VCARD,
)

TYPE: Final = RDF + "type"
TITLES: Final = frozenset((DCT + "title",))
NAMES: Final = (
    *LABELS, SKOS + "altLabel", SKOS + "hiddenLabel", DCT + "alternative", SCHEMA + "alternateName",
    SCHEMA + "legalName", VCARD + "organization-name",
)  # fmt: skip
"""What a thing is called, the properties that name it first before its other names."""
SAME: Final = frozenset((OWL + "sameAs", SKOS + "exactMatch"))
NUMBERS: Final = frozenset((
    SKOS + "notation", DCT + "identifier", SCHEMA + "identifier", ORG + "identifier",
    "http://www.w3.org/ns/regorg#registration", SCHEMA + "taxID", SCHEMA + "vatID",
))  # fmt: skip
"""Where identifiers stand."""
FACTS: Final[Mapping[str, str]] = {
    SCHEMA + "startDate": "date", DCAT + "startDate": "date", DCT + "issued": "date",
    DCT + "date": "date", SCHEMA + "datePublished": "date", SCHEMA + "foundingDate": "date",
    DCT + "spatial": "place", DCT + "isPartOf": "part",
    SCHEMA + "amount": "amount", SCHEMA + "value": "amount", SCHEMA + "funding": "grant",
    DCT + "creator": "agent", DCT + "contributor": "agent", SCHEMA + "funder": "agent",
    SCHEMA + "participant": "agent", SCHEMA + "author": "agent", ORG + "linkedTo": "agent",
    VCARD + "hasTelephone": "contact", SCHEMA + "telephone": "contact",
    VCARD + "hasEmail": "contact", SCHEMA + "email": "contact",
    LOCN + "fullAddress": "address", VCARD + "street-address": "address",
    SCHEMA + "streetAddress": "address",
}  # fmt: skip
"""What a property says of a thing, by the feature that compares it."""
NODES: Final = frozenset(("place", "agent", "part"))
"""Features whose values are compared by what they are called, or their identifiers."""
CERTAIN: Final = frozenset(("orgnr", "ror", "lei", "wikidata"))
"""Schemes whose values are recognised anywhere; a code of two digits is not."""
CODES: Final[Mapping[str, str]] = {
    "countycode": "county", "nutscode": "nuts", "iso3166code": "iso3166-2",
    "municipalitycode": "municipality", "organisationnumber": "orgnr",
    "organizationnumber": "orgnr",
}  # fmt: skip
"""Datatypes of identifiers, by the end of their IRI in lower case."""
NUMBER_LEAST: Final = 5
"""Characters that an identifier of no known scheme has at the least to be compared."""


class Things:
    """Reads things from a store."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._called: dict[str, str] = {}

    def of(self, types: Iterable[str], ours: Callable[[str], bool]) -> Iterator[Entity]:
        """The things of any of ``types`` (IRIs of classes) whose IRI is ``ours``, by IRI.

        Things without a name and persons are left out.
        """
        kinds: dict[str, set[str]] = {}
        for kind in types:
            if kind not in PERSONS:
                for iri in self._subjects(TYPE, kind):
                    if ours(iri):
                        kinds.setdefault(iri, set()).add(kind)
        for iri in sorted(kinds):
            found = self._thing(iri, kinds[iri])
            if found is not None:
                yield found

    def one(self, iri: str) -> Entity | None:
        """One thing; None where nothing names it, or it is a person."""
        return self._thing(iri, ())

    def _thing(self, iri: str, types: Iterable[str]) -> Entity | None:
        said: dict[str, list[ox.NamedNode | ox.Literal]] = {}
        for quad in self._store.quads_for_pattern(ox.NamedNode(iri), None, None, None):
            if isinstance(quad.object, ox.NamedNode | ox.Literal):
                said.setdefault(quad.predicate.value, []).append(quad.object)
        if any(value.value in PERSONS for value in said.get(TYPE, ())):
            return None
        naming = [name for name in NAMES if name in said]
        names = [value.value for name in naming for value in sorted(said[name], key=_language)]
        if not names:
            return None
        facts: dict[str, list[str]] = {}
        for predicate, feature in FACTS.items():
            for value in sorted(said.get(predicate, ()), key=str):
                facts.setdefault(feature, []).extend(self._fact(feature, value))
        facts["amount"] = [*facts.get("amount", ()), *facts.pop("grant", ())]
        identifiers, numbers = _identifiers(iri, said)
        facts["number"] = numbers
        found = entity(iri, names, types=types, facts=facts, titled=naming[0] in TITLES)
        return replace(found, identifiers=identifiers)

    def _fact(self, feature: str, value: ox.NamedNode | ox.Literal) -> Iterator[str]:
        if feature == "grant":
            for predicate in (SCHEMA + "amount", SCHEMA + "value"):
                yield from self._texts(value.value, predicate)
        elif feature in NODES:
            yield self._name(value) if isinstance(value, ox.NamedNode) else read(value.value).key
        elif feature == "contact":
            yield value.value.removeprefix("mailto:").removeprefix("tel:")
        else:
            yield value.value

    def _name(self, node: ox.NamedNode) -> str:
        """What tells a thing that is referred to: its identifier, else what it is called."""
        iri = node.value
        if iri not in self._called:
            said: dict[str, list[ox.NamedNode | ox.Literal]] = {}
            for quad in self._store.quads_for_pattern(node, None, None, None):
                if isinstance(quad.object, ox.NamedNode | ox.Literal):
                    said.setdefault(quad.predicate.value, []).append(quad.object)
            known = sorted(_identifiers(iri, said)[0])
            names = [value.value for name in NAMES for value in sorted(said.get(name, ()), key=str)]
            self._called[iri] = str(known[0]) if known else read(names[0]).key if names else iri
        return self._called[iri]

    def _subjects(self, predicate: str, target: str) -> Iterator[str]:
        pattern = (None, ox.NamedNode(predicate), ox.NamedNode(target), None)
        for quad in self._store.quads_for_pattern(*pattern):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject.value

    def _texts(self, iri: str, predicate: str) -> Iterator[str]:
        pattern = (ox.NamedNode(iri), ox.NamedNode(predicate), None, None)
        yield from sorted(
            quad.object.value for quad in self._store.quads_for_pattern(*pattern)
            if isinstance(quad.object, ox.Literal)
        )  # fmt: skip


def identifiers_in(text: str, scheme: str = "") -> tuple[Identifier, ...]:
    """The identifiers that a text surely is: of the scheme it names, or of a form of its own."""
    if scheme or ":" in text:
        return parse(text, scheme)
    return tuple(found for found in parse(text) if found.scheme in CERTAIN)


def _identifiers(
    iri: str, said: Mapping[str, list[ox.NamedNode | ox.Literal]]
) -> tuple[frozenset[Identifier], list[str]]:
    """The identifiers of known schemes, and what else may be a number of the thing."""
    found: set[Identifier] = set()
    numbers = []
    links = [iri, *(value.value for name in SAME for value in said.get(name, ()))]
    found.update(named for link in links if (named := of_iri(link)))
    for predicate in sorted(NUMBERS):
        for value in sorted(said.get(predicate, ()), key=str):
            known = identifiers_in(value.value, _scheme(value))
            found.update(known)
            if (
                not known
                and len(value.value) >= NUMBER_LEAST
                and any(map(str.isdigit, value.value))
            ):
                numbers.append(value.value)
    return frozenset(other for one in found for other in equivalents(one)), numbers


def _scheme(value: ox.NamedNode | ox.Literal) -> str:
    if isinstance(value, ox.NamedNode):
        return ""
    end = value.datatype.value.replace("#", "/").rpartition("/")[2].lower()
    return CODES.get(end, end if end in SCHEMES else "")


def _language(value: ox.NamedNode | ox.Literal) -> tuple[bool, str]:
    tag = value.language if isinstance(value, ox.Literal) else ""
    return not (tag or "").startswith("sv"), str(value)
