"""Names by their character 3-grams: which names share the most, the rarest counting most.

For each gram the names that have it are listed. A question adds up the squared weight of each gram
it shares with a name (inverse document frequency), over the length of both: the cosine of TF-IDF
with a frequency of one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from publisher.linking.index_texts import Array, load, save

BITS: Final = 21
"""Bits of a character (Unicode has 17 planes of 16 bits)."""

AT_ONCE: Final = 50_000
"""Names whose grams are taken at a time."""

MOST: Final = 200_000
"""Entries of lists that one question may add up; the most frequent grams are left out."""

FAR: Final = 0.1
"""A name that shares less than this of what the one does that shares most is not looked at."""

LONGEST: Final = 300
"""Characters of a name whose grams count."""

FILES: Final = ("grams", "gram-begins", "gram-names", "name-lengths")


def grams_of(texts: Sequence[str]) -> tuple[Array, Array]:
    """The grams of ``texts``, each with the number of its text, in the order of the texts."""
    joined = "\n".join(f" {text[:LONGEST]} " for text in texts) + "\n"
    signs = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype=np.uint32)
    signs = signs.astype(np.uint64)
    ends = signs == ord("\n")
    codes = (signs[:-2] << np.uint64(2 * BITS)) | (signs[1:-1] << np.uint64(BITS)) | signs[2:]
    inside = ~(ends[:-2] | ends[1:-1] | ends[2:])
    numbers = np.cumsum(ends)[:-2].astype(np.uint32)
    return codes[inside], numbers[inside]


def write_grams(folder: Path, forms: Sequence[str]) -> None:
    """Write the lists of names by gram; ``forms`` are what is compared of each name."""
    codes, numbers = _sorted(forms)
    grams, begins, counts = np.unique(codes, return_index=True, return_counts=True)
    weights = np.log1p(len(forms) / counts.astype(np.float64)) ** 2
    lengths = np.bincount(numbers, weights=np.repeat(weights, counts), minlength=len(forms))
    ends = np.append(begins, len(codes)).astype(np.int64)
    arrays: tuple[Array, ...] = (grams, ends, numbers, np.sqrt(lengths).astype(np.float32))
    for name, array in zip(FILES, arrays, strict=True):
        save(folder / f"{name}.npy", array)


def _sorted(forms: Sequence[str]) -> tuple[Array, Array]:
    """All grams, sorted, each once for each name that has it."""
    pieces = list(_pieces(forms))
    codes = np.concatenate([piece[0] for piece in pieces] or [np.zeros(0, np.uint64)])
    numbers = np.concatenate([piece[1] for piece in pieces] or [np.zeros(0, np.uint32)])
    order = np.argsort(codes, kind="stable")
    codes, numbers = codes[order], numbers[order]
    fresh = np.ones(len(codes), dtype=bool)
    fresh[1:] = (codes[1:] != codes[:-1]) | (numbers[1:] != numbers[:-1])
    return codes[fresh], numbers[fresh]


def _pieces(forms: Sequence[str]) -> Iterator[tuple[Array, Array]]:
    for begin in range(0, len(forms), AT_ONCE):
        codes, numbers = grams_of(forms[begin : begin + AT_ONCE])
        yield codes, numbers + np.uint32(begin)


@dataclass(frozen=True)
class Grams:
    """The lists, read from disk."""

    codes: Array
    begins: Array
    names: Array
    lengths: Array

    def nearest(
        self, form: str, most: int, allowed: Array | None = None
    ) -> list[tuple[int, float]]:
        """The ``most`` names nearest to ``form``, with the cosine, the nearest first.

        ``allowed`` says of each name whether it may be among them.
        """
        lists = self._lists(form)
        if not lists:
            return []
        sums = np.zeros(len(self.lengths))
        for begin, end, weight in lists:  # no name is twice in a list
            sums[self.names[begin:end]] += weight
        if allowed is not None:
            sums[~allowed] = 0.0
        found = np.flatnonzero(sums > FAR * sums.max())
        own = math.sqrt(sum(weight for *_, weight in lists))
        cosines = sums[found] / (self.lengths[found].astype(np.float64) * own)
        if len(found) > most:
            least = np.partition(cosines, len(found) - most)[len(found) - most]
            found, cosines = found[cosines >= least], cosines[cosines >= least]
        order = np.lexsort((found, -cosines))[:most]
        return list(zip(found[order].tolist(), cosines[order].tolist(), strict=True))

    def _lists(self, form: str) -> list[tuple[int, int, float]]:
        """The lists of the grams in ``form``, the rarest first, within bounds: begin, end, weight.

        Grams that no name has count for nothing.
        """
        wanted = np.unique(grams_of([form])[0])
        if not len(self.codes) or not len(wanted):
            return []
        places = np.searchsorted(self.codes, wanted)
        places = places[places < len(self.codes)]
        places = np.unique(places[np.isin(self.codes[places], wanted)])
        found = []
        for begin, end in sorted(
            zip(self.begins[places].tolist(), self.begins[places + 1].tolist(), strict=True),
            key=lambda pair: (pair[1] - pair[0], pair),
        ):
            found.append((begin, end, math.log1p(len(self.lengths) / (end - begin)) ** 2))
        total = 0
        kept: list[tuple[int, int, float]] = []
        for item in found:
            total += item[1] - item[0]
            if kept and total > MOST:
                break
            kept.append(item)
        return kept


def read_grams(folder: Path) -> Grams:
    """The lists that :func:`write_grams` wrote."""
    return Grams(*(load(folder / f"{name}.npy") for name in FILES))
