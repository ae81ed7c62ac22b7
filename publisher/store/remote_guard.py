"""What must not reach a store that somebody else runs, beside updates and calls of SERVICE.

Some stores let a query call functions of their own by IRIs of a certain scheme, among them such as
fetch from any address that the store can reach (``bif:http_get`` of Virtuoso), and steer them by
what is written before it (``DEFINE``).
"""

from __future__ import annotations

import re
from typing import Final

from publisher.errors import QueryError
from publisher.sparql_tokens import IRI, NAME, tokens
from publisher.store.calls import unescape

SCHEMES: Final = ("bif", "sql", "java")
"""Schemes of IRIs that name functions of a store itself."""

WRITTEN: Final = re.compile(rf"(?:{'|'.join(SCHEMES)})\s*:", re.IGNORECASE)
PRAGMA: Final = "DEFINE"


def guard(query: str) -> None:
    """Raise QueryError for a query that a store could take for more than SPARQL.

    Everything that could be read so is refused, in a string or a comment too, and whatever the
    parts that an IRI is put together of.
    """
    plain = unescape(query)
    for text in (query, plain):
        found = WRITTEN.search(text)
        if found:
            raise QueryError(f"“{found[0]}” is not allowed: it calls what belongs to a store.")
        if any(token.word == PRAGMA for token in tokens(text)):
            raise QueryError(f"{PRAGMA} is not allowed: it steers a store.")
    beginnings, locals_ = set(), set()
    for token in tokens(plain):
        if token.kind == IRI:
            beginnings.add(token.text[1:-1].replace("\\", ""))
        elif token.kind == NAME:
            locals_.add(token.text.partition(":")[2].replace("\\", ""))
    short = [text for text in beginnings if any(name.startswith(text.strip().lower())
                                                for name in SCHEMES)]  # fmt: skip
    for beginning in sorted(short):
        for local in sorted(locals_):
            if WRITTEN.match((beginning + local).strip()):
                raise QueryError(f"“{beginning}{local}” is not allowed: it calls what belongs to "
                                 "a store.")  # fmt: skip
