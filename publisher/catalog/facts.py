"""What the records of a release share: who publishes and answers, place, time, terms of use."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import quote, unquote

import pyoxigraph as ox

from publisher.catalog import authorities as lists
from publisher.catalog.inlining import Describe, Inliner
from publisher.catalog.writing import kind, link, literal, texts
from publisher.config import CatalogSection
from publisher.namespaces import (
    DCAT,
    DCATAP,
    DCT,
    FOAF,
    LOCN,
    RDFS,
    SKOS,
    VCARD,
    XSD,
)  # fmt: skip
from publisher.store.reader import Reader

CATALOG: Final = "catalog"
LEGISLATION: Final = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
"""The regulation on high-value datasets, Commission Implementing Regulation (EU) 2023/138."""

NUMBERED: Final = "http://dataportal.se/organisation/SE"
"""What Sweden's data portal names publishers by, before the organisation number."""

RIGHTS: Final = {"sv": "Licens: {licence}.", "en": "Licence: {licence}."}
PROVENANCE: Final = {
    "sv": "Sammanställt ur källor som kontrollerats mot datamodellen innan de publicerats.",
    "en": "Compiled from sources that were checked against the data model before publication.",
}
OWN_LANGUAGES: Final = ("sv", "en")
"""Languages in which the program itself can say things of a site."""


@dataclass(frozen=True)
class Common:
    """What all records of one release have in common."""

    reader: Reader

    @property
    def base(self) -> str:
        """What the site's IRIs begin with."""
        return self.reader.site.base_iri

    @property
    def settings(self) -> CatalogSection:
        """What the site says for its catalogue."""
        return self.reader.catalog

    @property
    def tags(self) -> tuple[str, ...]:
        """The languages in which the program describes the site."""
        own = tuple(tag for tag in OWN_LANGUAGES if tag in self.reader.languages)
        return own or ("en",)

    def node(self, name: str) -> str:
        """The IRI of something that the catalogue itself has."""
        return f"{self.base}{CATALOG}#{name}"

    def rights(self, licence: str) -> str:
        """The IRI of what is said of the rights to what has a licence."""
        own = licence == self.reader.site.licence
        return self.node("rights" if own else f"rights-{quote(licence, safe='')}")

    def absolute(self, text: str) -> str:
        """An IRI, which may be given as a path under the base."""
        return text if ":" in text else self.base + text.lstrip("/")

    @cached_property
    def sources(self) -> frozenset[str]:
        """The named graphs of the sources."""
        return frozenset(graph.iri for graph in self.reader.graphs if graph.kind == "source")

    def said(self, iri: str) -> Iterator[ox.Triple]:
        """What the sources say of a thing."""
        for quad in self.reader.store.quads_for_pattern(ox.NamedNode(iri), None, None, None):
            if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value in self.sources:
                yield quad.triple

    def values(self, iri: str, *predicates: str) -> Iterator[ox.NamedNode | ox.Literal]:
        """The values of the first of some properties that a thing has in the sources."""
        own = list(self.said(iri))
        for predicate in predicates:
            found = [item.object for item in own if item.predicate.value == predicate
                     and isinstance(item.object, ox.NamedNode | ox.Literal)]  # fmt: skip
            if found:
                yield from found
                return

    @cached_property
    def publisher(self) -> str:
        """The IRI of the publisher; empty where nobody has said who it is."""
        settings = self.settings
        if self.reader.site.publisher:
            return self.absolute(self.reader.site.publisher)
        if settings.organisation_number:
            return NUMBERED + settings.organisation_number.replace("-", "")
        return self.node("publisher") if settings.publisher_name else ""

    @cached_property
    def contact(self) -> str:
        """The IRI of whoever answers questions; empty where nobody has said who it is."""
        settings = self.settings
        return self.node("contact") if settings.contact_email or settings.contact_page else ""

    @cached_property
    def period(self) -> str:
        """The IRI of the time that the data is about; empty where it is not said."""
        settings = self.settings
        return self.node("period") if settings.temporal_start or settings.temporal_end else ""

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The IRIs of the places that the data is about, and of the countries they are in."""
        return tuple(dict.fromkeys(
            place for text in self.settings.spatial for place in self.places_of(text)
        ))  # fmt: skip

    def places_of(self, text: str) -> tuple[str, ...]:
        """A place by its NUTS IRI where it has one, and its country."""
        iri = self.absolute(text)
        others = [value.value for value in self.values(iri, SKOS + "exactMatch")
                  if value.value.startswith(lists.NUTS)]  # fmt: skip
        chosen = others[0] if others else iri
        country = lists.country_of(chosen)
        return (chosen, country) if country else (chosen,)

    @cached_property
    def shared(self) -> tuple[str, ...]:
        """The objects of what every dataset and service has, as the end of a statement."""
        settings = self.settings
        links = [
            *((DCT + "publisher", iri) for iri in [self.publisher] if iri),
            *((DCAT + "contactPoint", iri) for iri in [self.contact] if iri),
            *((DCAT + "theme", lists.code_of(item, lists.THEMES)) for item in settings.themes),
            *((DCT + "subject", item) for item in settings.subjects),
            (DCT + "accessRights", lists.code_of(settings.access_rights, lists.ACCESS_RIGHTS)),
            *self.high_value,
        ]
        words = [f"<{DCAT}keyword> {ox.Literal(word.strip(), language=tag)}"
                 for tag, said in settings.keywords.items()
                 for word in said.split(",") if word.strip()]  # fmt: skip
        return (*(f"<{predicate}> <{target}>" for predicate, target in links), *words)

    @cached_property
    def high_value(self) -> tuple[tuple[str, str], ...]:
        """What marks high-value datasets, as predicate and IRI."""
        found = [(DCATAP + "hvdCategory", lists.code_of(item, lists.CATEGORIES))
                 for item in self.settings.hvd_categories]  # fmt: skip
        return (*found, (DCATAP + "applicableLegislation", LEGISLATION)) if found else ()

    @cached_property
    def of_dataset(self) -> tuple[str, ...]:
        """The same of what every dataset has besides."""
        links = [
            *((DCT + "spatial", place) for place in self.places),
            *((DCT + "temporal", iri) for iri in [self.period] if iri),
            (DCT + "accrualPeriodicity",
             lists.code_of(self.settings.frequency, lists.FREQUENCIES)),
            (DCT + "provenance", self.node("provenance")),
            *((DCT + "language", iri) for iri in self.languages),
        ]  # fmt: skip
        return tuple(f"<{predicate}> <{target}>" for predicate, target in links)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The site's languages in the EU table."""
        codes = (lists.LANGUAGE_CODES.get(tag.partition("-")[0]) for tag in self.reader.languages)
        return tuple(lists.LANGUAGES.space + code for code in codes if code)

    def record(self, lines: Iterator[str]) -> tuple[str, ...]:
        """A record: its statements with everything inline that they need."""
        return self._inliner.complete(lines)

    @cached_property
    def _inliner(self) -> Inliner:
        return Inliner(self.known)

    @cached_property
    def known(self) -> Mapping[str, Describe]:
        """What the release knows of values, by property."""
        return {
            DCT + "publisher": self._agent,
            DCT + "creator": self._agent,
            DCAT + "contactPoint": self._contact,
            DCT + "spatial": self._place,
            DCT + "temporal": self._period,
            DCT + "rights": self._rights,
            DCT + "provenance": self._provenance,
        }

    def _agent(self, iri: str) -> Iterator[str]:
        settings, main = self.settings, iri == self.publisher
        names = settings.publisher_name if main else {}
        if names:
            yield from texts(iri, FOAF + "name", names)
        else:
            for value in self.values(iri, SKOS + "prefLabel", FOAF + "name"):
                yield f"<{iri}> <{FOAF}name> {value}"
        if settings.publisher_type:
            target = lists.code_of(settings.publisher_type, lists.PUBLISHERS)
            yield link(iri, DCT + "type", target)
        if main and settings.publisher_homepage:
            yield link(iri, FOAF + "homepage", settings.publisher_homepage)

    def _contact(self, iri: str) -> Iterator[str]:
        yield from kind(iri, VCARD + "Organization")
        if iri != self.contact:
            yield from self._contact_in_data(iri)
            return
        settings = self.settings
        yield from texts(iri, VCARD + "fn", settings.contact_name or self.reader.site.title)
        if settings.contact_email:
            yield link(iri, VCARD + "hasEmail", f"mailto:{settings.contact_email}")
        if settings.contact_page:
            yield link(iri, VCARD + "hasURL", self.absolute(settings.contact_page))

    def _contact_in_data(self, iri: str) -> Iterator[str]:
        """A contact point of the data: its name, mailbox and page; no person behind it."""
        for value in self.values(iri, VCARD + "fn", DCT + "title", SKOS + "prefLabel"):
            yield f"<{iri}> <{VCARD}fn> {value}"
        for name in ("hasEmail", "hasURL"):
            for value in list(self.values(iri, VCARD + name))[:1]:
                yield f"<{iri}> <{VCARD}{name}> {value}"
        if iri.startswith(self.base) and not list(self.values(iri, VCARD + "hasURL")):
            yield link(iri, VCARD + "hasURL", iri)

    def _place(self, iri: str) -> Iterator[str]:
        for thing in self._places_like(iri):
            for predicate, names in (
                (SKOS + "prefLabel", (LOCN + "geographicName", SKOS + "prefLabel")),
                (DCAT + "bbox", (DCAT + "bbox",)),
                (DCAT + "centroid", (DCAT + "centroid",)),
            ):
                for value in self.values(thing, *names):
                    yield f"<{iri}> <{predicate}> {value}"

    def _places_like(self, iri: str) -> Iterator[str]:
        """The thing in the data that is this place."""
        yield iri
        pattern = (None, ox.NamedNode(SKOS + "exactMatch"), ox.NamedNode(iri), None)
        for quad in self.reader.store.quads_for_pattern(*pattern):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject.value

    def _period(self, iri: str) -> Iterator[str]:
        settings = self.settings
        own = {"startDate": settings.temporal_start, "endDate": settings.temporal_end}
        for name, said in own.items():
            if iri != self.period:
                said = next((value.value for value in self.values(iri, DCAT + name)), "")
            if said:
                yield literal(iri, DCAT + name, whole_day(said, name), XSD + "date")

    def _rights(self, iri: str) -> Iterator[str]:
        stem, own = self.node("rights"), self.reader.site
        if not iri.startswith(stem):
            return
        licence = unquote(iri.removeprefix(stem).removeprefix("-")) or own.licence
        _, _, names = lists.KNOWN_LICENCES.get(licence, ("", (), ("", "")))
        called = lists.both(names)
        usual = {tag: RIGHTS[tag].format(licence=called.get(tag) or licence) for tag in self.tags}
        if licence == own.licence:
            usual = {tag: f"{text} {own.attribution.get(tag, '')}".rstrip()
                     for tag, text in usual.items()}  # fmt: skip
            usual = dict(self.settings.rights) or usual
        yield from texts(iri, RDFS + "label", usual)

    def _provenance(self, iri: str) -> Iterator[str]:
        if iri == self.node("provenance"):
            usual = {tag: PROVENANCE[tag] for tag in self.tags}
            yield from texts(iri, RDFS + "label", self.settings.provenance or usual)


def whole_day(text: str, name: str) -> str:
    """A year, month, day or time as a day: the last one where ``name`` is ``endDate``."""
    year, month, day = (*text.partition("T")[0].split("-"), "", "")[:3]
    if not year.isdecimal() or not (month or "1").isdecimal():
        return text
    if name == "endDate":
        month = month or "12"
        return f"{year}-{month}-{day or monthrange(int(year), int(month))[1]}"
    return f"{year}-{month or '01'}-{day or '01'}"
