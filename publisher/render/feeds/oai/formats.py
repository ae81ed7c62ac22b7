"""The formats of metadata that records are there in (OAI-PMH 2.0, section 3.4).

What the catalogue says is there in each profile of DCAT-AP, as RDF/XML; the prefix ``dcat_ap`` is
the one that the importer of data.europa.eu asks for. Every item is there in Dublin Core, as
OAI-PMH wants it, and as all its statements.

RDF/XML stands in the answer by itself, without ``xsi:schemaLocation``: its root can have no
attribute but those of RDF/XML (section 7.2.9), and strict readers refuse it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

import pyoxigraph as ox

from publisher.catalog.profiles import DEFAULT, PROFILES
from publisher.changes import CATALOG, Log
from publisher.namespaces import RDF
from publisher.render import rdfxml
from publisher.render.feeds.catalogue import parse
from publisher.render.feeds.oai import dublin_core

RDF_SCHEMA: Final = "http://www.openarchives.org/OAI/2.0/rdf.xsd"


class Write(Protocol):
    """Writes a record: its IRI and statements, with prefixes; empty where it comes to nothing."""

    def __call__(self, iri: str, lines: tuple[str, ...], prefixes: Mapping[str, str]) -> str: ...


@dataclass(frozen=True)
class MetadataFormat:
    """A format by its prefix.

    ``catalog`` says that only records of the catalogue are in it, ``partial`` that not all of
    these are.
    """

    prefix: str
    schema: str
    namespace: str
    write: Write
    catalog: bool = False
    partial: bool = False

    def streams(self, log: Log) -> tuple[str, ...]:
        """The streams whose records are there in this format, that of the catalogue first."""
        found = log.streams()
        if self.catalog:
            return tuple(name for name in found if name == CATALOG)
        return tuple(sorted(found, key=lambda name: (name != CATALOG, name)))


def _dublin_core(iri: str, lines: tuple[str, ...], prefixes: Mapping[str, str]) -> str:
    del prefixes
    return dublin_core.write(iri, parse(lines))


def _rdf(iri: str, lines: tuple[str, ...], prefixes: Mapping[str, str], *, profile: str) -> str:
    del iri
    found: list[ox.Triple] = PROFILES[profile].adapt(parse(lines))
    if not found:
        return ""
    return rdfxml.document(found, prefixes).removeprefix(rdfxml.DECLARATION)


def _of_profile(prefix: str, profile: str) -> MetadataFormat:
    write = partial(_rdf, profile=profile)
    return MetadataFormat(prefix, RDF_SCHEMA, RDF, write, catalog=True, partial=profile != DEFAULT)


FORMATS: Final[Mapping[str, MetadataFormat]] = {item.prefix: item for item in (
    MetadataFormat(
        dublin_core.PREFIX, dublin_core.SCHEMA_ADDRESS, dublin_core.NAMESPACE, _dublin_core
    ),
    _of_profile("dcat_ap", DEFAULT),
    _of_profile("dcat_ap_2", "dcat-ap-2"),
    _of_profile("dcat_ap_se", "dcat-ap-se"),
    _of_profile("dcat_ap_hvd", "hvd"),
    MetadataFormat("rdf", RDF_SCHEMA, RDF, partial(_rdf, profile=DEFAULT)),
)}  # fmt: skip
"""The formats by prefix."""
