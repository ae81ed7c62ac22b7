"""A source that is a SPARQL query: all of its rows, page by page, never fewer than there are.

How many there are is asked for before, and where the endpoint does not say which release it
answers from also after: what changes meanwhile is read anew.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, cast

import pyoxigraph as ox
from SPARQLWrapper import JSON, POST, URLENCODED, SPARQLWrapper

from publisher.canonical import canonical
from publisher.errors import BadStatus
from publisher.fetching import Client
from publisher.obtaining.files import described, write_lines
from publisher.obtaining.guards import require_own
from publisher.obtaining.manner import Asked, Received
from publisher.obtaining.query import COUNT, Query, parse
from publisher.obtaining.remarks import Refusal
from publisher.remote_sources import SPARQL
from publisher.sources.skolem import skolemise

ROUNDS: Final = 3
"""How often a query is read at most until it has not changed meanwhile."""

RELEASE: Final = "publisher-release"
"""The header by which a site of this kind says which release it answers from; asked with the
parameter ``release`` it stays with that one."""

ACCEPT: Final = "application/sparql-results+json"
FORM: Final = "application/x-www-form-urlencoded"

Row = ox.QuerySolution


class Moved(Exception):
    """What is asked for has changed while it was read."""


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
        endpoint = Endpoint(client, asked.section.address)
        for _ in range(ROUNDS):
            try:
                return _read(asked, query, endpoint)
            except Moved:
                endpoint.release = ""
        raise Refusal.of("moving", expected=ROUNDS)
    finally:
        client.close()


@dataclass
class Endpoint:
    """An endpoint, asked with SPARQLWrapper's requests through a client that is bounded.

    ``release`` is the one that it answers from, once it has said so. ``received`` counts bytes.
    """

    client: Client
    address: str
    release: str = ""
    received: int = 0

    def rows(self, text: str) -> tuple[list[str], list[Row]]:
        """The names of the variables, and the rows.

        Raises FetchError; Moved where the answer is from another release; Refusal where it is no
        result.
        """
        try:
            with self._answer(text) as response:
                content = response.read()
                release = response.headers.get(RELEASE, "")
        except BadStatus as error:
            if self.release and error.status in (404, 410):
                raise Moved from error  # the release is kept no longer
            if error.status == 400:
                raise Refusal.of("asked-wrongly", error.status, self.address) from error
            raise
        if self.release and release != self.release:
            raise Moved
        self.release = release
        self.received += len(content)
        return _parsed(content)

    def _answer(self, text: str) -> Any:
        wrapper = SPARQLWrapper(self.address, agent="publisher")
        wrapper.setMethod(POST)
        wrapper.setRequestMethod(URLENCODED)
        wrapper.setReturnFormat(JSON)
        wrapper.setOnlyConneg(True)
        wrapper.setQuery(text)
        if self.release:
            wrapper.addParameter("release", self.release)
        request = wrapper._createRequest()
        return self.client.fetch(
            request.full_url, accept=ACCEPT, body=cast(bytes, request.data), content_type=FORM
        )


def _parsed(content: bytes) -> tuple[list[str], list[Row]]:
    try:
        found = ox.parse_query_results(content, format=ox.QueryResultsFormat.JSON)
        if not isinstance(found, ox.QuerySolutions):
            raise ValueError("ASK")
        return [variable.value for variable in found.variables], list(found)
    except (SyntaxError, ValueError) as error:
        raise Refusal.of("endpoint", str(error)) from error


def _read(asked: Asked, query: Query, endpoint: Endpoint) -> Received:
    """One reading. Raises Moved where something has changed meanwhile."""
    wanted = _count(query, endpoint)
    if _is_current(asked, endpoint):
        assert asked.state is not None
        assert asked.kept is not None
        table = asked.state.file
        return Received(SPARQL, table, asked.kept, _description(asked, table, query),
                        release=endpoint.release)  # fmt: skip
    pages = _Pages(asked, query, endpoint)
    rows = list(pages.read())
    if not endpoint.release and (_count(query, endpoint) != wanted or pages.have_changed()):
        raise Moved
    if len(rows) != wanted:
        raise Refusal.of("truncated", len(rows), wanted)
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


def _count(query: Query, endpoint: Endpoint) -> int:
    _, rows = endpoint.rows(query.whole())
    try:
        return int(rows[0][COUNT].value)
    except (IndexError, KeyError, AttributeError, ValueError) as error:
        raise Refusal.of("endpoint", f"COUNT: {error}") from error


@dataclass
class _Pages:
    """The pages of one reading."""

    asked: Asked
    query: Query
    endpoint: Endpoint
    names: list[str] = field(default_factory=list)
    count: int = 0
    first: list[str] = field(default_factory=list)

    def read(self) -> Iterator[Row]:
        """All rows, in the order of the query."""
        size = self.asked.section.page_rows
        offset, after = 0, ""
        while True:
            rows = self._page(self.query.page(size, offset, after))
            full = self.query.is_paged and len(rows) >= size
            if full and self.query.is_keyed:
                rows, after = self._until_key(rows)
            yield from rows
            offset += 0 if self.query.is_keyed else len(rows)
            if not full:
                return

    def have_changed(self) -> bool:
        """Whether the first page is another by now."""
        if self.count < 2:
            return False
        _, rows = self.endpoint.rows(self.query.page(self.asked.section.page_rows))
        return list(map(str, rows)) != self.first

    def _page(self, text: str) -> list[Row]:
        self.names, rows = self.endpoint.rows(text)
        self.count += 1
        if self.count == 1:
            self.first = list(map(str, rows))
        if self.endpoint.received > self.asked.section.bytes:
            most, came = self.asked.section.bytes, self.endpoint.received
            raise Refusal.of("large", f"{came / 1e6:.1f} MB", f"{most / 1e6:.1f} MB")
        self.asked.manner.say(f"{self.asked.name}: {self.count} …")
        return rows

    def _until_key(self, rows: list[Row]) -> tuple[list[Row], str]:
        """The rows before those of the last key, which the next page has whole; and their key."""
        last = _key(rows[-1])
        before = [row for row in rows if _key(row) != last]
        if not before:
            raise Refusal.of("one-key", last, len(rows))
        return before, _key(before[-1])


def _key(row: Row) -> str:
    return "" if row[0] is None else str(row[0].value)


def _write_statements(asked: Asked, query: Query, pages: _Pages, rows: list[Row]) -> Received:
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


def _write_table(asked: Asked, query: Query, pages: _Pages, rows: list[Row]) -> Received:
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
