"""A page of an event stream -> its members and where it leads (TREE, LDES 1.0.0)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import pyoxigraph as ox

from publisher.errors import BadContent
from publisher.fetching import Remark, joined
from publisher.harvesting.bounds import Bounds
from publisher.harvesting.feeds.records import lines_of, record_of
from publisher.harvesting.feeds.steps import Item
from publisher.namespaces import DCT, PROV, RDF
from publisher.render.feeds.nodes import AS, LDES, TREE

Node = ox.NamedNode | ox.BlankNode

TYPE: Final = RDF + "type"
OBJECTS: Final = (AS + "object", DCT + "isVersionOf")
TIMES: Final = (AS + "published", DCT + "modified", DCT + "created", PROV + "generatedAtTime")
"""What tells the thing and the time of a member, where the stream does not say."""

KINDS: Final = tuple(AS + name for name in ("Create", "Update", "Delete"))
"""What a change is; nothing that is said of the thing."""

LOWER: Final = (TREE + "GreaterThanRelation", TREE + "GreaterThanOrEqualToRelation",
                TREE + "EqualToRelation")  # fmt: skip


@dataclass(frozen=True)
class Way:
    """How the members of a stream are to be read; ``polling`` is in seconds."""

    stream: str = ""
    time: str = ""
    version: str = ""
    deletes: tuple[str, ...] = (AS + "Delete",)
    kinds: tuple[str, ...] = KINDS
    polling: int = 0

    def kept(self) -> Mapping[str, Any]:
        """As JSON can hold it."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Way:
        """What :meth:`kept` gave."""
        lists = {name: tuple(kept[name]) for name in ("deletes", "kinds")} if kept else {}
        return cls(**{**kept, **lists})


@dataclass
class Leaf:
    """The statements of one page, to be looked up."""

    url: str
    about: dict[Node, list[ox.Quad]] = field(default_factory=dict)
    graphs: dict[Node, list[ox.Quad]] = field(default_factory=dict)
    by_predicate: dict[str, list[ox.Quad]] = field(default_factory=dict)

    @classmethod
    def of(cls, url: str, quads: Iterable[ox.Quad]) -> Leaf:
        """A page, of its statements."""
        found = cls(url)
        for quad in quads:
            if isinstance(quad.graph_name, ox.DefaultGraph):
                assert isinstance(quad.subject, ox.NamedNode | ox.BlankNode)
                found.about.setdefault(quad.subject, []).append(quad)
                found.by_predicate.setdefault(quad.predicate.value, []).append(quad)
            else:
                assert isinstance(quad.graph_name, ox.NamedNode | ox.BlankNode)
                found.graphs.setdefault(quad.graph_name, []).append(quad)
        return found

    def values(self, node: Node, predicate: str) -> list[str]:
        """The values of a property, as texts, sorted."""
        return sorted(quad.object.value for quad in self.about.get(node, ())
                      if quad.predicate.value == predicate
                      and not isinstance(quad.object, ox.Triple))  # fmt: skip

    def links(self) -> tuple[str, ...]:
        """The pages that this one leads to, those with the earliest members first."""
        found: dict[str, str] = {}
        for relation in self.by_predicate.get(TREE + "relation", ()):
            node = relation.object
            if not isinstance(node, ox.NamedNode | ox.BlankNode):
                continue
            values = self.values(node, TREE + "value")
            is_lower = not set(LOWER).isdisjoint(self.values(node, TYPE))
            bound = min(values) if values and is_lower else ""
            for target in self.values(node, TREE + "node"):
                address = joined(self.url, target)
                found[address] = max(bound, found.get(address, ""))
        return tuple(sorted(found, key=lambda address: (found[address], _natural(address))))

    def literal_links(self) -> Iterator[Remark]:
        """Remarks on relations whose page is a text."""
        wrong = sum(isinstance(quad.object, ox.Literal)
                    for quad in self.by_predicate.get(TREE + "node", ()))  # fmt: skip
        if wrong:
            yield Remark(self.url, "literal-link", "tree:node", f"{wrong}")

    def fixed(self) -> bool:
        """Whether the page says that it never changes."""
        return "true" in self.values(ox.NamedNode(self.url), LDES + "immutable")

    def views(self) -> dict[str, list[str]]:
        """The streams, each with the addresses of its views."""
        found: dict[str, list[str]] = {}
        for quad in self.by_predicate.get(TREE + "view", ()):
            if isinstance(quad.object, ox.NamedNode):
                found.setdefault(_text(quad.subject), []).append(quad.object.value)
        return found

    def way(self, stream: str) -> Way:
        """How a stream says that it is to be read. Raises BadContent for a path of many steps."""
        node = ox.NamedNode(stream) if stream else ox.BlankNode("none")
        time, version = (self._path(node, name) for name in ("timestampPath", "versionOfPath"))
        deletes = self.values(node, LDES + "versionDeleteObject")
        polling = [int(text) for text in self.values(node, LDES + "pollingInterval")
                   if text.isdecimal()]  # fmt: skip
        kinds = {text for name in ("Create", "Update", "Delete")
                 for text in self.values(node, f"{LDES}version{name}Object")}  # fmt: skip
        return Way(stream, time, version, tuple(sorted({*deletes, AS + "Delete"})),
                   tuple(sorted({*kinds, *KINDS})), max([0, *polling]))  # fmt: skip

    def members(self, way: Way, bounds: Bounds) -> Iterator[Item]:
        """The changes on the page, the earliest first. Raises BadContent, SourceFault."""
        found = [quad.object for quad in self.by_predicate.get(TREE + "member", ())
                 if isinstance(quad.object, ox.NamedNode | ox.BlankNode)]  # fmt: skip
        times = {member: self._time(member, way) for member in found}
        for member in sorted(times, key=lambda node: (times[node], _natural(node.value))):
            yield self._item(member, times[member], way, bounds)

    def _item(self, member: Node, time: str, way: Way, bounds: Bounds) -> Item:
        wanted = (way.version,) if way.version else OBJECTS
        about = [*self.about.get(member, ()), *self.graphs.get(member, ())]
        found = [quad.object for name in wanted for quad in about
                 if quad.subject == member and quad.predicate.value == name]  # fmt: skip
        thing = next((node for node in found if isinstance(node, ox.NamedNode)), member)
        kinds = {_text(quad.object) for quad in about
                 if quad.subject == member and quad.predicate.value == TYPE}  # fmt: skip
        if kinds & set(way.deletes):
            return Item("Delete", thing.value, time=time)
        said = self.graphs.get(member) or self._version(member, thing, way)
        iri, lines = record_of(lines_of(said), str(thing), self.url, bounds)
        return Item("Put", iri, lines, time, dataset=True)

    def _version(self, member: Node, thing: Node, way: Way) -> Iterator[ox.Quad]:
        """What is said of a version, said of the thing itself (LDES, version materialization)."""
        own = {way.version, way.time or TIMES[0], *(OBJECTS if thing != member else ())}
        seen, todo = {member}, [member]
        while todo:
            node = todo.pop()
            for quad in self.about.get(node, ()):
                kind = quad.predicate.value == TYPE and _text(quad.object) in way.kinds
                if node == member and (kind or quad.predicate.value in own):
                    continue
                subject = thing if quad.subject == member else quad.subject
                yield ox.Quad(subject, quad.predicate, quad.object)
                if isinstance(quad.object, ox.BlankNode) and quad.object not in seen:
                    seen.add(quad.object)
                    todo.append(quad.object)

    def _time(self, member: Node, way: Way) -> str:
        for name in (way.time,) if way.time else TIMES:
            for text in self.values(member, name):
                return utc(text)
        return ""

    def _path(self, stream: Node, name: str) -> str:
        quads = [quad for quad in self.about.get(stream, ()) if quad.predicate.value == LDES + name]
        for quad in quads:
            if not isinstance(quad.object, ox.NamedNode):
                raise Remark(self.url, "path", f"ldes:{name}").error(BadContent)
        return min((_text(quad.object) for quad in quads), default="")


def utc(text: str) -> str:
    """A time so that times compare as texts; empty where it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return ""
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    try:
        return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    except OverflowError:
        return ""


def _text(node: Any) -> str:
    return str(node.value)


def _natural(text: str) -> list[tuple[int, str]]:
    """A key by which 2 comes before 10."""
    digits, parts = "", []
    for sign in text:
        if sign.isdecimal():
            digits += sign
            continue
        if digits:
            parts.append((int(digits[:18]), digits))
            digits = ""
        parts.append((-1, sign))
    return [*parts, (int(digits[:18]), digits)] if digits else parts
