"""A part of the answer to a query, without loss: every row is on exactly one page.

The order is made total: after what the query orders by come all variables that it selects, each by
itself, its text, its language and its datatype. Rows that are still alike are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from publisher.errors import QueryError
from publisher.sparql_tokens import VARIABLE, Token, tokens

MOST_ROWS: Final = 10_000
"""Rows on one page."""

LAST_PAGE: Final = 1_000_000

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "form": (
        "Bara svaret på en SELECT-fråga kan delas upp på sidor.",
        "Only the answer to a SELECT query can be divided into pages.",
    ),
    "star": (
        "Frågan väljer alla variabler (SELECT *) och har därför ingen säker ordning att dela upp.",
        "The query selects all variables (SELECT *), so that there is no sure order to divide.",
    ),
    "sliced": (
        "Frågan har ett eget LIMIT eller OFFSET och kan inte delas upp på sidor.",
        "The query has a LIMIT or OFFSET of its own, and cannot be divided into pages.",
    ),
    "page": (
        f"”page” ska vara ett heltal från 1 till {LAST_PAGE}.",
        f"“page” must be a whole number from 1 to {LAST_PAGE}.",
    ),
    "limit": (
        f"”limit” ska vara ett heltal från 1 till {MOST_ROWS}.",
        f"“limit” must be a whole number from 1 to {MOST_ROWS}.",
    ),
}


class NoPages(QueryError):
    """An answer that cannot be divided as asked."""

    def __init__(self, code: str) -> None:
        self._code = code
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """Why not, in ``language`` (``sv`` or ``en``)."""
        return SENTENCES[self._code][0 if language == "sv" else 1]


def whole_number(text: str, code: str, highest: int) -> int:
    """``text`` as a number from 1. Raises NoPages with the sentence ``code`` where it is none."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    if not 1 <= number <= highest:
        raise NoPages(code)
    return number


def slice_of(text: str, offset: int, rows: int) -> str:
    """The query ``text`` for ``rows`` of its rows after the first ``offset``.

    Raises NoPages for a query that has no total order, or takes a slice of its own.
    """
    found = list(tokens(text))
    begin = next((at for at, token in enumerate(found) if token.text in ("{", "(")
                  or token.word in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")), -1)  # fmt: skip
    if begin < 0 or found[begin].word != "SELECT":
        raise NoPages("form")
    names, end = _projected(found, begin + 1)
    if not names:
        raise NoPages("star")
    modifiers = list(_outermost(found[end:]))
    if any(token.word in ("LIMIT", "OFFSET") for token in modifiers):
        raise NoPages("sliced")
    ordered = any(token.word == "ORDER" for token in modifiers)
    at = next((token.start for token in modifiers if token.word == "VALUES"), len(text))
    order = " ".join(f"?{name} STR(?{name}) LANG(?{name}) DATATYPE(?{name})" for name in names)
    begun = "" if ordered else "ORDER BY "
    return f"{text[:at]}\n{begun}{order}\nLIMIT {rows} OFFSET {offset}\n{text[at:]}"


def columns(text: str) -> tuple[str, ...]:
    """The variables that a SELECT query names in its head; none for ``*`` and other forms."""
    found = list(tokens(text))
    begin = next((at for at, token in enumerate(found) if token.word == "SELECT"), -1)
    return tuple(_projected(found, begin + 1)[0]) if begin >= 0 else ()


def _projected(found: Sequence[Token], at: int) -> tuple[list[str], int]:
    """The names that are selected, and where the rest of the query begins."""
    names, depth = [], 0
    while at < len(found):
        token = found[at]
        if depth == 0 and (token.text == "{" or token.word in ("WHERE", "FROM")):
            break
        if token.text in ("(", ")"):
            depth += 1 if token.text == "(" else -1
        elif token.kind == VARIABLE and (depth == 0 or (depth == 1 and found[at - 1].word == "AS")):
            names.append(token.variable)
        at += 1
    return list(dict.fromkeys(names)), at


def _outermost(found: Sequence[Token]) -> Iterator[Token]:
    """The tokens after the group of the query, but for those in brackets."""
    depth, closed = 0, False
    for token in found:
        if token.text in ("{", "("):
            depth += 1
        elif token.text in ("}", ")"):
            depth -= 1
            closed = closed or depth == 0
        elif closed and depth == 0:
            yield token
