"""Publishing a release: built, written into the log of changes, guarded, and switched to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from publisher.catalog.dcat import records
from publisher.catalog.releasing import describer
from publisher.changes.recorder import Announced, Recorder
from publisher.config import Settings
from publisher.contract import Contract
from publisher.gather import DATA
from publisher.guards import Gone, Vanishing, require_kept, require_size, withdrawing
from publisher.namespaces import WITHDRAWN
from publisher.publishers.audit import TAKEN_UP, Audit
from publisher.publishers.landing import Journal, Landing
from publisher.release.build import Announce, Builder, Checked, Faulty, Outcome
from publisher.release.shelf import CURRENT, Shelf
from publisher.render.dump import frame, rendering


@dataclass(frozen=True)
class Publishing:
    """The releases of a site, and what is told of them."""

    settings: Settings
    contract: Contract
    shelf: Shelf

    def publish(
        self,
        builder: Builder,
        faulty: Faulty,
        gone: Gone,
        accept_shrink: bool,
    ) -> Outcome:
        """Build a release and switch to it.

        What publishers sent and a program that ended in between left is taken up first. Raises
        Vanishing and LossError where it would take away what is published, unless the arguments
        say so; what was current stays so then.
        """
        left = self.land()
        outcome = self._publish(builder, faulty, gone, accept_shrink)
        if outcome.manifest:
            self.close(left, outcome.manifest.id)
        return outcome

    def land(self) -> list[Landing]:
        """Put in place what was received for good and is not in place yet."""
        journal = Journal(self.settings, self.settings.root / DATA)
        left = list(journal.pending())
        if left:
            with self.shelf.lock():
                left = list(journal.pending())
                for landing in left:
                    journal.land(landing)
        return left

    def close(self, left: list[Landing], release: str) -> None:
        """Write into the log of what came in that a release holds it."""
        journal = Journal(self.settings, self.settings.root / DATA)
        for landing in left:
            Audit(self.settings).add(replace(landing.entry, outcome=TAKEN_UP, release=release))
            journal.close(landing)

    def _publish(
        self, builder: Builder, faulty: Faulty, gone: Gone, accept_shrink: bool
    ) -> Outcome:
        kept = gone == "allow" or faulty == "leave-out"  # then whose rows are faulty is gone
        may = WITHDRAWN in self.contract.by_target

        def announce(release: str, vanished: tuple[str, ...]) -> None:
            late = [iri for iri in vanished if iri in builder.left_out]
            if not kept:
                self.require_kept(tuple(iri for iri in vanished if iri not in builder.left_out))
            if may:
                self.require_kept(tuple(late))  # they are withdrawn whatever is said
            self.announce(release, accept_shrink)

        try:
            return self.build(builder, announce, faulty)
        except Vanishing as error:
            late = builder.left_out.issuperset(error.iris)
            if not may or (gone != "withdraw" and not late):
                raise
            vanishing = error
        with withdrawing(self.settings.root / DATA, self.settings.site.base_iri, vanishing, now()):
            return self.build(builder, announce, faulty)

    def build(
        self, builder: Builder, announce: Announce, faulty: Faulty, checked: Checked | None = None
    ) -> Outcome:
        """Build a release with everything that a release of a site has, and switch to it.

        ``announce`` is told of it before: it is to guard it and to announce it.
        """
        dumps = rendering(self.contract, self.settings.prefixes)
        around = {suffix: frame(suffix, self.contract, self.settings.prefixes)
                  for suffix in dumps.suffixes}  # fmt: skip
        describe = describer(self.settings, around)
        return builder.build(self.shelf, dumps, describe, announce, faulty, checked)

    def require_kept(self, vanished: tuple[str, ...]) -> None:
        """Raise Vanishing where things that are published would be gone."""
        require_kept(vanished, self.settings.minter().genid())

    def roll_back(self, to: str | None) -> str:
        """Switch to an earlier release: the one named, else the one before. Returns its id."""
        with self.shelf.lock():
            wanted = self.shelf.resolve(to) if to else self.shelf.before_current()
            self.announce(wanted, accept_shrink=True)
            self.shelf.switch(wanted)
            return wanted

    def take_up(self) -> None:
        """Begin the log with the current release, where it was built before there was one."""
        with self.shelf.lock():
            self.announce(self.shelf.resolve(CURRENT), accept_shrink=True)

    def announce(self, release: str, accept_shrink: bool) -> None:
        """Write down what changes with the switch to a release. Call it under the lock."""
        targets = {item.target: item.slug for item in self.contract.classes}
        percent = self.settings.guards.shrink_percent
        guard: Callable[[Announced], object] = (
            (lambda _: None) if accept_shrink else (lambda found: require_size(found, percent))
        )
        Recorder(self.shelf, targets, records).announce(release, now(), guard)


def now() -> str:
    """The time, UTC, to the second (ISO 8601)."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
