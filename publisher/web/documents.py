"""Documents with IRIs of their own: vocabularies, named graphs, releases, the JSON-LD context."""

from __future__ import annotations

import json
import re
from typing import Final

import pyoxigraph as ox
from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from publisher.describe import describe_graph, describe_source
from publisher.errors import ReleaseError
from publisher.formats import Format, by_suffix, carrying
from publisher.iris import GRAPHS, RELEASES
from publisher.namespaces import OWL
from publisher.release import manifest as manifests
from publisher.release.manifest import GraphEntry, Manifest
from publisher.release.provenance import FILE_NAME as PROVENANCE
from publisher.render.context import as_json
from publisher.render.documents import graph_page, release_page, vocabulary_page
from publisher.render.pages import Page
from publisher.render.rdf import render_dataset, render_graph
from publisher.render.setting import Setting
from publisher.web import void
from publisher.web.asking import Asked, asked, desk
from publisher.web.dumps import graph_stream
from publisher.web.keys import may_write
from publisher.web.responses import Document, answer, plain, see_other
from publisher.web.structured import structured

blueprint = Blueprint("documents", __name__)

FORMATS: Final = carrying("page", "graph", "dataset")
RELEASE_FORMATS: Final = carrying("page", "graph")
RELEASE_ID: Final = re.compile(r"[0-9a-f]{4,64}")
THINGS: Final = 200
"""Things named on the page of a named graph."""


def vocabulary(path: str) -> Response | None:
    """The vocabulary document at ``path``; None when there is none."""
    iris = desk().reader.iris
    wanted = Asked(path)
    found = _graph(iris.candidates(path))
    if found is None:
        wanted = asked(path, FORMATS)
        found = _graph(iris.candidates(wanted.stem))
    return _vocabulary(found, wanted) if found else None


def version_of(path: str) -> str | None:
    """The path of the document of which ``path`` is a version (``owl:versionIRI``)."""
    reader = desk().reader
    for iri in reader.iris.candidates(path):
        try:
            version = ox.NamedNode(iri)
        except ValueError:
            continue
        quads = reader.store.quads_for_pattern(
            None, ox.NamedNode(OWL + "versionIRI"), version, None
        )
        for quad in quads:
            if isinstance(quad.subject, ox.NamedNode):
                return reader.iris.path_of(quad.subject.value)
    return None


@blueprint.route("/graph/<path:name>")
def graph(name: str) -> Response:
    """The named graph of a source, or a page about it."""
    iris = desk().reader.iris
    wanted = Asked(GRAPHS + name)
    found = _graph(iris.candidates(wanted.stem))
    if found is None:
        wanted = asked(wanted.stem, FORMATS)
        found = _graph(iris.candidates(wanted.stem))
    if found is None:
        raise NotFound
    return named_graph(found, wanted)


@blueprint.route("/release/<name>")
def release(name: str) -> Response:
    """A release that is kept: a page about it, or its provenance."""
    wanted = asked(RELEASES + name, RELEASE_FORMATS)
    manifest = _manifest(wanted.stem.removeprefix(RELEASES))
    if manifest is None:
        raise NotFound
    found = manifest

    def page(setting: Setting) -> Page:
        return release_page(found, setting, wanted.stem, RELEASE_FORMATS)

    document = Document(
        path=wanted.stem,
        iri=desk().reader.iris.release(found.id),
        formats=RELEASE_FORMATS,
        page=page,
        rdf=lambda chosen: _provenance(found, chosen),
    )
    return answer(document, wanted)


@blueprint.route("/context.jsonld")
def context() -> Response:
    """The JSON-LD context of the site."""
    text = json.dumps(as_json(desk().context), ensure_ascii=False, indent=2) + "\n"
    chosen = by_suffix("jsonld")
    assert chosen is not None
    return plain(text.encode(), chosen.content_type)


@blueprint.route("/release/")
def current_release() -> Response:
    """The release being served."""
    return see_other(RELEASES + desk().reader.identifier)


def _graph(candidates: tuple[str, ...]) -> GraphEntry | None:
    return next((entry for iri in candidates for entry in desk().reader.manifest.entries
                 if entry.iri == iri), None)  # fmt: skip


def _vocabulary(entry: GraphEntry, wanted: Asked) -> Response:
    reader = desk().reader
    description = describe_graph(desk().names, entry.iri, entry.file)
    path = reader.iris.path_of(entry.iri) or ""

    def page(setting: Setting) -> Page:
        return vocabulary_page(description, setting, path, FORMATS)

    def rdf(chosen: Format) -> bytes:
        if "dataset" in chosen.carries:
            graph = ox.NamedNode(entry.iri)
            quads = [ox.Quad(item.subject, item.predicate, item.object, graph)
                     for item in description.triples]  # fmt: skip
            return render_dataset(quads, chosen, reader.prefixes)
        return render_graph(description.triples, chosen, reader.prefixes, desk().context)

    return answer(Document(path, entry.iri, FORMATS, page, rdf), wanted)


def named_graph(entry: GraphEntry, wanted: Asked) -> Response:
    """The named graph of a source as a document."""
    path = desk().reader.iris.path_of(entry.iri) or ""

    def page(setting: Setting) -> Page:
        if entry.kind == "description":
            return void.page(desk(), setting, path)
        description = describe_source(
            desk().names, entry.iri, entry.file, entry.quads, limit=THINGS
        )
        return structured(graph_page(description, setting, path, FORMATS), entry.iri)

    document = Document(
        path, entry.iri, _offered(entry.iri), page,
        lambda chosen: graph_stream(desk(), chosen, entry),
    )  # fmt: skip
    return answer(document, wanted)


def _offered(iri: str) -> tuple[Format, ...]:
    """The formats of a graph, in order: those of data first where its publisher writes to it."""
    known = may_write()
    if known is None or known.publishers.of_graph(iri) is None:
        return FORMATS
    return tuple(sorted(FORMATS, key=lambda item: "page" in item.carries))


def _manifest(name: str) -> Manifest | None:
    """The manifest of a release that is kept."""
    reader = desk().reader
    if name == reader.identifier:
        return reader.manifest
    folder = reader.folder.parent / name
    if not RELEASE_ID.fullmatch(name) or not (folder / manifests.FILE_NAME).is_file():
        return None
    try:
        return manifests.read(folder)
    except ReleaseError:
        return None


def _provenance(manifest: Manifest, chosen: Format) -> bytes:
    """How a release came about, as the builder wrote it down."""
    reader = desk().reader
    path = reader.folder.parent / manifest.id / PROVENANCE
    triples = [quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)]
    return render_graph(triples, chosen, reader.prefixes, desk().context)
