"""Values bound to the variables of a query (SPARQL 1.1 Query Language, section 19.8).

A variable is replaced wherever it stands for its value, as SHACL binds variables beforehand
(appendix A). Only whole terms are written into the text, each in its own escaped form: whatever a
value is, it cannot become anything but a term.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from publisher.queries.declared import Term
from publisher.sparql_tokens import VARIABLE, Token, tokens

ENDS: Final = frozenset({"WHERE", "FROM", "HAVING", "LIMIT", "OFFSET", "VALUES"})
"""Keywords that end a list of what is projected, grouped or ordered by."""

ESCAPES: Final = {
    "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b",
    "\f": "\\f", "u": "\\u0075", "U": "\\U00000055",
}  # fmt: skip
ESCAPED: Final = re.compile(r"""[\\"\n\r\t\b\f]|(?<=\\)[uU]""")

AROUND: Final = " \t\r\n(),;{}!"
"""What a term may touch on either side."""


@dataclass(frozen=True)
class Use:
    """A place where a variable stands: ``end`` of it, and ``kind``.

    A ``value`` may be written there as it is; in a ``solution`` modifier it needs brackets; as
    ``projected`` it needs a name (``outer`` in the outermost SELECT), and ``bound`` asks whether
    it has a value. ``assigned`` gives it one.
    """

    name: str
    start: int
    end: int
    kind: str
    outer: bool = True


def written(term: Term) -> str:
    """``term`` in SPARQL syntax, without any abbreviation.

    A ``u`` after a backslash is written as an escape itself, so that the text means the same
    whether escapes of codepoints (section 19.2) are undone before the parse or in it.
    """
    if isinstance(term, ox.NamedNode):
        return f"<{term.value}>"
    quoted = '"' + ESCAPED.sub(lambda match: ESCAPES[match[0]], term.value) + '"'
    if term.language:
        return f"{quoted}@{term.language}"
    return f"{quoted}^^<{term.datatype.value}>"


def bind(text: str, values: Mapping[str, Term]) -> str:
    """The query ``text`` with ``values`` in place of the variables of these names.

    What is projected keeps its name. Without values the text is as it was.
    """
    if not values:
        return text
    pieces, at, number = [], 0, 0
    for use in uses(text):
        if use.name not in values:
            continue
        term = written(values[use.name])
        if use.kind == "projected":
            name = use.name if use.outer else f"{use.name}_{number}"
            number += 0 if use.outer else 1
            term = f"({term} AS ?{name})"
        elif use.kind == "solution":
            term = f"({term})"
        elif use.kind == "bound":
            term = "(true)"
        before = "" if text[use.start - 1 : use.start] in AROUND else " "
        after = "" if text[use.end : use.end + 1] in AROUND else " "
        pieces += [text[at : use.start], before, term, after]
        at = use.end
    return "".join([*pieces, text[at:]])


def uses(text: str) -> list[Use]:
    """Every place where a variable stands in a query, in order."""
    return _Reader(list(tokens(text))).read()


class _Reader:
    """Goes through the tokens of a query once.

    ``mode`` is the list that the reader is in: ``projected``, ``solution`` or none; ``round`` how
    many round brackets are open in it.
    """

    def __init__(self, found: Sequence[Token]) -> None:
        self._tokens = found
        self._mode, self._round, self._selects = "", 0, 0
        self._values = ""

    def read(self) -> list[Use]:
        found = []
        for place, token in enumerate(self._tokens):
            if token.kind == VARIABLE:
                found.append(self._use(place, token))
            else:
                self._step(place, token)
        return found

    def _step(self, place: int, token: Token) -> None:
        word, text = token.word, token.text
        if word == "VALUES":
            self._values = "head"
        elif text == "{" and self._values:
            self._values = ""
        if word == "SELECT":
            self._mode, self._round, self._selects = "projected", 0, self._selects + 1
        elif word == "BY" and self._word(place - 1) in ("GROUP", "ORDER"):
            self._mode, self._round = "solution", 0
        elif self._mode and text in ("(", ")"):
            self._round += 1 if text == "(" else -1
        elif self._mode and self._round == 0 and (word in ENDS or text in ("{", "}")):
            self._mode = ""

    def _use(self, place: int, token: Token) -> Use:
        start, end, kind = token.start, token.end, "value"
        if self._values or self._word(place - 1) == "AS":
            kind = "assigned"
        elif self._word(place - 2) == "BOUND" and self._text(place - 1) == "(":
            start, kind = self._tokens[place - 2].start, "bound"
            end = self._tokens[place + 1].end if self._text(place + 1) == ")" else end
        elif self._mode and self._round == 0:
            kind = self._mode
        return Use(token.variable, start, end, kind, self._selects < 2)

    def _word(self, place: int) -> str:
        return self._tokens[place].word if 0 <= place < len(self._tokens) else ""

    def _text(self, place: int) -> str:
        return self._tokens[place].text if 0 <= place < len(self._tokens) else ""
