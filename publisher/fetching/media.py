"""What an answer is: by its Content-Type, and by a look at its beginning where that says little.

Harvesters read by Content-Type. What says that it is one thing and is plainly another is refused,
with a word on it; a web page is no feed whatever it says.
"""

from __future__ import annotations

import codecs
import html
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from publisher.errors import BadContent
from publisher.fetching.remarks import Remark
from publisher.fetching.response import Response
from publisher.formats import FORMATS


@dataclass(frozen=True)
class Media:
    """A syntax. ``suffix`` is that of its files; ``family`` tells what could be taken for it."""

    name: str
    suffix: str
    family: str


RDF_XML: Final = Media("RDF/XML", "rdf", "xml")
OAI: Final = Media("OAI-PMH", "xml", "xml")
JSON_LD: Final = Media("JSON-LD", "jsonld", "json")
TURTLE: Final = Media("Turtle", "ttl", "text")
N_TRIPLES: Final = Media("N-Triples", "nt", "text")
TRIG: Final = Media("TriG", "trig", "text")
N_QUADS: Final = Media("N-Quads", "nq", "text")

KNOWN: Final = {item.name: item for item in (
    RDF_XML, JSON_LD, TURTLE, N_TRIPLES, TRIG, N_QUADS
)}  # fmt: skip

GENERIC: Final = (
    "", "application/octet-stream", "binary/octet-stream", "text/plain", "application/xml",
    "text/xml", "application/json",
)  # fmt: skip
"""Content types that say so little that the content is looked at."""

TYPES: Final[dict[str, Media]] = {
    media_type: KNOWN[item.name]
    for item in FORMATS
    if item.name in KNOWN
    for media_type in (item.media_type, *item.aliases)
    if media_type not in GENERIC
}
SUFFIXES: Final = {item.suffix: item for item in KNOWN.values()}

ACCEPT: Final = (
    "text/turtle, application/n-triples;q=0.9, application/rdf+xml;q=0.9, "
    "application/ld+json;q=0.7, application/xml;q=0.3, */*;q=0.1"
)
"""What is asked for where any RDF will do."""

HEAD: Final = 65_536
"""Bytes that are looked at."""

BEFORE_ROOT: Final = (
    r"(?>(?:\s++|(?><\?.*?\?>)|(?><!--.*?-->)|"
    r"<!DOCTYPE(?!\s+html)(?>(?:[^\[>]|(?>\[.*?\]))*)>)*)"
)
ROOT: Final = re.compile(rf"{BEFORE_ROOT}<(?:[\w.-]+:)?([\w.-]+)", re.S | re.I)
PAGE: Final = re.compile(
    rf"{BEFORE_ROOT}<(?:!doctype\s+html|html|head|body|script|meta)\b", re.S | re.I
)
TITLE: Final = re.compile(r"<title\b[^>]{0,200}>(.{0,500}?)</title", re.S | re.I)
PASSWORD: Final = re.compile(r"<input\b[^>]{0,300}?type\s*=\s*[\"']?password", re.I)
TEXT: Final = re.compile(
    r"(?>(?:\s++|#[^\n]*+\n)*)(?:@?(?:prefix|base|version)\s|<[^<>\s]*>\s+(?:<[^<>\s]*>|a\s|[\w.-]*:)|"
    r"_:\S+\s|\[|[\w.-]*:[\w.-]*\s+(?:a\s|[\w.-]*:|<))",
    re.I,
)
QUADS: Final = re.compile(
    r"(?>(?:\s++|#[^\n]*+\n)*)\S+\s+\S+\s+(?:<\S*>|_:\S+|\"(?:[^\"\\]|\\.)*\"\S*)\s+<\S*>\s*\."
)


def media_of(response: Response) -> Media:
    """The syntax of an answer. Raises BadContent where it is none that is read."""
    head = beginning(response)
    if not head.strip():
        raise Remark(response.url, "empty", expected="RDF").error(BadContent)
    must_be_data(response.url, head)
    looked = look(head)
    declared = TYPES.get(response.media_type)
    if response.media_type in GENERIC:
        suffix = urlsplit(response.url).path.rpartition(".")[2].lower()
        found = looked or SUFFIXES.get(suffix)
        if found is not None:
            return found
    elif declared is not None and not _contradicts(head, looked, declared):
        return declared
    elif looked is OAI and declared is None and "xml" in response.media_type:
        return OAI
    code, expected = ("media-type", looked.name) if looked else ("no-rdf", "RDF")
    raise Remark(response.url, code, response.media_type or "–", expected).error(BadContent)


def beginning(response: Response) -> str:
    """The first of the body as text; bytes that are none are replaced."""
    response.file.seek(0)
    data = response.file.read(HEAD)
    response.file.seek(0)
    for mark, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
                       (codecs.BOM_UTF16_BE, "utf-16")):  # fmt: skip
        if data.startswith(mark):
            return data.decode(name, "replace")
    return data.decode("utf-8", "replace")


def look(head: str) -> Media | None:
    """What the beginning of a text looks like; None where it looks like nothing that is read."""
    first = head.lstrip()[:1]
    if first == "<" and not TEXT.match(head):
        root = ROOT.match(head)
        return {"RDF": RDF_XML, "OAI-PMH": OAI}.get(root[1]) if root else None
    if first == "{" or re.match(r"\s*\[\s*[{\]]", head):
        return JSON_LD
    if TEXT.match(head):
        return N_QUADS if QUADS.match(head) else TURTLE
    return None


def must_be_data(url: str, head: str) -> None:
    """Raise BadContent where the beginning of an answer is that of a web page."""
    if PAGE.match(head) is None:
        return
    title = TITLE.search(head)
    shown = " ".join(html.unescape(title[1]).split()) if title else "HTML"
    code = "login" if PASSWORD.search(head) else "page"
    raise Remark(url, code, shown or "HTML").error(BadContent)


def _contradicts(head: str, looked: Media | None, declared: Media) -> bool:
    """Whether what is there is plainly of another family; TriG may begin like JSON."""
    if looked is None or looked.family == declared.family:
        return False
    return head.lstrip()[:1] not in ("{", "[") or "xml" in (declared.family, looked.family)
