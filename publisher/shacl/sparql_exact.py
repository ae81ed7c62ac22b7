"""Whether the query engine's answers are exact, though it keeps some literals by value only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from publisher.namespaces import XSD
from publisher.shacl.sparql_reads import Reads, looks_at
from publisher.shacl.sparql_rules import Reading
from publisher.shacl.substore import Spelling, Stores, Table
from publisher.sparql_tokens import NUMBER, STRING, Token

QUOTES: Final = "\"'"


class Uncovered(Exception):
    """The engine cannot answer a query exactly; the text says why, in English."""


def uncovered(
    stores: Stores, reading: Reading, reads: Reads, constants: Mapping[str, str], table: Table
) -> str:
    """Why the answers could be wrong, in English; ``""`` where they are exact."""
    try:
        respelled(stores, reading, reads, constants, table)
    except Uncovered as error:
        return str(error)
    return ""


def respelled(
    stores: Stores, reading: Reading, reads: Reads, constants: Mapping[str, str], table: Table
) -> dict[str, str]:
    """The literals of the data that come back otherwise, by how they do.

    Raises Uncovered where the answers could depend on it: two literals are one to the engine, the
    query looks at how a literal is written, or a number is beyond those that it knows.
    """
    predicates = stores.predicates(reads)
    named = {*constants.values(), *typed_literals(reading.tokens)}
    named.update(term for terms in table.values() for term in terms)
    back: dict[str, str] = {}
    lost: set[str] = set()
    for spelling in [*map(stores.spelling, predicates), Spelling(sorted(named))]:
        if spelling.beyond:
            raise Uncovered(f"{spelling.beyond} is beyond the numbers of the query engine")
        lost |= spelling.lost
        for original, spelled in spelling.of.items():
            if back.setdefault(spelled, original) != original or spelled in named:
                raise Uncovered(f"the query engine takes {original} for {spelled}")
    if same := stores.among(predicates, back):
        raise Uncovered(f"the query engine takes {back[same]} for {same}")
    for kind in sorted(lost):
        if function := looks_at(reading, kind):
            spelled = min(back)
            raise Uncovered(
                f"{function} looks at how literals are written, and the query engine keeps "
                f"{back[spelled]} as {spelled}"
            )
    return back


def typed_literals(tokens: tuple[Token, ...]) -> Iterator[str]:
    """The numbers in a query, and its literals with a datatype of XML Schema, in N-Triples."""
    for at, token in enumerate(tokens):
        if token.kind == NUMBER:
            kind = "double" if "e" in token.text.lower() else "decimal"
            kind = "integer" if token.text.isdigit() else kind
            yield f'"{token.text}"^^<{XSD}{kind}>'
        if token.kind == STRING and [item.text for item in tokens[at + 1 : at + 3]] == ["^", "^"]:
            local = re.split(r"[:#]", tokens[at + 3].text.rstrip(">"))[-1]
            yield f'"{token.text.strip(QUOTES)}"^^<{XSD}{local}>'
