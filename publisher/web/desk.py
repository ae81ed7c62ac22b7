"""What the answers from one release share: labels looked up, lists in order, the JSON-LD context.

A release never changes, so all of it may be kept as long as the release is served, within bounds.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from publisher.catalog.counts import Counts, read_counts
from publisher.catalog.dcat import heading
from publisher.contract import Class, Texts
from publisher.describe import (
    Description,
    Names,
    count_members,
    describe,
    list_members,
)
from publisher.namespaces import RDF, SKOS, WITHDRAWN
from publisher.queries.authored import names_of
from publisher.queries.declared import NamedQuery
from publisher.queries.given import Names as NamesInQueries
from publisher.queries.statements import queries_in, said_of_queries
from publisher.release import erasures
from publisher.render.context import Context, context
from publisher.render.lists import Entry
from publisher.render.messages import page_languages
from publisher.render.schema_org import SUMMARIES
from publisher.render.setting import Setting
from publisher.store.reader import Reader

LISTS_KEPT: Final = 16
"""Sorted lists kept in memory for one release."""


class Desk:
    """What is worked out once for a release and used by many answers."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.names = Names(reader.store, reader.contract, reader.iris)
        self.languages = page_languages(reader.languages)
        self._lists: OrderedDict[tuple[str, str], tuple[str, ...]] = OrderedDict()
        self._lock = threading.Lock()

    @cached_property
    def context(self) -> Context:
        """The JSON-LD context of the site."""
        return context(self.reader.contract, self.reader.prefixes)

    @cached_property
    def numbers(self) -> Counts | None:
        """How many of what there is; None in a release that was built without being counted."""
        return read_counts(self.reader.folder)

    @cached_property
    def heading(self) -> tuple[str, ...]:
        """What the catalogue says of itself (see :func:`publisher.catalog.dcat.heading`)."""
        return heading(self.reader)

    @cached_property
    def counts(self) -> tuple[tuple[Class, int], ...]:
        """The classes that have members, in the contract's order, with how many."""
        found = ((item, count_members(self.reader.store, item))
                 for item in self.reader.contract.classes)  # fmt: skip
        return tuple(pair for pair in found if pair[1])

    @cached_property
    def lead(self) -> Class | None:
        """The class of the subjects that the site is ordered by: the first kind of concept that
        other things refer to. The values of code lists, taken together, are none."""
        contract = self.reader.contract
        meant = {member.target for item, _ in self.counts for member in item.properties
                 if member.target != item.target}  # fmt: skip
        return next((item for item, _ in self.counts if item.target in meant
                     and SKOS + "Concept" in contract.superclasses.get(item.target, ())),
                    None)  # fmt: skip

    @cached_property
    def featured(self) -> Class | None:
        """The largest class of things that refer to those subjects; without any, the first class
        of all."""
        if self.lead is None:
            return self.counts[0][0] if self.counts else None
        target = self.lead.target
        fitting = [(count, -number, item) for number, (item, count) in enumerate(self.counts)
                   if any(member.target == target for member in item.properties)]  # fmt: skip
        return max(fitting)[2] if fitting else None

    @cached_property
    def queries(self) -> tuple[NamedQuery, ...]:
        """The named queries, by name."""
        return queries_in(said_of_queries(self.reader.store), self.reader.iris.base_iri)

    @cached_property
    def query_names(self) -> NamesInQueries:
        """How values in queries name the things of the release."""
        return names_of(self.reader.contract, self.reader.iris, self.reader.store)

    def count(self, item: Class) -> int:
        """How many things of a class there are."""
        return next((number for known, number in self.counts if known is item), 0)

    def withdrawn(self, iri: str) -> bool:
        """Whether a thing is withdrawn."""
        quads = self.reader.store.quads_for_pattern(
            ox.NamedNode(iri), ox.NamedNode(RDF + "type"), ox.NamedNode(WITHDRAWN), None
        )
        return next(quads, None) is not None

    @cached_property
    def erased(self) -> frozenset[str]:
        """The hashes of the IRIs of what was erased for good (:mod:`publisher.people.erased`)."""
        return frozenset(item.thing for item in erasures.read(self.reader.folder.parent))

    def members(self, item: Class, language: str) -> tuple[str, ...]:
        """The IRIs of the things of a class in the order of ``language``."""
        key = (item.slug, language)
        with self._lock:
            if key in self._lists:
                self._lists.move_to_end(key)
                return self._lists[key]
        found = list_members(self.names, item, language)
        with self._lock:
            self._lists[key] = found
            while len(self._lists) > LISTS_KEPT:
                self._lists.popitem(last=False)
        return found

    def entry(self, iri: str) -> Entry:
        """A link to a thing with a few words about it."""
        return Entry(self.names.link(iri), self._summary(iri))

    def describe(self, iri: str, limit: int) -> Description | None:
        """What the release says of ``iri``."""
        return describe(
            self.reader.store, self.reader.contract, self.reader.iris, iri,
            languages=self.languages, inverse_limit=limit, names=self.names,
        )  # fmt: skip

    def knows(self, iri: str) -> bool:
        """Whether the release says anything of ``iri``."""
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            return False
        quads = self.reader.store.quads_for_pattern(node, None, None, None)
        return next(quads, None) is not None

    def first_known(self, iris: Sequence[str]) -> str | None:
        """The first of ``iris`` that the release says anything of."""
        return next((iri for iri in iris if self.knows(iri)), None)

    def setting(self, language: str, root: str) -> Setting:
        """What the pages of one answer share."""
        return Setting(
            site=self.reader.site, iris=self.reader.iris, release=self.reader.identifier,
            classes=[item for item, _ in self.counts], languages=self.languages,
            language=language, root=root,
        )  # fmt: skip

    def _summary(self, iri: str) -> Texts:
        subject = ox.NamedNode(iri)
        for predicate in SUMMARIES:
            quads = self.reader.store.quads_for_pattern(
                subject, ox.NamedNode(predicate), None, None
            )
            values = sorted((quad.object for quad in quads
                             if isinstance(quad.object, ox.Literal)), key=str)  # fmt: skip
            if values:
                return {value.language or "": value.value for value in values}
        return {}


class Desks:
    """The desks of the ``most`` releases served last; one instance for each application."""

    def __init__(self, make: Callable[[Reader], Desk] = Desk, *, most: int = 2) -> None:
        self._make, self._most = make, most
        self._desks: OrderedDict[str, Desk] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, reader: Reader) -> Desk:
        """The desk of a release."""
        key = str(reader.folder)
        with self._lock:
            desk = self._desks.get(key)
            if desk is None or desk.reader is not reader:
                desk = self._desks[key] = self._make(reader)
            self._desks.move_to_end(key)
            while len(self._desks) > self._most:
                self._desks.popitem(last=False)
            return desk
