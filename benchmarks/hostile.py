"""Clients that mean harm, for a while: whether pages stay quick, and what is left afterwards.

    python -m benchmarks.hostile SITE [--seconds 120] [--clients 16]

The site is built already. Pages are asked for one at a time, first with nothing else going on, then
beside processes that only count and give way to all others, then beside the clients, then again.
What the counting costs is the machine's own: its cores have somebody to stop first. Each client
goes through the hostile queries in an order of its own, and some of them send as slowly as they are
let, or read nothing of what they asked for. The clients are in a process of their own that gives
way to the others (in life they are on other machines).
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import socket
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

import urllib3

from benchmarks.endpoint import memory, say, serving
from publisher.config import ServeSection

GRAPH: Final = "GRAPH ?g{0} {{ ?a{0} ?b{0} ?c{0} }}"
PRODUCT: Final = " ".join(GRAPH.format(number) for number in range(4))
EVERYTHING: Final = f"SELECT * {{ {PRODUCT} }}"
QUERIES: Final[dict[str, str]] = {
    "product, counted": f"SELECT (COUNT(*) AS ?x) {{ {PRODUCT} }}",
    "product, sorted": f"{EVERYTHING} ORDER BY ?a0 ?a1 ?a2",
    "product, without doubles": f"SELECT DISTINCT * {{ {PRODUCT} }}",
    "closure of everything": "SELECT (COUNT(*) AS ?x) { GRAPH ?g "
    "{ ?a (!<a:a>)* ?b . ?c (!<a:a>)* ?d } }",
    "pattern that explodes": "ASK { GRAPH ?g { ?s ?p ?o } "
    "FILTER(REGEX(STR(?o), '((a{1,99}){1,99}){1,99}')) }",
    "400,000 values": "SELECT (COUNT(*) AS ?x) { VALUES ?v { " + "1 " * 400_000 + "} }",
    "500,000 levels": "ASK { FILTER(" + "!" * 500_000 + "true) }",
    "120,000 calls": "SELECT * {" + "SERVICE " * 120_000 + "}",
    "900,000 comments": "ASK { " + "#\n" * 450_000 + "}",
    "20 MB": "x" * 20_000_000,
}
HONEST: Final = {200, 400, 413, 429, 503, 504, 507}
"""Statuses that an answer to such a query may have."""

SLOW: Final = {"slow reader": 8.0, "slow sender": 8.0, "slow body": 8.0, "gone": 1.0}
"""What a client does instead of asking: the most seconds it takes over it."""

PAGES: Final = 400
SETTLE_SECONDS: Final = 40.0
"""How long the site may take to come to rest: what runs has its limit."""

Done = tuple[str, str, float]
"""What was done, what came of it, and how many seconds it took."""


def main() -> None:
    """Serve a site, attack it, and print what came of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("site", type=Path)
    options.add_argument("--seconds", type=int, default=120)
    options.add_argument("--clients", type=int, default=16)
    given = options.parse_args()
    with serving(given.site) as (base, pid):
        page = f"{base}doc/project/visual-lift.sv.html"
        pages(page, number=PAGES)
        workers, before = processes(pid, b"gunicorn"), memory(pid)
        idle = pages(page, number=PAGES * 5)
        with counting():
            busy = pages(page, number=PAGES * 5)
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        until = time.monotonic() + given.seconds
        clients = context.Process(target=attack, args=(base, given.clients, until, theirs))
        clients.start()
        engines: set[int] = set()
        attacked: list[float] = []
        while time.monotonic() < until:
            attacked += pages(page, number=20)
            engines |= processes(pid, b"oxigraph")
        done: list[Done] = ours.recv()
        clients.join()
        settled = settle(pid, before)
        report(idle, busy, attacked, pages(page, number=PAGES * 5))
        say(f"memory of the workers: {before / 1e6:.0f} MB before, {memory(pid) / 1e6:.0f} MB "
            f"{settled:.0f} s after")  # fmt: skip
        ended = len(engines - processes(pid, b"oxigraph"))
        gone = len(workers - processes(pid, b"gunicorn"))
        say(f"engines that ended and were replaced: {ended}; workers that ended: {gone}")
        outcomes(done)


def report(idle: list[float], busy: list[float], attacked: list[float], after: list[float]) -> None:
    """The times of pages."""
    for name, part in (("median", 0.5), ("99th percentile", 0.99), ("longest", 1.0)):
        quiet, counted, harmed, later = (
            percentile(times, part) for times in (idle, busy, attacked, after)
        )
        say(f"pages, {name}: idle {quiet:.1f} ms, beside counting {counted:.1f} ms, under attack "
            f"{harmed:.1f} ms ({len(attacked)} pages), afterwards {later:.1f} ms; ratio to idle "
            f"{harmed / quiet:.1f}, to counting {harmed / counted:.1f}")  # fmt: skip


@contextmanager
def counting() -> Iterator[None]:
    """As many processes as there are cores, that only count, when nobody else wants to run."""
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=count, daemon=True) for _ in range(os.cpu_count() or 1)]
    for one in processes:
        one.start()
    time.sleep(1.0)
    try:
        yield
    finally:
        for one in processes:
            one.kill()
            one.join()


def count() -> None:
    """Count for ever."""
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    number = 0
    while True:
        number += 1


def outcomes(done: list[Done]) -> None:
    """What came of each query, and the longest that it took, against what it may take."""
    defaults = ServeSection()
    most = defaults.query_seconds + defaults.queue_seconds
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for what, came, seconds in done:
        found[what].append((came, seconds))
    for what, items in sorted(found.items()):
        counts = Counter(came for came, _ in items)
        longest = max(seconds for _, seconds in items)
        limit = "" if what in SLOW else f" of {most}{' PASSED' if longest > most + 2 else ''}"
        said = ", ".join(f"{number} × {came}" for came, number in sorted(counts.items()))
        say(f"  {what}: {said}; longest {longest:.1f}{limit} s")


def settle(pid: int, before: int) -> float:
    """Wait until the memory is what it was, for a while; the seconds waited."""
    begun = time.monotonic()
    while memory(pid) > before * 1.1 and time.monotonic() - begun < SETTLE_SECONDS:
        time.sleep(1.0)
    return time.monotonic() - begun


def attack(base: str, number: int, until: float, out: object) -> None:
    """All clients; what they did is sent when they have ended."""
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    done: list[Done] = []
    clients = [threading.Thread(target=client, args=(base, one, until, done))
               for one in range(number)]  # fmt: skip
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    out.send(done)  # type: ignore[attr-defined]


def client(base: str, number: int, until: float, done: list[Done]) -> None:
    """One client, with an address of its own as a proxy would tell it."""
    chance = random.Random(number)
    while time.monotonic() < until:
        what = chance.choice([*QUERIES, *SLOW])
        begun = time.monotonic()
        if what in SLOW:
            came = slow(base, number, what, chance.random() * SLOW[what], chance.random())
        else:
            came = ask(base, number, f"{QUERIES[what]} # {chance.random()}")
        done.append((what, came, time.monotonic() - begun))


def ask(base: str, number: int, query: str) -> str:
    """The status of the answer to a query."""
    headers = {"X-Forwarded-For": f"192.0.2.{number}", "Content-Type": "application/sparql-query"}
    try:
        answer = urllib3.request("POST", f"{base}sparql", body=query.encode(), headers=headers,
                                 retries=False, timeout=120.0)  # fmt: skip
    except (urllib3.exceptions.HTTPError, OSError):
        return "closed"
    return f"{answer.status}{'' if answer.status in HONEST else ' NOT HONEST'}"


def slow(base: str, number: int, what: str, seconds: float, chance: float) -> str:
    """Hold a connection for a while, sending or reading next to nothing, and hang up."""
    place = urlsplit(base)
    named = f"Host: x\r\nX-Forwarded-For: 192.0.2.{number}\r\n"
    target = quote(f"{EVERYTHING} # {chance}", safe="")
    begun = f"GET /sparql?query={target} HTTP/1.1\r\n{named}"
    body = f"POST /sparql HTTP/1.1\r\n{named}Content-Type: application/sparql-query\r\n"
    opening = {"slow sender": begun, "slow body": f"{body}Content-Length: 900000\r\n\r\n"}
    with socket.create_connection((place.hostname, place.port)) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        with suppress(OSError):
            connection.sendall(opening.get(what, f"{begun}\r\n").encode())
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                time.sleep(0.5)
                if what in ("slow sender", "slow body"):
                    connection.sendall(b"x")
                elif what == "slow reader" and not connection.recv(64):
                    return "closed"
            return "hung up"
    return "closed"


def processes(pid: int, word: bytes) -> set[int]:
    """The processes below one whose command has a word in it."""
    found = set()
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in path.read_text(encoding="ascii").split():
            with suppress(OSError):
                if word in Path(f"/proc/{child}/cmdline").read_bytes():
                    found.add(int(child))
                found |= processes(int(child), word)
    return found


def pages(url: str, *, number: int) -> list[float]:
    """Seconds that each of so many pages takes."""
    times = []
    with urllib3.PoolManager(retries=False, timeout=60.0) as pool:
        for _ in range(number):
            begun = time.perf_counter()
            answer = pool.request("GET", url)
            times.append(time.perf_counter() - begun)
            assert answer.status == 200, answer.status
    return times


def percentile(times: list[float], part: float) -> float:
    """A percentile in milliseconds."""
    return sorted(times)[int(part * (len(times) - 1))] * 1e3


if __name__ == "__main__":
    main()
