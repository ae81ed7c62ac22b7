"""Things answer 303 to their documents; documents in every format; what is withdrawn, 410."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox
from flask import Blueprint, Response
from werkzeug.exceptions import Gone, HTTPException, NotFound

from publisher.catalog.profiles import RESOURCES
from publisher.describe import Description
from publisher.formats import Format, carrying
from publisher.iris import DOCUMENTS, LISTS
from publisher.namespaces import FOAF, PERSONS
from publisher.people.erased import digest_of
from publisher.release.erasures import PATH as ERASED
from publisher.render.pages import Page
from publisher.render.rdf import render_graph
from publisher.render.setting import Setting
from publisher.render.thing import thing_page
from publisher.web.asking import Asked, asked, desk, language, setting, settings
from publisher.web.documents import version_of, vocabulary
from publisher.web.responses import Document, answer, see_other
from publisher.web.structured import structured

blueprint = Blueprint("things", __name__)

FORMATS: Final = carrying("page", "graph")


@blueprint.route("/doc/<path:path>")
def document(path: str) -> Response:
    """The document about the thing at ``path``, in the format that its suffix names."""
    iri = _known(path)
    wanted = Asked(path)
    if iri is None:
        wanted = asked(path, FORMATS)
        iri = _known(wanted.stem)
    if iri is None:
        raise _missing(path, wanted.stem)
    return _answer(iri, wanted)


@blueprint.route("/<path:path>")
def anything(path: str) -> Response:
    """Any other path: a thing, a vocabulary document, the name of a class, a suffix of these."""
    iri = _known(path)
    if iri is not None:
        return _redirect(iri)
    if found := vocabulary(path):
        return found
    wanted = asked(path, FORMATS)
    iri = _known(wanted.stem) if wanted.format else None
    if iri is not None:
        return _redirect(iri, path.removeprefix(wanted.stem))
    stem = path.rstrip("/")
    if stem in desk().reader.contract.by_slug:
        return see_other(LISTS + stem)
    for stem in dict.fromkeys((path, wanted.stem)):
        if target := version_of(stem):
            return see_other(target + path.removeprefix(stem))
    raise _missing(path, wanted.stem)


def _missing(*paths: str) -> HTTPException:
    """404; 410 for what was erased, of whose address only the hash is kept, and for that hash."""
    here = desk()
    for path in paths:
        known = {digest_of(iri) for iri in here.reader.iris.candidates(path)}
        if not here.erased.isdisjoint((*known, path.partition(ERASED)[2])):
            return Gone(setting(language()).t("withdrawn-some-day"))
    return NotFound()


def _known(path: str) -> str | None:
    """The IRI of the site's own thing at ``path``, as far as the release says anything of it."""
    iris = desk().reader.iris
    own = [iri for iri in iris.candidates(path) if iri.startswith(iris.base_iri)]
    found = desk().first_known(own)
    return found if found and iris.is_thing_path(found.removeprefix(iris.base_iri)) else None


def _redirect(iri: str, suffix: str = "") -> Response:
    """303 to the document; 410 at once for what is withdrawn (RFC 9110, section 15.5.11)."""
    path = DOCUMENTS + iri.removeprefix(desk().reader.iris.base_iri)
    if desk().withdrawn(iri):
        return _answer(iri, asked(path + suffix, FORMATS) if suffix else Asked(path))
    return see_other(path + suffix, topic=iri)


def _answer(iri: str, wanted: Asked) -> Response:
    here = desk()
    description = here.describe(iri, 0)
    if description is None:
        raise NotFound
    path = description.document.removeprefix(here.reader.iris.base_iri)
    own = here.reader.contract.by_slug.get(description.slug)

    def page(setting: Setting) -> Page:
        whole = here.describe(iri, settings().inverse_links)
        drawn = thing_page(whole or description, setting, path, FORMATS, own)
        listed = any(link.iri in RESOURCES for link in description.types)
        return structured(drawn, iri) if listed else drawn

    found = Document(
        path=path,
        iri=description.document,
        formats=FORMATS,
        page=page,
        rdf=lambda chosen: _rdf(description, chosen),
        status=410 if description.withdrawal else 200,
        topic=iri,
    )
    response = answer(found, wanted)
    if any(link.iri in PERSONS for link in description.types):
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _rdf(description: Description, chosen: Format) -> bytes:
    """The thing's own statements, and that this document is about it."""
    about = ox.Triple(
        ox.NamedNode(description.document),
        ox.NamedNode(FOAF + "primaryTopic"),
        ox.NamedNode(description.iri),
    )
    triples = [*description.triples, about]
    return render_graph(triples, chosen, desk().reader.prefixes, desk().context)
