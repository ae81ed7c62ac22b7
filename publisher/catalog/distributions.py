"""The distributions of a dataset: files in every format, and services that give the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from publisher.catalog import authorities as lists
from publisher.catalog.facts import Common
from publisher.catalog.writing import kind, link, literal, number, texts
from publisher.formats import by_suffix
from publisher.namespaces import DCAT, DCATAP, DCT, SPDX, XSD

FILE_TYPES: Final[Mapping[str, str]] = {
    "ttl": "RDF_TURTLE",
    "jsonld": "JSON_LD",
    "rdf": "RDF_XML",
    "nt": "RDF_N_TRIPLES",
    "nq": "RDF_N_QUADS",
    "trig": "RDF_TRIG",
}
"""Suffix -> code in the EU table of file types."""

GZIP: Final = lists.IANA + "application/gzip"
SHA256: Final = SPDX.replace("http:", "https:") + "checksumAlgorithm_sha256"
"""As the code-list shapes of DCAT-AP 3.0.1 have it."""

DOWNLOAD: Final = {"sv": "Nedladdning som {name}{packed}.", "en": "Download as {name}{packed}."}
PACKED: Final = {"sv": ", packad med gzip", "en": ", packed with gzip"}


@dataclass(frozen=True)
class File:
    """A file: its IRI without the suffix, the suffix, its size in bytes and its SHA-256.

    What is not known is None or empty.
    """

    stem: str
    suffix: str
    packed: bool = False
    size: int | None = None
    checksum: str = ""

    @property
    def ending(self) -> str:
        """The whole ending of its name."""
        return f"{self.suffix}.gz" if self.packed else self.suffix


@dataclass(frozen=True)
class Times:
    """When something was first released and last changed (UTC, ISO 8601, to the second)."""

    issued: str
    modified: str


@dataclass(frozen=True)
class Access:
    """A way to a dataset through a service: what it is called, and what it speaks."""

    name: str
    service: str
    address: str
    file_type: str
    media_type: str
    said: Mapping[str, str]


def of_file(dataset: str, landing: str, file: File, times: Times, common: Common) -> Iterator[str]:
    """A file as a distribution of ``dataset``; ``landing`` is where people find it."""
    node = f"{dataset}#{file.ending}"
    fmt = by_suffix(file.suffix)
    assert fmt is not None
    yield from _common(dataset, node, landing, common)
    said = {tag: DOWNLOAD[tag].format(name=fmt.name, packed=PACKED[tag] if file.packed else "")
            for tag in common.tags}  # fmt: skip
    yield from texts(node, DCT + "title", {tag: text.rstrip(".") for tag, text in said.items()})
    yield from texts(node, DCT + "description", said)
    yield link(node, DCAT + "downloadURL", f"{file.stem}.{file.ending}")
    yield link(node, DCT + "format", lists.FILE_TYPES.space + FILE_TYPES[file.suffix])
    yield link(node, DCAT + "mediaType", lists.IANA + fmt.media_type)
    if file.packed:
        yield link(node, DCAT + "compressFormat", GZIP)
    if file.size is not None:
        yield number(node, DCAT + "byteSize", file.size)
    if file.checksum:
        yield link(node, SPDX + "checksum", f"{node}/checksum")
        yield link(f"{node}/checksum", SPDX + "algorithm", SHA256)
        value = literal(
            f"{node}/checksum", SPDX + "checksumValue", file.checksum, XSD + "hexBinary"
        )
        yield value
    yield from times_of(node, times)


def of_access(dataset: str, access: Access, times: Times, common: Common) -> Iterator[str]:
    """A service as a distribution of ``dataset``."""
    node = f"{dataset}#{access.name}"
    yield from _common(dataset, node, access.address, common)
    said = {tag: access.said[tag] for tag in common.tags}
    yield from texts(node, DCT + "title", {tag: text.rstrip(".") for tag, text in said.items()})
    yield from texts(node, DCT + "description", said)
    yield link(node, DCAT + "accessService", access.service)
    yield link(node, DCT + "format", lists.FILE_TYPES.space + access.file_type)
    yield link(node, DCAT + "mediaType", lists.IANA + access.media_type)
    yield from times_of(node, times)


def times_of(node: str, times: Times) -> Iterator[str]:
    """When a thing was issued and last changed."""
    for name, time in (("issued", times.issued), ("modified", times.modified)):
        if time:
            kind_of = XSD + ("dateTime" if "T" in time else "date")
            yield literal(node, DCT + name, time, kind_of)


def _common(dataset: str, node: str, access: str, common: Common) -> Iterator[str]:
    yield link(dataset, DCAT + "distribution", node)
    yield from kind(node, DCAT + "Distribution")
    yield link(node, DCAT + "accessURL", access)
    yield link(node, DCT + "license", common.reader.site.licence)
    yield link(node, DCT + "rights", common.node("rights"))
    availability = lists.code_of(common.settings.availability, lists.AVAILABILITIES)
    yield link(node, DCATAP + "availability", availability)
    for language in common.languages:
        yield link(node, DCT + "language", language)
    for predicate, target in common.high_value:
        if predicate.endswith("applicableLegislation"):
            yield link(node, predicate, target)
