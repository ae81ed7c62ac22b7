"""Documents of the catalogue: its heading and records, in a profile, written in a format of RDF.

Every document stands by itself: the catalogue, who publishes it and whom to ask are in each.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import pyoxigraph as ox

from publisher.catalog.profiles import RESOURCES, Profile
from publisher.changes import Record
from publisher.formats import Format
from publisher.namespaces import RDF
from publisher.render.feeds import hydra
from publisher.render.feeds.hydra import Way
from publisher.render.rdf import (
    dump_footer,
    dump_header,
    dump_separator,
    render_graph,
    render_part,
)

VERSION: Final = 1
"""Raise this when the same records are written in other bytes than before."""

BATCH: Final = 100
"""Records of a whole document that are in memory at a time."""


@dataclass(frozen=True)
class Catalogue:
    """The catalogue ``iri`` of a release, as a profile has it; ``heading`` is what it says of
    itself, as N-Triples statements without the final dot."""

    iri: str
    heading: tuple[str, ...]
    profile: Profile
    prefixes: Mapping[str, str]

    def page(self, records: Sequence[Record], form: Format, way: Way | None = None) -> bytes:
        """A document with some records; ``way`` says where it lies among others."""
        found = self._statements(records, self.heading)
        if way is not None:
            found += hydra.statements(way)
        return render_graph(found, form, self.prefixes)

    def whole(self, records: Iterable[Record], form: Format) -> Iterator[bytes]:
        """A document with all records, piece by piece; few of them are in memory at a time."""
        yield dump_header(form.suffix, self.prefixes)
        between = b""
        heading = self.heading
        for batch in _batches(records):
            part = self._part(self._statements(batch, heading), form)
            heading = ()
            if part:
                yield between + part
                between = dump_separator(form.suffix)
        yield dump_footer(form.suffix)

    def tag(self, state: str, form: Format) -> str:
        """What tells the whole document from any other; ``state`` is the hash of the records."""
        content = [VERSION, state, self.iri, self.heading, self.profile.name, form.suffix,
                   sorted(self.prefixes.items())]  # fmt: skip
        text = json.dumps(content, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def _statements(self, records: Iterable[Record], heading: Sequence[str]) -> list[ox.Triple]:
        """What is said of records and of the catalogue that lists them, as the profile has it."""
        kind = f"<{self.iri}> <{RDF}type> "
        lines = [*(heading or (line for line in self.heading if line.startswith(kind)))]
        for record in records:
            lines += self._listed(record)
            lines += record.lines
        return self.profile.adapt(parse(dict.fromkeys(lines)))  # much is in many records

    def _listed(self, record: Record) -> Iterator[str]:
        """That the catalogue has a record (DCAT 3, section 6.3)."""
        for kind, name in RESOURCES.items():
            if f"<{record.iri}> <{RDF}type> <{kind}>" in record.lines:
                yield f"<{self.iri}> <{name}> <{record.iri}>"
                return

    def _part(self, found: Sequence[ox.Triple], form: Format) -> bytes:
        if form.suffix == "nt":
            return render_graph(found, form, self.prefixes)
        return render_part(found, form.suffix, self.prefixes)


def _batches(records: Iterable[Record]) -> Iterator[tuple[Record, ...]]:
    """The records, a few at a time; at least one batch, be it empty."""
    rest = iter(records)
    batch = tuple(islice(rest, BATCH))
    yield batch
    while batch := tuple(islice(rest, BATCH)):
        yield batch


def parse(lines: Iterable[str]) -> list[ox.Triple]:
    """Statements as they are kept -> triples."""
    text = "".join(f"{line} .\n" for line in lines)
    return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)]
