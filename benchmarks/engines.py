"""What the benchmark of the check measures: each engine in a process of its own.

    python -m benchmarks.engines ENGINE once|warm DATA SHAPES...

prints JSON: seconds of loading and checking, processor seconds of the whole process, peak memory
in bytes, and every result as (focus node,
path, value, component, shape, severity), blank nodes all alike.
"""

from __future__ import annotations

import json
import logging
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

SH: Final = "http://www.w3.org/ns/shacl#"

Rows = list[tuple[str, ...]]
Outcome = tuple[float, float, Callable[[], Rows]]
"""Seconds of loading, seconds of checking, and what gives the results."""

RUNS: Final = 20
"""Checks in one process, where that is what is measured."""


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


def _rows(report: str) -> Iterator[tuple[str, ...]]:
    """The results of a report in N-Triples, those nested in sh:detail aside."""
    import pyoxigraph as ox

    store = ox.Store()
    store.load(report, format=ox.RdfFormat.N_TRIPLES)
    parts = "focusNode resultPath value sourceConstraintComponent sourceShape resultSeverity"
    for found in store.quads_for_pattern(None, ox.NamedNode(SH + "result"), None):
        yield tuple(_part(store, found.object, SH + name) for name in parts.split())


def _part(store: Any, result: Any, predicate: str) -> str:
    import pyoxigraph as ox

    quad = next(store.quads_for_pattern(result, ox.NamedNode(predicate), None), None)
    if quad is None:
        return ""
    return "_:" if isinstance(quad.object, ox.BlankNode) else str(quad.object)


if __name__ == "__main__":
    main()
