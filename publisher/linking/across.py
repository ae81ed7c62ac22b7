"""Proposals across publishers: whose things are compared with whose, and what is settled."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import combinations
from typing import Final

import pyoxigraph as ox

from publisher.contract import Class
from publisher.linking.decisions import PREDICATES
from publisher.linking.matching.entities import Entity
from publisher.linking.matching.proposing import Proposal, propose
from publisher.linking.things import Things
from publisher.namespaces import S3R
from publisher.publishers.registry import Publishers
from publisher.store.reader import Reader

SITE: Final = "site"
"""What the things of no publisher are called, in names of files."""
UNLINKED: Final = frozenset((S3R + "Withdrawn",))
"""Classes whose things are not linked."""

Found = tuple[str, str, list[Proposal]]
"""Whose things are compared with whose, and the proposals."""


class Across:
    """Finds proposals in one release. ``classes`` are those that are compared."""

    def __init__(self, reader: Reader, publishers: Publishers, classes: Sequence[Class]) -> None:
        self._reader, self._publishers = reader, publishers
        self._types = [item.target for item in classes if item.target not in UNLINKED]
        self._things = Things(reader.store)

    def between(self, of: str, settled: Collection[tuple[str, str]]) -> Iterator[Found]:
        """Proposals between every two publishers, or those between ``of`` (an id) and the others.

        The site's own things count as those of one more. Where there are no publishers, doubles
        among the site's own things are sought.
        """
        known = {*settled, *self.linked()}
        if not self._publishers:
            yield SITE, SITE, propose(self._own(SITE), decided=known)
            return
        lists = {owner: self._own(owner) for owner in sorted([SITE, *self._publishers.known])}
        for one, other in combinations(lists, 2):
            first, second = (other, one) if of == other or one == SITE else (one, other)
            if of in ("", first) and lists[first] and lists[second]:
                yield first, second, propose(lists[first], lists[second], decided=known)

    def against(
        self, of: str, name: str, things: Sequence[Entity], settled: Collection[tuple[str, str]]
    ) -> Found:
        """Proposals between the site's things, or those of a publisher, and a reference list."""
        own = self._own(of) if of else self._every(lambda _: True)
        return of or SITE, name, propose(own, things, decided={*settled, *self.linked()})

    def linked(self) -> Iterator[tuple[str, str]]:
        """What the release itself says is the same."""
        for predicate in PREDICATES.values():
            for quad in self._reader.store.quads_for_pattern(
                None, ox.NamedNode(predicate), None, None
            ):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                    yield quad.subject.value, quad.object.value

    def _own(self, owner: str) -> list[Entity]:
        def ours(iri: str) -> bool:
            found = self._publishers.of_thing(iri)
            return (found.id if found else SITE) == owner

        return self._every(ours)

    def _every(self, ours: Callable[[str], bool]) -> list[Entity]:
        base = self._reader.manifest.base_iri
        every = self._things.of(self._types, ours)
        return [thing for thing in every if not self._is_term(thing.iri, base)]

    def _is_term(self, iri: str, base: str) -> bool:
        """Whether it is a term of the vocabulary, rather than a thing of the data."""
        return iri.startswith(self._reader.iris.vocabulary_iri) and not iri.startswith(base)
