"""How deep a query goes, read off its tokens: an engine that has to follow too far runs out of its
stack, and ends.

What an engine nests is not only what stands in brackets. Of ``1+1+1`` and of OPTIONAL after
OPTIONAL it makes a level each, too; of the values in VALUES and IN it does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from publisher.sparql_tokens import OTHER, STRING, WORD, Token, tokens
from publisher.store.mistakes import Mistake

LEVELS: Final = 100
"""Brackets in brackets that a query may have. With the smallest stack that its threads get, 2 MB,
Oxigraph 0.5 ends at 204 groups of FILTER EXISTS, at 224 functions in functions, at 544 groups."""

WEIGHT: Final = 1_000
"""What may be joined one after the other, each part by its weight, with the brackets around. That
is at most two thirds of what Oxigraph ends at: 640 of OPTIONAL, BIND or subqueries, 1,600 of UNION,
1,696 sums, 2,304 of ``||``."""

BRACKET: Final = 8
"""The weight of a pair of brackets."""

OPENING: Final = frozenset("{([")
BRACKETS: Final = OPENING | frozenset("})]")
SIGNS: Final = frozenset("+-*/|&!^")
VALUES: Final = "VALUES"
WORDS: Final = {
    "FILTER": 1, "EXISTS": 1, "UNION": 1, "OPTIONAL": 3, "MINUS": 3, "GRAPH": 3, "SERVICE": 3,
    VALUES: 3,
}  # fmt: skip
"""Words that join -> the weight of the part that they join."""

HEAVIEST: Final = 3
INSIDE: Final = {"AS": 3, "SELECT": 3}
"""The same for words that stand in brackets, and join these to what is before them."""

ASIDE: Final = re.compile(
    r"""
      \#[^\r\n]*+
    | <[^<>"{}|^`\\()\[\]\x00-\x20]*+>
    | \"\"\"(?>(?:[^"\\]++|\\.|"(?!""))*)\"\"\" | '''(?>(?:[^'\\]++|\\.|'(?!''))*)'''
    | "(?>(?:[^"\\\r\n]++|\\.)*)" | '(?>(?:[^'\\\r\n]++|\\.)*)'
    """,
    re.VERBOSE | re.DOTALL,
)
"""Comments, IRIs and strings, about: what is left out at a first look."""

COULD_JOIN: Final = re.compile(
    r"(?<![({,])[-+]|[*/|&!]|(?<!\^)\^(?!\^)"
    r"|\b(?:union|optional|minus|filter|exists|values|graph|service|as|select)\b",
    re.IGNORECASE,
)
"""What joins parts, and some that does not."""

NO_BRACKETS: Final = re.compile(r"[^(){}\[\]]++")
STEPS: Final = {text: 1 if text in OPENING else -1 for text in BRACKETS}


@dataclass(slots=True)
class _Level:
    """One pair of brackets: the weight of what is joined in it, and the most of a pair inside."""

    parts: int = 0
    inner: int = 0
    data: bool = False
    """Whether it is what VALUES lists."""
    lists: bool = False
    """Whether VALUES has been said in it, and its list is to come."""


class _Depth:
    """How deep a query is, as far as it has been read."""

    def __init__(self) -> None:
        self._levels = [_Level()]
        self._path = 0  # the weight of all that is open

    @property
    def levels(self) -> int:
        """Brackets that are open."""
        return len(self._levels) - 1

    @property
    def weight(self) -> int:
        """The weight of what is joined in all that is open, and of the most that was closed."""
        return self._path + self._levels[-1].inner

    @property
    def data(self) -> bool:
        """Whether what is read is only listed."""
        return self._levels[-1].data

    def bracket(self, text: str) -> None:
        """One opens or closes."""
        level = self._levels[-1]
        if text in OPENING:
            group = text == "{"
            self._levels.append(_Level(BRACKET, data=level.data or (level.lists and group)))
            self._path += BRACKET
            level.lists = level.lists and not group
        elif self.levels:
            self._levels.pop()
            self._path -= level.parts
            outer = self._levels[-1]
            outer.inner = max(outer.inner, level.parts + level.inner)

    def word(self, word: str) -> None:
        """A word that may join."""
        if word in INSIDE and self.levels:
            self.join(INSIDE[word], outside=1)
        elif word in WORDS:
            self.join(WORDS[word])
            self._levels[-1].lists = word == VALUES

    def join(self, weight: int = 1, outside: int = 0) -> None:
        """One more part, in what is open or so many brackets outside of it."""
        self._levels[-1 - outside].parts += weight
        self._path += weight


def require_shallow(query: str) -> None:
    """Raise Mistake, with the place, where a query goes deeper than an engine can follow."""
    if len(query) <= LEVELS or _is_plainly_shallow(query):
        return
    depth, before = _Depth(), None
    for token in tokens(query):
        if token.kind == WORD:
            depth.word(token.word)
        elif token.kind == OTHER and token.text in BRACKETS:
            depth.bracket(token.text)
        elif not depth.data and _joins(query, token, before):
            depth.join()
        before = token
        if depth.levels > LEVELS:
            raise _too_deep(query, token, f"has brackets in brackets, more than {LEVELS} deep")
        if depth.weight > WEIGHT:
            raise _too_deep(
                query, token, "joins more parts, one after the other, than can be followed"
            )


def _is_plainly_shallow(query: str) -> bool:
    """Whether a first look shows that there is nothing to refuse."""
    if len(query) + BRACKET * sum(map(query.count, OPENING)) <= WEIGHT:
        return True  # no part weighs more than it is long
    plain = ASIDE.sub(" ", query)
    depths = list(accumulate(STEPS[text] for text in NO_BRACKETS.sub("", plain)))
    if depths and (min(depths) < 0 or max(depths) > LEVELS):
        return False
    parts = sum(HEAVIEST if len(match[0]) > 1 else 1 for match in COULD_JOIN.finditer(plain))
    return parts + BRACKET * max(depths, default=0) <= WEIGHT


def _joins(query: str, token: Token, before: Token | None) -> bool:
    """Whether a token is a sign that joins, rather than half of one, or part of a value."""
    sign = token.text
    if token.kind != OTHER or sign not in SIGNS or before is None:
        return False
    if before.text == sign and before.end == token.start:  # || and && are one, ^^ is none
        return sign == "!"
    if sign in "+-":
        return before.kind != OTHER or before.text == ")"
    if sign == "^":
        return before.kind != STRING
    return sign != "!" or not query.startswith("=", token.end)


def _too_deep(query: str, token: Token, what: str) -> Mistake:
    line = query.count("\n", 0, token.start) + 1
    column = token.start - query.rfind("\n", 0, token.start)
    return Mistake(
        f"the query {what}, at line {line}, column {column}.", line=line, column=column,
        todo="Write it with fewer: VALUES and IN take many values.",
    )  # fmt: skip
