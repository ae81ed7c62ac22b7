"""The tokens of a SPARQL query (SPARQL 1.1 Query Language, section 19.8).

What a query says is looked for among its tokens, never in its text: a string, a comment or an IRI
may say ``SERVICE`` as it likes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

TOKEN: Final = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*+)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*+>)
    | (?P<string>
          \"\"\"(?>(?:[^"\\]++|\\.|"(?!""))*)(?:\"\"\"|\Z)
        | '''(?>(?:[^'\\]++|\\.|'(?!''))*)(?:'''|\Z)
        | "(?>(?:[^"\\\r\n]++|\\.)*)"?
        | '(?>(?:[^'\\\r\n]++|\\.)*)'?)
    | (?P<language>@[A-Za-z]++(?>(?:-[A-Za-z0-9]++)*))
    | (?P<variable>[?$]\w++)
    | (?P<number>\d++(?:\.\d*+)?(?:[eE][+-]?\d++)?)
    | (?P<name>[^\W\d][\w.-]*+)?(?P<local>:(?>(?:[\w:.%-]++|\\.)*))
    | (?P<words>[^\W\d][\w.-]*+)
    | (?P<other>\S)
    """,
    re.VERBOSE | re.DOTALL,
)
"""A run of words with dots or hyphens between them is one match, so that no text is read twice;
an unclosed string reaches to the end of its line or of the query."""

IRI, STRING, LANGUAGE, VARIABLE, NUMBER, NAME, WORD, OTHER = (
    "iri", "string", "language", "variable", "number", "name", "word", "other"
)  # fmt: skip

SCHEME: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:|<>")

PIECES: Final = re.compile(r"[.-]|[^.-]+")


class Token(NamedTuple):
    """One token: its kind, its text and where it stands in the query."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """A keyword in capitals; ``""`` for any other token."""
        return self.text.upper() if self.kind == WORD else ""

    @property
    def variable(self) -> str:
        """The name of a variable; ``""`` for any other token."""
        return self.text[1:] if self.kind == VARIABLE else ""


def words(text: str) -> Iterator[str]:
    """The bare words of a query: what may be a keyword."""
    for match in TOKEN.finditer(text):
        if match["words"]:
            yield from re.split(r"[.-]+", match["words"])


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query, comments left out.

    A dot at the end of a name or number is a token of its own, and a ``<`` with no IRI after it
    is an operator.
    """
    at = 0
    while match := TOKEN.search(text, at):
        kind, at = str(match.lastgroup), match.end()
        if kind == IRI and not SCHEME.match(match[0]) and _after_operand(text, match.start()):
            kind, at = OTHER, match.start() + 1
        if kind == "words":
            yield from _divided(match[0], match.start())
        elif kind in ("local", NUMBER):
            kept = match[0].rstrip(".")
            yield Token(NAME if kind == "local" else NUMBER, kept, match.start(),
                        match.start() + len(kept))  # fmt: skip
            at = match.start() + len(kept)
        elif kind != "comment":
            yield Token(kind, text[match.start() : at], match.start(), at)


def _divided(text: str, start: int) -> Iterator[Token]:
    for piece in PIECES.finditer(text):
        kind = OTHER if piece[0] in ".-" else WORD
        yield Token(kind, piece[0], start + piece.start(), start + piece.end())


def _after_operand(text: str, at: int) -> bool:
    """Whether what stands right before is the end of an operand."""
    return at > 0 and (text[at - 1].isalnum() or text[at - 1] in "_)\"'")
