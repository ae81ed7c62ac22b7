"""What a SPARQL query asks for, read off its tokens (SPARQL 1.1 Query Language, section 19.8).

The engine parses the query; this decides beforehand what must not reach it. Words are looked for
among tokens, never in the text: a string, a comment or an IRI may say ``SERVICE`` as it likes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from publisher.errors import QueryError
from publisher.sparql_tokens import words

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

FORMS: Final[frozenset[str]] = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})

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
    said = [word.upper() for word in words(unescape(query))]
    form = next((word for word in said if word in FORMS), None)
    if form is None:
        raise QueryError(
            "this is not a SPARQL query: it has no SELECT, ASK, CONSTRUCT or DESCRIBE.",
            todo="Updates are not taken here.",
        )
    federated = any("SERVICE" in word for word in [*said, *map(str.upper, words(query))])
    return QueryFacts(form, "FROM" in said, federated)  # type: ignore[arg-type]


def unescape(text: str) -> str:
    """``text`` with codepoint escapes undone. Raises QueryError for one that is no character."""

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise QueryError(f"“{match[0]}” is not a character.")
        return chr(code)

    return ESCAPE.sub(character, text)
