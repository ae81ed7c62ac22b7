"""``site.toml`` -> frozen settings.

The dataclasses below are the table of settings: each field has a name, a type, a default and a
meaning. The reference in the documentation is generated from them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, Final, cast, get_type_hints

from publisher.errors import ConfigError
from publisher.iris import Iris
from publisher.names import nearest
from publisher.namespaces import PREFIXES

FILE_NAME: Final = "site.toml"


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
    publisher: str = setting("IRI of the organisation that publishes the site", "")
    vocabulary_iri: str = setting(
        "IRI under which the documents in ontology/ and shapes/ are named; this site serves them "
        "at the path that follows it",
        "https://w3id.org/s3r/",
    )
    attribution: dict[str, str] = setting(
        "credit that the sources of the data ask for, by language", {}
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
    list_page: int = setting("things on one page of a list", 100)
    inverse_links: int = setting("things that point here shown on a page, per property", 50)


@dataclass(frozen=True, kw_only=True)
class ReleasesSection:
    """How releases are kept."""

    folder: str = setting("folder of the releases, relative to site.toml", "releases")
    part_quads: int = setting("quads aimed at in one part of a dump", 2_000)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All of ``site.toml``, checked. ``root`` is the folder that it lies in."""

    root: Path
    site: SiteSection
    limits: LimitsSection
    serve: ServeSection
    releases: ReleasesSection
    iris: Mapping[str, str]
    prefixes: Mapping[str, str]

    def minter(self) -> Iris:
        """The site's IRIs."""
        return Iris(self.site.base_iri, self.site.vocabulary_iri, self.iris)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the site, the default one first."""
        return self.site.languages or tuple(self.site.title)


SECTIONS: Final[dict[str, type]] = {
    "site": SiteSection,
    "limits": LimitsSection,
    "serve": ServeSection,
    "releases": ReleasesSection,
}

WANTED: Final[dict[Any, str]] = {
    int: "a whole number above zero",
    str: "a text",
    bool: "true or false",
}
"""What a setting of a type must be."""

TABLES: Final[dict[str, str]] = {
    "iris": "IRI template of a class under base_iri, with {id} for the key; the default is "
    "the class's slug, then a slash, then {id}",
    "prefixes": "further prefixes for Turtle, RDF/XML and JSON-LD, by name",
}


def load(root: Path) -> Settings:
    """Read ``site.toml`` in ``root``.

    Raises ConfigError naming the file and the key when something is missing, unknown or of the
    wrong type.
    """
    path = root / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8-sig")  # a byte order mark, as Notepad writes it
    except UnicodeDecodeError as error:
        raise ConfigError(f"not UTF-8: {error}.", where=str(path)) from None
    except FileNotFoundError:
        raise ConfigError(
            "there is no site.toml here.",
            where=str(path),
            todo="Go to the folder of a site, name it with --site, or start one with "
            "`publisher init DIR`.",
        ) from None
    return loads(text, root=root, where=str(path))


def loads(text: str, *, root: Path, where: str = FILE_NAME) -> Settings:
    """The settings that ``text`` (TOML) says. Raises ConfigError naming ``where`` and the key."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not valid TOML: {error}.", where=where) from None
    return parse(content, root=root, where=where)


def parse(content: Mapping[str, Any], *, root: Path, where: str = FILE_NAME) -> Settings:
    """The settings that ``content`` (the parsed TOML) says."""
    known = [*SECTIONS, *TABLES]
    for name in content:
        if name not in known:
            raise _unknown(name, known, where)
    sections = {name: _section(kind, content.get(name, {}), name, where)
                for name, kind in SECTIONS.items()}  # fmt: skip
    tables = {name: _texts(content.get(name, {}), name, where) for name in TABLES}
    site = cast(SiteSection, sections["site"])
    if not site.base_iri.startswith(("http://", "https://")) or not site.base_iri.endswith("/"):
        raise ConfigError(
            f"site.base_iri is “{site.base_iri}”, but must be an http(s) IRI that ends with a "
            "slash.",
            where=where,
        )
    return Settings(
        root=root,
        iris=tables["iris"],
        prefixes={**PREFIXES, **tables["prefixes"]},
        **sections,
    )


def _section(kind: type, given: Any, name: str, where: str) -> Any:
    if not isinstance(given, dict):
        raise ConfigError(f"[{name}] must be a table.", where=where)
    hints = get_type_hints(kind)
    for key in given:
        if key not in hints:
            raise _unknown(f"{name}.{key}", [f"{name}.{item}" for item in hints], where)
    values = {key: _value(given[key], hints[key], f"{name}.{key}", where) for key in given}
    for item in fields(kind):
        required = item.default is MISSING and item.default_factory is MISSING
        if required and item.name not in values:
            raise ConfigError(
                f"{name}.{item.name} is missing: {item.metadata['meaning']}.", where=where
            )
    return kind(**values)


def _value(value: Any, hint: Any, key: str, where: str) -> Any:
    if hint == dict[str, str]:
        return _texts(value, key, where)
    if hint == tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise ConfigError(f"{key} must be a list of texts.", where=where)
    if hint is bool and isinstance(value, bool):
        return value
    if hint is int and isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    if hint is str and isinstance(value, str):
        return value
    raise ConfigError(f"{key} is {value!r}, but must be {WANTED[hint]}.", where=where)


def _texts(value: Any, key: str, where: str) -> dict[str, str]:
    if isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
        return dict(value)
    raise ConfigError(f"{key} must be a table of texts.", where=where)


def _unknown(name: str, known: list[str], where: str) -> ConfigError:
    guess = nearest(name, known)
    return ConfigError(
        f"nobody knows the setting “{name}”.",
        where=where,
        todo=f"Did you mean “{guess}”?" if guess else f"Known are {', '.join(known)}.",
    )
