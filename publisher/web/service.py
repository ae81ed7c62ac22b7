"""What the endpoint answers without a query: a form for people, its description for machines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox
from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from publisher.catalog.service import Service, service_description
from publisher.formats import Format, carrying
from publisher.namespaces import PREFIXES, SD
from publisher.render.documents import query_page
from publisher.render.editor import POLICY
from publisher.render.pages import Page
from publisher.render.rdf import render_graph
from publisher.render.setting import QUERY, Setting
from publisher.web.asking import Asked, asked, desk, settings
from publisher.web.desk import Desk
from publisher.web.origin import is_asked
from publisher.web.responses import Document, answer

blueprint = Blueprint("service", __name__)

FORMATS: Final = carrying("page", "graph")
ENDPOINT: Final = Asked(QUERY)
EXAMPLE: Final = """\
SELECT ?thing ?title WHERE {{
  ?thing a <{kind}> ;
         <{naming}> ?title .
  FILTER (lang(?title) = "{language}")
}}
ORDER BY ?title
LIMIT 20
"""

NAMING: Final[tuple[str, ...]] = (
    "http://purl.org/dc/terms/title",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
)


@blueprint.route("/sparql.<suffix>")
def form(suffix: str) -> Response:
    """The form or the service description in the format that the suffix names."""
    wanted = asked(f"{QUERY}.{suffix}", FORMATS)
    if wanted.stem != QUERY:
        raise NotFound
    return describe_service(wanted)


def describe_service(wanted: Asked = ENDPOINT) -> Response:
    """The form, or the service description (SPARQL 1.1 Service Description, section 2).

    At the address of the endpoint itself it names that address too: a client that reads it there
    looks for what it says of the address that it knows.
    """
    here = desk()
    document = Document(
        path=QUERY,
        iri=here.reader.site.base_iri + QUERY,
        formats=FORMATS,
        page=lambda setting: _page(here, setting),
        rdf=lambda chosen: _rdf(here, chosen, wanted),
        policy=POLICY,
    )
    return answer(document, wanted)


def _page(here: Desk, setting: Setting) -> Page:
    query, prefixes = _example(here, setting.language), {**PREFIXES, **here.reader.prefixes}
    return query_page(
        query, carrying("results"), setting, FORMATS, prefixes,
        answered=is_asked(),
    )  # fmt: skip


def _example(here: Desk, language: str) -> str:
    """A query that has an answer on this site."""
    kind = here.featured or here.lead
    if kind is None:
        return "SELECT * WHERE { ?subject ?property ?value } LIMIT 20\n"
    paths = [member.path for member in kind.properties]
    naming = next((iri for iri in NAMING if iri in paths), NAMING[0])
    return EXAMPLE.format(kind=kind.target, naming=naming, language=language)


def _rdf(here: Desk, chosen: Format, wanted: Asked) -> bytes:
    prefixes = {**PREFIXES, **here.reader.prefixes}
    return render_graph(_triples(here, wanted), chosen, prefixes, here.context)


def _triples(here: Desk, wanted: Asked) -> Iterator[ox.Triple]:
    serve, manifest = settings(), here.reader.manifest
    own = manifest.description.quads if manifest.description else 0
    triples = here.numbers.whole.triples if here.numbers else manifest.quads
    yield from service_description(Service(
        iris=here.reader.iris,
        manifest=manifest,
        triples=triples + own,
        suffixes=[item.suffix for item in carrying("results", "graph")],
        federates=bool(serve.services or serve.internal_services),
    ))  # fmt: skip
    if wanted.format is None:
        service = ox.NamedNode(here.reader.site.base_iri + QUERY)
        address = ox.NamedNode(request.base_url)
        yield ox.Triple(service, ox.NamedNode(SD + "endpoint"), address)
