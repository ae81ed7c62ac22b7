"""Many texts on disk: one file of UTF-8, one of where each begins; read without reading all."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, overload

import numpy as np
from numpy.typing import NDArray

BYTES: Final = ".utf8"
PLACES: Final = ".places.npy"
Array = NDArray[Any]


class Texts(Sequence[str]):
    """The texts called ``name`` in ``folder``, in the order in which they were written."""

    def __init__(self, folder: Path, name: str) -> None:
        self._places = load(folder / (name + PLACES))
        path = folder / (name + BYTES)
        self._bytes: Array = (
            np.asarray(np.memmap(path, dtype=np.uint8, mode="r")) if path.stat().st_size
            else np.zeros(0, dtype=np.uint8)
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self._places) - 1

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        begin, end = self._places[at : at + 2].tolist()
        return self._bytes[begin:end].tobytes().decode()

    def find(self, text: str) -> int | None:
        """Where ``text`` stands among texts that are sorted; None where it does not."""
        at = bisect_left(self, text)
        return at if at < len(self) and self[at] == text else None


def write_texts(folder: Path, name: str, texts: Iterable[str]) -> None:
    """Write texts, for :class:`Texts` to read."""
    places = [0]
    with (folder / (name + BYTES)).open("wb") as handle:
        for text in texts:
            places.append(places[-1] + handle.write(text.encode("utf-8", "replace")))
    save(folder / (name + PLACES), np.array(places, dtype=np.int64))


def save(path: Path, array: Array) -> None:
    """Write an array."""
    np.save(path, array, allow_pickle=False)


def load(path: Path) -> Array:
    """An array whose pages are shared by all processes that read it."""
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
