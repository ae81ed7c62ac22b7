"""Sources that are addresses: what ``[sources.NAME]`` in ``site.toml`` may say, and must."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from publisher.errors import ConfigError
from publisher.names import nearest
from publisher.sections import setting

TABLE, RDF, DCAT, LDES, OAI, SPARQL = "table", "rdf", "dcat", "ldes", "oai", "sparql"

KINDS: Final = (TABLE, RDF, DCAT, LDES, OAI, SPARQL)
FEEDS: Final = (DCAT, LDES, OAI)
"""Kinds of which a replica is kept, so that only what has changed is read."""

NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]*")
"""What a source may be called: its name is a folder, and part of the IRI of its graph."""

TAKEN: Final = "files"
"""The folder beside those of the sources."""

STEM: Final = re.compile(r"[^/\\.\x00-\x1f][^/\\\x00-\x1f]*")
ADDRESS: Final = re.compile(r'https?://[^\s/?#@<>"{}|\\^`]+(?:[/?#][^\s<>"{}|\\^`]*)?')


@dataclass(frozen=True, kw_only=True)
class SourceSection:
    """A source that is an address, fetched by `publisher fetch`; NAME is what it is called.

    Whatever it sends is checked like all other data; where it cannot be taken, the last state that
    could be stays.
    """

    address: str = setting("where it is (https://…); it is public, so it must hold no secret")
    kind: str = setting(
        "what is there: table, rdf, dcat, ldes, oai or sparql; without it what is found", ""
    )
    query: str = setting(
        "file with the SPARQL query to ask there, relative to site.toml: CONSTRUCT gives "
        "statements, SELECT a table",
        "",
    )
    page_rows: int = setting("rows of a query asked for at a time", 5_000)
    description: str = setting(
        "file with CSV on the Web metadata that says what the columns of the table mean, relative "
        "to site.toml",
        "",
    )
    table: str = setting(
        "what the table is called, which says the class that it is of; without it as in its "
        "address",
        "",
    )
    publisher: str = setting(
        "whose it is: where the site has publishers, the id of one; it may then describe only what "
        "is that publisher's",
        "",
    )
    namespaces: tuple[str, ...] = setting(
        "what the IRIs that it may describe begin with, and no other source then may; without it "
        "all but those of this site and its vocabulary, and those of other sources",
        (),
    )
    every: int = setting(
        "how often it is asked at most, in seconds; without it each time, or as often as it asks "
        "for itself",
        0,
    )
    shrink_percent: int = setting(
        "how much of it may be gone at once, in per cent of its things or rows; five may always",
        20,
    )
    bytes: int = setting("largest answer, in bytes", 100_000_000)


def require_fitting(sources: Mapping[str, SourceSection], where: str) -> None:
    """Raise ConfigError for a source that cannot be meant, naming ``where`` and the key."""
    for name, section in sources.items():
        if not NAME.fullmatch(name) or name == TAKEN:
            raise ConfigError(
                f"a source is called “{name}”.", where=where,
                todo=f"Use small letters a to z, digits and hyphens; “{TAKEN}” is taken.",
            )  # fmt: skip
        for key, value, todo in _problems(section):
            raise ConfigError(f"sources.{name}.{key} is “{value}”.", where=where, todo=todo)
    _require_apart(sources, where)


def _problems(section: SourceSection) -> list[tuple[str, str, str]]:
    """What is wrong with one source: the key, its value, and what to do."""
    kind, asks = section.kind, bool(section.query)
    tabular = kind in ("", TABLE, SPARQL)
    spaces = [item for item in section.namespaces if not ADDRESS.fullmatch(item)]
    like = nearest(kind, KINDS)
    known = f"Did you mean “{like}”?" if like else f"Known are {', '.join(KINDS)}."
    rules = (
        (bool(ADDRESS.fullmatch(section.address)), "address", section.address,
         "Give an address that begins with https:// or http://, without a user in it."),
        (kind in ("", *KINDS), "kind", kind, known),
        (kind != SPARQL or asks, "query", section.query,
         "Name the file with the query, as in query = \"queries/projects.rq\"."),
        (not asks or kind in ("", SPARQL), "query", section.query,
         "Only an endpoint is asked: leave it out, or say kind = \"sparql\"."),
        (not section.description or tabular, "description", section.description,
         "Only a table is described: leave it out."),
        (not section.table or (tabular and bool(STEM.fullmatch(section.table))), "table",
         section.table, "Give the plain name of a table, without a folder; only tables have one."),
        (not spaces, "namespaces", ", ".join(spaces), "Give the beginnings of whole IRIs."),
    )  # fmt: skip
    return [(key, value, todo) for fits, key, value, todo in rules if not fits]


def _require_apart(sources: Mapping[str, SourceSection], where: str) -> None:
    """Raise ConfigError where two sources claim what may be the same IRIs."""
    claims = [(space, name) for name, section in sources.items() for space in section.namespaces]
    for space, name in claims:
        for other, whose in claims:
            if name != whose and other.startswith(space) and other != space:
                raise ConfigError(
                    f"sources.{whose}.namespaces has “{other}”, which lies in “{space}” of "
                    f"sources.{name}.",
                    where=where, todo="Give each source namespaces of its own.",
                )  # fmt: skip
