"""All things of a class as one file: ``/dump/project.nt``."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

import pyoxigraph as ox
from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from publisher.catalog.own import CLASS_FILES
from publisher.catalog.spaces import HIDDEN
from publisher.contract import Class
from publisher.describe.statements import statements_of_class
from publisher.formats import by_suffix
from publisher.iris import DUMP
from publisher.render.rdf import dump_footer, dump_header, dump_separator, render_graph, render_part
from publisher.web.asking import desk
from publisher.web.desk import Desk
from publisher.web.responses import Stream, plain

blueprint = Blueprint("class_files", __name__)

THINGS: Final = 500
"""Things rendered at a time."""


@blueprint.route(f"/{DUMP}/<name>.<suffix>")
def of_class(name: str, suffix: str) -> Response:
    """The statements of the sources about all things of a class; not about people."""
    here = desk()
    item, fmt = here.reader.contract.by_slug.get(name), by_suffix(suffix)
    if item is None or item.target in HIDDEN or fmt is None or suffix not in CLASS_FILES:
        raise NotFound
    kind = item
    stream = Stream(lambda: _chunks(here, kind, suffix), f"{here.reader.edition}-{name}-{suffix}")
    return plain(stream, fmt.content_type)


def paths(here: Desk) -> Iterator[str]:
    """The paths of the files that there are."""
    for item, count in here.counts:
        if count and item.target not in HIDDEN:
            yield from (f"{DUMP}/{item.slug}.{suffix}" for suffix in CLASS_FILES)


def _chunks(here: Desk, item: Class, suffix: str) -> Iterator[bytes]:
    reader = here.reader
    sources = [graph.iri for graph in reader.graphs if graph.kind == "source"]
    things = statements_of_class(reader.store, item, sources)
    if suffix == "nt":
        fmt = by_suffix(suffix)
        assert fmt is not None
        for own in things:
            yield render_graph(own, fmt, reader.prefixes)
        return
    yield dump_header(suffix, reader.prefixes, here.context)
    for number, part in enumerate(_batches(things)):
        yield dump_separator(suffix) if number else b""
        yield render_part(part, suffix, reader.prefixes, here.context)
    yield dump_footer(suffix)


def _batches(things: Iterator[list[ox.Triple]]) -> Iterator[list[ox.Triple]]:
    while part := [triple for own in islice(things, THINGS) for triple in own]:
        yield part
