"""The log as a Linked Data Event Stream (LDES 1.0.0, with the TREE hypermedia specification).

The stream of the catalogue is a DCAT-AP feed (SEMIC, "The DCAT-AP Feed specification"): a change is
an activity, and what is said of the thing after it stands in a named graph with the activity's IRI.
The streams of classes are built alike.

A view is a search tree by time, of three levels: the root, groups, pages. Only pages have members;
a full page or group never changes. What one release changed has one time, so that the windows of
pages may meet in it; each thing is changed at most once at a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import pyoxigraph as ox

from publisher.changes import CATALOG, Change, Log
from publisher.changes.records import DELETE
from publisher.render import jsonld
from publisher.render.context import plain_context
from publisher.render.feeds.cutting import (
    Cut,
    groups_of,
    pages_of,
    second_after,
    time_of,
)
from publisher.render.feeds.nodes import (
    NAMESPACES,
    TRUE,
    Node,
    Ref,
    Value,
    date_time,
    json_nodes,
    turtle,
    whole,
)
from publisher.render.feeds.streams import Stream

PARTS: Final = "part"
"""Where groups lie, below a stream."""

SUFFIXES: Final = ("trig", "jsonld")
"""What pages are written as: each change is a named graph."""

ENTRIES: Final = ("trig", "jsonld", "ttl")
"""What else is written as: there are no named graphs in it."""

FOR_CATALOG: Final = "https://semiceu.github.io/LDES-DCAT-AP-feeds/"
ACTIVITY_SHAPE: Final = FOR_CATALOG + "shape.ttl#ActivityShape"
"""The shape that a DCAT-AP feed must name."""

CONTEXT: Final = plain_context(NAMESPACES)

STREAM: Final[tuple[tuple[str, Value], ...]] = (
    ("ldes:timestampPath", Ref("as:published")),
    ("ldes:versionOfPath", Ref("as:object")),
    ("ldes:versionCreateObject", Ref("as:Create")),
    ("ldes:versionUpdateObject", Ref("as:Update")),
    ("ldes:versionDeleteObject", Ref("as:Delete")),
)
"""How every stream is to be read."""


def overview(streams: Sequence[Stream], suffix: str) -> bytes:
    """What streams there are, each with its view."""
    links = tuple(("dcat:dataset", Ref(item.iri)) for item in streams)
    nodes = [Node(item.iri, ("ldes:EventStream", "dcat:Dataset"), (
        *_titles(item), ("dct:license", Ref(item.licence)),
        ("tree:view", Ref(f"ldes/{item.name}.{suffix}")),
    )) for item in streams]  # fmt: skip
    return _document([Node("", ("dcat:Catalog",), links), *nodes], suffix)


def root(stream: Stream, log: Log, suffix: str) -> bytes:
    """The root of a view: how the stream is to be read, and its groups."""
    about = Node(stream.iri, ("ldes:EventStream",), (
        *_titles(stream), ("dct:license", Ref(stream.licence)), *_conforms(stream), *STREAM,
        ("rdfs:seeAlso", Ref("../state.json")), ("ldes:pollingInterval", whole(stream.polling)),
        ("tree:shape", Ref(_shape(stream).iri or "")), ("tree:view", Ref("")),
    ))  # fmt: skip
    links = [(f"{stream.name}/{PARTS}/{cut.number}.{suffix}", cut)
             for cut in groups_of(log.length(stream.name))]  # fmt: skip
    page = Node("", ("tree:Node",), tuple(_relations(links, stream.name, log)))
    return _document([about, page, _shape(stream)], suffix)


def group(stream: Stream, log: Log, cut: Cut, suffix: str) -> bytes:
    """A group of pages. From Turtle it leads to TriG, as Turtle has no named graphs."""
    leaf = suffix if suffix in SUFFIXES else SUFFIXES[0]
    links = [(f"../{item.number}.{leaf}", item)
             for item in pages_of(log.length(stream.name), cut)]  # fmt: skip
    values = [*_immutable(cut), *_relations(links, stream.name, log)]
    return _document([Node("", ("tree:Node",), tuple(values)), _event_stream(stream)], suffix)


def page(stream: Stream, changes: Sequence[Change], cut: Cut, suffix: str) -> bytes:
    """A page: its changes in order, each with what is said of the thing after it."""
    head = [Node("", ("tree:Node",), tuple(_immutable(cut))), _event_stream(stream)]
    return WRITERS[suffix](stream, head, changes)


def _trig(stream: Stream, head: Iterable[Node], changes: Iterable[Change]) -> bytes:
    """The statements as they are in the log: N-Triples is Turtle, and nothing is to be parsed."""
    pieces = [turtle(head, ("as", "tree", "xsd"))]
    for change in changes:
        member = stream.member(change.number)
        pieces.append(
            f"\n<{stream.iri}> tree:member <{member}> .\n"
            f"<{member}> a as:{change.kind} ;\n    as:object <{change.iri}> ;\n"
            f'    as:published "{change.time}"^^xsd:dateTime .\n'
        )
        if change.kind != DELETE:
            pieces += [f"<{member}> {{\n", " .\n".join(change.lines), " .\n}\n"]
    return "".join(pieces).encode()


def _jsonld(stream: Stream, head: Iterable[Node], changes: Iterable[Change]) -> bytes:
    members = ",\n".join(_json_member(stream, change) for change in changes)
    nodes = [_json(node) for node in json_nodes(head)]
    nodes.append(f'{{"@id":{_json(stream.iri)},"tree:member":[\n{members}\n]}}')
    return _json_document(nodes)


def _json_member(stream: Stream, change: Change) -> str:
    node = Node(stream.member(change.number), (f"as:{change.kind}",), (
        ("as:object", Ref(change.iri)), ("as:published", date_time(change.time))
    ))  # fmt: skip
    [found] = json_nodes([node])
    if change.kind == DELETE:
        return _json(found)
    text = "".join(f"{line} .\n" for line in change.lines)
    triples = [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)]
    return f'{_json(found)[:-1]},"@graph":[\n{jsonld.body(triples, CONTEXT)}\n]}}'


WRITERS: Final = {"trig": _trig, "jsonld": _jsonld}


def _document(nodes: Sequence[Node], suffix: str) -> bytes:
    if suffix == "jsonld":
        return _json_document([_json(node) for node in json_nodes(nodes)])
    return turtle(nodes).encode()


def _json_document(nodes: Iterable[str]) -> bytes:
    return (
        f'{{"@context":{_json(CONTEXT.document)},\n"@graph":[\n' + ",\n".join(nodes) + "\n]}\n"
    ).encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _event_stream(stream: Stream) -> Node:
    """What pages and groups say of the stream; how to read it is said at the root."""
    return Node(stream.iri, ("ldes:EventStream",))


def _titles(stream: Stream) -> Iterator[tuple[str, Value]]:
    for tag, text in sorted(stream.titles.items()):
        yield "dct:title", ox.Literal(text, language=tag) if tag else ox.Literal(text)


def _conforms(stream: Stream) -> Iterator[tuple[str, Value]]:
    if stream.conforms_to:
        yield "dct:conformsTo", Ref(stream.conforms_to)


def _immutable(cut: Cut) -> Iterator[tuple[str, Value]]:
    if cut.full:
        yield "ldes:immutable", TRUE


def _relations(
    links: Iterable[tuple[str, Cut]], stream: str, log: Log
) -> Iterator[tuple[str, Value]]:
    """Two relations to each piece, its earliest time and what is later than all of it.

    A piece to which more is added is open towards the future.
    """
    for address, cut in links:
        yield _relation("GreaterThanOrEqualTo", address, time_of(log, stream, cut.first))
        if cut.full:
            yield _relation("LessThan", address, second_after(time_of(log, stream, cut.last)))


def _relation(kind: str, address: str, time: str) -> tuple[str, Value]:
    return "tree:relation", Node(None, (f"tree:{kind}Relation",), (
        ("tree:node", Ref(address)), ("tree:path", Ref("as:published")),
        ("tree:value", date_time(time)),
    ))  # fmt: skip


def _shape(stream: Stream) -> Node:
    """The shape of the members. That of DCAT-AP feeds is told to be a shape, so that no client goes
    to fetch it only to read the feed."""
    if stream.name == CATALOG:
        return Node(ACTIVITY_SHAPE, ("sh:NodeShape",))
    one = (("sh:minCount", whole(1)), ("sh:maxCount", whole(1)))
    return Node(f"{stream.iri.removesuffix('stream')}shape", ("sh:NodeShape",), (
        ("sh:property", Node(None, (), (
            ("sh:path", Ref("as:object")), ("sh:nodeKind", Ref("sh:IRI")), *one))),
        ("sh:property", Node(None, (), (
            ("sh:path", Ref("as:published")), ("sh:datatype", Ref("xsd:dateTime")), *one))),
    ))  # fmt: skip
