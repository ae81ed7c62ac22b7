"""The same thing under other names: links out to it, and links from it, and whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox

from publisher.contract import Texts
from publisher.describe.names import Names
from publisher.describe.pointing import COUNTED, Pointing
from publisher.describe.views import Match
from publisher.iris import GRAPHS
from publisher.namespaces import OWL, SKOS

MATCHES: Final[Mapping[str, Texts]] = {
    OWL + "sameAs": {"sv": "Samma sak", "en": "The same"},
    SKOS + "exactMatch": {"sv": "Exakt motsvarighet", "en": "Exact match"},
    SKOS + "closeMatch": {"sv": "Nära motsvarighet", "en": "Close match"},
}
"""Properties that say so, the strongest first; each holds in both directions."""


class Matching:
    """The matches of one thing."""

    def __init__(
        self, names: Names, iri: str, pointing: Pointing, out: Mapping[str, Iterable[str]]
    ):
        """``out`` is where the thing itself links to, by property, where that is shown nowhere
        else."""
        self._names, self._iri = names, iri
        self._pointing, self._out = pointing, out

    def found(self) -> Iterator[Match]:
        """Each thing once, by the strongest property, those of this site first."""
        seen: set[str] = {self._iri}
        for predicate, labels in MATCHES.items():
            inward = {link.iri for link in self._pointing.take(predicate)}
            outward = set(self._out.get(predicate, ()))
            links = [self._names.link(iri) for iri in sorted(inward | outward) if iri not in seen]
            links.sort(key=lambda link: (link.path is None, link.iri))
            for link in links:
                seen.add(link.iri)
                yield Match(
                    predicate, labels, link, self._owner(link.iri),
                    outward=link.iri in outward, inward=link.iri in inward,
                )  # fmt: skip

    def _owner(self, iri: str) -> str:
        """The folder of the sources that describe a thing, or the host that names it."""
        sources = self._names.iris.base_iri + GRAPHS
        quads = self._names.store.quads_for_pattern(ox.NamedNode(iri), None, None, None)
        graphs = {quad.graph_name.value for quad in islice(quads, COUNTED)
                  if quad.predicate.value not in MATCHES
                  and isinstance(quad.graph_name, ox.NamedNode)}  # fmt: skip
        steps = {graph.removeprefix(sources).partition("/")[::2] for graph in graphs
                 if graph.startswith(sources)}  # fmt: skip
        folders = sorted({unquote(folder) for folder, rest in steps if rest})
        if steps:
            return folders[0] if folders else ""
        return urlsplit(iri).netloc.removeprefix("www.")
