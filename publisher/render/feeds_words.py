"""What pages say of the catalogue and the feeds, Swedish and English side by side."""

from __future__ import annotations

from typing import Final

FEEDS: Final[dict[str, tuple[str, str]]] = {
    "feeds": ("Datakatalog och flöden", "Data catalogue and feeds"),
    "get-feeds": (
        "Datakatalogen för dataportaler, och flöden med allt som ändras.",
        "The data catalogue for data portals, and feeds of everything that changes.",
    ),
    "feeds-text": (
        "Här finns adresserna för dataportaler och andra som hämtar uppgifter automatiskt. Alla "
        "flöden bygger på samma logg över ändringar, så de säger alltid samma sak.",
        "These are the addresses for data portals and others that fetch data automatically. All "
        "feeds are made of the same log of changes, so they always agree.",
    ),
    "feeds-sources": (
        "Vad som hämtas hit från andra webbplatser, och hur färskt det är.",
        "What is fetched from other sites, and how recent it is.",
    ),
    "feeds-none": (
        "Den här utgåvan saknar logg över ändringar. Nästa utgåva får en.",
        "This release has no log of changes. The next release will have one.",
    ),
    "feeds-catalogue": ("Datakatalogen", "The data catalogue"),
    "feeds-catalogue-text": (
        "Katalogen beskriver alla datamängder och tjänster med DCAT. Den finns i flera profiler, "
        "eftersom portalerna kräver olika saker, och i flera format. RDF/XML kommer om inget "
        "annat efterfrågas.",
        "The catalogue describes all datasets and services in DCAT. It comes in several profiles, "
        "as portals ask for different things, and in several formats. RDF/XML comes unless "
        "another is asked for.",
    ),
    "feeds-document": (
        "Hela katalogen i ett dokument, enligt DCAT-AP-SE. Adressen att ange på "
        "Sveriges dataportal (dataportal.se).",
        "The whole catalogue in one document, by DCAT-AP-SE. The address to give to Sweden’s data "
        "portal (dataportal.se).",
    ),
    "feeds-pages": (
        "Katalogen sida för sida när den är stor, enligt DCAT-AP. Adressen att ange på "
        "data.europa.eu, i CKAN och i udata.",
        "The catalogue page by page where it is large, by DCAT-AP. The address to give to "
        "data.europa.eu, CKAN and udata.",
    ),
    "feeds-profiles": ("Katalogen i varje profil", "The catalogue in each profile"),
    "profile": ("Profil", "Profile"),
    "feeds-changes": ("Ändringar", "Changes"),
    "feeds-changes-text": (
        "Vad som har lagts till, ändrats och tagits bort, i den ordning det hände. Den som har "
        "läst ett flöde till slutet behöver sedan bara hämta det nya.",
        "What was added, changed and removed, in the order in which it happened. Whoever has read "
        "a feed to its end need only fetch what is new from then on.",
    ),
    "feeds-streams": ("Ett flöde för varje slag", "A feed for each kind"),
    "feeds-stream": ("Flöde", "Feed"),
    "changes": ("Ändringar", "Changes"),
    "feeds-others": ("Fler vägar in", "Other doors"),
    "feeds-oai": (
        "OAI-PMH 2.0, för arkiv och för EU:s dataportal.",
        "OAI-PMH 2.0, for archives and for the EU data portal.",
    ),
    "feeds-resourcesync": (
        "ResourceSync, för den som speglar hela webbplatsen.",
        "ResourceSync, for those who mirror the whole site.",
    ),
    "feeds-sitemap": ("Webbplatskarta för sökmotorer.", "A sitemap for search engines."),
    "feeds-state": (
        "Antal poster och kontrollsumma för varje flöde: så jämförs en kopia med källan.",
        "The number of entries and a checksum of each feed: how a copy is compared with its "
        "source.",
    ),
}
