"""Every path of a release that can be written to a file: what a static copy of the site holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from publisher.changes import Log, open_log
from publisher.config import ServeSection
from publisher.formats import Format, carrying
from publisher.iris import DESCRIPTION, DOCUMENTS, DUMP, RELEASES
from publisher.namespaces import RDF, S3R
from publisher.render.lists import part_path
from publisher.render.setting import CONTEXT, FEEDS, ICON, QUERY, STYLE
from publisher.store.reader import Reader
from publisher.web import activity, atom, catalog, class_files, ldes, resourcesync, sitemap
from publisher.web.desk import Desk
from publisher.web.dumps import suffixes
from publisher.web.lists import page_count

PAGES_AND_GRAPHS: Final = carrying("page", "graph")
ALL: Final = carrying("page", "graph", "dataset")

HARVESTED: Final[tuple[Callable[[Log], Iterator[str]], ...]] = (
    catalog.paths, ldes.paths, activity.paths, atom.paths, resourcesync.paths, sitemap.paths,
)  # fmt: skip
"""What each feed has, by the log of the release."""


def iter_paths(reader: Reader, serve: ServeSection) -> Iterator[str]:
    """The paths, without a leading slash, each ending in the suffix of its format.

    Pages are there in every language, and once without a language in the path. What is withdrawn
    is left out: a file cannot say that it is gone.
    """
    here = Desk(reader)
    yield STYLE
    yield ICON
    yield CONTEXT
    yield from _forms("index", PAGES_AND_GRAPHS, here)
    for item, _ in here.counts:
        for number in range(1, page_count(here, item, serve.list_page) + 1):
            yield from _forms(part_path(item, number), PAGES_AND_GRAPHS, here)
    for thing in things(reader):
        yield from _forms(DOCUMENTS + thing, PAGES_AND_GRAPHS, here)
    for graph in reader.manifest.entries:
        path = reader.iris.path_of(graph.iri)
        if path:
            yield from _forms(path, ALL, here)
    yield from _forms(RELEASES + reader.identifier, PAGES_AND_GRAPHS, here)
    yield from _forms(DUMP, [item for item in ALL if "page" in item.carries], here)
    if here.numbers is not None:
        yield from _forms(DESCRIPTION, PAGES_AND_GRAPHS, here)
    yield from _forms(QUERY, PAGES_AND_GRAPHS, here)
    yield from _forms(FEEDS, carrying("page"), here)
    yield from harvested(reader)
    for suffix in suffixes():
        yield f"{DUMP}.{suffix}"
    yield from class_files.paths(here)


def harvested(reader: Reader) -> Iterator[str]:
    """The paths of everything that harvesters read; none in a release that is not in the log."""
    log = open_log(reader.folder.parent, reader.identifier)
    if log is not None:
        for paths in HARVESTED:
            yield from paths(log)


def things(reader: Reader) -> Iterator[str]:
    """The paths under ``base_iri`` of all things that are not withdrawn, sorted."""
    base = reader.iris.base_iri
    withdrawn = {
        quad.subject
        for quad in reader.store.quads_for_pattern(
            None, ox.NamedNode(RDF + "type"), ox.NamedNode(S3R + "Withdrawn"), None
        )
    }
    answer = reader.store.query(
        "SELECT DISTINCT ?thing { ?thing ?property ?value }", use_default_graph_as_union=True
    )
    assert isinstance(answer, ox.QuerySolutions)
    found = {row["thing"] for row in answer} - withdrawn
    paths = sorted(term.value.removeprefix(base) for term in found
                   if isinstance(term, ox.NamedNode) and term.value.startswith(base))  # fmt: skip
    yield from (path for path in paths if reader.iris.is_thing_path(path) and "#" not in path)


def _forms(stem: str, formats: Sequence[Format], here: Desk) -> Iterator[str]:
    for item in formats:
        if "page" in item.carries:
            for tag in here.languages:
                yield f"{stem}.{tag}.{item.suffix}"
        yield f"{stem}.{item.suffix}"
