"""``site.toml`` -> frozen settings, checked against the table in :mod:`publisher.sections`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, Final, cast, get_type_hints

from publisher.errors import ConfigError
from publisher.iris import Iris
from publisher.names import nearest
from publisher.namespaces import PREFIXES
from publisher.remote_sources import SourceSection, require_fitting
from publisher.sections import (
    CatalogSection,
    FetchingSection,
    GuardsSection,
    IntakeSection,
    LimitsSection,
    PeopleSection,
    ReleasesSection,
    ServeSection,
    SiteSection,
)

__all__ = [
    "CatalogSection",
    "FetchingSection",
    "GuardsSection",
    "IntakeSection",
    "LimitsSection",
    "PeopleSection",
    "ReleasesSection",
    "ServeSection",
    "Settings",
    "SiteSection",
    "SourceSection",
    "load",
    "loads",
    "parse",
]

FILE_NAME: Final = "site.toml"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All of ``site.toml``, checked. ``root`` is the folder that it lies in."""

    root: Path
    site: SiteSection
    catalog: CatalogSection
    limits: LimitsSection
    serve: ServeSection
    releases: ReleasesSection
    guards: GuardsSection
    intake: IntakeSection
    people: PeopleSection
    fetching: FetchingSection
    sources: Mapping[str, SourceSection]
    iris: Mapping[str, str]
    prefixes: Mapping[str, str]
    today: str = ""
    """The day of a build (2027-12-31), where it is to be another than today."""

    def minter(self) -> Iris:
        """The site's IRIs."""
        return Iris(self.site.base_iri, self.site.vocabulary_iri, self.iris)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the site, the default one first."""
        return self.site.languages or tuple(self.site.title)


SECTIONS: Final[dict[str, type]] = {
    "site": SiteSection,
    "catalog": CatalogSection,
    "limits": LimitsSection,
    "serve": ServeSection,
    "releases": ReleasesSection,
    "guards": GuardsSection,
    "intake": IntakeSection,
    "people": PeopleSection,
    "fetching": FetchingSection,
}

NAMED: Final[dict[str, type]] = {"sources": SourceSection}
"""Sections of which there may be many, each with a name of its own."""

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
    known = [*SECTIONS, *NAMED, *TABLES]
    for name in content:
        if name not in known:
            raise _unknown(name, known, where)
    sections = {name: _section(kind, content.get(name, {}), name, where)
                for name, kind in SECTIONS.items()}  # fmt: skip
    sections |= {name: _named(kind, content.get(name, {}), name, where)
                 for name, kind in NAMED.items()}  # fmt: skip
    require_fitting(sections["sources"], where)
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


def _named(kind: type, given: Any, name: str, where: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise ConfigError(f"[{name}] must be a table of tables, [{name}.NAME].", where=where)
    return {one: _section(kind, given[one], f"{name}.{one}", where) for one in given}


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
