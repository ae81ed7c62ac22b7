"""The verb ``harvest-check``: what harvesters will make of a feed tonight, ours or another's."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from publisher.console import language_of
from publisher.errors import PublisherError
from publisher.findings.delivery import write_whole
from publisher.harvesting.judging.feed import MEDIA_TYPES
from publisher.harvesting.judging.judge import Judgement
from publisher.harvesting.judging.page import as_page
from publisher.harvesting.judging.records import as_json
from publisher.harvesting.judging.text import text_lines
from publisher.review.harvests import WEB, Wanted, judge_feed
from publisher.site import Site

SHOWN: Final[dict[str, int]] = {"text": 20, "html": 500, "json": 10_000}
"""Findings and datasets that are told where no limit is given, by format; all are counted."""


def run(options: argparse.Namespace, say: Callable[[str], None]) -> int:
    """Do what the arguments ask for; returns the exit code."""
    wanted = _wanted(options)
    found: Sequence[Judgement]
    languages: Sequence[str] = ()
    if options.source is None:
        if wanted.state:
            raise PublisherError(
                "our own feed is compared with the release before, not with a state.",
                todo="Leave --state out, or name a feed.",
            )
        site = Site(options.site)
        found = site.harvest_check(wanted)
        languages = site.settings.languages
    else:
        if wanted.at:
            raise PublisherError("--at goes with the site's own feed.", todo="Name no other feed.")
        found = [judge_feed(options.source, wanted, media_type=_media_type(options))]
    shown = SHOWN[options.format] if options.limit is None else options.limit
    _tell(found, options, language_of(options.language, languages), shown, say)
    return 0 if all(item.fine for item in found) else 1


def _wanted(options: argparse.Namespace) -> Wanted:
    for name in ("limit", "links"):
        number = getattr(options, name)
        if number is not None and number < 0:
            raise PublisherError(f"{number} is too few.", todo=f"Give --{name} a number from 0.")
    at = options.at or ""
    if at and not at.startswith(WEB):
        raise PublisherError(
            f"“{at}” is no address.", todo="Give --at one that begins with http:// or https://."
        )
    return Wanted(
        readers=tuple(dict.fromkeys(options.reader)),
        profiles=tuple(dict.fromkeys(options.profile)),
        shapes=tuple(map(Path, options.shapes)),
        state=Path(options.state) if options.state else None,
        offline=options.offline,
        inside=options.inside,
        at=at if not at or at.endswith("/") else f"{at}/",
        links=options.links,
    )


def _media_type(options: argparse.Namespace) -> str:
    """The media type that a feed is said to have. Raises PublisherError for a suffix of none."""
    if not options.input_format:
        return ""
    name = f".{options.input_format.lstrip('.').lower()}"
    if name not in MEDIA_TYPES:
        known = ", ".join(suffix.lstrip(".") for suffix in MEDIA_TYPES)
        raise PublisherError(f"nobody knows “{options.input_format}”.", todo=f"Known are {known}.")
    return MEDIA_TYPES[name]


def _tell(
    found: Sequence[Judgement],
    options: argparse.Namespace,
    language: str,
    shown: int,
    say: Callable[[str], None],
) -> None:
    if options.format == "json":
        content = as_json(found).encode()
    elif options.format == "html":
        content = as_page(found, language, shown)
    else:
        parts = ["\n".join(text_lines(item, language, shown)) for item in found]
        content = ("\n\n".join(parts) + "\n").encode()
    if options.output:
        write_whole(Path(options.output), content)
        say(f"Wrote {options.output}.")
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
