"""Edits of a graph, worked out in a process of its own with an end to its time and memory."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from publisher import processes
from publisher.config import Settings
from publisher.errors import EditError, PublisherError, SourceFault
from publisher.faults import Fault, Place
from publisher.graphs.editing import Job
from publisher.graphs.naming import is_rdf
from publisher.graphs.sentences import error
from publisher.publishers.reading import read
from publisher.sources.discover import SourceLimits
from publisher.store import confined

CHILD: Final = "publisher.graphs.child"


@dataclass(frozen=True)
class Sent:
    """A body as it came: the file that it lies in, and the suffix of its syntax (``.ttl``)."""

    path: Path
    suffix: str


@dataclass(frozen=True)
class Edits:
    """Works out what the source of a graph is to be; ``folder`` is for what is written.

    Raises EditError for what cannot be done, SourceFault for what cannot be read, with the place.
    """

    settings: Settings
    folder: Path

    def put(self, graph: str, source: str, bodies: Sequence[Sent]) -> Path:
        """The file of a graph that holds what is sent, and nothing else."""
        return self._work(self._job(graph, source, bodies))

    def add(self, graph: str, source: str, bodies: Sequence[Sent], present: Path | None) -> Path:
        """The file of a graph that holds what is sent beside what is ``present`` (N-Triples)."""
        job = self._job(graph, source, bodies)
        return self._work(replace(job, add=True, present=str(present or "")))

    def update(self, graph: str, source: str, text: str, present: Path | None) -> Path:
        """The file of a graph after a SPARQL Update of what is ``present`` (N-Triples)."""
        job = self._job(graph, source, ())
        return self._work(replace(job, update=text, present=str(present or "")))

    def _job(self, graph: str, source: str, bodies: Sequence[Sent]) -> Job:
        if not is_rdf(source):
            raise error("no-rdf-file", where=graph)
        iris, publishers = self.settings.minter(), read(self.settings)
        owner = publishers.of_source(source)
        return Job(
            graph=graph, source=source, base_iri=iris.base_iri,
            genid=publishers.genid(owner) if owner else iris.genid(),
            target=str(self.folder / f"new.{source.rpartition('.')[2]}"),
            bodies=tuple((str(body.path), body.suffix) for body in bodies),
            prefixes=dict(self.settings.prefixes),
            limits=asdict(SourceLimits.of(self.settings.limits)),
        )  # fmt: skip

    def _work(self, job: Job) -> Path:
        limits = self.settings.intake
        text = json.dumps({**asdict(job), "megabytes": limits.edit_mb})
        try:
            done = subprocess.run(
                confined.command(processes.command(CHILD)), input=text, capture_output=True,
                text=True, timeout=limits.edit_seconds, check=False, cwd=self.folder,
                env=processes.environment(MALLOC_ARENA_MAX="1"),
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise error("edit-long", limits.edit_seconds, where=job.graph) from None
        answer = _answer(done)
        if "file" in answer:
            return Path(answer["file"])
        if "faults" in answer:
            raise SourceFault(map(_fault, answer["faults"]))
        if "code" in answer:
            raise EditError(answer["code"], answer["said"], where=answer["where"])
        raise error("edit-large", limits.edit_mb, where=job.graph)


def _answer(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """What the process said; that memory ran out where a signal ended it."""
    if done.returncode < 0 or "memory allocation" in done.stderr or "MemoryError" in done.stderr:
        return {"memory": True}
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no reason"]
        raise PublisherError(f"a graph could not be worked on: {last[0]}.")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _fault(record: dict[str, Any]) -> Fault:
    label = tuple((tag, text) for tag, text in record["label"])
    return Fault(**{**record, "place": Place(**record["place"]), "label": label})
