"""Known: the things of some classes, ready for finding the one that somebody meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from publisher.names import CUTOFF, normalise

ALIKE: Final = 1.5
"""Names whose lengths differ by less than this factor are alike only as wholes: what WRatio tries
besides, parts of the longer one, cannot be more alike, and takes ten times as long."""


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
        wanted = normalise(name)
        best, score = "", CUTOFF
        for length, names in self._by_length:
            shorter, longer = sorted((length, len(wanted)))
            scorer = fuzz.ratio if longer < ALIKE * shorter else fuzz.WRatio
            found = process.extractOne(wanted, names, scorer=scorer, score_cutoff=score)
            if found and (not best or found[1] > score):
                best, score = found[0], found[1]
        return self._by_local[self._locals[best]] if best else ""

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
    def _locals(self) -> dict[str, str]:
        """The local name that stands behind each name without case, diacritics and the like."""
        return {normalise(name): name for name in sorted(self._by_local, reverse=True)}

    @cached_property
    def _by_length(self) -> list[tuple[int, list[str]]]:
        names: dict[int, list[str]] = {}
        for name in sorted(self._locals):
            names.setdefault(len(name), []).append(name)
        return sorted(names.items())


def address(iri: str) -> str:
    """An IRI without what people write differently: http or https, www, case, a last slash."""
    return re.sub(r"^https?://(www\.)?", "", iri.casefold()).rstrip("/#")


def local(text: str) -> str:
    """What follows the last slash or hash of an IRI; other text as it is."""
    return text.replace("#", "/").rstrip("/").rpartition("/")[2] if "://" in text else text
