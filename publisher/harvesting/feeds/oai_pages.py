"""An answer of an OAI-PMH repository -> its records (OAI-PMH 2.0), one held at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree

from publisher.errors import BadContent
from publisher.fetching import Remark, Response, media_of
from publisher.fetching.media import OAI
from publisher.harvesting.bounds import Bounds
from publisher.harvesting.feeds.reading import document
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.rdf import check_entities

SPACE: Final = "{http://www.openarchives.org/OAI/2.0/}"
RECORD: Final = SPACE + "record"
NOTED: Final = (
    "deletedRecord", "error", "granularity", "metadataNamespace", "metadataPrefix", "responseDate",
    "resumptionToken",
)  # fmt: skip
"""What is read around the records."""


@dataclass(frozen=True)
class Record:
    """A record as it is sent: ``metadata`` is the XML of what it holds, empty where there is none.

    ``broken`` says why it could not be taken apart.
    """

    identifier: str
    datestamp: str
    deleted: bool
    metadata: bytes
    broken: str = ""


@dataclass
class Answer:
    """What is said around the records; complete once these have been gone through.

    ``values`` has the texts of elements by name, in order. ``size`` is how many records the whole
    list has, where that is told.
    """

    url: str
    source: SourceFile
    values: dict[str, list[str]] = field(default_factory=dict)
    error: str = ""
    token: str = ""
    size: int | None = None

    def first(self, name: str) -> str:
        """The first text of an element; empty without one."""
        return self.values.get(name, [""])[0]

    def records(self) -> Iterator[Record]:
        """The records, in order. Raises BadContent where it is no XML, or not to its end."""
        try:
            for _, element in ElementTree.iterparse(self.source.path):  # noqa: S314 (checked)
                if element.tag == RECORD:
                    yield _record(element)
                    element.clear()
                elif element.tag.removeprefix(SPACE) in NOTED:
                    self._note(element)
        except ElementTree.ParseError as error:
            raise Remark(self.url, "xml", str(error)).error(BadContent) from None

    def _note(self, element: ElementTree.Element) -> None:
        name = element.tag.removeprefix(SPACE)
        text = (element.text or "").strip()
        self.values.setdefault(name, []).append(text)
        if name == "error":
            self.error = element.get("code", "")
        elif name == "resumptionToken":
            self.token = text
            size = element.get("completeListSize", "")
            self.size = int(size) if size.isdecimal() else None


@contextmanager
def opened(response: Response, bounds: Bounds) -> Iterator[Answer]:
    """An answer, to be gone through while this lasts.

    Raises BadContent where it is no OAI-PMH, SourceFault for entities that are unsafe.
    """
    media = media_of(response)
    if media is not OAI:
        raise Remark(response.url, "no-feed", media.name).error(BadContent)
    with document(response, media, bounds) as source:
        check_entities(source, SourceLimits())
        yield Answer(response.url, source)


def _record(element: ElementTree.Element) -> Record:
    def text(name: str) -> str:
        return (element.findtext(f"{SPACE}header/{SPACE}{name}") or "").strip()

    header = element.find(SPACE + "header")
    deleted = header is not None and header.get("status") == "deleted"
    content = element.find(f"{SPACE}metadata/*")
    metadata, broken = b"", ""
    if content is not None and not deleted:
        try:
            metadata = ElementTree.tostring(content)
        except (RecursionError, ValueError) as error:
            broken = str(error)
    return Record(text("identifier"), text("datestamp"), deleted, metadata, broken)
