"""One release without the thing: the same address, parts cut anew, a store of its own making.

The id of a release stays what it was, so that whoever cited it finds the rest of it; its manifest
says when something was erased. The store is never changed in place: what a store removes stays in
its files until it happens to tidy up, and its files are shared with the stores of other releases.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from publisher.catalog.files import FILE_NAME as BESIDE
from publisher.catalog.files import Beside, read_beside, to_json
from publisher.catalog.releasing import describer
from publisher.config import Settings
from publisher.contract import Contract
from publisher.erasing.scope import Scope, Terms, Values, parted
from publisher.erasing.spellings import Finder
from publisher.erasing.swapping import swap
from publisher.namespaces import PROV
from publisher.release import manifest as manifests
from publisher.release.assemble import (
    REPORT,
    REWRITE_SHARE,
    STORE,
    GraphContent,
    Rendering,
    open_store,
)
from publisher.release.difference import Difference, compare
from publisher.release.filling import carry_on, fill
from publisher.release.manifest import GraphEntry, Manifest
from publisher.release.parts import PartFolder, cut, digest_of, write_graph
from publisher.release.provenance import FILE_NAME as PROVENANCE
from publisher.release.provenance import provenance
from publisher.release.shelf import UNFINISHED, Shelf
from publisher.render.dump import frame, rendering
from publisher.store.reader import Reader, open_release

Stone = Mapping[str, Sequence[str]]
"""What is said from now on of the thing instead: statements by the IRI of their graph."""

RESULT: Final = "#result-"
DIGITS: Final = 16


@dataclass(frozen=True)
class Manner:
    """How a release is written: its contract, and its dumps."""

    contract: Contract
    dumps: Rendering


@dataclass
class Looked:
    """What looking through a release finds: the statements that go, and their values."""

    nodes: Terms
    statements: int


class Rewriter:
    """Erases from releases one after the other, the oldest first.

    ``stone`` is what is said of the thing from now on, by graph; ``now`` is the time of the
    erasure, UTC, ISO 8601.
    """

    def __init__(
        self, settings: Settings, shelf: Shelf, scope: Scope, stone: Stone, now: str
    ) -> None:
        self._settings, self._shelf, self._scope, self._now = settings, shelf, scope, now
        self._stone = stone
        self._said = frozenset(line for lines in stone.values() for line in lines)
        self._before: Manifest | None = None
        """The release that was written last."""
        self._manners: dict[str, Manner] = {}

    def look(self, identifier: str, values: Values) -> Looked:
        """What would go from a release; its values are added to ``values``."""
        manifest = self._shelf.manifest(identifier)
        lines = self._lines(manifest)
        nodes = self._scope.nodes(line for own in lines.values() for line in own)
        count = 0
        for own in lines.values():
            kept, gone = parted(own, nodes)
            if not self._stone_alone(gone):
                values.add(kept, gone, nodes)
                count += len(gone)
        return Looked(nodes, count)

    def erase(self, identifier: str, texts: Sequence[str]) -> int:
        """Write a release anew without the thing; returns how many statements it lost.

        ``texts`` are values that are not to be left in the report of the check. Call it under the
        lock of the shelf. Raises ReleaseError where the release is damaged.
        """
        folder = self._shelf.path(identifier)
        reader = open_release(folder)
        lines = self._lines(reader.manifest)
        nodes = self._scope.nodes(line for own in lines.values() for line in own)
        count = self._strip(lines, nodes)
        written = _Written(reader, self._manner(reader), self._settings, self._shelf, self._now)
        manifest, graphs, files = written.manifest(lines, changed=bool(count))
        beside = self._shelf.folder / f"{UNFINISHED}{identifier}"
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        for path in folder.iterdir():  # what was made of it since, in folders, is made anew
            if path.is_file() and not path.name.startswith("."):
                shutil.copyfile(path, beside / path.name)
        self._store(manifest, graphs, beside)
        for name, content in files.items():
            (beside / name).write_bytes(content)
        _strip_report(beside, nodes, Finder(texts))
        manifests.write(manifest, beside)
        swap(beside, folder)
        self._before = manifest
        return count

    def _manner(self, reader: Reader) -> Manner:
        """The shapes and the dumps of a release; many releases have the same."""
        manifest = reader.manifest
        vocabulary = [graph.digest for graph in manifest.graphs if graph.kind == "vocabulary"]
        key = digest_of(
            [*vocabulary, *(f"{name} {iri}" for name, iri in manifest.prefixes.items())]
        )
        if key not in self._manners:
            contract = reader.contract
            self._manners[key] = Manner(contract, rendering(contract, manifest.prefixes))
        return self._manners[key]

    def _lines(self, manifest: Manifest) -> dict[str, list[str]]:
        parts = self._shelf.parts(manifest)
        return {
            entry.iri: [line for part in entry.parts if part.quads
                        for line in parts.lines(part.digest, entry.iri)]
            for entry in manifest.entries
        }  # fmt: skip

    def _strip(self, lines: dict[str, list[str]], nodes: Terms) -> int:
        """Take what goes out of the graphs, and put the stone where the thing was described."""
        count, bare = 0, dict[str, list[str]]()
        for iri, own in lines.items():
            kept, gone = parted(own, nodes)
            if self._stone_alone(gone):
                continue
            count += len(gone)
            bare[iri] = kept
        for iri, own in bare.items():
            lines[iri] = own
        if bare:
            home = next(iter(bare))
            for iri, said in self._stone.items():
                target = iri if iri in lines else home
                lines[target] = [*lines[target], *said]
        return count

    def _stone_alone(self, gone: Sequence[str]) -> bool:
        """Whether nothing but the stone goes."""
        return self._said.issuperset(gone)

    def _store(self, manifest: Manifest, graphs: Sequence[GraphContent], target: Path) -> None:
        """A store with nothing in its files but what the release says now."""
        changed = self._changed(manifest)
        if self._before is not None and changed is not None:
            carry_on(open_store(self._shelf.path(self._before.id)), target / STORE, changed)
        else:
            fill(target / STORE, graphs)

    def _changed(self, manifest: Manifest) -> Difference | None:
        """What differs from the release before, where that is little."""
        if self._before is None:
            return None
        old, new = self._shelf.parts(self._before), self._shelf.parts(manifest)
        found = compare(self._before.entries, old, manifest.entries, new)
        small = found.removed + found.added < REWRITE_SHARE * manifest.quads
        return found if small else None


@dataclass
class _Written:
    """The parts of a release, written as the release was: by its own shapes and settings."""

    reader: Reader
    manner: Manner
    settings: Settings
    shelf: Shelf
    now: str

    def manifest(
        self, lines: Mapping[str, Sequence[str]], *, changed: bool
    ) -> tuple[Manifest, list[GraphContent], dict[str, bytes]]:
        """The manifest of what ``lines`` say (by graph), the graphs, and files beside the store."""
        old = self.reader.manifest
        if not changed:
            return old, [_content(entry, lines, 0) for entry in old.entries], {}
        contract, dumps = self.manner.contract, self.manner.dumps
        aim = self.settings.releases.part_quads
        graphs = [_content(entry, lines, aim) for entry in old.graphs]
        files: dict[str, bytes] = {}
        described: GraphContent | None = None
        if old.description is not None:
            described, files = self._described(graphs, contract, dumps)
        entries = [self._write(graph, dumps) for graph in graphs]
        description = self._write(described, dumps) if described else None
        new = replace(
            old, rendering=dumps.digest, graphs=tuple(entries), description=description,
            erased=(*old.erased, self.now),
        )  # fmt: skip
        files[PROVENANCE] = self._provenance(new)
        return new, [*graphs, *([described] if described else [])], files

    def _described(
        self, graphs: Sequence[GraphContent], contract: Contract, dumps: Rendering
    ) -> tuple[GraphContent, dict[str, bytes]]:
        """The description of what is left, by what the site said of itself then."""
        reader, old = self.reader, self.reader.manifest
        settings = replace(
            self.settings, site=reader.site, catalog=reader.catalog,
            iris=dict(old.iri_templates), prefixes=dict(old.prefixes),
        )  # fmt: skip
        around = {suffix: frame(suffix, contract, old.prefixes) for suffix in dumps.suffixes}
        found = describer(settings, around)(graphs, None)
        issued = read_beside(reader.folder).issued
        return found.graph, {**found.files, BESIDE: to_json(Beside(around, issued))}

    def _write(self, graph: GraphContent, dumps: Rendering) -> GraphEntry:
        old = self.reader.manifest
        known = {part.digest: part for entry in old.entries for part in entry.parts}
        return write_graph(
            graph.pieces, iri=graph.iri, file=graph.file, kind=graph.kind,
            known=known if old.rendering == dumps.digest else {},
            parts=PartFolder(self.shelf.folder, dumps.digest), now=self.now,
            render=dumps.render, suffixes=dumps.suffixes,
        )  # fmt: skip

    def _provenance(self, manifest: Manifest) -> bytes:
        iris = self.reader.iris
        before = [str(triple.object.value) for triple in _triples(self.reader.folder / PROVENANCE)
                  if triple.predicate.value == PROV + "wasRevisionOf"
                  and isinstance(triple.object, ox.NamedNode)]  # fmt: skip
        previous = before[0].rpartition("/")[2] if before else None
        return _turtle(list(provenance(manifest, iris, previous)))


def _content(entry: GraphEntry, lines: Mapping[str, Sequence[str]], aim: int) -> GraphContent:
    own = sorted(set(lines[entry.iri]))
    return GraphContent(entry.iri, entry.file, entry.kind, cut(own, entry.iri, aim or len(own) + 1))


def _strip_report(folder: Path, nodes: Terms, finder: Finder) -> None:
    """Take out of the report of the check what it says of the thing, rejected rows too."""
    path = folder / REPORT
    triples = _triples(path)
    bad = {
        _result(triple.subject)
        for triple in triples
        if str(triple.object) in nodes or finder.named(str(triple.object))
    }
    bad.discard("")
    if bad:
        kept = [triple for triple in triples
                if bad.isdisjoint((_result(triple.subject), _result(triple.object)))]  # fmt: skip
        path.write_bytes(_turtle(kept))


def _result(node: object) -> str:
    """The result that a node of a report belongs to; empty for what is none."""
    before, mark, name = str(node).partition(RESULT)
    return f"{before}{mark}{name[:DIGITS]}" if mark else ""


def _triples(path: Path) -> list[ox.Triple]:
    if not path.exists():
        return []
    found = ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE)
    return [quad.triple for quad in found]


def _turtle(triples: Sequence[ox.Triple]) -> bytes:
    return ox.serialize(sorted(set(triples), key=str), format=ox.RdfFormat.TURTLE) or b""
