"""The build: sources -> statements -> check -> release.

Nothing is released that does not conform, unless the caller says so: ``leave-out`` releases what
is left when every row with a fault is rejected, ``include`` releases what could be read as it is.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final, Literal

import pyoxigraph as ox

from publisher.canonical import canonical
from publisher.check.findings import Findings
from publisher.check.report import Report
from publisher.check.rows import RowExplainer
from publisher.config import Settings
from publisher.contract import Contract
from publisher.faults import Fault, Place
from publisher.fetched import State, states_by_file
from publisher.gather import Content, Gatherer, RowPlace, SourceContent
from publisher.mapping.statements import subject_of
from publisher.release.assemble import (
    Describe,
    GraphContent,
    Rendering,
    Verdict,
    prepare,
    put,
    whole,
)
from publisher.release.difference import Difference
from publisher.release.manifest import Manifest, SourceEntry
from publisher.release.parts import cut
from publisher.release.shelf import Shelf
from publisher.sources.skolem import skolemise

Faulty = Literal["refuse", "leave-out", "include"]
Check = Callable[[list[str]], Report]
Announce = Callable[[str, tuple[str, ...]], object]
"""Told of a release, by its id, and of the things that vanish with it."""


SOFTWARE: Final = "publisher"
Progress = Callable[[str], None]


@dataclass
class Checked:
    """What the sources say and what the check found, at its cells."""

    content: Content
    report: Report | None
    findings: Findings
    """All of it in words, grouped by cause."""
    faults: list[Fault]
    """Everything that keeps the data from being released, sorted."""
    warnings: list[Fault]
    seconds: dict[str, float] = field(default_factory=dict)
    """Wall-clock time of each stage."""


@dataclass(frozen=True)
class Outcome:
    """What a build came to. ``manifest`` is None when nothing was released."""

    manifest: Manifest | None
    new: bool
    """Whether a release was switched to that was not current before."""
    difference: Difference | None
    vanished: tuple[str, ...]
    """Things of the release before that are gone without having been withdrawn."""
    checked: Checked


class Builder:
    """Builds the releases of one site. ``check`` is the engine; None builds unchecked.

    ``data`` is the folder of the sources where it is not the site's own, but one to try.
    """

    def __init__(
        self, settings: Settings, contract: Contract, check: Check | None, progress: Progress,
        data: Path | None = None,
    ) -> None:  # fmt: skip
        self._settings = settings
        self._contract = contract
        self._check = check
        self._progress = progress
        self._data = data
        self._seconds: dict[str, float] = {}
        self.left_out: frozenset[str] = frozenset()
        """Persons that the last check left out, since their review is overdue: IRIs."""

    def check(self, faulty: Faulty = "refuse") -> Checked:
        """Read, map and check everything; release nothing.

        With ``leave-out`` this goes on until what is left of the rows conforms: a row that is left
        out may leave others without what they refer to.
        """
        gatherer = Gatherer(self._settings, self._contract, data=self._data)
        limit = self._settings.limits.faults_explained
        explainer = RowExplainer(self._settings, self._contract, gatherer, limit)
        skip: frozenset[RowPlace] = frozenset()
        partial = faulty != "include"  # then the report is that of what is released
        while True:
            with self._stage("read"):
                content = gatherer.gather(skip)
            report = self._report(content, partial=partial)
            with self._stage("explain"):
                failing = explainer.round(
                    content, report, partial=partial, every=faulty == "leave-out"
                )
            more = skip | failing | {row for own in content.sources for row in own.rejected}
            if faulty != "leave-out" or more == skip:
                break
            skip = frozenset(more)
        self.left_out = content.left_out
        findings = explainer.findings(content)
        faults, warnings = explainer.faults()
        return Checked(content, report, findings, faults, warnings, self._seconds)

    def build(
        self, shelf: Shelf, rendering: Rendering, describe: Describe, announce: Announce,
        faulty: Faulty = "refuse", checked: Checked | None = None,
    ) -> Outcome:  # fmt: skip
        """Check everything, and release what may be released; ``checked`` is what was checked.

        ``announce`` is told of the release and of what vanishes with it before it becomes current.
        Raises ReleaseError when locked, and what ``announce`` raises.
        """
        with shelf.lock():
            shelf.clear()
            checked = checked or self.check(faulty)
            if not _may_release(checked, faulty):
                return Outcome(None, False, None, (), checked)
            current = shelf.current()
            base = _base(shelf, current)
            with self._stage("read"):
                graphs = self._graphs(checked.content)
            fetched = states_by_file(self._settings)
            sources = tuple(_entry(own, fetched.get(own.file)) for own in checked.content.sources)
            with self._stage("release"):
                prepared = prepare(
                    graphs, sources, Verdict(checked.report, faulty), base=base,
                    settings=self._settings, shelf=shelf, rendering=rendering,
                    describe=describe, software=f"{SOFTWARE} {version(SOFTWARE)}",
                    now=datetime.now(UTC).isoformat(timespec="milliseconds"),
                )  # fmt: skip
                changed, identifier = prepared.changed, prepared.manifest.id
                vanished = _vanished(changed, checked.content, self._settings.site.base_iri)
                put(prepared, checked.report, base=base, settings=self._settings, shelf=shelf,
                    announce=lambda name: announce(name, vanished))  # fmt: skip
            return Outcome(
                shelf.manifest(identifier), identifier != current, changed, vanished, checked
            )

    def _graphs(self, content: Content) -> list[GraphContent]:
        """The sources' graphs and the vocabulary's, by IRI."""
        genid = self._settings.minter().genid()
        aim = self._settings.releases.part_quads
        graphs = [
            GraphContent(own.graph, own.file, "source", cut(own.lines, own.graph, aim))
            for own in content.sources
        ]
        for document in self._contract.vocabulary.documents:
            quads = (ox.Quad(*triple) for triple in document.triples)
            named = skolemise(quads, genid, file=document.file)
            lines = sorted(set(canonical(str(quad.triple) for quad in named)))
            pieces = cut(lines, document.iri, aim)
            graphs.append(GraphContent(document.iri, document.file, "vocabulary", pieces))
        return sorted(graphs, key=lambda graph: graph.iri)

    def _report(self, content: Content, *, partial: bool) -> Report | None:
        """What the shapes say, also of the good cells of rejected rows if these are asked for."""
        if self._check is None:
            return None
        with self._stage("check"):
            lines = [line for own in content.sources for line in own.lines]
            if partial:
                lines += [line for own in content.sources for line in own.partial]
            return self._check(lines)

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        self._progress(name)
        begun = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - begun
            self._seconds[name] = self._seconds.get(name, 0.0) + spent


def _base(shelf: Shelf, current: str | None) -> Manifest | None:
    """The release to start from: the current one, unless it is damaged."""
    if current is None or not whole(shelf.path(current)):
        return None
    return shelf.manifest(current)


def _may_release(checked: Checked, faulty: Faulty) -> bool:
    """Whether what was read may be released.

    A file that cannot be read to its end, or a fault that no single row is to blame for, keeps
    everything back: nobody can say what is missing.
    """
    content = checked.content
    if not checked.faults:
        return True
    if faulty == "refuse" or content.unreadable:
        return False
    rejected = {row for own in content.sources for row in own.rejected}
    rest = [fault for fault in checked.faults
            if (fault.place.file, fault.place.sheet, fault.place.row) not in rejected]  # fmt: skip
    return (
        not rest if faulty == "leave-out" else all(fault.code.startswith("shape") for fault in rest)
    )


def _entry(own: SourceContent, fetched: State | None) -> SourceEntry:
    rejected = tuple(Place(*row).words("en") for row in sorted(own.rejected))
    return SourceEntry(
        own.file, own.checksum, own.bytes, own.rows, own.rows - len(own.rejected), rejected,
        fetched.address if fetched else "", fetched.since if fetched else "",
    )  # fmt: skip


def _vanished(changed: Difference | None, content: Content, base_iri: str) -> tuple[str, ...]:
    """The site's own things that the difference removes whole."""
    if changed is None:
        return ()
    removed = {subject_of(line) for item in changed.graphs for line in item.removed}
    own = [name for name in sorted(removed) if name.startswith(f"<{base_iri}")]
    return tuple(name[1:-1] for name in own if not _described(name, content))


def _described(name: str, content: Content) -> bool:
    """Whether any source still says something of the subject ``name``."""
    for source in content.sources:
        index = bisect_left(source.lines, f"{name} ")
        if index < len(source.lines) and source.lines[index].startswith(f"{name} "):
            return True
    return False
