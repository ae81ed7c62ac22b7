"""Reads and maps all sources of a site: first what things are called, then what is said of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from publisher.canonical import canonical
from publisher.config import Settings
from publisher.contract import Contract
from publisher.faults import Fault, Place
from publisher.gather.content import Content, RowPlace, SourceContent, account, collecting
from publisher.gather.links import gather_links
from publisher.gather.naming import class_of, unknown_table
from publisher.gather.ownership import Ownership
from publisher.gather.sources import sources_of
from publisher.iris import Iris
from publisher.mapping.conforming import Conforming, conforming
from publisher.mapping.described import DescribedTable
from publisher.mapping.named import NamedTable
from publisher.mapping.queries import QueryFiles
from publisher.mapping.references import ReferenceIndex
from publisher.mapping.statements import (
    MappedRow,
    Origin,
    RowMapper,
    Statement,
    subject_of,
)
from publisher.mapping.unwritable import unwritable
from publisher.people.rules import People
from publisher.sources.csvw import describe
from publisher.sources.discover import TABLES, SourceFile, SourceLimits
from publisher.sources.kept import KeptTables
from publisher.sources.rdf import read_rdf
from publisher.sources.rows import Table, written
from publisher.sources.skolem import skolemise


class Gatherer:
    """Reads the sources of a site, those ``given`` first. One instance serves one build.

    ``data`` is the folder of the sources where it is not the site's own, but one to try.
    """

    def __init__(
        self,
        settings: Settings,
        contract: Contract,
        given: Sequence[SourceFile] = (),
        data: Path | None = None,
    ) -> None:
        self._settings = settings
        self._contract = contract
        self._iris: Iris = settings.minter()
        self._limits = SourceLimits.of(settings.limits)
        self._ownership = Ownership(settings, contract)
        self._tables = KeptTables(self._limits)
        self._discover = partial(sources_of, settings, self._limits, given, data)

    def gather(self, skip: frozenset[RowPlace] = frozenset()) -> Content:
        """Read and map every source; rows in ``skip`` are rejected unread.

        Faults of single rows and whole files are collected in the content, never raised.
        """
        index = ReferenceIndex(
            self._contract.targets, self._contract.superclasses, self._ownership.rank
        )
        content = Content(index=index)
        pairs: list[tuple[SourceFile, SourceContent]] = []
        with collecting(content):
            for source in self._discover():
                pairs.append((source, self._begin(source)))
        content.sources = [own for _, own in pairs]
        content.faults += self._ownership.described(source for source, _ in pairs)
        self._people = self._persons(pairs, content)
        named: set[str] = set()
        queries = QueryFiles(self._contract, self._iris, self._settings.prefixes)
        for source, own in pairs:
            with collecting(content):
                if source.kind == "query":
                    own.lines.extend(queries.read(source))
                    said = {subject_of(line)[1:-1] for line in own.lines}
                    content.faults += self._ownership.foreign(source, said)
                elif source.kind == "links":
                    gather_links(source, own, content, self._ownership, skip)
                elif source.kind != "layer":
                    named.update(self._index(source, own, index, content, skip))
        keys: dict[str, Place] = {}
        for source, own in pairs:
            if source.kind in TABLES and (source.metadata is None or own.file in named):
                with collecting(content):
                    self._map(source, own, index, keys, content, skip)
        for own in content.sources:
            own.lines = sorted(set(canonical(own.lines)))
            own.partial = sorted(set(canonical(own.partial)))
            content.faults += unwritable(own.file, own.lines)
        self._people.finish(content)
        every = [own.lines for own in content.sources]
        content.faults += queries.faults(every, content.rejected_things)
        content.faults = sorted(set(content.faults))
        return content

    def _persons(
        self, pairs: Sequence[tuple[SourceFile, SourceContent]], content: Content
    ) -> People:
        """What is owed to persons, and the layers that they live in."""
        people, names = People(self._settings), [source.name for source, _ in pairs]
        for source, own in pairs:
            if source.kind == "layer":
                with collecting(content):
                    own.lines.extend(people.enter(source, names, self._iris))
        return people

    def _begin(self, source: SourceFile) -> SourceContent:
        return SourceContent(
            source.name,
            self._iris.graph(source.name),
            source.checksum,
            source.path.stat().st_size,
        )

    def _index(
        self,
        source: SourceFile,
        own: SourceContent,
        index: ReferenceIndex,
        content: Content,
        skip: frozenset[RowPlace],
    ) -> set[str]:
        """Read what needs no references, and enter what every thing is called; the source itself
        where it has tables of a class, which are read once all names are known."""
        later: set[str] = set()
        if source.kind == "rdf":
            subjects: set[str] = set()
            quads = _noting(read_rdf(source, self._iris.base_iri, self._limits), subjects)
            genid = self._ownership.genid(own.file)
            lines = [str(quad.triple) for quad in skolemise(quads, genid, file=own.file)]
            own.lines.extend(self._people.hold(source, lines, self._iris.base_iri))
            content.faults += self._ownership.foreign(source, subjects)
            index.enter(own.lines)
            return later
        for table, mapper in self._mappers(source, own, index):
            if isinstance(mapper, NamedTable):
                later.add(own.file)
                for row in table.rows:
                    naming = mapper.naming(row)
                    if naming and (table.file, table.sheet or "", row.number) not in skip:
                        index.add(naming.iri, mapper.types, naming.key, naming.names)
            else:
                self._map_described(table, mapper, own, content, skip)
        if source.metadata is not None:
            index.enter(own.lines)
        return later

    def _named(
        self, table: Table, index: ReferenceIndex, said: Conforming | None = None
    ) -> NamedTable | None:
        kind = said.kind if said else (
            class_of(self._contract, table)
        )  # fmt: skip
        if kind is None:
            return None
        return NamedTable(
            table, kind, self._ownership.iris(table.file), index.seen_by(table.file),
            self._settings.languages, self._contract.label, said.headings if said else None,
        )  # fmt: skip

    def _map(
        self,
        source: SourceFile,
        own: SourceContent,
        index: ReferenceIndex,
        keys: dict[str, Place],
        content: Content,
        skip: frozenset[RowPlace],
    ) -> None:
        for table, mapper in self._mappers(source, own, index, content):
            if not isinstance(mapper, NamedTable):
                continue
            content.faults.extend(mapper.faults)
            for row in table.rows:
                if mapper.is_note(row):
                    continue
                place = (table.file, table.sheet or "", row.number)
                mapped = mapper.map(row)
                if self._people.passes_over(own, mapped, Place(*place)):
                    continue
                if mapped.subject and place not in skip and not self._people.is_late(own.file):
                    at = Place(*place, mapper.key_heading)
                    before = keys.setdefault(mapped.subject, at)
                    if before is not at:
                        mapped.faults.append(Fault(
                            at, "duplicate-key", mapper.key(row),
                            before.words("en"), before.words("sv"), thing=mapped.subject,
                            label=mapper.label(row), shape=mapper.kind.iri,
                        ))  # fmt: skip
                self._take(own, content, place, mapped, skip)

    def _map_described(
        self, table: Table, mapper: RowMapper, own: SourceContent, content: Content,
        skip: frozenset[RowPlace],
    ) -> None:  # fmt: skip
        for row in table.rows:
            place = (table.file, table.sheet or "", row.number)
            mapped = mapper.map(row)
            if not self._people.passes_over(own, mapped, Place(*place)):
                self._take(own, content, place, mapped, skip)

    def _take(
        self, own: SourceContent, content: Content, place: RowPlace, mapped: MappedRow,
        skip: frozenset[RowPlace],
    ) -> None:  # fmt: skip
        """Take a row in, held to whose source it is and to what persons are owed."""
        self._ownership.hold(own.file, mapped, Place(*place))
        if place not in skip:
            self._people.look(own.file, mapped, Place(*place))
        account(own, content, place, mapped, skip)

    def _described(
        self, table: Table, source: SourceFile, own: SourceContent, index: ReferenceIndex
    ) -> tuple[Table, RowMapper | None]:
        """A table that metadata describes, as one of a class where the metadata says so."""
        description = describe(source, table)
        said = conforming(table, description, self._contract, self._settings.languages)
        if said is not None:
            return said.table, self._named(said.table, index, said)
        return table, DescribedTable(
            table,
            description,
            base_iri=self._iris.base_iri,
            graph=own.graph,
            genid=self._ownership.genid(own.file),
        )

    def origins(self, content: Content, things: Collection[str]) -> dict[str, list[Origin]]:
        """The rows that speak of ``things`` (IRIs), found by reading the tables once more."""
        found: dict[str, list[Origin]] = {}
        wanted = set(things)
        files = {source.name: source for source in self._discover()}
        for own in content.sources:
            source = files[own.file]
            for table, mapper in self._mappers(source, own, content.index):
                for row in table.rows:
                    if not mapper.may_speak_of(row, wanted):
                        continue
                    mapped = mapper.map(row)
                    about = {subject_of(line)[1:-1] for line, _ in mapped.statements}
                    spoken_of = sorted(about & wanted)
                    if not spoken_of:
                        continue
                    headings = [heading for _, heading in mapped.statements]
                    lines = canonical(line for line, _ in mapped.statements)
                    mapped.statements = list(map(Statement, lines, headings))
                    place = Place(table.file, table.sheet or "", row.number)
                    cells = {heading: written(cell) for heading, cell in
                             zip(table.header, row.cells, strict=False)}  # fmt: skip
                    origin = Origin(place, mapped, mapper, cells, table.header_row)
                    for thing in spoken_of:
                        found.setdefault(thing, []).append(origin)
        return found

    def tables(self, content: Content) -> Iterator[tuple[SourceFile, Table, RowMapper]]:
        """Every table of the sources, read once more, with what makes statements of its rows."""
        files = {source.name: source for source in self._discover()}
        for own in content.sources:
            for table, mapper in self._mappers(files[own.file], own, content.index):
                yield files[own.file], table, mapper

    def sources(self) -> list[SourceFile]:
        """The sources, as they lie on disk."""
        return self._discover()

    def source(self, name: str) -> SourceFile | None:
        """The source of a name, as it lies on disk."""
        return next((source for source in self._discover() if source.name == name), None)

    def _mappers(
        self,
        source: SourceFile,
        own: SourceContent,
        index: ReferenceIndex,
        content: Content | None = None,
    ) -> Iterator[tuple[Table, RowMapper]]:
        """The tables of a source, each with what makes statements of its rows; one of no class is
        a fault in ``content``."""
        for table in self._tables.read(source) if source.kind in TABLES else ():
            found, mapper = (
                (table, self._named(table, index)) if source.metadata is None
                else self._described(table, source, own, index)
            )  # fmt: skip
            if mapper is not None:
                yield found, mapper
            elif content is not None:
                content.faults.append(unknown_table(self._contract, table))


def _noting(quads: Iterable[ox.Quad], subjects: set[str]) -> Iterator[ox.Quad]:
    """``quads``; what they describe by an IRI is put into ``subjects`` as they pass."""
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode):
            subjects.add(quad.subject.value)
        yield quad
