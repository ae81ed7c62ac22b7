"""How a page of a catalogue says that there are more (Hydra Core Vocabulary, both its families)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from publisher.fetching import Remark, joined
from publisher.harvesting.feeds.graph import Graph, is_iri, is_thing, text_of
from publisher.namespaces import HYDRA

NEXT: Final = ("next", "nextPage")
TOTAL: Final = "totalItems"


@dataclass(frozen=True)
class Paging:
    """The address of the next page, empty on the last one, and how many datasets there are."""

    next: str = ""
    total: int | None = None
    remarks: tuple[Remark, ...] = ()


def paging_of(graph: Graph, url: str) -> Paging:
    """What a graph says of its pages. A link that is a text is followed, with a remark."""
    remarks, following = [], ""
    for name in NEXT:
        found = [term for term in graph.values(HYDRA + name) if is_iri(term) or not is_thing(term)]
        texts = sum(not is_thing(term) for term in found)
        if texts:
            remarks.append(Remark(url, "literal-link", f"hydra:{name}", f"{texts}"))
        if found and not following:
            following = joined(url, min(map(text_of, found)))
    totals = [text_of(term).strip() for term in graph.values(HYDRA + TOTAL) if not is_thing(term)]
    numbers = [int(text) for text in totals if text.isdecimal() and len(text) < 19]
    return Paging(following, max(numbers) if numbers else None, tuple(remarks))
