"""The Graph Store Protocol suites of the W3C as requests and the responses that they want.

The store that is tested is that of one publisher: its graphs stand below ``/graph/alfa``, and the
suites' ``/gsp`` is that. Blank nodes come back with names (RDF 1.1 Concepts, section 3.5), which
are taken off before graphs are compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Final
from urllib.parse import quote, urljoin

import pyoxigraph as ox

from publisher.iris import GENIDS
from publisher.namespaces import RDF, RDFS
from publisher.vocabulary import Triples
from tests.conformance.sparql_suite import BASE, MF, index
from tests.senders import BASE as SITE

FOLDER: Final = "sparql11/graph-store-protocol/"
OLD: Final = urljoin(BASE, "sparql11/http-rdf-update/manifest.ttl")
HT: Final = "http://www.w3.org/2011/http#"
CNT: Final = "http://www.w3.org/2011/content#"
HTS: Final = "http://www.w3.org/2011/http-statusCodes#"
STORE: Final = "graph/alfa"

STATUSES: Final = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}


@dataclass(frozen=True)
class Step:
    """A request, and what its response is to be."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    statuses: frozenset[int] = frozenset()
    location: str = ""
    """What stands for the Location of the response in the steps that follow."""
    content_type: str = ""
    content: str | None = None


@dataclass(frozen=True)
class Case:
    name: str
    steps: tuple[Step, ...]


@cache
def cases() -> tuple[Case, ...]:
    """The current suite: every test that its manifests define."""
    found: list[Case] = []
    for name in ("manifest-indirect.ttl", "manifest-direct.ttl"):
        graph = index(urljoin(BASE, FOLDER + name))
        for node in sorted(graph.subjects(MF + "GraphStoreProtocolTest"), key=str):
            (action,) = graph.names(node, MF + "action")
            (head,) = graph.names(action, HT + "requests")
            number = len(found)
            steps = tuple(_step(graph, item, number) for item in _members(graph, head))
            found.append(Case(str(node).rpartition("#")[2].rstrip(">"), steps))
    return tuple(found)


def _members(graph: Triples, head: str) -> list[str]:
    found = []
    while head != RDF + "nil":
        found += graph.names(head, RDF + "first")
        (head,) = graph.names(head, RDF + "rest")
    return found


def _text(graph: Triples, node: str, name: str) -> str:
    return next(iter(graph.texts(node, name)), "")


def _headers(graph: Triples, node: str) -> dict[str, str]:
    return {
        _text(graph, item, HT + "fieldName"): _text(graph, item, HT + "fieldValue")
        for head in graph.names(node, HT + "headers")
        for item in _members(graph, head)
    }


def _body(graph: Triples, node: str) -> str | None:
    found = list(graph.names(node, HT + "body"))
    heads = [item for item in found if not graph.texts(item, CNT + "chars")]
    nodes = [*found, *(member for head in heads for member in _members(graph, head))]
    return next((text for item in nodes for text in graph.texts(item, CNT + "chars")), None)


def _step(graph: Triples, node: str, number: int) -> Step:
    (response,) = graph.names(node, HT + "resp")
    location = _text(graph, response, MF + "expectedLocation")
    return Step(
        method=_text(graph, node, HT + "methodName"),
        path=_placed(_text(graph, node, HT + "absolutePath"), number),
        headers=_headers(graph, node),
        body=_body(graph, node) or "",
        statuses=frozenset(
            STATUSES[iri.removeprefix(HTS)] for iri in graph.iris(response, MF + "expectedStatus")
        ),
        location=location,
        content_type=_headers(graph, response).get("content-type", ""),
        content=_body(graph, response),
    )


def _placed(path: str, number: int) -> str:
    """A path of the suite as one of ours; each test has graphs of its own."""
    graphs = f"{SITE}{STORE}/t{number}/"
    for old, new in (
        ("http%3A%2F%2Fwww.example%2Fgsp%2F", quote(graphs, safe="")),
        ("http://www.example/gsp/", graphs),
    ):
        path = path.replace(old, new)
    path = re.sub(r"^/gsp/", f"{STORE}/t{number}/", path)
    return re.sub(r"^/gsp(?=\?|$)", STORE, path)


UNENDED: Final = re.compile(r'^(<http[^\n]*")$', re.MULTILINE)
"""Statements that the suite in words has without the dot that Turtle wants."""

REQUEST: Final = re.compile(r"#### Request\s*\n(.*?)#### Response\s*\n(.*)", re.DOTALL)


@cache
def old_cases() -> tuple[tuple[str, Step], ...]:
    """The suite before it, which is in words: one request each, on what those before have left."""
    graph = index(OLD)
    (head,) = graph.names(OLD, MF + "entries")
    found = []
    for entry in _members(graph, head):
        texts = graph.texts(entry, RDFS + "comment")
        text = next(item for item in texts if "#### Request" in item)
        match = REQUEST.search(text)
        assert match
        found.append((entry.rpartition("#")[2], _old_step(match[1], match[2])))
    return tuple(found)


def _old_step(request: str, response: str) -> Step:
    (first, headers), body = _parts(request)
    method, path, _ = first.split(" ", 2)
    path = path.replace("http://$HOST$/$GRAPHSTORE$", SITE + STORE)
    path = path.replace("$GRAPHSTORE$", STORE)
    (status, told), content = _parts(response)
    return Step(
        method, path, {key: value for key, value in headers.items() if key != "Host"},
        UNENDED.sub(r"\1 .", body.replace("http://$HOST$/$GRAPHSTORE$", "http://www.example/gsp")),
        frozenset((int(status.split(" ")[0]),)), told.get("Location", ""),
        told.get("Content-Type", ""),
        content.replace("http://$HOST$/$GRAPHSTORE$", "http://www.example/gsp") or None,
    )  # fmt: skip


def _parts(text: str) -> tuple[tuple[str, dict[str, str]], str]:
    """The first line, the headers and the body of a message that is indented by four."""
    lines = [line.removeprefix("    ") for line in text.strip("\n").splitlines()]
    while not lines[0].strip():
        lines.pop(0)
    end = lines.index("") if "" in lines else len(lines)
    headers = dict(line.split(": ", 1) for line in lines[1:end] if ": " in line)
    return (lines[0].strip(), headers), "\n".join(lines[end + 1 :]).strip("\n")


def same(found: bytes, wanted: str, base: str) -> bool:
    """Whether two graphs in Turtle are isomorphic, once nodes have lost the names we gave them."""
    return _canonical(found.decode(), base) == _canonical(wanted, base)


def _canonical(text: str, base: str) -> set[str]:
    def bare(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> object:
        if isinstance(node, ox.NamedNode) and node.value.startswith(SITE + GENIDS):
            return ox.BlankNode("g" + node.value.rpartition("/")[2])
        return node

    quads = ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=base)
    dataset = ox.Dataset(
        ox.Quad(bare(item.subject), item.predicate, bare(item.object))  # type: ignore[arg-type]
        for item in quads
    )
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}
