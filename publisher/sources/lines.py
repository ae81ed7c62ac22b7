"""The line on which a thing is described in the text of an RDF file.

Parsers hand out statements without saying where they stood. The text is gone through once more
here, no further than it takes to tell which names are subjects: strings and comments are passed
over, and names are expanded by the prefixes that the text itself declares.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Collection, Iterator
from typing import Final
from urllib.parse import urljoin

Names = Iterator[tuple[str, int, bool]]
"""What a text names: an IRI, the offset, and whether it is a subject there."""


def line_of(text: str, iri: str, suffix: str = "", base_iri: str = "") -> int:
    """The line of ``text`` where ``iri`` is described; see :func:`lines_of`. 0 where it is not."""
    return lines_of(text, (iri,), suffix, base_iri).get(iri, 0)


def lines_of(
    text: str, iris: Collection[str], suffix: str = "", base_iri: str = ""
) -> dict[str, int]:
    """The first line of ``text`` where each of ``iris`` is a subject, else where it is named.

    Lines count from 1; what the text does not name is left out. ``suffix`` tells the syntax
    (``.ttl``); without one it is guessed from the text. ``base_iri`` is what relative IRIs begin
    with where the text does not say. Takes one pass over the text for all of ``iris``, and a
    second one only where some of them are no subjects in it.
    """
    wanted = {iri.removeprefix("<").removesuffix(">"): iri for iri in iris}
    reader = _READERS.get(suffix.lower() or _guess(text), _turtle)
    offsets: dict[str, int] = {}
    for everything in (False, True):
        missing = len(wanted) - len(offsets)
        for name, offset, is_subject in reader(text, base_iri, everything) if missing else ():
            if name in wanted and name not in offsets and is_subject is not everything:
                offsets[name] = offset
                if len(offsets) == len(wanted):
                    break
    found, line, last = {}, 1, 0
    for name, offset in sorted(offsets.items(), key=lambda item: item[1]):
        line += text.count("\n", last, offset)
        last = offset
        found[wanted[name]] = line
    return found


def _guess(text: str) -> str:
    """The suffix of the syntax that ``text`` seems to have."""
    head = text[:2_000].lstrip("\ufeff \t\r\n")
    if re.match(r"<\?xml|<!|<[\w.-]+(:RDF\b|\s+xmlns)", head):
        return ".rdf"
    if re.match(r'\{\s*("|\})|\[\s*(\{\s*"|\])', head):
        return ".jsonld"
    return ".ttl"


_STOP: Final = r"\s<>\"'\#;,()\[\]{}.\\"
"""What a name cannot hold unescaped; of these a dot may stand inside it."""

_NAME: Final = rf"(?:[^{_STOP}]++|\\.) (?> (?: [^{_STOP}]++ | \\. | \.++(?=[^{_STOP}]) )* )"
_IRI: Final = r"<[^<>\s]*+>"
_STRING: Final = r"""
    "{3} (?> (?: [^"\\]++ | \\. | "{1,2}(?!") )* ) "{3}
  | '{3} (?> (?: [^'\\]++ | \\. | '{1,2}(?!') )* ) '{3}
  | " (?> (?: [^"\\\n]++ | \\. )* ) " | ' (?> (?: [^'\\\n]++ | \\. )* ) '
"""
_COMMENT: Final = r"\#[^\n]*+"

_STATEMENT: Final = re.compile(
    rf"""
    (?> (?: \s++ | {_COMMENT} )* )
    (?: @?(?i:prefix) \s++ (?P<prefix>[^\s:]*+): \s*+ <(?P<namespace>[^<>\s]*+)> \s*+ \.?
      | @?(?i:base) \s++ <(?P<base>[^<>\s]*+)> \s*+ \.?
      | (?> (?P<subject> {_IRI} | {_NAME} )? )
        (?P<rest> (?> (?: {_NAME} | [\s;,()\[\]]++ | {_IRI} | {_STRING} | {_COMMENT} )* ) )
        (?P<end> . | \Z )
    )
    """,
    re.VERBOSE | re.DOTALL,
)
"""A directive or a statement of Turtle, TriG or N-Triples, up to the dot or brace that ends it."""

_PIECE: Final = re.compile(rf"{_STRING} | {_COMMENT} | (?P<name> {_IRI} | {_NAME} )", re.VERBOSE)


def _turtle(text: str, base_iri: str, everything: bool) -> Names:
    """Turtle, TriG, N-Triples and N-Quads (Turtle 1.1, section 6.5)."""
    prefixes: dict[str, str] = {}
    start = 1 if text.startswith("\ufeff") else 0
    for found in _STATEMENT.finditer(text, start):
        if found["namespace"] is not None:
            prefixes[found["prefix"]] = _absolute(found["namespace"], base_iri)
        elif found["base"] is not None:
            base_iri = _absolute(found["base"], base_iri)
        else:
            subject, names_graph = found["subject"], found["end"] == "{"
            if subject and (everything or not names_graph):
                start = found.start("subject")
                yield _expand(subject, prefixes, base_iri), start, not names_graph
            if everything:
                for piece in _PIECE.finditer(text, found.start("rest"), found.end("rest")):
                    if piece["name"]:
                        yield _expand(piece["name"], prefixes, base_iri), piece.start(), False


_LINE: Final = re.compile(r"^[\ufeff \t]*+<([^<>\s]*+)>", re.MULTILINE)


def _ntriples(text: str, base_iri: str, everything: bool) -> Names:
    """N-Triples and N-Quads: a subject begins a line, and no string goes over one."""
    if everything:
        yield from _turtle(text, base_iri, everything)
        return
    for found in _LINE.finditer(text):
        name = found[1]
        yield _expand(f"<{name}>", {}, "") if "\\" in name else name, found.start(1), True


def _expand(name: str, prefixes: dict[str, str], base_iri: str) -> str:
    """The IRI that a name in Turtle stands for; the name itself where it stands for none."""
    if name.startswith("<"):
        iri = name[1:-1]
        if "\\" in iri:
            iri = re.sub(r"\\u(.{4})|\\U(.{8})", lambda m: chr(int(m[1] or m[2], 16)), iri)
        return _absolute(iri, base_iri)
    prefix, colon, local = name.partition(":")
    if not colon or prefix not in prefixes:
        return name
    return prefixes[prefix] + (re.sub(r"\\(.)", r"\1", local) if "\\" in local else local)


def _absolute(iri: str, base_iri: str) -> str:
    """``iri`` against a base (RFC 3986, section 5); an empty fragment stays."""
    if ":" in iri:
        return iri
    return urljoin(base_iri, iri) + ("#" if iri.endswith("#") else "")


_ATTRIBUTE: Final = re.compile(
    r"""<!--.*?--> | <!\[CDATA\[.*?\]\]>
      | <!ENTITY\s+(?P<entity>[\w.-]+)\s+(?P<text>"[^"]*"|'[^']*')
      | \s(?P<kind>xml:base | [\w.-]+:(?:about|ID|resource))\s*=\s*(?P<value>"[^"]*"|'[^']*')""",
    re.VERBOSE | re.DOTALL,
)  # fmt: skip


def _rdfxml(text: str, base_iri: str, everything: bool) -> Names:
    """RDF/XML (section 2.2): ``rdf:about`` and ``rdf:ID`` name subjects, ``rdf:resource`` others.

    An ``xml:base`` holds from where it stands to the end.
    """
    entities: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(text):
        if found["entity"]:
            entities[f"&{found['entity']};"] = found["text"][1:-1]
        elif found["kind"]:
            kind, value = found["kind"].rpartition(":")[2], found["value"][1:-1]
            for entity, meaning in entities.items():
                value = value.replace(entity, meaning)
            value = html.unescape(value)
            if kind == "base":
                base_iri = _absolute(value, base_iri)
            elif kind != "resource" or everything:
                iri = f"#{value}" if kind == "ID" else value
                yield _absolute(iri, base_iri), found.start("value"), kind != "resource"


_MEMBER: Final = re.compile(
    r"""(?P<open>\{\s*)? "(?P<key>(?>(?:[^"\\]++|\\.)*))"
        (?> (?:\s*:\s*"(?P<value>(?>(?:[^"\\]++|\\.)*))" (?P<close>\s*\})? )? )""",
    re.VERBOSE,
)  # fmt: skip


_NAMESPACE: Final = re.compile(r"[^:]+:.*[#/:?=_-]")


def _jsonld(text: str, base_iri: str, everything: bool) -> Names:
    """JSON-LD: ``@id`` and what the context calls it; an object of nothing else only refers.

    What the context says is taken to hold wherever it stands in the file.
    """
    pairs: dict[str, str] = {}
    for found in _MEMBER.finditer(text):
        key, value = found["key"], found["value"] or ""
        if value == "@id" or key == "@base" or _NAMESPACE.fullmatch(value):
            pairs[_unescape(key)] = value
    base_iri = _absolute(pairs.get("@base", ""), base_iri)
    keys = {"@id", *(key for key, value in pairs.items() if value == "@id")} - {"@type"}
    for found in _MEMBER.finditer(text):
        if found["key"] in keys and found["value"] is not None:
            name = _unescape(found["value"])
            prefix, colon, local = name.partition(":")
            if colon and prefix in pairs and not local.startswith("//"):
                name = pairs[prefix] + local
            elif not colon:
                name = _absolute(name, base_iri)
            refers = bool(found["open"] and found["close"])
            if everything or not refers:
                yield name, found.start("key"), not refers


def _unescape(text: str) -> str:
    """What a JSON string says; the text itself where it is none."""
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text


Reader = Callable[[str, str, bool], Names]

_READERS: Final[dict[str, Reader]] = {
    ".jsonld": _jsonld,
    ".json": _jsonld,
    ".nq": _ntriples,
    ".nt": _ntriples,
    ".owl": _rdfxml,
    ".rdf": _rdfxml,
    ".xml": _rdfxml,
}
"""Every syntax that is not read like Turtle, by suffix."""
