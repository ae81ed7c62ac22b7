"""The index of one release's things by name, identifier and type, as it is read from disk.

Its files are mapped into memory, so that all processes that read them share what was read; a
question touches what it needs. :mod:`publisher.linking.index_home` says where they are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from publisher.linking.index_build import SORTED, read_meta
from publisher.linking.index_grams import read_grams
from publisher.linking.index_keys import Keys
from publisher.linking.index_texts import Array, Texts, load
from publisher.linking.names import without_marks

AFTER_ALL = chr(0x10FFFF)
"""What sorts after every letter."""

HITS = 2_000
"""Beginnings of words that are looked at for what a person has typed."""


@dataclass(frozen=True)
class Spelling:
    """A name of a thing as it is compared (see :class:`publisher.linking.names.Name`)."""

    text: str
    plain: str
    core_folded: str
    kinds: frozenset[str]

    @cached_property
    def core(self) -> str:
        """``core_folded`` without diacritics."""
        core = self.core_folded
        return core if core.isascii() else without_marks(core)


class Index:
    """The index in ``folder``. Raises OSError and ValueError where it is damaged."""

    def __init__(self, folder: Path) -> None:
        meta: Any = read_meta(folder)
        self.types: tuple[str, ...] = tuple(meta["types"])
        self.size: int = meta["things"]
        self.names: int = meta["names"]
        self._kinds = tuple(frozenset(kinds) for kinds in meta["kinds"])
        self.iris = Texts(folder, "iris")
        self.keys = Keys(folder)
        self._texts = {name: Texts(folder, name) for name in ("names", "plain", "cores")}
        arrays = ("name-things", "name-kinds", "thing-names", "kind-begins", "kind-things",
                  "own-begins", "own-things", "start-names", "start-places")  # fmt: skip
        self._arrays: dict[str, Array] = {name: load(folder / f"{name}.npy") for name in arrays}
        self._grams = read_grams(folder)

    def number(self, iri: str) -> int | None:
        """The number of a thing; None for what is not in the index."""
        return self.iris.find(iri)

    def types_of(self, thing: int) -> tuple[str, ...]:
        """The types that a thing is said to be of; those that it follows to be of without such."""
        return self._types(thing, "own") or self._types(thing, "kind")

    def all_types_of(self, thing: int) -> tuple[str, ...]:
        """The types of a thing and those above them."""
        return self._types(thing, "kind")

    def members(self, type_: str) -> Array:
        """The numbers of the things of a type, those of its subclasses among them."""
        if type_ not in self.types:
            return self._arrays["kind-things"][:0]
        return self._list("kind", self.types.index(type_))

    def allowed(self, types: Sequence[str], *, every: bool = False) -> Array:
        """For each thing, whether it is of one of ``types``, or of ``every`` one of them."""
        sums = np.zeros(self.size, dtype=np.uint16)
        for type_ in types:
            sums[self.members(type_)] += 1
        return sums >= (len(types) if every else 1)

    def nearest(
        self, form: str, most: int, allowed: Array | None = None
    ) -> list[tuple[int, float]]:
        """The names that share most with ``form``, by number, with the cosine (0 to 1).

        ``allowed`` says of each thing whether it may be among them.
        """
        names = None if allowed is None else allowed[self._arrays["name-things"]]
        return self._grams.nearest(form, most, names)

    def thing_of(self, name: int) -> int:
        """The thing that has a name."""
        return int(self._arrays["name-things"][name])

    def names_of(self, thing: int) -> range:
        """The numbers of the names of a thing."""
        begin, end = self._arrays["thing-names"][thing : thing + 2].tolist()
        return range(begin, end)

    def spelling(self, name: int) -> Spelling:
        """A name as it is compared."""
        texts = self._texts
        kinds = self._kinds[int(self._arrays["name-kinds"][name])]
        return Spelling(texts["names"][name], texts["plain"][name], texts["cores"][name], kinds)

    def beginning(self, plain: str, allowed: Array | None = None) -> Iterable[int]:
        """The things with a name in which a word begins so, those first whose name begins so."""
        names, places = self._arrays["start-names"], self._arrays["start-places"]
        wanted = plain[:SORTED]
        starts = _Starts(names, places, self._texts["plain"])
        begin = bisect_left(starts, wanted)
        end = bisect_left(starts, wanted + AFTER_ALL, lo=begin)
        at_first = np.flatnonzero(places[begin:end] == 0)[:HITS] + begin
        order = [*at_first.tolist(), *range(begin, min(end, begin + HITS))]
        things = (self.thing_of(int(names[at])) for at in order)
        return dict.fromkeys(thing for thing in things if allowed is None or allowed[thing])

    def _types(self, thing: int, which: str) -> tuple[str, ...]:
        found = []
        for number, type_ in enumerate(self.types):
            things = self._list(which, number)
            at = int(np.searchsorted(things, np.uint32(thing)))
            if at < len(things) and things[at] == thing:
                found.append(type_)
        return tuple(found)

    def _list(self, which: str, number: int) -> Array:
        begin, end = self._arrays[f"{which}-begins"][number : number + 2].tolist()
        return self._arrays[f"{which}-things"][begin:end]


class _Starts(Sequence[str]):
    """What follows each beginning of a word, in order."""

    def __init__(self, names: Array, places: Array, plain: Texts) -> None:
        self._names, self._places, self._plain = names, places, plain

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, at: Any) -> Any:
        place = int(self._places[at])
        return self._plain[int(self._names[at])][place : place + SORTED]
