"""The sections of ``site.toml`` as dataclasses: this is the table of settings.

Each field has a name, a type, a default and a meaning; the reference in the documentation is
generated from them.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field
from typing import Any


def setting(meaning: str, default: Any = MISSING) -> Any:
    """A setting: what it means (with its unit) and its default; without one it must be given."""
    if isinstance(default, dict | list):
        return field(default_factory=lambda: type(default)(default), metadata={"meaning": meaning})
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, kw_only=True)
class SiteSection:
    """What the site is: published with every release."""

    base_iri: str = setting(
        "IRI under which every thing of the site is named; ends with a slash and never changes"
    )
    title: dict[str, str] = setting("name of the site, by language")
    description: dict[str, str] = setting("one paragraph about the site, by language", {})
    languages: tuple[str, ...] = setting("languages of the pages; the first is the default", ())
    licence: str = setting(
        "IRI of the licence of the data", "http://creativecommons.org/publicdomain/zero/1.0/"
    )
    publisher: str = setting(
        "IRI of the organisation that publishes the site, or a path under base_iri", ""
    )
    vocabulary_iri: str = setting(
        "IRI under which the documents in ontology/ and shapes/ are named; this site serves them "
        "at the path that follows it",
        "https://w3id.org/s3r/",
    )
    attribution: dict[str, str] = setting(
        "credit that the sources of the data ask for, by language", {}
    )


@dataclass(frozen=True, kw_only=True)
class CatalogSection:
    """What the catalogue (DCAT) says of the site: published with every release.

    Codes are those of the EU authority tables; an IRI may stand in place of each.
    """

    organisation_number: str = setting(
        "organisation number of the publisher, ten digits; its IRI is then the one of Sweden's "
        "data portal, unless site.publisher gives another",
        "",
    )
    publisher_name: dict[str, str] = setting(
        "name of the publisher, by language; without it that in the data", {}
    )
    publisher_type: str = setting(
        "what the publisher is, by ADMS: RegionalAuthority, LocalAuthority, NationalAuthority …", ""
    )
    publisher_homepage: str = setting("address of the publisher's own pages", "")
    contact_name: dict[str, str] = setting("who answers questions, by language", {})
    contact_email: str = setting("mailbox for questions", "")
    contact_page: str = setting(
        "address of a page with ways of contact; a path is one under base_iri", ""
    )
    themes: tuple[str, ...] = setting("EU data themes, such as REGI or TECH", ())
    subjects: tuple[str, ...] = setting("IRIs of concepts that it is about, as of EuroVoc", ())
    keywords: dict[str, str] = setting("keywords, by language, with commas between them", {})
    frequency: str = setting("how often the data changes, such as IRREG or DAILY", "UNKNOWN")
    spatial: tuple[str, ...] = setting(
        "the places that the data is about: NUTS or other IRIs, or paths of things in the data",
        (),
    )
    temporal_start: str = setting("first day that the data is about (2024-01-31)", "")
    temporal_end: str = setting("last day that the data is about (2024-12-31)", "")
    issued: str = setting(
        "day on which the data was first published (2024-01-31); without it that of the first "
        "release of each dataset",
        "",
    )
    access_rights: str = setting("who may read it: PUBLIC, RESTRICTED or NON_PUBLIC", "PUBLIC")
    availability: str = setting(
        "how long it is meant to stay: AVAILABLE, STABLE, TEMPORARY or EXPERIMENTAL", "AVAILABLE"
    )
    rights: dict[str, str] = setting(
        "statement of rights, by language; without it the licence and site.attribution", {}
    )
    provenance: dict[str, str] = setting("where the data comes from, by language", {})
    hvd_categories: tuple[str, ...] = setting(
        "categories of high-value datasets that all of it belongs to, such as c_ac64a52d", ()
    )
    services: tuple[str, ...] = setting(
        "services that are described: sparql, api, feeds, oai, reconcile; for a site of static "
        "files: feeds",
        ("sparql", "api", "feeds", "oai"),
    )


@dataclass(frozen=True, kw_only=True)
class LimitsSection:
    """What bounds the reading of sources."""

    source_bytes: int = setting("largest source file, in bytes", 100_000_000)
    unpacked_bytes: int = setting("largest workbook once unpacked, in bytes", 400_000_000)
    cell_characters: int = setting("longest cell, in characters", 1_000_000)
    columns: int = setting("most columns in a table", 2_000)
    rows: int = setting("most rows in a table", 2_000_000)
    faults_shown: int = setting("most faults printed in full; all are counted", 200)
    faults_explained: int = setting(
        "most results of the shapes explained one by one; all are counted", 10_000
    )


@dataclass(frozen=True, kw_only=True)
class ServeSection:
    """How the site is served."""

    host: str = setting("address to listen on", "127.0.0.1")
    port: int = setting("TCP port to listen on", 8080)
    workers: int = setting("worker processes that answer requests", 2)
    threads: int = setting(
        "threads in each worker process; queries leave a quarter of them to pages", 16
    )
    connections: int = setting(
        "connections that one worker process has open at a time; one client may have a quarter of "
        "them waiting for it to send the rest of a request",
        1_000,
    )
    head_seconds: int = setting("how long a client may take to send a head, in seconds", 5)
    request_seconds: int = setting(
        "how long it may then take to send the body, where that is received whole, in seconds", 20
    )
    trusted_proxies: tuple[str, ...] = setting(
        "addresses of web servers in front whose X-Forwarded-For is believed",
        ("127.0.0.1", "::1"),
    )
    engines: int = setting("SPARQL engines; each runs one query at a time", 4)
    client_queries: int = setting("queries of one client that run at a time", 2)
    queue_seconds: int = setting("how long a query waits for an engine, in seconds", 10)
    query_seconds: int = setting("wall-clock limit of a SPARQL query, in seconds", 30)
    quick_seconds: int = setting(
        "how long a query may hold the last free engine before it must make room, in seconds", 3
    )
    answer_seconds: int = setting(
        "how long a query and the reading of its answer may take together, in seconds", 300
    )
    query_mb: int = setting("memory that a query may use, in MB", 1_024)
    query_bytes: int = setting("largest SPARQL query, in bytes", 1_000_000)
    result_bytes: int = setting("largest answer to a query, in bytes; without it no limit", 0)
    result_rows: int = setting("most rows in an answer to a query; without it no limit", 0)
    engine_mode: str = setting(
        "where engines keep a release: disk, memory (faster, needs room for a copy in each "
        "engine), or auto (memory where all copies fit into engine_mb)",
        "disk",
    )
    engine_mb: int = setting("memory for the copies of all engines in mode auto, in MB", 2_048)
    older_releases: int = setting("earlier releases that have an engine at a time", 2)
    stores: tuple[str, ...] = setting(
        "addresses of SPARQL stores to ask instead of own engines, each holding one release; what "
        "`publisher load` loads into",
        (),
    )
    store_kind: str = setting(
        "what the stores are: oxigraph, virtuoso, fuseki, graphdb or qlever; engines is then how "
        "many queries each store is asked at a time",
        "oxigraph",
    )
    store_user: str = setting("user by which the stores are loaded and asked", "")
    store_password_env: str = setting(
        "environment variable with the password of that user; without it no password is sent", ""
    )
    operator_key_file: str = setting(
        "file with the key to /-/queries, relative to site.toml; without it there is no such door",
        "",
    )
    query_log: str = setting(
        "file to log queries to, as JSON lines without addresses, relative to site.toml", ""
    )
    query_log_text: bool = setting("whether the log has the text of queries", False)
    query_log_mb: int = setting("size at which the log is put aside, in MB; five are kept", 50)
    cache_mb: int = setting("answers to queries kept for who asks the same, in MB", 64)
    warmed: int = setting("queries asked most that are put to a new release beforehand", 20)
    documents_mb: int = setting(
        "whole documents of the catalogue kept for who asks next, in MB", 256
    )
    asked_mb: int = setting(
        "queries kept under permanent addresses, in MB; those that were cited stay", 64
    )
    releases_open: int = setting("earlier releases kept open for pages", 8)
    services: tuple[str, ...] = setting(
        "SPARQL endpoints that a query may call with SERVICE, each by its exact IRI", ()
    )
    internal_services: tuple[str, ...] = setting(
        "further such endpoints, which may be at addresses inside the own network", ()
    )
    service_bytes: int = setting(
        "largest answer of an endpoint that is called, in bytes", 10_000_000
    )
    service_calls: int = setting("calls of other endpoints that one query may make", 20)
    polling_seconds: int = setting(
        "how often clients of the change feeds are told to look for changes, in seconds", 3_600
    )
    reconcile_batch: int = setting(
        "questions that clients of the reconciliation service are told to send at a time; four "
        "times as many are answered",
        50,
    )
    reconcile_candidates: int = setting("most candidates for one such question", 100)
    reconcile_ids: int = setting("most things whose values are fetched at a time", 1_000)
    reconcile_values: int = setting("most values of one property of one thing then", 100)
    reconcile_seconds: int = setting("how long one such request may take, in seconds", 20)
    list_page: int = setting("things on one page of a list", 100)
    inverse_links: int = setting("things that point here shown on a page, per property", 50)


@dataclass(frozen=True, kw_only=True)
class ReleasesSection:
    """How releases are kept."""

    folder: str = setting("folder of the releases, relative to site.toml", "releases")
    part_quads: int = setting("quads aimed at in one part of a dump", 2_000)


@dataclass(frozen=True, kw_only=True)
class PeopleSection:
    """What is taken for a person, and what is kept of one who was erased."""

    function_words: tuple[str, ...] = setting(
        "further words by which a mailbox is that of a function, so that no check warns of it", ()
    )
    address_days: int = setting(
        "how long the address of something erased is told to harvesters as deleted, in days; then "
        "only its hash is kept",
        30,
    )


@dataclass(frozen=True, kw_only=True)
class GuardsSection:
    """What keeps a release from being switched to unless somebody says so."""

    shrink_percent: int = setting(
        "how much of the catalogue a release may take away, in per cent of its datasets and "
        "services",
        20,
    )


@dataclass(frozen=True, kw_only=True)
class IntakeSection:
    """How data of publishers comes in."""

    folder: str = setting(
        "folder of the keys and of the log of what came in, relative to site.toml; never under "
        "version control",
        "access",
    )
    wait_seconds: int = setting(
        "how long a writer waits for those before it, in seconds; then it is asked to come back", 60
    )
    work_seconds: int = setting(
        "how long checking and building of what came in may take, in seconds", 1_800
    )
    repeat_hours: int = setting("how long an Idempotency-Key gives the same answer, in hours", 24)
    pieces: int = setting("files that one request may bring", 100)
    audit_days: int = setting("how long the log of what came in is kept, in days", 730)
    edit_seconds: int = setting("how long working out an edit of a graph may take, in seconds", 60)
    edit_mb: int = setting("memory that an edit of a graph may use, in MB", 2_048)
    body_seconds: int = setting("how long a client may take to send one request, in seconds", 600)
    key_requests: int = setting("requests that one key may make in a minute", 120)
    wrong_keys: int = setting(
        "keys that do not count which one client may try in a minute, of each worker process; then "
        "it is asked to wait",
        20,
    )
    conditional: bool = setting(
        "whether who writes must say by If-Match or If-None-Match what it takes to be there", False
    )


@dataclass(frozen=True, kw_only=True)
class FetchingSection:
    """How sources that are addresses, `[sources.NAME]`, are fetched by `publisher fetch`."""

    folder: str = setting("folder of what was fetched, relative to site.toml", "fetched")
    private: bool = setting(
        "whether a source may send on to addresses inside the own network; the addresses that "
        "site.toml names may always be there",
        False,
    )
    seconds: int = setting("how long one answer may take, in seconds", 600)
    attempts: int = setting("how many times an address is asked that fails in passing", 4)
