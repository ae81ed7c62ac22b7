"""The verb ``fetch``: one round over the sources that are addresses, told as asked."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence

from publisher.check.report import Report
from publisher.obtaining import Fetched, Manner
from publisher.obtaining import fetch as fetch_sources
from publisher.site import Site

Say = Callable[[str], None]


def fetch(site: Site, names: Sequence[str] = (), manner: Manner | None = None) -> Fetched:
    """Ask the sources of a site that are addresses, and keep what holds against its shapes.

    Those called ``names`` are asked in any case; without names, all that want to be. Raises
    PublisherError for a name that there is not, and where another round is at work; ContractError
    where a shape is malformed.
    """
    from publisher.check.sound import sound  # NumPy is slow to import

    def check(lines: list[str]) -> Report:
        return sound(lines, site.shapes, site.contract)

    return fetch_sources(site.settings, site.contract, check, names, manner)


def run(site: Site, options: argparse.Namespace, language: str, say: Say, progress: Say) -> int:
    """Do what the arguments of ``publisher fetch`` ask for; returns the exit code."""
    manner = Manner(
        plan=options.plan, anew=options.anew, accept_shrink=options.accept_shrink,
        early=options.early, say=progress,
    )  # fmt: skip
    found = fetch(site, options.names, manner)
    if options.json:
        print(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
    for line in found.lines(language):
        say(line)
    return 0 if found.whole else 1


def before_build(site: Site, language: str, say: Say, progress: Say, *, plan: bool) -> bool:
    """Fetch what a build is to read; whether every source has what it sends."""
    found = fetch(site, (), Manner(plan=plan, say=progress))
    for line in found.lines(language):
        say(line)
    return found.whole
