"""Writing to a store and counting what is in it: SPARQL 1.1 Update, Graph Store HTTP Protocol."""

from __future__ import annotations

import json
import urllib.error
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final
from urllib.parse import quote

import urllib3
from SPARQLWrapper import BASIC, DIGEST, JSON, POST, URLENCODED, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from publisher.errors import EndpointError
from publisher.store.remote import Remote

SECONDS: Final = 600
"""How long a store may take for one batch, or to count a graph."""

BATCH: Final = 2_000
"""Statements sent to a store at a time."""

SAID: Final = 300
"""Characters shown of what a store says when it refuses something."""

LISTED: Final = 10_000
"""Graphs of a store that are looked at."""


@dataclass(frozen=True)
class Client:
    """One of the stores, to write to. Every method raises EndpointError where it refuses."""

    remote: Remote
    store: str

    def graphs(self) -> list[str]:
        """The named graphs that are there, of whomever."""
        found = self._select(f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} }} LIMIT {LISTED}")
        return sorted(row["g"]["value"] for row in found)

    def count(self, graph: str) -> int:
        """The number of statements in a graph."""
        found = self._select(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        return int(found[0]["n"]["value"])

    def clear(self, graph: str) -> None:
        """Empty a graph."""
        self._update(f"CLEAR SILENT GRAPH <{graph}>")

    def add(self, graph: str, lines: Sequence[str]) -> None:
        """Put statements, each a line of N-Triples, into a graph, :data:`BATCH` at a time."""
        for start in range(0, len(lines), BATCH):
            text = "\n".join(lines[start : start + BATCH])
            if self.remote.dialect.graphs:
                self._post(graph, text)
            else:
                self._update(f"INSERT DATA {{ GRAPH <{graph}> {{\n{text}\n}} }}")

    def _post(self, graph: str, text: str) -> None:
        """Merge statements into a graph (SPARQL 1.1 Graph Store HTTP Protocol, section 5.5)."""
        address = f"{self.store}{self.remote.dialect.graphs}?graph={quote(graph, safe='')}"
        headers = {"Content-Type": "application/n-triples", **self.remote.headers}
        try:
            answer = urllib3.request("POST", address, body=text.encode(), headers=headers,
                                     timeout=SECONDS, retries=False, redirect=False)  # fmt: skip
        except urllib3.exceptions.HTTPError as error:
            raise self._refused(str(error)) from error
        if not 200 <= answer.status < 300:
            said = answer.data.decode("utf-8", "replace")
            raise self._refused(f"status {answer.status} {said}")

    def _update(self, text: str) -> None:
        wrapper = self._wrapper(self.store + self.remote.dialect.update)
        wrapper.setQuery(text)
        self._run(wrapper)

    def _select(self, text: str) -> list[dict[str, dict[str, str]]]:
        wrapper = self._wrapper(self.remote.url(self.store))
        wrapper.setReturnFormat(JSON)
        wrapper.setQuery(text)
        try:
            rows = json.loads(self._run(wrapper))["results"]["bindings"]
        except (ValueError, KeyError, TypeError) as error:
            raise self._refused(f"it gives no results in JSON ({error})") from error
        return list(rows)

    def _wrapper(self, address: str) -> Any:
        wrapper = SPARQLWrapper(address, agent="publisher")
        wrapper.setMethod(POST)
        wrapper.setRequestMethod(URLENCODED)
        wrapper.setTimeout(SECONDS)
        if self.remote.password:
            wrapper.setHTTPAuth(DIGEST if self.remote.dialect.digest else BASIC)
            wrapper.setCredentials(self.remote.user, self.remote.password)
        return wrapper

    def _run(self, wrapper: Any) -> bytes:
        try:
            return bytes(wrapper.query().response.read())
        except (SPARQLWrapperException, urllib.error.URLError, HTTPException, OSError) as error:
            raise self._refused(str(error)) from error

    def _refused(self, said: str) -> EndpointError:
        return EndpointError(
            f"the store refuses: {' '.join(said.split())[:SAID]}.", where=self.store
        )
