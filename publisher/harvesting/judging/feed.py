"""Documents -> a feed: its statements as sorted N-Triples, and what was wrong with reading it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from publisher.errors import SourceFault
from publisher.faults import Fault
from publisher.harvesting.judging.remarks import Remark
from publisher.namespaces import HYDRA
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.rdf import read_lines

NOWHERE: Final = "http://relative.invalid/in/the/feed"
"""What relative IRIs are resolved against, so that they can be told (RFC 2606, section 2)."""

RELATIVE: Final = "http://relative.invalid/"
BLANK: Final = re.compile(r'^_:\S+|(?<= )_:[^\s"]+$')

NEXT: Final = re.compile(rf" <{re.escape(HYDRA)}next(?:Page)?> (?:<([^>]*)>|\"([^\"]*)\")")
"""Where a page says that there is another one (Hydra Core Vocabulary, both its families)."""

TOTAL: Final = re.compile(rf' <{re.escape(HYDRA)}totalItems> "(\d{{1,9}})"')

SUFFIXES: Final[dict[str, str]] = {
    "application/rdf+xml": ".rdf",
    "text/turtle": ".ttl",
    "application/ld+json": ".jsonld",
    "application/n-triples": ".nt",
    "application/trig": ".trig",
    "application/n-quads": ".nq",
    "application/xml": ".rdf",
    "text/xml": ".rdf",
    "application/json": ".jsonld",
    "application/x-turtle": ".ttl",
    "text/plain": ".nt",
    "text/n3": ".ttl",
}
"""How a media type is read; those that are no names of RDF come last."""

MEDIA_TYPES: Final[dict[str, str]] = {
    ".rdf": "application/rdf+xml", ".owl": "application/rdf+xml", ".xml": "application/rdf+xml",
    ".ttl": "text/turtle", ".n3": "text/turtle", ".jsonld": "application/ld+json",
    ".json": "application/ld+json", ".nt": "application/n-triples", ".trig": "application/trig",
    ".nq": "application/n-quads",
}  # fmt: skip
"""The media type of a file, by its suffix."""

STARTS: Final[tuple[tuple[re.Pattern[bytes], str], ...]] = (
    (re.compile(rb"\s*<!doctype\s+html|\s*(?:<\?xml[^>]*>\s*)?<html[\s>]", re.I), "text/html"),
    (re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE[^>[]*(?:\[.*?\])?\s*>\s*)?"
                rb"<(?:\w+:)?RDF[\s>]", re.S), "application/rdf+xml"),
    (re.compile(rb"\s*<\?xml"), "application/xml"),
    (re.compile(rb"\s*[\[{]\s*[\"{\]}]"), "application/ld+json"),
    (re.compile(rb"(?:\s*#[^\n]*\n)*\s*(?:@prefix|@base|prefix|base)\s", re.I), "text/turtle"),
    (re.compile(rb"(?:\s*#[^\n]*\n)*\s*(?:<[^>\s]+>|_:\S+)\s+<[^>\s]+>\s.*\.\s"),
     "application/n-triples"),
)  # fmt: skip
"""How a document begins, by what it is."""

JSON_BYTES: Final = 32_000_000
"""How large a document in JSON-LD may be; it takes many times that in memory."""

LOOKED_AT: Final = 20_000
"""Bytes at the beginning of a document that say what it is."""


@dataclass(frozen=True)
class Page:
    """One document, as it came. ``media_type`` is what it says that it is; empty: nothing does."""

    where: str
    body: bytes
    media_type: str = ""


@dataclass(frozen=True)
class Feed:
    """A feed as it was read. ``lines`` are sorted N-Triples without the final dot."""

    name: str
    lines: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ()
    """What each page says that it is, or is seen to be."""
    sizes: tuple[int, ...] = ()
    """Bytes of each page."""
    remarks: tuple[Remark, ...] = ()
    unread: bool = field(default=False)
    """Whether a page could not be read: then nobody reads the feed."""
    paged: bool = field(default=False)
    total: int | None = field(default=None)
    """What the pages say that there is in all (hydra:totalItems)."""
    changes: bool = field(default=False)
    """Whether it was read as changes: then it has records, and no catalogue around them."""

    @property
    def size(self) -> int:
        """The largest page, in bytes."""
        return max(self.sizes, default=0)


def seen_as(body: bytes) -> str:
    """The media type that a document looks like; empty where it looks like none."""
    start = body[:LOOKED_AT].removeprefix(b"\xef\xbb\xbf")
    return next((name for pattern, name in STARTS if pattern.match(start)), "")


def title_of(body: bytes) -> str:
    """The title of a page of HTML, else its beginning."""
    start = body[:LOOKED_AT]
    found = re.search(rb"<title[^>]*>(.*?)</title>", start, re.I | re.S)
    return " ".join((found[1] if found else start[:80]).decode("utf-8", "replace").split())


def read_pages(name: str, pages: Iterable[Page], limits: SourceLimits) -> Feed:
    """Read some documents as one feed; what cannot be read is a remark."""
    reader = Gathering(limits)
    for page in pages:
        reader.read(page)
    return reader.feed(name)


class Gathering:
    """Reads pages, one after the other; blank nodes get labels in the order of their pages."""

    def __init__(self, limits: SourceLimits) -> None:
        self.lines: set[str] = set()
        self.media_types: list[str] = []
        self.sizes: list[int] = []
        self.remarks: list[Remark] = []
        self.unread = False
        self._limits = limits
        self._blanks = 0

    def feed(self, name: str) -> Feed:
        """All that was read."""
        totals = [int(found[1]) for line in self.lines if (found := TOTAL.search(line))]
        return Feed(
            name, tuple(sorted(self.lines)), tuple(self.media_types), tuple(self.sizes),
            tuple(self.remarks), self.unread,
            paged=len(self.sizes) > 1 or any(NEXT.search(line) for line in self.lines),
            total=max(totals, default=None),
        )  # fmt: skip

    def wrong(self, remark: Remark) -> None:
        """Say why the feed cannot be read."""
        self.unread = True
        self.remarks.append(remark)

    def read(self, page: Page) -> set[str]:
        """Read one page; returns its statements, none where it cannot be read."""
        looks = seen_as(page.body)
        said = page.media_type or looks or "application/rdf+xml"
        self.media_types.append(said)
        self.sizes.append(len(page.body))
        if not page.body.strip():
            self._wrong(page, "nothing")
        elif looks == "text/html":
            self._wrong(page, "html", title_of(page.body))
        elif SUFFIXES.get(said) == ".jsonld" and len(page.body) > JSON_BYTES:
            self._wrong(page, "json-size", str(JSON_BYTES // 1_000_000))
        elif said not in SUFFIXES:
            self._wrong(page, "media-type", said)
        else:
            if looks and SUFFIXES.get(looks) != SUFFIXES[said] and not _alike(looks, said):
                self.remarks.append(Remark("mismatch", page.where, said, looks))
            return self._parse(page, SUFFIXES[said])
        return set()

    def _wrong(self, page: Page, code: str, value: str = "", english: str = "") -> None:
        self.wrong(Remark(code, page.where, value, english=english))

    def _parse(self, page: Page, suffix: str) -> set[str]:
        with tempfile.NamedTemporaryFile(suffix=suffix) as file:
            file.write(page.body)
            file.flush()
            source = SourceFile(Path(file.name), page.where, "rdf")
            try:
                lines = list(self._named(read_lines(source, NOWHERE, self._limits)))
                if any(RELATIVE in line for line in lines):
                    lines = self._resolved(page, source, lines)
            except SourceFault as error:
                if isinstance(error.__cause__, MemoryError):
                    self._wrong(page, "term")
                    return set()
                fault = error.faults[0]
                self._wrong(page, "unreadable", _placed(fault, "sv"), _placed(fault, "en"))
                return set()
        found = set(lines)
        self.lines |= found
        return found

    def _named(self, lines: Iterable[str]) -> Iterator[str]:
        """The lines with labels of blank nodes that are always the same."""
        labels: dict[str, str] = {}

        def named(found: re.Match[str]) -> str:
            if found[0] not in labels:
                labels[found[0]] = f"_:b{self._blanks}"
                self._blanks += 1
            return labels[found[0]]

        for line in lines:
            yield BLANK.sub(named, line) if "_:" in line else line

    def _resolved(self, page: Page, source: SourceFile, lines: list[str]) -> list[str]:
        """The lines with relative IRIs as who fetches the page would read them."""
        found = sorted({iri.removeprefix(RELATIVE) for line in lines
                        for iri in re.findall(rf"<({RELATIVE}[^>]*)>", line)})  # fmt: skip
        self.remarks += [Remark("relative", page.where, iri) for iri in found]
        if not page.where.startswith(("http://", "https://")):
            return lines
        return list(self._named(read_lines(source, page.where, self._limits)))


def _alike(looks: str, said: str) -> bool:
    """Whether a document of one kind may be seen as another: each N-Triples is Turtle."""
    return {looks, said} <= {"text/turtle", "application/n-triples", "text/plain", "text/n3",
                             "application/x-turtle", "application/n-quads", "application/trig"} or {
        looks, said} <= {"application/xml", "text/xml", "application/rdf+xml"}  # fmt: skip


def _placed(fault: Fault, language: str) -> str:
    """What is wrong, after the line on which it is."""
    line = f"{'rad' if language == 'sv' else 'line'} {fault.place.row}: " if fault.place.row else ""
    return line + fault.sentence(language)
