"""The description that every release carries, made while it is built.

After a small change the counts of the release before are carried on; otherwise everything is
counted. Either way the same content gets the same description.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from publisher.catalog.counts import FILE_NAME, Counts, read_counts, to_json
from publisher.catalog.files import FILE_NAME as BESIDE
from publisher.catalog.files import Beside, first_issued, read_beside
from publisher.catalog.files import to_json as beside_json
from publisher.catalog.recount import Change, recount
from publisher.catalog.spaces import Spaces
from publisher.catalog.void import Graph, void
from publisher.config import Settings
from publisher.errors import ReleaseError
from publisher.fetched import states_by_file
from publisher.iris import DESCRIPTION, Iris
from publisher.publishers.reading import read
from publisher.release.assemble import Before, Describe, Described, GraphContent, open_store
from publisher.release.parts import Frame, cut

RECOUNT_SHARE: Final = 0.02
"""A change larger than this share of the release is counted with all the rest."""

PART_QUADS: Final = 200
"""Statements aimed at in a part: a changed number rewrites little."""


def describer(settings: Settings, frames: Mapping[str, Frame]) -> Describe:
    """What describes the releases of a site.

    ``frames`` has the suffixes that its dumps come in, and what stands around their parts.
    """
    iris = settings.minter()
    site, fetched = settings.site, states_by_file(settings)
    publishers = read(settings)
    spaces = Spaces(site.base_iri, site.vocabulary_iri, iris.genid())

    def _address(file: str) -> str:
        return fetched[file].address if file in fetched else ""

    def _publisher(file: str) -> str:
        owner = publishers.of_source(file)
        own = owner.organisation if owner else ""
        return own if not own or ":" in own else site.base_iri + own

    def describe(graphs: Sequence[GraphContent], before: Before | None) -> Described:
        counts = _carried_on(graphs, before, spaces, iris) or _counted(graphs, spaces)
        named = [Graph(graph.iri, graph.file, graph.kind, _address(graph.file),
                       _publisher(graph.file)) for graph in graphs]  # fmt: skip
        lines = sorted(set(void(counts, named, site, iris, list(frames))))
        pieces = cut(lines, iris.description(), PART_QUADS)
        graph = GraphContent(iris.description(), DESCRIPTION, "description", pieces)
        files = {
            FILE_NAME: to_json(counts),
            BESIDE: beside_json(Beside(frames, _issued(graphs, before))),
        }
        return Described(graph, files)

    return describe


def _issued(graphs: Sequence[GraphContent], before: Before | None) -> dict[str, str]:
    """When the graphs that the release before had were first released."""
    if before is None:
        return {}
    try:
        earlier = first_issued(before.manifest, read_beside(before.folder))
    except ReleaseError:
        return {}
    return {graph.iri: earlier[graph.iri] for graph in graphs if graph.iri in earlier}


def space_of_graph(graph: GraphContent, spaces: Spaces) -> str:
    """What the IRIs of a graph's own things begin with."""
    return graph.iri if graph.kind == "vocabulary" else spaces.base_iri


def _counted(graphs: Sequence[GraphContent], spaces: Spaces) -> Counts:
    from publisher.catalog.counting import count  # NumPy is slow to import

    return count(
        {graph.iri: [piece.lines for piece in graph.pieces] for graph in graphs},
        {graph.iri: space_of_graph(graph, spaces) for graph in graphs},
        spaces,
    )


def _carried_on(
    graphs: Sequence[GraphContent], before: Before | None, spaces: Spaces, iris: Iris
) -> Counts | None:
    """The counts of the release before, with what has changed; None where all must be counted."""
    if before is None or not _is_like(before, spaces):
        return None
    changed = before.changed.removed + before.changed.added
    if changed > RECOUNT_SHARE * before.manifest.quads:
        return None
    try:
        counts = read_counts(before.folder)
    except ReleaseError:
        return None
    wanted = {graph.iri: space_of_graph(graph, spaces) for graph in graphs}
    if counts is None or wanted != {name: item.space for name, item in counts.graphs.items()}:
        return None
    change = Change(
        frozenset(before.changed.removed_quads()), frozenset(before.changed.added_quads())
    )
    return recount(counts, open_store(before.folder), change, spaces, iris.description())


def _is_like(before: Before, spaces: Spaces) -> bool:
    """Whether the release before tells its own from others in the same way."""
    site = before.manifest.site
    return (site.get("base_iri"), site.get("vocabulary_iri")) == (
        spaces.base_iri, spaces.vocabulary_iri
    )  # fmt: skip
