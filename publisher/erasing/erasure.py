"""An erasure: looked through first, then done one step after the other, and taken up if broken off.

What needs the values to be known goes first (texts that name them), then the sources, then a
release without the thing, which tells every feed that it was deleted; then all that was made
before. Only a release that conforms is built; until there is one, the older ones stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from publisher import publishing
from publisher.config import Settings
from publisher.contract import Contract
from publisher.erasing import beside, journal, log, texts
from publisher.erasing.beside import Beside
from publisher.erasing.finding import InFile, Sources
from publisher.erasing.journal import Journal
from publisher.erasing.leftovers import Left, leftovers
from publisher.erasing.places import folders
from publisher.erasing.releases import Rewriter, Stone
from publisher.erasing.scope import Scope, Values
from publisher.erasing.spellings import Finder
from publisher.errors import PublisherError, ReleaseError
from publisher.gather import DATA, Content
from publisher.guards import Gone, Vanishing, withdrawing
from publisher.namespaces import WITHDRAWN
from publisher.people import erased
from publisher.publishers.reading import read as publishers
from publisher.release.build import Outcome
from publisher.release.erasures import PATH, Erasure, remember
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
    beside: Beside = field(default_factory=Beside)
    values: tuple[str, ...] = ()
    """What is said of the thing and of nothing else."""
    states: int = 0
    """States in the log of changes that say less."""
    begun: Journal | None = None
    """The erasure that was begun before."""
    nodes: frozenset[str] = frozenset()
    stone: bool = False
    """Whether the sources say already that it is withdrawn."""
    deleted: bool = False
    """Whether feeds say that it is deleted, and its address is to go."""

    @property
    def known(self) -> bool:
        """Whether anything is known of the thing."""
        return bool(
            self.files or any(self.releases.values()) or self.states or self.begun
            or self.beside.known or self.deleted
        )  # fmt: skip

    @property
    def finder(self) -> Finder:
        """What finds the values."""
        return Finder(self.values)


@dataclass(frozen=True)
class Done:
    """What was done: the release without the thing, the releases changed, what is left to do."""

    outcome: Outcome
    releases: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()
    """Files of the site in which a value still stands, or that cannot be looked through."""


class Eraser:
    """Erases one thing from a site; with ``whole`` its address goes, too."""

    def __init__(
        self, settings: Settings, contract: Contract, shelf: Shelf, iri: str, build: Build,
        *, whole: bool = False,
    ) -> None:  # fmt: skip
        self._settings, self._contract, self._shelf = settings, contract, shelf
        self._build = build
        begun = journal.read(shelf.folder)
        whole = whole or bool(begun and begun.iri == iri and begun.whole)
        self._scope = Scope(iri, settings.minter().genid(), whole)
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
        plan.nodes, plan.values = frozenset(nodes), self._texts(values)
        plan.deleted = self._scope.whole and iri in log.deleted(folder)
        plan.beside = beside.look(self._settings, self._contract, folder, self._scope, plan.finder)
        return plan

    def _texts(self, values: Values) -> tuple[str, ...]:
        """What is looked for: values, and what the thing is called where its address goes."""
        iri, base = self._scope.iri, self._settings.site.base_iri
        if not self._scope.whole:
            return values.texts()
        path = iri.removeprefix(base)
        values.add_name(path.rpartition("/")[2])
        return tuple(sorted({*values.texts(), iri, path}))

    def run(self, plan: Plan, reason: str = "") -> Done:
        """Do what was planned. Where the site does not conform then, the releases stay as they are.

        Raises what building does, and PublisherError while sources are being fetched; what was
        done by then stays done, and the same command goes on.
        """
        now, whole = publishing.now(), self._scope.whole
        with beside.unfetched(self._settings):
            own = plan.begun or Journal(plan.iri, now)
            own.whole = whole
            own.write(self._shelf.folder)
            beside.clean(self._settings, plan.beside, self._scope, plan.finder, now)
            erased.add(self._settings.root, plan.iri)  # whoever sends it meanwhile
            for item in plan.files:
                self._sources.clean(item)
            beside.clean_replicas(self._settings, plan.nodes, whole=whole)
            outcome = self._release(plan, now)
        if outcome.manifest is None:
            return Done(outcome)
        self._rewrite(plan, own, reason)
        places = [*folders(self._settings), *texts.logs(self._settings)]
        return Done(outcome, tuple(own.changed), tuple(leftovers(places, plan.finder)))

    def _release(self, plan: Plan, now: str) -> Outcome:
        """A release without the thing, with a stone in its place where the site has such."""
        base = self._settings.site.base_iri
        may = WITHDRAWN in self._contract.by_target and plan.iri.startswith(base)
        if plan.stone or not may or self._scope.whole:
            return self._built(plan)
        owner = publishers(self._settings).of_thing(plan.iri)
        folder = self._settings.root / DATA / (owner.folder if owner else "")
        folder.mkdir(parents=True, exist_ok=True)
        with withdrawing(folder, base, Vanishing([plan.iri]), now):
            return self._built(plan)

    def _built(self, plan: Plan) -> Outcome:
        """A release that nothing is gone from but the thing. Raises Vanishing where more would."""
        try:
            return self._build("refuse")
        except Vanishing as error:
            others = [iri for iri in error.iris if f"<{iri}>" not in plan.nodes]
            if others:
                raise Vanishing(others) from None
        return self._build("allow")

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
            if self._scope.whole:
                log.rename(shelf.folder, dict(self._hashed(plan)))
            shelf.sweep()
            thing, changed = erased.digest_of(plan.iri), tuple(sorted(own.changed))
            remember(
                shelf.folder, Erasure(own.at, thing, changed, reason, address=not self._scope.whole)
            )
            Journal.end(shelf.folder)

    def _hashed(self, plan: Plan) -> Iterator[tuple[str, str]]:
        """The IRI of the thing, and those of its fragments, with what stands for each."""
        for node in plan.nodes:
            if self._scope.is_own(node):
                yield node[1:-1], opaque(self._settings.site.base_iri, node[1:-1])

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


def opaque(base_iri: str, iri: str) -> str:
    """What stands for the address of an erased thing in what feeds delete: its hash."""
    return f"{base_iri}{PATH}{erased.digest_of(iri)}"


def _said(stone: Stone) -> list[str]:
    return [line for lines in stone.values() for line in lines]


def _of_sources(content: Content, scope: Scope, values: Values) -> None:
    """Add the values that the sources have: some may never have been released."""
    for own in content.sources:
        lines: Sequence[str] = [*own.lines, *own.partial]
        nodes = scope.nodes(lines)
        kept = [line for line in lines if not scope.is_own(line.split(" ", 1)[0])]
        values.add(kept, [line for line in lines if line.split(" ", 1)[0] in nodes], nodes)
