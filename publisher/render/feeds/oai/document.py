"""Answers of the repository as XML (OAI-PMH 2.0, sections 3.2 and 4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from publisher.render.feeds.markup import around, document, element, lines
from publisher.render.feeds.oai.arguments import OaiError
from publisher.render.feeds.oai.formats import MetadataFormat
from publisher.render.feeds.oai.items import Item, Place, set_of

CONTENT_TYPE: Final = "text/xml; charset=utf-8"
NAMESPACE: Final = "http://www.openarchives.org/OAI/2.0/"
ROOT: Final = (
    ("xmlns", NAMESPACE),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ("xsi:schemaLocation", f"{NAMESPACE} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"),
)

UNASKED: Final = ("badVerb", "badArgument")
"""Errors after which the arguments are not repeated (section 3.2)."""


@dataclass(frozen=True)
class Repository:
    """What the repository says of itself: ``address`` is its base URL, ``earliest`` the first
    datestamp that there is."""

    address: str
    name: str
    email: str
    earliest: str


def answer(repository: Repository, date: str, arguments: Mapping[str, str], content: str) -> bytes:
    """An answer; ``date`` is the time that it is as of, ``content`` the element of the verb."""
    asked = element("request", repository.address, sorted(arguments.items()))
    head = lines([element("responseDate", date), asked])
    return document(around("OAI-PMH", head + content + "\n", ROOT))


def error(
    repository: Repository, date: str, arguments: Mapping[str, str], fault: OaiError
) -> bytes:
    """The answer to a request that cannot be met."""
    said = f"{fault.what[:1].upper()}{fault.what[1:]}"
    content = element("error", said, (("code", fault.code),))
    return answer(repository, date, {} if fault.code in UNASKED else arguments, content)


def identify(repository: Repository) -> str:
    """What the repository is (section 4.2)."""
    return around("Identify", lines((
        element("repositoryName", repository.name),
        element("baseURL", repository.address),
        element("protocolVersion", "2.0"),
        element("adminEmail", repository.email),
        element("earliestDatestamp", repository.earliest),
        element("deletedRecord", "persistent"),
        element("granularity", "YYYY-MM-DDThh:mm:ssZ"),
        element("compression", "gzip"),
    )))  # fmt: skip


def metadata_formats(formats: Iterable[MetadataFormat]) -> str:
    """The formats (section 4.4)."""
    return around("ListMetadataFormats", lines(
        around("metadataFormat", lines((
            element("metadataPrefix", item.prefix), element("schema", item.schema),
            element("metadataNamespace", item.namespace),
        ))) for item in formats
    ))  # fmt: skip


def sets(names: Mapping[str, str]) -> str:
    """The sets: streams, with what each is called (section 4.6)."""
    return around("ListSets", lines(
        around("set", lines((element("setSpec", set_of(stream)), element("setName", name))))
        for stream, name in names.items()
    ))  # fmt: skip


def identifiers(items: Iterable[Item], rest: str) -> str:
    """A list of headers (section 4.3)."""
    return around("ListIdentifiers", lines(_header(item) for item in items) + rest)


def records(items: Sequence[Item], contents: Sequence[str], rest: str) -> str:
    """A list of records with the metadata of each (section 4.5)."""
    found = (_record(item, content) for item, content in zip(items, contents, strict=True))
    return around("ListRecords", lines(found) + rest)


def record(item: Item, content: str) -> str:
    """One record (section 4.1)."""
    return around("GetRecord", lines([_record(item, content)]))


def resumption(token: str, place: Place, size: int | None) -> str:
    """How a list goes on; an empty token ends a list of several parts (section 3.5)."""
    sized = (("completeListSize", str(size)),) if size is not None else ()
    return element("resumptionToken", token, (*sized, ("cursor", str(place.cursor)))) + "\n"


def _record(item: Item, content: str) -> str:
    metadata = [around("metadata", content)] if content else []
    return around("record", lines([_header(item), *metadata]))


def _header(item: Item) -> str:
    return around("header", lines((
        element("identifier", item.iri), element("datestamp", item.datestamp),
        *(element("setSpec", set_of(name)) for name in item.sets),
    )), (("status", "deleted"),) if item.deleted else ())  # fmt: skip
