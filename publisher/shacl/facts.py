"""What is known of the terms of a graph, looked up once for each: datatype, language, validity."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from publisher.namespaces import RDF, XSD
from publisher.shacl.graph import LITERAL, Graph, Ids, Mask
from publisher.shacl.literals import split, suffix, well_formed

UNKNOWN, GOOD, BAD = 0, 1, 2

Number = TypeVar("Number", bound=np.generic)

ALWAYS_GOOD = (XSD + "string", RDF + "langString")


class Facts:
    """Facts of the literals of one graph, which may grow."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._suffixes: dict[tuple[str, str], int] = {}
        self._names: list[tuple[str, str]] = []
        self._codes: NDArray[np.int32] = np.empty(0, dtype=np.int32)
        self._forms: NDArray[np.uint8] = np.empty(0, dtype=np.uint8)

    def literals(self, ids: Ids) -> Mask:
        """Which of the terms are literals."""
        found: Mask = self._graph.kinds[ids] == LITERAL
        return found

    def has_datatype(self, ids: Ids, datatype: str) -> Mask:
        """Which terms are literals of a datatype (IRI), well-formed or not."""
        return self._suffixed(ids, [(name[0] == datatype) for name in self._known(ids)])

    def is_well_formed(self, ids: Ids, datatype: str) -> Mask:
        """Which of the literals, all of ``datatype``, have a lexical form that it allows."""
        if datatype in ALWAYS_GOOD:
            return np.ones(len(ids), dtype=np.bool_)
        if len(self._forms) < len(self._graph.terms):
            self._forms = _longer(self._forms, len(self._graph.terms), UNKNOWN)
        terms = self._graph.terms
        new = ids[self._forms[ids] == UNKNOWN]
        self._forms[new] = [
            GOOD if well_formed(split(terms[item])[0], datatype) else BAD for item in new.tolist()
        ]
        good: Mask = self._forms[ids] == GOOD
        return good

    def languages(self, ids: Ids) -> tuple[NDArray[np.int32], list[str]]:
        """For each term the number of its language in the list; that of no language is ``""``."""
        names = [name[1] for name in self._known(ids)]
        distinct = sorted({"", *names})
        numbers = np.array([distinct.index(name) for name in names] + [0], dtype=np.int32)
        codes = self._codes[ids]
        return np.where(self.literals(ids), numbers[codes], 0), distinct

    def _suffixed(self, ids: Ids, chosen: list[bool]) -> Mask:
        marks = np.array([*chosen, False], dtype=np.bool_)
        return self.literals(ids) & marks[self._codes[ids]]

    def _known(self, ids: Ids) -> list[tuple[str, str]]:
        """Datatype and language by code, once the literals among the terms have one."""
        if len(self._codes) < len(self._graph.terms):
            self._codes = _longer(self._codes, len(self._graph.terms), -1)
        new = ids[(self._codes[ids] < 0) & self.literals(ids)]
        if len(new):
            terms, codes, names = self._graph.terms, self._suffixes, self._names
            found = []
            for item in new.tolist():
                name = suffix(terms[item])
                code = codes.get(name)
                if code is None:
                    code = codes[name] = len(names)
                    names.append(name)
                found.append(code)
            self._codes[new] = found
        return self._names


def _longer(array: NDArray[Number], length: int, filler: int) -> NDArray[Number]:
    more = np.full(length - len(array), filler, dtype=array.dtype)
    return np.concatenate((array, more))
