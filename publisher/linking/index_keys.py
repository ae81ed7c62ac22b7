"""By what a thing is found at once: its IRI, its identifiers, its names in their normal forms.

A key is a class and a text; on disk it is a number of 64 bits, sorted, beside the thing's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Final

import numpy as np

from publisher.linking import identifiers
from publisher.linking.index_texts import Array, load, save
from publisher.linking.names import Name

IDENTIFIER, VERBATIM, FOLDED, PLAIN, KEY, CORE, INITIALS = "ivfpkcs"
"""Classes of keys: an identifier in a scheme, one as it stands; a name with all its words, without
diacritics, in its normal form, without the words for its kind, and its first letters."""

OF_NAMES: Final = (FOLDED, PLAIN, KEY, CORE, INITIALS)

FEWEST_INITIALS: Final = 3
LONGEST_INITIALS: Final = 10
FILES: Final = ("keys", "key-things")
LONGEST_IDENTIFIER: Final = 500
"""Characters of what may be an identifier."""


def number_of(kind: str, text: str) -> int:
    """What a key is on disk."""
    return int.from_bytes(
        blake2b(f"{kind}{text}".encode("utf-8", "replace"), digest_size=8).digest()
    )


def name_keys(name: Name) -> Iterator[tuple[str, str]]:
    """The keys of a name, the most exact first."""
    yield FOLDED, name.folded
    yield PLAIN, name.plain
    yield KEY, name.key
    yield CORE, core_of(name)
    yield INITIALS, initials_of(name)


def core_of(name: Name) -> str:
    """The words that say no kind, in order of the alphabet."""
    return " ".join(sorted(name.core.split()))


def initials_of(name: Name) -> str:
    """The abbreviation that a name would have; empty where it is too short to say anything."""
    fits = FEWEST_INITIALS <= len(name.initials) <= LONGEST_INITIALS
    return name.initials if fits else ""


def identifier_keys(text: str) -> Iterator[tuple[str, str]]:
    """The keys of an identifier: every reading of it, and it as it stands."""
    stripped = " ".join(text.split())
    if not stripped or len(stripped) > LONGEST_IDENTIFIER:
        return
    for reading in identifiers.parse(stripped):
        for same in identifiers.equivalents(reading):
            yield IDENTIFIER, str(same)
    yield VERBATIM, stripped.casefold()


def write_keys(folder: Path, pairs: Iterable[tuple[int, int]]) -> None:
    """Write pairs of a key's number and a thing's."""
    flat = np.fromiter(
        (item for pair in pairs for item in pair), dtype=np.uint64
    ).reshape(-1, 2)  # fmt: skip
    keys, things = flat[:, 0], flat[:, 1].astype(np.uint32)
    order = np.lexsort((things, keys))
    keys, things = keys[order], things[order]
    fresh = np.ones(len(keys), dtype=bool)
    fresh[1:] = (keys[1:] != keys[:-1]) | (things[1:] != things[:-1])
    arrays: tuple[Array, ...] = (keys[fresh], things[fresh])
    for name, array in zip(FILES, arrays, strict=True):
        save(folder / f"{name}.npy", array)


class Keys:
    """The keys, read from disk."""

    def __init__(self, folder: Path) -> None:
        self._keys, self._things = (load(folder / f"{name}.npy") for name in FILES)

    def things(self, kind: str, text: str) -> Array:
        """The numbers of the things that have a key, ascending."""
        if not text:
            return self._things[:0]
        wanted = np.uint64(number_of(kind, text))
        begin, end = (int(np.searchsorted(self._keys, wanted, side)) for side in ("left", "right"))
        return self._things[begin:end]
