"""What a SPARQL query asks for, read off its tokens (SPARQL 1.1 Query Language, section 19.8).

The engine parses the query; this decides beforehand what must not reach it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from publisher.errors import QueryError
from publisher.sparql_tokens import words
from publisher.store.calls import calls, unescape
from publisher.store.nesting import require_shallow

__all__ = ["QueryFacts", "examine", "inspect", "unescape"]

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

FORMS: Final[frozenset[str]] = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})


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

    Codepoint escapes (section 19.2) are undone first; calls are looked for as it is written, too.
    """
    plain = unescape(query)
    form = next((word for word in _said(plain) if word in FORMS), None)
    if form is None:
        raise QueryError(
            "this is not a SPARQL query: it has no SELECT, ASK, CONSTRUCT or DESCRIBE.",
            todo="Updates are not taken here.",
        )
    federated = bool(calls(query) or (plain != query and calls(plain)))
    from_graphs = "FROM" in plain.upper() and "FROM" in _said(plain)
    return QueryFacts(form, from_graphs, federated)  # type: ignore[arg-type]


def examine(query: str) -> QueryFacts:
    """The facts of a query that comes from outside.

    Raises QueryError as :func:`inspect` does, and Mistake for one that goes deeper than an engine
    can follow.
    """
    require_shallow(unescape(query))
    return inspect(query)


def _said(query: str) -> Iterator[str]:
    """The bare words of a query, in capitals; read only as far as somebody asks."""
    return (word.upper() for word in words(query))
