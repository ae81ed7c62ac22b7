"""Content -> a release beside the one being served, then the switch.

Everything is made in a folder of its own name that no reader looks into. What a reader can see
changes by two renames: the folder's and that of ``current``.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from publisher.check.report import Report
from publisher.config import CatalogSection, Settings
from publisher.errors import ReleaseError
from publisher.release import manifest as manifests
from publisher.release.difference import Difference, compare
from publisher.release.filling import carry_on, fill
from publisher.release.manifest import GraphEntry, GraphKind, Manifest, SourceEntry
from publisher.release.parts import PartFolder, Slice, write_graph
from publisher.release.provenance import FILE_NAME as PROVENANCE
from publisher.release.provenance import provenance
from publisher.release.shelf import UNFINISHED, Shelf

STORE: Final = "store"
REPORT: Final = "report.ttl"
REWRITE_SHARE: Final = 0.5
"""A difference larger than this share of the release is loaded anew instead of applied."""


@dataclass(frozen=True)
class Rendering:
    """How dumps are written: what ``render`` depends on beside the quads is in ``digest``."""

    digest: str
    suffixes: tuple[str, ...]
    render: Callable[[Sequence[ox.Quad], str], bytes]


@dataclass(frozen=True)
class GraphContent:
    """A graph to be released, cut into slices."""

    iri: str
    file: str
    kind: GraphKind
    pieces: tuple[Slice, ...]


@dataclass(frozen=True)
class Verdict:
    """What the check found, and what was done about faulty rows."""

    report: Report | None
    faulty: str


@dataclass(frozen=True)
class Before:
    """The release that the next one follows on, and what the next one says otherwise."""

    manifest: Manifest
    folder: Path
    changed: Difference


@dataclass(frozen=True)
class Described:
    """The named graph that describes the others, and files that lie beside the store."""

    graph: GraphContent
    files: Mapping[str, bytes]


Describe = Callable[[Sequence[GraphContent], Before | None], Described]
"""The graphs of a release, and the release before if it can be read -> their description."""


@dataclass(frozen=True)
class Prepared:
    """A release whose parts are written.

    ``changed`` is what it says otherwise than the release before, ``rewritten`` the same with the
    description; both are None where there is none before, or it is damaged.
    """

    manifest: Manifest
    graphs: Sequence[GraphContent]
    files: Mapping[str, bytes]
    changed: Difference | None
    rewritten: Difference | None


def prepare(
    graphs: Sequence[GraphContent],
    sources: tuple[SourceEntry, ...],
    verdict: Verdict,
    *,
    base: Manifest | None,
    settings: Settings,
    shelf: Shelf,
    rendering: Rendering,
    describe: Describe,
    software: str,
    now: str,
) -> Prepared:
    """Write the parts that are not there yet and draw up the manifest, with the id that follows."""
    known = {
        part.digest: part
        for graph in (base.entries if base and base.rendering == rendering.digest else ())
        for part in graph.parts
    }

    def write(graph: GraphContent) -> GraphEntry:
        return write_graph(
            graph.pieces, iri=graph.iri, file=graph.file, kind=graph.kind, known=known,
            parts=PartFolder(shelf.folder, rendering.digest), now=now,
            render=rendering.render, suffixes=rendering.suffixes,
        )  # fmt: skip

    def difference(old: Sequence[GraphEntry], new: Sequence[GraphEntry]) -> Difference | None:
        """What differs from ``base``; None where that cannot be read."""
        if base is None:
            return None
        try:
            return compare(old, shelf.parts(base), new, PartFolder(shelf.folder, rendering.digest))
        except ReleaseError:
            return None

    entries = tuple(write(graph) for graph in graphs)
    changed = difference(base.graphs if base else (), entries)
    before = Before(base, shelf.path(base.id), changed) if base and changed else None
    described = describe(graphs, before)
    description = write(described.graph)
    rest = difference([base.description] if base and base.description else [], [description])
    site = snapshot(settings)
    report = verdict.report
    manifest = Manifest(
        id=manifests.identify(
            base_iri=settings.site.base_iri,
            site=site,
            iri_templates=settings.iris,
            rendering=rendering.digest,
            conforms=report.conforms if report else None,
            graphs={entry.iri: entry.digest for entry in (*entries, description)},
        ),
        built=now,
        software=software,
        base_iri=settings.site.base_iri,
        site=site,
        prefixes=dict(settings.prefixes),
        iri_templates=dict(settings.iris),
        rendering=rendering.digest,
        conforms=report.conforms if report else None,
        faulty=verdict.faulty,
        results=len(report.results) if report else 0,
        graphs=entries,
        sources=sources,
        description=description,
    )
    rewritten = Difference((*changed.graphs, *rest.graphs)) if changed and rest else None
    return Prepared(manifest, (*graphs, described.graph), described.files, changed, rewritten)


def put(
    prepared: Prepared,
    report: Report | None,
    *,
    base: Manifest | None,
    settings: Settings,
    shelf: Shelf,
    announce: Callable[[str], object],
) -> None:
    """Make the release that was prepared, unless it is there whole, and switch to it.

    ``base`` is the release that was current. ``announce`` is told of the release when it is there
    and before it is current; what it raises keeps it from becoming so.
    """
    manifest, changed = prepared.manifest, prepared.rewritten
    folder = shelf.path(manifest.id)
    if not whole(folder):
        beside = shelf.folder / f"{UNFINISHED}{manifest.id}"
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        small = changed is not None and (
            changed.removed + changed.added < REWRITE_SHARE * manifest.quads
        )
        if base and changed and small:
            carry_on(open_store(shelf.path(base.id)), beside / STORE, changed)
        else:
            fill(beside / STORE, prepared.graphs)
        for name, content in prepared.files.items():
            (beside / name).write_bytes(content)
        _account(beside, manifest, report, settings, base.id if base else None)
        _clear_away(folder, shelf)
        beside.rename(folder)
    announce(manifest.id)
    shelf.switch(manifest.id)


def whole(folder: Path) -> bool:
    """Whether a release is there and opens."""
    try:
        manifests.read(folder)
        open_store(folder)
    except ReleaseError:
        return False
    return True


def open_store(folder: Path) -> ox.Store:
    """The store of the release in ``folder``, read-only. Raises ReleaseError when it is damaged."""
    try:
        return ox.Store.read_only(str(folder / STORE))
    except (OSError, RuntimeError) as error:  # RuntimeError is what RocksDB calls corruption
        raise ReleaseError(
            f"the store cannot be opened ({error}).",
            where=str(folder / STORE),
            todo="Build again, or roll back to another release.",
        ) from error


def _clear_away(folder: Path, shelf: Shelf) -> None:
    """Put what is left of a damaged release where the next build removes it."""
    if folder.exists():
        hidden = shelf.folder / f"{UNFINISHED}damaged-{folder.name}"
        shutil.rmtree(hidden, ignore_errors=True)
        folder.rename(hidden)


def snapshot(settings: Settings) -> dict[str, Any]:
    """What the settings say of the site and its catalogue: part of every release."""
    site = _plain(asdict(replace(settings.site, languages=settings.languages)))
    usual = _plain(asdict(CatalogSection()))
    own = {name: value for name, value in _plain(asdict(settings.catalog)).items()
           if value != usual[name]}  # fmt: skip
    return {**site, "catalog": own} if own else site


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value
            for name, value in values.items()}  # fmt: skip


def _account(
    folder: Path,
    manifest: Manifest,
    report: Report | None,
    settings: Settings,
    previous: str | None,
) -> None:
    iris = settings.minter()
    history = provenance(manifest, iris, previous)
    (folder / PROVENANCE).write_bytes(_turtle(history))
    if report is not None:
        results = report.triples(iris.release(manifest.id) + "/report")
        (folder / REPORT).write_bytes(_turtle(results))
    manifests.write(manifest, folder)


def _turtle(triples: Iterable[ox.Triple]) -> bytes:
    ordered = sorted(set(triples), key=str)
    return ox.serialize(ordered, format=ox.RdfFormat.TURTLE) or b""
