"""The check beside its peers: time to load and check, peak memory, and whether all agree.

    python -m benchmarks.check [--statements 10000 100000 1000000] [--sparql] [--turtle]
                               [--engines publisher pyshacl shifty bulk] [--runs 3]
    python -m benchmarks.check --warm [--statements 10000]

Each run is a process of its own; the figures are medians of the runs (pySHACL runs once). The data
is that of ``statements.py``, the shapes those of ``shapes.ttl``. ``bulk`` is what Oxigraph takes to
load the file into memory and checks nothing. Shifty loads and checks in one call. Quote the ratios:
the absolute times are the machine's.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.engines import ENGINES
from benchmarks.statements import write

HERE: Final = Path(__file__).parent
SHAPES: Final = HERE / "shapes.ttl"
SPARQL: Final = HERE / "shapes-sparql.ttl"

ONCE: Final = frozenset({"pyshacl"})
"""Engines that are run once: minutes each."""


@dataclass(frozen=True)
class Measured:
    """What one engine took, seconds and bytes: medians of its runs."""

    load: float
    check: float
    process: float
    """The whole process, from its start: the interpreter and its imports as well."""
    processor: float
    """Processor seconds of the whole process, whatever else the machine was doing."""
    peak: float
    results: Counter[tuple[str, ...]]
    """(focus node, path, value, component, shape, severity) of each result."""

    @property
    def total(self) -> float:
        """Load and check."""
        return self.load + self.check


def main() -> None:
    """Measure at each size and print a table."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument(
        "--statements", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], metavar="N"
    )
    options.add_argument("--engines", nargs="+", default=list(ENGINES), choices=ENGINES)
    options.add_argument("--sparql", action="store_true", help="with one constraint in SPARQL")
    options.add_argument("--turtle", action="store_true", help="the same data in Turtle")
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--warm", action="store_true", help="many checks in one process")
    given = options.parse_args()
    shapes = [SHAPES, SPARQL] if given.sparql else [SHAPES]
    suffix = ".ttl" if given.turtle else ".nt"
    for statements in given.statements:
        with tempfile.TemporaryDirectory() as folder:
            data = write(Path(folder) / f"data{suffix}", statements)
            say(
                f"\n== about {statements:,} statements in {data.stat().st_size / 1e6:.0f} MB of "
                f"{'Turtle' if given.turtle else 'N-Triples'}; "
                f"{' and '.join(path.name for path in shapes)} =="
            )
            if given.warm:
                warm(data, shapes, given.engines)
            else:
                compare(data, shapes, given.engines, given.runs)


def compare(data: Path, shapes: Sequence[Path], engines: Iterable[str], runs: int) -> None:
    """Run every engine and print a line for each, then where the results differ."""
    say(f"{'':12}{'load':>9}{'check':>9}{'total':>9}{'process':>9}{'cpu':>9}{'peak':>9}{'results':>9}"
        f"{'ratio':>8}")  # fmt: skip
    found: dict[str, Measured] = {}
    for engine in engines:
        one = found[engine] = measure(engine, data, shapes, 1 if engine in ONCE else runs)
        ratio = f"{one.total / next(iter(found.values())).total:.1f}"
        say(f"{engine:12}{one.load:8.2f}s{one.check:8.2f}s{one.total:8.2f}s{one.process:8.2f}s"
            f"{one.processor:8.2f}s"
            f"{one.peak / 1e6:6.0f} MB{one.results.total():9,}{ratio:>8}")  # fmt: skip
    differences(found)


def differences(found: dict[str, Measured]) -> None:
    """Say by shape and component where an engine's results are not those of the first."""
    told = {engine: one for engine, one in found.items() if engine != "bulk"}
    for engine, one in list(told.items())[1:]:
        first, base = next(iter(told.items()))
        if one.results == base.results:
            say(f"{engine}: the same {one.results.total():,} results as {first}")
            continue
        for sign, less in (("+", one.results - base.results), ("-", base.results - one.results)):
            kinds: Counter[tuple[str, ...]] = Counter()
            example: dict[tuple[str, ...], tuple[str, ...]] = {}
            for result, number in less.items():
                kinds[result[3:]] += number
                example.setdefault(result[3:], result[:3])
            for kind, number in sorted(kinds.items()):
                say(f"{engine} {sign}{number} beside {first}: "
                    f"{' '.join(text.rpartition('#')[2] for text in kind)}, "
                    f"such as {' '.join(example[kind])}")  # fmt: skip


def measure(engine: str, data: Path, shapes: Sequence[Path], runs: int) -> Measured:
    """Run an engine so many times, each in a process of its own."""
    taken: list[dict[str, Any]] = []
    for _ in range(runs):
        begun = time.perf_counter()
        answer = _child(engine, "once", data, shapes)
        taken.append({**answer, "process": time.perf_counter() - begun})
    middle = {
        name: statistics.median(one[name] for one in taken)
        for name in ("load", "check", "process", "processor", "peak")
    }
    return Measured(**middle, results=Counter(tuple(result) for result in taken[-1]["results"]))


def warm(data: Path, shapes: Sequence[Path], engines: Iterable[str]) -> None:
    """Load and check again and again in one process; then after one thing has changed."""
    for engine in engines:
        if engine in ONCE:
            continue
        answer = _child(engine, "warm", data, shapes)
        say(f"{engine:12}again in the same process: {answer['again'] * 1e3:.1f} ms, "
            f"{answer['least'] * 1e3:.1f} at best")  # fmt: skip
        if "changed" in answer:
            say(f"{'':12}after one title has changed: {answer['changed'] * 1e3:.1f} ms, "
                f"{answer['quickest'] * 1e3:.1f} at best")  # fmt: skip


def _child(engine: str, how: str, data: Path, shapes: Sequence[Path]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.engines", engine, how, str(data), *map(str, shapes)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{engine} ended with {done.returncode}:\n{done.stderr}")
    return dict(json.loads(done.stdout))


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


if __name__ == "__main__":
    main()
