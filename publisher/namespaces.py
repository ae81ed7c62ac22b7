"""Every prefix once: the namespaces that the publisher reads, writes and abbreviates."""

from __future__ import annotations

from typing import Final

ADMS: Final = "http://www.w3.org/ns/adms#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
DCATAP: Final = "http://data.europa.eu/r5r/"
DCT: Final = "http://purl.org/dc/terms/"
ELI: Final = "http://data.europa.eu/eli/ontology#"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
GEO: Final = "http://www.opengis.net/ont/geosparql#"
HYDRA: Final = "http://www.w3.org/ns/hydra/core#"
LOCN: Final = "http://www.w3.org/ns/locn#"
M8G: Final = "http://data.europa.eu/m8g/"
ORG: Final = "http://www.w3.org/ns/org#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
PROV: Final = "http://www.w3.org/ns/prov#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
S3R: Final = "https://w3id.org/s3r/ns#"
SCHEMA: Final = "http://schema.org/"
SD: Final = "http://www.w3.org/ns/sparql-service-description#"
SH: Final = "http://www.w3.org/ns/shacl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
SPDX: Final = "http://spdx.org/rdf/terms#"
VCARD: Final = "http://www.w3.org/2006/vcard/ns#"
VOID: Final = "http://rdfs.org/ns/void#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: Final[dict[str, str]] = {
    "adms": ADMS,
    "dcat": DCAT,
    "dct": DCT,
    "foaf": FOAF,
    "geo": GEO,
    "hydra": HYDRA,
    "locn": LOCN,
    "m8g": M8G,
    "org": ORG,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "s3r": S3R,
    "schema": SCHEMA,
    "sd": SD,
    "sh": SH,
    "skos": SKOS,
    "spdx": SPDX,
    "vcard": VCARD,
    "void": VOID,
    "xsd": XSD,
}

WITHDRAWN: Final = S3R + "Withdrawn"
"""The class of what was published and is no longer."""

PERSONS: Final = frozenset((VCARD + "Individual", FOAF + "Person", SCHEMA + "Person"))
"""Classes of persons."""

LABELS: Final[tuple[str, ...]] = (
    SKOS + "prefLabel",
    DCT + "title",
    FOAF + "name",
    RDFS + "label",
    LOCN + "geographicName",
    VCARD + "fn",
    SCHEMA + "name",
    VCARD + "role",
)
"""The properties that name a thing, the most telling first."""


def shorten_iri(iri: str, prefixes: dict[str, str] = PREFIXES) -> str:
    """``iri`` as a prefixed name where a prefix fits, otherwise as it is."""
    for prefix, namespace in prefixes.items():
        local = iri.removeprefix(namespace)
        if local != iri and local.replace("-", "").replace("_", "").isalnum():
            return f"{prefix}:{local}"
    return iri
