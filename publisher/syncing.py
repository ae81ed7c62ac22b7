"""The verb ``sync``: one reading of a feed, or one after the other, told as asked."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from publisher.console import language_of
from publisher.errors import FetchError, PublisherError, SourceFault
from publisher.fetching import Limits
from publisher.harvesting.following import follow
from publisher.harvesting.report import MARKS, WORDS, Report
from publisher.harvesting.syncing import Manner, due, sync

Say = Callable[[str], None]


def run(options: argparse.Namespace, say: Say, progress: Say) -> int:
    """Do what the arguments ask for; returns the exit code."""
    language = language_of(options.language)
    manner = _manner(options, progress)
    folder = Path(options.to)
    if options.follow:
        return _follow(options, manner, folder, language, say)
    if options.due and (left := due(folder, manner)):
        when = datetime.fromtimestamp(manner.now() + left, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        say(WORDS[language]["due"].format(when))
        return 0
    try:
        report = sync(options.url, folder, manner)
    except (FetchError, SourceFault) as error:
        say(f"publisher: {_sentence(error, language)}")
        return error.exit_code
    _tell(report, options, language, say)
    return 0 if report.whole else 1


def _follow(
    options: argparse.Namespace, manner: Manner, folder: Path, language: str, say: Say
) -> int:
    """Read until Ctrl-C."""
    try:
        for found, seconds in follow(options.url, folder, manner, options.every):
            if isinstance(found, Report):
                _tell(found, options, language, say)
            else:
                say(f"publisher: {_sentence(found, language)}")
            say(WORDS[language]["next"].format(f"{seconds:.0f}"))
    except KeyboardInterrupt:
        return 0
    return 0


def _manner(options: argparse.Namespace, progress: Say) -> Manner:
    if options.follow and (options.plan or options.due):
        raise PublisherError(
            "--follow reads again and again, --plan and --due at most once.",
            todo="Give one of them.",
        )
    for name, value in (("--most-mb", options.most_mb), ("--every", options.every)):
        if value <= 0:
            raise PublisherError(f"{name} is {value}.", todo="Give a number above zero.")
    return Manner(
        kind=options.kind, plan=options.plan, accept_shrink=options.accept_shrink,
        anew=options.anew, inside=options.inside, say=progress,
        limits=replace(Limits(), body_bytes=options.most_mb * 1_000_000),
    )  # fmt: skip


def _tell(report: Report, options: argparse.Namespace, language: str, say: Say) -> None:
    if options.json:
        print(report.as_json(), end="", flush=True)
    elif report.plan:
        for what, iri in report.changes:
            print(f"{MARKS[what]} {iri}")
        sys.stdout.flush()
    for line in report.lines(language):
        say(line)


def _sentence(error: FetchError | SourceFault, language: str) -> str:
    if isinstance(error, FetchError):
        return error.sentence(language)
    first = error.faults[0]
    return f"{first.place.words(language)}: {first.sentence(language)}"
