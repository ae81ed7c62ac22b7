"""XML that is edited in place: bytes that nothing replaces stay as they are.

Two ways, both by the offsets that expat tells: :func:`tree` for a part that fits in memory, and
:class:`Rewriter` for one that streams by. A document type is refused, and with it every entity.
What is put in is ASCII (:func:`escape`), so that it fits whatever encoding the part has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import IO, Final, TypeAlias
from xml.parsers import expat

from publisher.sources.sheets import Unsafe

CHUNK: Final = 1 << 16
"""Bytes that are read at once."""

TAG: Final = re.compile(rb"<(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>")
"""A tag, wherever its attributes may have a ``>`` (XML 1.0, sections 2.3 and 3.1)."""

NAME: Final = re.compile(rb"</?([^\s/>]+)")
ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

Attributes: TypeAlias = dict[str, str]
Splice: TypeAlias = tuple[int, int, bytes]
"""From, to, and what stands there instead."""


class Malformed(Exception):
    """A part is not well-formed XML."""


def escape(text: str) -> bytes:
    """``text`` for an element or an attribute, as ``ST_Xstring`` (ECMA-376, part 1, 22.9.2.19)."""
    return quote(
        FORBIDDEN.sub(lambda match: f"_x{ord(match[0]):04X}_", ESCAPED.sub("_x005F_", text))
    )


def quote(text: str) -> bytes:
    """``text`` that has been in a part, for an element or an attribute."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").encode("ascii", "xmlcharrefreplace")


def prefix_of(tag: bytes) -> bytes:
    """The prefix of a raw tag with its colon, empty without one: ``<x:row>`` gives ``x:``."""
    found = NAME.match(tag)
    name = found[1] if found else b""
    return name[: name.index(b":") + 1] if b":" in name else b""


def with_attributes(tag: bytes, values: Mapping[str, str]) -> bytes:
    """A raw start tag with attributes (of no namespace) set."""
    for name, value in values.items():
        new = b'%s="%s"' % (name.encode(), escape(value))
        there = re.compile(rb"(?<=\s)%s\s*=\s*(?:\"[^\"]*\"|'[^']*')" % name.encode())
        if there.search(tag):
            tag = there.sub(lambda _, new=new: new, tag, count=1)  # type: ignore[misc]
        else:
            end = -2 if tag.endswith(b"/>") else -1
            tag = b"%s %s%s" % (tag[:end].rstrip(), new, tag[end:])
    return tag


def opened(tag: bytes) -> tuple[bytes, bytes]:
    """The start tag and the end tag of an element that is written as an empty one."""
    found = NAME.match(tag)
    return tag[:-2].rstrip() + b">", b"</%s>" % (found[1] if found else b"")


def relation_id(attributes: Attributes) -> str:
    """The id of a relation among attributes (``r:id``), whatever its namespace; else empty."""
    return next((text for name, text in attributes.items() if name.endswith(" id")), "")


def _parser(separator: str | None = " ") -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=separator)
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_: object) -> None:
    raise Unsafe


@dataclass(slots=True)
class Node:
    """An element with its place: its start tag is ``start:inner``, its end tag ``close:end``."""

    name: str
    namespace: str
    """Its namespace; in a fragment its prefix."""
    attributes: Attributes
    start: int
    inner: int
    close: int = 0
    end: int = 0
    empty: bool = False
    children: list[Node] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text of its own."""
        return "".join(self.texts)

    def child(self, name: str) -> Node | None:
        """The first child of this local name."""
        return next((child for child in self.children if child.name == name), None)

    def all(self, name: str) -> list[Node]:
        """The children of this local name."""
        return [child for child in self.children if child.name == name]


def tree(data: bytes) -> Node:
    """The elements of a part, each with its place. Raises Malformed and Unsafe."""
    return _tree(data, _parser(), " ")


def fragment(data: bytes) -> Node:
    """The elements of a piece of a part; a prefix need not be declared in it. Raises Malformed."""
    return _tree(data, _parser(None), ":")


def _tree(data: bytes, parser: expat.XMLParserType, separator: str) -> Node:
    stack, roots = list[Node](), list[Node]()

    def start(name: str, attributes: Attributes) -> None:
        namespace, _, name = name.rpartition(separator)
        at = parser.CurrentByteIndex
        tag = TAG.match(data, at)
        inner = tag.end() if tag else at
        node = Node(name, namespace, attributes, at, inner, empty=data[inner - 2 : inner] == b"/>")
        (stack[-1].children if stack else roots).append(node)
        stack.append(node)

    def end(_: str) -> None:
        node = stack.pop()
        node.close = parser.CurrentByteIndex
        node.end = node.close if node.empty else data.index(b">", node.close) + 1

    def text(text: str) -> None:
        stack[-1].texts.append(text)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Malformed(str(error)) from error
    return roots[0]


def appended(data: bytes, node: Node, new: bytes) -> Splice:
    """The splice that puts ``new`` at the end of a node."""
    if not node.empty:
        return node.close, node.close, new
    start, end = opened(data[node.start : node.inner])
    return node.start, node.end, start + new + end


def unfolded(data: bytes) -> tuple[bytes, Node]:
    """A part whose root is not written as an empty element, and its tree.

    Only there can several things be put in at the end. Raises Malformed and Unsafe.
    """
    root = tree(data)
    if not root.empty:
        return data, root
    data = spliced(data, [appended(data, root, b"")])
    return data, tree(data)


def spliced(data: bytes, splices: Iterable[Splice]) -> bytes:
    """``data`` with every splice done; no two overlap, and of several at one place order stays."""
    parts, at = [], 0
    for start, end, new in sorted(splices, key=lambda splice: splice[:2]):
        parts += [data[at:start], new]
        at = end
    return b"".join([*parts, data[at:]])


Start: TypeAlias = Callable[[Attributes], None]
End: TypeAlias = Callable[[], None]


class Rewriter:
    """Copies a part from ``source`` to ``target``, except for what its handlers put in.

    ``starts`` and ``ends`` are handlers by local name, for elements in the namespace of the root;
    ``outer`` is told of each child of the root that starts. A handler may use :attr:`at`,
    :meth:`tag`, :meth:`insert` and :meth:`replace`.
    """

    def __init__(self, source: IO[bytes], target: IO[bytes]) -> None:
        self._source, self._target = source, target
        self._held, self._base, self._copied = b"", 0, 0
        self._depth = 0
        self._starts: dict[str, Start] = {}
        self._ends: dict[str, End] = {}
        self._parser = _parser()
        self.starts: dict[str, Start] = {}
        self.ends: dict[str, End] = {}
        self.outer: Callable[[str], None] = lambda _: None

    @property
    def at(self) -> int:
        """Where the tag begins that is being handled; after it, where an empty element ends."""
        return self._parser.CurrentByteIndex

    def tag(self) -> bytes:
        """The raw tag that begins here."""
        found = TAG.match(self._held, self.at - self._base)
        return found[0] if found else b""

    def insert(self, new: bytes) -> None:
        """Put ``new`` in before the tag that is being handled."""
        self._copy(self.at)
        self._target.write(new)

    def replace(self, new: bytes) -> None:
        """Write ``new`` instead of the tag that is being handled."""
        at = self.at
        self._copy(at)
        self._target.write(new)
        self._copied = at + len(self.tag())

    def run(self) -> None:
        """Copy the whole part. Raises Malformed and Unsafe."""
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        try:
            while chunk := self._source.read(CHUNK):
                self._held += chunk
                self._parser.Parse(chunk, False)
                self._let_go()
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Malformed(str(error)) from error
        self._copy(self._base + len(self._held))

    def _copy(self, end: int) -> None:
        if end > self._copied:
            self._target.write(self._held[self._copied - self._base : end - self._base])
            self._copied = end

    def _let_go(self) -> None:
        """Keep only what a tag that is still to be told of can be in."""
        at = max(self.at, self._base)
        self._copy(at)
        self._held, self._base = self._held[at - self._base :], at

    def _start(self, name: str, attributes: Attributes) -> None:
        if not self._depth:
            namespace = name.rpartition(" ")[0]
            self._starts = {f"{namespace} {key}".strip(): do for key, do in self.starts.items()}
            self._ends = {f"{namespace} {key}".strip(): do for key, do in self.ends.items()}
        elif self._depth == 1:
            self.outer(name.rpartition(" ")[2])
        self._depth += 1
        handler = self._starts.get(name)
        if handler is not None:
            handler(attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        handler = self._ends.get(name)
        if handler is not None:
            handler()
