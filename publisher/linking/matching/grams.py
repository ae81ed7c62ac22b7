"""The texts nearest to a text by their character 3-grams: TF-IDF and the cosine, over numpy; pure.

The vocabulary is dense (64 classes of characters, 64³ grams), so that texts become arrays without a
dictionary; a gram that most texts have says nothing and costs most, and is left out of the search.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Weights = NDArray[np.float32]

CLASSES: Final = 64
GRAMS: Final = CLASSES**3
OTHERS: Final = 37
"""The first class of characters that are neither space, a to z nor digits: they share 27."""
COMMON_SHARE: Final = 0.02
COMMON_LEAST: Final = 1_000
"""A gram of more than this share of the texts, and of more texts than this, is common."""
RAREST: Final = 6
"""The rarest grams of a text that are searched however common they are."""
CUT: Final = 200
"""Characters of a text that count."""


class Grams:
    """An index of ``texts``, which are lower case without diacritics."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.size = len(texts)
        documents, grams = _grams(texts)
        frequency = np.bincount(grams, minlength=GRAMS)
        self._idf = np.log1p(max(self.size, 1) / np.maximum(frequency, 1)).astype(np.float32)
        weights = self._idf[grams]
        norms = np.sqrt(np.bincount(documents, weights.astype(np.float64) ** 2, self.size))
        order = np.argsort(grams, kind="stable")
        self._documents = documents[order]
        self._weights = (weights / np.maximum(norms, 1e-9)[documents])[order].astype(np.float32)
        self._starts = np.concatenate(([0], np.cumsum(frequency)))
        self._frequency = frequency
        self._common = max(COMMON_LEAST, int(self.size * COMMON_SHARE))

    def nearest(
        self, texts: Sequence[str], count: int, least: float
    ) -> Iterator[tuple[Numbers, Weights]]:
        """For each text the ``count`` nearest of the index (positions and cosines of at least
        ``least``, 0 to 1), the nearest first, those equally near in the index's order."""
        documents, grams = _grams(texts)
        bounds = np.searchsorted(documents, np.arange(len(texts) + 1))
        for at in range(len(texts)):
            yield self._search(grams[bounds[at] : bounds[at + 1]], count, least)

    def _search(self, grams: Numbers, count: int, least: float) -> tuple[Numbers, Weights]:
        norm = float(np.sqrt((self._idf[grams].astype(np.float64) ** 2).sum()))
        known = grams[self._frequency[grams] > 0]
        known = known[np.argsort(self._frequency[known], kind="stable")]
        common = int(np.searchsorted(self._frequency[known], self._common, side="right"))
        kept = known[: max(common, RAREST)]
        if not len(kept):
            return np.empty(0, np.int64), np.empty(0, np.float32)
        starts, lengths = self._starts[kept], self._frequency[kept]
        places = np.repeat(starts - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
        places = places + np.arange(int(lengths.sum()))
        added = self._weights[places] * np.repeat(self._idf[kept] / norm, lengths)
        scores = np.bincount(self._documents[places], added, self.size)
        found = np.flatnonzero(scores >= least)
        if len(found) > count:
            bar = np.partition(scores[found], len(found) - count)[len(found) - count]
            found = found[scores[found] >= bar]
        order = np.lexsort((found, -scores[found]))[:count]
        return found[order], scores[found[order]].astype(np.float32)


def _grams(texts: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Every pair of a text and a gram it has, once, in order: positions and grams."""
    framed = [f"  {text[:CUT]} " for text in texts]
    lengths = np.fromiter(map(len, framed), np.int64, len(framed))
    points = np.frombuffer("".join(framed).encode("utf-32-le"), np.uint32)
    classes = _classes(points)
    owner = np.repeat(np.arange(len(framed)), lengths)
    if len(classes) < 3:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    grams = (classes[:-2] * CLASSES + classes[1:-1]) * CLASSES + classes[2:]
    within = owner[:-2] == owner[2:]
    both = np.unique(owner[:-2][within] * GRAMS + grams[within])
    return both // GRAMS, both % GRAMS


def _classes(points: NDArray[np.uint32]) -> Numbers:
    """A class of 0 to 63 for each character: space, a to z, digits, and the rest by remainder."""
    codes = points.astype(np.int64)
    other = OTHERS + codes % (CLASSES - OTHERS)
    letters = (codes >= ord("a")) & (codes <= ord("z"))
    digits = (codes >= ord("0")) & (codes <= ord("9"))
    classes = np.where(
        letters, codes - ord("a") + 1, np.where(digits, codes - ord("0") + 27, other)
    )
    return np.where(codes == ord(" "), 0, classes)
