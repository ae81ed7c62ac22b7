"""Triples -> RDF/XML (RDF 1.1 XML Syntax), one ``rdf:Description`` for each subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from publisher.errors import RenderError
from publisher.namespaces import RDF
from publisher.render.abbreviate import Abbreviator
from publisher.xmlsafe import ILLEGAL, NC_NAME, RESERVED, split_name

DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
FOOTER: Final = "</rdf:RDF>\n"


def header(prefixes: Mapping[str, str]) -> str:
    """The XML declaration and the root element's start with all prefixes."""
    return _root(_names(prefixes).declared())


def document(triples: Iterable[ox.Triple | ox.Quad], prefixes: Mapping[str, str]) -> str:
    """A whole document that declares only the prefixes it uses.

    Raises RenderError for what RDF/XML cannot write.
    """
    names = _names(prefixes)
    text = "".join(_descriptions(triples, names))
    names.used.add("rdf")
    return _root(names.declared(only_used=True)) + text + FOOTER


def body(triples: Iterable[ox.Triple | ox.Quad], prefixes: Mapping[str, str]) -> str:
    """The descriptions alone, to stand between :func:`header` and :data:`FOOTER`.

    Raises RenderError for what RDF/XML cannot write.
    """
    return "".join(_descriptions(triples, _names(prefixes)))


def _names(prefixes: Mapping[str, str]) -> Abbreviator:
    others = {key: value for key, value in prefixes.items() if value not in (RDF, *RESERVED)}
    return Abbreviator({**others, "rdf": RDF}, NC_NAME)


def _root(pairs: Iterable[tuple[str, str]]) -> str:
    attributes = "".join(f"\n    xmlns:{name}={quoteattr(value)}" for name, value in pairs)
    return f"{DECLARATION}<rdf:RDF{attributes}>\n"


def _descriptions(triples: Iterable[ox.Triple | ox.Quad], names: Abbreviator) -> Iterator[str]:
    rows = {(str(item.subject), item.predicate.value, str(item.object)): item.object
            for item in triples}  # fmt: skip
    tag = _tags(names)
    for subject, keys in groupby(sorted(rows), key=lambda key: key[0]):
        lines = [tag(key[1]).join(_element(rows[key], key)) for key in keys]
        yield f"<rdf:Description {_node(subject, 'about')}>\n{''.join(lines)}</rdf:Description>\n"


def _tags(names: Abbreviator) -> Callable[[str], _Tag]:
    known: dict[str, _Tag] = {}

    def tag(predicate: str) -> _Tag:
        if predicate not in known:
            known[predicate] = _Tag(predicate, names)
        return known[predicate]

    return tag


class _Tag:
    """The element of one predicate, with its namespace declared in place where no prefix fits."""

    def __init__(self, predicate: str, names: Abbreviator) -> None:
        split = split_name(predicate)
        if split is None:
            raise RenderError(
                "RDF/XML cannot write this property: its IRI must end in an XML name.",
                where=predicate,
                todo="Use a property whose IRI ends in a letter followed by letters or digits.",
            )
        short = names.split(predicate)
        self.end = ":".join(short or ("ns", split[1]))
        self.start = self.end if short else f"{self.end} xmlns:ns={quoteattr(split[0])}"

    def join(self, parts: tuple[str, str | None]) -> str:
        attributes, text = parts
        if text is None:
            return f"  <{self.start}{attributes}/>\n"
        return f"  <{self.start}{attributes}>{text}</{self.end}>\n"


def _element(
    value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, key: tuple[str, str, str]
) -> tuple[str, str | None]:
    """The attributes and the text of a property element (None: an empty element)."""
    if isinstance(value, ox.NamedNode | ox.BlankNode):
        return " " + _node(key[2], "resource"), None
    if not isinstance(value, ox.Literal) or value.direction is not None:
        raise RenderError(
            f"RDF/XML cannot write {key[2]}: RDF 1.1 has no such term.", where=key[0].strip("<>")
        )
    text = value.value
    if ILLEGAL.search(text):
        raise RenderError(
            f"XML cannot hold a character of {key[2]} (property {key[1]}).",
            where=key[0].strip("<>"),
            todo="Remove the control character from the source.",
        )
    text = escape(text, {"\r": "&#13;"})
    if value.language:
        return f' xml:lang="{value.language}"', text
    if key[2].endswith('"'):
        return "", text
    return f" rdf:datatype={quoteattr(value.datatype.value)}", text


def _node(term: str, attribute: str) -> str:
    if term.startswith("_:"):
        return f'rdf:nodeID="b{term[2:]}"'
    if not term.startswith("<") or term.startswith("<<"):
        raise RenderError(f"RDF/XML cannot write {term}: RDF 1.1 has no such term.")
    return f"rdf:{attribute}={quoteattr(term[1:-1])}"
