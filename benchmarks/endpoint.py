"""The endpoint beside the bare engine: what it costs that something stands in between.

    python -m benchmarks.endpoint [--statements 1000000] [--rounds 9]

The same queries go through the endpoint and straight to ``oxigraph serve-read-only`` over the same
store, in turns, so that what else the machine does harms both alike. Medians; quote the ratios.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Final

import urllib3

from benchmarks import generate
from publisher import Site
from publisher.release.assemble import STORE
from publisher.store.engine import Engine, free_port

BASE: Final = "https://w3id.org/s3r/oms/"
JSON: Final = "application/sparql-results+json"
DCT: Final = "http://purl.org/dc/terms/"
POINT: Final = "SELECT ?p ?o {{ GRAPH ?g {{ <" + BASE + "project/p{0}> ?p ?o }} }}"
HEAVY: Final = (
    "SELECT (COUNT(*) AS ?n{0}) {{ GRAPH ?g {{ ?s <" + DCT + "title> ?t "
    "FILTER(CONTAINS(STR(?t), 'number 7')) }} }}"
)
EXPORT: Final = (
    "SELECT ?s ?p ?o {{ GRAPH <" + BASE + "graph/alster/projekt.csv> {{ ?s ?p ?o }} }} LIMIT {0}"
)
CROSS: Final = "SELECT ?a ?d {{ GRAPH ?g {{ ?a ?b ?c }} GRAPH ?h {{ ?d ?e ?f }} }} LIMIT {0}"
POOL: Final = urllib3.PoolManager(maxsize=4, retries=False)
CHUNK: Final = 65_536
STREAMED: Final = 10_000_000
EXPORTED: Final = 100_000
PATIENT: Final = "\n[serve]\nquery_seconds = 600\nanswer_seconds = 900\n"
"""So that ten million rows come to their end."""

UNION: Final = (("union-default-graph", ""),)

NUMBERS: Final = count()


def main() -> None:
    """Build a site, serve it and measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--statements", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=9, help="times each query is asked")
    options.add_argument("--streamed", type=int, default=STREAMED, help="rows of a long answer")
    options.add_argument("--site", type=Path, help="a site that is built already")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = given.site
        if root is None:
            projects = given.statements // generate.STATEMENTS
            root = generate.site(Path(folder) / "site", projects)
            with (root / "site.toml").open("a", encoding="utf-8") as settings:
                settings.write(PATIENT)
            assert Site(root).build(check=False).manifest is not None
        site = Site(root)
        store = site.shelf.path(site.shelf.resolve("current")) / STORE
        with Engine(store, seconds=600) as engine, serving(root) as (base, pid):
            ours = f"{base}sparql"
            compare("point query, uncached", ours, engine.url, POINT, given.rounds * 20, total)
            repeated(ours, engine.url, given.rounds * 20)
            compare("heavy query, uncached", ours, engine.url, HEAVY, given.rounds, total)
            compare(f"first byte of {EXPORTED:,} rows", ours, engine.url, EXPORT, given.rounds,
                    first_byte, start=EXPORTED)  # fmt: skip
            compare(f"all of {EXPORTED:,} rows", ours, engine.url, EXPORT, given.rounds, total,
                    start=EXPORTED)  # fmt: skip
            streaming(ours, pid, given.streamed)


def compare(
    name: str, ours: str, bare: str, query: str, rounds: int,
    measure: Callable[[str, str], float], start: int = 0,
) -> None:  # fmt: skip
    """Ask both in turns, each time a query that nobody has asked before."""
    here: list[float] = []
    there: list[float] = []
    for number in range(rounds + 1):
        text = query.format(start + next(NUMBERS))
        pairs = [(here, ours), (there, bare)]
        for times, url in pairs if number % 2 else reversed(pairs):
            times.append(measure(url, text))
    report(name, here[1:], there[1:])  # the first warms both


def repeated(ours: str, bare: str, rounds: int) -> None:
    """The same query again and again."""
    text = POINT.format(next(NUMBERS))
    pairs = [(total(ours, text), total(bare, text)) for _ in range(rounds + 1)][1:]
    report("point query, repeated", [pair[0] for pair in pairs], [pair[1] for pair in pairs])


def streaming(ours: str, pid: int, rows: int) -> None:
    """The memory of the workers while a long answer passes through."""
    early = later = memory(pid)
    passed, begun = 0, time.perf_counter()
    answer = POOL.request("POST", ours, fields={"query": CROSS.format(rows)},
                          encode_multipart=False, preload_content=False,
                          headers={"Accept": "text/csv"})  # fmt: skip
    assert answer.status == 200, answer.data
    lines = -1
    while chunk := answer.read(CHUNK * 16):
        passed += len(chunk)
        lines += chunk.count(b"\n")
        now = memory(pid)
        early, later = max(early, now if lines < rows // 10 else 0), max(later, now)
    spent = time.perf_counter() - begun
    assert lines == rows, (lines, rows)
    say(f"{rows:,} rows streamed, {passed / 1e6:,.0f} MB in {spent:.0f} s: the workers have "
        f"up to {early / 1e6:.0f} MB in the first tenth, {later / 1e6:.0f} MB in all")  # fmt: skip


def report(name: str, here: list[float], there: list[float]) -> None:
    """One line: medians and their ratio."""
    one, other = statistics.median(here), statistics.median(there)
    say(f"{name}: {one * 1e3:.2f} ms; peer, the bare engine {other * 1e3:.2f} ms; "
        f"ratio {one / other:.2f}")  # fmt: skip


def total(url: str, query: str) -> float:
    """Seconds until the last byte."""
    begun = time.perf_counter()
    answer = POOL.request("POST", url, fields=[("query", query), *UNION], encode_multipart=False,
                          headers={"Accept": JSON})  # fmt: skip
    assert answer.status == 200, answer.data
    return time.perf_counter() - begun


def first_byte(url: str, query: str) -> float:
    """Seconds until the first byte; the rest is read and not counted."""
    begun = time.perf_counter()
    answer = POOL.request("POST", url, fields=[("query", query), *UNION], encode_multipart=False,
                          preload_content=False, headers={"Accept": JSON})  # fmt: skip
    assert answer.status == 200, answer.data
    assert answer.read(1)
    spent = time.perf_counter() - begun
    answer.drain_conn()
    answer.release_conn()
    return spent


@contextmanager
def serving(root: Path) -> Iterator[tuple[str, int]]:
    """The site served: its address, and the process that keeps it."""
    port = free_port()
    command = [sys.executable, "-m", "publisher", "--site", str(root), "--language", "en",
               "serve", "--no-build",
               "--port", str(port)]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            for line in process.stderr:
                if line.startswith("Serving"):
                    break
            yield f"http://127.0.0.1:{port}/", process.pid
        finally:
            process.terminate()
            process.stderr.read()


def memory(pid: int) -> int:
    """Resident memory of the Python processes below (and with) a process, bytes."""
    own = 0
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            own = int(line.split()[1]) * 1024
    children = Path(f"/proc/{pid}/task").glob("*/children")
    found = {int(child) for path in children for child in path.read_text().split()}
    return own + sum(memory(child) for child in found if is_python(child))


def is_python(pid: int) -> bool:
    """Whether a process is one of ours, not an engine."""
    try:
        return b"python" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


if __name__ == "__main__":
    main()
