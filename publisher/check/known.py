"""Known: the things of some classes, ready for finding the one that somebody meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache

from rapidfuzz import fuzz, process

from publisher.names import CUTOFF, normalise


class Known:
    """Things by their IRIs; what it takes to find one is made once, when it is first asked for."""

    def __init__(self, things: Iterable[str]) -> None:
        self._things = tuple(things)
        self.nearest = lru_cache(maxsize=10_000)(self._nearest)

    def __len__(self) -> int:
        return len(self._things)

    def at(self, iri: str) -> set[str]:
        """The things whose address is that of ``iri``, but for how people write it."""
        return self._by_address.get(address(iri), set())

    def _nearest(self, name: str) -> str:
        """The thing whose local name is most like ``name``; nothing where none is like it."""
        found = process.extractOne(
            normalise(name), self._normal, scorer=fuzz.WRatio, score_cutoff=CUTOFF
        )
        return self._by_local[self._locals[found[2]]] if found else ""

    @cached_property
    def _by_address(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for thing in self._things:
            found.setdefault(address(thing), set()).add(thing)
        return found

    @cached_property
    def _by_local(self) -> dict[str, str]:
        return {local(thing): thing for thing in reversed(self._things)}

    @cached_property
    def _locals(self) -> list[str]:
        return sorted(self._by_local)

    @cached_property
    def _normal(self) -> list[str]:
        return [normalise(name) for name in self._locals]


def address(iri: str) -> str:
    """An IRI without what people write differently: http or https, www, case, a last slash."""
    return re.sub(r"^https?://(www\.)?", "", iri.casefold()).rstrip("/#")


def local(text: str) -> str:
    """What follows the last slash or hash of an IRI; other text as it is."""
    return text.replace("#", "/").rstrip("/").rpartition("/")[2] if "://" in text else text
