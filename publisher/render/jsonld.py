"""Triples -> JSON-LD 1.1, compacted by the site's context without losing a lexical form.

Literals are always written as strings with their datatype, never as JSON numbers or booleans, so
that expanding the document gives exactly the triples that went in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Final

import pyoxigraph as ox

from publisher.errors import RenderError
from publisher.namespaces import RDF, XSD
from publisher.render.abbreviate import Abbreviator
from publisher.render.context import ANY, IRI, TEXT, Context, Definition, Fits

TYPE: Final = RDF + "type"
STRING: Final = XSD + "string"
PART_SEPARATOR: Final = ",\n"
FOOTER: Final = "\n]}\n"

Node = dict[str, Any]


def header(context: Context) -> str:
    """The start of a document that holds many nodes: the whole context, then ``@graph``."""
    text = json.dumps(context.document, ensure_ascii=False, separators=(",", ":"))
    return f'{{"@context":{text},\n"@graph":[\n'


def body(triples: Iterable[ox.Triple | ox.Quad], context: Context) -> str:
    """The nodes alone, one on a line, to stand between :func:`header` and :data:`FOOTER`."""
    writer = _Writer(context)
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    return PART_SEPARATOR.join([encode(node) for node in writer.nodes(triples)])


def document(triples: Iterable[ox.Triple | ox.Quad], context: Context) -> str:
    """A whole document with only those entries of the context that it uses."""
    return json.dumps(compact(triples, context), ensure_ascii=False, indent=2) + "\n"


def compact(triples: Iterable[ox.Triple | ox.Quad], context: Context) -> Node:
    """The JSON-LD document as Python objects: one node by itself, several under ``@graph``."""
    writer = _Writer(context)
    nodes = list(writer.nodes(triples))
    used = writer.used_context()
    if len(nodes) != 1:
        return {"@context": used, "@graph": nodes}
    shadowed = nodes[0].pop("@context", {})
    return {"@context": {name: used[name] for name in used if name not in shadowed}, **nodes[0]}


class _Writer:
    """Turns triples into nodes and remembers what of the context they use."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.names = Abbreviator(context.prefixes)
        self.terms_used: set[str] = set()
        schemes = "|".join(map(re.escape, context.document)) or "(?!)"
        self.mistakable = re.compile(f"({schemes}):(?!//)").match

    def used_context(self) -> dict[str, Definition]:
        """The entries of the context that the nodes so far have used."""
        prefixes = dict(self.names.declared(only_used=True))
        return {**prefixes, **{term: self.context.terms[term] for term in sorted(self.terms_used)}}

    def nodes(self, triples: Iterable[ox.Triple | ox.Quad]) -> Iterator[Node]:
        """One node for each subject, sorted."""
        rows = {(str(item.subject), item.predicate.value, str(item.object)): item.object
                for item in triples}  # fmt: skip
        for subject, keys in groupby(sorted(rows), key=lambda key: key[0]):
            yield self._node(subject, [(key[1], rows[key]) for key in keys])

    def _node(self, subject: str, values: list[tuple[str, Any]]) -> Node:
        identifier = subject.strip("<>")
        kinds = [value.value for predicate, value in values
                 if predicate == TYPE and isinstance(value, ox.NamedNode)]  # fmt: skip
        fits = next((self.context.fits_by_class[kind] for kind in kinds
                     if kind in self.context.fits_by_class), self.context.fits)  # fmt: skip
        shadowed = self._shadowed(identifier, values)
        if shadowed:
            fits = {fit: term for fit, term in fits.items() if term not in shadowed}
        node: Node = {}
        for predicate, value in values:
            if predicate == TYPE and isinstance(value, ox.NamedNode):
                continue
            key, language, item = self._entry(predicate, value, fits, shadowed)
            _add(node.setdefault(key, {}), language, item) if language else _add(node, key, item)
        head: Node = {"@context": dict.fromkeys(shadowed)} if shadowed else {}
        head["@id"] = identifier
        if kinds:
            types = [self._type(kind, shadowed) for kind in kinds]
            head["@type"] = types[0] if len(types) == 1 else types
        return {**head, **{key: node[key] for key in sorted(node)}}

    def _entry(
        self, predicate: str, value: Any, fits: Fits, shadowed: list[str]
    ) -> tuple[str, str, Any]:
        """The key, the language where the key holds a language map, and the value."""
        if isinstance(value, ox.NamedNode | ox.BlankNode):
            identifier = value.value if isinstance(value, ox.NamedNode) else str(value)
            if term := fits.get((predicate, IRI)):
                return self._use(term), "", identifier
            return self._key(predicate, fits, shadowed), "", {"@id": identifier}
        if not isinstance(value, ox.Literal) or value.direction is not None:
            raise RenderError(f"JSON-LD cannot write {value}: RDF 1.1 has no such term.")
        if language := value.language:
            if term := fits.get((predicate, TEXT)):
                return self._use(term), language, value.value
            item = {"@language": language, "@value": value.value}
            return self._key(predicate, fits, shadowed), "", item
        datatype = value.datatype.value
        if term := fits.get((predicate, datatype)):
            return self._use(term), "", value.value
        key = self._key(predicate, fits, shadowed)
        if datatype == STRING:
            return key, "", {"@value": value.value}
        return key, "", {"@type": self._iri(datatype, shadowed), "@value": value.value}

    def _key(self, predicate: str, fits: Fits, shadowed: list[str]) -> str:
        """The key under which a value says itself what it is."""
        term = fits.get((predicate, ANY))
        return self._use(term) if term else self._iri(predicate, shadowed)

    def _use(self, term: str) -> str:
        self.terms_used.add(term)
        return term

    def _type(self, iri: str, shadowed: list[str]) -> str:
        term = self.context.types.get(iri)
        return self._use(term) if term and term not in shadowed else self._iri(iri, shadowed)

    def _iri(self, iri: str, shadowed: list[str]) -> str:
        found = self.names.split(iri)
        if found is None or found[0] in shadowed:
            return iri
        return f"{found[0]}:{found[1]}"

    def _shadowed(self, identifier: str, values: list[tuple[str, Any]]) -> list[str]:
        """The prefixes that some IRI here has as its scheme (``geo:59.6,16.5``).

        JSON-LD would take such an IRI for a prefixed name, so they are switched off in the node.
        """
        match = self.mistakable
        iris = [value.value for _, value in values if isinstance(value, ox.NamedNode)]
        iris += [identifier, *(predicate for predicate, _ in values)]
        return sorted({found[1] for iri in iris if (found := match(iri))})


def _add(node: Node, key: str, value: Any) -> None:
    present = node.get(key)
    if present is None:
        node[key] = value
    elif isinstance(present, list):
        present.append(value)
    else:
        node[key] = [present, value]
