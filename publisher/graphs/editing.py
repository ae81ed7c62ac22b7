"""What becomes of a graph by what is sent for it: files in, one file out; pure but for these files.

Run by :mod:`publisher.graphs.child`, in a process of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from publisher.errors import RenderError
from publisher.formats import by_suffix
from publisher.graphs.merging import merged
from publisher.graphs.sentences import error
from publisher.graphs.updating import updated
from publisher.render.rdf import render_graph
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.rdf import SYNTAXES, read_rdf
from publisher.sources.skolem import skolemise

WRITTEN_AS: Final = {
    ".jsonld": "jsonld", ".n3": "ttl", ".nq": "nt", ".nt": "nt", ".owl": "rdf", ".rdf": "rdf",
    ".trig": "ttl", ".ttl": "ttl", ".xml": "rdf",
}  # fmt: skip
"""The format that a file of a suffix is written in: N-Triples are N-Quads, too."""

NOWHERE: Final = "relative://base/"
"""What relative IRIs are resolved against to see whether there are any."""


@dataclass(frozen=True)
class Job:
    """What is to be done to a graph. Paths are those of files.

    ``bodies`` is what was sent, each with the suffix of its syntax; ``update`` a SPARQL Update.
    ``present`` has what the graph holds, as N-Triples; empty for a graph that is not there.
    ``source`` is the name of the graph's source, ``target`` where it is written to.
    """

    graph: str
    source: str
    base_iri: str
    genid: str
    target: str
    bodies: tuple[tuple[str, str], ...] = ()
    present: str = ""
    update: str | None = None
    add: bool = False
    """Whether the bodies are added to what is there, rather than put in its place."""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, record: dict[str, Any]) -> Job:
        """The job that JSON tells of."""
        bodies = tuple((path, suffix) for path, suffix in record["bodies"])
        return cls(**{**record, "bodies": bodies})

    @property
    def suffix(self) -> str:
        """That of the source."""
        return "." + self.source.rpartition(".")[2].lower()


def run(job: Job) -> str:
    """Do it; returns the path of the file that the graph is now to be read from.

    That is the one body as it was sent where it can stay so. Raises SourceFault for what cannot be
    read, EditError for what cannot be done or written.
    """
    if job.update is not None:
        return _write(job, updated(job.update, _present(job), job.graph, job.genid))
    if not job.add and len(job.bodies) == 1:
        path, suffix = job.bodies[0]
        absolute = _is_absolute(job, path, suffix)
        if absolute and SYNTAXES[suffix] == SYNTAXES[job.suffix]:
            return path
    received = chain.from_iterable(_read(job, *body, job.graph) for body in job.bodies)
    if job.add:
        return _write(job, merged(_present(job), received, job.genid))
    return _write(job, skolemise(received, job.genid, file=job.source))


def _is_absolute(job: Job, path: str, suffix: str) -> bool:
    """Whether the body, which is read to its end, has no relative IRIs."""
    absolute = True
    for quad in _read(job, path, suffix, NOWHERE):
        for node in (quad.subject, quad.predicate, quad.object):
            if isinstance(node, ox.NamedNode) and node.value.startswith("relative:"):
                absolute = False
    return absolute


def _read(job: Job, path: str, suffix: str, base: str) -> Iterator[ox.Quad]:
    source = SourceFile(Path(path), job.source, "rdf")
    for quad in read_rdf(source, base, SourceLimits(**job.limits)):
        if not isinstance(quad.graph_name, ox.DefaultGraph):
            raise error("other-graph", quad.graph_name, where=job.graph)
        yield quad


def _present(job: Job) -> Iterable[ox.Quad]:
    if not job.present:
        return ()
    return ox.parse(path=job.present, format=ox.RdfFormat.N_TRIPLES)


def _write(job: Job, quads: Iterable[ox.Quad]) -> str:
    chosen = by_suffix(WRITTEN_AS[job.suffix])
    assert chosen is not None
    try:
        content = render_graph((quad.triple for quad in quads), chosen, job.prefixes)
    except RenderError as fault:
        raise error("cannot-be-written", fault.what, where=job.graph) from None
    Path(job.target).write_bytes(content)
    return job.target
