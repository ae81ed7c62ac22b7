"""Datasets, series and services that the data itself describes: whatever has such a type.

A record is what the sources say of the thing and of what belongs to it (distributions, contact,
period …), with what the site says of all its datasets where the data says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from publisher.catalog import authorities as lists
from publisher.catalog.common import Common
from publisher.catalog.profiles import RESOURCES
from publisher.catalog.writing import link, literal
from publisher.namespaces import ADMS, DCAT, DCATAP, DCT, PROV, RDF, SKOS, SPDX, VCARD

TYPE: Final = ox.NamedNode(RDF + "type")

PARTS: Final = (
    DCAT + "distribution", ADMS + "sample", DCAT + "contactPoint", DCT + "temporal",
    DCT + "provenance", DCT + "rights", DCT + "accessRights", SPDX + "checksum",
    PROV + "qualifiedAttribution", DCAT + "qualifiedRelation", ADMS + "identifier",
    DCT + "conformsTo", DCT + "license", VCARD + "hasTelephone", VCARD + "hasAddress",
)  # fmt: skip
"""Properties whose values are told in the record of the thing that has them."""

NAMED: Final = (DCT + "publisher", DCT + "creator", DCT + "spatial")
"""Properties whose values are told in few words only: things of the site in their own right."""

LEADING: Final = (*PARTS, *NAMED, SKOS + "exactMatch")
"""Properties by which a change of the value is a change of what has it."""

DEPTH: Final = 3
"""How far from the thing its parts are told: dataset, distribution, checksum."""

USUAL: Final = (
    DCT + "publisher", DCAT + "contactPoint", DCAT + "theme", DCT + "accessRights",
    DCAT + "keyword",
)  # fmt: skip
"""What the site says of all its datasets, and a dataset in the data may say otherwise."""
USUAL_OF_DATASETS: Final = (
    DCT + "spatial", DCT + "temporal", DCT + "accrualPeriodicity", DCT + "language",
)  # fmt: skip

OF_DISTRIBUTION: Final = (DCT + "license", DCATAP + "availability", DCT + "rights")


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
    return common.record(_lines(iri, common))


def _lines(iri: str, common: Common) -> Iterator[str]:
    said = _told(iri, common)
    own = [item for item in said if item.subject == ox.NamedNode(iri)]
    has = {item.predicate.value for item in own}
    kinds = {item.object.value for item in own if item.predicate == TYPE
             and isinstance(item.object, ox.NamedNode)}  # fmt: skip
    yield from (_adjusted(item, common) for item in said)
    for item in own:  # a place has its NUTS IRI, and a country beside it
        if item.predicate.value == DCT + "spatial" and isinstance(item.object, ox.NamedNode):
            for place in common.places_of(item.object.value):
                yield link(iri, DCT + "spatial", place)
    usual = [*common.shared, *(common.of_dataset if DCAT + "DataService" not in kinds else ())]
    for rest in usual:
        predicate = rest.partition(">")[0][1:]
        if predicate in (*USUAL, *USUAL_OF_DATASETS) and predicate not in has:
            yield f"<{iri}> {rest}"
    if DCT + "identifier" not in has:
        yield literal(iri, DCT + "identifier", iri)
    for item in own:
        if item.predicate.value in (DCAT + "distribution", ADMS + "sample"):
            yield from _of_distribution(item.object, said, own, common)


def _told(iri: str, common: Common) -> list[ox.Triple]:
    """What the sources say of a thing and of its parts."""
    found: list[ox.Triple] = []
    seen, edge = {iri}, [iri]
    for _ in range(DEPTH):
        near: list[str] = []
        for node in edge:
            for item in common.said(node):
                found.append(item)
                value = item.object
                if item.predicate.value in PARTS and isinstance(value, ox.NamedNode):
                    near.append(value.value)
        edge = [node for node in dict.fromkeys(near) if node not in seen]
        seen.update(edge)
    return found


def _adjusted(item: ox.Triple, common: Common) -> str:
    """A statement as the catalogue makes it: a place of the data is named by its NUTS IRI."""
    if item.predicate.value == DCT + "spatial" and isinstance(item.object, ox.NamedNode):
        place = common.places_of(item.object.value)[0]
        return f"{item.subject} {item.predicate} <{place}>"
    return str(item)


def _of_distribution(
    node: object, said: list[ox.Triple], own: list[ox.Triple], common: Common
) -> Iterator[str]:
    """What a distribution has by its dataset or the site, where it says nothing itself."""
    if not isinstance(node, ox.NamedNode):
        return
    mine = {item.predicate.value for item in said if item.subject == node}
    for predicate in OF_DISTRIBUTION:
        if predicate in mine:
            continue
        given = [item.object for item in own if item.predicate.value == predicate]
        target = str(given[0]) if given else f"<{_usual(predicate, common)}>"
        yield f"{node} <{predicate}> {target}"
    if DCAT + "accessURL" not in mine:  # a file is reached where it is downloaded
        files = [
            item.object
            for item in said
            if item.subject == node and item.predicate.value == DCAT + "downloadURL"
        ]
        yield from (f"{node} <{DCAT}accessURL> {file}" for file in files)
    if DCT + "description" not in mine:
        titles = [
            item.object
            for item in said
            if item.subject == node and item.predicate.value == DCT + "title"
        ]
        about = [item.object for item in own if item.predicate.value == DCT + "title"]
        yield from (f"{node} <{DCT}description> {text}" for text in titles or about)


def _usual(predicate: str, common: Common) -> str:
    return {
        DCT + "license": common.reader.site.licence,
        DCT + "rights": common.node("rights"),
        DCATAP + "availability": lists.code_of(common.settings.availability, lists.AVAILABILITIES),
    }[predicate]
