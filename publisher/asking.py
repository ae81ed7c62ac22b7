"""The verb ``query``: a query of one's own, or one that has a name, asked of a release."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from publisher.errors import PublisherError, QueryError
from publisher.queries.declared import NAME, NamedQuery
from publisher.queries.given import WrongValue

if TYPE_CHECKING:
    import pyoxigraph as ox

    from publisher.site import Site

    Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

RESULTS: Final = {"json": "srj", "xml": "srx", "csv": "csv", "tsv": "tsv"}
"""Formats of tables -> the suffixes that the standards give them."""


def run(options: argparse.Namespace, site: Site, language: str) -> int:
    """Ask, and print the answer; with ``--list`` the queries that have names."""
    if options.list:
        for item in site.queries(options.release):
            print("\t".join(_line(item, language)))
        return 0
    if not options.query:
        raise PublisherError(
            "there is no query.", todo="Give one, or the name of one: --list tells the names."
        )
    try:
        answer = _ask(options, site)
    except WrongValue as error:
        raise QueryError(error.sentence(language)) from None
    _write(answer, options.format)
    return 0


def _ask(options: argparse.Namespace, site: Site) -> Answer:
    if NAME.fullmatch(options.query):
        return site.ask(options.query, options.release, **_parameters(options.param))
    if options.param:
        raise PublisherError(
            "--param goes with a query that has a name.", todo="--list tells the names."
        )
    text = sys.stdin.read() if options.query == "-" else options.query
    if text.startswith("@"):
        text = _read(Path(text[1:]))
    return site.query(text, options.release)


def _parameters(given: list[str]) -> dict[str, str]:
    """What ``--param`` says. Raises PublisherError for what is no name and value, or said twice."""
    found: dict[str, str] = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign or name in found:
            raise PublisherError(
                f"--param {text}: this is no name and value, or the name is given twice.",
                todo="Write --param NAME=VALUE, once for each name.",
            )
        found[name] = value
    return found


def _write(answer: Answer, wanted: str) -> None:
    import pyoxigraph as ox

    if isinstance(answer, ox.QueryTriples):
        answer.serialize(sys.stdout.buffer, ox.RdfFormat.TURTLE)
        return
    table = isinstance(answer, ox.QuerySolutions)
    kind = wanted if table or wanted in ("json", "xml") else "json"
    answer.serialize(sys.stdout.buffer, ox.QueryResultsFormat.from_extension(RESULTS[kind]))


def _line(item: NamedQuery, language: str) -> tuple[str, ...]:
    """A query in the list: its name, its title, its parameters with those it needs marked."""
    title = item.labels.get(language) or next(iter(item.labels.values()), "")
    names = " ".join(one.name + ("*" if one.required else "") for one in item.parameters)
    return (item.name, title, names) if names else (item.name, title)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PublisherError(f"cannot be read ({error}).", where=str(path)) from error
