"""A source that is a feed: DCAT, LDES or OAI-PMH, of which a replica is kept, and what it says."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Final

from publisher.fetching import Limits
from publisher.harvesting.bounds import Bounds
from publisher.harvesting.replica.writing import FILE_NAME
from publisher.harvesting.report import FAILING
from publisher.harvesting.syncing import Manner as SyncManner
from publisher.harvesting.syncing import sync
from publisher.obtaining.manner import Asked, Received
from publisher.obtaining.remarks import Refusal

REPLICA: Final = "replica"


def read_feed(asked: Asked, kind: str) -> Received:
    """What a feed says by now, as sorted N-Triples.

    The replica goes on from where it is, whatever becomes of what it says. Raises FetchError and
    SourceFault where the feed cannot be read, Refusal where the replica is not what the feed has.
    """
    section, manner, settings = asked.section, asked.manner, asked.settings
    folder = asked.own / f"{REPLICA}-{kind}-{_short(section.address)}"
    if manner.plan:
        folder = _copied(asked, folder.name)
    report = sync(section.address, folder, SyncManner(
        kind=kind, anew=manner.anew, accept_shrink=manner.accept_shrink,
        inside=settings.fetching.private,
        limits=replace(Limits(), total_seconds=settings.fetching.seconds,
                       body_bytes=section.bytes, attempts=settings.fetching.attempts),
        bounds=replace(Bounds(), shrink=section.shrink_percent / 100),
        say=manner.say, sleep=manner.sleep, now=manner.now,
    ))  # fmt: skip
    if not manner.plan:
        for other in asked.own.glob(f"{REPLICA}-*"):
            if other != folder:  # of another address, or of another kind
                shutil.rmtree(other, ignore_errors=True)
    for remark in report.remarks:
        if remark.code in FAILING:
            raise Refusal(remark.code, {
                language: f"{remark.place(language)}: {remark.sentence(language)}"
                for language in ("sv", "en")
            })  # fmt: skip
    told = tuple(f"{remark.place('en')}: {remark.sentence('en')}" for remark in report.remarks)
    return Received(kind, f"{asked.name}.nt", folder / FILE_NAME, release=report.source,
                    polling=report.polling, said=told)  # fmt: skip


def _copied(asked: Asked, name: str) -> Path:
    """A copy of the replica, for a round that is to keep nothing."""
    target = asked.work / name
    if (asked.own / name).is_dir():
        shutil.copytree(asked.own / name, target)
    return target


def _short(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:12]
