"""RDF files -> quads, one parser for every syntax; nothing is fetched and no other file is read.

Relative IRIs resolve against the base IRI of the site. What is checked before the parser sees it is
what the parser would follow: remote contexts of JSON-LD and entities of XML.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from itertools import islice
from mmap import ACCESS_READ, mmap
from typing import Any, Final
from xml.parsers import expat

import pyoxigraph as ox

from publisher.errors import SourceFault
from publisher.faults import Fault, Place
from publisher.sources.discover import SourceFile, SourceLimits, megabytes

SYNTAXES: Final = {
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".n3": ox.RdfFormat.N3,
    ".nq": ox.RdfFormat.N_QUADS,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".owl": ox.RdfFormat.RDF_XML,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".trig": ox.RdfFormat.TRIG,
    ".ttl": ox.RdfFormat.TURTLE,
    ".xml": ox.RdfFormat.RDF_XML,
}
"""The syntax of a file, by suffix."""

ENTITY_LENGTH: Final = 1_000
"""Longest entity of an XML file, in characters."""

DEPTH: Final = 200
"""Deepest nesting of a JSON-LD file."""

AT_ONCE: Final = 5_000
"""Statements that are written out at a time."""

UNUSUAL: Final = ("<<", "--ltr", "--rtl")
"""What N-Triples has where a statement stands in another, or a text has a direction."""


def read_rdf(source: SourceFile, base_iri: str, limits: SourceLimits) -> Iterator[ox.Quad]:
    """The statements of ``source``, each in the graph that the file puts it in.

    Blank nodes get labels of their own, so that files do not share any. Raises SourceFault with
    the line and column of a syntax error or an ill-formed IRI, for triple terms, for a remote
    context, and for XML entities that are external or unfold beyond ``limits.unpacked_bytes``.
    """
    for quad in _parse(source, base_iri, limits):
        _must_be_plain(source, quad)
        yield quad


def read_lines(source: SourceFile, base_iri: str, limits: SourceLimits) -> Iterator[str]:
    """What :func:`read_rdf` reads, as N-Triples without the final dot; graphs do not matter.

    Many statements at a time, so that a million take seconds.
    """
    quads = _parse(source, base_iri, limits)
    while some := list(islice(quads, AT_ONCE)):
        triples = (quad.triple for quad in some)
        text = (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
        if any(mark in text for mark in UNUSUAL):
            for quad in some:
                _must_be_plain(source, quad)
        yield from text.split(" .\n")[:-1]


def _parse(source: SourceFile, base_iri: str, limits: SourceLimits) -> Iterator[ox.Quad]:
    syntax = SYNTAXES[source.path.suffix.lower()]
    if syntax == ox.RdfFormat.JSON_LD:
        _check_contexts(source)
    elif syntax == ox.RdfFormat.RDF_XML:
        check_entities(source, limits)
    with source.path.open("rb") as stream:
        if stream.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            stream.seek(0)
        try:
            yield from ox.parse(stream, syntax, base_iri=base_iri, rename_blank_nodes=True)
        except SyntaxError as error:
            column = f"{error.offset}" if error.offset else ""
            raise _fault(
                source, "syntax", "", _sentence(error), row=error.lineno or 0, column=column
            ) from error
        except ValueError as error:
            raise _fault(source, "syntax", "", _sentence(error)) from error
        except MemoryError as error:  # the parser holds no more than that of one term
            raise _fault(source, "syntax", "", "One value is longer than 16 MB.") from error


def _must_be_plain(source: SourceFile, quad: ox.Quad) -> None:
    if isinstance(quad.subject, ox.Triple) or isinstance(quad.object, ox.Triple):
        raise _fault(
            source, "nested", str(quad.object),
            "statements about things, not about statements",
            "påståenden om saker, inte om påståenden",
        )  # fmt: skip
    if isinstance(quad.object, ox.Literal) and quad.object.direction is not None:
        raise _fault(
            source, "nested", str(quad.object),
            "a text in a language, without a direction",
            "en text på ett språk, utan riktning",
        )  # fmt: skip


def _sentence(error: Exception) -> str:
    """What the parser said, without the place, which the fault has already."""
    text = str(error.msg if isinstance(error, SyntaxError) else error)
    text = re.sub(r"^Parser error (?:at|between) line .*?: ", "", text)
    return text.rstrip(".") + "."


def _fault(
    source: SourceFile,
    code: str,
    value: str,
    expected: str,
    expected_sv: str = "",
    *,
    row: int = 0,
    column: str = "",
) -> SourceFault:
    place = Place(source.name, "", row, column)
    return SourceFault([Fault(place, code, value, expected, expected_sv)])


def _check_contexts(source: SourceFile) -> None:
    """Refuse a context that is not in the file itself (JSON-LD 1.1, section 3.1)."""
    try:
        document = json.loads(source.path.read_bytes().removeprefix(codecs.BOM_UTF8))
    except RecursionError as error:
        raise _too_deep(source) from error
    except json.JSONDecodeError as error:
        raise _fault(
            source, "syntax", "", f"{error.msg}.", row=error.lineno, column=str(error.colno)
        ) from error
    except ValueError as error:
        raise _fault(source, "encoding", shown(error), "UTF-8") from error
    for context in _remote_contexts(document, source):
        raise _fault(
            source, "remote", context,
            "the context itself, written into the file",
            "själva kontexten, inskriven i filen",
        )  # fmt: skip


def _remote_contexts(document: Any, source: SourceFile) -> Iterator[str]:
    todo = [(document, 0)]
    while todo:
        value, depth = todo.pop()
        if depth > DEPTH:
            raise _too_deep(source)
        if isinstance(value, list):
            todo += [(item, depth + 1) for item in value]
        elif isinstance(value, dict):
            context = value.get("@context")
            for item in context if isinstance(context, list) else [context]:
                if isinstance(item, str):
                    yield item
            imported = value.get("@import")
            if isinstance(imported, str):
                yield imported
            todo += [(item, depth + 1) for item in value.values()]


def _too_deep(source: SourceFile) -> SourceFault:
    return _fault(
        source, "nested", "…", f"at most {DEPTH} levels of nesting", f"högst {DEPTH} nivåer"
    )


def shown(error: ValueError) -> str:
    """The bytes at which decoding stopped, for a sentence."""
    if isinstance(error, UnicodeDecodeError):
        return error.object[error.start : error.start + 1].hex(" ").upper()
    return str(error)


class _Root(Exception):
    """The first element was reached: no more entities can be declared."""


def check_entities(source: SourceFile, limits: SourceLimits) -> None:
    """Refuse XML that is not whole, and entities that lead elsewhere or build on each other.

    XML 1.0, sections 2.1 and 4.2.
    """
    entities: dict[str, int] = {}

    def declare(
        name: str, is_parameter: bool, value: str | None, base: Any, system: Any, *_: Any
    ) -> None:
        if is_parameter or value is None:
            raise _fault(
                source, "unsafe", f"the entity “{name}” ({system})",
                "entities with a short text of their own",
                "entiteter med en egen, kort text",
            )  # fmt: skip
        if "&" in value or len(value) > ENTITY_LENGTH:
            raise _fault(
                source, "unsafe", f"the entity “{name}”",
                f"entities of at most {ENTITY_LENGTH} characters without entities in them",
                f"entiteter på högst {ENTITY_LENGTH} tecken utan entiteter i sig",
            )  # fmt: skip
        entities[name] = len(value)

    def start(*_: Any) -> None:
        raise _Root

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = declare
    parser.StartElementHandler = start
    try:
        with source.path.open("rb") as stream:
            parser.ParseFile(stream)
    except _Root:
        pass
    except expat.ExpatError as error:
        raise _not_xml(source, error) from error
    with source.path.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as content:
        _check_declared(content, parser.CurrentByteIndex, entities, source, limits)
    _check_whole(source)


def _check_whole(source: SourceFile) -> None:
    """Refuse XML that is cut off between two elements, which the parser of RDF/XML takes."""
    parser = expat.ParserCreate()
    try:
        with source.path.open("rb") as stream:
            parser.ParseFile(stream)
    except expat.ExpatError as error:
        raise _not_xml(source, error) from error


def _not_xml(source: SourceFile, error: expat.ExpatError) -> SourceFault:
    message = f"{expat.ErrorString(error.code)}."
    return _fault(source, "syntax", "", message, row=error.lineno, column=str(error.offset + 1))


def _check_declared(
    content: mmap, end: int, entities: dict[str, int], source: SourceFile, limits: SourceLimits
) -> None:
    """Refuse what was declared where the parser does not look, before ``end``."""
    prolog = re.sub(rb"<!--.*?-->", b"", content[:end], flags=re.DOTALL)
    if prolog.count(b"<!ENTITY") != len(entities):
        raise _fault(
            source, "unsafe", "an entity declared twice",
            "each entity declared once", "varje entitet deklarerad en gång",
        )  # fmt: skip
    if entities:
        _check_unfolding(content, entities, source, limits)


def _check_unfolding(
    content: mmap, entities: dict[str, int], source: SourceFile, limits: SourceLimits
) -> None:
    used = re.finditer(rb"&([^;#&\s]+);", content)
    size = sum(entities.get(name[1].decode("utf-8", "replace"), 0) for name in used)
    if size > limits.unpacked_bytes:
        raise _fault(
            source, "unsafe", f"entities that unfold to {megabytes(size)}",
            f"at most {megabytes(limits.unpacked_bytes)}",
            f"högst {megabytes(limits.unpacked_bytes)}",
        )  # fmt: skip
