"""The verb ``check``: which review the arguments ask for, once or at each change, told as asked."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from publisher.console import (
    clear,
    deliver,
    findings_lines,
    language_of,
    manner_for,
    unsaid,
)
from publisher.errors import PublisherError, system_error
from publisher.review.choose import Request, choose
from publisher.review.files import STDIN, standard_input
from publisher.review.reviewed import Review, Reviewed
from publisher.sources.discover import SourceFile
from publisher.watch import rounds

Say = Callable[[str], None]

MOST: Final = 10_000
MOST_IN_TEXT: Final = 1_000
"""Findings that are put in words at most where no limit is given; all are counted."""


def run(options: argparse.Namespace, say: Say, progress: Say) -> int:
    """Do what the arguments ask for; returns the exit code."""
    form = "json" if options.json else options.format or "text"
    if options.json and options.format not in (None, "json"):
        raise PublisherError("--json and --format ask for two things.", todo="Give one of them.")
    if options.limit is not None and options.limit < 0:
        raise PublisherError(
            f"{options.limit} findings cannot be told.", todo="Give --limit a number from 0."
        )
    with ExitStack() as stack:
        review = choose(_request(options, stack, progress, form))
        if options.watch:
            return _watch(review, form, options, say)
        reviewed = review()
        _tell(reviewed, form, options, say)
        return 0 if reviewed.findings.conforms else 1


def _request(options: argparse.Namespace, stack: ExitStack, progress: Say, form: str) -> Request:
    files: list[Path | SourceFile] = []
    for name in options.files:
        if name != STDIN:
            files.append(Path(name))
        elif options.input_format is None:
            raise PublisherError(
                "what does stdin hold?", todo="Say so with --input-format: ttl, csv, projekt.csv …"
            )
        elif options.watch or options.files.count(STDIN) > 1:
            raise PublisherError("stdin can be read once.", todo="Name a file instead.")
        else:
            files.append(stack.enter_context(
                standard_input(sys.stdin.buffer, options.input_format)
            ))  # fmt: skip
    most = MOST_IN_TEXT if form == "text" else MOST
    return Request(
        root=Path(options.site),
        files=tuple(files),
        shapes=tuple(map(Path, options.shapes)),
        vocabulary=tuple(map(Path, options.vocabulary)),
        faulty=options.faulty,
        limit=most if options.limit is None else options.limit,
        progress=progress,
        warm=options.watch,
    )


def _tell(reviewed: Reviewed, form: str, options: argparse.Namespace, say: Say) -> None:
    language = language_of(options.language, reviewed.languages)
    limit = options.limit
    if limit is None and form == "text":
        limit = reviewed.shown
    output = Path(options.output) if options.output else None
    manner = manner_for(None if output else sys.stdout, language)
    for written in deliver(reviewed, form, manner, output, limit):
        say(f"Wrote {written}.")
    left = unsaid(reviewed, form)
    if left:
        for line in findings_lines(left, language, sys.stderr, reviewed.shown):
            say(line)


def _watch(review: Review, form: str, options: argparse.Namespace, say: Say) -> int:
    """Check at each change until Ctrl-C. A file that cannot be read just now is said, no end."""
    try:
        for _ in rounds(review.watched):
            clear(sys.stdout)
            try:
                _tell(review(), form, options, say)
            except PublisherError as error:
                say(f"publisher: {error}")
            except OSError as error:
                say(f"publisher: {system_error(error)}")
            say("Watching; Ctrl-C ends.")
    except KeyboardInterrupt:
        return 0
    return 0
