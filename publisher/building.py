"""``publisher build``, and the build before a site is served: what comes of it, in words."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from publisher.console import findings_lines, outcome_lines
from publisher.erasing import journal
from publisher.errors import Locked, LossError, PublisherError
from publisher.findings.records import as_json
from publisher.outcomes import outcome as outcome_text
from publisher.release.build import Checked
from publisher.site import Site
from publisher.withdrawing import forget_due

Say = Callable[[str], None]


def run(site: Site, options: argparse.Namespace, language: str, say: Say, progress: Say) -> int:
    """Build by the arguments of ``publisher build``; returns the exit code."""
    if options.date:
        site.settings = replace(site.settings, today=_day(options.date))
    if begun := journal.read(site.shelf.folder):
        say(f"An erasure is not done yet: run publisher withdraw {begun.iri} again.")
    whole = not options.fetch or _fetched(site, options, language, say, progress)
    if options.plan:
        checked = site.check(options.faulty, progress=progress)
        _report(checked, site, language, say, json=options.json)
        return 0 if checked.findings.conforms and whole else 1
    outcome = site.build(
        options.faulty, check=not options.unchecked, gone=options.gone,
        accept_shrink=options.accept_shrink, progress=progress,
    )  # fmt: skip
    _report(outcome.checked, site, language, say, json=options.json)
    for line in outcome_lines(outcome, language):
        say(line)
    if outcome.manifest and not forget_due(site, options, language, say, progress):
        return 1
    return 0 if outcome.manifest and whole else 1


def _day(text: str) -> str:
    """A day as it was given. Raises PublisherError where it is none."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise PublisherError(f"“{text}” is no day.", todo="Write it as 2027-12-31.") from None


def _fetched(
    site: Site, options: argparse.Namespace, language: str, say: Say, progress: Say
) -> bool:
    """Ask the sources that are addresses; whether each has what it sends."""
    from publisher.fetching_sources import before_build  # slow to import

    return before_build(site, language, say, progress, plan=options.plan)


def before_serving(site: Site, language: str, say: Say, progress: Say) -> bool:
    """Build what is to be served; whether there is anything to serve.

    A release that would take away what is published is not switched to: the last one is served. So
    it is while another build is at work; what that one makes is moved over to. Raises Locked where
    nothing is released yet.
    """
    try:
        outcome = site.build(progress=progress)
    except LossError as error:
        say(outcome_text("refused-because", language, error))
        return True
    except Locked as error:
        if site.shelf.current() is None:
            raise
        say(outcome_text("refused-because", language, error))
        return True
    _report(outcome.checked, site, language, say)
    for line in outcome_lines(outcome, language):
        say(line)
    return outcome.manifest is not None or site.shelf.current() is not None


def _report(checked: Checked, site: Site, language: str, say: Say, *, json: bool = False) -> None:
    if json:
        print(as_json(checked.findings), end="")
        return
    shown = site.settings.limits.faults_shown
    for line in findings_lines(checked.findings, language, sys.stderr, shown):
        say(line)
