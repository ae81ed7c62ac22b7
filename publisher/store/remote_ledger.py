"""Which store holds which release, told by one small file beside the releases.

A store is written down as empty before it is touched, and as holding a release when it has been
counted: whoever asks goes by this file and never asks one that is being filled. Which release is
served is in it too, so that switching is the replacement of one file.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Final

from publisher.errors import ReleaseError

FILE_NAME: Final = "stores.json"
LOCK: Final = ".stores.lock"


@dataclass(frozen=True)
class Holding:
    """What a store has: a whole release, or none; and every graph that may be in it."""

    release: str = ""
    graphs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ledger:
    """All stores by their addresses; the release served since ``since`` (UTC, epoch seconds)."""

    active: str = ""
    since: int = 0
    stores: Mapping[str, Holding] = field(default_factory=dict)

    def of(self, store: str) -> Holding:
        """What a store has."""
        return self.stores.get(store, Holding())

    def holders(self, release: str, among: Iterable[str]) -> list[str]:
        """The stores that hold a release whole."""
        return [store for store in among if release and self.of(store).release == release]

    def holding(self, store: str, found: Holding) -> Ledger:
        """The same, with this in a store."""
        return replace(self, stores={**self.stores, store: found})


def read(folder: Path) -> Ledger:
    """The file in the folder of releases; an empty one where there is none.

    Raises ReleaseError when it is damaged.
    """
    path = folder / FILE_NAME
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        stores = {store: Holding(item["release"], tuple(item["graphs"]))
                  for store, item in content["stores"].items()}  # fmt: skip
        return Ledger(content["active"], content["since"], stores)
    except FileNotFoundError:
        return Ledger()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseError(
            f"what the stores hold cannot be read ({error}).", where=str(path),
            todo="Remove the file, then run `publisher load`.",
        ) from error  # fmt: skip


def write(ledger: Ledger, folder: Path) -> None:
    """Replace the file; a reader sees the old one or the new one."""
    beside = folder / f".{FILE_NAME}.{os.getpid()}"
    beside.write_text(json.dumps(asdict(ledger), indent=1) + "\n", encoding="utf-8")
    beside.replace(folder / FILE_NAME)


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Keep others from filling stores. Raises ReleaseError at once where one is at work."""
    with (folder / LOCK).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ReleaseError(
                "the stores are being loaded already.", where=str(folder),
                todo="Wait for it to end, then try again.",
            ) from None  # fmt: skip
        yield
