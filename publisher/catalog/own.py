"""The datasets that the program makes of a site: the whole, each source, each class, the releases.

The same content gets the same record in every release: no time but those of the content itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from publisher.catalog.counts import Counts, read_counts
from publisher.catalog.distributions import (
    FILE_TYPES,
    Access,
    File,
    Times,
    of_access,
    of_file,
    times_of,
)
from publisher.catalog.facts import Common
from publisher.catalog.files import Files
from publisher.catalog.spaces import HIDDEN
from publisher.catalog.writing import kind, link, literal, texts
from publisher.contract import Class
from publisher.describe.views import pick
from publisher.iris import DUMP, ENDPOINT, LISTS, RELEASES
from publisher.namespaces import DCAT, DCT, FOAF, PROV, RDF, SKOS
from publisher.release.manifest import GraphEntry

PACKED: Final = ("nq", "ttl", "jsonld", "rdf")
"""The formats that the whole dataset comes in packed."""

CLASS_FILES: Final = ("nt", "ttl", "jsonld", "rdf")
"""The formats that the things of a class come in."""

QUERY: Final = ".rq"
"""Sources with this ending are queries."""

SOURCE: Final = (
    {"sv": "{file}: källa i {site}", "en": "{file}: source in {site}"},
    {"sv": "Det som källan {file} säger, som länkade data. Den handlar om: {names}.",
     "en": "What the source {file} says, as linked data. It is about: {names}."},
)  # fmt: skip
CLASS: Final = (
    {"sv": "{names}: {site}", "en": "{names}: {site}"},
    {"sv": "{about} Här finns alla som webbplatsen beskriver, som länkade data.",
     "en": "{about} These are all that the site describes, as linked data."},
)  # fmt: skip
SERIES: Final = (
    {"sv": "Utgåvor av {site}", "en": "Releases of {site}"},
    {"sv": "Varje ändring av innehållet ger en ny utgåva. En utgåva ändras aldrig: den kan "
           "citeras, jämföras med andra och frågas i efterhand.",
     "en": "Each change of the content makes a new release. A release never changes: it can be "
           "cited, compared with others, and queried later."},
)  # fmt: skip
QUERIED: Final = {
    "sv": "Frågor i SPARQL, med svar i många format.",
    "en": "Queries in SPARQL, with answers in many formats.",
}
STREAMED: Final = {
    "sv": "Ändringarna som en ström (LDES), för den som vill ha en egen kopia som följer med.",
    "en": "The changes as a stream (LDES), for a copy of one's own that follows.",
}

UNLISTED: Final = HIDDEN | {
    DCAT + name for name in ("Catalog", "Dataset", "DatasetSeries", "DataService", "Distribution")
}
"""Things that are no dataset together: people, what is withdrawn, and datasets themselves."""

Words = tuple[Mapping[str, str], Mapping[str, str]]


@dataclass(frozen=True)
class Own:
    """The datasets of one release."""

    common: Common
    files: Files

    def records(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The records, in no order."""
        for iri, lines in (self.whole(), self.series()):
            yield iri, self.common.record(lines)
        for entry in self.common.reader.graphs:
            if entry.kind == "source" and self._public(entry):
                iri, lines = self.source(entry)
                yield iri, self.common.record(lines)
        for item in self.classes:
            iri, lines = self.of_class(item)
            yield iri, self.common.record(lines)

    @property
    def _base(self) -> str:
        return self.common.base

    @property
    def entries(self) -> tuple[GraphEntry, ...]:
        """The named graphs that have statements of the site."""
        return self.common.reader.graphs

    @cached_property
    def counts(self) -> Counts | None:
        """The counts of the release; None where it was built without."""
        return read_counts(self.common.reader.folder)

    @cached_property
    def classes(self) -> tuple[Class, ...]:
        """The classes that have things, but for people and what is withdrawn."""
        return tuple(item for item in self.common.reader.contract.classes
                     if item.target not in UNLISTED and self._graphs_with(item))  # fmt: skip

    def whole(self) -> tuple[str, Iterator[str]]:
        """All of it."""
        return self._base + DUMP, self._whole(self._base + DUMP)

    def _whole(self, iri: str) -> Iterator[str]:
        site = self.common.reader.site
        times = self._times(self.entries)
        landing = f"{iri}.html"
        yield from self._dataset(iri, landing, times, (site.title, site.description or site.title))
        yield link(iri, DCAT + "inSeries", self._base + RELEASES)
        yield literal(iri, DCAT + "version", self.common.reader.identifier)
        yield from self._conforms(iri, self.classes)
        for suffix in PACKED:
            known = self.files.packed(suffix)
            if known is not None:
                file = File(iri, suffix, packed=True, size=known[0], checksum=known[1])
                yield from of_file(iri, landing, file, times, self.common)
        yield from self._files(iri, landing, FILE_TYPES, self.common.reader.manifest.entries, times)
        if "sparql" in self.common.settings.services:
            service = self._base + ENDPOINT
            access = Access("sparql", service, service, "JSON", "application/json", QUERIED)
            yield from of_access(iri, access, times, self.common)

    def series(self) -> tuple[str, Iterator[str]]:
        """The releases as a series, of which the whole is the member that is current."""
        iri = self._base + RELEASES
        return iri, self._series(iri)

    def _series(self, iri: str) -> Iterator[str]:
        yield from kind(iri, DCAT + "DatasetSeries")
        yield from self._named(iri, self._worded(SERIES, {}))
        yield from (f"<{iri}> {said}" for said in self.common.shared)
        yield from (f"<{iri}> {said}" for said in self.common.of_dataset)
        yield from self._conforms(iri, self.classes)
        yield from times_of(iri, Times(self._times(self.entries).issued, ""))

    def source(self, entry: GraphEntry) -> tuple[str, Iterator[str]]:
        """What one source says."""
        return entry.iri, self._source(entry)

    def _source(self, entry: GraphEntry) -> Iterator[str]:
        iri, times = entry.iri, self._times([entry])
        landing = f"{iri}.html"
        kinds = [item for item in self.common.reader.contract.classes
                 if any(own is entry for own in self._graphs_with(item))]  # fmt: skip
        names = {tag: ", ".join(pick(item.plurals, tag)[0] for item in kinds) or "–"
                 for tag in self.common.tags}  # fmt: skip
        words = self._worded(SOURCE, {"file": dict.fromkeys(names, entry.file), "names": names})
        own, plain = self._publisher_of(entry), f"<{iri}> <{DCT}publisher> "
        for line in self._dataset(iri, landing, times, words):
            if not own or not line.startswith(plain):
                yield line
        if own:
            yield link(iri, DCT + "publisher", own)
        if address := self._addresses.get(entry.file):
            yield link(iri, PROV + "wasDerivedFrom", address)
        yield from self._conforms(iri, kinds)
        yield from self._files(iri, landing, FILE_TYPES, (entry,), times)

    def of_class(self, item: Class) -> tuple[str, Iterator[str]]:
        """All things of a class."""
        iri = f"{self._base}{LISTS}{item.slug}"
        return iri, self._of_class(iri, item)

    def _of_class(self, iri: str, item: Class) -> Iterator[str]:
        graphs = self._graphs_with(item)
        times = self._times(graphs)
        landing = f"{iri}.html"
        names = {tag: pick(item.plurals, tag)[0] for tag in self.common.tags}
        about = {tag: pick(item.descriptions, tag)[0] for tag in self.common.tags}
        words = self._worded(CLASS, {"names": names, "about": about})
        yield from self._dataset(iri, landing, times, words)
        yield from self._conforms(iri, [item])
        stem = f"{self._base}{DUMP}/{item.slug}"
        for suffix in CLASS_FILES:
            size = self._size(item, graphs, suffix)
            file = File(stem, suffix, size=size)
            yield from of_file(iri, landing, file, times, self.common)
        if "feeds" in self.common.settings.services:
            address = f"{self._base}feeds/ldes/{item.slug}"
            access = Access("ldes", self._base + "feeds", address, "RDF_TURTLE", "text/turtle",
                            STREAMED)  # fmt: skip
            yield from of_access(iri, access, times, self.common)

    def _dataset(self, iri: str, landing: str, times: Times, words: Words) -> Iterator[str]:
        yield from kind(iri, DCAT + "Dataset")
        yield literal(iri, DCT + "identifier", iri)
        yield from self._named(iri, words)
        yield link(iri, DCAT + "landingPage", landing)
        yield from (f"<{iri}> {said}" for said in self.common.shared)
        yield from (f"<{iri}> {said}" for said in self.common.of_dataset)
        yield from times_of(iri, times)

    @staticmethod
    def _conforms(iri: str, kinds: Iterable[Class]) -> Iterator[str]:
        """The shapes that the things in a dataset conform to."""
        for item in kinds:
            yield link(iri, DCT + "conformsTo", item.document)

    def _named(self, iri: str, words: Words) -> Iterator[str]:
        yield from texts(iri, DCT + "title", words[0])
        yield from texts(iri, DCT + "description", words[1])

    def _worded(self, words: Words, values: Mapping[str, Mapping[str, str]]) -> Words:
        title = self.common.reader.site.title
        said = {tag: {"site": pick(title, tag)[0], **{name: own[tag]
                      for name, own in values.items()}} for tag in self.common.tags}  # fmt: skip
        return ({tag: words[0][tag].format(**said[tag]) for tag in said},
                {tag: words[1][tag].format(**said[tag]).strip() for tag in said})  # fmt: skip

    def _files(
        self, iri: str, landing: str, suffixes: Sequence[str] | Mapping[str, str],
        entries: Sequence[GraphEntry], times: Times,
    ) -> Iterator[str]:  # fmt: skip
        """The files that are not packed."""
        for suffix in suffixes:
            size = None if suffix == "trig" else self.files.plain(suffix, tuple(entries))
            yield from of_file(iri, landing, File(iri, suffix, size=size), times, self.common)

    def _times(self, entries: Sequence[GraphEntry]) -> Times:
        """When some graphs were first released, and when one of them last changed."""
        issued = [self.files.issued[entry.iri] for entry in entries
                  if entry.iri in self.files.issued]  # fmt: skip
        since = [part.since for entry in entries for part in entry.parts]
        fixed = self.common.settings.issued
        return Times(fixed or (to_second(min(issued)) if issued else ""),
                     to_second(max(since)) if since else "")  # fmt: skip

    def _graphs_with(self, item: Class) -> list[GraphEntry]:
        """The source graphs that have things of a class."""
        return [entry for entry in self.entries
                if entry.kind == "source" and item.target in self._kinds[entry.iri]]  # fmt: skip

    @cached_property
    def _kinds(self) -> dict[str, frozenset[str]]:
        """The classes of the contract that things in each source graph have."""
        targets = [item.target for item in self.common.reader.contract.classes]
        store, kind_of = self.common.reader.store, ox.NamedNode(RDF + "type")
        if self.counts is not None:
            scopes = self.counts.graphs
            return {entry.iri: frozenset(scopes[entry.iri].classes) if entry.iri in scopes
                    else frozenset() for entry in self.entries}  # fmt: skip
        return {
            entry.iri: frozenset(
                target for target in targets
                if next(store.quads_for_pattern(
                    None, kind_of, ox.NamedNode(target), ox.NamedNode(entry.iri)
                ), None)
            ) for entry in self.entries
        }  # fmt: skip

    @cached_property
    def _addresses(self) -> dict[str, str]:
        """Where sources are fetched from, by file."""
        sources = self.common.reader.manifest.sources
        return {item.file: item.address for item in sources if item.address}

    def _publisher_of(self, entry: GraphEntry) -> str:
        """Whose source it is, where the release has a name for an organisation other than its own.

        A portal wants a name for each; without one the dataset is told to be of the site.
        """
        reader, predicate = self.common.reader, ox.NamedNode(DCT + "publisher")
        about = ox.NamedNode(reader.iris.description())
        site = reader.site.publisher and self.common.absolute(reader.site.publisher)
        for quad in reader.store.quads_for_pattern(ox.NamedNode(entry.iri), predicate, None, about):
            found = str(getattr(quad.object, "value", ""))
            if found != site and any(self.common.values(found, SKOS + "prefLabel", FOAF + "name")):
                return found
        return ""

    def _public(self, entry: GraphEntry) -> bool:
        """Whether a source is data, about more than people and what is withdrawn."""
        if entry.file.endswith(QUERY):
            return False
        own = {item.target for item in self.common.reader.contract.classes
               if item.target in self._kinds[entry.iri]}  # fmt: skip
        return not own or bool(own - UNLISTED)

    def _size(self, item: Class, graphs: Sequence[GraphEntry], suffix: str) -> int | None:
        """About how many bytes the things of a class have in a format (DCAT 3, section 6.8.12).

        It is the share that they have of the statements in their graphs.
        """
        found = self.counts.whole.classes.get(item.target) if self.counts else None
        size, around = self.files.plain(suffix, tuple(graphs)), self.files.plain(suffix, ())
        total = sum(entry.quads for entry in graphs)
        if found is None or size is None or around is None or not total:
            return None
        own = min(total, sum(use.triples for use in found.properties.values()))
        return around + (size - around) * own // total


def to_second(time: str) -> str:
    """A time of a release as the catalogue says it: UTC, to the second, with ``Z``."""
    return f"{time[:19]}Z" if len(time) >= 19 else time
