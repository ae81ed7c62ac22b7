"""A record of OAI-PMH -> what is kept of it: the IRI that it is about, and its statements."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox

from publisher.errors import SourceFault
from publisher.fetching import Remark
from publisher.harvesting.bounds import Bounds
from publisher.harvesting.feeds.datasets import roots_of
from publisher.harvesting.feeds.graph import graph_of
from publisher.harvesting.feeds.oai_pages import Record
from publisher.harvesting.feeds.records import lines_of, record_of
from publisher.harvesting.feeds.steps import Item


def item_of(record: Record, url: str, known: Callable[[str], str], bounds: Bounds) -> Item | Remark:
    """What a record says, or why it cannot be read. ``known`` gives the IRI of what has been read
    before by the identifier of its record."""
    name = record.identifier
    if record.deleted:
        return Item("Delete", known(name) or name, name=name)
    if record.broken:
        return Remark(url, "oai-record", name, record.broken)
    try:
        said = lines_of(ox.parse(record.metadata, ox.RdfFormat.RDF_XML, base_iri=url))
        iri, lines = record_of(said, _root(name, said, url), url, bounds)
    except (SyntaxError, ValueError) as error:
        return Remark(url, "oai-record", name, str(error))
    except SourceFault as fault:
        return Remark(url, "oai-record", name, fault.faults[0].sentence("en"))
    return Item("Put", iri, lines, name=name, dataset=True)


def _root(name: str, lines: list[str], url: str) -> str:
    """What a record is about: what its identifier names, else its dataset, else the identifier."""
    try:
        named = str(ox.NamedNode(name))
    except ValueError:
        named = f"<{url}>"
    if any(line.startswith(f"{named} ") for line in lines):
        return named
    with graph_of(lines) as graph:
        roots = roots_of(graph)
    return min(roots.datasets or roots.services or {named})
