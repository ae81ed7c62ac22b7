"""The last touch to the engine's bytes, so that the same question always gives the same answer.

The engine gives rows in an order that follows from the store and the query alone, but names the
blank nodes that a query makes by chance. Here they get names by the order in which they appear,
and results in JSON say which release they come from (SPARQL 1.1 Query Results JSON Format, section
3.1.2). Those in XML could, but roqet then reads no row of them, and says that there is none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

CHANCE: Final = rb"[a-f][0-9a-f]{23,31}"
"""How the engine names a blank node that it makes: 128 bits by chance, hexadecimal."""

LITERAL_OR_IRI: Final = rb'"(?>(?:[^"\\]++|\\.)*)"|<[^>]*+>'

LABELS: Final[dict[str, re.Pattern[bytes]]] = {
    suffix: re.compile(pattern, re.DOTALL) for suffix, pattern in {
        "srj": rb'(?<="type":"bnode","value":")(' + CHANCE + rb')(?=")',
        "srx": rb"(?<=<bnode>)(" + CHANCE + rb")(?=</bnode>)",
        "csv": rb"(?:(?<=[,\n])|\A)_:(" + CHANCE + rb")(?=[,\r\n])",
        "tsv": LITERAL_OR_IRI + rb"|_:(" + CHANCE + rb")\b",
        "nt": LITERAL_OR_IRI + rb"|_:(" + CHANCE + rb")\b",
        "ttl": LITERAL_OR_IRI + rb"|_:(" + CHANCE + rb")\b",
        "jsonld": rb'(?<="@id":"_:)(' + CHANCE + rb')(?=")',
        "rdf": rb'(?<= rdf:nodeID=")(' + CHANCE + rb')(?=")',
    }.items()
}  # fmt: skip
"""Where such a name stands in each format; what else a pattern matches is passed over."""

MARKS: Final[dict[str, bytes]] = {
    "srj": b'"bnode"', "srx": b"<bnode>", "csv": b"_:", "tsv": b"_:", "nt": b"_:", "ttl": b"_:",
    "jsonld": b'"_:', "rdf": b"rdf:nodeID",
}  # fmt: skip
"""What is in each answer that has blank nodes."""

NODES: Final = ("_:", "[", "(")
"""How a blank node is written in a template."""

NAME: Final = b"anon%d"

ENDINGS: Final[dict[str, tuple[bytes, ...]]] = {
    "srj": (b"}",),
    "srx": (b">",),
    "csv": (b"\n",),
    "tsv": (b"\n",),
    "ttl": (b".\n",),
    "nt": (b".\n",),
    "jsonld": (b"]",),
    "rdf": (b">",),
}
"""How a whole answer ends in each format; what ends otherwise was broken off."""

TRUTH: Final = (b"true", b"false")
"""All of an answer to ASK as CSV or TSV."""

JSON_HEAD: Final = b'{"head":{'


def finish(body: bytes, suffix: str, release: str) -> bytes:
    """A whole answer as it is given out; ``release`` is the IRI of the release."""
    return named(link(body, suffix, release), suffix)


def whole(tail: bytes, suffix: str) -> bool:
    """Whether the engine's answer ends as a whole one does; ``tail`` is its end, or all of it."""
    return not tail or tail.endswith(ENDINGS[suffix]) or tail in TRUTH


def may_name_by_chance(query: str, *, gives_graph: bool) -> bool:
    """Whether a query could make blank nodes, by its text (SPARQL 1.1 Query, 16.2.1, 17.4.2.9).

    Where it says so in a string or a comment, it is taken for one that does. ``query`` has no
    codepoint escapes.
    """
    return "BNODE" in query.upper() or (gives_graph and any(sign in query for sign in NODES))


def link(first: bytes, suffix: str, release: str) -> bytes:
    """The beginning of an answer with the release in its head, where the format has one."""
    if suffix == "srj" and first.startswith(JSON_HEAD):
        rest = first[len(JSON_HEAD) :]
        comma = b"" if rest.startswith(b"}") else b","
        address = json.dumps([release], ensure_ascii=False).encode()
        return JSON_HEAD + b'"link":' + address + comma + rest
    return first


class Linked:
    """An answer that comes in pieces, with the release in its head; closed as a whole."""

    def __init__(self, pieces: Iterator[bytes], suffix: str, release: str) -> None:
        self._pieces, self._suffix, self._release = pieces, suffix, release
        self._begun = False

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = next(self._pieces)
        if not self._begun:
            self._begun, piece = True, link(piece, self._suffix, self._release)
        return piece

    def close(self) -> None:
        """Let go of what the pieces come from, whether or not any was taken."""
        close = getattr(self._pieces, "close", None)
        if close is not None:
            close()


def named(body: bytes, suffix: str) -> bytes:
    """A whole answer with the blank nodes that the query made named in their order."""
    if not made_by_chance(body, suffix):
        return body
    names: dict[bytes, bytes] = {}

    def rename(match: re.Match[bytes]) -> bytes:
        label = match[1]
        if label is None:
            return match[0]
        name = names.setdefault(label, NAME % len(names))
        return match[0].replace(label, name)

    return LABELS[suffix].sub(rename, body)


def made_by_chance(body: bytes, suffix: str) -> bool:
    """Whether there are blank nodes named by chance in ``body``."""
    return MARKS[suffix] in body and any(match[1] for match in LABELS[suffix].finditer(body))
