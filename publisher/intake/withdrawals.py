"""What a publisher takes away is withdrawn, and what it brings back is withdrawn no more."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox

from publisher.config import Settings
from publisher.contract import Contract
from publisher.gather import Content
from publisher.guards import TABLE
from publisher.intake.changes import described, tried
from publisher.intake.withdrawn import listed, rewrite
from publisher.namespaces import WITHDRAWN
from publisher.publishers.registry import Publisher
from publisher.release.assemble import open_store
from publisher.release.manifest import Manifest
from publisher.release.shelf import Shelf


@dataclass(frozen=True)
class Withdrawals:
    """The tables of what is withdrawn that have things of ``owner``."""

    settings: Settings
    contract: Contract
    shelf: Shelf
    owner: Publisher

    @property
    def possible(self) -> bool:
        """Whether things of this site can be withdrawn: the shapes have a class for that."""
        return WITHDRAWN in self.contract.by_target

    @property
    def tables(self) -> tuple[str, str]:
        """The site's table, then the publisher's own, into which what goes is written."""
        return TABLE, self.owner.folder + TABLE

    def foresee(self, data: Path, names: Collection[str], before: Manifest) -> None:
        """Withdraw in ``data`` what is described in the sources called ``names`` alone.

        These are about to go; what other sources say is as in the release ``before``.
        """
        if not self.possible:
            return
        store = open_store(self.shelf.path(before.id))
        graphs = {entry.iri for entry in before.graphs if entry.file in names}
        gone: set[str] = set()
        removed = tried(Content(), names, self.shelf, before)
        for name in {line[: line.index(" ")] for item in removed.graphs for line in item.removed}:
            said = store.quads_for_pattern(ox.NamedNode(name[1:-1]), None, None, None)
            if all(quad.graph_name.value in graphs for quad in said
                   if isinstance(quad.graph_name, ox.NamedNode)):  # fmt: skip
                gone.add(name[1:-1])
        self._write(data, gone, ())

    def amend(
        self, data: Path, content: Content, names: Collection[str], before: Manifest | None
    ) -> bool:
        """Bring the tables in ``data`` in line with ``content``; whether anything changed by it.

        ``names`` are the publisher's sources that are others than in the release ``before``.
        """
        if not self.possible:
            return False
        removed = tried(content, names, self.shelf, before)
        subjects = {line[: line.index(" ")] for item in removed.graphs for line in item.removed}
        gone = {name[1:-1] for name in subjects if not described(name, content.sources)}
        listed_now = {iri for table in self.tables
                      for iri in listed(data / table, self.settings.site.base_iri)}  # fmt: skip
        back = {iri for iri in listed_now if described(f"<{iri}>", content.sources)}
        return self._write(data, gone, back)

    def _write(self, data: Path, gone: Iterable[str], back: Iterable[str]) -> bool:
        base_iri, genid = self.settings.site.base_iri, self.settings.minter().genid()
        own = base_iri + self.owner.namespace
        left = {iri for iri in gone if iri.startswith(own) and not iri.startswith(genid)}
        returned = {iri for iri in back if iri.startswith(own)}
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        changed = False
        for table in self.tables:
            path = data / table
            new = left if table.startswith(self.owner.folder) else ()
            left -= set(listed(path, base_iri))
            changed |= rewrite(path, base_iri, gone=new, back=returned, now=now)
        return changed
