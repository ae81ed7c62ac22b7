"""What the benchmark of the check measures: each engine in a process of its own.

    python -m benchmarks.engines ENGINE once|warm DATA SHAPES...

prints JSON: seconds of loading and checking, processor seconds of the whole process, peak memory
in bytes, and every result as (focus node,
path, value, component, shape, severity), blank nodes all alike.
"""

from __future__ import annotations

import json
import logging
import re
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

SH: Final = "http://www.w3.org/ns/shacl#"

PARTS: Final = (
    "focusNode", "resultPath", "value", "sourceConstraintComponent", "sourceShape", "resultSeverity"
)  # fmt: skip

SIMPLE: Final = re.compile("<[^>]*>")
"""A path of one step; any other is a blank node in a report."""

Rows = list[tuple[str, ...]]
Outcome = tuple[float, float, Callable[[], Rows]]
"""Seconds of loading, seconds of checking, and what gives the results."""

RUNS: Final = 20
"""Checks in one process, where that is what is measured."""


def publisher(data: Path, shapes: Sequence[Path]) -> Outcome:
    """The publisher's own engine."""
    import pyoxigraph as ox

    from publisher.check.engine import check_graph, shapes_from
    from publisher.shacl.graph import Graph
    from publisher.vocabulary import Document

    begun = time.perf_counter()
    documents = [
        Document("", path.name, tuple(quad.triple for quad in ox.parse(path=str(path))))
        for path in shapes
    ]
    graph = Graph(_lines(data))
    loaded = time.perf_counter()
    report = check_graph(graph, shapes_from(documents))
    ended = time.perf_counter()

    def rows() -> Rows:
        return [
            (_alike(one.focus), one.path if SIMPLE.fullmatch(one.path) else "_:" * bool(one.path),
             _alike(one.value), f"<{one.component}>", f"<{one.shape}>", f"<{one.severity}>")
            for one in report.results
        ]  # fmt: skip

    return loaded - begun, ended - loaded, rows


def _lines(data: Path) -> Iterator[str]:
    import pyoxigraph as ox

    triples = (quad.triple for quad in ox.parse(path=str(data)))
    while text := ox.serialize(islice(triples, 5000), format=ox.RdfFormat.N_TRIPLES):
        yield from text.decode().split(" .\n")[:-1]


def pyshacl(data: Path, shapes: Sequence[Path]) -> Outcome:
    """pySHACL over rdflib's store in memory."""
    import pyshacl as engine
    import rdflib

    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    begun = time.perf_counter()
    graph = rdflib.Graph().parse(data)
    wanted = rdflib.Graph()
    for path in shapes:
        wanted.parse(path)
    loaded = time.perf_counter()
    _, report, _ = engine.validate(
        graph, shacl_graph=wanted, inference="none", advanced=False, js=False, inplace=True
    )
    ended = time.perf_counter()
    return loaded - begun, ended - loaded, lambda: list(_rows(report.serialize(format="nt")))


def shifty(data: Path, shapes: Sequence[Path]) -> Outcome:
    """Shifty, written in Rust: one call that loads, checks and writes the report."""
    from shifty import _shifty as engine

    begun = time.perf_counter()
    prepared = engine.PreparedValidator(b"\n".join(path.read_bytes() for path in shapes))
    result = prepared.validate_w3c(
        data_path=str(data), graph_mode="data", run_infer=False, sort_results=False
    )
    ended = time.perf_counter()
    return 0.0, ended - begun, lambda: list(_rows(result._report_ntriples))


def bulk(data: Path, shapes: Sequence[Path]) -> Outcome:
    """Oxigraph loading the file into memory; nothing is checked."""
    import pyoxigraph as ox

    begun = time.perf_counter()
    ox.Store().bulk_load(path=str(data))
    return time.perf_counter() - begun, 0.0, lambda: []


ENGINES: Final[Mapping[str, Callable[[Path, Sequence[Path]], Outcome]]] = {
    "publisher": publisher,
    "pyshacl": pyshacl,
    "shifty": shifty,
    "bulk": bulk,
}


def main() -> None:
    """Run one engine and print what it took."""
    engine, how, data, *shapes = sys.argv[1:]
    run = ENGINES[engine]
    paths = [Path(path) for path in shapes]
    if how == "warm":
        run(Path(data), paths)
        times = [sum(run(Path(data), paths)[:2]) for _ in range(RUNS)]
        print(json.dumps(
            {"again": statistics.median(times), "least": min(times), "runs": RUNS}
        ))  # fmt: skip
        return
    load, check, results = run(Path(data), paths)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({
        "load": load,
        "check": check,
        "processor": used.ru_utime + used.ru_stime,
        "peak": used.ru_maxrss * 1024,
        "results": results(),
    }))  # fmt: skip


def _rows(report: str | bytes) -> Iterator[tuple[str, ...]]:
    """The results of a report in N-Triples, those nested in sh:detail aside."""
    import pyoxigraph as ox

    told: dict[str, dict[str, str]] = {}
    results = []
    for quad in ox.parse(report, format=ox.RdfFormat.N_TRIPLES):
        subject, predicate = str(quad.subject), quad.predicate.value
        told.setdefault(subject, {})[predicate] = str(quad.object)
        if predicate == SH + "result":
            results.append(str(quad.object))
    for result in results:
        yield tuple(_alike(told[result].get(SH + part, "")) for part in PARTS)


def _alike(term: str) -> str:
    """A term, but for blank nodes, which all look the same."""
    return "_:" if term.startswith("_:") else term


if __name__ == "__main__":
    main()
