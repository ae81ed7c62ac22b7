"""``Accept`` and ``Accept-Language`` -> a format, a language, or nothing that fits; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from publisher.formats import Format

PART: Final = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
PARAMETER: Final = re.compile(r';\s*([\w!#$%&\'*+.^`|~-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;"\s]*)')
RANGE: Final = re.compile(r"\s*([\w!#$%&'*+.^`|~-]+)/([\w!#$%&'*+.^`|~-]+)\s*(?=;|$)")
BARE: Final = re.compile(r"\s*\*\s*(?=;|$)")
LANGUAGE: Final = re.compile(r"\s*(\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?=;|$)")
QUALITY: Final = re.compile(r"0(?:\.\d*)?|1(?:\.0*)?|\.\d+")

LONGEST: Final = 4_000
"""Characters of a header that are read; the rest is ignored."""


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One media range of an Accept header (RFC 9110, section 12.5.1)."""

    kind: str
    subtype: str
    quality: float

    def specificity(self, media_type: str) -> int:
        """How closely this range names ``media_type``: 0 not at all, 3 exactly."""
        kind, _, subtype = media_type.partition("/")
        if (self.kind, self.subtype) == ("*", "*"):
            return 1
        if self.kind != kind:
            return 0
        return 2 if self.subtype == "*" else 3 * (self.subtype == subtype)


def choose(accept: str | None, offered: Sequence[Format]) -> Format | None:
    """The format of ``offered`` that ``accept`` likes best; None when it takes none of them.

    The most specific range that fits a format says its quality; among equals the first offered
    wins, unless the other is named exactly and the first only by a wildcard. A header that is
    absent, empty or unreadable throughout takes anything.
    """
    ranges = list(media_ranges(accept or ""))
    if not ranges:
        return offered[0] if offered else None
    best: tuple[float, bool, int] = (0.0, False, 0)
    found: Format | None = None
    for place, item in enumerate(offered):
        quality, specificity = _quality(item, ranges)
        rank = (quality, specificity == 3, -place)
        if quality > 0 and rank > best:
            best, found = rank, item
    return found


def choose_language(header: str | None, available: Sequence[str]) -> str:
    """The language of ``available`` to answer in (RFC 4647, section 3.4, lookup).

    The first one is the default: it answers when nothing that is asked for is there.
    """
    wanted = sorted(_languages(header or ""), key=lambda pair: -pair[1])
    refused = {tag for tag, quality in wanted if quality == 0}
    by_tag = {tag.lower(): tag for tag in available}
    for asked, quality in wanted:
        if asked == "*" or quality == 0:
            break
        tag = asked
        while tag:
            if tag in by_tag and tag not in refused:
                return by_tag[tag]
            tag = _shorten(tag)
    return next((tag for tag in available if tag.lower() not in refused), available[0])


def media_ranges(accept: str) -> Iterator[MediaRange]:
    """The media ranges of an Accept header; parts that are no media range are left out.

    Parameters other than ``q`` do not narrow a range: every format here has one form.
    """
    for part in PART.findall(accept[:LONGEST]):
        match = RANGE.match(part)
        if match:
            kind, subtype = match[1].lower(), match[2].lower()
        elif match := BARE.match(part):
            kind = subtype = "*"
        else:
            continue
        quality = _q(part[match.end() :])
        if quality is not None and (kind != "*" or subtype == "*"):
            yield MediaRange(kind, subtype, quality)


def _quality(item: Format, ranges: Sequence[MediaRange]) -> tuple[float, int]:
    """The quality that the most specific ranges give to a format, and how specific they are.

    A format known by several media types may be named by any of them; the name that is liked best
    counts, but a refusal of the format's own media type is a refusal.
    """
    ranked = [(entry.specificity(item.media_type), entry.quality) for entry in ranges]
    own = max(ranked, key=lambda pair: (pair[0], pair[1]))
    if own[0] == 3:
        return own[1], 3
    named = [entry.quality for entry in ranges for alias in item.aliases
             if entry.specificity(alias) == 3 and entry.quality > 0]  # fmt: skip
    if named:
        return max(named), 3
    return (own[1], own[0]) if own[0] else (0.0, 0)


def _q(parameters: str) -> float | None:
    """The weight among ``parameters``; None when it is malformed."""
    for name, value in PARAMETER.findall(parameters):
        if name.lower() == "q":
            return float(value) if QUALITY.fullmatch(value) else None
    return 1.0


def _languages(header: str) -> Iterator[tuple[str, float]]:
    for part in header[:LONGEST].split(","):
        match = LANGUAGE.match(part)
        quality = _q(part[match.end() :]) if match else None
        if match and quality is not None:
            yield match[1].lower(), quality


def _shorten(tag: str) -> str:
    """``tag`` without its last subtag, nor a single letter that would then end it."""
    rest = tag.rpartition("-")[0]
    return rest[:-2] if len(rest) > 1 and rest[-2] == "-" else rest
