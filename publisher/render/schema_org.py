"""A description in the words of schema.org, for search engines; embedded in pages as JSON-LD.

It is a translation for machines that know schema.org alone. What the site publishes are the
statements of the release, in the formats of RDF.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from publisher.config import SiteSection
from publisher.describe.views import Description, Link, Text, Value, pick
from publisher.namespaces import DCT, FOAF, M8G, ORG, OWL, RDFS, SCHEMA, SKOS, VCARD

CONTEXT: Final = "https://schema.org"

TYPES: Final[dict[str, str]] = {
    SCHEMA + "Project": "Project",
    SCHEMA + "VideoObject": "VideoObject",
    SCHEMA + "MonetaryGrant": "MonetaryGrant",
    M8G + "PublicOrganisation": "GovernmentOrganization",
    ORG + "OrganizationalCollaboration": "Organization",
    ORG + "Organization": "Organization",
    M8G + "AdminUnit": "AdministrativeArea",
    DCT + "Location": "Place",
    VCARD + "Individual": "Person",
    M8G + "ContactPoint": "ContactPoint",
    SKOS + "ConceptScheme": "DefinedTermSet",
    SKOS + "Concept": "DefinedTerm",
    FOAF + "Document": "CreativeWork",
}
"""The types that have a counterpart, the most telling first."""

PROPERTIES: Final[dict[str, str]] = {
    OWL + "sameAs": "sameAs",
    SKOS + "exactMatch": "sameAs",
    FOAF + "homepage": "sameAs",
    RDFS + "seeAlso": "subjectOf",
    SCHEMA + "startDate": "startDate",
    SCHEMA + "endDate": "endDate",
    SCHEMA + "amount": "amount",
    SCHEMA + "currency": "currency",
    SKOS + "notation": "identifier",
    DCT + "identifier": "identifier",
    SKOS + "altLabel": "alternateName",
    SKOS + "inScheme": "inDefinedTermSet",
    DCT + "language": "inLanguage",
    DCT + "spatial": "location",
}

SUMMARIES: Final = (
    DCT + "description",
    SKOS + "definition",
    SCHEMA + "description",
    SKOS + "scopeNote",
    RDFS + "comment",
)
"""The properties that say in a few words what a thing is."""


def thing(description: Description, language: str, page: str) -> str:
    """A thing as JSON for a ``script`` element; empty when schema.org has no such type.

    ``page`` is the absolute IRI of the document.
    """
    kinds = {link.iri for link in description.types}
    kind = next((name for iri, name in TYPES.items() if iri in kinds), "")
    if not kind:
        return ""
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": kind,
        "@id": description.iri,
        "name": description.title(language),
        "url": page,
    }
    if text := summary(description, language)[0]:
        found["description"] = text
    for group in description.groups:
        for view in group.properties:
            name = PROPERTIES.get(view.predicate)
            if name and not view.inverse:
                found.setdefault(name, []).extend(_plain(view.values, language))
    return script({key: value for key, value in found.items() if value != []})


def website(site: SiteSection, language: str, downloads: Sequence[tuple[str, str]]) -> str:
    """The site and its dataset as JSON for a ``script`` element.

    ``downloads`` are the absolute IRIs and media types of the dumps.
    """
    name = pick(site.title, language)[0]
    text = pick(site.description, language)[0]
    dataset: dict[str, Any] = {
        "@type": "Dataset",
        "@id": site.base_iri + "dump",
        "name": name,
        "description": text,
        "license": site.licence,
        "url": site.base_iri,
        "distribution": [
            {"@type": "DataDownload", "contentUrl": iri, "encodingFormat": media_type}
            for iri, media_type in downloads
        ],
    }
    if site.publisher:
        dataset["publisher"] = {"@type": "Organization", "@id": site.publisher}
    return script({
        "@context": CONTEXT,
        "@graph": [
            {
                "@type": "WebSite",
                "@id": site.base_iri,
                "url": site.base_iri,
                "name": name,
                "description": text,
                "inLanguage": list(site.languages),
            },
            dataset,
        ],
    })  # fmt: skip


def summary(description: Description, language: str) -> tuple[str, str]:
    """A few words about a thing in ``language``, and the language they are in."""
    views = {view.predicate: view.values for group in description.groups
             for view in group.properties if not view.inverse}  # fmt: skip
    for predicate in SUMMARIES:
        texts = {value.language: value.value for value in views.get(predicate, ())
                 if isinstance(value, Text)}  # fmt: skip
        if texts:
            return pick(texts, language)
    return "", ""


def script(content: Any) -> str:
    """JSON that may stand in a ``script`` element: nothing in it can end the element."""
    text = json.dumps(content, ensure_ascii=False, indent=1)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _plain(values: Iterable[Value], language: str) -> list[Any]:
    texts = [value for value in values if isinstance(value, Text)]
    fitting = [text for text in texts if text.language in (language, "")] or texts
    links = [value.iri for value in values if isinstance(value, Link)]
    return [*(text.value for text in fitting), *links]
