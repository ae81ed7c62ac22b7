"""Counts of a release -> counts of the next: what has changed is counted, nothing else.

The store of the release before answers what else it has of the same, by look-ups in its indexes,
so that the work follows the number of statements that changed and not the size of the dataset.
The result is that of :func:`publisher.catalog.counting.count`, number for number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import pyoxigraph as ox

from publisher.catalog.counts import ClassCount, Counts, PropertyCount, Scope, Use
from publisher.catalog.spaces import HIDDEN, TYPE, Spaces

Named = ox.NamedNode
Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Change:
    """The quads that only the release before has, and those that only the next one has."""

    removed: frozenset[ox.Quad]
    added: frozenset[ox.Quad]

    def within(self, graph: str | None) -> Change:
        """What of it is in one named graph; all of it for None."""
        if graph is None:
            return self
        name = Named(graph)
        return Change(
            frozenset(quad for quad in self.removed if quad.graph_name == name),
            frozenset(quad for quad in self.added if quad.graph_name == name),
        )


def recount(
    counts: Counts, store: ox.Store, change: Change, spaces: Spaces, apart: str
) -> Counts:  # fmt: skip
    """The counts after ``change``, which is not yet made in ``store``; changes ``counts`` to them.

    ``apart`` is the named graph of ``store`` that is not counted. The graphs of the change are
    among those counted.
    """
    for name in sorted({quad.graph_name.value for quad in (*change.removed, *change.added)
                        if isinstance(quad.graph_name, Named)}):  # fmt: skip
        _Recount(store, change.within(name), spaces, name, apart).carry_on(counts.graphs[name])
    _Recount(store, change, spaces, None, apart).carry_on(counts.whole)
    return counts


class _Recount:
    """The count of one scope: a named graph, or all of them."""

    def __init__(
        self, store: ox.Store, change: Change, spaces: Spaces, graph: str | None, apart: str
    ) -> None:
        self._store, self._change, self._spaces = store, change, spaces
        self._graph = Named(graph) if graph is not None else None
        self._apart = Named(apart)
        self._new: dict[object, set[ox.Quad]] = {}
        for quad in change.added:
            self._new.setdefault(quad.subject, set()).add(quad)
        subjects = {quad.subject for quad in (*change.removed, *change.added)}
        self._subjects = [node for node in subjects if isinstance(node, Named)]

    def carry_on(self, scope: Scope) -> None:
        """Make the counts those after the change."""
        changed: set[ox.Triple] = set()
        touched = {}
        for subject in self._subjects:
            before, after = self._about(subject)
            self._add(scope, before, -1)
            self._add(scope, after, +1)
            changed |= before ^ after
            touched[subject.value] = _kinds(after)
        self._count_objects(scope, changed)
        _drop_nothing(scope)
        self._choose_examples(scope, touched)

    def _matching(
        self, subject: Named | None, predicate: Named | None, target: ox.NamedNode | None
    ) -> Iterator[ox.Quad]:
        found = self._store.quads_for_pattern(subject, predicate, target, self._graph)
        return (quad for quad in found if quad.graph_name != self._apart)

    def _about(self, subject: Named) -> tuple[set[ox.Triple], set[ox.Triple]]:
        """What is said of a thing before and after."""
        before = set(self._matching(subject, None, None))
        after = (before - self._change.removed) | self._new.get(subject, set())
        return {quad.triple for quad in before}, {quad.triple for quad in after}

    def _add(self, scope: Scope, triples: Collection[ox.Triple], sign: int) -> None:
        """Count what is said of one thing, or take it away."""
        if not triples:
            return
        times: dict[str, int] = {}
        kinds = []
        for triple in triples:
            predicate, target = triple.predicate.value, triple.object
            times[predicate] = times.get(predicate, 0) + sign
            if not isinstance(target, Named):
                continue
            if predicate == TYPE:
                kinds.append(target.value)
            elif space := self._spaces.linked(target.value):
                key = (predicate, space)
                scope.links[key] = scope.links.get(key, 0) + sign
        scope.subjects += sign
        scope.triples += sum(times.values())
        for predicate, number in times.items():
            _use(scope.properties.setdefault(predicate, PropertyCount()), number, sign)
        for kind in kinds:
            item = scope.classes.setdefault(kind, ClassCount())
            item.entities += sign
            for predicate, number in times.items():
                _use(item.properties.setdefault(predicate, Use()), number, sign)
        subject = next(iter(triples)).subject
        if kinds and isinstance(subject, Named) and subject.value.startswith(scope.space):
            scope.entities += sign

    def _count_objects(self, scope: Scope, changed: Collection[ox.Triple]) -> None:
        """Which values there were, and are, by property and in all."""
        added = {(quad.predicate, quad.object) for quad in self._change.added}
        values = {quad.object for quad in self._change.added}
        for predicate, target in {(item.predicate, item.object) for item in changed}:
            number = self._difference(predicate, target, (predicate, target) in added)
            if number:
                scope.properties[predicate.value].objects += number
        for target in {item.object for item in changed}:
            scope.objects += self._difference(None, target, target in values)

    def _difference(self, predicate: Named | None, target: object, added: bool) -> int:
        """1 for a value that has come, -1 for one that has gone."""
        before = after = False
        for quad in self._matching(None, predicate, target):  # type: ignore[arg-type]
            before = True
            if added or quad not in self._change.removed:
                after = True
                break
        return (after or added) - before

    def _choose_examples(self, scope: Scope, touched: Mapping[str, frozenset[str]]) -> None:
        """The first thing of each class; ``touched`` has what the changed things are now."""
        fitting: dict[str, list[str]] = {}
        for iri, kinds in touched.items():
            if HIDDEN.isdisjoint(kinds) and self._spaces.is_example(iri, scope.space):
                for kind in kinds:
                    fitting.setdefault(kind, []).append(iri)
        for name, item in scope.classes.items():
            new = fitting.get(name, [])
            if item.example in touched and item.example not in new:
                item.example = self._first(name, scope)
            else:
                item.example = min([*new, *([item.example] if item.example else [])], default="")

    def _first(self, kind: str, scope: Scope) -> str:
        """The first thing of a class, looked for among all of them."""
        quads = {*self._matching(None, Named(TYPE), Named(kind)), *self._change.added}
        found = sorted({quad.subject.value for quad in quads if isinstance(quad.subject, Named)
                        and self._spaces.is_example(quad.subject.value, scope.space)})  # fmt: skip
        for iri in found:
            kinds = _kinds(self._about(Named(iri))[1])
            if kind in kinds and HIDDEN.isdisjoint(kinds):
                return iri
        return ""


def _kinds(triples: Iterable[ox.Triple]) -> frozenset[str]:
    return frozenset(triple.object.value for triple in triples
                     if triple.predicate.value == TYPE and isinstance(triple.object, Named)
                     )  # fmt: skip


def _use(use: Use, number: int, sign: int) -> None:
    use.triples += number
    use.subjects += sign


def _drop_nothing(scope: Scope) -> None:
    """Forget the terms that are used no more."""
    _keep(scope.properties, (name for name, item in scope.properties.items() if item.triples))
    _keep(scope.classes, (name for name, item in scope.classes.items() if item.entities))
    _keep(scope.links, (key for key, number in scope.links.items() if number))
    for item in scope.classes.values():
        _keep(item.properties, (name for name, use in item.properties.items() if use.triples))


def _keep(table: dict[Key, Value], keys: Iterable[Key]) -> None:
    kept = set(keys)
    for key in [key for key in table if key not in kept]:
        del table[key]
