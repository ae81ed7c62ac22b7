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


def complete(lines: Iterable[str], known: Mapping[str, Describe]) -> tuple[str, ...]:
    """The statements with what they need, sorted and distinct.

    ``known`` says more of the values of some properties: what the release knows of them.
    """
    found: set[str] = set()
    done: set[tuple[str, str]] = set()
    edge = set(lines)
    while edge:
        found |= edge
        more: set[str] = set()
        for line in edge:
            _, predicate, value = line.split(" ", 2)
            if not value.startswith("<") or predicate == TYPE or (predicate, value) in done:
                continue
            done.add((predicate, value))
            for table in (VALUES, known):
                describe = table.get(predicate[1:-1])
                if describe is not None:
                    more.update(describe(value[1:-1]))
        edge = more - found
    return tuple(sorted(found))
