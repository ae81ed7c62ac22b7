"""What a record says of the values that it names, so that it can be read by itself; pure.

DCAT-AP gives a class to the values of most properties (its range shapes). A value gets that class
here, and what the code lists or the release know of it, by the property that leads to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from publisher.catalog.authorities import describe_licence, describe_value
from publisher.catalog.writing import kind
from publisher.namespaces import (
    ADMS,
    DCAT,
    DCATAP,
    DCT,
    ELI,
    FOAF,
    PROV,
    RDF,
    RDFS,
    SKOS,
    SPDX,
    VCARD,
)

Describe = Callable[[str], Iterable[str]]

TYPE: Final = f"<{RDF}type>"


def of_class(*classes: str) -> Describe:
    """What says that a value is of some classes, and what the code lists know of it."""

    def describe(iri: str) -> Iterator[str]:
        yield from kind(iri, *classes)
        yield from describe_value(iri)

    return describe


VALUES: Final[Mapping[str, Describe]] = {
    DCAT + "landingPage": of_class(FOAF + "Document"),
    FOAF + "page": of_class(FOAF + "Document"),
    FOAF + "homepage": of_class(FOAF + "Document"),
    DCAT + "accessURL": of_class(RDFS + "Resource"),
    DCAT + "downloadURL": of_class(RDFS + "Resource"),
    DCAT + "endpointURL": of_class(RDFS + "Resource"),
    DCAT + "endpointDescription": of_class(RDFS + "Resource"),
    VCARD + "hasURL": of_class(RDFS + "Resource"),
    VCARD + "hasEmail": of_class(RDFS + "Resource"),
    DCT + "conformsTo": of_class(DCT + "Standard"),
    DCT + "format": of_class(DCT + "MediaTypeOrExtent"),
    DCAT + "mediaType": of_class(DCT + "MediaType"),
    DCAT + "compressFormat": of_class(DCT + "MediaType"),
    DCAT + "packageFormat": of_class(DCT + "MediaType"),
    DCT + "accessRights": of_class(DCT + "RightsStatement"),
    DCT + "rights": of_class(DCT + "RightsStatement"),
    DCT + "license": describe_licence,
    DCT + "language": of_class(DCT + "LinguisticSystem"),
    DCT + "spatial": of_class(DCT + "Location"),
    DCT + "temporal": of_class(DCT + "PeriodOfTime"),
    DCT + "provenance": of_class(DCT + "ProvenanceStatement"),
    DCT + "accrualPeriodicity": of_class(DCT + "Frequency"),
    DCT + "publisher": of_class(FOAF + "Agent"),
    DCT + "creator": of_class(FOAF + "Agent"),
    DCAT + "contactPoint": of_class(VCARD + "Kind"),
    DCAT + "theme": of_class(SKOS + "Concept"),
    DCAT + "themeTaxonomy": of_class(SKOS + "ConceptScheme"),
    DCAT + "distribution": of_class(DCAT + "Distribution"),
    ADMS + "sample": of_class(DCAT + "Distribution"),
    SPDX + "checksum": of_class(SPDX + "Checksum"),
    SPDX + "algorithm": of_class(SPDX + "ChecksumAlgorithm"),
    PROV + "qualifiedAttribution": of_class(PROV + "Attribution"),
    DCATAP + "availability": of_class(SKOS + "Concept"),
    DCATAP + "hvdCategory": of_class(SKOS + "Concept"),
    DCATAP + "applicableLegislation": of_class(ELI + "LegalResource"),
    DCT + "type": describe_value,
}
"""Property -> what is said of its values."""


KEPT: Final = 4_096
"""Values whose description is kept at a time: most records name the same few."""


class Inliner:
    """Completes records; ``known`` says more of the values of some properties."""

    def __init__(self, known: Mapping[str, Describe]) -> None:
        self._known = known
        self._kept: dict[tuple[str, str], tuple[str, ...]] = {}

    def complete(self, lines: Iterable[str]) -> tuple[str, ...]:
        """The statements with what they need, sorted and distinct."""
        found = set(lines)
        for pair in {pair for line in found if (pair := _value(line))}:
            kept = self._kept.get(pair)
            if kept is None:
                kept = tuple(self._needs(*pair))
                if len(self._kept) >= KEPT:
                    self._kept.clear()
                self._kept[pair] = kept
            found.update(kept)
        return tuple(sorted(found))

    def _needs(self, predicate: str, value: str) -> set[str]:
        """What is said of a value, and of the values in that."""
        found: set[str] = set()
        done, edge = {(predicate, value)}, {(predicate, value)}
        while edge:
            told = {line for pair in edge for line in self._said(*pair)} - found
            found |= told
            edge = {pair for line in told if (pair := _value(line))} - done
            done |= edge
        return found

    def _said(self, predicate: str, value: str) -> Iterator[str]:
        for table in (VALUES, self._known):
            describe = table.get(predicate)
            if describe is not None:
                yield from describe(value)


def _value(line: str) -> tuple[str, str] | None:
    """The property and the IRI that a statement leads to; None for literals and classes."""
    _, predicate, value = line.split(" ", 2)
    if not value.startswith("<") or predicate == TYPE:
        return None
    return predicate[1:-1], value[1:-1]
