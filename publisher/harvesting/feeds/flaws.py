"""What is remarkable in a catalogue, though it can be read: what other harvesters stumble over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from publisher.fetching import Remark
from publisher.harvesting.feeds.datasets import Roots
from publisher.harvesting.feeds.graph import Graph, is_blank, is_iri
from publisher.harvesting.feeds.steps import Item
from publisher.namespaces import DCAT, DCT, FOAF, shorten_iri

LINKS: Final = (
    *(DCAT + name for name in (
        "accessURL", "accessService", "contactPoint", "dataset", "distribution", "downloadURL",
        "endpointURL", "inSeries", "landingPage", "mediaType", "service", "servesDataset", "theme",
    )),
    *(DCT + name for name in (
        "accessRights", "accrualPeriodicity", "conformsTo", "format", "language", "license",
        "publisher",
    )),
    FOAF + "page",
)  # fmt: skip
"""Properties whose values are things, not texts, in DCAT."""


def flaws_of(graph: Graph, roots: Roots, url: str) -> Iterator[Remark]:
    """Texts where links should be, and datasets without an IRI."""
    for name, count in graph.texts(LINKS).items():
        yield Remark(url, "literal-link", shorten_iri(name), f"{count}")
    blank = sum(map(is_blank, roots.datasets | roots.services))
    if blank:
        yield Remark(url, "blank", expected=f"{blank}")


@dataclass
class Spelling:
    """Counts the IRIs of records that are not ASCII, while these pass by."""

    url: str
    first: str = ""
    count: int = 0

    def watch(self, items: Iterable[Item]) -> Iterator[Item]:
        """The same records."""
        for item in items:
            for line in item.lines:
                if not line.isascii():
                    self._look(line)
            yield item

    def remarks(self) -> Iterator[Remark]:
        """What there is to be said of those that have passed."""
        if self.count:
            yield Remark(self.url, "non-ascii", self.first, f"{self.count}")

    def _look(self, line: str) -> None:
        subject, predicate, value = line.split(" ", 2)
        for term in (subject, predicate, value):
            if is_iri(term) and not term.isascii():
                self.first = self.first or term[1:-1]
                self.count += 1
