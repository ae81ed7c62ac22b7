"""A table or its metadata -> RDF (Generating RDF from Tabular Data on the Web, W3C Recommendation
of 17 December 2015)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, Literal, TypeAlias

import pyoxigraph as ox

from publisher.csvw.annotations import Annotations
from publisher.csvw.grid import Grid, read_grid
from publisher.csvw.locating import locate
from publisher.csvw.places import WebPlaces, read_metadata
from publisher.csvw.resolving import Found, Resolver
from publisher.csvw.tables import TYPE, TableWriter, bound, embedded
from publisher.errors import SourceFault
from publisher.faults import Fault, Place
from publisher.sources.csvw_files import context_base
from publisher.sources.csvw_reader import Described, Group, Reader
from publisher.sources.csvw_schema import CSVW, Dialect, TableDescription
from publisher.sources.discover import SourceLimits

Mode: TypeAlias = Literal["standard", "minimal"]
Node = ox.NamedNode | ox.BlankNode

WARNINGS: Final = 1_000
"""Most warnings that are kept; all are counted."""

TABLE_GROUP: Final = ox.NamedNode(CSVW + "TableGroup")


@dataclass
class Conversion:
    """The statements, to be read once, and what was warned of as far as they have been read.

    Reading raises SourceFault where a table breaks.
    """

    triples: Iterator[ox.Triple] = field(default_factory=lambda: iter(()))
    warnings: list[Fault] = field(default_factory=list)
    warned: int = 0
    """How many warnings there were in all."""

    def warn(self, fault: Fault) -> None:
        """Take note of a warning."""
        self.warned += 1
        if len(self.warnings) < WARNINGS:
            self.warnings.append(fault)


@dataclass(frozen=True)
class _Table:
    """A table that is ready to be written."""

    said: TableDescription
    found: Found
    grid: Grid


def convert(
    url: str,
    resolve: Resolver,
    *,
    metadata: str = "",
    mode: Mode = "standard",
    limits: SourceLimits | None = None,
) -> Conversion:
    """The RDF of what is at ``url``: a table, or metadata that describes tables.

    ``metadata`` is the address of metadata that goes before any other. Raises SourceFault where
    there is nothing, or the metadata is malformed; what the standard passes over is a warning.
    """
    conversion = Conversion()
    bounds = limits or SourceLimits()
    found = _required(resolve, url, url)
    if metadata:
        where = _required(resolve, metadata, metadata)
        tables, group, reader = _described(where.url, read_metadata(where), resolve, bounds)
    elif _is_metadata(found):
        tables, group, reader = _described(found.url, read_metadata(found), resolve, bounds)
    else:
        warnings: list[Fault] = []
        located = locate(found, resolve, warnings)
        for fault in warnings:
            conversion.warn(fault)
        if located is None:
            grid = read_grid(found, found.url, Dialect(), bounds)
            tables, group, reader = [_Table(embedded(found.url, grid), found, grid)], Group(), None
        else:
            tables, group, reader = _described(*located, resolve, bounds)
    for fault in reader.problems.warnings if reader else ():
        conversion.warn(fault)
    conversion.triples = _triples(tables, group, reader, conversion, minimal=mode == "minimal")
    return conversion


def _is_metadata(found: Found) -> bool:
    return found.url.partition("?")[0].lower().endswith((".json", ".toml", ".yaml", ".yml"))


def _required(resolve: Resolver, url: str, named: str) -> Found:
    found = resolve(url)
    if found is None:
        expected = "a file that is there", "en fil som finns"
        raise SourceFault([Fault(Place(named), "metadata", url, *expected)])
    return found


def _described(
    url: str, document: dict[str, Any], resolve: Resolver, limits: SourceLimits
) -> tuple[list[_Table], Group, Reader]:
    places = WebPlaces(resolve, url, context_base(document))
    reader = Reader(document, places, strict=False)
    tables = [_ready(table, reader, resolve, limits) for table in reader.tables()]
    reader.problems.check(strict=False)
    return tables, reader.group, reader


def _ready(table: Described, reader: Reader, resolve: Resolver, limits: SourceLimits) -> _Table:
    found = resolve(table.name)
    if found is None:
        expected = "a table that is there", "en tabell som finns"
        reader.problems.error(f"{table.path}url", table.name, *expected)
        reader.problems.check(strict=False)
        raise AssertionError("an error is raised")
    grid = read_grid(found, table.description.url, table.description.dialect, limits)
    return _Table(bound(table, grid, reader.problems), found, grid)


def _triples(
    tables: list[_Table], group: Group, reader: Reader | None, conversion: Conversion, *,
    minimal: bool,
) -> Iterator[ox.Triple]:  # fmt: skip
    numbers = count()

    def blank() -> ox.BlankNode:
        return ox.BlankNode(f"n{next(numbers)}")

    base = reader.base if reader else tables[0].said.url
    annotations = Annotations(base, reader.language if reader else "und", blank)
    node: Node = blank() if group.id is None else ox.NamedNode(group.id)
    if not minimal:
        yield ox.Triple(node, TYPE, TABLE_GROUP)
        yield from annotations.of(node, group.annotations)
    for table in tables:
        writer = TableWriter(
            table.said, table.grid, table.found.url, annotations, blank, conversion.warn, minimal
        )
        yield from writer.write(node)
