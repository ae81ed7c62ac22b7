"""The data services of a site: SPARQL, queries with names, feeds, OAI-PMH, reconciliation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from publisher.catalog.authorities import FILE_TYPES
from publisher.catalog.facts import Common
from publisher.catalog.writing import kind, link, literal, texts
from publisher.describe.views import pick
from publisher.iris import DUMP, ENDPOINT
from publisher.namespaces import DCAT, DCT, FOAF


@dataclass(frozen=True)
class Service:
    """A service: paths of where it answers and what describes it, and the standards it follows."""

    endpoint: str
    description: str
    standards: tuple[str, ...]
    title: Mapping[str, str]
    about: Mapping[str, str]
    file_type: str
    """What it answers in, by the EU table."""
    each: bool = False
    """Whether it serves each dataset by itself, beside the whole."""


SERVICES: Final[Mapping[str, Service]] = {
    "sparql": Service(
        ENDPOINT, f"{ENDPOINT}.ttl", ("https://www.w3.org/TR/sparql11-protocol/",),
        {"sv": "Frågor i SPARQL: {site}", "en": "Queries in SPARQL: {site}"},
        {"sv": "Svarar på frågor i SPARQL 1.1 om allt innehåll, i varje utgåva som finns kvar.",
         "en": "Answers queries in SPARQL 1.1 about all content, in each release that is kept."},
        "JSON", each=True,
    ),
    "api": Service(
        "api/queries", "api/openapi.json", ("https://spec.openapis.org/oas/v3.1.0",),
        {"sv": "Färdiga frågor: {site}", "en": "Queries with names: {site}"},
        {"sv": "Frågor som har ett namn, med parametrar, som adresser för program.",
         "en": "Queries that have a name, with parameters, as addresses for programs."},
        "JSON",
    ),
    "feeds": Service(
        "feeds", "feeds",
        ("https://w3id.org/ldes/specification", "https://iiif.io/api/discovery/1.0/",
         "http://www.openarchives.org/rs/1.1/resourcesync", "https://www.rfc-editor.org/rfc/rfc4287"),
        {"sv": "Ändringsflöden: {site}", "en": "Change feeds: {site}"},
        {"sv": "Vad som har ändrats, i den ordning det skett: LDES, ActivityStreams, ResourceSync "
               "och Atom.",
         "en": "What has changed, in the order in which it did: LDES, ActivityStreams, "
               "ResourceSync and Atom."},
        "RDF_TURTLE",
    ),
    "oai": Service(
        "oai", "oai?verb=Identify", ("http://www.openarchives.org/OAI/2.0/",),
        {"sv": "OAI-PMH: {site}", "en": "OAI-PMH: {site}"},
        {"sv": "Katalogens poster för den som skördar med OAI-PMH 2.0.",
         "en": "The records of the catalogue, for those who harvest by OAI-PMH 2.0."},
        "XML",
    ),
    "reconcile": Service(
        "reconcile", "reconcile", ("https://www.w3.org/community/reports/reconciliation/"
                                   "CG-FINAL-specs-0.2-20230410/",),
        {"sv": "Matchning av namn: {site}", "en": "Reconciliation of names: {site}"},
        {"sv": "Säger vilket ting ett namn eller en beteckning avser, till exempel för OpenRefine "
               "(Reconciliation Service API 0.2).",
         "en": "Tells which thing a name or an identifier means, as for OpenRefine (Reconciliation "
               "Service API 0.2)."},
        "JSON",
    ),
}  # fmt: skip
"""What the setting ``catalog.services`` may name."""


def services(common: Common, datasets: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The records of the services that the site has, in no order.

    ``datasets`` are the IRIs of those that the program makes of the site.
    """
    for name in common.settings.services:
        service = SERVICES.get(name)
        if service is not None:
            yield common.base + service.endpoint, common.record(_service(service, common, datasets))


def _service(service: Service, common: Common, datasets: Sequence[str]) -> Iterator[str]:
    iri = common.base + service.endpoint
    site = {tag: pick(common.reader.site.title, tag)[0] for tag in common.tags}
    yield from kind(iri, DCAT + "DataService")
    yield literal(iri, DCT + "identifier", iri)
    for predicate, said in ((DCT + "title", service.title), (DCT + "description", service.about)):
        yield from texts(
            iri, predicate, {tag: said[tag].format(site=site[tag]) for tag in common.tags}
        )
    yield link(iri, DCAT + "endpointURL", iri)
    yield link(iri, DCAT + "endpointDescription", common.base + service.description)
    yield link(iri, FOAF + "page", common.base + service.description)
    for dataset in datasets if service.each else [common.base + DUMP]:
        yield link(iri, DCAT + "servesDataset", dataset)
    yield link(iri, DCT + "license", common.reader.site.licence)
    yield link(iri, DCT + "format", FILE_TYPES.space + service.file_type)
    for standard in service.standards:
        yield link(iri, DCT + "conformsTo", standard)
    yield from (f"<{iri}> {said}" for said in common.shared)
