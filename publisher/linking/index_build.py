"""Content of a release -> the files of its index: the same bytes for the same release."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from publisher.linking.index_content import Content, Named
from publisher.linking.index_grams import write_grams
from publisher.linking.index_keys import identifier_keys, name_keys, number_of, write_keys
from publisher.linking.index_texts import save, write_texts
from publisher.linking.names import Name, read

META: Final = "index.json"
WORDS: Final = 8
"""Words of a name at which what a person types may begin."""

SORTED: Final = 60
"""Characters by which names are sorted for what a person types."""


def write_index(content: Content, folder: Path) -> None:
    """Write the index of ``content`` into ``folder``."""
    types = sorted(content.kinds)
    said_kinds: dict[frozenset[str], int] = {}
    names = [read(item.text) for item in content.names]
    write_texts(folder, "iris", content.iris)
    write_texts(folder, "names", [name.text for name in names])
    plain = [name.plain for name in names]
    write_texts(folder, "plain", plain)
    write_texts(folder, "cores", [name.core_folded for name in names])
    save(folder / "name-things.npy", _numbers(item.thing for item in content.names))
    save(folder / "name-kinds.npy", _numbers(
        said_kinds.setdefault(name.kinds, len(said_kinds)) for name in names))  # fmt: skip
    save(folder / "thing-names.npy", _begins(content.names, len(content.iris)))
    _write_lists(folder, "kind", [content.kinds[kind] for kind in types])
    _write_lists(folder, "own", [content.own[kind] for kind in types])
    write_grams(folder, plain)
    write_keys(folder, _keys(content, names))
    _write_starts(folder, plain)
    meta = {
        "types": types,
        "kinds": [sorted(kinds) for kinds in said_kinds],
        "things": len(content.iris),
        "names": len(names),
    }
    (folder / META).write_text(json.dumps(meta, ensure_ascii=False) + "\n", encoding="utf-8")


def _numbers(numbers: Iterable[int]) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    return np.fromiter(numbers, dtype=np.uint32)


def _begins(names: Sequence[Named], things: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Where the names of each thing begin; one more place at the end."""
    owners = np.array([item.thing for item in names], dtype=np.int64)
    return np.searchsorted(owners, np.arange(things + 1)).astype(np.int64)


def _write_lists(folder: Path, name: str, lists: Sequence[Sequence[int]]) -> None:
    """Write lists of things, one after the other, and where each begins."""
    begins = np.cumsum([0, *map(len, lists)]).astype(np.int64)
    save(folder / f"{name}-begins.npy", begins)
    save(folder / f"{name}-things.npy", _numbers(thing for found in lists for thing in found))


def _keys(content: Content, names: Sequence[Name]) -> Iterator[tuple[int, int]]:
    for item, name in zip(content.names, names, strict=True):
        for kind, text in name_keys(name):
            if text:
                yield number_of(kind, text), item.thing
    for thing, text in content.identifiers:
        for kind, value in identifier_keys(text):
            yield number_of(kind, value), thing


def _write_starts(folder: Path, plain: Sequence[str]) -> None:
    """Write where a word begins in each name, in the order of what follows."""
    starts = sorted(
        (text[at : at + SORTED], at, number)
        for number, text in enumerate(plain) for at in _words(text)
    )  # fmt: skip
    save(folder / "start-names.npy", _numbers(number for *_, number in starts))
    save(folder / "start-places.npy", _numbers(at for _, at, _ in starts))


def _words(text: str) -> Iterator[int]:
    at = 0
    for _ in range(WORDS):
        yield at
        at = text.find(" ", at) + 1
        if not at:
            return


def read_meta(folder: Path) -> Mapping[str, list[str]]:
    """What :func:`write_index` says of the index."""
    found: Mapping[str, list[str]] = json.loads((folder / META).read_text(encoding="utf-8"))
    return found
