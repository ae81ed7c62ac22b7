"""Common properties and notes of metadata -> statements (Metadata Vocabulary, section 5.8).

They are written in a small part of JSON-LD; what cannot be said in it was refused when the metadata
was read.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin

import pyoxigraph as ox

from publisher.namespaces import RDF, XSD
from publisher.sources.csvw_kinds import OBJECTS
from publisher.sources.csvw_schema import CSVW
from publisher.sources.csvw_terms import DATATYPES, expand_prefix

Node = ox.NamedNode | ox.BlankNode

TYPE: Final = ox.NamedNode(RDF + "type")
NOTE: Final = ox.NamedNode(CSVW + "note")


@dataclass(frozen=True)
class Annotations:
    """Says what metadata says of a node. ``base`` resolves IRIs, ``language`` is that of texts
    without one of their own (``und`` for none), ``blank`` makes nodes."""

    base: str
    language: str
    blank: Callable[[], ox.BlankNode]

    def of(self, node: Node, notes: Iterable[tuple[str, object]]) -> Iterator[ox.Triple]:
        """The statements about ``node``; ``notes`` are pairs of IRI and value as written."""
        for name, value in notes:
            predicate = NOTE if name == "notes" else ox.NamedNode(name)
            yield from self._values(node, predicate, value)

    def _values(self, node: Node, predicate: ox.NamedNode, value: Any) -> Iterator[ox.Triple]:
        if isinstance(value, list):
            for item in value:
                yield from self._values(node, predicate, item)
        elif isinstance(value, dict) and "@value" not in value:
            yield from self._object(node, predicate, value)
        elif value is not None:
            yield ox.Triple(node, predicate, self._literal(value))

    def _object(
        self, node: Node, predicate: ox.NamedNode, value: dict[str, Any]
    ) -> Iterator[ox.Triple]:
        named = value.get("@id")
        target: Node = self.blank() if named is None else self._iri(named)
        yield ox.Triple(node, predicate, target)
        types = value.get("@type", [])
        for name in types if isinstance(types, list) else [types]:
            yield ox.Triple(target, TYPE, self._type(name))
        for key, item in value.items():
            if not key.startswith("@"):
                yield from self._values(target, ox.NamedNode(expand_prefix(key)), item)

    def _literal(self, value: Any) -> ox.Literal:
        if not isinstance(value, dict):
            return self._plain(value, self.language)
        text = value["@value"]
        if "@type" in value:
            shown = text if isinstance(text, str) else json.dumps(text)
            return ox.Literal(shown, datatype=self._type(value["@type"]))
        return self._plain(text, value.get("@language", "und"))

    @staticmethod
    def _plain(value: Any, language: str) -> ox.Literal:
        if isinstance(value, bool):
            return ox.Literal("true" if value else "false", datatype=ox.NamedNode(XSD + "boolean"))
        if isinstance(value, int):
            return ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))
        if isinstance(value, float):
            return ox.Literal(_double(value), datatype=ox.NamedNode(XSD + "double"))
        text = str(value)
        return ox.Literal(text) if language == "und" else ox.Literal(text, language=language)

    def _iri(self, text: str) -> ox.NamedNode:
        return ox.NamedNode(urljoin(self.base, expand_prefix(text)))

    def _type(self, name: str) -> ox.NamedNode:
        if name in OBJECTS:
            return ox.NamedNode(CSVW + name)
        return ox.NamedNode(DATATYPES[name]) if name in DATATYPES else self._iri(name)


def _double(value: float) -> str:
    """The canonical form of a double (XML Schema Part 2, section 3.2.5.2)."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("INF" if value > 0 else "-INF")
    mantissa, _, exponent = f"{value:.15E}".partition("E")
    mantissa = mantissa.rstrip("0")
    return (
        f"{mantissa}0E{int(exponent)}" if mantissa.endswith(".") else f"{mantissa}E{int(exponent)}"
    )
