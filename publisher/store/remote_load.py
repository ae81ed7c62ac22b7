"""Loads a release into stores and switches to it; a reader never sees half of one.

The stores that hold the release being served are left alone until another part of them holds the
next one, counted graph by graph. Then the release being served is another: one file is replaced.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from publisher.errors import ConfigError, EndpointError
from publisher.release.manifest import GraphEntry
from publisher.release.parts import QUADS, Frame
from publisher.store import remote_ledger
from publisher.store.reader import Reader
from publisher.store.remote import Remote
from publisher.store.remote_client import Client
from publisher.store.remote_ledger import Holding

LINGER_SECONDS: Final = 2.0
"""How long after it is written down as empty a store is left alone: queries are on their way."""

BARE: Final = Frame(b"", b"", b"")

Say = Callable[[str], None]


@dataclass(frozen=True)
class Loaded:
    """What became of it: the stores that hold the release, and those that failed, with why."""

    release: str
    stores: tuple[str, ...]
    failed: tuple[EndpointError, ...] = ()


@dataclass(frozen=True)
class Loader:
    """Loads into the stores of ``remote``; ``folder`` is that of the releases."""

    remote: Remote
    folder: Path
    say: Say = lambda text: None

    def load(self, reader: Reader, *, rest: bool = False, filled: bool = False) -> Loaded:
        """Load a release and switch to it.

        ``rest`` loads it into the stores that hold another one, too; the release must be served
        by then. With ``filled`` nothing is written: stores that have been filled by other means
        are counted. Raises ConfigError where there is no store to load into, EndpointError where
        none takes it.
        """
        with remote_ledger.lock(self.folder):
            return self._load(reader, rest, filled)

    def _load(self, reader: Reader, rest: bool, filled: bool) -> Loaded:
        ledger, release, stores = (
            remote_ledger.read(self.folder),
            reader.identifier,
            self.remote.stores,
        )
        holders = ledger.holders(release, stores)
        failed: list[EndpointError] = []
        if rest and (ledger.active != release or not holders):
            raise ConfigError("this release is not served from any store yet.",
                              todo="Load it first without --rest.")  # fmt: skip
        targets = [] if holders and not rest else self._free(release, rest, filled)
        for store in targets:
            try:
                self._fill(store, reader, filled)
            except EndpointError as error:
                failed.append(error)
                self.say(f"{error}")
        holders = remote_ledger.read(self.folder).holders(release, stores)
        if not holders:
            raise failed[0]
        self._switch(release)
        return Loaded(release, tuple(holders), tuple(failed))

    def _free(self, release: str, rest: bool, filled: bool) -> list[str]:
        """The stores to load into: those that nobody asks for what is served."""
        ledger, stores = remote_ledger.read(self.folder), self.remote.stores
        if rest:
            return [store for store in stores if ledger.of(store).release != release]
        served = ledger.holders(ledger.active, stores)
        free = [store for store in stores if store not in served]
        if free or filled:
            return free
        if len(stores) == 1:
            raise ConfigError(
                "the only store holds the release being served, and would be empty for a while.",
                where=stores[0],
                todo="Name a second one in serve.stores: another dataset of the same server will "
                "do. Or remove stores.json beside the releases and load while nobody asks.",
            )
        return list(stores[(len(stores) + 1) // 2 :])

    def _fill(self, store: str, reader: Reader, filled: bool) -> None:
        """Make a store hold a release, and nothing else. Raises EndpointError where it does not."""
        client, before = Client(self.remote, store), remote_ledger.read(self.folder).of(store)
        graphs = tuple(entry.iri for entry in reader.manifest.entries)
        known = tuple(dict.fromkeys((*before.graphs, *graphs)))
        self._require_own(client, graphs if filled else known)
        if not filled:
            self._note(store, Holding("", known))
            if before.release:
                time.sleep(LINGER_SECONDS)
            for graph in known:
                client.clear(graph)
            for entry in reader.manifest.entries:
                self.say(f"{store}: {entry.quads} statements into {entry.iri}")
                for lines in batches(reader, entry):
                    client.add(entry.iri, lines)
        for entry in reader.manifest.entries:
            found = client.count(entry.iri)
            if found != entry.quads:
                raise EndpointError(
                    f"the graph {entry.iri} has {found} statements there, not {entry.quads}.",
                    where=store,
                    todo="Load again; a store that respells literals may take two for one.",
                )
        self._note(store, Holding(reader.identifier, graphs))

    def _require_own(self, client: Client, known: tuple[str, ...]) -> None:
        """Raise EndpointError where a store holds what is no release's: it would be asked too."""
        foreign = [] if self.remote.dialect.named else set(client.graphs()).difference(known)
        for graph in sorted(foreign):
            raise EndpointError(
                f"there is a graph that is not ours, {graph}.", where=client.store,
                todo="Give the site a dataset of its own, or empty this one.",
            )  # fmt: skip

    def _note(self, store: str, found: Holding) -> None:
        remote_ledger.write(remote_ledger.read(self.folder).holding(store, found), self.folder)

    def _switch(self, release: str) -> None:
        ledger = remote_ledger.read(self.folder)
        if ledger.active != release:
            ledger = replace(ledger, active=release, since=int(time.time()))
            remote_ledger.write(ledger, self.folder)


def batches(reader: Reader, entry: GraphEntry) -> Iterator[list[str]]:
    """The statements of a graph as lines of N-Triples, part by part."""
    graph = f" <{entry.iri}> ."
    for member in reader.dump(QUADS, BARE, entry.iri):
        text = zlib.decompress(member, wbits=31).decode("utf-8")
        yield [line.removesuffix(graph) + " ." for line in text.split("\n") if line]
