"""What the cells of a set of mappings (SSSOM) may hold: names with prefixes, and one table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import pyoxigraph as ox

from publisher.namespaces import OWL, PREFIXES, RDFS, SKOS

SEMAPV: Final = "https://w3id.org/semapv/vocab/"
SSSOM: Final = "https://w3id.org/sssom/"
BUILT_IN: Final[Mapping[str, str]] = {
    **PREFIXES, "semapv": SEMAPV, "sssom": SSSOM, "orcid": "https://orcid.org/",
    "wd": "http://www.wikidata.org/entity/", "nuts": "http://data.europa.eu/nuts/code/",
    "ror": "https://ror.org/",
}  # fmt: skip
"""Prefixes that need not stand in ``curie_map``."""

REQUIRED: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")
PREDICATES: Final = tuple(
    f"{space}{name}"
    for space, names in (
        (SKOS, ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")),
        (OWL, ("sameAs", "equivalentClass", "equivalentProperty", "differentFrom")),
        (RDFS, ("seeAlso", "subClassOf", "subPropertyOf")),
    )
    for name in names
)
"""Properties that a link may be."""
REFUSAL: Final = "Not"
NOTHING_FOUND: Final = SSSOM + "NoTermFound"


def expand(text: str, prefixes: Mapping[str, str]) -> str | None:
    """A CURIE, or an IRI as it is, as an IRI; None where it is neither."""
    prefix, colon, local = text.partition(":")
    iri = text if local.startswith("//") else prefixes.get(prefix, "") + local
    if not colon or (iri == local and not local.startswith("//")):
        return None
    try:
        return ox.NamedNode(iri).value
    except ValueError:
        return None


def _is_node(value: str, prefixes: Mapping[str, str]) -> bool:
    return expand(value, prefixes) is not None


def _is_predicate(value: str, prefixes: Mapping[str, str]) -> bool:
    return expand(value, prefixes) in PREDICATES


def _is_justification(value: str, prefixes: Mapping[str, str]) -> bool:
    iri = expand(value, prefixes)
    return iri is not None and iri.startswith(SEMAPV) and iri != SEMAPV


def _is_share(value: str, _: Mapping[str, str]) -> bool:
    try:
        return 0 <= float(value) <= 1
    except ValueError:
        return False


def _is_date(value: str, _: Mapping[str, str]) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


NODE: Final = (
    _is_node, "an IRI, or a name with a prefix of curie_map",
    "en IRI, eller ett namn med ett prefix i curie_map",
)  # fmt: skip
SHARE: Final = (_is_share, "a number from 0 to 1", "ett tal från 0 till 1")
KNOWN: Final = "skos:exactMatch, skos:closeMatch, owl:sameAs …"
CHECKS: Final = {
    "subject_id": NODE,
    "predicate_id": (_is_predicate, KNOWN, KNOWN),
    "predicate_modifier": (lambda value, _: value == REFUSAL, REFUSAL, REFUSAL),
    "object_id": NODE,
    "mapping_justification": (_is_justification, "semapv:…", "semapv:…"),
    "confidence": SHARE,
    "similarity_score": SHARE,
    "mapping_date": (_is_date, "a date such as 2024-01-31", "ett datum som 2024-01-31"),
}
"""What must hold of the cells of a column, and what is expected there in both languages."""
