"""Small descriptions with relative addresses -> Turtle (which is TriG too) and JSON-LD.

Links between the documents of a feed are relative, so that they hold on whatever host the feed is
read from: a mirror, a static copy, a test. The prefixes are fixed, as pages never change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from publisher.namespaces import DCAT, DCT, FOAF, PROV, RDF, RDFS, SH, SKOS, VCARD, XSD

AS: Final = "https://www.w3.org/ns/activitystreams#"
LDES: Final = "https://w3id.org/ldes#"
TREE: Final = "https://w3id.org/tree#"

NAMESPACES: Final[dict[str, str]] = {
    "as": AS,
    "dcat": DCAT,
    "dct": DCT,
    "foaf": FOAF,
    "ldes": LDES,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "sh": SH,
    "skos": SKOS,
    "tree": TREE,
    "vcard": VCARD,
    "xsd": XSD,
}
"""The prefixes of every document, for good."""


PREFIXED: Final = re.compile(r"\b([a-z]+):(?=\w)")


@dataclass(frozen=True)
class Ref:
    """A link: an IRI, absolute or relative to the document, or a prefixed name."""

    iri: str


@dataclass(frozen=True)
class Node:
    """A thing with its statements, in order; ``iri`` is empty for the document itself.

    A thing without an IRI (None) stands inside what points to it. Properties and types are
    prefixed names.
    """

    iri: str | None
    types: tuple[str, ...] = ()
    values: tuple[tuple[str, Value], ...] = ()


Value = Ref | Node | ox.Literal


def date_time(text: str) -> ox.Literal:
    """A time."""
    return ox.Literal(text, datatype=ox.NamedNode(XSD + "dateTime"))


def whole(number: int) -> ox.Literal:
    """A whole number."""
    return ox.Literal(str(number), datatype=ox.NamedNode(XSD + "integer"))


BARE: Final = (XSD + "boolean", XSD + "integer")
"""Datatypes whose literals stand in Turtle as they are."""

TRUE: Final = ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean"))


def expand(name: str) -> str:
    """A prefixed name in full; any other text as it is."""
    prefix, colon, local = name.partition(":")
    return NAMESPACES[prefix] + local if colon and prefix in NAMESPACES else name


def turtle(nodes: Iterable[Node], more: Iterable[str] = ()) -> str:
    """Things in Turtle, below the declarations of the prefixes in them and of ``more``."""
    text = "\n".join(f"<{node.iri or ''}> {_predicates(node)} .\n" for node in nodes)
    used = {*PREFIXED.findall(text), *more}
    lines = [f"@prefix {prefix}: <{space}> .\n"
             for prefix, space in NAMESPACES.items() if prefix in used]  # fmt: skip
    return "".join(lines) + "\n" + text


def json_nodes(nodes: Iterable[Node]) -> list[dict[str, Any]]:
    """Things in JSON-LD, with NAMESPACES as the context."""
    return [_json(node) for node in nodes]


def _predicates(node: Node, indent: str = "    ") -> str:
    parts = [f"a {', '.join(node.types)}"] if node.types else []
    for name in dict.fromkeys(name for name, _ in node.values):
        values = [_turtle_value(value, indent) for other, value in node.values if other == name]
        parts.append(f"{name} " + f",\n{indent}    ".join(values))
    return f" ;\n{indent}".join(parts)


def _turtle_value(value: Value, indent: str) -> str:
    if isinstance(value, Node):
        return f"[ {_predicates(value, indent + '    ')} ]"
    if isinstance(value, Ref):
        return value.iri if expand(value.iri) != value.iri else f"<{value.iri}>"
    if value.datatype.value in BARE:
        return value.value
    return str(value).replace(f"^^<{XSD}dateTime>", "^^xsd:dateTime")


def _json(node: Node) -> dict[str, Any]:
    found: dict[str, Any] = {} if node.iri is None else {"@id": node.iri}
    if node.types:
        found["@type"] = node.types[0] if len(node.types) == 1 else list(node.types)
    for name in dict.fromkeys(name for name, _ in node.values):
        values = list(_json_values(node, name))
        found[name] = values[0] if len(values) == 1 else values
    return found


def _json_values(node: Node, name: str) -> Iterator[dict[str, Any]]:
    for other, value in node.values:
        if other != name:
            continue
        if isinstance(value, Node):
            yield _json(value)
        elif isinstance(value, Ref):
            yield {"@id": value.iri}
        elif value.language:
            yield {"@language": value.language, "@value": value.value}
        elif value.datatype.value == XSD + "string":
            yield {"@value": value.value}
        else:
            yield {"@type": value.datatype.value, "@value": value.value}
