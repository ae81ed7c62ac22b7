"""Reconciliation of names with errors against a site of many things, beside a full scan.

    python -m benchmarks.reconcile [--things 100000] [--queries 300]

Every thing has a name in Swedish and one in English. Queries are such names with typing errors,
words the other way round or left out. The peer is rapidfuzz comparing each query with every name
of the same release, in the same process and the same run. Times are of the wall clock, then of the
processor; on a busy machine the latter says more.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import urllib3
from rapidfuzz import fuzz, process

from benchmarks import generate
from publisher import Site
from publisher.describe import Names
from publisher.linking.index import Index
from publisher.linking.index_home import FOLDER, make, open_index
from publisher.linking.names import read
from publisher.linking.reconcile.questions import Question
from publisher.linking.reconcile.reconciler import Reconciler
from publisher.linking.reconcile.schema import Schema
from tests.sites import served

BATCH: Final = 50
SYLLABLES: Final = ("al", "berg", "dal", "ek", "fors", "gran", "hult", "lund", "mark", "näs",
                    "ryd", "sjö", "sten", "strand", "tuna", "vik", "ås", "ö")  # fmt: skip
WHAT: Final = (("hållbar", "sustainable"), ("digital", "digital"), ("smart", "smart"),
               ("cirkulär", "circular"), ("fossilfri", "fossil-free"), ("lokal", "local"),
               ("regional", "regional"), ("öppen", "open"))  # fmt: skip
OF: Final = (("industri", "industry"), ("energi", "energy"), ("livsmedel", "food supply"),
             ("välfärdsteknik", "welfare technology"), ("kompetens", "skills"),
             ("upphandling", "procurement"), ("logistik", "logistics"))  # fmt: skip
KIND: Final = (("testbädd", "test bed"), ("plattform", "platform"), ("nätverk", "network"),
               ("förstudie", "feasibility study"), ("arena", "arena"),
               ("projekt", "project"))  # fmt: skip
SCANS: Final = (("ratio", fuzz.ratio, 300), ("WRatio", fuzz.WRatio, 20))
"""What the peer compares by, and how many queries at most."""


def main() -> None:
    """Measure, and print what was measured."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--things", type=int, default=100_000)
    options.add_argument("--queries", type=int, default=300)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = site(Path(folder) / "site", given.things)
        clocked("build of the release", lambda: Site(root).build(check=False))
        reader = Site(root).open()
        clocked("build of the index", lambda: make(reader.folder, reader.folder))
        size = sum(path.stat().st_size for path in (reader.folder / FOLDER).iterdir())
        index = open_index(reader)
        print(f"index: {index.size:,} things, {size / 1e6:.1f} MB")
        queries = spoilt(index, given.queries)
        schema = Schema(reader.contract, index.types)
        names = Names(reader.store, reader.contract, reader.iris)
        own = Reconciler(index, schema, names, reader.languages)
        found = compare(own, index, queries)
        print(f"the thing that was meant: first {found[0]:.1%}, among five {found[1]:.1%}")
        over_http(root, [text for text, _ in queries])
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"memory of this process at most: {most} MB")


def site(folder: Path, things: int) -> Path:
    """A site with so many made-up projects beside the bundled data."""
    root = generate.site(folder, 0)
    chance = random.Random(6)
    with (root / "data" / "alster" / "projekt.csv").open(
        "w", encoding="utf-8", newline=""
    ) as handle:
        writer = csv.writer(handle, delimiter=";", lineterminator="\n")
        writer.writerow(("id", "Slag", "Titel (sv)", "Titel (en)"))
        for number in range(things):
            place = "".join(chance.choice(SYLLABLES) for _ in range(3)).capitalize()
            what, of, kind = chance.choice(WHAT), chance.choice(OF), chance.choice(KIND)
            writer.writerow((
                f"p{number}", "Projekt", f"{place}s {kind[0]} för {what[0]} {of[0]}",
                f"{place} {kind[1]} for {what[1]} {of[1]}",
            ))  # fmt: skip
    return root


def spoilt(index: Index, number: int) -> list[tuple[str, int]]:
    """Names as people may write them, each with the thing that is meant."""
    chance = random.Random(7)
    found = []
    for _ in range(number):
        thing = chance.randrange(index.size)
        words = index.spelling(chance.choice(index.names_of(thing))).text.split()
        way = chance.randrange(4)
        if way == 0 and len(words) > 2:
            words = words[1:] + words[:1]
        if way == 1 and len(words) > 3:
            words.pop(2)
        text = " ".join(words)
        for _ in range(chance.randrange(1, 3)):
            at = chance.randrange(len(text))
            text = chance.choice((
                text[:at] + text[at + 1 :],
                text[:at] + chance.choice("aeinorst") + text[at:],
                text[: at - 1] + text[at : at + 1] + text[at - 1 : at] + text[at + 1 :],
            )) if at else text  # fmt: skip
        found.append((text, thing))
    return found


def compare(
    own: Reconciler, index: Index, queries: Sequence[tuple[str, int]]
) -> tuple[float, float]:
    """Ours and the full scan, query by query; returns how often the thing was first, or in five."""
    forms = [index.spelling(number).plain for number in range(index.names)]
    first = five = 0

    def ask(text: str) -> list[str]:
        return [item.iri for item in own.candidates(Question(names=(text,)), 5)]

    for text, thing in queries:
        found = ask(text)
        first += found[:1] == [index.iris[thing]]
        five += index.iris[thing] in found
    texts = [text for text, _ in queries]
    table("ours", [timed(partial(ask, text)) for text in texts])
    for name, scorer, most in SCANS:
        scan = partial(process.extract, choices=forms, scorer=scorer, limit=5)
        found_by = [timed(partial(scan, read(text).plain)) for text in texts[:most]]
        table(f"full scan, rapidfuzz, {name}", found_by)
    return first / len(queries), five / len(queries)


def over_http(root: Path, texts: Sequence[str]) -> None:
    """Single queries, and batches of 50, over HTTP."""
    with served(root) as address, urllib3.PoolManager() as pool:

        def ask(part: Sequence[str]) -> None:
            queries = {f"q{at}": {"query": text, "limit": 5} for at, text in enumerate(part)}
            answer = pool.request("POST", f"{address}reconcile", encode_multipart=False,
                                  fields={"queries": json.dumps(queries)})  # fmt: skip
            assert answer.status == 200, answer.data

        for _ in range(4):  # each worker opens the index once
            ask(texts[:1])
        table("over HTTP, one", [timed(partial(ask, [text])) for text in texts])
        parts = [texts[at : at + BATCH] for at in range(0, len(texts) - BATCH + 1, BATCH)]
        table(f"over HTTP, {BATCH} at a time", [timed(partial(ask, part)) for part in parts])


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock and of this process."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - clock) * 1_000, (time.process_time() - processor) * 1_000


def clocked(what: str, work: Callable[[], object]) -> None:
    """Do something once, and say how long it took."""
    clock, processor = timed(work)
    print(f"{what}: {clock / 1_000:.1f} s, of the processor {processor / 1_000:.1f} s")


def table(what: str, found: Sequence[tuple[float, float]]) -> None:
    """Median, 95th percentile and the longest, in milliseconds, and the same of the processor."""
    said = []
    for column in (0, 1):
        times = sorted(pair[column] for pair in found)
        late = times[min(len(times) - 1, int(0.95 * len(times)))]
        said.append(f"{statistics.median(times):.1f} / {late:.1f} / {times[-1]:.1f}")
    print(f"{what}: median / p95 / most {said[0]} ms; of the processor {said[1]} ms")


if __name__ == "__main__":
    main()
