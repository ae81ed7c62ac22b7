"""What things are called: labels looked up in a release, remembered within bounds."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from publisher.contract import Class, Contract, Texts
from publisher.describe.views import Link
from publisher.iris import Iris
from publisher.namespaces import LABELS, PREFIXES, shorten_iri

REMEMBERED: Final = 50_000
"""Labels kept in memory for one release."""

NAMING: Final = tuple(ox.NamedNode(iri) for iri in LABELS)


class Names:
    """Looks labels up in one release, which never changes."""

    def __init__(self, store: ox.Store, contract: Contract, iris: Iris) -> None:
        self.store, self.contract, self.iris = store, contract, iris
        self._known: dict[str, Texts] = {}
        self._prefixes = {iris.mint(item.slug, ""): item for item in contract.classes}
        self._prefixes.pop(iris.base_iri, None)

    def labels(self, iri: str) -> Texts:
        """The labels of a thing or a term by language; empty when it has none."""
        found = self._known.get(iri)
        if found is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            found = self._known[iri] = self.contract.label(iri) or self.look_up(iri)
        return found

    def term(self, iri: str) -> Texts:
        """The labels of a property or class; its prefixed name when it has none."""
        return self.labels(iri) or {"": shorten_iri(iri, PREFIXES)}

    def link(self, iri: str) -> Link:
        """A link to ``iri`` with its labels."""
        return Link(iri, self.labels(iri), self.iris.path_of(iri))

    def class_of(self, iri: str, types: list[str]) -> Class | None:
        """The class in the contract that a thing is shown as.

        Of several that fit its types, the one that its IRI is minted from, else the first.
        """
        fitting = [item for item in self.contract.classes if item.target in types]
        minted = self.minted_from(iri)
        return minted if minted in fitting else next(iter(fitting), None)

    def minted_from(self, iri: str) -> Class | None:
        """The class that ``iri`` is minted from, by its beginning."""
        found = self._prefixes.get(iri[: iri.rfind("/") + 1]) or self._below(iri)
        if found is None:
            fitting = [prefix for prefix in self._prefixes if iri.startswith(prefix)]
            found = self._prefixes[max(fitting, key=len)] if fitting else None
        return found

    def _below(self, iri: str) -> Class | None:
        """The class of a thing of a publisher, named as the site's, some folders further down."""
        base = self.iris.base_iri
        path = iri[len(base) :] if iri.startswith(base) else ""
        while "/" in path:
            path = path.partition("/")[2]
            if found := self._prefixes.get(f"{base}{path[: path.rfind('/') + 1]}"):
                return found
        return None

    def look_up(self, iri: str) -> Texts:
        """The labels of a thing, read anew: for many things, each asked about once."""
        subject = ox.NamedNode(iri)
        for predicate in NAMING:
            values = [quad.object for quad in
                      self.store.quads_for_pattern(subject, predicate, None, None)
                      if isinstance(quad.object, ox.Literal)]  # fmt: skip
            if values:
                ordered = sorted(values, key=str, reverse=True)
                return {value.language or "": value.value for value in ordered}
        return {}
