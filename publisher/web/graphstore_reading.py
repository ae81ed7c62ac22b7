"""Reading named graphs by their IRI (SPARQL 1.1 Graph Store HTTP Protocol, section 5.2)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from flask import Response
from werkzeug.exceptions import NotFound

from publisher.formats import carrying
from publisher.graphs.naming import as_uri
from publisher.iris import DUMP
from publisher.release.manifest import GraphEntry
from publisher.release.parts import Frame
from publisher.release.shelf import CURRENT, Shelf
from publisher.store.reader import open_release
from publisher.web.asking import Asked, desk
from publisher.web.documents import named_graph
from publisher.web.dumps import dump_stream, page, unpack
from publisher.web.keys import writing
from publisher.web.responses import Document, answer, see_other

FORMATS: Final = carrying("page", "graph", "dataset")
NO_FRAME: Final = Frame(b"", b"", b"")


def read_graph(iri: str) -> Response:
    """The graph called ``iri``; without one, the way to the description of all of them."""
    if not iri:
        return see_other("void")
    entry = _entry(iri)
    if entry is None:
        raise NotFound
    return named_graph(entry, Asked(desk().reader.iris.path_of(entry.iri) or ""))


def read_default() -> Response:
    """What all graphs hold together: the default graph of the endpoint."""
    here = desk()
    document = Document(
        path=DUMP, iri=here.reader.site.base_iri + DUMP, formats=FORMATS, page=page,
        rdf=lambda chosen: dump_stream(here, chosen),
    )  # fmt: skip
    return answer(document, Asked(DUMP))


def statements(iri: str, target: Path) -> Path:
    """Write what the graph called ``iri`` holds in the current release to a file, as N-Triples."""
    settings = writing().settings
    shelf = Shelf(settings.root / settings.releases.folder)
    reader = open_release(shelf.path(shelf.resolve(CURRENT)))
    end = f" <{iri}> .\n".encode()
    with target.open("wb") as file:
        for member in reader.dump("nq", NO_FRAME, iri):
            file.write(unpack(member).replace(end, b" .\n"))
    return target


def _entry(iri: str) -> GraphEntry | None:
    spellings = (iri, as_uri(iri))
    return next((entry for entry in desk().reader.manifest.entries if entry.iri in spellings), None)
