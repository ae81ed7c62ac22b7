"""Datasets, series and services that the data itself describes: whatever has such a type.

A record is what the sources say of the thing and of what belongs to it (distributions, contact,
period …), with what the site says of all its datasets where the data says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from publisher.catalog import authorities as lists
from publisher.catalog.distributions import Times, times_of
from publisher.catalog.facts import LEGISLATION, Common
from publisher.catalog.profiles import RESOURCES
from publisher.catalog.writing import literal
from publisher.namespaces import ADMS, DCAT, DCATAP, DCT, PROV, RDF, SKOS, SPDX, XSD

TYPE: Final = ox.NamedNode(RDF + "type")

SIZE: Final = ox.NamedNode(XSD + "nonNegativeInteger")

PARTS: Final = (
    DCAT + "distribution", ADMS + "sample", DCT + "provenance", DCT + "rights",
    DCT + "accessRights", SPDX + "checksum", PROV + "qualifiedAttribution",
    DCAT + "qualifiedRelation", ADMS + "identifier", DCT + "conformsTo", DCT + "license",
)  # fmt: skip
"""Properties whose values are told in the record of the thing that has them."""

NAMED: Final = (
    DCT + "publisher", DCT + "creator", DCT + "spatial", DCT + "temporal", DCAT + "contactPoint",
)  # fmt: skip
"""Properties whose values are told in few words only: things of the site in their own right."""

LEADING: Final = (*PARTS, *NAMED, SKOS + "exactMatch")
"""Properties by which a change of the value is a change of what has it."""

DEPTH: Final = 3
"""How far from the thing its parts are told: dataset, distribution, checksum."""

USUAL: Final = frozenset({
    DCT + "publisher", DCAT + "contactPoint", DCAT + "theme", DCT + "accessRights",
    DCAT + "keyword", DCT + "spatial", DCT + "temporal", DCT + "accrualPeriodicity",
    DCT + "language",
})  # fmt: skip
"""What the site says of all its datasets, and a dataset in the data may say otherwise."""

APPLICABLE: Final = DCATAP + "applicableLegislation"


def things(common: Common) -> list[str]:
    """The IRIs of what the sources describe as datasets, series or services, sorted."""
    store = common.reader.store
    return sorted({
        quad.subject.value for kind in RESOURCES
        for quad in store.quads_for_pattern(None, TYPE, ox.NamedNode(kind), None)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.graph_name, ox.NamedNode)
        and quad.graph_name.value in common.sources
    })  # fmt: skip


def touched(common: Common, changed: Iterable[str]) -> set[str]:
    """What may differ where other things have changed: those that name them, and so on."""
    store = common.reader.store
    found: set[str] = set()
    edge = set(changed)
    for _ in range(DEPTH):
        found |= edge
        edge = {
            quad.subject.value for iri in edge for predicate in LEADING
            for quad in store.quads_for_pattern(
                None, ox.NamedNode(predicate), ox.NamedNode(iri), None
            ) if isinstance(quad.subject, ox.NamedNode)
        } - found  # fmt: skip
    return found | edge


def is_record(iri: str, common: Common) -> bool:
    """Whether the sources say that a thing is a dataset, series or service."""
    return any(item.predicate == TYPE and isinstance(item.object, ox.NamedNode)
               and item.object.value in RESOURCES for item in common.said(iri))  # fmt: skip


def record(iri: str, common: Common) -> tuple[str, ...]:
    """The record of one thing."""
    return common.record(_Told(iri, tuple(_told(iri, common)), common).lines())


def _told(iri: str, common: Common) -> Iterator[ox.Triple]:
    """What the sources say of a thing and of its parts."""
    seen, edge = {iri}, [iri]
    for _ in range(DEPTH):
        near: list[str] = []
        for node in edge:
            for item in common.said(node):
                yield item
                if item.predicate.value in PARTS and isinstance(item.object, ox.NamedNode):
                    near.append(item.object.value)
        edge = [node for node in dict.fromkeys(near) if node not in seen]
        seen.update(edge)


@dataclass(frozen=True)
class _Told:
    """What the sources say of a thing and its parts, to be made a record."""

    iri: str
    said: tuple[ox.Triple, ...]
    common: Common

    def values(self, node: object, predicate: str) -> list[ox.NamedNode | ox.Literal]:
        """The values of a property."""
        return [item.object for item in self.said
                if item.subject == node and item.predicate.value == predicate
                and isinstance(item.object, ox.NamedNode | ox.Literal)]  # fmt: skip

    @cached_property
    def node(self) -> ox.NamedNode:
        """The thing."""
        return ox.NamedNode(self.iri)

    @cached_property
    def has(self) -> frozenset[str]:
        """The properties that the thing has."""
        return frozenset(item.predicate.value for item in self.said if item.subject == self.node)

    def lines(self) -> Iterator[str]:
        """The statements of the record, without what its values need."""
        for item in self.said:
            if item.predicate.value == DCT + "spatial" and isinstance(item.object, ox.NamedNode):
                for place in self.common.places_of(item.object.value):  # by NUTS, and the country
                    yield f"{item.subject} {item.predicate} <{place}>"
            elif item.predicate.value == DCAT + "byteSize" and isinstance(item.object, ox.Literal):
                size = ox.Literal(item.object.value, datatype=SIZE)  # the store keeps integers
                yield f"{item.subject} {item.predicate} {size}"
            else:
                yield str(item)
        yield from self._usual()
        for predicate in (DCAT + "distribution", ADMS + "sample"):
            for node in self.values(self.node, predicate):
                yield from self._distribution(node)

    def _usual(self) -> Iterator[str]:
        """What the site says of all its datasets, where the data says nothing of this one."""
        service = ox.NamedNode(DCAT + "DataService") in self.values(self.node, RDF + "type")
        usual = (*self.common.shared, *(() if service else self.common.of_dataset))
        for rest in usual:
            predicate = rest.partition(">")[0][1:]
            if predicate in USUAL and predicate not in self.has:
                yield f"{self.node} {rest}"
        if DCT + "identifier" not in self.has:
            yield literal(self.iri, DCT + "identifier", self.iri)
        if DCT + "issued" not in self.has and self.common.settings.issued:
            yield from times_of(self.iri, Times(self.common.settings.issued, ""))
        yield from self._legislation(self.node)

    def _legislation(self, node: object) -> Iterator[str]:
        if DCATAP + "hvdCategory" in self.has and not self.values(node, APPLICABLE):
            yield f"{node} <{APPLICABLE}> <{LEGISLATION}>"

    def _distribution(self, node: object) -> Iterator[str]:
        """What a distribution has by itself, by its dataset or by the site where it is silent."""
        common, (titles, about) = self.common, (
            self.values(node, DCT + "title"), self.values(self.node, DCT + "title")
        )  # fmt: skip
        availability = lists.code_of(common.settings.availability, lists.AVAILABILITIES)
        ours = [ox.NamedNode(common.reader.site.licence)]
        licence = self.values(self.node, DCT + "license") or ours
        stated = [*self.values(node, DCT + "license"), *licence][0]
        usual: dict[str, Sequence[ox.NamedNode | ox.Literal]] = {
            DCT + "license": licence,
            DCT + "rights": [ox.NamedNode(common.rights(stated.value))],
            DCATAP + "availability": [ox.NamedNode(availability)],
            DCAT + "accessURL": self.values(node, DCAT + "downloadURL"),
            DCT + "description": titles or about,
            DCAT + "mediaType": [
                ox.NamedNode(lists.IANA + lists.MEDIA_TYPES_OF[code])
                for value in self.values(node, DCT + "format")
                if (code := value.value.removeprefix(lists.FILE_TYPES.space))
                in lists.MEDIA_TYPES_OF
            ],
        }  # fmt: skip
        for predicate, values in usual.items():
            if not self.values(node, predicate):
                yield from (f"{node} <{predicate}> {value}" for value in values)
        yield from self._legislation(node)
