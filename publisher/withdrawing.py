"""``publisher withdraw``: what would go, in words, and the erasure where it is wanted."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Final

from publisher.console import findings_lines, outcome_lines
from publisher.erasing.addresses import due
from publisher.erasing.elsewhere import elsewhere
from publisher.erasing.erasure import Done, Eraser, Plan
from publisher.erasing.servers import wait
from publisher.erasing.telling import as_json, left_lines, plan_lines, word
from publisher.errors import PublisherError
from publisher.guards import Gone
from publisher.publishing import Publishing
from publisher.release.build import Outcome
from publisher.site import Site

Say = Callable[[str], None]

SERVERS_SECONDS: Final = 60.0
"""How long servers are waited for: a query may run as long as it may, and a worker ends after."""


def run(site: Site, options: argparse.Namespace, language: str, say: Say, progress: Say) -> int:
    """Erase a thing by the arguments of ``publisher withdraw``; returns the exit code."""
    if bool(options.iri) == options.due:
        raise PublisherError(word("which", language), todo=word("todo", language))
    if options.due:
        return _forget_due(site, options, language, say, progress)
    iri = site.expand(options.iri)
    if not options.plan:
        Publishing(site.settings, site.contract, site.shelf).land()
    eraser = _eraser(site, iri, options, progress, whole=options.forget_address)
    plan = eraser.plan()
    if not plan.known:
        words = word("nothing", language)
        raise PublisherError(words, where=iri, todo=word("todo", language))
    if options.json:
        print(json.dumps(as_json(plan), ensure_ascii=False, indent=2))
    else:
        for line in plan_lines(plan, language):
            print(line, flush=True)
    if options.plan:
        return 0
    if not options.yes and not _agreed(language):
        raise PublisherError(word("unsure", language), todo=word("say-yes", language))
    done = eraser.run(plan, options.reason or "")
    if not _told(done, site, language, say):
        return 1
    name = "address" if options.forget_address else "days"
    say(word(name, language, site.settings.people.address_days))
    _tell_of_elsewhere(site, plan, language, say, progress)
    return 0


def forget_due(
    site: Site, options: argparse.Namespace, language: str, say: Say, progress: Say
) -> bool:
    """Let go of the addresses of erased things whose days are over; whether that could be done.

    ``options`` says what becomes of rows that have faults.
    """
    iris = due(site.settings, site.shelf, _today(site))
    if iris:
        say(word("forgetting", language, len(iris)))
    for iri in iris:
        eraser = _eraser(site, iri, options, progress, whole=True)
        if not _told(eraser.run(eraser.plan()), site, language, say):
            return False
    return True


def _forget_due(
    site: Site, options: argparse.Namespace, language: str, say: Say, progress: Say
) -> int:
    iris = due(site.settings, site.shelf, _today(site))
    if options.json:
        print(json.dumps({"due": iris}, ensure_ascii=False, indent=2))
    else:
        for iri in iris:
            print(iri, flush=True)
    if options.plan or not iris:
        if not iris:
            say(word("none-due", language))
        return 0
    if not options.yes and not _agreed(language):
        raise PublisherError(word("unsure", language), todo=word("say-yes", language))
    return 0 if forget_due(site, options, language, say, progress) else 1


def _today(site: Site) -> date:
    given = site.settings.today
    return date.fromisoformat(given) if given else datetime.now(UTC).date()


def _eraser(
    site: Site, iri: str, options: argparse.Namespace, progress: Say, *, whole: bool
) -> Eraser:
    def build(gone: Gone) -> Outcome:
        return site.build(options.faulty, gone=gone, accept_shrink=True, progress=progress)

    return Eraser(site.settings, site.contract, site.shelf, iri, build, whole=whole)


def _agreed(language: str) -> bool:
    if not sys.stdin.isatty():
        return False
    answer = input(word("ask", language)).strip().casefold()
    return answer in ("yes", "ja")


def _told(done: Done, site: Site, language: str, say: Say) -> bool:
    """Tell what was done; whether all of it was."""
    shown = site.settings.limits.faults_shown
    for line in findings_lines(done.outcome.checked.findings, language, sys.stderr, shown):
        say(line)
    for line in outcome_lines(done.outcome, language):
        say(line)
    if done.outcome.manifest is None:
        say(word("refused", language))
        return False
    say(word("done", language, len(done.releases)))
    for name in wait(site.shelf.folder, SERVERS_SECONDS):
        say(word("servers", language, name))
    for line in left_lines(done.left, language):
        say(line)
    return True


def _tell_of_elsewhere(site: Site, plan: Plan, language: str, say: Say, progress: Say) -> None:
    """Load the stores of the site anew, and tell what is to be done by hand."""
    stores = site.settings.serve.stores
    if stores:
        say(word("stores", language))
        try:
            site.load(say=progress)
            site.load(rest=True, say=progress)
        except PublisherError as error:
            say(word("store", language, ", ".join(stores), f"{error}"))
    say(word("by-hand", language))
    for line in elsewhere(site.settings, plan.files, language):
        say(line)
