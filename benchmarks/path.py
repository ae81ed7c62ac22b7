"""The path end to end, at two sizes: build, rebuild after one cell, serve; each beside a peer.

    python -m benchmarks.path [--statements 10000 1000000] [--checked]

The peer of the build is ``pyoxigraph`` loading the finished N-Quads in bulk; that of serving is
the bare ``oxigraph serve-read-only`` over the same store. Every figure is of one process of its
own; quote the ratios, since the absolute times are the machine's.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import urllib3

from benchmarks import generate
from publisher import Site
from publisher.release.assemble import STORE
from publisher.store.engine import Engine, free_port

REQUESTS = 2_000
CLIENTS = 4


def main() -> None:
    """Measure at each size and print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--statements", type=int, nargs="+", default=[10_000, 1_000_000])
    options.add_argument("--checked", action="store_true", help="check with pySHACL as well")
    options.add_argument("--build", metavar="DIR", help=argparse.SUPPRESS)
    options.add_argument("--load", metavar="FILE", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.build:
        print(json.dumps(build(Path(given.build), given.checked)))
    elif given.load:
        print(json.dumps(load(Path(given.load))))
    else:
        for statements in given.statements:
            measure(statements, given.checked)


def measure(statements: int, checked: bool) -> None:
    """Build, rebuild and serve a site of about this many statements."""
    with tempfile.TemporaryDirectory() as folder:
        projects = statements // generate.STATEMENTS
        root = generate.site(Path(folder) / "site", projects)
        first = _child("--build", str(root), *(["--checked"] if checked else []))
        quads = first["quads"]
        say(f"\n== {quads:,} quads ==")
        dump = Path(folder) / "all.nq"
        with dump.open("wb") as handle:
            for member in _dump(root):
                handle.write(gzip.decompress(member))
        peer = _child("--load", str(dump))
        spent = first["read"] + first["release"]
        say(f"build, the check aside: {spent:.2f} s (read {first['read']:.2f}, "
            f"release {first['release']:.2f}); peer, bulk load of the N-Quads: "
            f"{peer['seconds']:.2f} s; ratio {spent / peer['seconds']:.1f}")  # fmt: skip
        if checked:
            say(f"check with pySHACL: {first['check']:.1f} s")
        say(f"peak memory: {first['peak'] / 1e6:.0f} MB, before the build "
            f"{first['before'] / 1e6:.0f} MB: "
            f"{(first['peak'] - first['before']) / quads:.0f} bytes a quad")  # fmt: skip
        releases = []
        for number in range(1, 6):
            generate.write_projects(root, projects, edited=number)
            releases.append(_child("--build", str(root))["release"])
        say(f"after one cell, reading and check aside: {statistics.median(releases) * 1e3:.0f} ms"
            f" (5 times, {min(releases) * 1e3:.0f} to {max(releases) * 1e3:.0f})")  # fmt: skip
        serve(root, projects)


def build(root: Path, checked: bool) -> dict[str, float]:
    """Build a site in this process; seconds of each stage, bytes of memory."""
    before = _memory()
    outcome = Site(root).build(check=checked)
    assert outcome.manifest is not None, outcome.checked.faults[:5]
    return {
        "check": 0.0,
        **outcome.checked.seconds,
        "quads": outcome.manifest.quads,
        "before": before,
        "peak": _memory(),
    }


def load(dump: Path) -> dict[str, float]:
    """The peer of a build: load the finished quads in bulk."""
    import pyoxigraph as ox

    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        store = ox.Store(folder)
        store.bulk_load(path=str(dump), format=ox.RdfFormat.N_QUADS)
        store.flush()
        return {"seconds": time.perf_counter() - begun, "peak": _memory()}


def serve(root: Path, projects: int) -> None:
    """Requests per second of entities and of a point query, beside the bare engine."""
    port = free_port()
    command = [sys.executable, "-m", "publisher", "--site", str(root), "--language", "en",
               "serve", "--no-build",
               "--port", str(port)]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("Serving"):
                break
        base = f"http://127.0.0.1:{port}/"
        iris = [f"project/p{number * 7919 % projects}" for number in range(REQUESTS)]
        try:
            ttl = _rate(lambda path: _get(f"{base}doc/{path}.ttl"), iris)
            html = _rate(lambda path: _get(f"{base}doc/{path}.sv.html"), iris)
            ours = _rate(lambda path: _query(f"{base}sparql", path), iris)
        finally:
            process.terminate()
            process.stderr.read()
    site = Site(root)
    with Engine(site.shelf.path(site.shelf.resolve("current")) / STORE, seconds=30) as engine:
        bare = _rate(lambda path: _query(engine.url, path), iris)
    say(f"requests a second, {CLIENTS} clients: Turtle {ttl:.0f}, page {html:.0f}, "
        f"point query {ours:.0f}; peer, the bare engine: {bare:.0f}; "
        f"ratios {ttl / bare:.2f}, {html / bare:.2f}, {ours / bare:.2f}")  # fmt: skip


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


POOL = urllib3.PoolManager(maxsize=CLIENTS, retries=False)


def _rate(send: Callable[[str], None], paths: Iterable[str]) -> float:
    todo = list(paths)
    begun = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(send, todo))
    return len(todo) / (time.perf_counter() - begun)


def _get(url: str) -> None:
    answer = POOL.request("GET", url)
    assert answer.status == 200, (url, answer.status)


def _query(endpoint: str, path: str) -> None:
    query = f"SELECT ?p ?o {{ GRAPH ?g {{ <https://w3id.org/s3r/oms/{path}> ?p ?o }} }}"
    answer = POOL.request("GET", endpoint, fields={"query": query},
                          headers={"Accept": "application/sparql-results+json"})  # fmt: skip
    assert answer.status == 200, answer.data


def _child(*arguments: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.path", *arguments], capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr)
    return dict(json.loads(done.stdout))


def _dump(root: Path) -> Iterable[bytes]:
    from publisher.release.parts import Frame

    return Site(root).open().dump("nq", Frame(b"", b"", b""))


def _memory() -> int:
    """Peak resident memory of this process, bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main()
