"""Which patterns ``re`` may match itself: those that cannot take long and mean what they mean to
every engine."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

Search = Callable[[str], object]
"""Gives something true where a text has a match."""

PLAIN: Final = r"[^\\^$.|?*+()\[\]{}]"
ESCAPED: Final = r"\\[.\-/+*?()\[\]{}|^$\\]"
COUNT: Final = r"\{[0-9]{1,4}\}"
MEMBER: Final = rf"(?:(?!--|&&|~~|\|\|)[^\\\[\]^]|{ESCAPED}|\\d)"

PIECE: Final = re.compile(
    rf"(?P<choice>\((?:\?:)?{PLAIN}+(?:\|{PLAIN}+)*\))|"
    rf"(?:{PLAIN}|{ESCAPED}|\\d|\.|\[\^?{MEMBER}+\])"
    rf"(?:(?P<maybe>\?)|\{{(?P<count>[0-9]{{1,4}})\}}|(?P<many>[*+]|\{{[0-9]{{1,4}},[0-9]{{0,4}}\}}))?"
)
"""A choice of plain texts; or one character of a set, perhaps repeated."""

WIDEST: Final = 64
"""Characters that the pieces with a fixed length may make up together."""

BRANCHES: Final = 16
"""Ways through the choices and what may be absent."""


def simple(pattern: str, flags: str) -> Search | None:
    """What searches a text for the pattern, where it is simple; else None.

    With the flag ``i`` it holds for texts in ASCII only. Time: at most WIDEST × BRANCHES steps for
    each character.
    """
    if "q" in flags and "i" not in flags:
        return lambda text: pattern in text
    if flags not in ("", "i") or (flags and not pattern.isascii()):
        return None
    start, end = pattern.startswith("^"), pattern.endswith("$") and not pattern.endswith(r"\$")
    body = pattern[start : len(pattern) - end]
    if not _is_simple(body, start):
        return None
    try:
        found = re.compile(
            f"^{body}" * start + body * (not start) + r"\Z" * end,
            re.IGNORECASE if flags else 0,
        )
    except (re.error, OverflowError):
        return None
    return found.search


def _is_simple(body: str, anchored: bool) -> bool:
    at, width, branches, many = 0, 0, 1, 0
    while at < len(body):
        piece = PIECE.match(body, at)
        if piece is None:
            return False
        at = piece.end()
        width += int(piece["count"] or 1)
        branches *= 2 if piece["maybe"] else 1
        if piece["choice"]:
            branches *= piece["choice"].count("|") + 1
            width += len(piece["choice"])
        many += bool(piece["many"])
    return many <= anchored and width <= WIDEST and branches <= BRANCHES
