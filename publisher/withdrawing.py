"""``publisher withdraw``: what would go, in words, and the erasure where it is wanted."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import Final

from publisher.console import findings_lines, outcome_lines
from publisher.erasing.erasure import Done, Eraser
from publisher.erasing.servers import wait
from publisher.erasing.telling import as_json, plan_lines, word
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
    iri = site.expand(options.iri)

    def build(gone: Gone) -> Outcome:
        return site.build(options.faulty, gone=gone, accept_shrink=True, progress=progress)

    if not options.plan:
        Publishing(site.settings, site.contract, site.shelf).land()
    eraser = Eraser(site.settings, site.contract, site.shelf, iri, build)
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
    return _tell(done, site, language, say)


def _agreed(language: str) -> bool:
    if not sys.stdin.isatty():
        return False
    answer = input(word("ask", language)).strip().casefold()
    return answer in ("yes", "ja")


def _tell(done: Done, site: Site, language: str, say: Say) -> int:
    shown = site.settings.limits.faults_shown
    for line in findings_lines(done.outcome.checked.findings, language, sys.stderr, shown):
        say(line)
    for line in outcome_lines(done.outcome):
        say(line)
    if done.outcome.manifest is None:
        say(word("refused", language))
        return 1
    say(word("done", language, len(done.releases)))
    for name in wait(site.shelf.folder, SERVERS_SECONDS):
        say(word("servers", language, name))
    for path in done.left:
        say(word("left", language, path))
    if done.history:
        say(word("history", language))
    say(word("elsewhere", language))
    return 0
