"""A source that is a SPARQL query: all of its rows, page by page, never fewer than there are.

How many there are is asked for before, and where the endpoint does not say which release it
answers from also after: what changes meanwhile is read anew.
"""

from __future__ import annotations

import csv
import hashlib
from typing import Any, Final

import pyoxigraph as ox

from publisher.canonical import canonical
from publisher.obtaining.files import described, write_lines
from publisher.obtaining.guards import require_own
from publisher.obtaining.manner import Asked, Received
from publisher.obtaining.paging import Endpoint, Moved, Pages, Repeated, Row
from publisher.obtaining.query import COUNT, Query, parse
from publisher.obtaining.remarks import Refusal
from publisher.remote_sources import SPARQL
from publisher.sources.skolem import skolemise

ROUNDS: Final = 3
"""How often a query is read at most until it has not changed meanwhile."""


def read_endpoint(asked: Asked) -> Received:
    """All rows of a query: as a table, or as the statements that they make.

    Raises FetchError where the endpoint does not answer, Refusal where what it answers is not whole
    or cannot be used.
    """
    path = asked.settings.root / asked.section.query
    try:
        query = parse(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise Refusal.of("query", f"{asked.section.query}: {why}") from error
    client = asked.client()
    try:
        endpoint, code = Endpoint(client, asked.section.address), ""
        for _ in range(ROUNDS):
            try:
                return _read(asked, query, endpoint)
            except Moved as moved:
                endpoint.release, code = "", moved.code
        raise Refusal.of(code, expected=ROUNDS)
    finally:
        client.close()


def _read(asked: Asked, query: Query, endpoint: Endpoint) -> Received:
    """One reading. Raises Moved where something has changed meanwhile."""
    wanted = _count(query, endpoint)
    if _is_current(asked, endpoint):
        assert asked.state is not None
        assert asked.kept is not None
        table = asked.state.file
        return Received(SPARQL, table, asked.kept, _description(asked, table, query),
                        release=endpoint.release)  # fmt: skip
    pages = Pages(asked, query, endpoint, wanted)
    rows = list(pages.read())
    if not endpoint.release and (_count(query, endpoint) != wanted or pages.have_changed()):
        raise Moved
    if len(rows) != wanted:
        raise Refusal.of("truncated", len(rows), wanted)
    if pages.overlaps and len(pages.seen) != _count(query, endpoint, distinct=True):
        raise Repeated
    write = _write_statements if query.template else _write_table
    return write(asked, query, pages, rows)


def _is_current(asked: Asked, endpoint: Endpoint) -> bool:
    """Whether the last good state is of this very release and query."""
    known = asked.known
    return bool(known and endpoint.release and known.release == endpoint.release
                and known.etag == _mark(asked))  # fmt: skip


def _mark(asked: Asked) -> str:
    """By which a changed query is noticed."""
    text = (asked.settings.root / asked.section.query).read_bytes()
    return hashlib.sha256(text + asked.section.table.encode()).hexdigest()


def _count(query: Query, endpoint: Endpoint, *, distinct: bool = False) -> int:
    _, rows = endpoint.rows(query.whole(distinct=distinct))
    try:
        return int(rows[0][COUNT].value)
    except (IndexError, KeyError, AttributeError, ValueError) as error:
        raise Refusal.of("endpoint", f"COUNT: {error}") from error


def _write_statements(asked: Asked, query: Query, pages: Pages, rows: list[Row]) -> Received:
    name = f"{asked.name}.nt"
    if pages.count > 1:
        for row in rows:
            for value in row:
                if isinstance(value, ox.BlankNode):
                    raise Refusal.of("blank-rows", str(value))
    size = asked.section.page_rows
    triples = (
        triple
        for start in range(0, len(rows), size)
        for triple in query.statements(rows[start : start + size], asked.section.address)
    )
    quads = require_own((ox.Quad(*triple) for triple in triples), asked)
    named = skolemise(quads, asked.genid, file=asked.prefix + name)
    path = asked.work / name
    write_lines(path, sorted(set(canonical(str(quad.triple) for quad in named))))
    return Received(SPARQL, name, path, b"", _mark(asked), release=pages.endpoint.release)


def _write_table(asked: Asked, query: Query, pages: Pages, rows: list[Row]) -> Received:
    stem = asked.section.table or asked.name
    name = f"{asked.name}/{stem}.csv"
    cells = [["" if value is None else _text(value) for value in row] for row in rows]
    path = asked.work / f"{stem}.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(pages.names)
        writer.writerows(cells if query.order else sorted(cells))
    return Received(SPARQL, name, path, _description(asked, name, query), _mark(asked),
                    release=pages.endpoint.release)  # fmt: skip


def _text(value: Any) -> str:
    if isinstance(value, ox.BlankNode):
        raise Refusal.of("blank-rows", str(value))
    return str(value.value)


def _description(asked: Asked, table: str, query: Query) -> bytes:
    return b"" if query.template else described(asked, table.rpartition("/")[2])
