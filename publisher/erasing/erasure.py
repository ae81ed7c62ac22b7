"""An erasure: looked through first, then done one step after the other, and taken up if broken off.

What needs the values to be known goes first (texts that name them), then the sources, then a
release without the thing, which tells every feed that it was deleted; then all that was made
before. Only a release that conforms is built; until there is one, the older ones stay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from publisher import publishing
from publisher.config import Settings
from publisher.contract import Contract
from publisher.erasing import journal, log, texts
from publisher.erasing.databases import forget_answers, forget_records
from publisher.erasing.finding import InFile, Sources
from publisher.erasing.journal import Journal
from publisher.erasing.leftovers import leftovers
from publisher.erasing.releases import Rewriter, Stone
from publisher.erasing.scope import Scope, Values
from publisher.errors import PublisherError, ReleaseError
from publisher.gather import DATA, Content
from publisher.guards import Gone, Vanishing, withdrawing
from publisher.namespaces import WITHDRAWN
from publisher.people import erased
from publisher.publishers.reading import read as publishers
from publisher.release.build import Outcome
from publisher.release.erasures import Erasure, remember
from publisher.release.shelf import Shelf
from publisher.store.reader import open_release

Build = Callable[[Gone], Outcome]
"""Builds a release, given what becomes of things that vanish."""


@dataclass
class Plan:
    """All that speaks of the thing, and what is done with it."""

    iri: str
    files: list[InFile] = field(default_factory=list)
    releases: dict[str, int] = field(default_factory=dict)
    """Statements that go, by release; every release is written anew."""
    queries: list[Path] = field(default_factory=list)
    """Kept queries that name a value."""
    logs: dict[Path, int] = field(default_factory=dict)
    """Lines of logs of queries that name a value."""
    values: tuple[str, ...] = ()
    """What is said of the thing and of nothing else."""
    states: int = 0
    """States in the log of changes that say less."""
    begun: Journal | None = None
    """The erasure that was begun before."""
    nodes: frozenset[str] = frozenset()
    stone: bool = False
    """Whether the sources say already that it is withdrawn."""

    @property
    def known(self) -> bool:
        """Whether anything is known of the thing."""
        found = self.files or any(self.releases.values()) or self.states or self.begun
        return bool(found)


@dataclass(frozen=True)
class Done:
    """What was done: the release without the thing, the releases changed, what is left to do."""

    outcome: Outcome
    releases: tuple[str, ...] = ()
    left: tuple[Path, ...] = ()
    """Files below the site's folder in which a value still stands."""
    history: bool = False
    """Whether the folder is under version control, which keeps what was there."""


class Eraser:
    """Erases one thing from a site."""

    def __init__(
        self, settings: Settings, contract: Contract, shelf: Shelf, iri: str, build: Build
    ) -> None:
        self._settings, self._contract, self._shelf = settings, contract, shelf
        self._build = build
        self._scope = Scope(iri, settings.minter().genid())
        self._sources = Sources(settings, contract, self._scope)

    def plan(self) -> Plan:
        """Look through everything; change nothing.

        Raises PublisherError where another erasure was begun and not ended, ReleaseError where a
        release is damaged, SourceFault where a source cannot be read.
        """
        iri, folder = self._scope.iri, self._shelf.folder
        plan = Plan(iri, begun=journal.read(folder))
        if plan.begun and plan.begun.iri != iri:
            raise PublisherError(
                "another thing is being erased, and that is not done yet.", where=plan.begun.iri,
                todo="Erase that one first: run the same command with it.",
            )  # fmt: skip
        for name in self._shelf.damaged():
            raise ReleaseError(
                "this release is damaged, and nobody can say what it holds.",
                where=str(self._shelf.path(name)), todo="Remove its folder, then run this again.",
            )  # fmt: skip
        plan.files, content = self._sources.find()
        plan.stone = any(self._scope.is_stone(line)
                         for own in content.sources for line in own.lines)  # fmt: skip
        values = Values.none()
        stone = self._stone()
        rewriter = Rewriter(self._settings, self._shelf, self._scope, stone, "")
        nodes: set[str] = set()
        for item in self._shelf.manifests():
            looked = rewriter.look(item.id, values)
            plan.releases[item.id] = looked.statements
            nodes |= looked.nodes
        _of_sources(content, self._scope, values)
        if folder.is_dir():
            found, plan.states = log.look(folder, self._scope, _said(stone), values)
            nodes |= found
        plan.nodes, plan.values = frozenset(nodes), values.texts()
        plan.queries = texts.naming(folder, plan.values)
        for path in texts.logs(self._settings):
            if count := texts.clean(path, plan.values, plan=True):
                plan.logs[path] = count
        return plan

    def run(self, plan: Plan, reason: str = "") -> Done:
        """Do what was planned. Where the site does not conform then, the releases stay as they are.

        Raises what building does; what was done by then stays done, and the same command goes on.
        """
        folder, now = self._shelf.folder, publishing.now()
        own = plan.begun or Journal(plan.iri, now)
        own.write(folder)
        texts.erase(plan.queries, now)
        for path in plan.logs:
            texts.clean(path, plan.values)
        forget_answers(self._settings, plan.values)
        for item in plan.files:
            self._sources.clean(item)
        forget_records(self._settings.root, plan.nodes)
        erased.add(self._settings.root, plan.iri)
        outcome = self._release(plan, now)
        if outcome.manifest is None:
            return Done(outcome)
        self._rewrite(plan, own, reason)
        root = self._settings.root
        left = tuple(leftovers(root, folder, plan.values))
        return Done(outcome, tuple(own.changed), left, (root / ".git").exists())

    def _release(self, plan: Plan, now: str) -> Outcome:
        """A release without the thing, with a stone in its place where the site has such."""
        base = self._settings.site.base_iri
        may = WITHDRAWN in self._contract.by_target and plan.iri.startswith(base)
        single = not any("#" in node for node in plan.nodes)
        gone: Gone = "refuse" if (may or plan.stone) and single else "allow"
        if plan.stone or not may:
            return self._build(gone)
        owner = publishers(self._settings).of_thing(plan.iri)
        folder = self._settings.root / DATA / (owner.folder if owner else "")
        folder.mkdir(parents=True, exist_ok=True)
        with withdrawing(folder, base, Vanishing([plan.iri]), now):
            return self._build(gone)

    def _rewrite(self, plan: Plan, own: Journal, reason: str) -> None:
        """Take the thing out of everything that was made before."""
        shelf = self._shelf
        with shelf.lock():
            shelf.clear()
            stone = self._stone()
            rewriter = Rewriter(self._settings, shelf, self._scope, stone, own.at)
            for item in shelf.manifests():
                if rewriter.erase(item.id, plan.values):
                    own.changed.append(item.id)
                own.done.append(item.id)
                own.write(shelf.folder)
            log.erase(shelf.folder, plan.nodes, _said(stone))
            shelf.sweep()
            thing = erased.digest_of(plan.iri)
            remember(shelf.folder, Erasure(own.at, thing, tuple(sorted(own.changed)), reason))
            Journal.end(shelf.folder)

    def _stone(self) -> Stone:
        """What the current release says of the thing: nothing, or that it is withdrawn."""
        current = self._shelf.current()
        if current is None:
            return {}
        reader = open_release(self._shelf.path(current))
        node = ox.NamedNode(self._scope.iri)
        found: dict[str, list[str]] = {}
        for quad in reader.store.quads_for_pattern(node, None, None, None):
            if isinstance(quad.graph_name, ox.NamedNode):
                found.setdefault(quad.graph_name.value, []).append(str(quad.triple))
        kept = [line for lines in found.values() for line in lines]
        if not any(self._scope.is_stone(line) for line in kept):
            return {}
        return {graph: sorted(lines) for graph, lines in sorted(found.items())}


def _said(stone: Stone) -> list[str]:
    return [line for lines in stone.values() for line in lines]


def _of_sources(content: Content, scope: Scope, values: Values) -> None:
    """Add the values that the sources have: some may never have been released."""
    for own in content.sources:
        lines: Sequence[str] = [*own.lines, *own.partial]
        nodes = scope.nodes(lines)
        kept = [line for line in lines if not scope.is_own(line.split(" ", 1)[0])]
        values.add(kept, [line for line in lines if line.split(" ", 1)[0] in nodes], nodes)
