"""What the shapes say of a column beyond the contract: bounds, lengths, languages, examples.

Shapes Constraint Language (SHACL), sections 4.3 (ranges), 4.4 (strings) and 2.3.2 (non-validating
properties). Said of the property shape itself, of its qualified value shape, or of an alternative.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from publisher.contract import Class, Property
from publisher.datatypes import BUILTINS
from publisher.namespaces import SH, SKOS
from publisher.vocabulary import Triples, node_name

Said = tuple[tuple[str, str], ...]
"""Pairs of language (empty for none) and text."""


@dataclass(frozen=True)
class Bound:
    """A lowest or highest value as it is written; ``open`` where it is itself left out."""

    text: str
    open: bool = False


@dataclass(frozen=True)
class Facets:
    """What bounds the values of a column; None and empty where nothing does."""

    low: Bound | None
    high: Bound | None
    shortest: int | None
    longest: int | None
    languages: tuple[str, ...]
    examples: Said
    flags: str
    recommended: bool
    """Whether a value should be there without being required."""


def facets(item: Property, kind: Class, triples: Triples) -> Facets:
    """What ``triples`` (the shapes) say of a property of ``kind``."""
    sources = [item.iri, *triples.names(item.iri, SH + "qualifiedValueShape")]
    for head in triples.names(item.iri, SH + "or"):
        sources += map(node_name, triples.members(head))

    def texts(name: str) -> list[str]:
        return [text for source in sources for text in triples.texts(source, name)]

    lengths = {name: [int(text) for text in texts(SH + name) if text.isdigit()]
               for name in ("minLength", "maxLength")}  # fmt: skip
    return Facets(
        low=_bound(texts(SH + "minInclusive"), texts(SH + "minExclusive"), item.datatypes, "low"),
        high=_bound(texts(SH + "maxInclusive"), texts(SH + "maxExclusive"), item.datatypes, "high"),
        shortest=max(lengths["minLength"], default=None),
        longest=min(lengths["maxLength"], default=None),
        languages=tuple(
            node_name(term) for source in sources
            for head in triples.names(source, SH + "languageIn") for term in triples.members(head)
        ),
        examples=_examples(item, triples),
        flags="".join(texts(SH + "flags")),
        recommended=not item.required and any(
            other.path == item.path and other.inverse == item.inverse and other.min_count
            for other in kind.properties
        ),
    )  # fmt: skip


def _bound(closed: list[str], opened: list[str], datatypes: tuple[str, ...], end: str
           ) -> Bound | None:  # fmt: skip
    """The bound that is said, else the one that the datatype has."""
    if opened:
        return Bound(opened[0], open=True)
    if closed:
        return Bound(closed[0])
    local = datatypes[0].rpartition("#")[2] if len(datatypes) == 1 else ""
    builtin = BUILTINS.get(local)
    number = None if builtin is None else builtin.lowest if end == "low" else builtin.highest
    return None if number is None else Bound(str(number))


def _examples(item: Property, triples: Triples) -> Said:
    """The values of ``skos:example``, then those of ``sh:defaultValue``."""
    return tuple(
        (term.language or "", term.value) if isinstance(term, ox.Literal) else ("", term.value)
        for name in (SKOS + "example", SH + "defaultValue")
        for term in triples.terms(item.iri, name)
        if isinstance(term, ox.Literal | ox.NamedNode)
    )
