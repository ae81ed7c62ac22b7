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
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from publisher.check.engine import Shapes

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

TITLE: Final = "<http://purl.org/dc/terms/title>"


def publisher(data: Path, shapes: Sequence[Path]) -> Outcome:
    """The publisher's own engine."""
    from publisher.check.engine import check_graph
    from publisher.shacl.graph import Graph
    from publisher.sources import rdf

    assert rdf, "imported before the time is taken, as with the others"
    begun = time.perf_counter()
    graph = Graph(_lines(data))
    loaded = time.perf_counter()
    report = check_graph(graph, _compiled(shapes))
    ended = time.perf_counter()
    assert not report.failures, report.failures

    def rows() -> Rows:
        return [
            (_alike(one.focus), one.path if SIMPLE.fullmatch(one.path) else "_:" * bool(one.path),
             _alike(one.value), f"<{one.component}>", f"<{one.shape}>", f"<{one.severity}>")
            for one in report.results
        ]  # fmt: skip

    return loaded - begun, ended - loaded, rows


def command(data: Path, shapes: Sequence[Path]) -> Outcome:
    """The command as a person runs it, report and all: ``publisher check DATA --shapes …``."""
    from publisher.cli import main as run

    named = [text for path in shapes for text in ("--shapes", str(path))]
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(sys.stderr):
        target = Path(folder) / "report.nt"
        begun = time.perf_counter()
        code = run(["check", str(data), *named, "--format", "nt", "--output", str(target)])
        ended = time.perf_counter()
        assert code in (0, 1), code
        report = target.read_bytes()
    return 0.0, ended - begun, lambda: list(_rows(report))


def _lines(data: Path) -> Iterator[str]:
    from publisher.sources.discover import SourceFile, SourceLimits
    from publisher.sources.rdf import read_lines

    return read_lines(SourceFile(data, data.name, "rdf"), data.as_uri(), SourceLimits())


def _compiled(shapes: Sequence[Path]) -> Shapes:
    import pyoxigraph as ox

    from publisher.check.engine import shapes_from
    from publisher.vocabulary import Document

    found = shapes_from(
        Document("", path.name, tuple(quad.triple for quad in ox.parse(path=str(path))))
        for path in shapes
    )
    assert not found.problems, found.problems
    return found


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


Engine = Callable[[Path, Sequence[Path]], Outcome]

ENGINES: Final[Mapping[str, Engine]] = {
    "publisher": publisher,
    "command": command,
    "pyshacl": pyshacl,
    "shifty": shifty,
    "bulk": bulk,
}


def again(run: Engine, data: Path, shapes: Sequence[Path]) -> dict[str, float]:
    """Load and check again and again in one process."""
    run(data, shapes)
    times = [sum(run(data, shapes)[:2]) for _ in range(RUNS)]
    return {"again": statistics.median(times), "least": min(times)}


def changed(data: Path, shapes: Sequence[Path]) -> dict[str, float]:
    """Check once, then again and again after one title has changed."""
    from publisher.check.engine import Session

    session = Session(_lines(data), _compiled(shapes))
    times = []
    for number in range(RUNS):
        subject = f"<https://example.org/project/p{number}>"
        before = f'{subject} {TITLE} "Projekt nummer {number} för grön omställning"@sv'
        begun = time.perf_counter()
        session.change([before], [f'{subject} {TITLE} "Nja"@sv'])
        report = session.report()
        times.append(time.perf_counter() - begun)
        assert any(result.focus == subject for result in report.results)
    return {"changed": statistics.median(times), "quickest": min(times)}


def main() -> None:
    """Run one engine and print what it took."""
    engine, how, data, *shapes = sys.argv[1:]
    run = ENGINES[engine]
    paths = [Path(path) for path in shapes]
    if how == "warm":
        found = again(run, Path(data), paths)
        if engine == "publisher":
            found |= changed(Path(data), paths)
        print(json.dumps(found))
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
        row = [_alike(told[result].get(SH + part, "")) for part in PARTS]
        if row[1] in told:  # a path of several steps, described in the report
            row[1] = "_:"
        yield tuple(row)


def _alike(term: str) -> str:
    """A term, but for blank nodes, which all look the same."""
    return "_:" if term.startswith("_:") else term


if __name__ == "__main__":
    main()
