"""How a page of a catalogue says that there are more (Hydra Core Vocabulary, both its families)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from publisher.fetching import Remark, joined
from publisher.namespaces import HYDRA

NEXT: Final = ("next", "nextPage")
TOTAL: Final = "totalItems"


@dataclass(frozen=True)
class Paging:
    """The address of the next page, empty on the last one, and how many datasets there are."""

    next: str = ""
    total: int | None = None
    remarks: tuple[Remark, ...] = ()


def paging_of(store: ox.Store, url: str) -> Paging:
    """What a graph says of its pages. A link that is a text is followed, with a remark."""
    remarks = []
    following = ""
    for name in NEXT:
        found = _values(store, name)
        for node in found:
            if isinstance(node, ox.Literal):
                remarks.append(Remark(url, "literal-link", f"hydra:{name}", "1"))
        if found and not following:
            following = joined(url, min(str(node.value) for node in found))
    totals = [int(node.value) for node in _values(store, TOTAL)
              if isinstance(node, ox.Literal) and node.value.strip().isdecimal()]  # fmt: skip
    return Paging(following, max(totals) if totals else None, tuple(remarks))


def _values(store: ox.Store, name: str) -> list[ox.NamedNode | ox.Literal]:
    quads = store.quads_for_pattern(None, ox.NamedNode(HYDRA + name), None, None)
    return [quad.object for quad in quads if isinstance(quad.object, ox.NamedNode | ox.Literal)]
