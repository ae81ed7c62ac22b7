"""An endpoint that is asked page by page, and what shows that its pages are not those of one state.

The requests are those of SPARQLWrapper, sent through a client that is bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, Final, cast

import pyoxigraph as ox
from SPARQLWrapper import JSON, POST, URLENCODED, SPARQLWrapper

from publisher.errors import BadStatus
from publisher.fetching import Client
from publisher.fetching.media import HEAD, must_be_data
from publisher.obtaining.manner import Asked
from publisher.obtaining.query import Query
from publisher.obtaining.remarks import Refusal

RELEASE: Final = "publisher-release"
"""The header by which a site of this kind says which release it answers from; asked with the
parameter ``release`` it stays with that one."""

ACCEPT: Final = "application/sparql-results+json"
FORM: Final = "application/x-www-form-urlencoded"

Row = ox.QuerySolution


class Moved(Exception):
    """What is asked for has changed while it was read."""

    code = "moving"


class Repeated(Moved):
    """A row has come on two pages."""

    code = "repeated"


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
        return _parsed(self.address, content)

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


def _parsed(address: str, content: bytes) -> tuple[list[str], list[Row]]:
    must_be_data(address, content[:HEAD].decode("utf-8", "replace"))
    try:
        found = ox.parse_query_results(content, format=ox.QueryResultsFormat.JSON)
        if not isinstance(found, ox.QuerySolutions):
            raise ValueError("ASK")
        return [variable.value for variable in found.variables], list(found)
    except (SyntaxError, ValueError) as error:
        raise Refusal.of("endpoint", str(error)) from error


@dataclass
class Pages:
    """The pages of one reading."""

    asked: Asked
    query: Query
    endpoint: Endpoint
    wanted: int
    names: list[str] = field(default_factory=list)
    count: int = 0
    first: list[str] = field(default_factory=list)
    last: str = ""
    seen: set[str] = field(default_factory=set)
    overlaps: bool = False
    """Whether a page begins with what the one before ended with."""

    def read(self) -> Iterator[Row]:
        """All rows, in the order of the query. Raises Moved, also where more and more come."""
        size = self.asked.section.page_rows
        came, after = 0, ""
        while True:
            rows = self._page(self.query.page(size, 0 if self.query.is_keyed else came, after))
            full = self.query.is_paged and len(rows) >= size
            if full and self.query.is_keyed:
                rows, after = self._until_key(rows)
            self._require_new(rows)
            yield from rows
            came += len(rows)
            if full and came > self.wanted:
                raise Moved
            if not full:
                return

    def _require_new(self, rows: list[Row]) -> None:
        """Raise Repeated where a row has come on an earlier page.

        What is equal stands together, for the order tells all else apart: the last of a page may
        come again at the beginning of the next.
        """
        if not self.query.is_paged:
            return
        found = [str(row) for row in rows]
        going_on = sum(1 for _ in takewhile(lambda text: text == self.last, found))
        self.overlaps = self.overlaps or bool(going_on)
        more = found[going_on:]
        if not self.seen.isdisjoint(more):
            raise Repeated
        self.seen.update(more)
        self.last = found[-1] if found else ""

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
