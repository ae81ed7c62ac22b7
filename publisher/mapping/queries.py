"""Files of queries -> statements, and what can only be told when every source has been read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from publisher.contract import Contract
from publisher.errors import SourceFault
from publisher.faults import Fault, Place
from publisher.iris import Iris
from publisher.namespaces import RDF
from publisher.queries.authored import Author, default_line, read_query
from publisher.queries.declared import Parameter
from publisher.queries.given import expected_of
from publisher.queries.statements import statements
from publisher.sources.discover import SourceFile
from publisher.sources.skolem import skolemise


@dataclass(frozen=True)
class _Default:
    """A thing that a parameter is where nothing is given, and the file that says so."""

    source: SourceFile
    parameter: Parameter
    thing: str


class QueryFiles:
    """Reads the query files of one gathering."""

    def __init__(self, contract: Contract, iris: Iris, prefixes: Mapping[str, str]) -> None:
        self._author, self._iris = Author(contract, iris, prefixes), iris
        self._files: dict[str, Path] = {}
        self._defaults: list[_Default] = []

    def read(self, source: SourceFile) -> list[str]:
        """The statements of a file, as N-Triples without the final dot.

        Raises SourceFault for what is wrong in it, and where another file has a query of its name.
        """
        query = read_query(source.path.read_bytes(), source.name, self._author)
        before = self._files.setdefault(query.name, source.path)
        if before != source.path and before.resolve() != source.path.resolve():
            raise SourceFault([Fault(
                Place(source.name), "duplicate-key", query.name, before.name, before.name
            )])  # fmt: skip
        self._defaults += [
            _Default(source, item, item.default.value)
            for item in query.parameters
            if item.target and isinstance(item.default, ox.NamedNode)
        ]
        quads = (ox.Quad(*triple) for triple in statements(query, self._iris.base_iri))
        named = skolemise(quads, self._iris.genid(), file=source.name)
        return [str(quad.triple) for quad in named]

    def faults(self, sources: Collection[list[str]], rejected: Collection[str]) -> Iterator[Fault]:
        """Defaults that are no things of their class in the sorted statements of ``sources``.

        What is in ``rejected`` is passed over: its row has a fault already.
        """
        for item in self._defaults:
            line = f"<{item.thing}> <{RDF}type> <{item.parameter.target}>"
            if item.thing in rejected or any(_has(lines, line) for lines in sources):
                continue
            sv, en = expected_of(item.parameter, self._author.names)
            content = item.source.path.read_bytes()
            row = default_line(content, item.source.name, item.parameter.name)
            short = self._author.names.key(item.thing, item.parameter.target)
            place = Place(item.source.name, "", row)
            yield Fault(place, "metadata", f"default = {short}", en, sv)


def _has(lines: list[str], line: str) -> bool:
    at = bisect_left(lines, line)
    return at < len(lines) and lines[at] == line
