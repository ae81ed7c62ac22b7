"""Profiles: the native statements of the catalogue as the readers of each profile want them; pure.

The native form is DCAT-AP 3.0.1. A profile adapts whole documents and single records alike; what
is no part of it (a series in DCAT-AP 2, a dataset without a category in the HVD profile) is left
out with all that only it needs, so that a record may come to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from publisher.catalog.schema_org import translate
from publisher.namespaces import DCAT, DCATAP, DCT, FOAF, OWL, RDF, SPDX, XSD

DEFAULT: Final = "dcat-ap-3"

RESOURCES: Final[Mapping[str, str]] = {
    DCAT + "Dataset": DCAT + "dataset",
    DCAT + "DataService": DCAT + "service",
    DCAT + "DatasetSeries": DCAT + "resource",
}
"""Class of a record -> the property by which the catalogue lists it."""

LISTING: Final = (*RESOURCES, DCAT + "Catalog", DCAT + "CatalogRecord")
LINKS: Final = frozenset({
    *RESOURCES.values(), DCAT + "record", DCAT + "servesDataset", DCAT + "accessService",
    DCAT + "inSeries", DCAT + "prev", DCAT + "last", DCAT + "first", FOAF + "primaryTopic",
    DCT + "hasPart", DCT + "isPartOf", DCT + "source", DCT + "relation", SPDX + "checksum",
    SPDX + "algorithm",
})  # fmt: skip
"""Properties that lead to what a profile leaves out; an address of a page stays as it is."""

TYPE: Final = ox.NamedNode(RDF + "type")
OLD_TERMS: Final[Mapping[str, str]] = {
    DCAT + "version": OWL + "versionInfo",
    DCAT + "hasVersion": DCT + "hasVersion",
    DCAT + "isVersionOf": DCT + "isVersionOf",
}
"""Terms of DCAT 3 that DCAT-AP 2 knew by other names."""

Triples = Sequence[ox.Triple]


@dataclass(frozen=True)
class Profile:
    """A profile by its name and IRI, and what it is called by language.

    ``dcat`` says whether what it gives is DCAT at all.
    """

    name: str
    iri: str
    title: Mapping[str, str]
    change: Callable[[Triples], Iterable[ox.Triple]]
    dcat: bool = True

    def adapt(self, triples: Triples) -> list[ox.Triple]:
        """The statements as this profile has them, distinct, in the order of those given."""
        return list(dict.fromkeys(self.change(triples)))


def listed_by(triples: Iterable[ox.Triple], iri: str) -> str:
    """The property by which the catalogue lists the record ``iri``; empty where it is none."""
    kinds = {item.object.value for item in triples
             if item.predicate == TYPE and item.subject == ox.NamedNode(iri)
             and isinstance(item.object, ox.NamedNode)}  # fmt: skip
    return next((name for kind, name in RESOURCES.items() if kind in kinds), "")


def without(triples: Triples, gone: set[str]) -> list[ox.Triple]:
    """The statements without the resources in ``gone`` and what only they need."""
    if not gone:
        return list(triples)
    dropped = {ox.NamedNode(iri) for iri in gone}
    others = {ox.NamedNode(iri) for iri in _typed(triples, *LISTING)} - dropped
    kept = [item for item in triples if item.subject not in dropped
            and not (item.object in dropped and item.predicate.value in LINKS)]  # fmt: skip
    lost = _reach(triples, dropped, others)
    needed = _reach(kept, {item.subject for item in kept} - lost, ())
    return [item for item in kept if item.subject not in lost or item.subject in needed]


def _reach(triples: Triples, roots: Iterable[object], stop: Collection[object]) -> set[object]:
    """The subjects that statements lead to from the roots, without going on at ``stop``."""
    near: dict[object, set[object]] = {}
    for item in triples:
        near.setdefault(item.subject, set()).add(item.object)
    found: set[object] = set()
    edge: set[object] = set(roots)
    while edge:
        found |= edge
        edge = {other for node in edge for other in near.get(node, ())
                if other in near and other not in found and other not in stop}  # fmt: skip
    return found


def _typed(triples: Triples, *kinds: str) -> set[str]:
    return {item.subject.value for item in triples
            if item.predicate == TYPE and isinstance(item.subject, ox.NamedNode)
            and isinstance(item.object, ox.NamedNode) and item.object.value in kinds}  # fmt: skip


def _as_it_is(triples: Triples) -> Iterable[ox.Triple]:
    return triples


def _older(triples: Triples) -> Iterable[ox.Triple]:
    """DCAT-AP 2.1.1: sizes are decimals, there are no series, and some terms have other names.

    Its only checksums are those by SHA-1, so that ours are left out.
    """
    gone = _typed(triples, DCAT + "DatasetSeries", SPDX + "Checksum", SPDX + "ChecksumAlgorithm")
    for item in without(triples, gone):
        predicate = item.predicate.value
        if predicate in OLD_TERMS:
            yield ox.Triple(item.subject, ox.NamedNode(OLD_TERMS[predicate]), item.object)
        elif predicate == DCAT + "inSeries":
            continue
        elif predicate == DCAT + "byteSize" and isinstance(item.object, ox.Literal):
            size = ox.Literal(item.object.value, datatype=ox.NamedNode(XSD + "decimal"))
            yield ox.Triple(item.subject, item.predicate, size)
        else:
            yield item


def _swedish(triples: Triples) -> Iterable[ox.Triple]:
    """DCAT-AP-SE 3.0.1: no catalogue records (dcat:CatalogRecord)."""
    records = _typed(triples, DCAT + "CatalogRecord")
    return (item for item in without(triples, records)
            if item.predicate.value != DCAT + "record")  # fmt: skip


def _high_value(triples: Triples) -> Iterable[ox.Triple]:
    """DCAT-AP HVD 3.0.0: what has a category of high-value datasets, and nothing else."""
    resources = _typed(triples, *RESOURCES)
    chosen = {item.subject.value for item in triples
              if item.predicate.value == DCATAP + "hvdCategory"
              and isinstance(item.subject, ox.NamedNode)}  # fmt: skip
    return without(triples, resources - chosen)


PROFILES: Final[dict[str, Profile]] = {item.name: item for item in (
    Profile(
        DEFAULT, "https://semiceu.github.io/DCAT-AP/releases/3.0.1/",
        {"sv": "DCAT-AP 3.0.1 (EU)", "en": "DCAT-AP 3.0.1 (EU)"}, _as_it_is,
    ),
    Profile(
        "dcat-ap-2", "https://semiceu.github.io/DCAT-AP/releases/2.1.1/",
        {"sv": "DCAT-AP 2.1.1 (EU, äldre)", "en": "DCAT-AP 2.1.1 (EU, older)"}, _older,
    ),
    Profile(
        "dcat-ap-se", "https://docs.dataportal.se/dcat/",
        {"sv": "DCAT-AP-SE 3.0.1 (Sveriges dataportal)",
         "en": "DCAT-AP-SE 3.0.1 (Sweden's data portal)"}, _swedish,
    ),
    Profile(
        "hvd", "https://semiceu.github.io/DCAT-AP/releases/3.0.0-hvd/",
        {"sv": "DCAT-AP HVD 3.0.0 (värdefulla datamängder)",
         "en": "DCAT-AP HVD 3.0.0 (high-value datasets)"}, _high_value,
    ),
    Profile(
        "schema.org", "https://schema.org/",
        {"sv": "schema.org (sökmotorer)", "en": "schema.org (search engines)"}, translate,
        dcat=False,
    ),
)}  # fmt: skip
"""The profiles by name, the default one first."""

__all__ = ["DEFAULT", "PROFILES", "RESOURCES", "Profile", "listed_by", "without"]
