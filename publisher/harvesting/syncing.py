"""Keeping a replica of a feed: read what has changed, keep it, write it out, and prove it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from publisher.fetching import Client, Limits, Remark
from publisher.findings.delivery import write_whole
from publisher.harvesting.bounds import Bounds
from publisher.harvesting.feeds.kinds import FEEDS, LDES_KIND, kind_of
from publisher.harvesting.feeds.tree import Way
from publisher.harvesting.replica.database import locked
from publisher.harvesting.replica.replica import Replica, must_be_of
from publisher.harvesting.replica.writing import FILE_NAME, write
from publisher.harvesting.report import Report
from publisher.harvesting.state import Published, published

AUTO: Final = "auto"
REPORT: Final = ".report.json"
ROUNDS: Final = 3
"""How often a feed is read at most until the replica is what the source has: it may change while it
is read."""

EVERYTHING: Final = 1 << 62


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How a feed is read. ``inside`` allows addresses of the own network, ``accept_shrink`` any
    number of deletions; ``anew`` forgets what was read. ``now`` gives the time (UNIX seconds)."""

    kind: str = AUTO
    plan: bool = False
    anew: bool = False
    accept_shrink: bool = False
    inside: bool = False
    limits: Limits = field(default_factory=Limits)
    bounds: Bounds = field(default_factory=Bounds)
    say: Callable[[str], None] = lambda _: None
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time


def sync(url: str, folder: Path, manner: Manner | None = None) -> Report:
    """Bring the replica in ``folder`` up to date with the feed at ``url``.

    It can be ended at any moment and begun again; ``records.nt`` in the folder is always whole.
    Raises FetchError and SourceFault where the feed cannot be read, PublisherError where the folder
    is the replica of another feed, is in use, or cannot be written to.
    """
    how = manner or Manner()
    client = Client(how.limits, home=url, inside=how.inside, sleep=how.sleep, say=how.say)
    try:
        if how.plan and not folder.exists():
            return _Sync(client, url, folder, how).run()
        with locked(folder):
            return _Sync(client, url, folder, how).run()
    finally:
        client.close()


def due(folder: Path, manner: Manner) -> float:
    """How many seconds are left until the source wants to be asked again; 0 where it may be."""
    if not folder.exists():
        return 0.0
    replica = Replica(folder, manner.bounds, plan=True)
    try:
        return max(0.0, float(replica.fact("due", 0.0)) - manner.now())
    finally:
        replica.close()


@dataclass
class _Sync:
    client: Client
    url: str
    folder: Path
    how: Manner
    remarks: list[Remark] = field(default_factory=list)
    kind: str = AUTO
    polling: int = 0

    def run(self) -> Report:
        replica = Replica(self.folder, self.how.bounds, plan=self.how.plan,
                          most=EVERYTHING if self.how.plan else 0)  # fmt: skip
        try:
            if self.how.anew:
                replica.forget()
            self.kind = self._kind(replica)
            source = self._read(replica)
            return self._report(replica, source)
        finally:
            replica.close()

    def _kind(self, replica: Replica) -> str:
        if replica.fact("written") is None and replica.fact("url", self.url) != self.url:
            replica.forget()  # nothing has come of another feed
        kind = replica.fact("kind") if self.how.kind == AUTO else self.how.kind
        must_be_of(replica, self.url, kind or AUTO)
        if kind is None:
            kind = kind_of(self.client, self.url, self.how.bounds)
        replica.remember(url=self.url, kind=kind)
        return str(kind)

    def _read(self, replica: Replica) -> Published | None:
        """Read the feed until the replica is what the source has; what that is, where it says."""
        source = published(self.client, self.url, self.kind)
        if replica.fact("whole") and source and source.state == replica.state():
            return source
        for number in range(1, ROUNDS + 1):
            before = replica.tally.changes
            self.remarks = []
            self._round(replica)
            if source and source.state != replica.state():
                source = published(self.client, self.url, self.kind)
            if source is None or source.state == replica.state() or self.remarks:
                break
            if number > 1 and replica.tally.changes == before:
                break
        return source

    def _round(self, replica: Replica) -> None:
        replica.remember(whole=False)
        feed = FEEDS[self.kind](self.client, self.url, self.how.bounds)
        for step in feed.steps(replica):
            self.remarks += replica.apply(step, accept_shrink=self.how.accept_shrink)
            if step.cursor is not None and not step.begins:
                where = step.page.url if step.page else self.url
                self.how.say(f"{where}: {replica.count()} …")
        self.polling = (
            Way.of(replica.cursor.get("way", {})).polling if self.kind == LDES_KIND else 0
        )

    def _report(self, replica: Replica, source: Published | None) -> Report:
        state = replica.state()
        records = replica.count()
        if source and source.state != state:
            value, wanted = f"{records} ({state[:16]}…)", f"{source.count} ({source.state[:16]}…)"
            self.remarks.append(Remark(source.address, "state", value, wanted))
        counts = replica.tally.counts
        report = Report(
            url=self.url, kind=self.kind, plan=self.how.plan, created=counts["created"],
            updated=counts["updated"], deleted=counts["deleted"], unchanged=counts["unchanged"],
            records=records, statements=0 if self.how.plan else self._written(replica, state),
            state=state, source=source.state if source else "", polling=self.polling,
            changes=tuple(replica.tally.iris), remarks=tuple(self.remarks),
        )  # fmt: skip
        if not self.how.plan:
            replica.remember(whole=report.whole, due=self.how.now() + self.polling)
            write_whole(self.folder / REPORT, report.as_json().encode())
        return report

    def _written(self, replica: Replica, state: str) -> int:
        """How many statements the file has, which is written where it has others."""
        target = self.folder / FILE_NAME
        kept = replica.fact("written", {})
        if kept.get("state") == state and target.exists():
            return int(kept["statements"])
        count = write((lines for _, _, lines in replica.records()), target)
        replica.remember(written={"state": state, "statements": count})
        return count
