"""Regular expressions -> a text that matches, and a formula that refuses some that do not; pure.

Only what shapes usually say is understood: sequences of characters and classes with counts, groups
and alternatives. The formula never refuses what the pattern allows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

ASCII: Final = "".join(map(chr, range(32, 127)))
DIGITS: Final = "0123456789"
WORD: Final = "".join(letter for letter in ASCII if letter.isalnum() or letter == "_")
ESCAPES: Final = {"d": DIGITS, "w": WORD, "s": " ", "t": "\t", "n": "\n"}
OUTSIDE: Final = {"D": DIGITS, "W": WORD, "S": " "}
COUNT: Final = re.compile(r"\{(\d+)(?:(,)(\d*))?\}")
FAVOURITES: Final = "aA1x0"
"""Which character of a class an example has, the first that fits."""

LONGEST_FORMULA: Final = 250
"""Characters of a formula in a data validation; the file format has room for 255."""

PREFIXES: Final = (
    ("^https?://", 'OR(LEFT({0},7)="http://",LEFT({0},8)="https://")'),
    ("^https://", 'LEFT({0},8)="https://"'),
    ("^http://", 'LEFT({0},7)="http://"'),
    ("^mailto:", 'AND(ISNUMBER(FIND("@",{0})),ISERROR(FIND(" ",TRIM({0}))))'),
    (r"^tel:\+", 'LEFT(SUBSTITUTE({0},"tel:",""),1)="+"'),
)
"""How a pattern begins, and what that asks of the text in a cell."""


SCHEME: Final = re.compile(r"\^\(?(mailto|tel):")
"""Addresses that a cell may have without what comes before the colon."""


class NotSimple(ValueError):
    """The pattern says something that is not understood here."""


@dataclass(frozen=True)
class Piece:
    """One step of a pattern: a character out of ``letters``, or one of ``branches``, repeated.

    ``letters`` is None for a group; ``most`` is None without a limit.
    """

    letters: str | None
    branches: tuple[tuple[Piece, ...], ...]
    least: int
    most: int | None


def scheme_of(pattern: str) -> str:
    """The scheme that addresses of ``pattern`` have and a cell may leave out; else empty."""
    found = SCHEME.match(pattern)
    return found[1] if found else ""


def example_of(pattern: str) -> str:
    """A short text that ``pattern`` matches; empty where none is found."""
    try:
        text = _shortest(_Parser(pattern).branches())
        return text if re.search(pattern, text) else ""
    except (NotSimple, re.error):
        return ""


def formula_of(pattern: str, cell: str) -> str:
    """A formula that is true of every text in ``cell`` that ``pattern`` allows; empty without."""
    for start, formula in PREFIXES:
        if pattern.startswith(start):
            return formula.format(cell)
    if not (pattern.startswith("^") and pattern.endswith("$")) or pattern.endswith("\\$"):
        return ""
    try:
        (pieces, *others) = _Parser(pattern).branches()
    except NotSimple:
        return ""
    if others or any(piece.letters is None for piece in pieces):
        return ""
    terms: list[str] = []
    for term in _terms(pieces, cell):
        if len(f"AND({','.join([*terms, term])})") <= LONGEST_FORMULA:
            terms.append(term)
    return f"AND({','.join(terms)})" if len(terms) > 1 else "".join(terms)


def _terms(pieces: tuple[Piece, ...], cell: str) -> Iterator[str]:
    """What can be asked of the length and of each character whose place is certain."""
    least = sum(piece.least for piece in pieces)
    most = None if any(piece.most is None for piece in pieces) else sum(
        piece.most or 0 for piece in pieces
    )  # fmt: skip
    if least == most:
        yield f"LEN({cell})={least}"
    else:
        yield f"LEN({cell})>={least}"
        if most is not None:
            yield f"LEN({cell})<={most}"
    for place, size, text, letters in _runs(pieces):
        part = f"MID({cell},{place},{size})"
        if text:
            quoted = text.replace('"', '""')
            yield f'EXACT({part},"{quoted}")'
        elif letters == DIGITS:
            yield f"ISNUMBER(-{part})"
        elif letters.isalnum() and letters == letters.upper():
            yield f"EXACT({part},UPPER({part}))"


def _runs(pieces: tuple[Piece, ...]) -> Iterator[tuple[int, int, str, str]]:
    """The parts of the text whose place is certain: where each begins, its size, and the one text
    that it is, or the characters out of which it is made."""
    place, text = 1, ""
    for piece in pieces:
        letters = piece.letters or ""
        if len(letters) == 1:
            text += letters * piece.least
        else:
            if text:
                yield place - len(text), len(text), text, ""
            text = ""
            if piece.least:
                yield place, piece.least, "", letters
        place += piece.least
        if piece.least != piece.most:
            break
    if text:
        yield place - len(text), len(text), text, ""


def _shortest(branches: tuple[tuple[Piece, ...], ...]) -> str:
    found = []
    for piece in branches[0]:
        if piece.letters is None:
            found.append(_shortest(piece.branches) * piece.least)
        else:
            letter = next((one for one in FAVOURITES if one in piece.letters), piece.letters[:1])
            found.append(letter * piece.least)
    return "".join(found)


class _Parser:
    """Reads a pattern from its beginning to its end."""

    def __init__(self, pattern: str) -> None:
        self._text, self._at = pattern, 0

    def branches(self) -> tuple[tuple[Piece, ...], ...]:
        """The alternatives up to the end of the group. Raises NotSimple."""
        found: list[tuple[Piece, ...]] = []
        pieces: list[Piece] = []
        while self._at < len(self._text) and self._text[self._at] != ")":
            sign = self._next()
            if sign == "|":
                found.append(tuple(pieces))
                pieces = []
            elif sign not in "^$":
                pieces.append(self._piece(sign))
        return (*found, tuple(pieces))

    def _next(self) -> str:
        if self._at >= len(self._text):
            raise NotSimple(self._text)
        self._at += 1
        return self._text[self._at - 1]

    def _piece(self, sign: str) -> Piece:
        if sign == "(":
            return self._group()
        readers: dict[str, Callable[[], str]] = {
            "[": self._class, "\\": self._escape, ".": lambda: ASCII
        }  # fmt: skip
        letters = readers[sign]() if sign in readers else sign
        return Piece(letters, (), *self._count())

    def _group(self) -> Piece:
        if self._text.startswith("?:", self._at):
            self._at += 2
        elif self._text.startswith("?", self._at):
            raise NotSimple(self._text)
        branches = self.branches()
        self._next()
        return Piece(None, branches, *self._count())

    def _escape(self) -> str:
        sign = self._next()
        if sign in OUTSIDE:
            return "".join(letter for letter in ASCII if letter not in OUTSIDE[sign])
        if sign.isalnum() and sign not in ESCAPES:
            raise NotSimple(self._text)
        return ESCAPES.get(sign, sign)

    def _class(self) -> str:
        negated = self._text.startswith("^", self._at)
        self._at += negated
        letters = ""
        while (sign := self._next()) != "]" or not letters:
            start = self._escape() if sign == "\\" else sign
            if self._text.startswith("-", self._at) and self._text[self._at + 1 :][:1] != "]":
                self._at += 1
                end = self._next()
                end = self._escape() if end == "\\" else end
                start = "".join(map(chr, range(ord(start[0]), ord(end[0]) + 1)))
            letters += start
        if not negated:
            return letters
        return "".join(letter for letter in ASCII if letter not in letters)

    def _count(self) -> tuple[int, int | None]:
        signs: dict[str, tuple[int, int | None]] = {"?": (0, 1), "*": (0, None), "+": (1, None)}
        count = COUNT.match(self._text, self._at)
        if count:
            self._at = count.end()
            least = int(count[1])
            most = least if not count[2] else int(count[3]) if count[3] else None
        elif self._text[self._at : self._at + 1] in signs and self._at < len(self._text):
            least, most = signs[self._next()]
        else:
            return 1, 1
        if self._text.startswith(("?", "+"), self._at):
            raise NotSimple(self._text)
        return least, most
