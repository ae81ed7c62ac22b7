"""The statements of a document where they can be looked up, each term as it was written.

They are in a database of its own without a name, which is in memory as long as there is room, and
on the disk beyond that. A store of RDF would give back numbers and times in another form.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

LITERAL: Final = '"'
BLANK: Final = "_:"
CACHE_KIB: Final = 32_768


class Graph:
    """Statements; terms are as in N-Triples. Use :func:`graph_of`."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def about(self, subject: str) -> list[tuple[str, str]]:
        """What is said of a thing: predicates and objects, in order."""
        return self._database.execute(
            "SELECT p, o FROM said WHERE s = ? ORDER BY p, o", (subject,)
        ).fetchall()

    def has(self, subject: str) -> bool:
        """Whether anything is said of a thing."""
        found = self._database.execute("SELECT 1 FROM said WHERE s = ? LIMIT 1", (subject,))
        return found.fetchone() is not None

    def subjects(self, predicate: str, value: str) -> list[str]:
        """What has a value."""
        found = self._database.execute(
            "SELECT s FROM said WHERE p = ? AND o = ? ORDER BY s", (f"<{predicate}>", f"<{value}>")
        )
        return [subject for (subject,) in found]

    def values(self, predicate: str) -> list[str]:
        """All values of a property."""
        found = self._database.execute(
            "SELECT DISTINCT o FROM said WHERE p = ? ORDER BY o", (f"<{predicate}>",)
        )
        return [value for (value,) in found]

    def texts(self, predicates: Iterable[str]) -> dict[str, int]:
        """How often each property has a text for a value; those that never have are left out."""
        found = {}
        for predicate in predicates:
            [(count,)] = self._database.execute(
                "SELECT count(*) FROM said WHERE p = ? AND o >= ? AND o < ?",
                (f"<{predicate}>", LITERAL, chr(ord(LITERAL) + 1)),
            )
            if count:
                found[predicate] = int(count)
        return found


@contextmanager
def graph_of(lines: Iterable[str]) -> Iterator[Graph]:
    """A graph of N-Triples statements without the final dot, while this lasts."""
    database = sqlite3.connect("", isolation_level=None)
    try:
        database.execute(f"PRAGMA cache_size = {-CACHE_KIB:d}")
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("CREATE TABLE said (s TEXT, p TEXT, o TEXT, PRIMARY KEY (s, p, o)) "
                         "WITHOUT ROWID")  # fmt: skip
        database.execute("BEGIN")
        database.executemany(
            "INSERT OR IGNORE INTO said VALUES (?, ?, ?)", (line.split(" ", 2) for line in lines)
        )
        database.execute("CREATE INDEX by_value ON said (p, o)")
        database.execute("COMMIT")
        yield Graph(database)
    finally:
        database.close()


def is_iri(term: str) -> bool:
    """Whether a term is an IRI."""
    return term.startswith("<")


def is_blank(term: str) -> bool:
    """Whether a term is a node without a name."""
    return term.startswith(BLANK)


def is_thing(term: str) -> bool:
    """Whether a term can be said something of."""
    return not term.startswith(LITERAL)


def text_of(term: str) -> str:
    """The IRI, the label of a node without a name, or the text of a literal without escapes."""
    if is_iri(term):
        return term[1:-1]
    return term.removeprefix(BLANK) if is_blank(term) else term[1 : term.rindex(LITERAL)]
