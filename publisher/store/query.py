"""What a SPARQL query asks for, read off its tokens (SPARQL 1.1 Query Language, section 19.8).

The engine parses the query; this decides beforehand what must not reach it. Words are looked for
among tokens, never in the text: a string, a comment or an IRI may say ``SERVICE`` as it likes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from publisher.errors import QueryError

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

FORMS: Final[frozenset[str]] = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})

TOKEN: Final = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*+)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*+>)
    | (?P<string>
          \"\"\"(?:[^"\\]|\\.|"(?!""))*+(?:\"\"\"|\Z)
        | '''(?:[^'\\]|\\.|'(?!''))*+(?:'''|\Z)
        | "(?:[^"\\\r\n]|\\.)*+"?
        | '(?:[^'\\\r\n]|\\.)*+'?)
    | (?P<language>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
    | (?P<variable>[?$]\w++)
    | (?P<number>\d++(?:\.\d*+)?(?:[eE][+-]?\d++)?)
    | (?P<name>[^\W\d][\w.-]*+)?(?P<local>:(?:[\w:.%-]|\\.)*+)
    | (?P<words>[^\W\d][\w.-]*+)
    | (?P<other>\S)
    """,
    re.VERBOSE | re.DOTALL,
)
"""A run of words with dots or hyphens between them is one token, so that no text is read twice;
an unclosed string reaches to the end of its line or of the query."""

ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


@dataclass(frozen=True, slots=True)
class QueryFacts:
    """The form of a query, whether it names its dataset, and whether it calls a SERVICE."""

    form: Form
    names_dataset: bool
    federated: bool

    @property
    def gives_graph(self) -> bool:
        """Whether the answer is a graph rather than a table or a truth value."""
        return self.form in ("CONSTRUCT", "DESCRIBE")


def inspect(query: str) -> QueryFacts:
    """Read the facts off ``query``. Raises QueryError when it has no query form.

    Codepoint escapes (section 19.2) are undone first, as the engine does.
    """
    words = [word.upper() for word in _words(unescape(query))]
    form = next((word for word in words if word in FORMS), None)
    if form is None:
        raise QueryError(
            "this is not a SPARQL query: it has no SELECT, ASK, CONSTRUCT or DESCRIBE.",
            todo="Updates are not taken here.",
        )
    federated = any("SERVICE" in word for word in [*words, *map(str.upper, _words(query))])
    return QueryFacts(form, "FROM" in words, federated)  # type: ignore[arg-type]


def unescape(text: str) -> str:
    """``text`` with codepoint escapes undone. Raises QueryError for one that is no character."""

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise QueryError(f"“{match[0]}” is not a character.")
        return chr(code)

    return ESCAPE.sub(character, text)


def _words(text: str) -> Iterator[str]:
    for match in TOKEN.finditer(text):
        if match["words"]:
            yield from re.split(r"[.-]+", match["words"])
