"""Offers stores that somebody else runs in the folder of engines, as the keeper offers its own.

Each store that answers is offered as often as it may be asked at a time. One that fails is offered
no longer, and looked at again every few seconds. Like the other keeper, this one never waits.
"""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from math import inf
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import urllib3

from publisher.config import ServeSection
from publisher.errors import EndpointError, ReleaseError
from publisher.release.shelf import Shelf
from publisher.store import remote_ledger
from publisher.store.remote import FORM, Remote, interleaved
from publisher.store.remote_ledger import Ledger
from publisher.store.slots import ENGINE, SAYS, WANTED, Folder, Slot

LOOK_SECONDS: Final = 5.0
"""Seconds between two looks at a store."""

ANSWER_SECONDS: Final = 5.0
"""How long a store may take to say that it is there."""


@dataclass
class _Store:
    """A store: whether it answers, as of the last look; ``look`` is one that is under way."""

    url: str
    up: bool = False
    seen: bool = False
    look: Future[bool] | None = None
    next: float = -inf


class RemoteKeeper:
    """The stores of ``remote``, offered in ``folder`` for the releases that they hold."""

    def __init__(
        self, folder: Folder, releases: Path, settings: ServeSection, remote: Remote
    ) -> None:
        self._folder, self._releases, self._settings = folder, releases, settings
        self._remote = remote
        self._stores = {store: _Store(remote.url(store)) for store in remote.stores}
        self._offered: dict[int, tuple[str, str]] = {}  # number of a slot -> store, release
        self._numbers = count(1)
        self._looking = ThreadPoolExecutor(len(remote.stores))
        self._ledger = Ledger()

    def wanted(self, shelf: Shelf) -> tuple[str, int]:
        """The release that the stores serve, and since when (UTC, epoch seconds).

        Raises ReleaseError where there is none.
        """
        ledger = remote_ledger.read(shelf.folder)
        if not ledger.active:
            raise ReleaseError(
                "no release is loaded into the stores.", where=str(shelf.folder),
                todo="Run `publisher load`.",
            )  # fmt: skip
        return ledger.active, ledger.since

    def prepare(self, release: str) -> bool:
        """Whether a release can be asked. Raises EndpointError where no store that has it does."""
        if any(held == release for _, held in self._offered.values()):
            return True
        holders = self._ledger.holders(release, self._stores)
        if all(self._stores[store].seen for store in holders):
            raise EndpointError(
                "no store that holds this release answers.", where=", ".join(holders) or release,
                todo="Start the stores; `publisher load` loads the current release.",
            )  # fmt: skip
        return False

    def serve(self, release: str) -> None:
        """From now on this release is served; others stay as long as stores hold them."""

    def tick(self) -> None:
        """Look at the stores whose turn it is, and offer those that answer."""
        for path in (self._folder.path / WANTED).iterdir():
            path.unlink()  # a release is had from stores that hold it, or not at all
        self._ledger = remote_ledger.read(self._releases)
        with self._folder.mutex():
            for number, (store, _) in list(self._offered.items()):
                if not self._folder.file(number, ENGINE).exists():  # a query failed or was ended
                    self._forget(number)
                    self._stores[store].next = -inf
        for looked_at in self._stores.values():
            self._look(looked_at)
        self._offer()

    @property
    def busy(self) -> bool:
        """Whether it is not known yet what can be asked."""
        return not self._offered and any(not store.seen for store in self._stores.values())

    def stop(self) -> None:
        """Offer nothing any longer."""
        with self._folder.mutex():
            for number in list(self._offered):
                self._forget(number)
        self._looking.shutdown()

    def _look(self, store: _Store) -> None:
        if store.look is not None and store.look.done():
            store.up, store.seen, store.look = store.look.result(), True, None
            store.next = time.monotonic() + LOOK_SECONDS
        if store.look is None and time.monotonic() >= store.next:
            store.look = self._looking.submit(answers, self._remote, store.url)

    def _offer(self) -> None:
        """Make what is offered what can be asked."""
        held = {store: self._ledger.of(store).release for store in self._stores}
        may = {store: release for store, release in held.items()
               if release and self._stores[store].up}  # fmt: skip
        for number, (store, release) in list(self._offered.items()):
            if may.get(store) != release:
                with self._folder.mutex():
                    self._forget(number)
        there = Counter(store for store, _ in self._offered.values())
        certain = [store for store in may if self._stores[store].look is None]
        for store in interleaved(certain, self._settings.engines):
            if there[store] < self._settings.engines:
                there[store] += 1
                self._add(store, may[store], list(held.values()).count(may[store]))

    def _add(self, store: str, release: str, replicas: int) -> None:
        number = next(self._numbers)
        self._folder.file(number, SAYS).touch()
        of = self._settings.engines * replicas
        self._folder.add(Slot(number, release, self._remote.url(store), 0, of))
        self._offered[number] = store, release

    def _forget(self, number: int) -> None:
        """Offer a slot no longer. Call it under the mutex; who holds it goes on with its query."""
        self._folder.remove(number)
        self._offered.pop(number)


def answers(remote: Remote, url: str) -> bool:
    """Whether a store answers a query that asks for nothing."""
    headers = {
        "Accept": "application/sparql-results+json", "Content-Type": FORM, **remote.headers
    }  # fmt: skip
    try:
        answer = urllib3.request(
            "POST", url, body=urlencode({"query": "ASK {}"}), headers=headers,
            timeout=ANSWER_SECONDS, retries=False, redirect=False,
        )  # fmt: skip
    except urllib3.exceptions.HTTPError:
        return False
    return answer.status == 200
